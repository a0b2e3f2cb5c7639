"""The tables a statement touches, found by our own parser."""

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.parse import parse

_LONGEST = 100_000  # characters; beyond, a statement is not looked into


def tables_in(statement: str, dialect: Dialect) -> tuple[str, ...]:
    """Names as written, each once, in the order of the text; none where it is not understood."""
    if len(statement) > _LONGEST:
        return ()
    parsed = parse(statement, dialect)
    found: dict[str, int] = {}
    own: set[str] = set()
    for node in tree.walk(parsed.tree):
        if isinstance(node, tree.CommonTable):
            own.add(node.name.dotted)
        for name in _named(node):
            found.setdefault(name.dotted, name.first)
    kept = [name for name in found if name not in own and name.upper() != "DUAL"]
    return tuple(sorted(kept, key=lambda name: found[name]))


def _named(node: tree.Node) -> tuple[tree.Name, ...]:
    if isinstance(node, tree.TableName | tree.TableQuery):
        return (node.name,)
    if isinstance(node, tree.AlterTable | tree.CreateTable | tree.TruncateTable):
        return (node.name,)
    if isinstance(node, tree.DropTable | tree.Maintenance | tree.LockTables):
        return node.names
    table = getattr(node, "table", None)
    if isinstance(node, tree.Statement) and isinstance(table, tree.Name):
        return (table,)
    return ()
