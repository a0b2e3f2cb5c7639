"""What a statement writes to, read off its tree: the tables, and which rows of them."""

from dataclasses import dataclass, field

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.parse import Parsed, parse


@dataclass(frozen=True, slots=True)
class Target:
    """A table that is written to; "" is the schema of the session."""

    schema: str
    name: str


@dataclass(frozen=True, slots=True)
class Write:
    """What a statement would do, as far as its text tells."""

    parsed: Parsed
    targets: tuple[Target, ...] = ()
    events: frozenset[str] = frozenset()
    """INSERT, UPDATE, DELETE: what triggers and foreign keys hear of."""
    columns: frozenset[str] = field(default_factory=frozenset)
    """In small letters, those an UPDATE sets."""
    values: int | None = None
    """Rows that stand in the text."""
    whole_table: bool = False
    """Every row is meant."""
    rows_query: str = ""
    """A query with a row for each that is hit."""


def write_of(statement: str, dialect: Dialect) -> Write:
    """What `statement` would write."""
    parsed = parse(statement, dialect)
    made = parsed.tree
    match made:
        case tree.Update():
            columns = frozenset(each.column.parts[-1].lower() for each in made.assignments)
            return Write(
                parsed, _set_tables(made), frozenset({"UPDATE"}), columns,
                whole_table=made.where is None and made.limit is None,
                rows_query=_rows_query(parsed, made.with_, made.tables, made.where, made.limit),
            )  # fmt: skip
        case tree.Delete():
            return Write(
                parsed, _deleted(made), frozenset({"DELETE"}),
                whole_table=made.where is None and made.limit is None,
                rows_query=_rows_query(parsed, made.with_, made.tables, made.where, made.limit),
            )  # fmt: skip
        case tree.Insert():
            return _insert(parsed, made)
        case tree.LoadData():
            return Write(parsed, (_target(made.table),), frozenset({"INSERT"}))
        case tree.TruncateTable() | tree.AlterTable():
            return Write(parsed, (_target(made.name),), whole_table=True)
        case tree.DropTable():
            return Write(parsed, tuple(map(_target, made.names)), whole_table=True)
        case tree.CreateIndex(table=name) | tree.DropIndex(table=tree.Name() as name):
            return Write(parsed, (_target(name),), whole_table=True)
        case tree.RenameTable():
            return Write(parsed, tuple(_target(pair.old) for pair in made.pairs))
    return Write(parsed)


def _insert(parsed: Parsed, made: tree.Insert) -> Write:
    events = {"INSERT", "DELETE"} if made.verb == "REPLACE" else {"INSERT"}
    if made.on_duplicate:
        events |= {"UPDATE"}
    values, query = None, ""
    if made.assignments:
        values = 1
    elif isinstance(made.source, tree.Values):
        values = sum(
            row.count if isinstance(row, tree.LiteralRows) else 1 for row in made.source.rows
        )
    elif made.source is not None:
        query = _source(parsed, made.source)
    columns = frozenset(each.column.parts[-1].lower() for each in made.on_duplicate)
    return Write(
        parsed, (_target(made.table),), frozenset(events), columns, values, rows_query=query
    )


def _rows_query(
    parsed: Parsed, with_: tree.With | None, tables: tree.Node, where: tree.Expression | None,
    limit: tree.Limit | None,
) -> str:  # fmt: skip
    parts = [_source(parsed, with_)] if with_ else []
    parts += ["SELECT 1 FROM", _source(parsed, tables)]
    if where is not None:
        parts += ["WHERE", _source(parsed, where)]
    if limit is not None:
        parts.append(_source(parsed, limit))
    return " ".join(parts)


def _source(parsed: Parsed, node: tree.Node) -> str:
    return parsed.tokens.source(node.first, node.last)


def _target(name: tree.Name) -> Target:
    return Target(name.parts[-2] if len(name.parts) > 1 else "", name.parts[-1])


def _named(tables: tree.Node) -> list[tree.TableName]:
    return [each for each in tree.walk(tables) if isinstance(each, tree.TableName)]


def _called(each: tree.TableName) -> str:
    return (each.alias.parts[-1] if each.alias else each.name.parts[-1]).lower()


def _set_tables(made: tree.Update) -> tuple[Target, ...]:
    """Of a join, the tables whose columns are set; all where a column does not say whose."""
    named = _named(made.tables)
    parts = [each.column.parts for each in made.assignments]
    if all(len(each) > 1 for each in parts):
        wanted = {each[-2].lower() for each in parts}
        named = [each for each in named if _called(each) in wanted] or named
    return tuple(dict.fromkeys(_target(each.name) for each in named))


def _deleted(made: tree.Delete) -> tuple[Target, ...]:
    named = _named(made.tables)
    if made.targets:
        wanted = {name.parts[-1].lower() for name in made.targets}
        named = [each for each in named if _called(each) in wanted] or named
    return tuple(dict.fromkeys(_target(each.name) for each in named))
