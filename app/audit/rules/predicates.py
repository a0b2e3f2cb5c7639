"""Rules about single conditions: operators, lists and literals that mean other than they seem."""

from collections import Counter

from app.audit.described import LEVELS
from app.audit.reading import called, filters, is_constant, tables_of
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import each, only
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.templates import is_template


@rule(
    Severity.WARNING,
    on=(tree.In,),
    dialects=EVERYWHERE,
    parameters={"max": 500},
    bad=[f"SELECT id FROM account WHERE id IN ({', '.join(map(str, range(501)))})"],
    good=["SELECT id FROM account WHERE id IN (1, 2, 3)",
          "SELECT id FROM account WHERE id IN (SELECT account_id FROM orders)"],
    sources=["SQLE dml_check_in_query_limit", "SQLE SQLE00087", "SOAR ARG.005"],
)  # fmt: skip
def query_max_in_list(node: tree.In, scope: Scope) -> Hits:
    """An IN list is very long.

    Why: every value costs parsing and a dive into the index; beyond eq_range_index_dive_limit the
    server guesses, beyond range_optimizer_max_mem_size it reads the whole table, and Oracle refuses
    more than 1000.

    Instead: put the values into a temporary table and join it, or ask in portions.
    """
    most = scope.number("max")
    if len(node.items) > most:
        yield hit(node, N_("The IN list has {count} values, {most} at most are wished"),
                  count=len(node.items), most=most)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(
        only(tree.Comparison, "<>", "!=", "^="),
        *each((tree.In, tree.Like, tree.Between), "NOT"),
        tree.Unary,
    ),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT id FROM account WHERE region <> 'north'",
         "SELECT id FROM account WHERE region NOT IN ('north', 'south')",
         "SELECT id FROM account WHERE name NOT LIKE 'Li%'"],
    good=["SELECT id FROM account WHERE region = 'north'",
          "SELECT id FROM account WHERE closed_at IS NOT NULL",
          "SELECT id FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.id = a.id)",
          "SELECT region <> 'north' FROM account WHERE id = 7"],
    sources=["SQLE dml_check_where_exist_not", "SQLE SQLE00113", "SOAR ARG.011"],
)  # fmt: skip
def query_negated_condition(node: tree.Node, scope: Scope) -> Hits:
    """A condition says which rows are not wanted.

    Why: what remains is most of the table, so an index seldom helps. NOT EXISTS and IS NOT NULL are
    not reported.

    Instead: name the values that are wanted, where they are few.
    """
    match node:
        case tree.Comparison(op="<>" | "!=" | "^="):
            negated = True
        case tree.In() | tree.Like() | tree.Between():
            negated = node.negated
        case tree.Unary(op="NOT" | "!"):
            negated = not isinstance(node.operand, tree.Exists)
        case _:
            return
    if negated and filters(node):
        yield hit(node, N_("The condition says which rows are not wanted"))


@rule(
    Severity.NOTICE,
    on=(only(tree.Comparison, "!="),),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT id FROM account WHERE region != 'north'",
         "-- dialect: oracle\nSELECT id FROM account WHERE region ^= 'north'"],
    good=["SELECT id FROM account WHERE region <> 'north'",
          "SELECT id FROM account WHERE note = '!='"],
    sources=["SQLE dml_check_not_equal_symbol", "SQLE SQLE00095",
             "SOAR STA.001 (which reports it inside strings too; we do not)"],
)  # fmt: skip
def query_not_equal_symbol(node: tree.Comparison, scope: Scope) -> Hits:
    """Inequality is written in a way that is not standard SQL.

    Why: <> is what the standard says and what every server takes.

    Instead: say <>.
    """
    if node.op != "!=":
        return
    kinds = scope.tokens.kinds
    at = next(n for n in range(node.left.last + 1, node.last) if kinds[n] in _UNEQUAL)
    parted = kinds[at + 1] == "=" and len(kinds[at]) == 1  # `! =`, which Oracle takes as one
    operator = kinds[at] + "=" * parted
    yield hit(at, N_("{operator} is not standard SQL, <> is"), last=at + parted, operator=operator)


_UNEQUAL = frozenset({"!=", "^=", "~=", "!", "^"})


@rule(
    Severity.NOTICE,
    on=(tree.Like, only(tree.FunctionCall, "REGEXP_LIKE")),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT id FROM account WHERE name REGEXP '^Li'",
         "SELECT id FROM account WHERE REGEXP_LIKE(name, '^Li')"],
    good=["SELECT id FROM account WHERE name LIKE 'Li%'",
          "SELECT REGEXP_REPLACE(name, 'i', 'j') FROM account WHERE id = 7"],
    sources=["SOAR ARG.007", "SOAR LIT.003", "sqlcheck 3007"],
)  # fmt: skip
def query_regexp(node: tree.Like | tree.FunctionCall, scope: Scope) -> Hits:
    """Rows are found by a regular expression.

    Why: no index serves it, not even for a fixed beginning; each row is read and matched.

    Instead: LIKE with a fixed beginning, a full-text index, or a column that holds what is asked.
    """
    if isinstance(node, tree.Like):
        found = node.op in {"REGEXP", "RLIKE"}
    else:
        found = node.name == "REGEXP_LIKE"
    if found and filters(node):
        yield hit(node, N_("The regular expression is matched against every row"))


@rule(
    Severity.NOTICE,
    on=(tree.Like,),
    dialects=EVERYWHERE,
    bad=["SELECT id FROM account WHERE name LIKE 'Li'"],
    good=["SELECT id FROM account WHERE name LIKE 'Li%'",
          "SELECT id FROM account WHERE name LIKE 'L_'",
          "SELECT id FROM account WHERE name LIKE ?",
          "SHOW TABLES LIKE 'account'",
          "SELECT id FROM account WHERE name LIKE 'Li' ESCAPE '!'",
          "SELECT id FROM account WHERE name LIKE ''",
          "-- dialect: oracle\nSELECT id FROM account WHERE name LIKE '&1'"],
    sources=["SQLE dml_not_recommend_not_wildcard_like", "SOAR ARG.002", "Trivadis G-3195"],
)  # fmt: skip
def query_like_without_wildcard(node: tree.Like, scope: Scope) -> Hits:
    """A LIKE pattern has no wildcard.

    Why: it means = but compares blanks at the end and collations in another way; most often a % was
    forgotten.

    Instead: say =, or put the wildcard in.
    """
    pattern = node.pattern
    if node.op != "LIKE" or node.escape or not isinstance(pattern, tree.Literal):
        return
    if pattern.kind != "string" or not filters(node):
        return
    if scope.told(_has_no_wildcard, pattern):
        yield hit(pattern, N_("The pattern has no wildcard, so LIKE only means ="))


def _has_no_wildcard(text: str) -> bool:
    return bool(text) and not set(text) & set("%_\\&{}")  # & and braces are filled in later


@rule(
    Severity.NOTICE,
    on=(only(tree.Logical, "OR"),),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT id FROM account WHERE region = 'north' OR closed_at IS NULL"],
    good=["SELECT id FROM account WHERE region = 'north' AND closed_at IS NULL",
          "SELECT id, a OR b FROM account WHERE id = 7"],
    sources=["sqlcheck 3014", "SOAR RW.or2union"],
)  # fmt: skip
def query_or_used(node: tree.Logical, scope: Scope) -> Hits:
    """A condition has an OR.

    Why: one index seldom serves both sides; the server merges two or reads the whole table.

    Instead: IN for one column, UNION ALL of two queries for several.
    """
    if node.op == "OR" and filters(node):
        yield hit(node, N_("OR keeps one index from serving the whole condition"))


@rule(
    Severity.NOTICE,
    on=(only(tree.Logical, "OR"),),
    dialects=EVERYWHERE,
    bad=["SELECT id FROM account WHERE region = 'north' OR region = 'south'",
         "SELECT id FROM account WHERE id = 7 AND (a.kind = 1 OR 2 = a.kind OR a.kind = 3)"],
    good=["SELECT id FROM account WHERE region IN ('north', 'south')",
          "SELECT id FROM account WHERE region = 'north' OR name = 'Li'",
          "SELECT id FROM account WHERE a.region = 'north' OR b.region = 'south'",
          "SELECT id FROM account WHERE n = 1 OR n = m"],
    sources=["SOAR ARG.008", "SOAR RW.or2in"],
)  # fmt: skip
def query_or_could_be_in(node: tree.Logical, scope: Scope) -> Hits:
    """One column is compared with several values by OR.

    Why: IN says the same, is sorted once and searched, and is easier to read.

    Instead: say IN.
    """
    if node.op != "OR":
        return
    equated = [_equated(operand) for operand in node.operands]
    if len(set(equated)) == len(equated):
        return
    for name, count in sorted(Counter(equated).items()):
        if name and count > 1:
            yield hit(node, N_("{column} is compared by OR where IN would do"), column=name,
                      about=name)  # fmt: skip


def _equated(node: tree.Node) -> str:
    """The column that must equal a constant, in lower case, or nothing."""
    if isinstance(node, tree.Comparison) and node.op == "=" and not node.quantifier:
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(side, tree.Column) and is_constant(other):
                return side.name.dotted.lower()
    return ""


@rule(
    Severity.NOTICE,
    on=(tree.In,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT id FROM account WHERE region IN ('north', 'south')"],
    good=["SELECT id FROM account WHERE region = 'north'"],
    sources=["SQLE dml_not_recommend_in"],
)
def query_in_used(node: tree.In, scope: Scope) -> Hits:
    """A condition has an IN.

    Why: a house that allows only equality and ranges wants to know; the lists grow with what
    programs fill in.

    Instead: a range, or a join with a table that holds the values.
    """
    if filters(node):
        yield hit(node, N_("The condition uses IN"))


@rule(
    Severity.WARNING,
    on=(tree.In,),
    dialects=EVERYWHERE,
    bad=["SELECT id FROM account WHERE region IN (north, 'south')"],
    good=["SELECT id FROM account WHERE region IN ('north', 'south')",
          "SELECT id FROM account WHERE 7 IN (owner_id, deputy_id)",
          "SELECT a.id FROM a JOIN b ON b.a = a.id WHERE a.x IN (b.y, b.z)",
          "SELECT id FROM account WHERE id IN (${ids})"],
    sources=["SOAR ARG.014"],
)  # fmt: skip
def query_in_column_name(node: tree.In, scope: Scope) -> Hits:
    """An IN list holds the name of a column.

    Why: most often the quotes of a string were forgotten, and each row is compared with its own
    other column. A name with its table in front is taken as meant.

    Instead: quote the value; where the column is meant, say which table's.
    """
    columns = [
        item
        for item in node.items
        if isinstance(item, tree.Column)
        and len(item.name.parts) == 1
        and not is_template(item.name.name)
    ]
    if columns and not is_constant(node.operand):
        for item in columns:
            column = item.name.name
            yield hit(item, N_("{column} is a column here, not a string"), column=column,
                      about=column)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(only(tree.Comparison, tree.Comparison),),
    bad=["SELECT id FROM account WHERE 1 < level < 5", "SELECT id FROM t WHERE a = b = c"],
    good=["SELECT id FROM account WHERE level > 1 AND level < 5",
          "SELECT id FROM account WHERE (level > 1) = active"],
    sources=["SOAR RES.009"],
)  # fmt: skip
def query_chained_comparison(node: tree.Comparison, scope: Scope) -> Hits:
    """Two comparisons stand in a chain.

    Why: 1 < level < 5 compares the result of the first, 0 or 1, with 5, and is always true.

    Instead: two conditions with AND, or BETWEEN. With parentheses the chain is taken as meant.
    """
    left = node.left
    if isinstance(left, tree.Comparison) and scope.tokens.kinds[left.first] != "(":
        yield hit(node, N_("The second comparison is with the result of the first, 0 or 1"))


@rule(
    Severity.WARNING,
    on=(tree.Select, tree.Update, tree.Delete),
    having=(tree.Logical,),
    dialects=EVERYWHERE,
    parameters={"max": 10},
    bad=["SELECT id FROM t WHERE " + " AND ".join(f"c{n} = 1" for n in range(12))],
    good=["SELECT id FROM t WHERE " + " AND ".join(f"c{n} = 1" for n in range(11))],
    sources=["Bytebase STATEMENT_WHERE_MAXIMUM_LOGICAL_OPERATOR_COUNT"],
)
def query_max_logical_operators(
    node: tree.Select | tree.Update | tree.Delete, scope: Scope
) -> Hits:
    """A condition has very many AND and OR.

    Why: nobody can tell which rows it leaves, and the optimizer weighs every combination.

    Instead: a table of the wanted values to join with, or several queries.
    """
    most, count, todo = scope.number("max"), 0, [node.where] if node.where else []
    while todo:
        part = todo.pop()
        if isinstance(part, tree.Logical):
            count += len(part.operands) - 1
            todo += part.operands
        elif isinstance(part, tree.Unary):
            todo.append(part.operand)
    if count > most and node.where is not None:
        yield hit(node.where, N_("The condition has {count} AND and OR, {most} at most are wished"),
                  count=count, most=most)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(only(tree.Logical, "OR"),),
    dialects=EVERYWHERE,
    bad=["SELECT a.id FROM a JOIN b ON b.a = a.id WHERE a.x = 1 OR b.y = 2"],
    good=["SELECT a.id FROM a JOIN b ON b.a = a.id WHERE a.x = 1 OR a.y = 2",
          "SELECT a.id FROM a JOIN b ON b.a = a.id WHERE (a.x = 1 AND b.y = 1)"
          " OR (a.x = 2 AND b.y = 2)",
          "SELECT a.id FROM a LEFT JOIN b ON b.a = a.id WHERE a.x = 1 OR b.y IS NULL"],
    sources=["SQLE SQLE00143"],
)  # fmt: skip
def query_or_across_tables(node: tree.Logical, scope: Scope) -> Hits:
    """OR joins conditions on different tables.

    Why: neither can be checked before both tables are joined, so no index narrows what is read.

    Instead: UNION of two queries, one for each condition.
    """
    if node.op != "OR":
        return
    sides: list[set[str]] = []
    for operand in node.operands:
        names = set() if isinstance(operand, tree.Is) else _qualifiers(operand)
        if len(names) != 1:
            return
        sides.append(names)
    named = set.union(*sides)
    if set.intersection(*sides) or not named <= _joined_around(node) or not filters(node):
        return
    yield hit(node, N_("OR joins conditions on {tables}, which no index serves together"),
              tables=", ".join(sorted(named)))  # fmt: skip


def _joined_around(node: tree.Node) -> set[str]:
    """What the tables are called that the query or change around a condition joins."""
    for above in tree.ancestors(node):
        if isinstance(above, LEVELS):
            joined = isinstance(above.tables, tree.Join)
            return {called(table) for table in tables_of(above.tables)} if joined else set()
    return set()


def _qualifiers(start: tree.Node) -> set[str]:
    """The tables whose columns stand in a condition; none where one of them is not named."""
    names: set[str] = set()
    todo = [start]
    while todo:
        node = todo.pop()
        if isinstance(node, tree.Column):
            if not node.name.qualifier:
                return set()
            names.add(node.name.qualifier.lower())
        elif isinstance(node, tree.Query):
            return set()
        elif not isinstance(node, tree.Literal):
            todo += tree.children(node)
    return names
