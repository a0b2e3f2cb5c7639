"""Rules about GROUP BY: by what is grouped, and what may be shown of a group."""

from app.audit.described import conjuncts, is_unique, known_table
from app.audit.programs import variables_around
from app.audit.reading import (
    AGGREGATES,
    aggregates,
    called,
    columns_in,
    grouped_by,
    is_constant,
    tables_of,
)
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.templates import is_template

# members of an enumeration are slow to get at in Python 3.11
_MYSQL, _ORACLE = Dialect.MYSQL, Dialect.ORACLE


@rule(
    Severity.WARNING,
    on=(tree.GroupBy,),
    dialects=EVERYWHERE,
    bad=["SELECT region, COUNT(*) FROM account GROUP BY 1",
         "SELECT region, COUNT(*) FROM account GROUP BY 'region'"],
    good=["SELECT region, COUNT(*) FROM account GROUP BY region",
          "SELECT YEAR(day), COUNT(*) FROM orders GROUP BY YEAR(day)"],
    sources=["SQLE dml_not_recommend_group_by_constant", "SQLE SQLE00126", "SOAR CLA.004",
             "SOAR RW.groupbyconst", "Trivadis G-3182"],
)  # fmt: skip
def query_group_by_constant(node: tree.GroupBy, scope: Scope) -> Hits:
    """GROUP BY names a position or a constant.

    Why: a position groups by another column as soon as the select list changes, in Oracle it is a
    constant; a constant makes one group of all rows.

    Instead: name the column.
    """
    for item in node.items:
        if isinstance(item.value, tree.Literal):
            yield hit(item, N_("GROUP BY names a position or a constant, not a column"))


@rule(
    Severity.NOTICE,
    on=(only(tree.Select, "GROUP BY"),),
    in_default=False,
    parameters={"implicit_sort": 0},
    bad=["SELECT region, COUNT(*) FROM account GROUP BY region",
         "-- server: mysql 5.7\nINSERT INTO sums (region, n)"
         " SELECT region, COUNT(*) FROM account GROUP BY region",
         "-- implicit_sort: 1\nINSERT INTO sums (region, n)"
         " SELECT region, COUNT(*) FROM account GROUP BY region"],
    good=["SELECT region, COUNT(*) FROM account GROUP BY region ORDER BY region",
          "SELECT region, COUNT(*) FROM account GROUP BY region ORDER BY NULL",
          "INSERT INTO sums (region, n) SELECT region, COUNT(*) FROM account GROUP BY region",
          "SELECT id FROM a WHERE n IN (SELECT n FROM b GROUP BY n)"],
    sources=["SQLE dml_hint_group_by_requires_conditions", "SQLE SQLE00119",
             "SOAR CLA.008 (of old versions; ours tells of the new ones)", "SOAR RW.orderbynull",
             "MySQL 8.0 release notes: GROUP BY no longer sorts implicitly"],
)  # fmt: skip
def query_group_by_without_order(select: tree.Select, scope: Scope) -> Hits:
    """GROUP BY stands without ORDER BY.

    Why: until MySQL 5.7 GROUP BY also sorted, since 8.0 it does not, so that a program that relied
    on it gets its groups in any order. Of a script for an old server, or with implicit_sort = 1,
    every such query is reported, for the sort nobody asked for costs a filesort.

    Instead: ORDER BY what is wanted; for old servers ORDER BY NULL where no order is.
    """
    if select.group_by is None:
        return
    query = select.parent
    if isinstance(query, tree.Query) and query.order_by:
        return
    release = scope.release
    old = release and release.dialect is _MYSQL and not release.since((8,))
    if old or scope.number("implicit_sort"):
        yield hit(select.group_by, N_("Servers before MySQL 8.0 sort the groups for nothing"))
    elif isinstance(query, tree.Query) and query.parent is None:
        yield hit(select.group_by, N_("The groups come in no certain order"))


@rule(
    Severity.WARNING,
    on=(tree.GroupBy,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT YEAR(day), COUNT(*) FROM orders GROUP BY YEAR(day)"],
    good=["SELECT region, COUNT(*) FROM account GROUP BY region"],
    sources=["SOAR CLA.010"],
)
def query_group_by_expression(node: tree.GroupBy, scope: Scope) -> Hits:
    """GROUP BY computes an expression.

    Why: no index on the columns has the groups together, so all rows go through a temporary table.

    Instead: a generated column or an index over the expression, where the query runs often.
    """
    for item in node.items:
        columns = next(columns_in(item.value), None)
        if columns is not None and not isinstance(item.value, tree.Column):
            yield hit(item, N_("What is grouped by is computed for every row"))


@rule(
    Severity.NOTICE,
    on=(only(tree.Select, "GROUP BY"),),
    dialects=EVERYWHERE,
    bad=["SELECT region, COUNT(*) FROM account WHERE region = 'north' GROUP BY region",
         "-- dialect: oracle\nSELECT kind, COUNT(*) FROM account WHERE region = 'north'"
         " GROUP BY region, kind"],
    good=["SELECT kind, COUNT(*) FROM account WHERE region = 'north' GROUP BY kind",
          "SELECT region, COUNT(*) FROM account WHERE region IN ('north', 'south')"
          " GROUP BY region",
          "SELECT region, COUNT(*) FROM account WHERE region = 'north' GROUP BY region WITH"
          " ROLLUP",
          "-- dialect: oracle\nSELECT region, COUNT(*) FROM account WHERE region = 'north' "
          "GROUP BY region"],
    sources=["SOAR GRP.001"],
)  # fmt: skip
def query_group_by_fixed_column(select: tree.Select, scope: Scope) -> Hits:
    """GROUP BY names a column that WHERE has fixed.

    Why: all rows have the same value there, so it makes no groups, only work.

    Instead: leave it out of GROUP BY.
    """
    if select.group_by is None or select.group_by.rollup or select.where is None:
        return
    fixed = _fixed(select.where)
    if scope.dialect is _ORACLE:  # what is shown must be grouped by, fixed or not
        fixed -= {c.name.dotted.lower() for item in select.items for c in columns_in(item)}
    for item in select.group_by.items:
        if isinstance(item.value, tree.Column) and item.value.name.dotted.lower() in fixed:
            yield hit(item, N_("{column} has one value in all these rows"),
                      column=item.value.name.dotted, about=item.value.name.dotted)  # fmt: skip


def _fixed(where: tree.Expression | None) -> set[str]:
    """The columns, as written in lower case, that must equal one constant."""
    names = set()
    for part in conjuncts(where):
        match part:
            case tree.Comparison(op="=" | "<=>", quantifier=""):
                for side, other in ((part.left, part.right), (part.right, part.left)):
                    if isinstance(side, tree.Column) and is_constant(other):
                        names.add(side.name.dotted.lower())
    return names


@rule(
    Severity.NOTICE,
    on=(tree.GroupBy,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT region, COUNT(*) FROM account GROUP BY region"],
    good=["SELECT region FROM account WHERE id = 7"],
    sources=["sqlcheck 3005"],
)
def query_group_by_used(node: tree.GroupBy, scope: Scope) -> Hits:
    """A query has a GROUP BY.

    Why: groups are made by sorting or in a temporary table, over all rows the condition leaves.
    House rule of shops that keep reports away from production.

    Instead: sums kept beside the rows, or a replica for reports.
    """
    yield hit(node, N_("GROUP BY goes over all rows the condition leaves"))


@rule(
    Severity.NOTICE,
    on=(tree.GroupBy, only(tree.Query, "ORDER BY")),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT a.id, o.day FROM a JOIN o ON o.a = a.id ORDER BY a.name, o.day",
         "SELECT a.kind, o.day, COUNT(*) FROM a JOIN o ON o.a = a.id GROUP BY a.kind, o.day"],
    good=["SELECT a.id, o.day FROM a JOIN o ON o.a = a.id ORDER BY a.name, a.id",
          "SELECT a.id, o.day FROM a JOIN o ON o.a = a.id ORDER BY a.name, day"],
    sources=["SOAR CLA.006"],
)  # fmt: skip
def query_group_order_across_tables(node: tree.GroupBy | tree.Query, scope: Scope) -> Hits:
    """GROUP BY or ORDER BY takes columns of several tables.

    Why: no index is over two tables, so the joined rows are all sorted in a temporary table.

    Instead: order by the columns of one table, or sort in the program.
    """
    items = node.items if isinstance(node, tree.GroupBy) else node.order_by
    if len(items) < 2:
        return
    tables = {
        item.value.name.qualifier.lower() for item in items if isinstance(item.value, tree.Column)
    } - {""}
    if len(tables) > 1:
        yield hit(items[0].first, N_("What is sorted by stands in several tables: {tables}"),
                  last=items[-1].last, tables=", ".join(sorted(tables)))  # fmt: skip


_ORDERS = "CREATE TABLE orders (id INT PRIMARY KEY, code INT, day DATE, total INT);\n"


@rule(
    Severity.ERROR,
    on=(tree.Select,),
    having=(tree.FunctionCall, tree.GroupBy,),
    dialects=EVERYWHERE,
    bad=["SELECT region, name, COUNT(*) FROM account GROUP BY region",
         "SELECT name, MAX(balance) FROM account",
         _ORDERS + "SELECT code, day, SUM(total) FROM orders GROUP BY code"],
    good=["SELECT region, COUNT(*) FROM account GROUP BY region",
          "SELECT region AS r, COUNT(*) FROM account GROUP BY r",
          "SELECT YEAR(day), COUNT(*) FROM orders GROUP BY YEAR(day)",
          "SELECT region, ANY_VALUE(name), MAX(name) FROM account GROUP BY region",
          "SELECT region, COUNT(*) FROM account WHERE region = 'north'",
          _ORDERS + "SELECT id, day, SUM(total) FROM orders GROUP BY id",
          "SELECT a.id, a.name, COUNT(*) FROM a JOIN o ON o.a = a.id GROUP BY a.id",
          "SELECT region, (SELECT MAX(n) FROM b) FROM account GROUP BY region",
          "SELECT id, SUM(n) OVER (PARTITION BY kind) FROM account",
          "CREATE PROCEDURE p(since DATE) BEGIN DECLARE till DATE; SELECT since, till, region,"
          " SUM(n) FROM account WHERE day BETWEEN since AND till GROUP BY region; END",
          "-- dialect: oracle\nDECLARE n NUMBER; v NUMBER := 1; BEGIN"
          " SELECT v + COUNT(*) INTO n FROM account; END;",
          "SELECT a.region, COUNT(*) FROM account a GROUP BY region",
          "SELECT ${columns}, COUNT(*) FROM account GROUP BY region",
          "SELECT region, COUNT(*) FROM account GROUP BY ${columns}",
          "-- dialect: oracle\nSELECT region, kind, COUNT(*) FROM account "
          "GROUP BY GROUPING SETS ((region, kind), ROLLUP (kind), ())",
          "-- dialect: oracle\nSELECT CEIL(n / 10) * 10, COUNT(*) FROM t"
          " GROUP BY ROLLUP (CEIL(n / 10) * 10)",
          "-- dialect: oracle\nSELECT dept, LISTAGG(name) WITHIN GROUP (ORDER BY name),"
          " our_sum(pay) FROM staff GROUP BY dept"],
    sources=["goInception er_mix_of_group_func_and_fields, er_field_not_in_group_by",
             "SOAR RES.001", "MySQL errors 1055 and 1140"],
)  # fmt: skip
def query_aggregate_mixed(select: tree.Select, scope: Scope) -> Hits:
    """A column is shown that is neither grouped by nor aggregated.

    Why: with ONLY_FULL_GROUP_BY the statement fails with error 1055 or 1140; without it the value
    is that of any row of the group. Columns that a grouped key of their table fixes are right;
    where the schema does not tell, a grouped column that is called like a key is taken for one.

    Instead: group by it, or take MAX() or ANY_VALUE() of it.
    """
    if select.group_by is None and not aggregates(select):
        return
    if select.group_by is None and select.having is None and select.tables is None:
        return
    grouped = _Grouped(select, scope)
    if grouped.unclear:
        return
    free: list[tree.Column] = []
    for item in select.items:
        alias = item.alias.name.lower() if item.alias else None
        if alias not in grouped.names:
            free += _free_columns(item.value, grouped, scope)
    if free and (variables := variables_around(select)):
        free = [column for column in free if column.name.dotted.lower() not in variables]
    if free and not grouped.holds_a_key(select, scope) and not _is_template(select.group_by):
        for column in free:
            if _is_template(column):
                continue
            yield hit(column, N_("{column} is neither grouped by nor aggregated"),
                      column=column.name.dotted, about=column.name.dotted)  # fmt: skip


_KEY_ENDS = ("id", "_no", "_nr", "_key", "_code")
_SCALAR = frozenset(
    "ABS CEIL COALESCE CONCAT DECODE EXTRACT FLOOR GREATEST INITCAP INSTR LEAST LENGTH LOWER LPAD "
    "LTRIM MOD NULLIF NVL NVL2 REPLACE ROUND RPAD RTRIM SIGN SUBSTR TO_CHAR TO_DATE TO_NUMBER TRIM "
    "TRUNC UPPER".split()
)
"""Functions of Oracle that certainly are no aggregates."""


def _text(value: tree.Node, scope: Scope) -> str:
    """An expression as compared with another; its literals too."""
    tokens = scope.tokens
    return "".join(tokens.source(n, n) for n in range(value.first, value.last + 1)).lower()


class _Grouped:
    """By what a query is grouped: `names` of columns, and `texts` of anything else."""

    def __init__(self, select: tree.Select, scope: Scope) -> None:
        items = list(grouped_by(select))
        self._columns = [item.name for item in items if isinstance(item, tree.Column)]
        self._fixed = _fixed(select.where)
        self.unclear = any(isinstance(item, tree.Literal | tree.Parameter) for item in items)
        self.names = {name.name.lower() for name in self._columns}
        self.names |= {name.rpartition(".")[2] for name in self._fixed}
        self.texts = {_text(item, scope) for item in items if not isinstance(item, tree.Column)}

    def holds_a_key(self, select: tree.Select, scope: Scope) -> bool:
        """Whether a key of a table is among the columns: then other columns may be fixed.

        The key of one table may fix the rows of those that are joined with it, too.
        """
        return any(self._holds_key_of(source, scope) for source in tables_of(select.tables))

    def _holds_key_of(self, source: tree.Node, scope: Scope) -> bool:
        name = called(source)
        own = {c.name.lower() for c in self._columns if c.qualifier.lower() in {"", name}}
        own |= {n.rpartition(".")[2] for n in self._fixed if n.rpartition(".")[0] in {"", name}}
        table = known_table(source, scope.schema)
        if table is None or not table.known_indexes:
            return any(column.endswith(_KEY_ENDS) for column in own)
        return is_unique(table, own)


def _free_columns(value: tree.Expression, grouped: _Grouped, scope: Scope) -> list[tree.Column]:
    """The columns in an expression that stand in no aggregate and that nothing fixes."""
    found: list[tree.Column] = []
    todo: list[tree.Node] = [value]
    while todo:
        node = todo.pop()
        match node:
            case tree.FunctionCall() if node.name in AGGREGATES or node.over is not None:
                continue
            case tree.FunctionCall(name="GROUPING" | "GROUPING_ID"):
                continue
            case tree.Query() | tree.Subquery() | tree.Exists():
                continue
            case tree.FunctionCall() if scope.dialect is _ORACLE:
                if node.name not in _SCALAR:  # anybody may make an aggregate
                    continue
            case tree.Column(name=name):
                if name.name.lower() not in grouped.names:
                    found.append(node)
                continue
        if not grouped.texts or _text(node, scope) not in grouped.texts:
            todo += tree.children(node)
    return found


def _is_template(node: tree.Node | None) -> bool:
    """Whether a template fills in a column of it."""
    columns = (each for each in tree.walk(node) if isinstance(each, tree.Column)) if node else ()
    return any(is_template(column.name.name) for column in columns)
