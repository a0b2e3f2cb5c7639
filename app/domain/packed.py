"""Findings as bytes: what a large audit sends between processes, and keeps.

A finding as an object takes half a kilobyte, packed and compressed it takes 10 to 25 bytes; and
that is made in a third of the time it takes to pickle one. Only the program that wrote them reads
them.
"""

import marshal
import zlib
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, repeat
from operator import attrgetter, gt
from typing import Any, TypeAlias

from app.domain.finding import Finding, Level, Note, Position, Severity

Place: TypeAlias = tuple[int, int, str]
"""What the findings of a file are in order by: offset, the worst first, rule."""
Kind: TypeAlias = tuple[Severity, str, bool]
"""What findings are counted by: severity, rule, whether suppressed."""
Tally: TypeAlias = Mapping[Kind, int]
"""How many findings there are of each kind."""

_FAST = 1  # of zlib: what takes longer gains a tenth
_new = tuple.__new__  # makes a named tuple in half the time
_value = attrgetter("_value_")  # of a member of an enumeration, which no fast way has otherwise
_SEVERITIES = {int(severity): severity for severity in Severity}
_LEVELS = {level.value: level for level in Level}


def place_of(finding: Finding) -> Place:
    """What the findings of a file are in order by."""
    return finding.start.offset, -finding.severity, finding.rule


def tally_of(findings: Iterable[Finding]) -> Counter[Kind]:
    """How many there are of each kind."""
    return Counter((each.severity, each.rule, each.suppressed is not None) for each in findings)


class Packed(Collection[Finding]):
    """Findings of one file, in the order of their places, as bytes.

    `first` and `last` are the places of the first and the last of them.
    """

    __slots__ = ("_count", "_kinds", "content", "first", "last")

    def __init__(self, findings: Sequence[Finding]) -> None:
        """`findings` are some hundreds, and at least one."""
        columns = list(zip(*findings, strict=True))
        places = _places(columns)
        if any(map(gt, places, islice(places, 1, None))):
            columns = list(zip(*sorted(findings, key=place_of), strict=True))
            places = _places(columns)
        self._count = len(findings)
        self.first, self.last = places[0], places[-1]
        severities = tuple(map(_value, columns[1]))
        counted = zip(
            severities, columns[0], [each is not None for each in columns[9]], strict=True
        )
        self._kinds = dict(Counter(counted))  # of nothing but texts and numbers: quick to pickle
        self.content = _packed(columns, severities)

    @property
    def tally(self) -> Iterator[tuple[Kind, int]]:
        """How many there are of each kind."""
        for (severity, rule, suppressed), count in self._kinds.items():
            yield (_SEVERITIES[severity], rule, suppressed), count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Finding]:
        return unpacked(self.content)

    def __contains__(self, finding: object) -> bool:
        return any(each == finding for each in self)


def _places(columns: Sequence[Sequence[Any]]) -> list[Place]:
    offsets = [start.offset for start in columns[7]]
    return list(zip(offsets, [-severity for severity in columns[1]], columns[0], strict=True))


def _packed(columns: Sequence[Sequence[Any]], severities: tuple[int, ...]) -> bytes:
    """Columns one after the other: what is the same in many findings is then written once."""
    (
        rules, _severities, levels, templates, values, statements, objects,
        starts, ends, suppressed, notes, marks,
    ) = columns  # fmt: skip
    numbers = [*statements, *chain.from_iterable(starts), *chain.from_iterable(ends)]
    try:
        places = array("I", numbers)
    except OverflowError:
        places = array("Q", numbers)
    content: Any = (
        rules, severities, tuple(map(_value, levels)), templates, values, objects,
        places.typecode, places.tobytes(), suppressed if _any(suppressed) else None,
        [note and tuple(note) for note in notes] if _any(notes) else None,
        marks if any(marks) else None,
    )  # fmt: skip
    try:
        said = marshal.dumps(content)
    except ValueError:  # a text that is more than that, as a member of an enumeration is
        said = marshal.dumps(_plain(content))
    return zlib.compress(said, _FAST)


def _any(column: Sequence[object]) -> bool:
    return column.count(None) < len(column)


def _plain(content: Any) -> Any:
    """The same of nothing but exact texts."""
    match content:
        case tuple() | list():
            return tuple(map(_plain, content))
        case str():
            return str.__str__(content)
    return content


def packed(findings: Sequence[Finding]) -> bytes:
    """Findings, at least one, as bytes that `unpacked` reads, in the order they have."""
    columns = list(zip(*findings, strict=True))
    return _packed(columns, tuple(map(_value, columns[1])))


def unpacked(content: bytes) -> Iterator[Finding]:
    """The findings whose `content` that is, in their order."""
    (
        rules,
        severities,
        levels,
        templates,
        values,
        objects,
        typecode,
        numbers,
        suppressed,
        notes,
        marks,
    ) = marshal.loads(zlib.decompress(content))  # noqa: S302  (nobody else wrote it)
    places = array(typecode)
    places.frombytes(numbers)
    count = len(rules)
    return map(
        _new, repeat(Finding),
        zip(
            rules, map(_SEVERITIES.__getitem__, severities), map(_LEVELS.__getitem__, levels),
            templates, values, places[:count], objects,
            _positions(places[count : 4 * count]), _positions(places[4 * count :]),
            suppressed or repeat(None),
            [note and Note(*note) for note in notes] if notes else repeat(None),
            marks or repeat(""),
            strict=False,
        ),
    )  # fmt: skip


def _positions(numbers: "array[int]") -> Iterator[Position]:
    each = iter(numbers)
    return map(_new, repeat(Position), zip(each, each, each, strict=True))
