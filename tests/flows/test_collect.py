"""Findings that are kept until they are reported, most of them in a file."""

import gc
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import pytest

from app.domain.dialect import Dialect
from app.domain.errors import Unwritable
from app.domain.finding import FileReport, Finding, Level, Position, Severity
from app.domain.packed import Packed, place_of, tally_of
from app.flows.collect import Collector
from app.flows.events import Finished, Found

BATCH = 150


def found(offset: int, number: int) -> Finding:
    """One of several of its place, told from the others by what it is about."""
    severity = Severity(1 + number % 3)
    place = Position(1 + offset // 40, 1 + offset % 40, offset)
    quiet = "so be it" if number % 7 == 0 else None
    return Finding("r", severity, Level.TEXT, "", (), number, str(number), place, place, quiet)


def batches(seed: int) -> list[list[Finding]]:
    """Batches that go on, and two that begin anew; with many findings at one place."""
    dice = random.Random(seed)
    made, number = [], 0
    for begin, count in ((0, 6), (100, 3), (0, 4)):
        for n in range(begin, begin + count):
            offsets = sorted(dice.randrange(n * 20, n * 20 + 30) for _ in range(BATCH))
            made.append([found(offset, number + at) for at, offset in enumerate(offsets)])
            number += BATCH
    return made


def report(path: str) -> Finished:
    return Finished(FileReport(path, Dialect.MYSQL, "utf-8", 9, 9, 0.1))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("seed", range(3))
def test_a_result_that_was_spilled_is_complete_and_in_order(folder: Path, seed: int) -> None:
    collector = Collector(room=1)
    given: dict[str, list[Finding]] = {"a.sql": [], "b.sql": []}
    for n, batch in enumerate(batches(seed)):
        for path, kept in given.items():
            given_so = Packed(batch) if n % 3 else tuple(batch)  # few come as they are
            collector.take(Found(path, given_so))
            kept += batch
    for path in given:
        collector.take(report(path))
    result = collector.result()
    for file in result.files:
        expected = sorted(given[file.report.path], key=place_of)
        assert list(file.findings) == expected
        assert list(file.findings) == expected, "and once more"
        assert len(file.findings) == len(expected)
        assert dict(file.tally) == tally_of(expected)
    counts = result.counts()
    quiet = sum(each.suppressed is not None for each in chain(*given.values()))
    assert (counts.suppressed, counts.findings + quiet) == (quiet, sum(map(len, given.values())))


def test_nothing_is_left_of_the_file(folder: Path) -> None:
    collector = Collector(room=1)
    collector.take(Found("a.sql", Packed(batches(0)[0])))
    if sys.platform == "linux":  # there it has no name, and whoever is killed leaves nothing
        assert list(folder.iterdir()) == []
    del collector  # as by a cancel: no result is ever made
    gc.collect()
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are Unix's")
def test_a_full_disk_is_told_with_what_to_do(folder: Path) -> None:
    collector = Collector(room=1)
    whole = [found for batch in batches(0) for found in batch]
    with files_of_at_most(100), pytest.raises(Unwritable) as told:
        collector.take(Found("a.sql", whole))
    assert str(folder) in str(told.value)
    assert "TMPDIR" in told.value.hint


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are Unix's")
def test_what_is_full_at_the_end_is_told_before_the_report(folder: Path) -> None:
    collector = Collector(room=1)
    for batch in batches(0)[:2]:
        collector.take(Found("a.sql", Packed(batch)))
    collector.take(report("a.sql"))
    with files_of_at_most(0), pytest.raises(Unwritable):
        collector.result()


def test_without_a_folder_for_it_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    with pytest.raises(Unwritable, match="/nowhere/at/all"):
        Collector(room=1).take(Found("a.sql", Packed(batches(0)[0])))


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Files cannot grow beyond that, as on a full disk."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
