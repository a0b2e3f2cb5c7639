"""Rules about queries inside statements, and what is put together of several."""

from collections import Counter

from app.audit.reading import filters, has_aggregate, tables_of
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import each, only
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree


@rule(
    Severity.NOTICE,
    on=(tree.In, tree.Subquery, tree.Exists, tree.DerivedTable),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"every": 0},
    bad=["SELECT id FROM account WHERE region IN (SELECT name FROM region)",
         "DELETE FROM account WHERE n > (SELECT MAX(n) FROM limits)",
         "-- every: 1\nSELECT n FROM (SELECT COUNT(*) AS n FROM account) AS sums"],
    good=["SELECT a.id FROM account a JOIN region r ON r.name = a.region",
          "SELECT id FROM account a WHERE EXISTS (SELECT 1 FROM orders o WHERE o.a = a.id)",
          "SELECT n FROM (SELECT COUNT(*) AS n FROM account) AS sums"],
    sources=["SQLE dml_not_recommend_subquery", "SQLE SQLE00132",
             "SOAR SUB.001 (which reports derived tables and EXISTS too; we do not)",
             "SOAR JOI.006", "SOAR RW.sub2join"],
)  # fmt: skip
def query_subquery(node: tree.Node, scope: Scope) -> Hits:
    """A condition has a subquery.

    Why: servers that do not turn it into a join (MySQL before 8.0, UPDATE and DELETE before 8.0.21)
    run it for every row. EXISTS and tables in FROM are planned well and not reported, unless
    every = 1.

    Instead: join.
    """
    query = getattr(node, "query", None)
    if query is None:
        return
    condition = isinstance(node, tree.In | tree.Subquery) and filters(node)
    if condition or scope.number("every"):
        yield hit(query, N_("A subquery where a join would do"))


@rule(
    Severity.WARNING,
    on=(only(tree.Query, "LIMIT"),),
    parameters={"every": 0},
    bad=["SELECT id FROM a WHERE id IN (SELECT a FROM b ORDER BY n LIMIT 10)",
         "SELECT id FROM a WHERE n > ALL (SELECT n FROM b ORDER BY n LIMIT 3)",
         "-- every: 1\nSELECT id FROM (SELECT id FROM b ORDER BY n LIMIT 10) AS few"],
    good=["SELECT id FROM (SELECT id FROM b ORDER BY n LIMIT 10) AS few",
          "SELECT id, (SELECT n FROM b WHERE b.a = a.id ORDER BY n LIMIT 1) FROM a WHERE id < 9",
          "SELECT id FROM a WHERE id IN (SELECT a FROM (SELECT a FROM b ORDER BY n LIMIT 10) AS x)",
          "SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b LIMIT 1)"],
    sources=["SQLE dml_check_subquery_limit", "SQLE SQLE00109", "SOAR SUB.005",
             "MySQL error 1235"],
)  # fmt: skip
def query_subquery_limit(node: tree.Query, scope: Scope) -> Hits:
    """A subquery behind IN, ALL, ANY or SOME has a LIMIT.

    Why: MySQL and MariaDB refuse it with error 1235. In FROM and for one value LIMIT is right; with
    every = 1 it is reported there too.

    Instead: one subquery more around it, or a join.
    """
    above = node.parent
    if node.limit is None or above is None:
        return
    if isinstance(above, tree.Subquery):
        compared = above.parent
        refused = isinstance(compared, tree.Comparison) and compared.quantifier != ""
    else:
        refused = isinstance(above, tree.In)
    inside = isinstance(above, tree.Subquery | tree.In | tree.Exists | tree.DerivedTable)
    if refused or (inside and scope.number("every")):
        yield hit(node.limit, N_("The server refuses LIMIT in this subquery"))


@rule(
    Severity.NOTICE,
    on=(tree.Subquery,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT id, (SELECT COUNT(*) FROM orders o WHERE o.a = a.id) FROM account a WHERE id < 9",
         "SELECT id FROM account WHERE n = (SELECT MAX(n) FROM account)"],
    good=["SELECT id FROM account WHERE n IN (SELECT n FROM few)",
          "SELECT id FROM account WHERE n > ALL (SELECT n FROM few)",
          "UPDATE account SET n = (SELECT MAX(n) FROM few) WHERE id = 7"],
    sources=["SQLE dml_check_where_exist_scalar_sub_queries", "SQLE SQLE00115"],
)  # fmt: skip
def query_scalar_subquery(node: tree.Subquery, scope: Scope) -> Hits:
    """A subquery stands for one value.

    Why: in a select list it is run for every row, and it fails on the day it finds two rows.

    Instead: join, grouped where sums are wanted; a window function for the largest of a group.
    """
    above = node.parent
    if isinstance(above, tree.Comparison) and above.quantifier:
        return
    if any(isinstance(each, tree.Select) for each in tree.ancestors(node)) or filters(node):
        yield hit(node, N_("This subquery must give one value, and may be run for every row"))


@rule(
    Severity.NOTICE,
    on=(only(tree.Query, tree.In, tree.Subquery),),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT id FROM a WHERE day IN (SELECT DATE(at) FROM b WHERE n = 1)",
         "-- dialect: oracle\nSELECT id FROM a WHERE day IN (SELECT TRUNC(at) FROM b WHERE n = 1)"],
    good=["SELECT id FROM a WHERE day IN (SELECT day FROM b WHERE n = 1)",
          "SELECT id FROM a WHERE n = (SELECT MAX(n) FROM b)"],
    sources=["SOAR SUB.006"],
)  # fmt: skip
def query_function_in_subquery(node: tree.Query, scope: Scope) -> Hits:
    """A subquery gives the result of a function.

    Why: the values are computed before they are compared, so that no index of the inner table
    serves, and the subquery is not turned into a join.

    Instead: compare the columns, or join and compute once.
    """
    if not isinstance(node.parent, tree.In | tree.Subquery) or not isinstance(
        node.body, tree.Select
    ):
        return
    for item in node.body.items:
        value = item.value
        if isinstance(value, tree.FunctionCall) and value.arguments and not has_aggregate(value):
            yield hit(value, N_("The subquery computes {function} before it is compared"),
                      function=value.name)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.Query, "LIMIT"),),
    in_default=False,
    bad=["SELECT id FROM a UNION ALL SELECT id FROM b ORDER BY id LIMIT 10"],
    good=["(SELECT id FROM a ORDER BY id LIMIT 10) UNION ALL"
          " (SELECT id FROM b ORDER BY id LIMIT 10) ORDER BY id LIMIT 10",
          "SELECT id FROM a UNION ALL SELECT id FROM b ORDER BY id"],
    sources=["SOAR SUB.007"],
)  # fmt: skip
def query_union_inner_limit(node: tree.Query, scope: Scope) -> Hits:
    """A UNION is limited only as a whole.

    Why: every branch is read to its end and written to a temporary table, though few rows are
    wanted.

    Instead: the same ORDER BY and LIMIT in each branch, in parentheses, beside the outer one.
    """
    if node.limit is None or not isinstance(node.body, tree.SetOperation):
        return
    if any(op.op != "UNION" for op in node.body.operators):
        return
    if not any(isinstance(b, tree.Query) and b.limit for b in node.body.branches):
        yield hit(node.limit, N_("Every branch of the UNION is read to its end"))


@rule(
    Severity.WARNING,
    on=each((tree.Select, tree.Update, tree.Delete), "JOIN"),
    dialects=EVERYWHERE,
    parameters={"max": 3},
    bad=["SELECT 1 FROM t a JOIN t b ON b.up = a.id JOIN t c ON c.up = b.id"
         " JOIN t d ON d.up = c.id"],
    good=["SELECT 1 FROM t a JOIN t b ON b.up = a.id JOIN t c ON c.up = b.id",
          "SELECT 1 FROM t UNION ALL SELECT 2 FROM t UNION ALL SELECT 3 FROM t"
          " UNION ALL SELECT 4 FROM t"],
    sources=["SQLE dml_check_same_table_joined_multiple_times", "SQLE SQLE00098", "SOAR JOI.002"],
)  # fmt: skip
def query_same_table_many_times(
    node: tree.Select | tree.Update | tree.Delete, scope: Scope
) -> Hits:
    """One table is joined with itself many times.

    Why: attributes kept as rows are joined back to columns, or a tree is walked step by step; each
    step reads the table again.

    Instead: one pass with conditional aggregates; WITH RECURSIVE for trees.
    """
    tables, most = tables_of(node.tables), scope.number("max")
    if len(tables) <= most or node.tables is None:
        return
    names = Counter(t.name.dotted.lower() for t in tables if isinstance(t, tree.TableName))
    for name, count in sorted(names.items()):
        if count > most:
            yield hit(node.tables, N_("{table} is joined {count} times, {most} at most are wished"),
                      table=name, count=count, most=most, about=name)  # fmt: skip
