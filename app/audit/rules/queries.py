"""Rules about what a query asks for: its list, its order, its size."""

from app.audit.reading import has_aggregate, tables_of
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import each, only
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.tokens import END, Tokens


@rule(
    Severity.NOTICE,
    on=(tree.Select,),
    having=(tree.Star,),
    dialects=EVERYWHERE,
    bad=[
        "SELECT * FROM account WHERE id = 7",
        "SELECT a.*, o.total FROM account a JOIN orders o ON o.account_id = a.id WHERE a.id = 7",
        "-- dialect: oracle\nSELECT * FROM account WHERE id = 7",
    ],
    good=[
        "SELECT id, name FROM account WHERE id = 7",
        "SELECT COUNT(*) FROM account WHERE region = 'north'",
        "SELECT id FROM account a WHERE EXISTS (SELECT * FROM orders o WHERE o.account_id = a.id)",
        "SELECT * FROM (SELECT id, name FROM account WHERE id < 9) AS few",
        "CREATE VIEW open_account AS SELECT * FROM account",
        "-- dialect: oracle\nSELECT COUNT(*), price * 2 FROM item WHERE id = 7",
    ],
    sources=[
        "goInception er_select_only_star",
        "SQLE dml_disable_select_all_column",
        "Bytebase STATEMENT_SELECT_NO_SELECT_ALL",
        "SOAR COL.001",
        "sqlcheck 3001",
        "Archery query-no-star",
        "Trivadis G-3145",
    ],
)
def query_no_select_star(select: tree.Select, scope: Scope) -> Hits:
    """SELECT * asks for whatever columns there are.

    Why: the result changes with the table, so a new column can break the program that reads it;
    long columns are read and sent though nobody wants them; and an index that holds all the
    columns really needed cannot answer alone. Of views view-select-star speaks.

    Instead: name the columns you need.
    """
    query = select.parent
    if isinstance(query, tree.Query) and isinstance(query.parent, tree.Exists | tree.CreateView):
        return
    if isinstance(select.tables, tree.DerivedTable):  # its own list names the columns
        return
    if isinstance(select.tables, tree.TableFunction) and select.tables.name in _WITH_COLUMNS:
        return
    for item in select.items:
        if isinstance(item.value, tree.Star):
            yield hit(item, N_("SELECT {star} takes whatever columns there are"), star=_star(item))


_WITH_COLUMNS = frozenset({"JSON_TABLE", "XMLTABLE"})


def _star(item: tree.SelectItem) -> str:
    star = item.value
    qualified = isinstance(star, tree.Star) and star.qualifier
    return f"{qualified.dotted}.*" if qualified else "*"


@query_no_select_star.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    kinds = tokens.kinds
    listing = [False]  # at each level of parentheses: whether this is a list of what is selected
    for at in range(len(tokens)):
        kind = kinds[at]
        if kind == "(":
            listing.append(False)
        elif kind == ")":
            listing.pop()
            listing = listing or [False]
        elif kind == "SELECT":
            listing[-1] = kinds[max(at - 2, 0) : at] != ["EXISTS", "("]
        elif kind in {"FROM", "INTO", "BULK", ";"}:
            listing[-1] = False
        elif kind == "*" and listing[-1] and kinds[at - 1] in _BEFORE_A_STAR:
            yield hit(at, N_("SELECT {star} takes whatever columns there are"), star="*")


_BEFORE_A_STAR = frozenset({"SELECT", "DISTINCT", "UNIQUE", "ALL", ",", "."})


@rule(
    Severity.NOTICE,
    on=each((tree.Select, tree.Update, tree.Delete), "JOIN"),
    assuming=("max",),
    dialects=EVERYWHERE,
    parameters={"max": 3},
    bad=[
        "SELECT a.id FROM a JOIN b ON b.id = a.id JOIN c ON c.id = b.id JOIN d ON d.id = c.id",
        "SELECT a.id FROM a, b, c, d WHERE a.id = b.id AND b.id = c.id AND c.id = d.id",
        "-- dialect: oracle\nSELECT a.id FROM a, b, c, d WHERE a.id = b.id AND a.id = c.id (+)",
    ],
    good=[
        "SELECT a.id FROM a JOIN b ON b.id = a.id JOIN c ON c.id = b.id",
        "SELECT id FROM a WHERE x IN (SELECT x FROM b) AND y IN (SELECT y FROM c JOIN d USING (z))",
    ],
    sources=[
        "SQLE dml_check_number_of_join_tables",
        "Bytebase StatementMaximumJoinTableCount",
        "SOAR JOI.005",
        "sqlcheck 3009",
    ],
)
def query_max_join_tables(node: tree.Select | tree.Update | tree.Delete, scope: Scope) -> Hits:
    """Too many tables are joined.

    Why: with every table the optimizer has many more orders to choose from, and one wrong
    estimate multiplies through all the joins behind it; such a statement is the first to turn
    slow when the data grows.

    Instead: join fewer tables at once, fetch in two steps, or keep the few columns that every
    query needs where they are needed.
    """
    count, most = len(tables_of(node.tables)), scope.number("max")
    if count > most and node.tables is not None:
        yield hit(node.tables, N_("{count} tables are joined, {most} at most are wished"),
                  count=count, most=most)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.OrderItem,),
    dialects=EVERYWHERE,
    bad=[
        "SELECT id FROM account ORDER BY RAND() LIMIT 1",
        "-- dialect: oracle\nSELECT id FROM account ORDER BY DBMS_RANDOM.VALUE",
    ],
    good=[
        "SELECT id FROM account ORDER BY id LIMIT 1",
        "SELECT id FROM account WHERE id >= FLOOR(RAND() * 1000) ORDER BY id LIMIT 1",
        "INSERT INTO few (id) SELECT id FROM account ORDER BY RAND() LIMIT 9",
    ],
    sources=[
        "goInception er_ordery_by_rand",
        "SQLE dml_not_recommend_order_by_rand",
        "SOAR CLA.002",
        "sqlcheck 3006",
    ],
)
def query_order_by_rand(item: tree.OrderItem, scope: Scope) -> Hits:
    """The result is ordered by a random number.

    Why: the server computes a number for every row, writes all of them to a temporary table and
    sorts it, even when one row is asked for; no index helps. Of INSERT insert-order-by-rand speaks.

    Instead: choose a random key first and read from there on, or let the program choose.
    """
    value, query = item.value, item.parent
    if isinstance(query, tree.Query) and isinstance(query.parent, tree.Insert):
        return
    if isinstance(value, tree.FunctionCall):
        function = value.name.removeprefix("SYS.")
    elif scope.dialect is Dialect.ORACLE and isinstance(value, tree.Column):
        function = value.name.dotted.upper().removeprefix("SYS.")
    else:
        return
    if function in _RANDOM or function.startswith("DBMS_RANDOM."):
        yield hit(value, N_("ORDER BY {function}() sorts the whole result"), function=function)


_RANDOM = frozenset({"RAND", "UUID", "RANDOM", "SYS_GUID"})


@query_order_by_rand.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    kinds = tokens.kinds
    for at in range(len(tokens) - 2):
        if kinds[at : at + 2] == ["ORDER", "BY"]:
            first = at + 3 if kinds[at + 2] == "SYS" and kinds[at + 3] == "." else at + 2
            if kinds[first] in {"DBMS_RANDOM", "SYS_GUID", "RAND"}:
                yield hit(first, N_("ORDER BY {function}() sorts the whole result"),
                          function=kinds[first])  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.Select, "HAVING"),),
    dialects=EVERYWHERE,
    parameters={"any": 0},
    bad=[
        "SELECT region, COUNT(*) FROM account GROUP BY region HAVING region <> 'north'",
        "-- dialect: oracle\nSELECT region FROM account GROUP BY region HAVING region <> 'north'",
    ],
    good=[
        "SELECT region, COUNT(*) FROM account WHERE region <> 'north' GROUP BY region",
        "SELECT region, COUNT(*) FROM account GROUP BY region HAVING COUNT(*) > 1",
        "SELECT region, COUNT(*) AS many FROM account GROUP BY region HAVING many > 1",
        "-- dialect: oracle\nSELECT region FROM account GROUP BY region HAVING MEDIAN(age) > 40",
    ],
    sources=[
        "SQLE dml_not_recommend_having",
        "SOAR CLA.013",
        "sqlcheck 3012",
    ],
)
def query_having(select: tree.Select, scope: Scope) -> Hits:
    """HAVING filters what WHERE could have filtered.

    Why: the rows are read, grouped and perhaps sorted before they are thrown away; WHERE would
    drop them first and could use an index. Peers report every HAVING; here only one without an
    aggregate is reported, unless the parameter any is 1.

    Instead: move conditions on single rows to WHERE, and keep in HAVING what depends on the group.
    """
    if select.having is None:
        return
    if scope.number("any") or not _depends_on_group(select, select.having):
        yield hit(select.having, N_("HAVING filters after grouping what WHERE can filter before"))


def _depends_on_group(select: tree.Select, having: tree.Expression) -> bool:
    """Whether `having` has an aggregate in it, its own or one behind an alias."""
    if has_aggregate(having):
        return True
    grouped = {
        item.alias.name.lower() for item in select.items if item.alias and has_aggregate(item)
    }
    return any(
        (isinstance(node, tree.Column) and node.name.name.lower() in grouped)
        or isinstance(node, tree.Subquery | tree.Unparsed)
        for node in tree.walk(having)
    )  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.SetOperator,),
    dialects=EVERYWHERE,
    bad=[
        "SELECT id FROM a UNION SELECT id FROM b",
        "-- dialect: oracle\nSELECT id FROM a UNION SELECT id FROM b",
    ],
    good=[
        "SELECT id FROM a UNION ALL SELECT id FROM b",
        "-- dialect: oracle\nSELECT id FROM a UNION ALL SELECT id FROM b",
    ],
    sources=[
        "SQLE dml_check_is_after_union_distinct",
        "SOAR SUB.002",
        "sqlcheck 3015",
    ],
)
def query_union_all(operator: tree.SetOperator, scope: Scope) -> Hits:
    """UNION removes duplicates, whether there are any or not.

    Why: to compare the rows the server keeps all of them in a temporary table with a unique key
    over every column.

    Instead: say UNION ALL where the branches cannot have rows in common or duplicates do no harm.
    """
    if operator.op == "UNION" and not operator.all:
        yield hit(operator, N_("UNION compares all rows with each other; UNION ALL does not"))


@query_union_all.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    for at, kind in enumerate(tokens.kinds):
        if kind is END:
            return
        if kind == "UNION" and tokens.kinds[at + 1] in {"SELECT", "("}:
            yield hit(at, N_("UNION compares all rows with each other; UNION ALL does not"))


@rule(
    Severity.WARNING,
    on=(only(tree.Select, "NO WHERE"),),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "SELECT id, name FROM account",
        "SELECT a.id FROM account a JOIN orders o ON o.account_id = a.id",
        "-- dialect: oracle\nSELECT id, name FROM account",
    ],
    good=[
        "SELECT id, name FROM account WHERE region = 'north'",
        "SELECT id, name FROM account ORDER BY id LIMIT 20",
        "SELECT NOW()",
        "SELECT 1 FROM DUAL",
        "SELECT n FROM (SELECT 1 AS n) AS one",
        "CREATE VIEW names AS SELECT id, name FROM account",
        "SELECT TABLE_NAME FROM information_schema.TABLES",
        "-- dialect: oracle\nSELECT id FROM account FETCH FIRST 20 ROWS ONLY",
        "-- dialect: oracle\nSELECT sid FROM v$session",
        "-- dialect: oracle\nSELECT name FROM part START WITH part_of IS NULL "
        "CONNECT BY PRIOR id = part_of",
    ],
    sources=[
        "SQLE all_check_where_is_invalid",
        "Bytebase STATEMENT_WHERE_REQUIRE_SELECT",
        "SOAR CLA.001",
    ],
)
def query_require_where(select: tree.Select, scope: Scope) -> Hits:
    """A query reads a whole table.

    Why: it returns as many rows as the table ever gets, however few there are today, and pushes
    what is used out of the buffer pool. A join alone limits nothing.

    Instead: say which rows you need with WHERE, or how many with LIMIT.
    """
    if select.where is not None or select.tables is None or _is_bounded(select):
        return
    if select.connect is not None:
        return
    tables = [t for t in tables_of(select.tables) if isinstance(t, tree.TableName)]
    stored = [t for t in tables if not _of_dictionary(t.name, scope.dialect)]
    if stored and all(t.name.name.upper() != "DUAL" for t in stored):
        yield hit(select.tables, N_("Every row of {table} is read"), table=stored[0].name.dotted,
                  about=stored[0].name.dotted)  # fmt: skip


_DICTIONARY = {"information_schema", "performance_schema", "sys"}
_VIEWS = ("v$", "gv$", "v_$", "gv_$", "x$", "dba_", "all_", "user_", "cdb_")


def _of_dictionary(name: tree.Name, dialect: Dialect) -> bool:
    """Whether it is a table the server keeps of itself."""
    if name.qualifier.lower() in _DICTIONARY:
        return True
    return dialect is Dialect.ORACLE and name.name.lower().startswith(_VIEWS)


def _is_bounded(select: tree.Select) -> bool:
    """Whether a LIMIT, or the user of a view, bounds the rows."""
    return any(
        isinstance(above, tree.CreateView) or (isinstance(above, tree.Query) and above.limit)
        for above in tree.ancestors(select)
    )


@rule(
    Severity.WARNING,
    on=(tree.Subquery, tree.In, tree.Exists, tree.DerivedTable),
    dialects=EVERYWHERE,
    parameters={"max": 3},
    bad=[
        "SELECT 1 FROM a WHERE x IN (SELECT x FROM b WHERE y IN (SELECT y FROM c WHERE z IN "
        "(SELECT z FROM d WHERE w IN (SELECT w FROM e))))",
        "-- dialect: oracle\nSELECT 1 FROM a WHERE x IN (SELECT x FROM b WHERE y IN (SELECT y FROM "
        "c WHERE z IN (SELECT z FROM d WHERE w IN (SELECT w FROM e))))",
    ],
    good=[
        "SELECT 1 FROM a WHERE x IN (SELECT x FROM b WHERE y IN (SELECT y FROM c))",
        "SELECT 1 FROM a WHERE p IN (SELECT p FROM b) AND q IN (SELECT q FROM c) "
        "AND r IN (SELECT r FROM d) AND s IN (SELECT s FROM e)",
    ],
    sources=[
        "SQLE dml_check_sub_query_depth",
        "SOAR SUB.004 (which counts siblings as depth; we do not)",
        "sqlcheck 3013",
    ],
)
def query_subquery_depth(
    node: tree.Subquery | tree.In | tree.Exists | tree.DerivedTable, scope: Scope
) -> Hits:
    """Subqueries are nested too deep.

    Why: each level is one more thing the optimizer must flatten or materialise, and nobody can
    tell any longer which rows the whole returns.

    Instead: join, or name the steps with WITH.
    """
    if node.query is None:
        return
    depth = 1 + sum(
        1
        for above in tree.ancestors(node)
        if isinstance(above, _NESTING) and above.query is not None
    )
    if depth == scope.number("max") + 1:
        yield hit(node.query, N_("Subqueries are nested {depth} deep"), depth=depth)


_NESTING = (tree.Subquery, tree.In, tree.Exists, tree.DerivedTable)
