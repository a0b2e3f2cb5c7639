"""Which records are shown, and in what order, worked out in small steps. No Qt."""

from collections.abc import Callable, Container, Hashable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as having
from typing import Any, Generic, TypeAlias, TypeVar

from app.models.fields import Field
from app.models.ordering import RUN, Steps, place_of, sorted_in_steps
from app.models.record_filter import RecordFilter

T = TypeVar("T")
Key: TypeAlias = Hashable
_BETWEEN = "\x1f"  # between two cells, so that no word reaches over


@dataclass(frozen=True, slots=True)
class Order:
    """The key of the field that is sorted by, none for "as it came", and whether turned round."""

    field: str = ""
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """What is shown: the records a filter admits, whose words are looked for in these fields."""

    shown: tuple[Field[T], ...]
    filter: RecordFilter[T] = having(default_factory=RecordFilter)


class Words(Generic[T]):
    """The texts the filter looks through, made once for each record.

    They are kept by the record itself, not by its key: one that changed has other words.
    """

    def __init__(self) -> None:
        self._of: dict[int, tuple[T, str]] = {}

    def clear(self) -> None:
        """Forget all texts: the language or the columns are others."""
        self._of.clear()

    def of(self, record: T, fields: Sequence[Field[T]]) -> str:
        """The case-folded texts of a record's cells."""
        known = self._of.get(id(record))
        if known is None or known[0] is not record:
            words = _BETWEEN.join([field.words(record) for field in fields])
            known = self._of[id(record)] = record, words
        return known[1]

    def keep(self, records: Mapping[Any, T]) -> None:
        """Forget those of records that are gone, once they are more than what is here."""
        if len(self._of) > 2 * len(records):
            here = {id(record) for record in records.values()}
            self._of = {number: kept for number, kept in self._of.items() if number in here}


def ordered(records: Mapping[Key, T], field: Field[T] | None, descending: bool) -> Steps[list[Key]]:
    """The keys in order of a field: what is equal as it came, what has no value last."""
    keys = list(records)
    if field is None:
        return keys
    placed: list[tuple[Any, int]] = []
    last: list[Key] = []
    value, count = field.sorts_by, len(keys)
    for first in range(0, count, RUN):
        for n in range(first, min(first + RUN, count)):
            place = place_of(value(records[keys[n]]))
            if place is None:
                last.append(keys[n])
            else:
                placed.append((place, -n if descending else n))
        yield
    numbers: list[int] = yield from sorted_in_steps(placed, _itself)
    if descending:
        return [keys[-n] for n in reversed(numbers)] + last
    return [keys[n] for n in numbers] + last


def admitted(
    records: Mapping[Key, T],
    keys: list[Key],
    choice: Choice[T],
    words: Words[T],
) -> Steps[list[Key]]:
    """Those of `keys` whose record the filter admits, in their order."""
    admits = choice.filter.admits
    if not choice.filter:
        return keys
    shown: Callable[[T], str] = lambda record: words.of(record, choice.shown)  # noqa: E731
    result: list[Key] = []
    for first in range(0, len(keys), RUN):
        result += [key for key in keys[first : first + RUN] if admits(records[key], shown)]
        yield
    return result


def _itself(item: tuple[Any, int]) -> tuple[Any, int]:
    return item


@dataclass(frozen=True, slots=True)
class Arranged(Generic[T]):
    """A new list that is done: all records, the keys that are shown, and whose record is new."""

    records: dict[Key, T]
    lines: list[Key]
    changed: frozenset[Key]


def arrangement(
    records: dict[Key, T],
    coming: Sequence[T] | None,
    key: Callable[[T], Key],
    order: tuple[Field[T] | None, bool],
    choice: Choice[T],
    words: Words[T],
) -> Steps[Arranged[T]]:
    """What is shown of `records`, or of what is coming in their place; `order` as in `ordered`."""
    changed: frozenset[Key] = frozenset()
    if coming is not None:
        records, changed = yield from _taken(records, coming, key)
    lines = yield from ordered(records, *order)
    lines = yield from admitted(records, lines, choice, words)
    return Arranged(records, lines, changed)


def _taken(
    before: Mapping[Key, T], coming: Sequence[T], key: Callable[[T], Key]
) -> Steps[tuple[dict[Key, T], frozenset[Key]]]:
    """The records that came, by key; where one is as it was, the one that is here is kept."""
    fresh: dict[Key, T] = {}
    changed: set[Key] = set()
    for first in range(0, len(coming), RUN):
        for record in coming[first : first + RUN]:
            its = free_key(key(record), fresh)
            old = before.get(its)
            if old is not None and old == record:
                fresh[its] = old
            else:
                fresh[its] = record
                changed.add(its)
        yield
    return fresh, frozenset(changed)


def free_key(key: Key, taken: Container[Key]) -> Key:
    """`key`, or where it is taken another that nobody else has: no record is lost."""
    while key in taken:
        key = (key, "again")
    return key


def at_once(steps: Steps[Arranged[T]]) -> Arranged[T]:
    """What the steps come to, made at once."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            made: Arranged[T] = end.value
            return made
