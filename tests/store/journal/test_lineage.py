"""Who remembers an entry of a journal that was set aside is right, and nothing was cut off."""

from pathlib import Path

import pytest

from app.auth.signing import check
from app.domain.journal import Happening, Note, Noted, Wrong
from app.domain.signing import Remembered
from app.store.journal import Journal
from app.store.journal.lineage import set_aside_in

from .test_signing import Holder, write


@pytest.fixture
def holder() -> Holder:
    return Holder()


@pytest.fixture
def journal(tmp_path: Path, holder: Holder) -> Journal:
    return Journal(tmp_path / "journal", holder, check)


def without_key(journal: Journal) -> Journal:
    """As a command sets it aside that the keychain gives nothing."""
    return Journal(journal.folder)


def next_run(journal: Journal, holder: Holder) -> Journal:
    """The console begins anew, and the keychain remembers what was before."""
    holder.remembered = holder.newest
    return Journal(journal.folder, holder, check)


def cuts(journal: Journal) -> int:
    return sum(
        isinstance(each, Noted) and isinstance(each.body, Note) and each.body.what is Happening.CUT
        for each in journal.read().found
    )


@pytest.mark.parametrize("times", [1, 2])
def test_what_was_set_aside_was_not_cut_off(journal: Journal, holder: Holder, times: int) -> None:
    write(journal, "KILL 1", "KILL 2")
    anchor = journal.anchor()
    assert anchor is not None
    for _again in range(times):
        kept = without_key(journal).set_aside()
    later = next_run(journal, holder)
    write(later, "KILL 3", "KILL 4", "KILL 5")
    assert cuts(later) == 0
    verdict = later.verify(anchors=[anchor])
    assert verdict.fault is None
    assert kept is not None
    first, second = [remark.text for remark in verdict.remarks[:2]]
    assert first.startswith("The anchor of")
    assert second.startswith("What the keychain remembers is in the journal")
    assert "set-aside-" in first


def test_a_folder_alone_says_nothing(journal: Journal, holder: Holder) -> None:
    """Somebody moves the journal away, and lets a new one begin as if nothing had been."""
    write(journal, "KILL 1")
    moved = journal.folder / "set-aside-20260101-000000-000000"
    moved.mkdir()
    for file in [*journal.folder.glob("*.jsonl"), journal.folder / "head.json"]:
        file.rename(moved / file.name)
    later = next_run(journal, holder)
    write(later)
    assert cuts(later) == 1


def test_one_that_was_changed_since_says_nothing(journal: Journal, holder: Holder) -> None:
    write(journal, "KILL 1")
    kept = without_key(journal).set_aside()
    assert kept is not None
    assert holder.newest is not None
    assert set_aside_in(journal.folder, holder.newest) == kept
    (file,) = kept.glob("*.jsonl")
    file.write_bytes(file.read_bytes().replace(b"KILL 1", b"KILL 9"))
    assert set_aside_in(journal.folder, holder.newest) is None


def test_what_was_cut_off_before_it_was_set_aside_is_told(journal: Journal, holder: Holder) -> None:
    write(journal, "KILL 1", "KILL 2")
    (file,) = journal.folder.glob("*.jsonl")
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-2]))
    without_key(journal).set_aside()
    later = next_run(journal, holder)
    write(later)
    assert cuts(later) == 1
    fault = later.verify().fault
    assert fault is not None
    assert fault.wrong in (Wrong.TRUNCATED, Wrong.CHANGED)


def test_nothing_is_found_where_nothing_was_set_aside(journal: Journal) -> None:
    write(journal)
    assert set_aside_in(journal.folder, Remembered(1, "0" * 64)) is None
