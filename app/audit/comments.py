"""Comments of Oracle's tables and columns, which are statements of their own behind the table's."""

from collections.abc import Iterator

from app.audit import definitions
from app.audit.registry import Hits, hit, hit_seen
from app.audit.scope import Scope, Seen
from app.i18n import N_
from app.sql import tree
from app.sql.schema.store import Place

NO_TABLE = N_("{table} has no comment")
LONG_TABLE = N_("The comment of {table} has {length} characters; the limit is {max}")
NO_COLUMN = N_("{column} has no comment")
LONG_COLUMN = N_("The comment of {column} has {length} characters; the limit is {max}")


def of_tables(node: tree.Node | None, scope: Scope) -> Hits:
    """What is to be said of the comments of tables: at the end, those that have none."""
    waiting: dict[Place, tuple[Seen, str]] = scope.memory.setdefault("waiting", {})
    match node:
        case tree.CreateTable() if not definitions.is_passing(node, scope):
            waiting[scope.schema.place(node.name)] = scope.seen(node.name), node.name.dotted
        case tree.Comment(kind="TABLE", name=name):
            text = scope.literal(node.text)
            if text.strip():
                waiting.pop(scope.schema.place(name), None)
            if len(text) > (most := scope.number("max_length")):
                yield hit(node.text, LONG_TABLE, table=name.dotted, length=len(text), max=most,
                          about=name.dotted)  # fmt: skip
        case None:
            for seen, called in waiting.values():
                yield hit_seen(seen, NO_TABLE, table=called, about=called)


def of_columns(node: tree.Node | None, scope: Scope) -> Hits:
    """The same of columns."""
    waiting: dict[tuple[Place, str], tuple[Seen, str, str]] = scope.memory.setdefault("waiting", {})
    match node:
        case tree.CreateTable() | tree.AlterTable():
            for column in _made(node):
                key = scope.schema.place(node.name), tree.folded(column.name.name)
                waiting[key] = scope.seen(column.name), column.name.name, node.name.dotted
        case tree.Comment(kind="COLUMN", name=name) if len(name.parts) > 1:
            text = scope.literal(node.text)
            table = tree.Name(name.first, name.last, name.parts[:-1])
            if text.strip():
                waiting.pop((scope.schema.place(table), tree.folded(name.name)), None)
            if len(text) > (most := scope.number("max_length")):
                yield hit(node.text, LONG_COLUMN, column=name.name, length=len(text), max=most,
                          about=table.dotted)  # fmt: skip
        case None:
            for seen, column_name, called in waiting.values():
                yield hit_seen(seen, NO_COLUMN, column=column_name, about=called)


def _made(node: tree.CreateTable | tree.AlterTable) -> Iterator[tree.ColumnDefinition]:
    """The columns a statement makes; what MODIFY changes keeps its comment."""
    for column in definitions.columns_of(node):
        if not isinstance(column.parent, tree.ModifyColumn):
            yield column
