"""Which table a column can belong to, as the simulated schema knows the tables."""

from collections.abc import Iterator
from functools import lru_cache

from app.audit.reading import called, tables_of
from app.sql import tree
from app.sql.schema import Schema, Table

_PSEUDO = frozenset(
    "_rowid row_start row_end rownum rowid ora_rowscn object_id object_value column_value".split()
)
"""Names that stand for values of a row though no column is called so."""
_OF_MODELS = ("PREDICTION", "CLUSTER_", "FEATURE_", "ORA_DM_")
"""Functions whose first argument is the name of a model."""


@lru_cache(maxsize=16)
def with_names(node: tree.Node) -> frozenset[str]:
    """The tables that WITH clauses around `node` define, in lower case; known once `walk` passed.

    Many rules ask it of one table in turn.
    """
    names: set[str] = set()
    for above in tree.ancestors(node):
        clause = above if isinstance(above, tree.With) else getattr(above, "with_", None)
        if isinstance(clause, tree.With):
            names |= {table.name.name.lower() for table in clause.tables}
    return frozenset(names)


def in_program(root: tree.Statement) -> bool:
    """Whether a statement holds others that run later, or not at all."""
    return isinstance(
        root,
        tree.CreateRoutine
        | tree.CreatePackage
        | tree.CreateTypeBody
        | tree.CreateTrigger
        | tree.CreateEvent
        | tree.Block
        | tree.If
        | tree.Loop
        | tree.CaseStatement,
    )


def without(name: tree.Name, node: tree.Node, schema: Schema) -> str | None:
    """The table that certainly lacks the column `name` which `node` refers to, as one says it.

    None where the column is there, or may be: in a table nobody described, in an outer query, as
    an alias. For a column that none of several tables has, an empty string.
    """
    if name.name.lower() in _PSEUDO or _is_model(node):
        return None
    found: list[Table] = []
    for level in _levels(node):
        if level is None or name.name.lower() in _aliases(level):
            return None
        for source in tables_of(getattr(level, "tables", None)):
            if name.qualifier and called(source) != name.qualifier.lower():
                continue
            table = _known(source, schema)
            if table is None or not table.lacks_column(name.name):
                return None
            found.append(table)
        if name.qualifier and found:
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


def _known(source: tree.Node, schema: Schema) -> Table | None:
    if not isinstance(source, tree.TableName):
        return None
    if not source.name.qualifier and source.name.name.lower() in with_names(source):
        return None
    return schema.table(source.name)


def _levels(node: tree.Node) -> Iterator[tree.Node | None]:
    """The statements and queries whose tables `node` can see; None where that is beyond us."""
    for above in tree.ancestors(node):
        match above:
            case tree.Select() | tree.Update() | tree.Delete():
                yield above
            case tree.Query(body=body) if not isinstance(body, tree.Select):
                yield None
            case tree.Query(body=body) if not _is_below(node, body):
                yield body
            case tree.Insert() | tree.CreateTable() | tree.AlterTable() | tree.CreateIndex():
                if not isinstance(node, tree.Column) or not _in_query(node, above):
                    yield None


def _is_below(node: tree.Node, top: tree.Node) -> bool:
    return any(above is top for above in tree.ancestors(node))


def _in_query(node: tree.Node, top: tree.Node) -> bool:
    """Whether there is a query between `node` and the statement it stands in."""
    for above in tree.ancestors(node):
        if above is top:
            return False
        if isinstance(above, tree.Query):
            return True
    return False


def _aliases(level: tree.Node) -> set[str]:
    if not isinstance(level, tree.Select):
        return set()
    return {item.alias.name.lower() for item in level.items if item.alias}
