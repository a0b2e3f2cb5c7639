"""Sorting in small steps: long lists in order without holding up the window. No Qt.

A list of 100,000 cannot be sorted at once, in whatever thread: the interpreter's lock is held
meanwhile. So the work is a generator that pauses after about a millisecond.
"""

import heapq
import re
from collections.abc import Callable, Generator, Sequence, Set
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Steps: TypeAlias = Generator[None, None, T]
"""Work in small steps; its result is what the generator returns."""

RUN = 512
"""Items sorted, or looked at, between two pauses."""
_FEW = 4  # lines that are looked for one by one
_NUMBER, _TIME, _TEXT, _MANY, _OTHER = range(5)  # kinds in the order they are sorted
_DIGITS = re.compile(r"(\d+)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONG = 200  # code points of a text that its place depends on


def sorted_in_steps(items: Sequence[T], key: Callable[[T], tuple[Any, ...]]) -> Steps[list[Any]]:
    """`items` sorted by keys that end with the item itself: in runs, and these merged."""
    runs: list[list[tuple[Any, ...]]] = []
    for first in range(0, len(items), RUN):
        runs.append(sorted(map(key, items[first : first + RUN])))
        yield
    merged = heapq.merge(*runs)
    result: list[Any] = []
    while more := [made[-1] for made in islice(merged, RUN)]:
        result += more
        yield
    del merged
    while runs:  # so many keys are not even dropped at once
        runs.pop()
        yield
    return result


def rows_of(lines: Sequence[T], sought: Set[T]) -> dict[T, int]:
    """Where some of the lines stand; a few are looked for one by one, which is quicker."""
    if len(sought) > _FEW:
        return {line: row for row, line in enumerate(lines) if line in sought}
    rows = {}
    for line in sought:
        with suppress(ValueError):
            rows[line] = lines.index(line)
    return rows


def place_of(value: Any) -> tuple[Any, ...] | None:
    """What a value is sorted by, comparable with that of any other; None stands behind all.

    Numbers in texts count as numbers: db-2 stands before db-10.
    """
    if value is None or value != value:  # not a number
        return None
    match value:
        case str():
            return _TEXT, _natural(value.value if isinstance(value, Enum) else value)
        case int() | float() | Decimal():
            return _NUMBER, value
        case timedelta():
            return _NUMBER, value.total_seconds()
        case datetime():
            return _TIME, _seconds(value)
        case date():
            return _TIME, _seconds(datetime.combine(value, time()))
        case tuple() | list():
            places = (place_of(part) for part in value)
            return _MANY, [place or (_OTHER, [""]) for place in places]
        case Enum():
            return place_of(value.value)
    return _OTHER, _natural(str(value))


def _seconds(moment: datetime) -> float:
    """Seconds since 1970; one without a time zone is taken for UTC, so that any two compare."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH).total_seconds()


def _natural(text: str) -> list[Any]:
    """Texts and numbers by turns, beginning with a text."""
    parts: list[Any] = _DIGITS.split(text[:_LONG].casefold())
    if len(parts) > 1:
        parts[1::2] = map(int, parts[1::2])
    return parts
