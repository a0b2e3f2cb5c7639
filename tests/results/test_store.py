"""A result gives back exactly what the driver gave, while it grows and when the disk is full."""

import math
import os
import stat
import sys
import threading
from array import array
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.console.result import Clipped, ResultColumn
from app.domain.errors import UnreadableInput, Unwritable
from app.results import store
from app.results.arranging import Order
from app.results.folder import ResultFolder, sweep
from app.results.store import ResultReader, ResultWriter


def result(
    folder: ResultFolder, rows: list[tuple[Any, ...]], names: str = "", step: int = 100
) -> ResultReader:
    """A finished result of these rows."""
    width = len(rows[0]) if rows else len(names)
    writer = ResultWriter([ResultColumn(f"c{n}") for n in range(width)], folder)
    for first in range(0, len(rows), step):
        writer.append(rows[first : first + step])
    writer.finish()
    return writer.reader


@pytest.fixture
def folder(tmp_path: Path) -> Any:
    made = ResultFolder(tmp_path / "results")
    yield made
    made.close()


def same(a: object, b: object) -> bool:
    """Whether two values are the same to a DBA: type, value, scale, zone and sign."""
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        assert isinstance(b, float)
        return (math.isnan(a) and math.isnan(b)) or (
            a == b and math.copysign(1, a) == math.copysign(1, b)
        )
    if isinstance(a, Decimal):
        assert isinstance(b, Decimal)
        return a.as_tuple() == b.as_tuple()
    if isinstance(a, datetime | time):
        assert isinstance(b, datetime | time)
        return a.replace(tzinfo=None) == b.replace(tzinfo=None) and (
            (a.tzinfo, a.fold) == (b.tzinfo, b.fold)
        )
    if isinstance(a, tuple | list):
        assert isinstance(b, tuple | list)
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


_OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_ZONES = st.sampled_from([ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), UTC])
_KINDS: list[st.SearchStrategy[Any]] = [
    st.booleans(),
    st.integers(-100, 100),
    st.integers(-(2**63), 2**64 - 1),
    st.integers(-(10**38), 10**38),
    st.integers(),
    st.decimals(
        allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9
    ),
    st.decimals(),
    st.floats(),
    st.text(),
    st.text(st.characters(exclude_categories=())),  # halves of pairs, too
    st.binary(),
    st.dates(),
    st.sampled_from(["0000-00-00", "2024-00-00"]),
    st.datetimes(),
    st.datetimes(timezones=_OFFSETS),
    st.datetimes(timezones=_ZONES),
    st.times(),
    st.timedeltas(),
    st.builds(Clipped, st.text(max_size=9), st.integers(0, 2**40)),
    st.builds(Clipped, st.binary(max_size=9), st.integers(0, 2**40)),
    st.lists(st.floats(width=32, allow_nan=False), max_size=4).map(lambda some: array("f", some)),
    st.lists(st.text(max_size=3) | st.integers(-9, 9) | st.none(), max_size=3),
]


@st.composite
def columns(draw: st.DrawFn) -> list[Any]:
    """The values of a column: mostly of one kind, with NULLs, and now and then of two."""
    kinds = draw(st.lists(st.sampled_from(_KINDS), min_size=1, max_size=2))
    return draw(st.lists(st.one_of(st.none(), *kinds), min_size=1, max_size=12))


@settings(max_examples=80, deadline=None)
@given(columns(), st.integers(1, 5))
def test_every_value_comes_back_as_it_was(values: list[Any], step: int) -> None:
    writer = ResultWriter([ResultColumn("c")])
    for n, value in enumerate(values):
        writer.append([(value,)])
        if n % step == 0:
            writer.reader._settle(writer._part())  # parts of several forms
    writer.finish()
    reader = writer.reader
    assert reader.count == len(values)
    got = [row[0] for row in reader.rows(0, len(values))]
    assert all(map(same, got, values)), (got, values)
    backwards = reader.arrange([Order(0, True)])
    assert sorted(backwards.rows.tolist()) == list(range(len(values)))
    again = reader.rows(0, len(values), backwards)
    assert all(map(same, (row[0] for row in again), (values[n] for n in backwards.rows)))
    assert same(reader.cell(len(values) - 1, 0), values[-1])
    reader.close()


def test_a_large_result_is_in_files_of_the_user_alone_and_gone_when_closed(
    folder: ResultFolder,
) -> None:
    rows = [(n, f"name {n % 7}", Decimal(n) / 4, None) for n in range(70_000)]
    reader = result(folder, rows, step=1_000)
    files = list(folder.root.glob("*/*.arrow"))
    assert len(files) == 4  # what is left over stays in memory
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert {stat.S_IMODE(file.parent.stat().st_mode) for file in files} == {0o700}
    assert reader.on_disk == sum(file.stat().st_size for file in files)
    assert reader.rows(32_700, 32_800) == rows[32_700:32_800]
    assert reader.rows(69_990, 70_100) == rows[69_990:]
    assert reader.cell(40_000, 1) == rows[40_000][1]
    reader.close()
    assert not list(folder.root.glob("*/*.arrow"))
    assert reader.rows(0, 10) == []


def test_rows_are_there_before_the_result_is_whole(folder: ResultFolder) -> None:
    writer = ResultWriter([ResultColumn("n")], folder)
    writer.append([(1,), (2,)])
    assert writer.reader.rows(0, 10) == [(1,), (2,)]
    assert not writer.reader.complete
    made = writer.reader.arrange([Order(0, True)])
    writer.append([(3,)])
    assert writer.reader.rows(0, 10, made) == [(2,), (1,)]
    assert made.of == 2
    writer.finish()
    assert writer.reader.complete


def test_long_values_make_small_parts(folder: ResultFolder) -> None:
    reader = result(folder, [(n, "x" * 20_000) for n in range(3_000)])
    assert len(list(folder.root.glob("*/*.arrow"))) >= 6
    assert reader.cell(2_999, 1) == "x" * 20_000


def test_one_thread_writes_while_another_reads(folder: ResultFolder) -> None:
    writer = ResultWriter([ResultColumn("n"), ResultColumn("text")], folder)
    reader, wrong = writer.reader, list[object]()

    def read() -> None:
        while not reader.complete:
            count = reader.count
            for first in (0, count // 2, max(count - 20, 0)):
                got = reader.rows(first, min(first + 20, count))
                if got != [(n, str(n)) for n in range(first, min(first + 20, count))]:
                    wrong.append((first, count, got))

    thread = threading.Thread(target=read)
    thread.start()
    for first in range(0, 100_000, 500):
        writer.append([(n, str(n)) for n in range(first, first + 500)])
    writer.finish()
    thread.join()
    assert wrong == []
    assert reader.count == 100_000


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no disk that is full")  # noqa: PTH110
def test_on_a_full_disk_the_rows_so_far_stay(
    folder: ResultFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def full(path: Any, flags: int, mode: int = 0o777, **more: Any) -> int:
        if str(path).endswith("2.arrow"):
            return real("/dev/full", os.O_WRONLY)
        return real(path, flags, mode, **more)

    monkeypatch.setattr(os, "open", full)
    writer = ResultWriter([ResultColumn("n")], folder)
    with pytest.raises(Unwritable, match="no room left"):
        writer.append([(n,) for n in range(100_000)])
    reader = writer.reader
    assert reader.complete
    assert isinstance(reader.trouble, Unwritable)
    assert reader.count == 2 * store.PART_ROWS
    assert reader.rows(reader.count - 2, reader.count) == [(32_766,), (32_767,)]


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_has_is_not(
    tmp_path: Path,
) -> None:
    root = tmp_path / "results"
    living = ResultFolder(root)
    result(living, [(n,) for n in range(20_000)])
    dead = root / "0123456789abcdef"
    dead.mkdir()
    (dead / "1.arrow").write_bytes(b"left")
    dead.with_suffix(".lock").touch()
    fresh = ResultFolder(root)
    reader = result(fresh, [(n,) for n in range(20_000)])
    assert not dead.exists()
    assert not dead.with_suffix(".lock").exists()
    assert len(list(root.glob("*/*.arrow"))) == 2
    reader.close()
    fresh.close()
    living.close()
    assert not list(root.iterdir())


KILLED = """
import os, signal, sys
from pathlib import Path
from app.domain.console.result import ResultColumn
from app.results.folder import ResultFolder, sweep
from app.results.store import ResultWriter
writer = ResultWriter([ResultColumn("n")], ResultFolder(Path(sys.argv[1])))
writer.append([(n,) for n in range(40_000)])
print("written", flush=True)
sys.stdin.read()
"""


def test_the_files_of_a_process_are_its_own_until_it_is_killed(tmp_path: Path) -> None:
    root = tmp_path / "results"
    command = [sys.executable, "-c", KILLED, str(root)]
    here = Path(store.__file__).parents[2]
    with Popen(command, cwd=here, stdin=PIPE, stdout=PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        sweep(root)
        assert len(list(root.glob("*/*.arrow"))) == 2
        process.kill()
    sweep(root)
    assert list(root.iterdir()) == []


def test_a_file_that_was_taken_away_is_an_error_to_show(folder: ResultFolder) -> None:
    reader = result(folder, [(n,) for n in range(20_000)])
    (file,) = folder.root.glob("*/*.arrow")
    file.write_bytes(b"shorter than it was")
    with pytest.raises(UnreadableInput, match="no longer on the disk"):
        reader.rows(0, 10)
    file.unlink()
    with pytest.raises(UnreadableInput, match="no longer on the disk"):
        reader.rows(0, 10)
    assert reader.rows(19_999, 20_000) == [(19_999,)]
    reader.close()


def test_to_ask_of_a_closed_result_harms_nobody(folder: ResultFolder) -> None:
    reader = result(folder, [(n,) for n in range(40_000)])
    parts = reader.parts()
    made = reader.arrange([Order(0, True)])
    reader.close()
    assert reader.rows(0, 10, made) == []
    assert reader.count == 0
    assert len(reader.arrange([Order(0)])) == 0
    with pytest.raises(FileNotFoundError):
        assert parts[0].columns


def test_texts_that_repeat_take_little_room(folder: ResultFolder) -> None:
    def size(rows: list[tuple[Any, ...]]) -> int:
        reader = result(folder, rows)
        return reader.on_disk

    word = "a word that stands in many rows"
    few = size([(f"{word} {n % 5}",) for n in range(40_000)])
    many = size([(f"{word} {n}",) for n in range(40_000)])
    assert few * 4 < many


def test_dates_and_their_zeros_are_sorted_together(folder: ResultFolder) -> None:
    reader = result(folder, [(date(2024, 5, 1),), ("0000-00-00",), (None,), (date(1999, 1, 1),)])
    made = reader.arrange([Order(0)])
    assert [row[0] for row in reader.rows(0, 9, made)] == [
        "0000-00-00", date(1999, 1, 1), date(2024, 5, 1), None,
    ]  # fmt: skip
