"""Every act is written down before and after it, and read back a page at a time."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.domain.endpoint import Endpoint
from app.domain.errors import Cancelled, Unwritable
from app.domain.journal import Deed, Event, Noted, Verdict, Where
from app.domain.stop import Stop
from app.store.journal import Journal, Page, Wanted

from .conftest import Intend

VERSION_1 = Path(__file__).parent / "version-1"
DONE = Outcome(Ending.DONE, "1 session ended", 0.25, 1)


def only_file(journal: Journal) -> Path:
    (file,) = journal.folder.glob("journal-*.jsonl")
    return file


def test_an_act_is_read_as_it_was_written(journal: Journal, intend: Intend) -> None:
    journal.conclude(intend("KILL 17", "KILL 18"), [DONE, DONE])
    (act,) = journal.read().acts
    assert act.intent.where == Where("8a" * 16, "orders-1", "db7.example:3306", "Production")
    assert act.intent.statements == ("KILL 17", "KILL 18")
    assert (act.intent.flow, act.intent.who) == ("session-kill", "Ann 安")
    assert (act.outcomes, act.ending) == ((DONE, DONE), Ending.DONE)
    assert act.concluded is not None
    assert act.concluded >= act.entry.utc
    assert act.entry.account
    assert act.entry.process == os.getpid()
    assert journal.verify() == Verdict(files=1, entries=2)


@pytest.mark.parametrize(
    ("endings", "whole"),
    [
        (None, Ending.UNKNOWN),
        ([], Ending.UNKNOWN),
        ([Ending.DONE], Ending.UNKNOWN),
        ([Ending.DONE, Ending.DONE], Ending.DONE),
        ([Ending.FAILED, Ending.DONE], Ending.FAILED),
        ([Ending.DONE, Ending.REFUSED], Ending.REFUSED),
        ([Ending.CANCELLED], Ending.CANCELLED),
    ],
)
def test_how_an_act_ended_as_a_whole(
    journal: Journal, intend: Intend, endings: list[Ending] | None, whole: Ending
) -> None:
    act_id = intend("KILL 17", "KILL 18")
    if endings is not None:
        journal.conclude(act_id, [Outcome(ending) for ending in endings])
    assert journal.read().acts[0].ending is whole


def test_an_empty_journal_is_fine(journal: Journal) -> None:
    assert journal.read().acts == ()
    assert journal.verify() == Verdict(files=0, entries=0)
    assert not journal.folder.exists()


def test_each_line_is_json_and_hangs_on_the_one_before(journal: Journal, intend: Intend) -> None:
    for _ in range(3):
        intend()
    lines = [json.loads(line) for line in only_file(journal).read_text("ascii").splitlines()]
    assert [line["sequence"] for line in lines] == [1, 2, 3]
    assert [line["previous"] for line in lines] == ["0" * 64, lines[0]["hash"], lines[1]["hash"]]
    assert only_file(journal).stat().st_mode & 0o077 == 0


def test_passwords_are_not_written_down(journal: Journal, intend: Intend) -> None:
    statement = "ALTER USER u IDENTIFIED BY 'Tiger-9!'"
    act_id = intend(statement, title=statement)
    journal.conclude(act_id, [Outcome(Ending.FAILED, f"near {statement}")])
    assert b"Tiger" not in only_file(journal).read_bytes()
    assert journal.read().acts[0].intent.statements == ("ALTER USER u IDENTIFIED BY ***",)


@given(text=st.text(st.characters(), max_size=50), number=st.integers(-1, 2**70))
def test_any_text_survives(
    tmp_path_factory: pytest.TempPathFactory, text: str, number: int
) -> None:
    journal = Journal(tmp_path_factory.mktemp("j"))
    act = Act(text, text, (Command("SELECT 1"), Command(f"x{text}", target=text)))
    endpoint = Endpoint(text, text, "redis", text, 1, environment=text)
    act_id = journal.intend(act, Consent(text), endpoint)
    journal.conclude(act_id, [Outcome(Ending.FAILED, text, 1.5, number)])
    assert len(only_file(journal).read_bytes().splitlines()) == 2
    assert journal.verify().fault is None
    (read,) = journal.read().acts
    assert read.intent.where == Where(text, text, f"{text}:1", text)
    assert read.intent.targets == ("", text)
    assert read.outcomes[0].rows == number


def test_a_huge_statement_and_lone_surrogates_survive(journal: Journal, intend: Intend) -> None:
    huge = "INSERT INTO t VALUES " + "('\n\udcff\u2028')," * 300_000
    intend(huge)
    intend()
    assert journal.read().acts[1].intent.statements == (huge,)
    assert journal.verify() == Verdict(files=1, entries=2)


def test_a_full_disk_refuses_the_act_and_spoils_nothing(
    journal: Journal, intend: Intend, monkeypatch: pytest.MonkeyPatch
) -> None:
    intend()
    before = only_file(journal).read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(Unwritable, match="No space left"):
            intend()
    assert only_file(journal).read_bytes() == before
    intend()
    assert journal.verify() == Verdict(files=1, entries=2)


def test_a_file_in_the_way_refuses_the_act(tmp_path: Path, orders: Endpoint) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unwritable, match="could not be written") as raised:
        Journal(tmp_path / "file").intend(Act("a", "a", ()), Consent("Ann"), orders)
    assert raised.value.hint


def test_pages_go_back_to_the_first_and_keep_what_came_of_each(
    journal: Journal, intend: Intend
) -> None:
    ids = [intend(title=f"act {n}") for n in range(10)]
    for act_id in ids:  # all concluded behind all intents
        journal.conclude(act_id, [replace(DONE, text=act_id)])
    page: Page | None = None
    seen = []
    while page is None or page.more:
        page = journal.read(before=page, limit=3)
        seen += [(act.intent.title, act.outcomes[0].text) for act in page.acts]
    assert seen == [(f"act {n}", ids[n]) for n in reversed(range(10))]


def test_only_what_is_wanted_is_read(journal: Journal, intend: Intend, orders: Endpoint) -> None:
    intend()
    cache = replace(orders, id="9b" * 16, name="cache-2", address="r2", port=6379)
    journal.conclude(intend(name="parameter-set", endpoint=cache), [replace(DONE, text="Réglé")])
    since = journal.read().acts[0].entry.utc
    for wanted in (
        Wanted(instance="CACHE-2"), Wanted(instance="r2:6379"), Wanted(flow="parameter-set"),
        Wanted(text="réglé"), Wanted(since=since),
    ):  # fmt: skip
        assert [act.intent.flow for act in journal.read(wanted=wanted).acts] == ["parameter-set"]
    assert len(journal.read(wanted=Wanted(text="kill 17")).acts) == 2
    assert journal.read(wanted=Wanted(text="nothing")).acts == ()


def test_reading_and_verifying_can_be_cancelled(journal: Journal, intend: Intend) -> None:
    intend()
    stop = Stop()
    stop.set()
    with pytest.raises(Cancelled):
        journal.read(stop=stop)
    with pytest.raises(Cancelled):
        journal.verify(stop)


def test_events_stand_among_the_acts(journal: Journal, intend: Intend) -> None:
    intend()
    refused = Event(
        Deed.REFUSED, "安", "Ann may not end sessions on orders-1.",
        Where("8a" * 16, "orders-1", "db7.example:3306", "Production"),
        facts=(("ability", "session-kill"), ("why", "role")),
    )  # fmt: skip
    journal.note(refused)
    journal.note(Event(Deed.USER_CHANGED, "Lin", "Ann is a DBA now.", whom="Ann"))
    first, second, third = journal.read().found
    assert isinstance(first, Noted)
    assert isinstance(second, Noted)
    assert second.body == refused
    assert third in journal.read().acts
    for wanted, expected in (
        (Wanted(kinds=frozenset({"refused"})), [second]),
        (Wanted(kinds=frozenset({"act", "user-changed"})), [first, third]),
        (Wanted(instance="orders-1"), [second, third]),
        (Wanted(who="ann"), [first, third]),
        (Wanted(text="session-kill"), [second, third]),
        (Wanted(endings=frozenset({Ending.UNKNOWN})), [third]),
        (Wanted(until=first.entry.utc), [second, third]),
        (Wanted(since=second.entry.utc), [first, second]),
    ):
        assert list(journal.read(wanted=wanted).found) == expected
    assert journal.verify() == Verdict(files=1, entries=3)


def test_passwords_in_events_are_not_written_down(journal: Journal) -> None:
    statement = "ALTER USER u IDENTIFIED BY 'Tiger-9!'"
    journal.note(Event(Deed.REFUSED, "Ann", statement, facts=(("sql", statement),)))
    assert b"Tiger" not in only_file(journal).read_bytes()


def test_a_journal_of_an_older_mohist_is_read_and_gone_on_with(
    journal: Journal, intend: Intend
) -> None:
    journal.folder.mkdir()
    name = "journal-2026-11.jsonl"
    for old in (name, "head.json"):
        (journal.folder / old).write_bytes((VERSION_1 / old).read_bytes())
    assert journal.verify() == Verdict(files=1, entries=3)
    old_act = journal.read().acts[-1]
    intend("KILL 99")
    assert [act.intent.statements for act in journal.read().acts][-1] == old_act.intent.statements
    assert len(journal.read().acts) == 3
    assert journal.verify().fault is None
