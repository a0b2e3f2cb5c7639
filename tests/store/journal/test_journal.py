"""Every act is written down before and after it; what is wrong with the record is found."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.act import Ending, Outcome
from app.domain.errors import Unwritable
from app.domain.journal import Conclusion, Intent, Verdict, Where
from app.store.journal import Journal, Wanted

DONE = Outcome(Ending.DONE, "1 session ended", 0.25, 1)


def only_file(journal: Journal) -> Path:
    (file,) = journal.folder.glob("journal-*.jsonl")
    return file


def test_an_act_is_read_as_it_was_written(journal: Journal, kill: Intent) -> None:
    act_id = journal.intend(kill)
    journal.conclude(act_id, DONE, step=0)
    journal.conclude(act_id, DONE)
    (act,) = journal.read().acts
    assert (act.intent, act.outcome, act.ending) == (kill, DONE, Ending.DONE)
    assert [entry.sequence for entry in (act.entry, *act.conclusions)] == [1, 2, 3]
    assert act.entry.account
    assert act.entry.process == os.getpid()
    assert act.entry.utc.tzinfo is not None
    assert journal.verify() == Verdict(files=1, entries=3)


def test_an_act_nobody_concluded_is_unknown(journal: Journal, kill: Intent) -> None:
    journal.conclude(journal.intend(kill), DONE, step=0)
    (act,) = journal.read().acts
    assert (act.outcome, act.ending) == (None, Ending.UNKNOWN)


def test_an_empty_journal_is_fine(journal: Journal) -> None:
    assert journal.read().acts == ()
    assert journal.verify() == Verdict(files=0, entries=0)
    assert not journal.folder.exists()


def test_each_line_is_json_and_hangs_on_the_one_before(journal: Journal, kill: Intent) -> None:
    for _ in range(3):
        journal.intend(kill)
    lines = [json.loads(line) for line in only_file(journal).read_text("ascii").splitlines()]
    assert [line["sequence"] for line in lines] == [1, 2, 3]
    assert [line["previous"] for line in lines] == ["0" * 64, lines[0]["hash"], lines[1]["hash"]]
    assert only_file(journal).stat().st_mode & 0o077 == 0


def test_passwords_are_not_written_down(journal: Journal, kill: Intent) -> None:
    statement = "ALTER USER u IDENTIFIED BY 'Tiger-9!'"
    act_id = journal.intend(replace(kill, statements=(statement,), title=statement))
    journal.conclude(act_id, Outcome(Ending.FAILED, f"near {statement}"))
    assert b"Tiger" not in only_file(journal).read_bytes()
    assert journal.read().acts[0].intent.statements == ("ALTER USER u IDENTIFIED BY ***",)


@given(text=st.text(st.characters(), max_size=50), number=st.integers(-1, 2**70))
def test_any_text_survives(
    tmp_path_factory: pytest.TempPathFactory, text: str, number: int
) -> None:
    journal = Journal(tmp_path_factory.mktemp("j"))
    intent = Intent(text, text, Where(text, text, text, text), ("SELECT 1", f"x{text}"), text)
    act_id = journal.intend(intent)
    journal.conclude(act_id, Outcome(Ending.FAILED, text, 1.5, number))
    assert len(only_file(journal).read_bytes().splitlines()) == 2
    assert journal.verify().fault is None
    (act,) = journal.read().acts
    assert act.intent.where == intent.where
    assert isinstance(act.conclusions[0].body, Conclusion)
    assert act.conclusions[0].body.outcome.rows == number


def test_a_huge_statement_and_lone_surrogates_survive(journal: Journal, kill: Intent) -> None:
    huge = "INSERT INTO t VALUES " + "('\n\udcff\u2028')," * 300_000
    journal.intend(replace(kill, statements=(huge,)))
    journal.intend(kill)
    assert journal.read().acts[1].intent.statements == (huge,)
    assert journal.verify() == Verdict(files=1, entries=2)


def test_a_full_disk_refuses_the_act_and_spoils_nothing(
    journal: Journal, kill: Intent, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.intend(kill)
    before = only_file(journal).read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(Unwritable, match="No space left"):
            journal.intend(kill)
    assert only_file(journal).read_bytes() == before
    journal.intend(kill)
    assert journal.verify() == Verdict(files=1, entries=2)


def test_a_file_in_the_way_refuses_the_act(tmp_path: Path, kill: Intent) -> None:
    (tmp_path / "journal").touch()
    with pytest.raises(Unwritable, match="could not be written") as raised:
        Journal(tmp_path / "journal").intend(kill)
    assert raised.value.hint


def test_pages_go_back_to_the_first_and_keep_what_came_of_each(
    journal: Journal, kill: Intent
) -> None:
    ids = [journal.intend(replace(kill, title=f"act {n}")) for n in range(10)]
    for act_id in ids:  # all concluded behind all intents
        journal.conclude(act_id, replace(DONE, text=act_id))
    page, seen = journal.read(limit=3), []
    while page.acts:
        seen += [(act.intent.title, act.outcome and act.outcome.text) for act in page.acts]
        page = journal.read(before=page, limit=3) if page.more else journal.read(limit=0)
        if len(seen) >= 10:
            break
    assert seen == [(f"act {n}", ids[n]) for n in reversed(range(10))]


def test_only_what_is_wanted_is_read(journal: Journal, kill: Intent) -> None:
    other = replace(kill, where=Where("9b" * 16, "cache-2", "r2:6379"), flow="parameter-set")
    journal.intend(kill)
    journal.conclude(journal.intend(other), replace(DONE, text="Réglé"))
    since = journal.read().acts[0].entry.utc
    for wanted in (
        Wanted(instance="CACHE-2"), Wanted(instance="r2:6379"), Wanted(flow="parameter-set"),
        Wanted(text="réglé"), Wanted(since=since),
    ):  # fmt: skip
        assert [act.intent for act in journal.read(wanted=wanted).acts] == [other]
    assert len(journal.read(wanted=Wanted(text="kill 17")).acts) == 2
    assert journal.read(wanted=Wanted(text="nothing")).acts == ()
