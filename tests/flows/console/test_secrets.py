"""What of a statement is written down: its values, and never a password."""

import pytest

from app.flows.console.ending import ends_transaction
from app.flows.console.secrets import bind_lines, title_of, without_secrets


def test_what_a_server_quotes_of_a_password_is_taken_out() -> None:
    said = "You have an error in your SQL syntax near 'hunter2 FOO' at line 1"
    assert "hunter2" not in without_secrets(said, "CREATE USER x IDENTIFIED BY hunter2 FOO")
    assert without_secrets(said, "SELECT 1 FOO") == said


def test_values_of_binds_are_told_save_those_that_stand_for_a_password() -> None:
    text = "CREATE USER x IDENTIFIED BY :pw COMMENT :note"
    assert bind_lines([text], {"pw": "hunter2", "note": "x" * 300})[0] == ":pw = ***"
    assert bind_lines(["SELECT :a, ?"], {"a": "it's", "1": 5}) == (':a = "it\'s"', "1 = 5")
    assert bind_lines(["SET PASSWORD = ?"], {"1": "hunter2"}) == ("1 = ***",)
    assert len(bind_lines([text], {"note": "x" * 300})[0]) < 250


def test_the_title_of_an_act_holds_no_password() -> None:
    assert "hunter2" not in title_of(["ALTER USER x IDENTIFIED BY 'hunter2'"])
    assert title_of(["UPDATE  t\n SET a = 1"]) == "UPDATE t SET a = 1"
    assert "3" in title_of(["a", "b", "c"])


@pytest.mark.parametrize(
    ("statement", "ends"),
    [("COMMIT", True), (" -- x\n/* y */ rollback", True), ("ROLLBACK TO a", False),
     ("ROLLBACK WORK TO SAVEPOINT a", False), ("SELECT 'COMMIT'", False), ("COMMITS", False)],
)  # fmt: skip
def test_the_end_of_a_transaction_is_known_by_its_words(statement: str, ends: bool) -> None:
    assert ends_transaction(statement) is ends
