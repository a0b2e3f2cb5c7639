"""InnoDB's counters are asked for in the words of the server's version."""

import pytest

from app.engines.mysql.plain import Plain
from app.engines.mysql.sampling.innodb import Innodb
from app.engines.mysql.sampling.look import Look, Rests
from app.engines.mysql.server import Server, recognise


class Told:
    """A session that only notes what it is asked."""

    def __init__(self, version: str) -> None:
        self.server: Server = recognise(version, {})
        self.asked: list[str] = []
        self.rows: list[list[str | None]] = []

    def fetch_plain(self, statement: str, _values: object) -> Plain:
        self.asked.append(statement)
        return Plain((), self.rows, 0)


@pytest.mark.parametrize(
    ("version", "condition"),
    [
        ("5.7.44", "status = 'enabled'"),
        ("8.0.36", "status = 'enabled'"),
        ("9.1.0", "status = 'enabled'"),
        ("10.4.34-MariaDB", "status = 'enabled'"),
        ("10.5.29-MariaDB", "enabled = 1"),
        ("11.4.3-MariaDB", "enabled = 1"),
    ],
)
def test_the_column_that_says_whether_it_counts(version: str, condition: str) -> None:
    session = Told(version)
    look = Look(session, Rests())  # type: ignore[arg-type]
    Innodb().take(look, {"innodb": frozenset({"lock_deadlocks"})})
    (statement,) = session.asked
    assert condition in statement
    assert "innodb_trx" not in statement


def test_a_counter_that_is_not_enabled_is_not_asked_for_at_every_look() -> None:
    session, innodb = Told("9.1.0"), Innodb()
    session.rows = [["lock_deadlocks", "7", "", ""]]
    wanted = {"innodb": frozenset({"lock_deadlocks", "log_lsn_checkpoint_age"})}
    for _look in range(2):
        look = Look(session, Rests())  # type: ignore[arg-type]
        innodb.take(look, wanted)
        assert look.fields == {"innodb.lock_deadlocks": 7}
    first, then = session.asked
    assert "log_lsn_checkpoint_age" in first
    assert "log_lsn_checkpoint_age" not in then
    session.rows = []
    innodb.take(look, {"innodb": frozenset({"log_lsn_checkpoint_age"})})
    assert len(session.asked) == 2
