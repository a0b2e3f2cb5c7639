"""Which table a column can belong to, as the simulated schema knows the tables."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from app.audit.described import LEVELS, Level, tables_at
from app.sql import tree
from app.sql.schema import Schema, Table

_PSEUDO = frozenset(
    "_rowid row_start row_end rownum rowid ora_rowscn object_id object_value column_value".split()
)
"""Names that stand for values of a row though no column is called so."""
_OF_MODELS = ("PREDICTION", "CLUSTER_", "FEATURE_", "ORA_DM_")
"""Functions whose first argument is the name of a model."""


_PROGRAMS = frozenset({
    tree.CreateRoutine, tree.CreatePackage, tree.CreateTypeBody, tree.CreateTrigger,
    tree.CreateEvent, tree.Block, tree.If, tree.Loop, tree.CaseStatement,
})  # fmt: skip


def in_program(root: tree.Statement) -> bool:
    """Whether a statement holds others that run later, or not at all."""
    return type(root) in _PROGRAMS


def without(name: tree.Name, node: tree.Node, schema: Schema) -> str | None:
    """The table that certainly lacks the column `name` which `node` refers to, as one says it.

    None where the column is there, or may be: in a table nobody described, in an outer query, as
    an alias. For a column that none of several tables has, an empty string.
    """
    parts = name.parts
    word, qualifier = parts[-1].lower(), parts[-2].lower() if len(parts) > 1 else ""
    if word in _PSEUDO or _is_model(node):
        return None
    found: list[Table] = []
    for level in _levels(node):
        if level is None:
            return None
        aliases, tables = _seen_at(level, schema, schema.version)
        if word in aliases:
            return None
        for called_so, table in tables:
            if qualifier and called_so != qualifier:
                continue
            if table is None or not table.lacks_column(parts[-1]):
                return None
            found.append(table)
        if qualifier and found:
            break
    if not found:
        return None
    return found[0].name if len(found) == 1 else ""


def _is_model(node: tree.Node) -> bool:
    """Whether it names a model of Oracle's machine learning: `PREDICTION(model USING *)`."""
    call = node.parent
    if not isinstance(call, tree.FunctionCall) or not call.name.startswith(_OF_MODELS):
        return False
    return call.arguments[:1] == (node,)


_INTO_ONE_TABLE = (tree.Insert, tree.CreateTable, tree.AlterTable, tree.CreateIndex)
_SEEING = (*LEVELS, tree.Query, *_INTO_ONE_TABLE)


def _levels(node: tree.Node) -> Iterator[Level | None]:
    """The statements and queries whose tables `node` can see; None where that is beyond us."""
    below = node
    for above in tree.ancestors(node):
        if not isinstance(above, _SEEING):
            pass
        elif isinstance(above, LEVELS):
            yield above
        elif isinstance(above, tree.Query):
            if not isinstance(above.body, tree.Select):
                yield None
            elif above.body is not below:  # ORDER BY sees the tables of the SELECT before it
                yield above.body
        elif isinstance(above, _INTO_ONE_TABLE) and not (
            isinstance(node, tree.Column) and _in_query(node, above)
        ):
            yield None
        below = above


def _in_query(node: tree.Node, top: tree.Node) -> bool:
    """Whether there is a query between `node` and the statement it stands in."""
    for above in tree.ancestors(node):
        if above is top:
            return False
        if isinstance(above, tree.Query):
            return True
    return False


@lru_cache(maxsize=16)
def _seen_at(
    level: Level, schema: Schema, _version: int
) -> tuple[frozenset[str], Sequence[tuple[str, Table | None]]]:
    """The names a query gives to what it shows, and its tables; all its columns ask."""
    items = level.items if isinstance(level, tree.Select) else ()
    aliases = frozenset([item.alias.name.lower() for item in items if item.alias])
    return aliases, tables_at(level, schema)
