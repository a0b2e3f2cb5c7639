"""Questions that several rules ask of a tree."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from app.sql import tree

_OWN_VALUES = (tree.Query, tree.Subquery)
_CONSTANTS = frozenset({tree.Literal, tree.Parameter, tree.Variable})
_PLAIN = frozenset({tree.Column, tree.Star, *_CONSTANTS})
"""What most values are, and what has no values below it."""
AGGREGATES = frozenset(
    "COUNT SUM AVG MIN MAX GROUP_CONCAT BIT_AND BIT_OR BIT_XOR STD STDDEV STDDEV_POP STDDEV_SAMP "
    "VARIANCE VAR_POP VAR_SAMP JSON_ARRAYAGG JSON_OBJECTAGG ANY_VALUE ST_COLLECT "
    "APPROX_COUNT APPROX_COUNT_DISTINCT APPROX_MEDIAN APPROX_PERCENTILE APPROX_SUM BOOLEAN_AND_AGG "
    "BOOLEAN_OR_AGG CHECKSUM COLLECT CORR CORR_K CORR_S COVAR_POP COVAR_SAMP EVERY GROUP_ID "
    "KURTOSIS_POP KURTOSIS_SAMP LISTAGG MEDIAN PERCENTILE_CONT PERCENTILE_DISC REGR_AVGX REGR_AVGY "
    "REGR_COUNT REGR_INTERCEPT REGR_R2 REGR_SLOPE REGR_SXX REGR_SXY REGR_SYY SKEWNESS_POP "
    "SKEWNESS_SAMP STATS_MODE SYS_XMLAGG WM_CONCAT XMLAGG".split()
)
"""Functions over a group of rows (MySQL 8.4 reference manual, 14.19.1; Oracle SQL Language
Reference, 7). Anybody may make more of them in Oracle."""


def below(start: tree.Node) -> Iterator[tree.Node]:
    """`start` and what is below it, but not inside queries of their own."""
    todo = [start]
    while todo:
        current = todo.pop()
        yield current
        if current is start or not isinstance(current, _OWN_VALUES):
            todo += tree.children(current)


def columns_in(start: tree.Node) -> Iterator[tree.Column]:
    """The columns of this level that `start` reads."""
    return (found for found in below(start) if isinstance(found, tree.Column))


def is_constant(
    value: tree.Expression, variable: Callable[[tree.Column], bool] = lambda _column: False
) -> bool:
    """Whether the server knows `value` before it reads a row: no column and no query in it.

    What looks like a column may be a `variable` of the program around. Of what is longer than
    anybody writes it is not said: in a chain each link would look at all before it.
    """
    if type(value) in _CONSTANTS:
        return True
    for looked_at, found in enumerate(below(value)):
        if looked_at > _LONGEST:
            return False
        if isinstance(found, _NOT_CONSTANT) and not (
            isinstance(found, tree.Column) and variable(found)
        ):
            return False
    return True


_LONGEST = 100  # nodes


_NOT_CONSTANT = (
    tree.Column, tree.PseudoColumn, tree.SequenceValue, tree.Subquery, tree.Query, tree.Unparsed,
)  # fmt: skip


def has_aggregate(start: tree.Node) -> bool:
    """Whether `start` computes something over a group of rows."""
    if type(start) in _PLAIN:
        return False
    for found in below(start):
        if isinstance(found, tree.FunctionCall) and found.name in AGGREGATES and found.over is None:
            return True
    return False


def aggregates(select: tree.Select) -> bool:
    """Whether a query shows something that is computed over a group of rows."""
    for item in select.items:
        value = item.value
        if type(value) not in _PLAIN and has_aggregate(value):
            return True
    return False


def filters(part: tree.Node) -> bool:
    """Whether `part` stands in a WHERE or ON, where it decides which rows are read."""
    current = part
    for above in tree.ancestors(part):
        if isinstance(above, _WITH_CONDITION):
            return (above.on if isinstance(above, tree.Join) else above.where) is current
        if isinstance(above, _WITH_VALUES):
            return False
        current = above
    return False


_WITH_CONDITION = (tree.Select, tree.Update, tree.Delete, tree.Join)
_WITH_VALUES = (tree.Query, tree.Case)


def tables_of(source: tree.Node | None) -> Sequence[tree.Node]:
    """The tables of a FROM, joins opened, from left to right."""
    if not isinstance(source, tree.Join):
        return () if source is None else (source,)
    found: list[tree.Node] = []
    todo: list[tree.Node] = [source]
    while todo:
        current = todo.pop()
        if isinstance(current, tree.Join):
            todo += (current.right, current.left)
        else:
            found.append(current)
    return found


def grouped_by(select: tree.Select) -> Iterator[tree.Expression]:
    """What a query is grouped by, with ROLLUP, CUBE, GROUPING SETS and parentheses opened."""
    todo = [item.value for item in select.group_by.items] if select.group_by else []
    while todo:
        current = todo.pop()
        if isinstance(current, tree.RowValue):
            todo += current.items
        elif isinstance(current, tree.FunctionCall) and current.name in _GROUPINGS:
            todo += current.arguments
        else:
            yield current


_GROUPINGS = frozenset({"ROLLUP", "CUBE", "GROUPING SETS"})


def joins_of(source: tree.Node | None) -> Sequence[tree.Join]:
    """The joins of a FROM, the outermost (rightmost) first."""
    if not isinstance(source, tree.Join):
        return ()
    found: list[tree.Join] = []
    todo: list[tree.Node] = [source]
    while todo:
        current = todo.pop()
        if isinstance(current, tree.Join):
            found.append(current)
            todo += (current.left, current.right)
    return found


def called(table: tree.Node) -> str:
    """What a table in FROM is called in its statement, in lower case: alias, else name."""
    alias = getattr(table, "alias", None)
    if isinstance(alias, tree.Name):
        return alias.name.lower()
    return table.name.name.lower() if isinstance(table, tree.TableName) else ""


@lru_cache(maxsize=16)
def with_names(node: tree.Node) -> frozenset[str]:
    """The tables that WITH clauses around `node` define, in lower case; known once `walk` passed.

    Many rules ask it of one table in turn.
    """
    names = _NO_NAMES
    for above in tree.ancestors(node):
        clause = above if isinstance(above, tree.With) else getattr(above, "with_", None)
        if isinstance(clause, tree.With):
            defined = _defined(clause)
            names = names | defined if names and names is not defined else defined
    return names


_NO_NAMES: frozenset[str] = frozenset()


@lru_cache(maxsize=2)  # each keeps a tree alive
def _defined(clause: tree.With) -> frozenset[str]:
    """The names in one of them: of thousands of tables each asks for all."""
    return frozenset(table.name.name.lower() for table in clause.tables)


def gives_one_row(table: tree.Node) -> bool:
    """Whether a table has one row whatever the data: DUAL, no FROM, or only aggregates."""
    if isinstance(table, tree.TableName):
        return table.name.name.upper() == "DUAL"
    query = getattr(table, "query", None)
    body = query.body if isinstance(query, tree.Query) else None
    if not isinstance(body, tree.Select):
        return False
    if body.tables is None:
        return True
    return body.group_by is None and any(has_aggregate(item) for item in body.items)
