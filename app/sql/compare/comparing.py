"""Where two schemas differ."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from app.domain.schema.objects import ObjectKind
from app.sql.compare.nouns import (
    Change,
    CodeShape,
    Comparison,
    Difference,
    Element,
    Part,
    SchemaShape,
    TableShape,
    same,
)
from app.sql.compare.order import moved
from app.sql.compare.pairing import Pairs, pairs
from app.sql.compare.script import steps

T = TypeVar("T")
E = TypeVar("E", bound=Element)
_TABLE = ObjectKind.TABLE


def compare(left: SchemaShape, right: SchemaShape) -> Comparison:
    """All differences, and the steps that make the right side of the left."""
    found = (*_tables(left, right), *_code(left, right))
    return Comparison(left, right, found, steps(left, right))


def _tables(left: SchemaShape, right: SchemaShape) -> Iterator[Difference]:
    for name in _names(left.tables, right.tables):
        old, new = left.tables.get(name), right.tables.get(name)
        if old is None and new is not None:
            yield Difference(Change.MISSING, Part.TABLE, _TABLE, name, right=new.create)
        elif new is None and old is not None:
            yield Difference(Change.EXTRA, Part.TABLE, _TABLE, name, left=old.create)
        elif old is not None and new is not None:
            yield from table_differences(old, new)


def _names(left: Mapping[str, T], right: Mapping[str, T]) -> list[str]:
    return sorted(left.keys() | right.keys())


def table_differences(old: TableShape, new: TableShape) -> Iterator[Difference]:
    """Where two tables of one name differ."""
    name = new.name
    columns = pairs(old.columns, new.columns)
    yield from _elements(name, Part.COLUMN, columns)
    if moved(old, new):
        order = [", ".join(column.name for column in table.columns) for table in (old, new)]
        yield Difference(Change.DIFFERENT, Part.ORDER, _TABLE, name, "", *order)
    yield from _elements(name, Part.INDEX, pairs(old.keys, new.keys))
    yield from _elements(name, Part.FOREIGN_KEY, pairs(old.foreign, new.foreign))
    yield from _elements(name, Part.CHECK, pairs(old.checks, new.checks))
    yield from _elements(name, Part.PERIOD, pairs(old.periods, new.periods))
    yield from _options(old, new)
    before = () if old.partitions is None else old.partitions.shape
    after = () if new.partitions is None else new.partitions.shape
    if not same(before, after):
        texts = ["" if t.partitions is None else t.partitions.text for t in (old, new)]
        change = Change.DIFFERENT
        if old.partitions is None or new.partitions is None:
            change = Change.MISSING if old.partitions is None else Change.EXTRA
        yield Difference(change, Part.PARTITIONS, _TABLE, name, "", *texts)


def _elements(table: str, part: Part, found: Pairs[E]) -> Iterator[Difference]:
    for old in found.extra:
        yield Difference(Change.EXTRA, part, _TABLE, table, old.name, left=old.text)
    for new in found.missing:
        yield Difference(Change.MISSING, part, _TABLE, table, new.name, right=new.text)
    for old, new in found.different:
        yield Difference(Change.DIFFERENT, part, _TABLE, table, new.name, old.text, new.text)


def _options(old: TableShape, new: TableShape) -> Iterator[Difference]:
    for name in _names(old.options, new.options):
        left, right = old.options.get(name), new.options.get(name)
        if left is not None and right is not None:
            if not same(left.shape, right.shape):
                yield Difference(
                    Change.DIFFERENT, Part.OPTION, _TABLE, new.name, name, left.text, right.text
                )
        elif left is not None and left.text:
            yield Difference(Change.EXTRA, Part.OPTION, _TABLE, new.name, name, left=left.text)
        elif right is not None and right.text:
            yield Difference(Change.MISSING, Part.OPTION, _TABLE, new.name, name, right=right.text)


def _code(left: SchemaShape, right: SchemaShape) -> Iterator[Difference]:
    for key in sorted(left.code.keys() | right.code.keys()):
        kind, name = key
        old, new = left.code.get(key), right.code.get(key)
        if old is None and new is not None:
            yield Difference(Change.MISSING, Part.CODE, kind, name, right=new.text)
        elif new is None and old is not None:
            yield Difference(Change.EXTRA, Part.CODE, kind, name, left=old.text)
        elif old is not None and new is not None and not same_code(old, new):
            yield Difference(Change.DIFFERENT, Part.CODE, kind, name, left=old.text, right=new.text)


def same_code(old: CodeShape, new: CodeShape) -> bool:
    """Whether two of one name are the same to the server."""
    return same(old.shape, new.shape) and old.table == new.table


def objects_of(differences: Iterable[Difference]) -> Sequence[tuple[ObjectKind, str]]:
    """The objects that differ, each once."""
    return tuple(dict.fromkeys((each.kind, each.object) for each in differences))
