"""Which findings are shown, and in what order. No Qt.

Everything here works in small steps (see `ordering`) and at last returns what it was asked for.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from app.domain.finding import Severity
from app.models.findings_store import SUPPRESSED, FindingStore, Kind
from app.models.ordering import Steps, sorted_in_steps

_STRIDE = 512  # items looked at between two pauses


class Column(IntEnum):
    """What can be sorted by; its number is the table's column."""

    SEVERITY = 0
    RULE = 1
    MESSAGE = 2
    OBJECT = 3
    FILE = 4
    LINE = 5


class Grouping(StrEnum):
    """What findings are gathered under."""

    NONE = "none"
    FILE = "file"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Order:
    """A column, and whether it is turned round. Ascending by severity is the worst first."""

    column: Column = Column.SEVERITY
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What is shown: every word is in the finding, and the finding is of these kinds and files.

    `files` is None for all of them.
    """

    words: tuple[str, ...] = ()
    severities: frozenset[Severity] = frozenset(Severity)
    suppressed: bool = False
    files: frozenset[str] | None = None

    def admits(self, store: FindingStore, number: int) -> bool:
        """Whether the finding of that number is shown."""
        if store.severity(number) not in self.severities:
            return False
        if store.kind(number) is SUPPRESSED and not self.suppressed:
            return False
        if self.files is not None and store.path(number) not in self.files:
            return False
        return not self.words or self._speaks(store.words(number))

    def _speaks(self, text: str) -> bool:
        return all(word in text for word in self.words)


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that belong together, in order, and how many of them are what.

    `key` is their file or rule, or empty where nothing is grouped.
    """

    key: str
    numbers: list[int] = field(default_factory=list)
    counts: Counter[Kind] = field(default_factory=Counter)


def _object(store: FindingStore, number: int) -> tuple[bool, str]:
    named = store.passing(number).object
    return not named, named.casefold()


_VALUES: dict[Column, Callable[[FindingStore, int], tuple[Any, ...]]] = {
    Column.SEVERITY: lambda store, number: (-store.severity(number),),
    Column.RULE: lambda store, number: (store.rule(number),),
    Column.MESSAGE: lambda store, number: (store.passing(number).message,),
    Column.OBJECT: _object,
    Column.FILE: lambda _store, _number: (),
    Column.LINE: lambda store, number: (store.line(number),),
}
"""Flat, for what a key holds is looked at by whoever collects the garbage, 100,000 times."""


def ordered(store: FindingStore, order: Order, count: int) -> Steps[list[int]]:
    """The numbers of the first `count` findings in `order`; what is equal, by file and place.

    More may be added meanwhile.
    """
    rank = yield from _ranks(store)
    value = _VALUES[order.column]

    def key(number: int) -> tuple[Any, ...]:
        return *value(store, number), rank[store.path(number)], store.offset(number), number

    numbers: list[int] = yield from sorted_in_steps(store.numbers[:count], key)
    return numbers[::-1] if order.descending else numbers


def _ranks(store: FindingStore) -> Steps[dict[str, int]]:
    """The place of every file among the files."""
    keys = store.keys
    paths: list[str] = yield from sorted_in_steps(list(keys), lambda path: (keys[path], path))
    return {path: rank for rank, path in enumerate(paths)}


def chosen(store: FindingStore, numbers: Sequence[int], choice: Choice) -> Steps[list[int]]:
    """Those of `numbers`, the first so many in any order, that `choice` admits, in their order.

    Words are looked for in the order of the store.
    """
    admitted, admits = bytearray(), choice.admits
    for first in range(0, len(numbers), _STRIDE):
        some = range(first, min(first + _STRIDE, len(numbers)))
        admitted += bytes([admits(store, number) for number in some])
        yield
    result: list[int] = []
    for first in range(0, len(numbers), _STRIDE):
        result += [number for number in numbers[first : first + _STRIDE] if admitted[number]]
        yield
    return result


def grouped(store: FindingStore, numbers: Sequence[int], by: Grouping) -> Steps[list[Group]]:
    """`numbers` in groups; the group of the first number is the first, and so on."""
    groups: dict[str, Group] = {}
    for first in range(0, len(numbers), _STRIDE):
        for number in numbers[first : first + _STRIDE]:
            key = group_key(store, number, by)
            group = groups.get(key) or groups.setdefault(key, Group(key))
            group.numbers.append(number)
            group.counts[store.kind(number)] += 1
        yield
    return list(groups.values())


def group_key(store: FindingStore, number: int, by: Grouping) -> str:
    """What the finding is gathered under."""
    match by:
        case Grouping.FILE:
            return store.path(number)
        case Grouping.RULE:
            return store.rule(number)
    return ""


def words_of(text: str) -> tuple[str, ...]:
    """The words somebody typed to filter by."""
    return tuple(text.casefold().split())
