"""Questions that several rules ask of a tree."""

from collections.abc import Iterator

from app.sql import tree

_OWN_VALUES = (tree.Query, tree.Subquery)
AGGREGATES = frozenset(
    "COUNT SUM AVG MIN MAX GROUP_CONCAT BIT_AND BIT_OR BIT_XOR STD STDDEV STDDEV_POP STDDEV_SAMP "
    "VARIANCE VAR_POP VAR_SAMP JSON_ARRAYAGG JSON_OBJECTAGG ANY_VALUE ST_COLLECT".split()
)
"""Functions over a group of rows (MySQL 8.4 reference manual, 14.19.1)."""


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


def is_constant(value: tree.Expression) -> bool:
    """Whether the server knows `value` before it reads a row: no column and no query in it."""
    return not any(
        isinstance(found, tree.Column | tree.Subquery | tree.Query | tree.Unparsed)
        for found in below(value)
    )


def has_aggregate(start: tree.Node) -> bool:
    """Whether `start` computes something over a group of rows."""
    return any(
        isinstance(found, tree.FunctionCall) and found.name in AGGREGATES and found.over is None
        for found in below(start)
    )


def filters(part: tree.Node) -> bool:
    """Whether `part` stands in a WHERE or ON, where it decides which rows are read."""
    current = part
    for above in tree.ancestors(part):
        match above:
            case tree.Select() | tree.Update() | tree.Delete():
                return above.where is current
            case tree.Join():
                return above.on is current
            case tree.Query() | tree.Case():
                return False
        current = above
    return False


def tables_of(source: tree.Node | None) -> Iterator[tree.Node]:
    """The tables of a FROM, joins opened, from left to right."""
    todo = [source] if source is not None else []
    while todo:
        current = todo.pop()
        if isinstance(current, tree.Join):
            todo += [current.right, current.left]
        else:
            yield current


def joins_of(source: tree.Node | None) -> Iterator[tree.Join]:
    """The joins of a FROM, the outermost (rightmost) first."""
    todo = [source] if source is not None else []
    while todo:
        current = todo.pop()
        if isinstance(current, tree.Join):
            yield current
            todo += [current.left, current.right]


def called(table: tree.Node) -> str:
    """What a table in FROM is called in its statement, in lower case: alias, else name."""
    alias = getattr(table, "alias", None)
    if isinstance(alias, tree.Name):
        return alias.name.lower()
    return table.name.name.lower() if isinstance(table, tree.TableName) else ""


def gives_one_row(table: tree.Node) -> bool:
    """Whether a derived table has one row whatever the data: no FROM, or only aggregates."""
    query = getattr(table, "query", None)
    body = query.body if isinstance(query, tree.Query) else None
    if not isinstance(body, tree.Select):
        return False
    if body.tables is None:
        return True
    return body.group_by is None and any(has_aggregate(item) for item in body.items)
