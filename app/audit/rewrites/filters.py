"""Filters in another clause: HAVING as WHERE, an outer join that WHERE made an inner one."""

from collections.abc import Iterator

from app.audit.described import conjuncts
from app.audit.reading import below, called, has_aggregate
from app.audit.rewrites.registry import Where, rewrites
from app.domain.fix import Fix
from app.i18n import N_
from app.sql import tree

_COMPARED = (
    tree.Column,
    tree.Literal,
    tree.Comparison,
    tree.Logical,
    tree.In,
    tree.Is,
    tree.Between,
)


@rewrites(
    "query-having",
    tree.Select,
    equal=[
        "SELECT a, COUNT(*) FROM t GROUP BY a HAVING a > 1",
        "SELECT b, SUM(a) FROM t WHERE id > 5 OR a = 1 GROUP BY b HAVING b IS NULL OR b IN (0, 1)",
        "SELECT t.b, COUNT(*) FROM t JOIN u ON u.t_id = t.id WHERE u.x > 0 GROUP BY t.b"
        " HAVING t.b BETWEEN 0 AND 2 ORDER BY t.b",
        "SELECT COUNT(*) FROM t GROUP BY s HAVING s <> 'a'",
        "SELECT COUNT(*), MAX(id) FROM t GROUP BY s, a HAVING s = 'A' AND NOT a = 2",
    ],
    refused=[
        "SELECT a, COUNT(*) FROM t GROUP BY a HAVING COUNT(*) > 1",
        "SELECT a, COUNT(*) AS b FROM t GROUP BY a HAVING b > 1",
        "SELECT a, COUNT(*) FROM t GROUP BY a WITH ROLLUP HAVING a > 1",
        "SELECT s, COUNT(*) FROM t GROUP BY s HAVING s LIKE 'a%'",
        "SELECT MAX(a), b FROM t GROUP BY b HAVING b + 0 > (SELECT 1)",
    ],
)
def where_for_having(node: tree.Select, where: Where) -> Iterator[Fix]:
    """A comparison of what is grouped by says the same of a group and of each of its rows.

    Equal is what compares as equal, so only comparisons are moved: a function may tell apart what
    one group holds. An alias in HAVING may mean another thing than its column in WHERE.
    """
    having, group = node.having, node.group_by
    if having is None or group is None or group.rollup or node.tables is None or node.qualify:
        return
    grouped = {
        item.value.name.name.lower() for item in group.items if isinstance(item.value, tree.Column)
    }
    aliases = {item.alias.name.lower() for item in node.items if item.alias}
    asked = [each for each in below(having) if isinstance(each, tree.Column)]
    if has_aggregate(having) or not asked or len(grouped) != len(group.items):
        return
    if not all(c.name.name.lower() in grouped - aliases for c in asked):
        return
    if not all(isinstance(e, (*_COMPARED, tree.Name)) or _is_not(e) for e in below(having)):
        return
    begin = where.find("GROUP", node.tables.last + 1, node.last)
    word = where.find("HAVING", node.tables.last + 1, node.last)
    if begin is None or word is None:
        return
    said = where.source(having)
    middle = where.source(begin, word - 1)
    if node.where is None:
        text = f"WHERE {said} {middle}"
        yield where.put(N_("Filter by WHERE, before rows are grouped"), text, begin, having.last)
        return
    had = where.source(node.where)
    had, said = (f"({t})" if _is_or(n) else t for t, n in ((had, node.where), (said, having)))
    yield where.put(
        N_("Filter by WHERE, before rows are grouped"),
        f"{had} AND {said} {middle}",
        node.where.first,
        having.last,
    )


def _is_not(part: tree.Node) -> bool:
    return isinstance(part, tree.Unary) and part.op in {"NOT", "-"}


def _is_or(condition: tree.Node) -> bool:
    return isinstance(condition, tree.Logical) and condition.op != "AND"


@rewrites(
    "query-outer-join-cancelled",
    tree.Select,
    equal=[
        "SELECT t.id, u.id FROM t LEFT JOIN u ON u.t_id = t.id WHERE u.x = 1",
        "SELECT u.id FROM t LEFT OUTER JOIN u ON u.t_id = t.id WHERE t.a > 0 AND u.x IN (0, 1)",
        "SELECT * FROM t AS o LEFT JOIN u AS v ON v.t_id = o.id AND v.x > 0 WHERE v.y = 'a'",
        "SELECT t.id FROM t LEFT JOIN u ON u.t_id = t.id LEFT JOIN u w ON w.t_id = t.id"
        " WHERE u.x BETWEEN 0 AND 5",
    ],
    refused=[
        "SELECT t.id FROM t LEFT JOIN u ON u.t_id = t.id WHERE u.x IS NULL",
        "SELECT t.id FROM t LEFT JOIN u ON u.t_id = t.id WHERE u.x = 1 OR t.a = 1",
        "SELECT t.id FROM t LEFT JOIN u ON u.t_id = t.id WHERE u.x <=> 1",
        "SELECT t.id FROM t LEFT JOIN u ON u.t_id = t.id WHERE u.x NOT IN (1)",
        "SELECT u.id FROM t RIGHT JOIN u ON u.t_id = t.id WHERE u.x = 1",
    ],
)
def inner_for_outer(node: tree.Select, where: Where) -> Iterator[Fix]:
    """A row without a partner is NULL there, and a comparison with that is never true."""
    names = {name for part in conjuncts(node.where) if (name := _refuses_null(part))}
    join = node.tables
    while isinstance(join, tree.Join) and join.kind in {"LEFT", "INNER", "CROSS", ","}:
        if join.kind == "LEFT" and not join.natural and called(join.right) in names:
            first, last = join.left.last + 1, join.right.first - 1
            if where.tokens.kinds[first : last + 1] in (
                ["LEFT", "JOIN"],
                ["LEFT", "OUTER", "JOIN"],
            ):
                yield where.put(
                    N_("Write JOIN: WHERE leaves no row without a partner"), "JOIN", first, last
                )
        join = join.left


def _refuses_null(part: tree.Expression) -> str:
    """The table of whose column NULL is refused, in small letters; empty where none is."""
    column: tree.Node | None = None
    match part:
        case tree.Comparison(op="=" | "<" | ">" | "<=" | ">=" | "<>" | "!=", quantifier=""):
            if isinstance(part.right, tree.Literal):
                column = part.left
        case tree.In(negated=False, items=items) if items:
            if all(isinstance(item, tree.Literal) for item in items):
                column = part.operand
        case tree.Between(negated=False, low=tree.Literal(), high=tree.Literal()):
            column = part.operand
        case tree.Is(what="NULL", negated=True):
            column = part.operand
    return column.name.qualifier.lower() if isinstance(column, tree.Column) else ""
