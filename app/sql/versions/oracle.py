"""Which releases of Oracle know which construct, told from the tree of a statement.

A line is a name, the first release, and how it is written. Source: the "Changes in This Release"
of the SQL Language Reference and the PL/SQL Language Reference, 12.1 to 23ai.
"""

from collections.abc import Callable, Iterator
from typing import Any

from app.sql import tree
from app.sql.parse import Parsed
from app.sql.versions.release import Construct, Known, known

_TABLE = """
fetch-first               12.1   FETCH FIRST … ROWS, OFFSET … ROWS
identity                  12.1   GENERATED … AS IDENTITY
lateral                   12.1   LATERAL, CROSS APPLY, OUTER APPLY
match-recognize           12.1   MATCH_RECOGNIZE
with-function             12.1   WITH FUNCTION …
listagg-distinct          19     LISTAGG(DISTINCT …)
set-all                   21     MINUS ALL, INTERSECT ALL, EXCEPT
window-clause             21     WINDOW … AS (…)
frame-groups              21     OVER (… GROUPS …)
json-type                 21     the type JSON
qualify                   23     QUALIFY
no-from                   23     SELECT without FROM
values-rows               23     VALUES (…), (…)
insert-set                23     INSERT … SET
update-from               23     UPDATE … FROM
if-exists                 23     IF EXISTS, IF NOT EXISTS
boolean                   23     the type BOOLEAN outside of PL/SQL
vector                    23     the type VECTOR
graph-table               23     GRAPH_TABLE
"""
_FUNCTIONS = """
LISTAGG 11.2; NTH_VALUE 11.2; XMLTABLE 10.2; REGEXP_COUNT 11.1;
JSON_VALUE 12.1; JSON_QUERY 12.1; JSON_TABLE 12.1; JSON_EXISTS 12.1; STANDARD_HASH 12.1;
APPROX_COUNT_DISTINCT 12.1;
JSON_OBJECT 12.2; JSON_ARRAY 12.2; JSON_ARRAYAGG 12.2; JSON_OBJECTAGG 12.2;
VALIDATE_CONVERSION 12.2; COLLATION 12.2; APPROX_MEDIAN 12.2; APPROX_PERCENTILE 12.2;
ROUND_TIES_TO_EVEN 18; JSON_EQUAL 18; APPROX_RANK 18; APPROX_SUM 18;
APPROX_COUNT 18; JSON_MERGEPATCH 19; JSON_SERIALIZE 19; JSON_TRANSFORM 21; JSON_SCALAR 21;
ANY_VALUE 21; BIT_AND_AGG 21; BIT_OR_AGG 21; BIT_XOR_AGG 21; CHECKSUM 21; SKEWNESS_POP 21;
SKEWNESS_SAMP 21; KURTOSIS_POP 21; KURTOSIS_SAMP 21;
VECTOR_DISTANCE 23; VECTOR_EMBEDDING 23; TO_VECTOR 23; FROM_VECTOR 23; BOOLEAN_AND_AGG 23;
BOOLEAN_OR_AGG 23; EVERY 23; TO_BOOLEAN 23; FUZZY_MATCH 23; PHONIC_ENCODE 23; TIME_BUCKET 23;
UUID 23; DOMAIN_CHECK 23; DOMAIN_DISPLAY 23
"""


def _construct(name: str, first: str, what: str) -> Construct:
    return Construct(name, Known(None), Known(None), what, known(first))


_CONSTRUCTS = {
    name: _construct(name, first, what)
    for name, first, what in (line.split(maxsplit=2) for line in _TABLE.strip().splitlines())
}
_CALLED = {
    name: _construct(name, first, f"{name}()")
    for name, first in (one.split() for one in _FUNCTIONS.split(";"))
}


def oracle_constructs(parsed: Parsed) -> Iterator[tuple[Construct, int]]:
    """What of the statement not every release knows, and the token it begins at."""
    for node in tree.walk(parsed.tree):
        if isinstance(node, tree.FunctionCall):
            if node.name in _CALLED:
                yield _CALLED[node.name], node.first
            if node.name == "LISTAGG" and node.distinct:
                yield _CONSTRUCTS["listagg-distinct"], node.first
            continue
        tell = _TOLD.get(type(node))
        name = tell(node) if tell else ""
        if not name and (
            getattr(node, "if_exists", False) or getattr(node, "if_not_exists", False)
        ):
            name = "if-exists"
        if name:
            yield _CONSTRUCTS[name], node.first


def _of_select(node: tree.Select) -> str:
    if node.tables is None:
        return "no-from"
    if node.qualify is not None:
        return "qualify"
    return "window-clause" if node.windows else ""


def _of_operator(node: tree.SetOperator) -> str:
    return "set-all" if node.op == "EXCEPT" or (node.all and node.op != "UNION") else ""


def _of_insert(node: tree.Insert) -> str:
    if node.assignments:
        return "insert-set"
    several = isinstance(node.source, tree.Values) and len(node.source.rows) > 1
    return "values-rows" if several else ""


def _of_type(node: tree.DataType) -> str:
    if node.name in {"JSON", "VECTOR"}:
        return {"JSON": "json-type", "VECTOR": "vector"}[node.name]
    inside = isinstance(node.parent, tree.ColumnDefinition | tree.Cast)
    return "boolean" if node.name == "BOOLEAN" and inside else ""


def _of_join(node: tree.Join) -> str:
    return "lateral" if node.kind.endswith("APPLY") else ""


_TOLD: dict[type, Callable[[Any], str]] = {
    tree.Select: _of_select, tree.SetOperator: _of_operator, tree.Insert: _of_insert,
    tree.DataType: _of_type, tree.Join: _of_join,
    tree.Limit: lambda node: "fetch-first",
    tree.DerivedTable: lambda node: "lateral" if node.lateral else "",
    tree.MatchRecognize: lambda node: "match-recognize",
    tree.With: lambda node: "with-function" if node.programs else "",
    tree.Update: lambda node: "update-from" if node.from_ is not None else "",
    tree.Window: lambda node: "frame-groups" if node.frame.upper().startswith("GROUPS") else "",
    tree.TableFunction: lambda node: "graph-table" if node.name == "GRAPH_TABLE" else "",
    tree.ColumnAttribute: lambda node: "identity" if "IDENTITY" in node.kind else "",
}  # fmt: skip
