"""Joins: commas as JOIN … ON, and tables that are joined only to be asked for a row."""

from collections.abc import Iterable, Iterator

from app.audit.described import conjuncts, is_unique, known_table
from app.audit.reading import below, called
from app.audit.rewrites.registry import Where, rewrites
from app.domain.fix import Fix
from app.i18n import N_
from app.sql import tree

_STABLE = (
    tree.Column, tree.Literal, tree.Name, tree.Comparison, tree.Logical, tree.Unary, tree.In,
    tree.Is, tree.Between, tree.Arithmetic, tree.Parameter,
)  # fmt: skip
"""What conditions may hold that are moved: nothing that counts how often it is asked."""


def _asks_only(condition: tree.Expression, names: Iterable[str]) -> bool:
    """Whether it is about columns of those tables alone, each with its table in front."""
    return all(
        isinstance(part, _STABLE)
        and (
            not isinstance(part, tree.Column)
            or (
                not part.outer
                and len(part.name.parts) == 2
                and part.name.qualifier.lower() in names
            )
        )
        for part in below(condition)
    )


# ---------------------------------------------------------------------- commas


@rewrites(
    "query-comma-join-mix",
    tree.Select,
    equal=[
        "SELECT t.id, u.id, w.a FROM t, u JOIN t w ON w.id = u.x WHERE u.t_id = t.id",
        "SELECT * FROM t, u v LEFT JOIN t AS w ON w.a = v.x AND w.b > 0"
        " WHERE t.id = v.t_id AND (v.x > 0 OR v.x IS NULL)",
        "SELECT t.id FROM t, u, t v JOIN u w ON w.t_id = v.id"
        " WHERE v.a = u.x AND u.t_id = t.id AND v.id = t.id",
        "SELECT t.id, v.x FROM t LEFT JOIN u ON u.t_id = t.id, u v WHERE v.t_id = u.x",
        "SELECT t.a, COUNT(*) FROM u w CROSS JOIN t, u WHERE t.id = u.t_id GROUP BY t.a",
    ],
    oracle=["SELECT t.id, w.a FROM t, u JOIN t w ON w.id = u.x WHERE u.t_id = t.id AND t.a > 1"],
    refused=[
        "SELECT t.id FROM t, u RIGHT JOIN t w ON w.id = u.x WHERE u.t_id = t.id",
        "SELECT t.id FROM t, u JOIN t w USING (id) WHERE u.t_id = t.id",
        "SELECT t.id FROM t, u NATURAL JOIN t w WHERE u.t_id = t.id",
        "SELECT t.id FROM t, u JOIN t w ON w.id = x WHERE u.t_id = t.id",
        "SELECT t.id FROM t, u JOIN t w ON w.id = u.x WHERE u.t_id > t.id",
        "SELECT t.id FROM t, u JOIN t w ON w.id = u.x WHERE w.b = t.id",
        "SELECT t.id FROM t, u JOIN t w ON w.id = u.x WHERE u.t_id = t.id OR t.a = 1",
        "SELECT t.id FROM t, (u JOIN t w ON w.id = u.x) WHERE u.t_id = t.id",
        "SELECT id FROM u o WHERE EXISTS"
        " (SELECT 1 FROM t, u JOIN t w ON w.id = o.x WHERE u.t_id = t.id)",
        "SELECT t.id FROM t, u JOIN t w ON w.id = u.x WHERE u.t_id (+) = t.id",
    ],
)
def join_for_comma(node: tree.Select, where: Where) -> Iterator[Fix]:
    """Which rows belong together is said where the table is named.

    ON sees more tables behind JOIN than behind the comma: so each of its columns must say whose it
    is. What WHERE equates a table with may be asked before the tables behind it are joined.
    """
    parts = list(_between_commas(node.tables))
    if len(parts) < 2 or node.tables is None or node.where is None or node.connect:
        return
    if where.source(node.tables.last + 1).upper() != "WHERE":
        return
    conditions = _anded(node.where)
    text, before = where.source(parts[0]), _names(parts[0])
    for part in parts[1:]:
        first, inside = _leftmost(part), _names(part)
        moved = [c for c in conditions if _equates(c, called(first), before)]
        if not moved or not _may_stand_behind(part, inside, where):
            return
        conditions = [condition for condition in conditions if condition not in moved]
        said = " AND ".join(where.source(condition) for condition in moved)
        text += f" JOIN {where.source(first)} ON {said}"
        if first is not part:
            text += " " + where.source(first.last + 1, part)
        before |= inside
    if "" in before or len(before) != sum(len(_names(part)) for part in parts):
        return
    if conditions:
        text += " WHERE " + " AND ".join(where.source(condition) for condition in conditions)
    yield where.put(N_("Write JOIN … ON"), text, node.tables.first, node.where.last)


def _anded(condition: tree.Expression) -> list[tree.Expression]:
    """What stands between the ANDs of a condition, their parentheses included."""
    if isinstance(condition, tree.Logical) and condition.op == "AND":
        return list(condition.operands)
    return [condition]


def _between_commas(source: tree.Node | None) -> Iterator[tree.Node]:
    """What stands between the commas of a FROM, from left to right."""
    parts: list[tree.Node] = []
    while isinstance(source, tree.Join) and source.kind == ",":
        parts.append(source.right)
        source = source.left
    if source is not None:
        parts.append(source)
    yield from reversed(parts)


def _leftmost(source: tree.Node) -> tree.Node:
    while isinstance(source, tree.Join):
        source = source.left
    return source


def _names(source: tree.Node) -> set[str]:
    """What the tables of a join are called, "" for what is none."""
    names: set[str] = set()
    while isinstance(source, tree.Join):
        names.add(called(source.right))
        source = source.left
    return names | {called(source)}


def _may_stand_behind(part: tree.Node, names: set[str], where: Where) -> bool:
    """Whether a comma's right side means the same without its own brackets around it."""
    join = part
    while isinstance(join, tree.Join):
        if join.kind not in {"INNER", "LEFT", "CROSS"} or join.natural or join.using:
            return False
        if join.partition_by or not isinstance(join.right, tree.TableName):
            return False
        if join.on is not None and not _asks_only(join.on, names):
            return False
        join = join.left
    return isinstance(join, tree.TableName) and where.tokens.kinds[part.first] != "("


def _equates(condition: tree.Expression, name: str, before: set[str]) -> bool:
    """Whether it says which column of the table `name` equals one of those before."""
    if not isinstance(condition, tree.Comparison) or condition.op != "=" or condition.quantifier:
        return False
    if not _asks_only(condition, before | {name}):
        return False
    sides = condition.left, condition.right
    asked = [side.name.qualifier.lower() for side in sides if isinstance(side, tree.Column)]
    return len(asked) == 2 and name in asked and asked[0] != asked[1]


# ---------------------------------------------------------------------- DISTINCT


@rewrites(
    "query-distinct-with-join",
    tree.Select,
    equal=[
        "SELECT DISTINCT t.id, t.s FROM t JOIN u ON u.t_id = t.id",
        "SELECT DISTINCT o.* FROM t AS o JOIN u v ON v.t_id = o.id WHERE v.x > 0 AND o.a > 0",
        "SELECT DISTINCT t.id FROM t INNER JOIN u ON u.t_id = t.id AND u.x IS NOT NULL"
        " WHERE u.x <> 1 OR t.a = 1 ORDER BY t.id DESC",
        "SELECT DISTINCT t.id, t.a FROM t LEFT JOIN u ON u.t_id = t.id WHERE t.b > 0",
    ],
    oracle=["SELECT DISTINCT t.id, t.s FROM t JOIN u ON u.t_id = t.id WHERE u.x > 0"],
    refused=[
        "SELECT DISTINCT t.a FROM t JOIN u ON u.t_id = t.id",
        "SELECT DISTINCT t.id FROM t LEFT JOIN u ON u.t_id = t.id WHERE u.x > 0",
        "SELECT DISTINCT t.id FROM t JOIN u ON u.t_id = t.id ORDER BY u.x",
        "SELECT DISTINCT t.id FROM t JOIN u ON u.t_id = t.id WHERE x > 0",
        "SELECT DISTINCT t.id FROM t JOIN u ON u.t_id = t.id LIMIT 3",
        "SELECT DISTINCT t.id FROM t JOIN u ON u.t_id = t.id WHERE RAND() < 0.5",
        "SELECT DISTINCT t.id FROM t JOIN u ON u.t_id = t.id JOIN u v ON v.t_id = t.id",
    ],
)
def exists_for_distinct(node: tree.Select, where: Where) -> Iterator[Fix]:
    """A row with a key among what is shown is one row; the other table only says which ones."""
    join, query = node.tables, node.parent
    if not isinstance(join, tree.Join) or not isinstance(query, tree.Query) or query.limit:
        return
    if not _is_plain(node) or join.kind not in {"INNER", "LEFT"} or join.on is None:
        return
    kept, other = join.left, join.right
    names = called(kept), called(other)
    at = where.find("DISTINCT", node.first, node.items[0].first)
    if at is None or not _shows_a_key(node, kept, where) or not isinstance(other, tree.TableName):
        return
    ordered = all(_asks_only(item.value, names[:1]) for item in query.order_by)
    conditions = [*conjuncts(join.on), *conjuncts(node.where)]
    if not ordered or not all(_asks_only(condition, names) for condition in conditions):
        return
    mine = [c for c in conjuncts(node.where) if _asks_only(c, names[:1])]
    if join.kind == "LEFT":
        if len(mine) != len(list(conjuncts(node.where))):
            return
        asked = [where.source(condition) for condition in mine]
        title = N_("Leave out the table that nothing is asked of")
    else:
        its = [_bracketed(condition, where) for condition in conditions if condition not in mine]
        exists = f"EXISTS (SELECT 1 FROM {where.source(other)} WHERE {' AND '.join(its)})"
        asked = [*(where.source(condition) for condition in mine), exists]
        title = N_("Write EXISTS: no row is multiplied, none must be taken out")
    text = where.source(at + 1, kept) + (" WHERE " + " AND ".join(asked) if asked else "")
    yield where.put(title, text, at, (node.where or join).last)


def _is_plain(node: tree.Select) -> bool:
    """Whether it has nothing but DISTINCT, a list, tables and a filter."""
    further = node.group_by, node.having, node.into, node.qualify, node.connect, node.model
    return not any(further) and not node.windows and node.options == ("DISTINCT",)


def _shows_a_key(node: tree.Select, kept: tree.Node, where: Where) -> bool:
    """Whether only columns of that table are shown, and a key of it is among them."""
    known, shown = known_table(kept, where.schema), set[str]()
    for item in node.items:
        match item.value:
            case tree.Star(qualifier=tree.Name(name=name)) if name.lower() == called(kept):
                shown |= {*known.columns} if known else set()
            case tree.Column() as column if _asks_only(column, [called(kept)]):
                shown.add(column.name.name.lower())
            case _:
                return False
    return known is not None and is_unique(known, shown)


def _bracketed(condition: tree.Expression, where: Where) -> str:
    said = where.source(condition)
    alternatives = isinstance(condition, tree.Logical) and condition.op != "AND"
    return f"({said})" if alternatives and where.tokens.kinds[condition.first] != "(" else said
