"""This run against the last: every row that differs is told, and how."""

from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.console.result import Clipped, ResultColumn, ValueKind
from app.domain.errors import BadInput, Cancelled
from app.domain.stop import Stop
from app.results.comparing import Comparison, Fate, compare, primary_key, shared_columns
from app.results.store import ResultReader, ResultWriter


def result(names: str, rows: list[tuple[Any, ...]]) -> ResultReader:
    columns = [
        ResultColumn(name.strip("*"), ValueKind.TEXT, "", "s", "t", name.strip("*"),
                     primary=name.endswith("*"))
        for name in names.split()
    ]  # fmt: skip
    writer = ResultWriter(columns)
    for row in rows:
        writer.append([row])
    writer.finish()
    return writer.reader


def closed(*readers: ResultReader) -> None:
    for reader in readers:
        reader.close()


def lines(found: Comparison, old: ResultReader, new: ResultReader) -> list[tuple[Any, ...]]:
    told = []
    for fate, before, after, cells in zip(
        found.fates, found.old, found.new, found.cells, strict=True
    ):
        row = new.rows(after, after + 1) if after >= 0 else old.rows(before, before + 1)
        changed = tuple(found.columns[n].name for n in cells.nonzero()[0])
        told.append((Fate(fate).name, row[0], changed))
    return told


def test_rows_are_known_by_their_primary_key() -> None:
    old = result("id* name n", [(1, "a", 1), (2, "b", None), (3, "c", 3), (4, "d", 4)])
    new = result("id* name n", [(5, "e", 5), (4, "d", 4), (2, "B", 0), (1, "a", 1)])
    key = primary_key(new, shared_columns(old, new))
    found = compare(old, new, key, Stop())
    assert key == (0,)
    assert lines(found, old, new) == [
        ("ADDED", (5, "e", 5), ()),
        ("CHANGED", (2, "B", 0), ("name", "n")),
        ("GONE", (3, "c", 3), ()),
    ]
    assert (found.same, found.doubled, found.count(Fate.GONE)) == (2, 0, 1)
    closed(old, new)


def test_whole_rows_are_counted_where_there_is_no_key() -> None:
    old = result("a b", [(1, None), (1, None), (2, "x")])
    new = result("a b", [(2, "x"), (1, None), (1, ""), (1, "")])
    found = compare(old, new, (), Stop())
    assert lines(found, old, new) == [
        ("GONE", (1, None), ()), ("ADDED", (1, ""), ()), ("ADDED", (1, ""), ()),
    ]  # fmt: skip
    assert (found.same, found.doubled) == (2, 2)
    closed(old, new)


KEYS = st.integers(0, 4) | st.none()
ROWS = st.lists(st.tuples(KEYS, st.sampled_from(["", "a", None, "b"])), max_size=8)


@settings(max_examples=60)
@given(ROWS, ROWS)
def test_agrees_with_what_python_counts(
    before: list[tuple[Any, ...]], after: list[tuple[Any, ...]]
) -> None:
    old, new = result("k v", before), result("k v", after)
    found = compare(old, new, (), Stop())
    more = Counter(after) - Counter(before)
    less = Counter(before) - Counter(after)
    told = lines(found, old, new)
    assert Counter(row for fate, row, _ in told if fate == "ADDED") == more
    assert Counter(row for fate, row, _ in told if fate == "GONE") == less
    assert found.same == sum((Counter(before) & Counter(after)).values())

    keyed = compare(old, new, (0,), Stop())
    assert len(before) == keyed.same + keyed.count(Fate.CHANGED) + keyed.count(Fate.GONE)
    assert len(after) == keyed.same + keyed.count(Fate.CHANGED) + keyed.count(Fate.ADDED)
    for fate, one, two in zip(keyed.fates, keyed.old, keyed.new, strict=True):
        if fate == Fate.CHANGED:
            assert before[one][0] == after[two][0]
            assert before[one] != after[two]
    closed(old, new)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        (1, 1, False), (1, Decimal("1.0"), False), (1, "1", False), (None, "", True),
        (Clipped("a", 5), Clipped("a", 6), True), (Clipped("a", 5), Clipped("a", 5), False),
        (Clipped("a", 5), "a", True), (b"\xff", b"\xfe", True), (b"\xff", "x", True),
        (float("nan"), float("nan"), False), ("0000-00-00", datetime(2024, 1, 1), True),
        (2**64, 2**64 + 1, True), ("a", "A", True),
    ],
)  # fmt: skip
def test_values_are_told_apart(before: object, after: object, changed: bool) -> None:
    old, new = result("id v", [(1, before)]), result("id v", [(1, after)])
    assert bool(compare(old, new, (0,), Stop()).cells.any()) is changed
    closed(old, new)


def test_columns_are_known_by_name() -> None:
    old, new = result("id a gone", [(1, "x", "y")]), result("fresh a id", [("z", "x", 1)])
    columns = shared_columns(old, new)
    assert [(one.name, one.old, one.new) for one in columns] == [
        ("fresh", None, 0), ("a", 1, 1), ("id", 0, 2), ("gone", 2, None),
    ]  # fmt: skip
    assert len(compare(old, new, (2,), Stop())) == 0
    with pytest.raises(BadInput, match="not in both"):
        compare(old, new, (0,), Stop())
    other = result("nothing", [(1,)])
    with pytest.raises(BadInput, match="no column in common"):
        compare(old, other, (), Stop())
    closed(old, new, other)


def test_empty_runs_are_runs() -> None:
    nothing, some = result("id", []), result("id", [(1,)])
    assert compare(nothing, some, (0,), Stop()).count(Fate.ADDED) == 1
    assert compare(some, nothing, (0,), Stop()).count(Fate.GONE) == 1
    assert len(compare(nothing, nothing, (), Stop())) == 0
    closed(nothing, some)


def test_hears_a_cancel() -> None:
    one, stop = result("id", [(1,)]), Stop()
    stop.set()
    with pytest.raises(Cancelled):
        compare(one, one, (0,), stop)
    one.close()
