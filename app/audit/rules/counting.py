"""Rules about aggregates and DISTINCT: what is counted, and what is thrown away again."""

from app.audit.described import described, equal_columns, is_unique
from app.audit.reading import AGGREGATES, columns_in, joins_of, tables_of
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_KEYED = "CREATE TABLE account (id INT PRIMARY KEY, owner INT NOT NULL, note TEXT);\n"


def _may_be_null(value: tree.Expression, scope: Scope) -> bool:
    """Whether `value` is a column that the schema does not know to have a value always."""
    if not isinstance(value, tree.Column):
        return False
    found = described(value, scope.schema)
    return found is None or found[1].nullable


@rule(
    Severity.NOTICE,
    on=(only(tree.FunctionCall, "COUNT"),),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT COUNT(note) FROM account", _KEYED + "SELECT COUNT(a.note) FROM account a"],
    good=["SELECT COUNT(*) FROM account", "SELECT COUNT(DISTINCT owner) FROM account",
          "SELECT COUNT(1) FROM account", _KEYED + "SELECT COUNT(owner), COUNT(id) FROM account"],
    sources=["SQLE dml_hint_count_func_with_col", "SQLE SQLE00122", "SOAR FUN.005",
             "SOAR RW.countstar"],
)  # fmt: skip
def query_count_column(node: tree.FunctionCall, scope: Scope) -> Hits:
    """COUNT(column) leaves rows out where the column is NULL.

    Why: the number differs from that of the rows, which is seldom what is wanted, and the column
    must be read. Of columns that are NOT NULL by the schema nothing is said.

    Instead: COUNT(*); where NULLs are to be left out, say so with WHERE … IS NOT NULL.
    """
    if node.name != "COUNT" or node.distinct or len(node.arguments) != 1 or node.over:
        return
    value = node.arguments[0]
    if _may_be_null(value, scope):
        yield hit(node, N_("Rows in which {column} is NULL are not counted"),
                  column=scope.source(value))  # fmt: skip


@rule(
    Severity.WARNING,
    on=(only(tree.Select, "NO WHERE"),),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT COUNT(*) FROM account", "SELECT COUNT(1) AS many FROM account a"],
    good=["SELECT COUNT(*) FROM account WHERE region = 'north'",
          "SELECT region, COUNT(*) FROM account GROUP BY region",
          "SELECT COUNT(*) FROM (SELECT id FROM account WHERE region = 'north') AS few",
          "SELECT COUNT(*) FROM information_schema.TABLES"],
    sources=["SQLE SQLE00220", "SOAR FUN.002"],
)  # fmt: skip
def query_count_without_where(select: tree.Select, scope: Scope) -> Hits:
    """All rows of a table are counted.

    Why: InnoDB and Oracle keep no count, so a whole index is read each time, longer with each row.

    Instead: an estimate from the statistics, a counter kept beside the table, or a narrower count.
    """
    if select.where is not None or select.group_by is not None or len(select.items) != 1:
        return
    value = select.items[0].value
    if not isinstance(value, tree.FunctionCall) or value.name != "COUNT" or value.distinct:
        return
    table = select.tables
    if isinstance(table, tree.TableName) and table.name.qualifier.lower() not in _DICTIONARY:
        yield hit(value, N_("All rows of {table} are counted"), table=table.name.dotted,
                  about=table.name.dotted)  # fmt: skip


_DICTIONARY = {"information_schema", "performance_schema", "sys", "mysql"}


@rule(
    Severity.WARNING,
    on=(only(tree.FunctionCall, "COUNT"),),
    bad=["SELECT COUNT(DISTINCT owner, region) FROM account"],
    good=["SELECT COUNT(DISTINCT owner) FROM account",
          "SELECT COUNT(*) FROM (SELECT DISTINCT owner, region FROM account) AS pairs",
          _KEYED + "SELECT COUNT(DISTINCT id, owner) FROM account"],
    sources=["SOAR DIS.002"],
)  # fmt: skip
def query_count_distinct_multi(node: tree.FunctionCall, scope: Scope) -> Hits:
    """COUNT(DISTINCT a, b) leaves pairs out.

    Why: a pair of which one column is NULL is not counted, though the other differs.

    Instead: COUNT(*) of a subquery with DISTINCT, or COALESCE around what may be NULL.
    """
    if node.name == "COUNT" and node.distinct and len(node.arguments) > 1:
        doubtful = next((v for v in node.arguments if _may_be_null(v, scope)), None)
        if doubtful is not None:
            yield hit(node, N_("Where {column} is NULL the others are not counted either"),
                      column=scope.source(doubtful))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.FunctionCall, "SUM", "AVG"),),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT SUM(price) FROM item WHERE kind = 3"],
    good=["SELECT COALESCE(SUM(price), 0) FROM item WHERE kind = 3",
          "SELECT IFNULL(SUM(price), 0) FROM item WHERE kind = 3",
          "SELECT SUM(price) OVER () FROM item",
          "CREATE TABLE item (id INT PRIMARY KEY, kind INT, price INT NOT NULL);"
          " SELECT kind, SUM(price) FROM item GROUP BY kind"],
    sources=["SQLE dml_hint_sum_func_tips", "SQLE SQLE00122", "SOAR FUN.006"],
)  # fmt: skip
def query_sum_null(node: tree.FunctionCall, scope: Scope) -> Hits:
    """SUM is NULL where there are no values.

    Why: a program that expects a number fails on the day when no row meets the condition. In a
    group there is a row always; where the schema says NOT NULL too, nothing is said.

    Instead: COALESCE(SUM(…), 0).
    """
    if node.name not in {"SUM", "AVG"} or node.over or not node.arguments:
        return
    for above in tree.ancestors(node):
        if isinstance(above, tree.FunctionCall) and above.name in _NULL_SAFE:
            return
        if isinstance(above, tree.Select):
            if above.group_by and not any(_may_be_null(c, scope) for c in columns_in(node)):
                return
            break
    if not isinstance(node.parent, tree.Is):
        yield hit(node, N_("{function} is NULL where there are no values"), function=node.name)


_NULL_SAFE = {"COALESCE", "IFNULL", "NVL", "NVL2", "IF", "ISNULL"}


@rule(
    Severity.NOTICE,
    on=(only(tree.FunctionCall, *AGGREGATES),),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT MAX(price) FROM item WHERE kind = 3"],
    good=["SELECT price FROM item WHERE kind = 3", "SELECT SUM(price) OVER () FROM item"],
    sources=["SQLE dml_check_aggregate", "SQLE SQLE00078"],
)
def query_no_aggregate(node: tree.FunctionCall, scope: Scope) -> Hits:
    """An aggregate function is used.

    Why: it reads as many rows as the condition leaves, on the server that has the least time for
    it. House rule of shops that compute reports elsewhere.

    Instead: keep sums where they are needed, or ask a replica.
    """
    if node.name in AGGREGATES and node.over is None:
        yield hit(node, N_("{function} is computed over many rows"), function=node.name)


@rule(
    Severity.NOTICE,
    on=(tree.Statement,),
    having=("DISTINCT",),
    dialects=EVERYWHERE,
    parameters={"max": 3},
    bad=[
        "SELECT COUNT(DISTINCT a), COUNT(DISTINCT b), COUNT(DISTINCT c), COUNT(DISTINCT d)"
        " FROM t WHERE id < 9"
    ],
    good=["SELECT COUNT(DISTINCT a), COUNT(DISTINCT b) FROM t WHERE id < 9"],
    sources=["SOAR DIS.001", "sqlcheck 3010"],
)
def query_distinct_many(node: tree.Statement, scope: Scope) -> Hits:
    """A statement has very many DISTINCT.

    Why: each is a sort or a temporary table of its own; where joins make duplicates, DISTINCT hides
    that a condition is missing.

    Instead: join so that there are no duplicates, or group once.
    """
    if node.parent is not None:
        return
    most, count = scope.number("max"), scope.tokens.kinds.count("DISTINCT")
    if count > most:
        at = scope.tokens.kinds.index("DISTINCT")
        yield hit(at, N_("DISTINCT stands here {count} times, {most} at most are wished"),
                  count=count, most=most)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.Select, "DISTINCT"),),
    dialects=EVERYWHERE,
    bad=["SELECT DISTINCT a.id, a.name FROM account a JOIN orders o ON o.account_id = a.id"],
    good=["SELECT DISTINCT a.id, o.day FROM account a JOIN orders o ON o.account_id = a.id",
          "SELECT DISTINCT region FROM account",
          "SELECT a.id FROM account a JOIN orders o ON o.account_id = a.id",
          _KEYED + "SELECT DISTINCT o.day FROM orders o JOIN account a ON a.id = o.account_id"],
    sources=["SOAR SUB.003", "sqlcheck 3016"],
)  # fmt: skip
def query_distinct_with_join(select: tree.Select, scope: Scope) -> Hits:
    """DISTINCT takes the duplicates away that a join has made.

    Why: rows are multiplied first and then sorted to be made single again, though only one of the
    tables is shown. Where the others are joined by their primary keys there are none.

    Instead: EXISTS or IN for the tables that only filter.
    """
    if not select.distinct or not isinstance(select.tables, tree.Join):
        return
    shown = {_shown(item) for item in select.items}
    if len(shown) != 1 or "" in shown:
        return
    kept = shown.pop()
    for join in joins_of(select.tables):
        right = join.right
        alias = getattr(right, "alias", None) or getattr(right, "name", None)
        if not isinstance(right, tree.TableName) or alias is None or alias.name.lower() == kept:
            continue
        if join.kind in {"INNER", "LEFT"} and join.on and not _by_key(join.on, right, scope):
            yield hit(select.first, N_("Only {table} is shown; DISTINCT hides what joins multiply"),
                      table=kept, about=kept)  # fmt: skip
            return


def _shown(item: tree.SelectItem) -> str:
    """The only table an item shows, in lower case."""
    value = item.value
    if isinstance(value, tree.Star):
        return value.qualifier.name.lower() if value.qualifier else ""
    names = {column.name.qualifier.lower() for column in columns_in(value)}
    return names.pop() if len(names) == 1 else ""


def _by_key(on: tree.Expression, table: tree.TableName, scope: Scope) -> bool:
    """Whether a join finds one row at most, by a key that the schema knows."""
    known = scope.schema.table(table.name)
    called = (table.alias or table.name).name.lower()
    return known is not None and is_unique(known, set(equal_columns(on, called)))


@rule(
    Severity.WARNING,
    on=(only(tree.Select, "DISTINCT"),),
    dialects=EVERYWHERE,
    bad=["SELECT DISTINCT * FROM account WHERE region = 'north'"],
    good=["SELECT DISTINCT region FROM account WHERE id < 9",
          "SELECT COUNT(DISTINCT region) FROM account",
          "SELECT DISTINCT * FROM (SELECT region FROM account WHERE id < 9) AS few"],
    sources=["SOAR DIS.003", "SOAR RW.distinctstar"],
)  # fmt: skip
def query_distinct_star(select: tree.Select, scope: Scope) -> Hits:
    """DISTINCT over all columns.

    Why: with a primary key among them no two rows are equal, so that all are sorted and compared
    for nothing.

    Instead: leave DISTINCT out, or name the columns that should differ.
    """
    if select.distinct and all(isinstance(t, tree.TableName) for t in tables_of(select.tables)):
        for item in select.items:
            if isinstance(item.value, tree.Star) and item.value.qualifier is None:
                yield hit(item, N_("No two rows are equal in all their columns"))


@rule(
    Severity.ERROR,
    on=(only(tree.FunctionCall, *AGGREGATES),),
    dialects=EVERYWHERE,
    bad=["SELECT region FROM account WHERE COUNT(*) > 3",
         "SELECT MAX(COUNT(*)) FROM account GROUP BY region",
         "UPDATE account SET balance = SUM(amount) WHERE id = 7",
         "SELECT COUNT(*) FROM account GROUP BY COUNT(*)"],
    good=["SELECT region FROM account GROUP BY region HAVING COUNT(*) > 3",
          "SELECT id FROM account WHERE n = (SELECT MAX(n) FROM account)",
          "UPDATE account SET balance = (SELECT SUM(amount) FROM move) WHERE id = 7",
          "SELECT SUM(SUM(n)) OVER () FROM account GROUP BY region",
          "SELECT region FROM account GROUP BY region"
          " HAVING EXISTS (SELECT 1 FROM limits WHERE most < COUNT(account.id))"],
    sources=["goInception er_invalid_group_func_use", "MySQL error 1111"],
)  # fmt: skip
def query_invalid_aggregate(node: tree.FunctionCall, scope: Scope) -> Hits:
    """An aggregate stands where there is no group.

    Why: the statement fails with error 1111: WHERE, ON, GROUP BY and SET are computed row by row,
    before groups are made, and one aggregate takes no other.

    Instead: HAVING for conditions on groups, a subquery for the rest.
    """
    if node.name not in AGGREGATES or node.over is not None or node.name == "ANY_VALUE":
        return
    if (place := _wrong_place(node)) is not None:
        yield hit(node, N_("{function} cannot stand in {place}"), function=node.name, place=place)


def _wrong_place(node: tree.FunctionCall) -> str | None:
    """The clause of the statement's own level in which an aggregate stands wrongly."""
    below: tree.Node = node
    for above in tree.ancestors(node):
        match above:
            case tree.FunctionCall() if above.name in AGGREGATES and below in above.arguments:
                return above.name if above.over is None and above.name != "ANY_VALUE" else None
            case tree.Select():
                if below is above.where and not _is_within_select(above):
                    return "WHERE"
                return "GROUP BY" if below is above.group_by else None
            case tree.Join() if below is above.on and not _is_within_select(above):
                return "ON"
            case tree.Update() | tree.Delete():
                return "WHERE" if below is above.where else "SET"
            case tree.Query():
                return None
        below = above
    return None


def _is_within_select(node: tree.Node) -> bool:
    """Whether a query around this one could own the aggregate."""
    outer = [above for above in tree.ancestors(node) if isinstance(above, tree.Select)]
    return bool(outer[1:] if isinstance(node, tree.Join) else outer)
