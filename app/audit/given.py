"""What a statement writes into which column, as the simulated schema knows them.

A dump has thousands of INSERTs with one list of columns: what is found out about the list serves
all of them.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from app.audit.scope import Scope
from app.sql import tree
from app.sql.schema import Column, Schema, Table

T = TypeVar("T")
_Names = tuple[str, ...]


def given(node: tree.Insert, scope: Scope) -> Iterator[tuple[str, tree.Expression]]:
    """Each column with each value an INSERT gives it, where both are written down."""
    for assignment in (*node.assignments, *node.on_duplicate):
        yield assignment.column.name, assignment.value
    if not isinstance(node.source, tree.Values):
        return
    targets: Sequence[str] = column_names(node)
    if node.columns is None and (table := described_table(node, scope)):
        targets = [column.name for column in table.columns.values()]
    for row in _rows(node.source) if targets else ():
        yield from zip(targets, row.items, strict=False)


def described_table(node: tree.Insert, scope: Scope) -> Table | None:
    """The table of an INSERT, where all its columns are known."""
    return _described(scope.schema.table(node.table))


def _described(table: Table | None) -> Table | None:
    return table if table is not None and table.known_columns and not table.is_view else None


@lru_cache(maxsize=2)
def column_names(node: tree.Insert) -> _Names:
    """The columns an INSERT names, as written."""
    return tuple([name.parts[-1] for name in node.columns or ()])


class Targets:
    """The columns an INSERT fills, in the order of the values; None for one nobody described.

    It is empty where none of them is known.
    """

    __slots__ = ("_places", "columns")

    def __init__(self, columns: Sequence[Column | None]) -> None:
        self.columns = columns
        self._places: dict[Callable[[Column], Any], list[tuple[int, Column, Any]]] = {}

    def places(self, wanted: Callable[[Column], T | None]) -> list[tuple[int, Column, T]]:
        """Which of them are `wanted`, and what it says of each."""
        found = self._places.get(wanted)
        if found is None:
            described = [(n, column) for n, column in enumerate(self.columns) if column is not None]
            found = [(n, column, said) for n, column in described if (said := wanted(column))]
            self._places[wanted] = found
        return found


def targets_of(node: tree.Insert, scope: Scope) -> Targets:
    """The columns whose values an INSERT has."""
    schema = scope.schema
    return _targets_of(node, schema, schema.version)


@lru_cache(maxsize=2)
def _targets_of(node: tree.Insert, schema: Schema, version: int) -> Targets:
    names: _Names | None = None if node.columns is None else column_names(node)
    if schema.oracle:  # a name in quotes is another one there, though the same text
        return Targets(_columns(schema.table(node.table), names))
    return _shared_targets(node.table.parts, names, schema, version)


@lru_cache(maxsize=32)  # each keeps its schema alive
def _shared_targets(table: _Names, names: _Names | None, schema: Schema, _version: int) -> Targets:
    return Targets(_columns(schema.table(tree.Name(0, 0, table)), names))


def _columns(table: Table | None, names: _Names | None) -> Sequence[Column | None]:
    if names is None:
        table = _described(table)
        return [*table.columns.values()] if table else ()
    return [table.column(name) for name in names] if table else ()


def given_to(
    node: tree.Insert | tree.Update,
    scope: Scope,
    wanted: Callable[[Column], T | None],
    *,
    whole_rows: bool = False,
) -> Iterator[tuple[Column, T, tree.Expression]]:
    """The described columns that are `wanted`, what it says of each, and the values written there.

    `wanted` is asked once about each column, before the rows are looked at. With `whole_rows` those
    are left out that have more or fewer values than there are columns.
    """
    if isinstance(node, tree.Update):
        source = node.tables
        table = scope.schema.table(source.name) if isinstance(source, tree.TableName) else None
        yield from _assigned(table, node.assignments, wanted)
        return
    if assigned := (*node.assignments, *node.on_duplicate):
        yield from _assigned(scope.schema.table(node.table), assigned, wanted)
    if not isinstance(node.source, tree.Values):
        return
    targets = targets_of(node, scope)
    places, count = targets.places(wanted), len(targets.columns)
    for row in _rows(node.source) if places else ():
        items = row.items
        if len(items) == count:
            for n, column, said in places:
                yield column, said, items[n]
        elif not whole_rows:
            for n, column, said in places:
                if n < len(items):
                    yield column, said, items[n]


def _rows(values: tree.Values) -> Sequence[tree.Row]:
    """The rows that can be read one by one."""
    return [row for row in values.rows if isinstance(row, tree.Row)]


def _assigned(
    table: Table | None,
    assignments: Sequence[tree.Assignment],
    wanted: Callable[[Column], T | None],
) -> Iterator[tuple[Column, T, tree.Expression]]:
    for assignment in assignments if table else ():
        column = table.column(assignment.column.name) if table else None
        if column is not None and (said := wanted(column)):
            yield column, said, assignment.value
