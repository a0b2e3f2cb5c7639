"""What a statement names: tables, procedures, functions. Read from its tree."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.sql import tree
from app.sql.parse import Parsed


@dataclass(frozen=True, slots=True)
class Uses:
    """Names as written, (schema or "", name), each once, in the order of the text.

    `tables` are tables, views and sequences; `routines` procedures that are called and functions
    of any kind, whose names come in capitals. Names a WITH makes are left out.
    """

    tables: tuple[tuple[str, str], ...] = ()
    routines: tuple[tuple[str, str], ...] = ()

    def has_table(self, schema: str, name: str, current: str) -> bool:
        """Whether it names this table, where names without a schema mean those of `current`."""
        wanted = schema.lower(), name.lower()
        return any(((at or current).lower(), each.lower()) == wanted for at, each in self.tables)

    def has_routine(self, schema: str, name: str, current: str) -> bool:
        """Whether it calls this procedure or function."""
        wanted = schema.lower(), name.lower()
        return any(((at or current).lower(), each.lower()) == wanted for at, each in self.routines)


_NAMED = (
    tree.TableName, tree.TableQuery, tree.AlterTable, tree.CreateTable, tree.TruncateTable,
)  # fmt: skip


def uses_of(parsed: Parsed) -> Uses:
    """What the tree of a statement names; nothing where it has none."""
    tables: dict[tuple[str, str], int] = {}
    routines: dict[tuple[str, str], int] = {}
    own: set[str] = set()
    for node in tree.walk(parsed.tree):
        if isinstance(node, tree.CommonTable):
            own.add(node.name.name.lower())
        for name in _tables(node):
            tables.setdefault((name.qualifier, name.name), name.first)
        if isinstance(node, tree.Call):
            routines.setdefault((node.name.qualifier, node.name.name), node.first)
        elif isinstance(node, tree.FunctionCall):
            schema, _dot, name_of = node.name.rpartition(".")
            routines.setdefault((schema, name_of), node.first)
    kept = {
        name: at
        for name, at in tables.items()
        if name[0] or (name[1].lower() not in own and name[1].upper() != "DUAL")
    }
    return Uses(tuple(sorted(kept, key=kept.__getitem__)), tuple(routines))


def _tables(node: tree.Node) -> Iterator[tree.Name]:
    if isinstance(node, _NAMED):
        yield node.name
    elif isinstance(node, tree.References):
        yield node.table
    elif isinstance(node, tree.DropTable | tree.Maintenance | tree.LockTables):
        yield from node.names
    else:
        table = getattr(node, "table", None)
        if isinstance(node, tree.Statement) and isinstance(table, tree.Name):
            yield table
