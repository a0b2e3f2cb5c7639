"""Subqueries that are only asked whether they have a row."""

from collections.abc import Iterator

from app.audit.described import described
from app.audit.reading import called, has_aggregate, tables_of
from app.audit.rewrites.registry import Where, rewrites, written
from app.audit.rewrites.sides import may_lack_rows
from app.domain.fix import Fix
from app.i18n import N_
from app.sql import tree

_ASKS = {(">", "0"): True, (">=", "1"): True, ("<>", "0"): True, ("!=", "0"): True,
         ("=", "0"): False, ("<", "1"): False, ("<=", "0"): False}  # fmt: skip


def _plain(query: tree.Node | None) -> tree.Select | None:
    """The SELECT of a query that is nothing but tables and a filter."""
    if not isinstance(query, tree.Query) or not isinstance(query.body, tree.Select):
        return None
    if query.with_ or query.order_by or query.limit or query.locking or query.into:
        return None
    select = query.body
    if select.group_by or select.having or select.windows or select.into or not select.tables:
        return None
    return select if len(select.items) == 1 else None


@rewrites(
    "query-scalar-subquery",
    tree.Comparison,
    equal=[
        "SELECT id FROM t WHERE (SELECT COUNT(*) FROM u WHERE u.t_id = t.id) > 0",
        "SELECT id FROM t WHERE (SELECT COUNT(1) FROM u WHERE u.t_id = t.id AND x > 0) = 0",
        "SELECT id, (SELECT COUNT(*) FROM u WHERE u.x = t.b) >= 1 FROM t",
        "SELECT id FROM t WHERE NOT ((SELECT COUNT(*) FROM u, t w WHERE u.x = w.b) < 1)",
    ],
    refused=[
        "SELECT id FROM t WHERE (SELECT COUNT(*) FROM u WHERE u.t_id = t.id) > 1",
        "SELECT id FROM t WHERE (SELECT COUNT(x) FROM u WHERE u.t_id = t.id) > 0",
        "SELECT id FROM t WHERE (SELECT COUNT(*) FROM u WHERE u.t_id = t.id GROUP BY x) = 0",
        "SELECT id FROM t WHERE (SELECT COUNT(NULL) FROM u) > 0",
        "SELECT id FROM t WHERE (SELECT SUM(x) FROM u WHERE u.t_id = t.id) > 0",
    ],
)
def exists_for_count(node: tree.Comparison, where: Where) -> Iterator[Fix]:
    """Whether there are any is known at the first; nothing has to be counted."""
    if not isinstance(node.left, tree.Subquery) or not isinstance(node.right, tree.Literal):
        return
    exists = _ASKS.get((node.op, where.source(node.right)))
    select = _plain(node.left.query)
    if (
        exists is None
        or node.quantifier
        or select is None
        or not _counts_rows(select.items[0].value)
    ):
        return
    rest = where.source(select.items[0].last + 1, select)
    text = f"{'' if exists else 'NOT '}EXISTS (SELECT 1 {rest})"
    title = N_("Write EXISTS, which ends at the first row")
    yield where.put(title, f"({text})" if _wrapped(node, where) else text, node)


def _counts_rows(value: tree.Expression) -> bool:
    if (
        not isinstance(value, tree.FunctionCall)
        or value.name != "COUNT"
        or value.distinct
        or value.over
    ):
        return False
    match value.arguments:
        case (tree.Star(),):
            return True
        case (tree.Literal(kind="number" | "string"),):
            return True
    return False


def _wrapped(node: tree.Comparison, where: Where) -> bool:
    """Whether parentheses stand around all of it."""
    return node.first < node.left.first and where.tokens.kinds[node.first] == "("


@rewrites(
    "query-negated-condition",
    tree.In,
    equal=[
        "SELECT id FROM t WHERE id NOT IN (SELECT t_id FROM u)",
        "SELECT id FROM t WHERE a NOT IN (SELECT u.t_id FROM u WHERE u.x > 0 OR u.x IS NULL)",
        "SELECT o.id FROM t AS o WHERE NOT (o.a NOT IN (SELECT v.id FROM u v WHERE v.x <> o.b))",
    ],
    refused=[
        "SELECT id FROM t WHERE b NOT IN (SELECT t_id FROM u)",
        "SELECT id FROM t WHERE id NOT IN (SELECT x FROM u)",
        "SELECT id FROM t WHERE id NOT IN (SELECT MAX(t_id) FROM u)",
        "SELECT id FROM t WHERE c NOT IN (SELECT t_id FROM u)",
        "SELECT id FROM t WHERE id NOT IN (SELECT t_id FROM u LIMIT 1)",
        "SELECT id FROM t WHERE id NOT IN (SELECT w.a FROM t AS w LEFT JOIN u ON u.t_id = w.id)",
        "SELECT t.id FROM u LEFT JOIN t ON t.id = u.t_id WHERE t.a NOT IN (SELECT v.t_id FROM u v)",
    ],
)
def not_exists_for_not_in(node: tree.In, where: Where) -> Iterator[Fix]:
    """NOT IN is unknown of every row as soon as there is one NULL; where neither side can be NULL
    it asks for what has no equal, which NOT EXISTS says and an index answers."""
    select = _plain(node.query) if node.negated else None
    outer = node.operand
    if select is None or not isinstance(outer, tree.Column):
        return
    inner = select.items[0].value
    if not isinstance(inner, tree.Column) or has_aggregate(inner) or may_lack_rows(select.tables):
        return
    here = next((up for up in tree.ancestors(node) if isinstance(up, tree.Select)), None)
    if here is None or may_lack_rows(here.tables):
        return
    mine, its = _qualified(outer, here, where), _qualified(inner, select, where)
    if not mine or not its or mine[0] in {called(table) for table in tables_of(select.tables)}:
        return
    one, other = described(outer, where.schema), described(inner, where.schema)
    if one is None or other is None or one[1].nullable or other[1].nullable:
        return
    if one[1].type != other[1].type or one[1].type not in _WHOLE:
        return
    condition = f"{its[1]} = {mine[1]}"
    rest = where.source(
        select.items[0].last + 1, select.where.first - 1 if select.where else select
    )
    if select.where is None:
        rest += f" WHERE {condition}"
    else:
        said = where.source(select.where)
        is_or = isinstance(select.where, tree.Logical) and select.where.op != "AND"
        rest += f" {f'({said})' if is_or else said} AND {condition}"
    text = f"NOT EXISTS (SELECT 1 {rest})"
    title = N_("Write NOT EXISTS: neither column can be NULL")
    yield where.put(title, f"({text})" if where.tokens.kinds[node.first] == "(" else text, node)


_WHOLE = frozenset({"INT", "BIGINT", "SMALLINT", "MEDIUMINT", "TINYINT"})


def _qualified(column: tree.Column, level: tree.Select, where: Where) -> tuple[str, str] | None:
    """What its table is called, and the column with that before it."""
    name = column.name
    for table in tables_of(level.tables):
        if name.qualifier and called(table) != name.qualifier.lower():
            continue
        if not isinstance(table, tree.TableName) or table.name.qualifier:
            return None
        known = where.schema.table(table.name)
        if known is None or known.column(name.name) is None:
            continue
        said = table.alias.name if table.alias else table.name.name
        return called(table), f"{written(said)}.{written(name.name)}"
    return None
