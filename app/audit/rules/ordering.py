"""Rules about ORDER BY and LIMIT: what is sorted, and how many rows are asked for."""

from types import NoneType

from app.audit.answers import beyond
from app.audit.described import conjuncts, described, known_table
from app.audit.facts.asking import one_table
from app.audit.reading import aggregates, called, columns_in, has_aggregate, is_constant
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import KnownTable, only
from app.domain.dialect import Dialect
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.numbers import whole_number
from app.sql.schema import Table
from app.sql.versions import Release

_ITEM = (
    "CREATE TABLE item (id INT PRIMARY KEY, kind INT, price INT, body VARCHAR(4000), note TEXT,"
    " KEY kind_price (kind, price));\n"
)


@rule(
    Severity.WARNING,
    on=(only(tree.Query, "ORDER BY"),),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT id FROM item ORDER BY price * 2", "SELECT id FROM item ORDER BY LOWER(name)"],
    good=["SELECT id FROM item ORDER BY price",
          "SELECT kind, COUNT(*) FROM item GROUP BY kind ORDER BY COUNT(*)",
          "SELECT id FROM item ORDER BY RAND()"],
    sources=["SQLE dml_not_recommend_group_by_expression", "SQLE SQLE00127", "SOAR CLA.009"],
)  # fmt: skip
def query_order_by_expression(node: tree.Query, scope: Scope) -> Hits:
    """ORDER BY computes an expression.

    Why: an index is sorted by its columns, so all rows are read, computed and sorted first.

    Instead: order by the column, or index the expression.
    """
    grouped = isinstance(node.body, tree.Select) and node.body.group_by
    for item in node.order_by if not grouped else ():
        computed = not isinstance(item.value, tree.Column) and not has_aggregate(item.value)
        if computed and next(columns_in(item.value), None) is not None:
            yield hit(item, N_("What is sorted by is computed for every row"))


@rule(
    Severity.NOTICE,
    on=(only(tree.Query, "ORDER BY"),),
    level=Level.SCHEMA,
    parameters={"old_server": 0},
    bad=[_ITEM + "SELECT id FROM item ORDER BY kind ASC, price DESC",
         "-- old_server: 1\nSELECT id FROM account ORDER BY region, name DESC",
         "-- server: mariadb 10.6\nSELECT id FROM account ORDER BY region, name DESC"],
    good=[_ITEM + "SELECT id FROM item ORDER BY kind DESC, price DESC",
          "SELECT id FROM account ORDER BY region, name DESC",
          _ITEM + "CREATE INDEX mixed ON item (kind, price DESC);"
          " SELECT id FROM item ORDER BY kind DESC, price"],
    sources=["SQLE dml_check_sort_direction",
             "SOAR KEY.008 (of versions without descending indexes; ours asks the schema)"],
)  # fmt: skip
def query_order_by_mixed_directions(node: tree.Query, scope: Scope) -> Hits:
    """ORDER BY goes up in one column and down in another.

    Why: an index over these columns that goes one way in all of them is of no use then. It is said
    where the schema has such an index; of a script for a server without descending indexes (MySQL
    5.7, MariaDB 10.7), or with old_server = 1, always.

    Instead: an index with the same directions, or one direction.
    """
    order = node.order_by
    if len(order) < 2 or len({item.descending for item in order}) < 2:
        return
    if scope.number("old_server") or _is_old(scope.release) or _index_goes_wrong(node, scope):
        yield hit(order[0].first, N_("The index over these columns goes one way in all of them"),
                  last=order[-1].last)  # fmt: skip


def _is_old(release: Release | None) -> bool:
    """Whether the server of the script has no descending indexes."""
    return release is not None and not release.since(_DESCENDING[release.dialect])


_DESCENDING = {Dialect.MYSQL: (8,), Dialect.MARIADB: (10, 8)}


def _index_goes_wrong(node: tree.Query, scope: Scope) -> bool:
    """Whether an index has just these columns in other directions, and none has the right ones."""
    source = one_table(node.body.tables) if isinstance(node.body, tree.Select) else None
    table = known_table(source, scope.schema)
    if table is None or not all(isinstance(item.value, tree.Column) for item in node.order_by):
        return False
    names = tuple(
        i.value.name.name.lower() for i in node.order_by if isinstance(i.value, tree.Column)
    )
    wanted = [item.descending for item in node.order_by]
    ways = [
        [part.descending for part in index.parts[: len(names)]]
        for index in table.indexes.values()
        if index.columns[: len(names)] == names
    ]
    backward = [not way for way in wanted]
    return bool(ways) and wanted not in ways and backward not in ways


@rule(
    Severity.NOTICE,
    on=(only(tree.Query, "ORDER BY"),),
    dialects=EVERYWHERE,
    parameters={"positions": 1},
    bad=["SELECT id, name FROM account ORDER BY 'name'",
         "SELECT id, name FROM account ORDER BY 2",
         "SELECT id, name FROM account WHERE region = 'north' ORDER BY region"],
    good=["SELECT id, name FROM account ORDER BY name",
          "SELECT region, COUNT(*) FROM account GROUP BY region ORDER BY NULL",
          "-- positions: 0\nSELECT id, name FROM account ORDER BY 2",
          "SELECT id FROM account WHERE region = 'north' ORDER BY region, name"],
    sources=["SOAR CLA.005", "Trivadis G-3180"],
)  # fmt: skip
def query_order_by_constant(node: tree.Query, scope: Scope) -> Hits:
    """ORDER BY names a constant.

    Why: a string or a column that WHERE has fixed orders nothing. A number is a position, and means
    another column as soon as the select list changes; positions = 0 lets positions pass.

    Instead: name the column, or leave ORDER BY out.
    """
    where = node.body.where if isinstance(node.body, tree.Select) else None
    for item in node.order_by:
        match item.value:
            case tree.Literal(kind="number"):
                if scope.number("positions"):
                    yield hit(item, N_("A position means another column once the list changes"))
            case tree.Literal(kind="string" | "true" | "false"):
                yield hit(item, N_("A constant orders nothing"))
            case tree.Column(name=name) if len(node.order_by) == 1 and _is_fixed(name, where):
                yield hit(item, N_("{column} has one value in all these rows"),
                          column=name.dotted, about=name.dotted)  # fmt: skip


def _is_fixed(name: tree.Name, where: tree.Expression | None) -> bool:
    wanted = name.dotted.lower()
    for part in conjuncts(where):
        match part:
            case tree.Comparison(op="=", left=tree.Column(name=other), right=value, quantifier=""):
                if other.dotted.lower() == wanted and is_constant(value):
                    return True
    return False


@rule(
    Severity.WARNING,
    on=(only(tree.Query, "ORDER BY"),),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"max": 3},
    bad=["SELECT id FROM item ORDER BY a, b, c, d"],
    good=["SELECT id FROM item ORDER BY a, b, c"],
    sources=["SQLE SQLE00177"],
)
def query_order_by_max_columns(node: tree.Query, scope: Scope) -> Hits:
    """ORDER BY has very many columns.

    Why: hardly an index has them all, and the keys that are sorted grow with each.

    Instead: order by what tells the rows apart.
    """
    count, most = len(node.order_by), scope.number("max")
    if count > most:
        yield hit(node.order_by[0].first, N_("{count} columns are sorted by, {most} are allowed"),
                  last=node.order_by[-1].last, count=count, most=most)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.OrderItem,),
    having=(KnownTable,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    parameters={"max": 2000},
    bad=[_ITEM + "SELECT id FROM item ORDER BY body",
         _ITEM + "SELECT id FROM item i ORDER BY i.note",
         _ITEM + "SELECT body, COUNT(*) FROM item GROUP BY body",
         "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, body VARCHAR2(4000));"
         " SELECT id FROM item ORDER BY body"],
    good=[_ITEM + "SELECT id FROM item ORDER BY price",
          "SELECT id FROM never_described ORDER BY body"],
    sources=["SQLE dml_check_order_by_field_length", "SQLE SQLE00097"],
)  # fmt: skip
def query_order_by_long_column(node: tree.OrderItem, scope: Scope) -> Hits:
    """A long column is sorted or grouped by.

    Why: the sort buffer holds few such values, so the sort goes to the disk; of TEXT and BLOB only
    the first max_sort_length bytes count.

    Instead: sort by a short column, or by the beginning of this one.
    """
    if not isinstance(node.value, tree.Column):
        return
    column = _sorted_column(node, node.value, scope)
    if column is None:
        return
    name, kind, length = column
    if (
        kind.endswith(("TEXT", "LOB"))
        or kind in {"JSON", "LONG"}
        or (length or 0) > scope.number("max")
    ):
        yield hit(node, N_("{column} is {type}, too long to be sorted by"), column=name,
                  type=f"{kind}({length})" if length else kind, about=name)  # fmt: skip


def _sorted_column(
    node: tree.OrderItem, value: tree.Column, scope: Scope
) -> tuple[str, str, int | None] | None:
    """Name, type and length of a column in ORDER BY, which stands beside its SELECT."""
    found = described(value, scope.schema)
    if found is None and isinstance(node.parent, tree.Query):
        select = node.parent.body
        source = one_table(select.tables) if isinstance(select, tree.Select) else None
        table: Table | None = known_table(source, scope.schema)
        if source is None or value.name.qualifier.lower() not in {"", called(source)}:
            return None
        column = table.column(value.name.name) if table else None
    else:
        column = found[1] if found else None
    return (column.name, column.type, column.length) if column else None


@rule(
    Severity.NOTICE,
    on=(only(tree.Query, "LIMIT"),),
    bad=["SELECT id FROM account WHERE region = 'north' LIMIT 10",
         "INSERT INTO few (id) SELECT id FROM account LIMIT 100"],
    good=["SELECT id FROM account WHERE region = 'north' ORDER BY id LIMIT 10",
          "SELECT id FROM account WHERE email = 'li@example.com' LIMIT 1",
          "SELECT COUNT(*) FROM account WHERE region = 'north' LIMIT 1",
          "SELECT 1 WHERE EXISTS (SELECT 1 FROM account LIMIT 2)",
          "SELECT id FROM account LIMIT 0"],
    sources=["SQLE dml_hint_limit_must_be_combined_with_order_by", "SQLE SQLE00121",
             "SOAR RES.002"],
)  # fmt: skip
def query_limit_needs_order_by(node: tree.Query, scope: Scope) -> Hits:
    """LIMIT stands without ORDER BY.

    Why: which rows come is up to the server: pages overlap and rows are missed, and INSERT … SELECT
    writes other rows on a replica. LIMIT 1 behind a condition asks whether there is one.

    Instead: ORDER BY a key.
    """
    select = node.body
    if node.limit is None or node.order_by or not isinstance(select, tree.Select):
        return
    if select.tables is None or isinstance(node.parent, tree.Exists):
        return
    if select.group_by is None and aggregates(select):
        return
    count = node.limit.count
    few = isinstance(count, tree.Literal) and scope.told(_few, count)
    if few == "0" or (few == "1" and select.where is not None):
        return
    yield hit(node.limit, N_("Without ORDER BY nobody knows which rows LIMIT leaves"))


def _few(text: str) -> str:
    return text if text in {"0", "1"} else ""


@rule(
    Severity.NOTICE,
    on=(tree.Limit,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT id FROM account ORDER BY id LIMIT 20 OFFSET 40",
         "SELECT id FROM account ORDER BY id LIMIT 40, 20",
         "-- dialect: oracle\n"
         "SELECT id FROM account ORDER BY id OFFSET 40 ROWS FETCH NEXT 9 ROWS ONLY"],
    good=["SELECT id FROM account WHERE id > 40 ORDER BY id LIMIT 20",
          "SELECT id FROM account ORDER BY id LIMIT 20 OFFSET 0"],
    sources=["SQLE ddl_check_is_exist_limit_offset"],
)  # fmt: skip
def query_limit_offset(node: tree.Limit, scope: Scope) -> Hits:
    """Rows are skipped by OFFSET.

    Why: the server reads all that it skips, more with every page; rows that come or go meanwhile
    are shown twice or never.

    Instead: go on behind the last key that was shown: WHERE id > 40 ORDER BY id LIMIT 20.
    """
    offset = node.offset
    if offset is not None and not (
        isinstance(offset, tree.Literal) and scope.told(_is_zero, offset)
    ):
        yield hit(offset, N_("What OFFSET skips is read all the same"))


def _is_zero(text: str) -> bool:
    return text.strip("0") == ""


@rule(
    Severity.WARNING,
    on=(tree.Limit,),
    dialects=EVERYWHERE,
    parameters={"max": 10_000},
    bad=["SELECT id FROM account ORDER BY id LIMIT 20000, 20",
         "SELECT id FROM account ORDER BY id LIMIT 20 OFFSET 10001",
         "-- dialect: oracle\n"
         "SELECT id FROM account ORDER BY id OFFSET 10001 ROWS FETCH NEXT 9 ROWS ONLY"],
    good=["SELECT id FROM account ORDER BY id LIMIT 20 OFFSET 40",
          "SELECT id FROM account ORDER BY id LIMIT 20000"],
    sources=["SQLE dml_check_limit_offset_num", "SQLE SQLE00045", "SOAR CLA.003"],
)  # fmt: skip
def query_deep_offset(node: tree.Limit, scope: Scope) -> Hits:
    """OFFSET skips very many rows.

    Why: all of them are read and thrown away, so the last page costs as much as the whole table.

    Instead: go on behind the last key that was shown.
    """
    offset, most = node.offset, scope.number("max")
    if isinstance(offset, tree.Literal) and scope.told(beyond(most), offset):
        count = whole_number(scope.literal(offset))
        yield hit(offset, N_("{count} rows are read and thrown away"), count=f"{count:,}")


@rule(
    Severity.NOTICE,
    on=(only(tree.Query, NoneType),),
    in_default=False,
    parameters={"max": 1000},
    bad=["SELECT id FROM account WHERE region = 'north'",
         "SELECT id FROM account ORDER BY id LIMIT 5000"],
    good=["SELECT id FROM account ORDER BY id LIMIT 100",
          "SELECT COUNT(*) FROM account", "SELECT 1",
          "INSERT INTO few (id) SELECT id FROM account WHERE region = 'north'",
          "SELECT TABLE_NAME FROM information_schema.TABLES"],
    sources=["SQLE dml_check_select_limit", "Archery query-limit-added"],
)  # fmt: skip
def query_require_limit(node: tree.Query, scope: Scope) -> Hits:
    """A query does not say how many rows it may return.

    Why: it returns as many as there ever will be, and the program holds them all.

    Instead: LIMIT. The parameter max is the number that may be asked for.
    """
    select, most = node.body, scope.number("max")
    if node.parent is not None or not isinstance(select, tree.Select) or select.tables is None:
        return
    if node.limit is None:
        if select.group_by is None and aggregates(select):
            return
        table = one_table(select.tables)
        if not (table and table.name.qualifier.lower() in _DICTIONARY):
            yield hit(select.first, N_("The query does not say how many rows it may return"))
    elif isinstance(count := node.limit.count, tree.Literal) and scope.told(beyond(most), count):
        yield hit(node.limit, N_("{count} rows are asked for, {most} at most are wished"),
                  count=scope.literal(count), most=most)  # fmt: skip


_DICTIONARY = {"information_schema", "performance_schema", "sys", "mysql"}


@rule(
    Severity.NOTICE,
    on=(tree.Select,),
    having=("SQL_CALC_FOUND_ROWS",),
    bad=["SELECT SQL_CALC_FOUND_ROWS id FROM account WHERE region = 'north' LIMIT 10"],
    good=["SELECT id FROM account WHERE region = 'north' ORDER BY id LIMIT 10"],
    sources=["SOAR KWR.001", "MySQL 8.4 reference manual, 14.15 (deprecated since 8.0.17)"],
)
def query_sql_calc_found_rows(select: tree.Select, scope: Scope) -> Hits:
    """SQL_CALC_FOUND_ROWS counts all rows beside those of LIMIT.

    Why: LIMIT saves nothing any more, for all rows are read; it is deprecated since MySQL 8.0.17.

    Instead: a second query with COUNT(*), or one row more than a page holds.
    """
    if "SQL_CALC_FOUND_ROWS" in select.options:
        at = scope.tokens.kinds.index("SQL_CALC_FOUND_ROWS", select.first)
        yield hit(at, N_("SQL_CALC_FOUND_ROWS reads all rows in spite of LIMIT"))
