"""What a query asks for: the columns behind a star, and whether equal rows must be taken out."""

from collections.abc import Iterator

from app.audit.described import described, is_unique, known_table
from app.audit.reading import called, joins_of, tables_of
from app.audit.rewrites.registry import Where, rewrites, written
from app.domain.fix import Fix
from app.i18n import N_
from app.sql import tree
from app.sql.schema import Table


@rewrites(
    "query-no-select-star",
    tree.Select,
    equal=[
        "SELECT * FROM t",
        "SELECT u.*, t.a FROM t JOIN u ON u.t_id = t.id",
        "SELECT * FROM t AS o, u WHERE u.t_id = o.id",
        "SELECT x.c FROM (SELECT * FROM t WHERE a = 1) AS x",
        "SELECT id FROM t WHERE EXISTS (SELECT 1 FROM (SELECT * FROM u) AS v WHERE v.t_id = t.id)",
    ],
    refused=[
        "SELECT * FROM t JOIN u USING (id)",
        "SELECT * FROM t NATURAL JOIN u",
        "SELECT * FROM unknown_table",
        "SELECT * FROM t, (SELECT 1) AS one",
        "SELECT COUNT(*) FROM t",
    ],
)
def columns_for_star(node: tree.Select, where: Where) -> Iterator[Fix]:
    """The columns of the tables in their order; NATURAL and USING would show a column once.

    One of a table with hidden columns, which a star leaves out, is left to those who know them.
    """
    joined = list(joins_of(node.tables))
    if any(join.natural or join.using for join in joined):
        return
    tables = list(tables_of(node.tables))
    for item in node.items:
        star = item.value
        if not isinstance(star, tree.Star) or item.alias:
            continue
        wanted = star.qualifier.name.lower() if star.qualifier else ""
        meant = [table for table in tables if wanted in {"", called(table)}]
        columns: list[str] = []
        for table in meant:
            known = _whole(known_table(table, where.schema))
            if known is None:
                return
            prefix = f"{_as_said(table)}." if len(tables) > 1 else ""
            columns += [prefix + written(column.name) for column in known.columns.values()]
        if columns:
            text = ", ".join(columns)
            yield where.put(N_("Name the {count} columns"), text, item, count=str(len(columns)))


def _whole(table: Table | None) -> Table | None:
    """The table, if all of its columns are known."""
    if table is None or not table.known_columns or table.is_view:
        return None
    return None if any(column.hidden for column in table.columns.values()) else table


def _as_said(table: tree.Node) -> str:
    alias = getattr(table, "alias", None)
    if isinstance(alias, tree.Name):
        return written(alias.name)
    return written(table.name.name) if isinstance(table, tree.TableName) else ""


@rewrites(
    "query-distinct-star",
    tree.Select,
    equal=["SELECT DISTINCT * FROM t", "SELECT DISTINCT * FROM u WHERE x > 0 ORDER BY id LIMIT 3"],
    refused=["SELECT DISTINCT * FROM t, u", "SELECT DISTINCT * FROM unknown_table"],
)
def no_distinct(node: tree.Select, where: Where) -> Iterator[Fix]:
    """Rows of one table that has a key are distinct already."""
    known = known_table(node.tables, where.schema)
    at = where.find("DISTINCT", node.first, node.items[0].first)
    starred = any(isinstance(item.value, tree.Star) for item in node.items)
    if (
        node.distinct
        and starred
        and at is not None
        and known
        and is_unique(known, {*known.columns})
    ):
        yield where.put(
            N_("Take DISTINCT out: a key tells the rows apart"), _after(at, where), at, at + 1
        )


def _after(at: int, where: Where) -> str:
    return where.source(at + 1)


@rewrites(
    "query-union-all",
    tree.SetOperation,
    equal=[
        "SELECT id, 1 FROM t UNION SELECT id, 2 FROM u",
        "SELECT 1 AS kind, t.id, t.a FROM t WHERE a > 0 UNION SELECT 2, u.x, u.id FROM u",
    ],
    refused=[
        "SELECT id, 1 FROM t UNION SELECT id, 1 FROM u",
        "SELECT id, 1 FROM t UNION ALL SELECT id, 2 FROM u",
        "SELECT a, 1 FROM t UNION SELECT x, 2 FROM u",
        "SELECT id, 'a' FROM t UNION SELECT id, 'A' FROM u",
        "SELECT id FROM t UNION SELECT id FROM u",
        "SELECT t.id, 1 FROM t JOIN u UNION SELECT id, 2 FROM u",
    ],
)
def all_for_union(node: tree.SetOperation, where: Where) -> Iterator[Fix]:
    """UNION takes equal rows out: there are none where a number tells the two queries apart, and
    a key the rows of each."""
    if len(node.branches) != 2 or node.operators[0].op != "UNION" or node.operators[0].all:
        return
    left, right = node.branches
    if not isinstance(left, tree.Select) or not isinstance(right, tree.Select):
        return
    pairs = zip(left.items, right.items, strict=False)
    apart = any(
        _number(a, where) != _number(b, where) for a, b in pairs if _is_int(a) and _is_int(b)
    )
    operator = node.operators[0]
    plain = where.source(operator).upper() == "UNION"
    if apart and plain and _has_a_key(left, where) and _has_a_key(right, where):
        title = N_("Write UNION ALL: no two rows can be equal")
        yield where.put(title, where.source(operator) + " ALL", operator)


def _is_int(item: tree.SelectItem) -> bool:
    value = item.value
    return isinstance(value, tree.Literal) and value.kind == "number"


def _number(item: tree.SelectItem, where: Where) -> str:
    """The digits of a whole number; the same text for all that is not one."""
    text = where.source(item.value)
    return (text.lstrip("0") or "0") if text.isdecimal() else ""


def _has_a_key(select: tree.Select, where: Where) -> bool:
    """Whether the columns that are selected tell rows of its one table apart."""
    table = known_table(select.tables, where.schema)
    if table is None or select.group_by:
        return False
    columns = [item.value for item in select.items if isinstance(item.value, tree.Column)]
    named = {c.name.name.lower() for c in columns if described(c, where.schema)}
    return is_unique(table, named)
