"""How tables go together: by foreign keys in both directions, else by keys of the same name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from app.domain.schema.catalogue import Catalogue, Relation, Table
from app.sql.complete.scope import Source
from app.sql.complete.writing import Writer
from app.sql.grammar.words import RESERVED


class Bond(NamedTuple):
    """That columns of one table are those of another, in the same order."""

    columns: tuple[str, ...]
    table: Table
    others: tuple[str, ...]


def bonds(table: Table, catalogue: Catalogue) -> Iterator[Bond]:
    """The foreign keys that `table` has, and those that lead to it."""
    for key in table.foreign:
        other = catalogue.tables.get(key.to_schema, key.to_table)
        if other:
            yield Bond(key.columns, other, key.to_columns)
    for reference in catalogue.referring(table):
        yield Bond(reference.key.to_columns, reference.table, reference.key.columns)


def conditions(right: Source, lefts: Sequence[Source], writer: Writer) -> Iterator[str]:
    """What may stand behind ON, where `right` was joined to `lefts`: by keys, then by names."""
    found: set[str] = set()
    for left in reversed(lefts):
        for ours, theirs in (*_by_keys(right, left), *_by_names(right, left)):
            written = condition(right.name, ours, left.name, theirs, writer)
            if written not in found:
                found.add(written)
                yield written


def condition(
    right: str, ours: Iterable[str], left: str, theirs: Iterable[str], writer: Writer
) -> str:
    """`b.x = a.x AND b.y = a.y`."""
    one, other = writer.name(right), writer.name(left)
    return f" {writer.word('AND')} ".join(
        f"{one}.{writer.name(mine)} = {other}.{writer.name(its)}"
        for mine, its in zip(ours, theirs, strict=True)
    )


def _by_keys(right: Source, left: Source) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    if right.table is None or left.table is None:
        return
    for key in right.table.foreign:
        if (key.to_schema.upper(), key.to_table.upper()) == left.table.place:
            yield key.columns, key.to_columns
    for key in left.table.foreign:
        if (key.to_schema.upper(), key.to_table.upper()) == right.table.place:
            yield key.to_columns, key.columns


def _by_names(right: Source, left: Source) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Columns of the same name that are the key of one of the two, or look like a key."""
    keys = {
        name.upper()
        for source in (right, left)
        if source.table
        for name in source.table.primary
        if len(source.table.primary) == 1 and name.upper() != "ID"
    }
    theirs = {column.name.upper(): column.name for column in left.columns}
    for column in right.columns:
        name = column.name.upper()
        if name in theirs and (name in keys or name.endswith(("_ID", "_NO", "_CODE"))):
            yield (column.name,), (theirs[name],)


def short_name(table: str, taken: Iterable[str]) -> str:
    """A name for a table in a statement: its initials, with a number where they are taken."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_]", table)
    letters = "".join(word[0] for word in words).lower() or "t"
    used = {name.lower() for name in taken}
    name, number = letters, 1
    while name in used or name.upper() in RESERVED:
        number += 1
        name = f"{letters}{number}"
    return name


def is_joinable(table: Table) -> bool:
    """Whether a join with it is worth proposing by itself."""
    return table.relation in {Relation.TABLE, Relation.MATERIALIZED}
