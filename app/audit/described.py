"""What the simulated schema says of the columns and tables a statement names."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

from app.audit.reading import called, tables_of, with_names
from app.audit.scope import Scope
from app.sql import tree
from app.sql.schema import Column, Schema, Table

Level: TypeAlias = tree.Select | tree.Update | tree.Delete
"""What has a FROM, so that the columns in it are those of its tables."""
LEVELS = (tree.Select, tree.Update, tree.Delete)


def described(column: tree.Column, schema: Schema) -> tuple[Table, Column] | None:
    """The column that is meant and its table, where that is certain; known once `walk` passed."""
    for above in tree.ancestors(column):
        if isinstance(above, LEVELS):
            found, certain = _among(column.name, tables_at(above, schema))
            if found is not None or not certain:
                return found
    return None


def _among(
    name: tree.Name, tables: Sequence[tuple[str, Table | None]]
) -> tuple[tuple[Table, Column] | None, bool]:
    """The column in one FROM, and whether it is certain that it is that one or none of them."""
    matches: list[tuple[Table, Column]] = []
    qualifier = name.qualifier.lower()
    for table_name, known in tables:
        if qualifier and table_name != qualifier:
            continue
        found = known.column(name.name) if known else None
        if known is not None and found is not None:
            matches.append((known, found))
        elif known is None or not known.known_columns:
            return None, False
    return (matches[0] if len(matches) == 1 else None), len(matches) < 2


def tables_at(level: Level, schema: Schema) -> Sequence[tuple[str, Table | None]]:
    """What the tables of one FROM are called, with what is known of each; once `walk` passed.

    All columns of a statement ask it, so the answer is kept.
    """
    return _tables_at(level, schema, schema.version)


@lru_cache(maxsize=16)
def _tables_at(level: Level, schema: Schema, _version: int) -> Sequence[tuple[str, Table | None]]:
    return [(called(table), known_table(table, schema)) for table in tables_of(level.tables)]


def known_table(source: tree.Node | None, schema: Schema) -> Table | None:
    """What is known of a table in FROM; None of what a WITH clause or a query makes."""
    if not isinstance(source, tree.TableName):
        return None
    name = source.name
    table = schema.table(name)
    if table is not None and len(name.parts) == 1 and name.parts[0].lower() in with_names(source):
        return None
    return table


def leads_an_index(table: Table, column: str) -> bool:
    """Whether an index that can be searched begins with `column`."""
    return any(
        index.columns[:1] == (column.lower(),)
        for index in table.indexes.values()
        if index.kind in {"PRIMARY", "UNIQUE", "INDEX"}
    )


def leads_known_index(column: tree.Column, scope: Scope) -> bool:
    """Whether the schema knows an index that begins with a column."""
    found = described(column, scope.schema)
    return found is not None and leads_an_index(found[0], found[1].name)


def is_unique(table: Table, columns: set[str]) -> bool:
    """Whether values of `columns` (in lower case) are those of one row at most."""
    return any(
        index.kind in {"PRIMARY", "UNIQUE"}
        and "" not in index.columns
        and columns >= set(index.columns)
        and (
            index.kind == "PRIMARY"
            or all((known := table.column(c)) and not known.nullable for c in index.columns)
        )
        for index in table.indexes.values()
    )


def equal_columns(where: tree.Expression | None, name: str) -> Iterator[str]:
    """The columns, in lower case, of the table called `name` that must equal something."""
    sides: tuple[tree.Expression, ...]
    for part in conjuncts(where):
        match part:
            case tree.Comparison(op="=" | "<=>", quantifier=""):
                sides = (part.left, part.right)
            case tree.In(negated=False, items=items) if items:
                sides = (part.operand,)
            case tree.Is(what="NULL", negated=False):
                sides = (part.operand,)
            case _:
                continue
        for side in sides:
            if isinstance(side, tree.Column) and side.name.qualifier.lower() in {"", name}:
                yield side.name.name.lower()


def conjuncts(where: tree.Expression | None) -> Sequence[tree.Expression]:
    """The conditions that must all hold: what AND joins, opened."""
    if where is None:
        return ()
    if not (isinstance(where, tree.Logical) and where.op == "AND"):
        return (where,)
    found: list[tree.Expression] = []
    todo = [*where.operands[::-1]]
    while todo:
        part = todo.pop()
        if isinstance(part, tree.Logical) and part.op == "AND":
            todo += part.operands[::-1]
        else:
            found.append(part)
    return found
