"""Nothing that was acknowledged is lost, whatever breaks off when; nothing else is appended to."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from app.domain.errors import StoreTrouble
from app.domain.journal import Happening, Note, Noted, Verdict
from app.store.journal import Journal, Wanted
from app.store.journal.clock import Moment

from .conftest import Intend

CHILD = """
import sys
from pathlib import Path
from app.domain.act import Act, Command, Consent
from app.domain.endpoint import Endpoint
from app.store.journal import Journal
journal = Journal(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    act = Act("kill", "Kill", (Command("KILL 1 " + "x" * 20000),))
    act_id = journal.intend(act, Consent("Ann"), Endpoint("i", "n", "mysql", "h", 1))
    print(act_id, flush=True)
"""


def child(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder)], stdout=subprocess.PIPE, text=True
    )


def only_file(journal: Journal) -> Path:
    (file,) = journal.folder.glob("journal-*.jsonl")
    return file


def all_ids(journal: Journal) -> set[str]:
    return {act.entry.id for act in journal.read(limit=100_000).acts}


def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(journal: Journal) -> None:
    random = Random(7)
    told: set[str] = set()
    for _ in range(15):
        with child(journal.folder) as process:
            assert process.stdout is not None
            for _ in range(random.randrange(1, 12)):
                told.add(process.stdout.readline().strip())
            process.kill()
            told.update(process.stdout.read().split("\n")[:-1])
        assert journal.verify().fault is None
    assert told - {"ready", ""} <= all_ids(journal)


def test_consoles_take_turns(journal: Journal, intend: Intend) -> None:
    told: set[str] = set()
    with child(journal.folder) as one, child(journal.folder) as other:
        for _ in range(10):
            told.add(intend())
        for process in (one, other):
            assert process.stdout is not None
            told.update(process.stdout.readline().strip() for _ in range(5))
            process.kill()
    assert journal.verify().fault is None
    assert told - {"ready"} <= all_ids(journal)


@pytest.mark.parametrize("cut", [1, 5, 66, 200])
def test_a_torn_line_is_kept_and_noted(journal: Journal, intend: Intend, cut: int) -> None:
    intend("KILL 1")
    head = (journal.folder / "head.json").read_bytes()
    intend("KILL 2")
    file = only_file(journal)
    file.write_bytes(file.read_bytes()[:-cut])  # as if killed while writing
    (journal.folder / "head.json").write_bytes(head)
    torn = file.read_bytes().splitlines()[-1]
    intend("KILL 3")
    verdict = journal.verify()
    assert verdict.fault is None
    assert torn in file.read_bytes()
    if cut == 1:  # all but the end of the line came through: an entry as any other
        assert verdict == Verdict(files=1, entries=3)
    else:
        assert verdict.entries == 3
        said = f"line 3: the line before was not finished ({len(torn)} bytes kept)."
        assert verdict.remarks[0].text.endswith(said)
        assert {a.intent.statements[0] for a in journal.read().acts} == {"KILL 1", "KILL 3"}


@pytest.mark.parametrize("rest", [b"\0" * 500, b"a\nb\nc", b"a\n\n", b"\n", b"\xff{\n"])
def test_whatever_a_lost_sector_leaves_is_kept_and_noted(
    journal: Journal, intend: Intend, rest: bytes
) -> None:
    intend()
    with only_file(journal).open("ab") as file:
        file.write(rest)
    assert journal.verify().fault is None
    assert len(journal.verify().remarks) == 1
    for _ in range(2):
        intend()
    verdict = journal.verify()
    assert (verdict.fault, verdict.entries, len(verdict.remarks)) == (None, 4, 1)
    assert f"({len(rest)} bytes kept)" in verdict.remarks[0].text


def test_a_torn_note_is_noted_too(journal: Journal, intend: Intend) -> None:
    intend()
    head = (journal.folder / "head.json").read_bytes()
    file = only_file(journal)
    with file.open("ab") as handle:
        handle.write(b"torn")
    intend()
    whole = file.read_bytes()
    for end in range(whole.index(b"torn") + 4, whole.index(b"\n", whole.index(b"torn") + 5), 9):
        file.write_bytes(whole[:end])  # killed while the note was written
        (journal.folder / "head.json").write_bytes(head)
        intend()
        assert journal.verify().fault is None
        assert len(journal.read().acts) == 2


def test_an_entry_the_head_does_not_know_is_taken(journal: Journal, intend: Intend) -> None:
    intend()
    head = (journal.folder / "head.json").read_bytes()
    intend()
    (journal.folder / "head.json").write_bytes(head)  # killed between line and head
    assert journal.verify().fault is None
    intend()
    assert journal.verify() == Verdict(files=1, entries=3)


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: file.write_bytes(file.read_bytes()[:-100]),
        lambda file: file.write_bytes(file.read_bytes().replace(b'"}\n', b'"]\n')),
        lambda file: file.unlink(),
        lambda file: file.with_name("head.json").unlink(),
        lambda file: file.with_name("head.json").write_bytes(b"{"),
    ],
)
def test_nothing_is_appended_to_a_journal_that_is_not_as_it_was_left(
    journal: Journal, intend: Intend, harm: Callable[[Path], object]
) -> None:
    for _ in range(3):
        intend()
    file = only_file(journal)
    harm(file)
    before = file.read_bytes() if file.exists() else b""
    with pytest.raises(StoreTrouble, match="not as it was left") as raised:
        intend()
    assert "verify" in raised.value.hint
    assert (file.read_bytes() if file.exists() else b"") == before
    journal.folder.rename(journal.folder.with_name("aside"))
    intend()  # the way out
    assert journal.verify() == Verdict(files=1, entries=1)


class Clock:
    """Two clocks that say what they are told to."""

    moment = datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)
    monotonic = 1000.0

    def now(self) -> Moment:
        return Moment(self.moment, self.monotonic)

    def pass_(self, **time: float) -> None:
        """Time goes by."""
        self.moment += timedelta(**time)
        self.monotonic += timedelta(**time).total_seconds()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("app.store.journal.clock.now", made.now)
    return made


def test_each_month_has_its_file_and_the_chain_goes_on(
    journal: Journal, intend: Intend, clock: Clock
) -> None:
    for days in (0, 1, 40):
        clock.pass_(days=days)
        intend()
        intend()
    names = [path.name for path in sorted(journal.folder.glob("*.jsonl"))]
    assert names == ["journal-2026-10.jsonl", "journal-2026-11.jsonl", "journal-2026-12.jsonl"]
    assert journal.verify() == Verdict(files=3, entries=6)
    assert [act.entry.sequence for act in journal.read().acts] == [6, 5, 4, 3, 2, 1]
    (journal.folder / names[1]).unlink()
    fault = journal.verify().fault
    assert fault is not None
    assert (fault.file, fault.line) == (names[2], 1)


def test_a_clock_that_is_put_back_is_noted(journal: Journal, intend: Intend, clock: Clock) -> None:
    clock.pass_(days=3)
    intend()
    clock.moment -= timedelta(seconds=1)  # set right, as every night
    intend()
    assert journal.verify() == Verdict(files=1, entries=2)
    clock.moment -= timedelta(days=10)  # never back into October's file
    intend()
    verdict = journal.verify()
    assert (verdict.files, verdict.entries, verdict.fault) == (1, 4, None)
    [remark] = verdict.remarks
    said = "journal-2026-11.jsonl, line 3: the clock was put back by 10 days, 0:00:00."
    assert (remark.text, remark.sequence) == (said, 3)


def test_a_clock_that_is_put_forward_is_noted(
    journal: Journal, intend: Intend, clock: Clock
) -> None:
    intend()
    clock.pass_(hours=9)  # the lid was closed: both clocks go on
    clock.moment += timedelta(seconds=4)  # what a night of drifting may come to
    intend()
    assert journal.verify() == Verdict(files=2, entries=2, remarks=journal.verify().remarks)
    clock.moment += timedelta(hours=1)
    intend()
    intend()
    verdict = journal.verify()
    assert (verdict.fault, verdict.entries) == (None, 5)
    assert verdict.remarks[-1].text.endswith("line 2: the clock was put forward by 1:00:00.")
    noted = journal.read(wanted=Wanted(kinds=frozenset({"note"}))).found
    bodies = [it.body for it in noted if isinstance(it, Noted)]
    assert bodies == [Note(Happening.CLOCK, seconds=3600)]


def test_a_restart_of_the_machine_is_no_jump(
    journal: Journal, intend: Intend, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    intend()
    clock.moment, clock.monotonic = clock.moment + timedelta(minutes=5), 3.0
    monkeypatch.setattr("app.store.journal.pen._boot", lambda: "another run")
    intend()
    assert journal.verify().entries == 2
    assert journal.verify().fault is None
