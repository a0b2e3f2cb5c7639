"""What is taken out of the journal is all that was chosen, harmless to spreadsheets, and noted."""

import csv
import json
from pathlib import Path

import pytest

from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.domain.errors import Cancelled, Refused
from app.domain.journal import Deed, Event
from app.domain.people import Role
from app.domain.stop import Stop
from app.flows.export_journal import entries, export_journal
from app.store.journal import Journal, Wanted
from tests.fakes import FakeJournal, endpoint, warden


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    made = Journal(tmp_path / "journal")
    act = Act("session-kill", "=HYPERLINK(1)", (Command("KILL 1"), Command("KILL 2")))
    noted = made.intend(act, Consent("+lin"), endpoint())
    made.conclude(noted, [Outcome(Ending.DONE), Outcome(Ending.FAILED, "no such thread")])
    made.note(Event(Deed.SIGN_IN, "王芳", "王芳 signed in.", facts=(("provider", "corp"),)))
    return made


def test_a_spreadsheet_gets_a_line_for_each_and_no_formula(
    journal: Journal, tmp_path: Path
) -> None:
    file = tmp_path / "out.csv"
    assert export_journal(journal, warden(), file, Wanted(), Stop()) == 2
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        newest, act = csv.DictReader(opened)
    assert (newest["kind"], newest["who"], newest["facts"]) == ("sign-in", "王芳", "provider: corp")
    assert (act["text"], act["who"]) == ("'=HYPERLINK(1)", "'+lin")
    assert act["statements"] == "KILL 1\nKILL 2"
    assert act["outcomes"] == "done\nfailed: no such thread"
    assert (act["ending"], act["instance"]) == ("failed", endpoint().name)


def test_programs_get_all_there_is(journal: Journal, tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    export_journal(journal, warden(), file, Wanted(), Stop())
    newest, act = json.loads(file.read_text("utf-8"))
    assert (newest["what"], newest["facts"]) == ("sign-in", {"provider": "corp"})
    assert act["outcomes"][1]["text"] == "no such thread"
    assert (act["sequence"], act["kind"], act["unsigned"]) == (1, "act", "no-key")


def test_only_what_is_wanted_is_written(journal: Journal, tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    assert export_journal(journal, warden(), file, Wanted(text="nothing"), Stop()) == 0
    assert json.loads(file.read_text()) == []


def test_that_it_was_exported_is_an_entry(journal: Journal, tmp_path: Path) -> None:
    noted = FakeJournal()
    export_journal(journal, warden(noted), tmp_path / "out.csv", Wanted(), Stop())
    (event,) = noted.events
    assert (event.what, "out.csv" in event.text) == (Deed.EXPORTED, True)


def test_who_may_not_gets_no_file(journal: Journal, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    with pytest.raises(Refused):
        export_journal(journal, warden(role=Role.VIEWER), file, Wanted(), Stop())
    assert not file.exists()


def test_what_is_given_up_leaves_the_old_file(journal: Journal, tmp_path: Path) -> None:
    file, stop = tmp_path / "out.csv", Stop()
    file.write_text("old")
    stop.set()
    with pytest.raises(Cancelled):
        export_journal(journal, warden(), file, Wanted(), stop)
    assert file.read_text() == "old"


def test_entries_go_on_over_pages(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.flows.export_journal._PAGE", 20)
    for number in range(50):
        journal.note(Event(Deed.SIGN_OUT, "lin", f"{number}"))
    assert [each.entry.sequence for each in entries(journal, Wanted(who="lin"))][-1] == 1
    assert len([*entries(journal, Wanted(kinds=frozenset(["sign-out"])))]) == 50
