"""What rows are ordered by, and the page that is taken of them."""

from collections.abc import Iterator

from app.audit.described import conjuncts, is_unique, known_table
from app.audit.reading import called
from app.audit.rewrites.registry import Where, rewrites, written
from app.domain.fix import Fix
from app.i18n import N_
from app.sql import tree
from app.sql.schema import Table

_KEY, _PAGE = "page_key", "page"


@rewrites(
    "query-deep-offset",
    tree.Query,
    equal=[
        "SELECT * FROM t ORDER BY id LIMIT 20000, 20",
        "SELECT id, s, a FROM t ORDER BY a DESC, id LIMIT 20 OFFSET 20000",
    ],
    refused=["SELECT id, s FROM t ORDER BY a LIMIT 20000, 20"],
)
@rewrites(
    "query-limit-offset",
    tree.Query,
    equal=[
        "SELECT * FROM t ORDER BY id LIMIT 1, 3",
        "SELECT o.s, o.id FROM t AS o WHERE o.a > 0 ORDER BY o.a DESC, o.id LIMIT 3 OFFSET 1",
        "SELECT s FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.t_id = t.id) ORDER BY id LIMIT 2, 9",
    ],
    refused=[
        "SELECT s FROM t ORDER BY a LIMIT 1, 3",
        "SELECT id FROM t ORDER BY id LIMIT 1, 3",
        "SELECT DISTINCT s FROM t ORDER BY id LIMIT 1, 3",
        "SELECT s AS id FROM t ORDER BY id LIMIT 1, 3",
        "SELECT s, COUNT(*) FROM t ORDER BY id LIMIT 1, 3",
        "SELECT t.s FROM t JOIN u ON u.t_id = t.id ORDER BY t.id LIMIT 1, 3",
        "SELECT s FROM t ORDER BY id LIMIT 1, 3 FOR UPDATE",
        "SELECT s FROM unknown_table ORDER BY id LIMIT 1, 3",
        "SELECT a FROM (SELECT s, a FROM t ORDER BY id LIMIT 1, 3) AS x",
    ],
)
def page_by_key(node: tree.Query, where: Where) -> Iterator[Fix]:
    """What is skipped is read by its key alone, and whole rows only where they are shown.

    The order must tell all rows apart: else any rows may make up the page.
    """
    select, limit = node.body, node.limit
    if node.parent or not isinstance(select, tree.Select) or limit is None or not limit.offset:
        return
    if node.with_ or node.locking or node.into or not _is_of_rows(select):
        return
    source, known = select.tables, known_table(select.tables, where.schema)
    key = _key(known) if known else ""
    if known is None or not isinstance(source, tree.TableName) or not key:
        return
    if source.hints or source.partitions or known.column(_KEY) or called(source) == _PAGE:
        return
    ordered = [_own(item.value, source, known) for item in node.order_by]
    if "" in ordered or not is_unique(known, {*ordered}):
        return
    shown = {_own(item.value, source, known) for item in select.items}
    if shown <= {key, *ordered}:
        return  # an index has it all
    name = written(source.alias.name) if source.alias else where.source(source)
    items = [_starred(item, name, where) for item in select.items]
    order = where.source(node.order_by[0], node.order_by[-1])
    inner = (
        f"SELECT {name}.{written(key)} AS {_KEY} {where.source(select.items[-1].last + 1, node)}"
    )
    text = (  # of the user's own text
        f"SELECT {', '.join(items)} FROM {where.source(source)} JOIN ({inner}) AS {_PAGE}"
        f" ON {_PAGE}.{_KEY} = {name}.{written(key)} ORDER BY {order}"
    )
    yield where.put(N_("Find the page by its keys, then read its rows"), text, node)


def _is_of_rows(select: tree.Select) -> bool:
    """Whether each row of a table is one of the result, without names of its own."""
    further = select.group_by, select.having, select.into, select.qualify
    return (
        not any(further)
        and not (select.distinct or select.windows or select.options)
        and all(
            isinstance(item.value, tree.Column | tree.Star) and not item.alias
            for item in select.items
        )
    )


def _key(table: Table) -> str:
    """The one column of its primary key."""
    for index in table.indexes.values():
        if index.kind == "PRIMARY" and len(index.parts) == 1 and not index.parts[0].length:
            return index.columns[0]
    return ""


def _own(value: tree.Node, table: tree.Node | None, known: Table | None) -> str:
    """The column of a query's one table that `value` is, in small letters."""
    if known is None or not isinstance(value, tree.Column):
        return ""
    if value.name.qualifier.lower() not in {"", called(table) if table else ""}:
        return ""
    found = known.column(value.name.name)
    return found.name.lower() if found and len(value.name.parts) <= 2 else ""


def _starred(item: tree.SelectItem, name: str, where: Where) -> str:
    said = where.source(item)
    return f"{name}.*" if said == "*" else said


# ---------------------------------------------------------------------- ORDER BY


@rewrites(
    "query-order-by-constant",
    tree.Query,
    equal=[
        "SELECT id, s FROM t ORDER BY 1",
        "SELECT a AS x, id FROM t ORDER BY 1 DESC, 2",
        "SELECT t.b + 1 AS more, t.id FROM t JOIN u ON u.t_id = t.id ORDER BY 1, 2 DESC, u.id",
    ],
    refused=[
        "SELECT b + 1, id FROM t ORDER BY 1, id",
        "SELECT *, id FROM t ORDER BY 2",
        "SELECT a, b AS a, id FROM t ORDER BY 1, id",
        "SELECT id AS a, a FROM t ORDER BY 2",
        "SELECT id FROM t UNION SELECT id FROM u ORDER BY 1",
        "SELECT id FROM t ORDER BY '1'",
    ],
)
def name_for_position(node: tree.Query, where: Where) -> Iterator[Fix]:
    """A column of the result has one name, and that is what ORDER BY looks for first."""
    select = node.body
    if not isinstance(select, tree.Select):
        return
    names = [_name(item) for item in select.items]
    for item in node.order_by:
        value = item.value
        said = where.source(value)
        if not isinstance(value, tree.Literal) or value.kind != "number" or not said.isdecimal():
            continue
        place = int(said[:9]) - 1
        if not 0 <= place < len(names) or None in names[: place + 1]:
            continue
        if names[place] and names.count(names[place]) == 1:
            shown = select.items[place]
            text = where.source(shown.alias or shown.value)
            yield where.put(N_("Write {text}"), text, value, text=text)


def _name(item: tree.SelectItem) -> str | None:
    """The name in the result, "" for that of an expression, None for a star."""
    if isinstance(item.value, tree.Star):
        return None
    if item.alias:
        return item.alias.name.lower()
    return item.value.name.name.lower() if isinstance(item.value, tree.Column) else ""


@rewrites(
    "query-order-by-constant",
    tree.Query,
    equal=[
        "SELECT id, s FROM t ORDER BY 's'",
        "SELECT id, a FROM t WHERE a = 1 ORDER BY a DESC",
        "SELECT id FROM t WHERE s = 'a' AND b > 0 ORDER BY s",
    ],
    refused=[
        "SELECT id, s FROM t ORDER BY 's' LIMIT 3",
        "SELECT id, s FROM t WHERE s = 1 ORDER BY s",
        "SELECT id, s FROM t ORDER BY 's', id",
    ],
)
def no_order(node: tree.Query, where: Where) -> Iterator[Fix]:
    """What is the same in all rows puts none before another."""
    select = node.body
    if not isinstance(select, tree.Select) or len(node.order_by) != 1 or node.limit:
        return
    item, last = node.order_by[0], select.last
    value = item.value
    is_text = isinstance(value, tree.Literal) and value.kind == "string"
    if (is_text or _is_fixed(value, select, where)) and where.source(last + 1).upper() == "ORDER":
        yield where.put(N_("Take ORDER BY out"), where.source(last), last, item.last)


_KINDS = {"INT": "number", "VARCHAR": "string"}


def _is_fixed(value: tree.Expression, select: tree.Select, where: Where) -> bool:
    """Whether WHERE lets a column have one value only, of its own kind."""
    known = known_table(select.tables, where.schema)
    name = _own(value, select.tables, known)
    column = known.column(name) if known and name else None
    return column is not None and any(
        isinstance(part, tree.Comparison)
        and (part.op, part.quantifier) == ("=", "")
        and _own(part.left, select.tables, known) == name
        and isinstance(part.right, tree.Literal)
        and part.right.kind == _KINDS.get(column.type)
        for part in conjuncts(select.where)
    )
