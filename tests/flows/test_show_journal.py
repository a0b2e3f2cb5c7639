"""`mohist journal`: what was done, and whether the record of it is as it was written."""

import json
import shutil
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from app.cli import main
from app.cli.parts import FOUND, TROUBLE
from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.domain.endpoint import Endpoint
from app.domain.journal import Deed, Event
from app.paths import data_folder
from app.store.journal import Journal

ORDERS = Endpoint("8a" * 16, "orders-1", "mysql", "db7", 3306, environment="Production")


@pytest.fixture
def journal() -> Journal:
    """Where the command looks for it."""
    made = Journal(data_folder() / "journal")
    act = Act("session-kill", "End", (Command("KILL 17"), Command("KILL\n18", target="db8:3306")))
    outcomes = [Outcome(Ending.DONE, "", 0.25, 1), Outcome(Ending.FAILED, "no \x1b[31msuch")]
    made.conclude(made.intend(act, Consent("Ann 安"), ORDERS), outcomes)
    cache = replace(ORDERS, name="cache-2")
    made.intend(Act("ping", "Ping", (Command("PING"),)), Consent("Bob"), cache)
    return made


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    code = main(["journal", *arguments], out, err)
    return code, out.getvalue(), err.getvalue()


def test_acts_are_shown_the_newest_first(journal: Journal) -> None:
    code, out, _err = run("show")
    lines = out.splitlines()
    assert code == 0
    assert "unknown whether it happened  ping  cache-2 (db7:3306, Production)  Bob (" in lines[0]
    assert lines[1] == "    PING"
    assert "failed  session-kill  orders-1" in lines[2]
    assert lines[3:] == [
        "    KILL 17", "      done, 1 row, 0.250 s",
        "    db8:3306> KILL", "    18", "      failed, no ␛[31msuch, 0.000 s",
    ]  # fmt: skip


def test_programs_get_a_document_a_line(journal: Journal) -> None:
    _code, out, _err = run("show", "--format", "json", "--instance", "orders-1")
    (act,) = map(json.loads, out.splitlines())
    assert (act["flow"], act["ending"], act["who"]) == ("session-kill", "failed", "Ann 安")
    assert act["outcomes"][0] == {"ending": "done", "text": "", "seconds": 0.25, "rows": 1}


@pytest.mark.parametrize(
    ("options", "acts"),
    [
        (["--grep", "kill"], 1),
        (["--grep", "such"], 1),
        (["--since", "2020-01-01"], 2),
        (["--since", "2999-01-01T12:00"], 0),
        (["--instance", "none"], 0),
    ],
)
def test_only_what_is_asked_for_is_shown(journal: Journal, options: list[str], acts: int) -> None:
    code, out, _err = run("show", "--format", "json", *options)
    assert (code, len(out.splitlines())) == (0, acts)


def test_the_exit_code_says_whether_the_journal_is_as_it_was_written(journal: Journal) -> None:
    code, out, _err = run("verify")
    assert (code, "is as it was written: 3 entries." in out) == (0, True)
    (file,) = journal.folder.glob("*.jsonl")
    assert run("verify", "--file", str(file))[0] == 0
    file.write_bytes(file.read_bytes().replace(b"KILL 17", b"KILL 71"))
    for options in ([], ["--file", str(file)]):
        code, out, _err = run("verify", *options)
        assert code == FOUND
        assert f"{file.name}, line 1: It was changed" in out
    (journal.folder / "head.json").unlink()
    file.write_bytes(b"")
    assert run("verify")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [[], ["prove"], ["show", "--since", "tomorrow"], ["verify", "--file", "none"], ["show", "x"]],
)
def test_bad_usage_is_said(arguments: list[str], tmp_path: Path) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (TROUBLE, "")
    assert err.startswith("mohist: ")


def test_an_anchor_kept_elsewhere_knows_what_was_cut_off(journal: Journal, tmp_path: Path) -> None:
    file = tmp_path / "anchor.json"
    assert run("anchor", "--out", str(file)) == (0, "", "")
    code, _out, err = run("anchor", "--out", str(file))
    assert code == TROUBLE, "an older anchor is never written over"
    assert str(file) in err
    assert json.loads(run("anchor")[1]) == json.loads(file.read_text("utf-8"))
    assert run("verify", "--anchor", str(file))[0] == 0
    kept = journal.set_aside()
    assert kept is not None
    code, out, _err = run("verify", "--anchor", str(file))
    assert (code, f"set aside in {kept.name}" in out) == (0, True)
    shutil.rmtree(kept)
    code, out, _err = run("verify", "--anchor", str(file))
    assert code == FOUND
    assert "The anchor of " in out
    file.write_text("{}", "utf-8")
    code, _out, err = run("verify", "--anchor", str(file))
    assert code == TROUBLE
    assert "This is no anchor of a journal." in err


def test_without_a_journal_there_is_no_anchor() -> None:
    code, _out, err = run("anchor")
    assert code == TROUBLE
    assert "There is no journal yet." in err


def test_what_is_no_act_is_shown_too(journal: Journal) -> None:
    journal.note(Event(Deed.REFUSED, "Bob", "Not for the role viewer."))
    _code, out, _err = run("show")
    assert "refused  Bob (" in out.splitlines()[0]
    assert out.splitlines()[0].endswith("Not for the role viewer.")
    assert len(run("show", "--kind", "refused", "--format", "json")[1].splitlines()) == 1
    assert len(run("show", "--ending", "refused", "--who", "bob")[1].splitlines()) == 1
    assert run("show", "--format", "csv")[1].startswith("sequence,utc,kind,ending,who,")
