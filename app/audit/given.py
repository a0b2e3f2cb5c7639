"""What a statement writes into which column, as the simulated schema knows them."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from app.audit.scope import Scope
from app.sql import tree
from app.sql.schema import Column, Schema, Table


def given(node: tree.Insert, scope: Scope) -> Iterator[tuple[str, tree.Expression]]:
    """Each column with each value an INSERT gives it, where both are written down."""
    for assignment in (*node.assignments, *node.on_duplicate):
        yield assignment.column.name, assignment.value
    targets = targets_of(node, scope) if isinstance(node.source, tree.Values) else None
    for row in rows_of(node) if targets else ():
        yield from zip(targets or (), row.items, strict=False)


def rows_of(node: tree.Insert) -> Sequence[tree.Row]:
    """The rows of VALUES that can be read one by one."""
    if not isinstance(node.source, tree.Values):
        return ()
    return [row for row in node.source.rows if isinstance(row, tree.Row)]


def described_table(node: tree.Insert, scope: Scope) -> Table | None:
    """The table of an INSERT, where all its columns are known."""
    return _described(scope.schema.table(node.table))


def _described(table: Table | None) -> Table | None:
    return table if table is not None and table.known_columns and not table.is_view else None


def targets_of(node: tree.Insert, scope: Scope) -> Sequence[str] | None:
    """The columns that are given values, in the order of the values; None where unknown."""
    if node.columns is not None:
        return [column.name for column in node.columns]
    table = described_table(node, scope)
    return [c.name for c in table.columns.values()] if table else None


def described_targets(node: tree.Insert, scope: Scope) -> Sequence[Column | None]:
    """The same columns as the schema has them, None for one it does not know; none is all unknown.

    Several rules ask it of one statement, which may have many columns, so the answer is kept.
    """
    schema = scope.schema
    return _described_targets(node, schema, schema.version)


@lru_cache(maxsize=2)
def _described_targets(node: tree.Insert, schema: Schema, _version: int) -> Sequence[Column | None]:
    table = schema.table(node.table)
    if node.columns is None:
        table = _described(table)
        return [*table.columns.values()] if table else ()
    return [table.column(name.name) for name in node.columns] if table else ()


def given_to(
    node: tree.Insert | tree.Update,
    scope: Scope,
    wanted: Callable[[Column], bool],
    *,
    whole_rows: bool = False,
) -> Iterator[tuple[Column, tree.Expression]]:
    """The described columns of a `wanted` kind with the values a statement writes into them.

    Columns are chosen before the rows are looked at, of which there may be very many; with
    `whole_rows` those are left out that have more or fewer values than there are columns.
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
    targets = described_targets(node, scope)
    places = [(n, column) for n, column in enumerate(targets) if column and wanted(column)]
    for row in rows_of(node) if places else ():
        items = row.items
        if len(items) == len(targets):
            for n, column in places:
                yield column, items[n]
        elif not whole_rows:
            for n, column in places:
                if n < len(items):
                    yield column, items[n]


def _assigned(
    table: Table | None,
    assignments: Sequence[tree.Assignment],
    wanted: Callable[[Column], bool],
) -> Iterator[tuple[Column, tree.Expression]]:
    for assignment in assignments if table else ():
        column = table.column(assignment.column.name) if table else None
        if column is not None and wanted(column):
            yield column, assignment.value
