"""Whatever an entry is of, its row says who, where, what, and how it ended."""

from pathlib import Path
from typing import Any

import pytest

from app.auth.signing import PrivateKey, check, new_seed
from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.domain.journal import Deed, Event, Happening, Note, Noted, Where
from app.models.fields import Field, State
from app.models.journal.endings import ENDING_NAMES
from app.models.journal.entries import ENTRIES, Row
from app.models.journal.kinds import KIND_NAMES
from app.models.records import RecordTable
from app.store.journal import Found, Journal
from app.store.journal.found import KINDS
from tests.fakes import endpoint


def shown(found: Found, key: str) -> str:
    return field(key).full(Row(found))


def field(key: str) -> Field[Row]:
    return next(each for each in ENTRIES if each.key == key)


class Holder:
    """Has a key for this run."""

    before = None
    remembered = None

    def __init__(self) -> None:
        self._key = PrivateKey(new_seed(), lasting=False)

    def key(self) -> PrivateKey:
        return self._key

    def remember(self, entry: object) -> None:
        """Nobody asks."""


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal")


def test_all_kinds_and_endings_have_names() -> None:
    assert set(KIND_NAMES) == set(KINDS)
    assert set(ENDING_NAMES) == set(Ending)


def test_an_act_says_what_came_of_each_statement(journal: Journal) -> None:
    act = Act("keys-delete", "Delete 3 keys", tuple(map(Command, ("DEL a", "DEL b", "DEL c"))))
    noted = journal.intend(act, Consent("Ann 安"), endpoint())
    journal.conclude(noted, [Outcome(Ending.DONE), Outcome(Ending.FAILED, "READONLY")])
    (found,) = journal.read().found
    assert shown(found, "answers").splitlines() == [
        "✓ DEL a", "▲ DEL b: READONLY", "– not tried: DEL c",
    ]  # fmt: skip
    assert (shown(found, "who"), shown(found, "ending")) == ("Ann 安", "failed")
    assert (shown(found, "instance"), shown(found, "act")) == (endpoint().name, "keys-delete")
    assert "no key" in shown(found, "signed")


def test_an_event_says_whom_and_what_for(journal: Journal) -> None:
    where = Where("l1", "ledger1", "10.1.0.1:1521", "production")
    journal.note(Event(Deed.GRANT, "lin", "王芳 may do it.", where, "王芳", (("until", "18:00"),)))
    (found,) = journal.read().found
    assert [shown(found, key) for key in ("kind", "what", "whom", "instance", "facts")] == [
        "Grant", "王芳 may do it.", "王芳", "ledger1", "until: 18:00",
    ]  # fmt: skip


def test_what_concerns_no_instance_names_none(journal: Journal) -> None:
    journal.note(Event(Deed.SIGN_IN_FAILED, "", "The answer was forged."))
    (found,) = journal.read().found
    assert [field(key).looks(Row(found))[0] for key in ("who", "instance")] == ["–", "–"]


def test_a_key_and_a_note_are_rows_as_well(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", Holder(), check)
    journal.note(Event(Deed.SIGN_OUT, "lin", "lin signed out."))
    out, key = journal.read().found
    assert shown(key, "kind") == "Key that signs"
    assert "of one run" in shown(key, "what")
    assert shown(out, "signed") in shown(key, "facts")
    cut = Noted(out.entry, Note(Happening.CUT, 7, "ab"))
    assert shown(cut, "what").startswith("Entry 7, which the keychain remembers")
    assert field("kind").state_of(Row(cut)) is State.ERROR
    clock = Noted(out.entry, Note(Happening.CLOCK, seconds=-600))
    assert shown(clock, "what") == "The clock was put back by 0:10:00."
    assert field("kind").state_of(Row(clock)) is State.WARNING


def test_it_keeps_qts_contract(journal: Journal, qtmodeltester: Any) -> None:
    journal.note(Event(Deed.SIGN_OUT, "lin", "lin signed out."))
    table: RecordTable[Row] = RecordTable(ENTRIES, lambda row: row.found.entry.sequence)
    table.replace(map(Row, journal.read().found))
    qtmodeltester.check(table)
