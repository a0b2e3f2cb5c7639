"""Which indexes a statement defines, and where in it."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

from app.audit import definitions
from app.sql import tree
from app.sql.schema import Table
from app.sql.schema.columns import key_column, own_keys

Indexing = tree.CreateTable | tree.AlterTable | tree.CreateIndex
INDEXING = (tree.CreateTable, tree.AlterTable, tree.CreateIndex)
KEYED = ("KEY", "PRIMARY", "UNIQUE", "SERIAL", tree.Key)
"""What a statement has that defines an index: one of these words, or a key."""
ORDERED = frozenset({"PRIMARY", "UNIQUE", "INDEX"})
"""Kinds of index that are searched from their first column on."""
_KEYED = frozenset({"PRIMARY KEY", "KEY", "UNIQUE", "SERIAL DEFAULT VALUE"})
"""Attributes of columns that bring an index along (`own_keys`)."""


@lru_cache(maxsize=4)
def declared(node: Indexing) -> tuple[tuple[tree.Node, str, tree.Key | None], ...]:
    """Each index a statement defines: the node that does, its kind, and the key if it is one."""
    if isinstance(node, tree.CreateIndex):
        return ((node.key, node.key.kind, node.key),)
    found: list[tuple[tree.Node, str, tree.Key | None]] = [
        (key, key.kind, key) for key in definitions.keys_of(node)
    ]
    for column in definitions.columns_of(node):
        made = column.type
        serial = made is not None and made.name == "SERIAL"
        if serial or not _KEYED.isdisjoint(definitions.kinds_of(column)):
            found += [(column, kind, None) for kind in own_keys(column)]
    return tuple(found)


def placed(node: Indexing, table: Table) -> Mapping[str, tree.Node]:
    """Where a statement defines each of its indexes, by the index's name in lower case.

    `table` is what the statement makes. Many rules ask this in turn, so the last answer is kept.
    """
    global _last
    asked, made, places = _last
    if asked is not node or made is not table:
        places = _placed(node, table)
        _last = node, table, places
    return places


_last: tuple[Indexing | None, Table | None, Mapping[str, tree.Node]] = (None, None, {})


def _placed(node: Indexing, table: Table) -> dict[str, tree.Node]:
    places: dict[str, tree.Node] = {}
    unnamed: dict[_Like, list[str]] | None = None  # names that nobody has yet, the next one last
    for place, kind, key in declared(node):
        if kind == "PRIMARY":
            name = "primary"
        elif key is not None and key.name is not None:
            name = key.name.name.lower()
        else:
            if unnamed is None:
                unnamed = _by_likeness(table)
            name = _made_up(place, kind, unnamed, places)
        if name in table.indexes:
            places.setdefault(name, place)
    return places


_Like: TypeAlias = tuple[str, tuple[str, ...]]
"""Kind and columns of an index."""


def _by_likeness(table: Table) -> dict[_Like, list[str]]:
    """The names of the indexes by what they are, the last ones first."""
    found: dict[_Like, list[str]] = {}
    for name, index in reversed(list(table.indexes.items())):
        found.setdefault((index.kind, index.columns), []).append(name)
    return found


def _made_up(
    place: tree.Node, kind: str, unnamed: dict[_Like, list[str]], taken: dict[str, tree.Node]
) -> str:
    """The name the server gave an index that the statement does not name."""
    if isinstance(place, tree.Key):
        columns = tuple(key_column(part).column for part in place.parts)
    else:
        columns = (place.name.name.lower(),) if isinstance(place, tree.ColumnDefinition) else ()
    names = unnamed.get((kind, columns), [])
    while names and names[-1] in taken:
        names.pop()
    return names[-1] if names else ""


def indexed_table(node: Indexing) -> str:
    """What a message calls the table that is indexed."""
    return (node.table if isinstance(node, tree.CreateIndex) else node.name).dotted


def key_name(key: tree.Key) -> str:
    """What a message calls a key: its name, else its first column, as the server does."""
    if key.kind == "PRIMARY":
        return "PRIMARY"
    first = key.parts[0].column if key.parts else None
    name = key.name or first
    return name.name if name else ""
