"""Rules about WHERE and ON: what keeps a condition from using an index, or from meaning much."""

from collections.abc import Iterator
from decimal import Decimal

from app.audit import oracle
from app.audit.described import leads_known_index
from app.audit.reading import AGGREGATES, columns_in, filters, is_constant
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import each
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.tokens import NUMBER, STRING, Tokens


@rule(
    Severity.WARNING,
    on=(tree.Like,),
    dialects=EVERYWHERE,
    bad=[
        "SELECT id FROM account WHERE name LIKE '%ing'",
        "SELECT id FROM account WHERE name LIKE CONCAT('%', @part, '%')",
        "-- dialect: oracle\nSELECT id FROM account WHERE name LIKE '%ing'",
        "-- dialect: oracle\nSELECT id FROM account WHERE name LIKE '%' || :part || '%'",
    ],
    good=[
        "SELECT id FROM account WHERE name LIKE 'Li%'",
        "SELECT id FROM account WHERE code LIKE '\\\\_x%'",
        "SHOW TABLES LIKE '%log'",
        "-- dialect: oracle\nSELECT id FROM account WHERE name LIKE 'Li%' AND note = '%'",
    ],
    sources=[
        "SQLE dml_check_fuzzy_search",
        "Bytebase STATEMENT_WHERE_NO_LEADING_WILDCARD_LIKE",
        "SOAR ARG.001",
        "sqlcheck 3007",
    ],
)
def query_leading_wildcard(like: tree.Like, scope: Scope) -> Hits:
    """A LIKE pattern starts with a wildcard.

    Why: an index is sorted by how its values begin; without the beginning every entry has to be
    read and compared.

    Instead: search for the beginning, keep a reversed column for endings, or use a full-text index.
    """
    pattern = like.pattern
    if isinstance(pattern, tree.FunctionCall) and pattern.name == "CONCAT" and pattern.arguments:
        pattern = pattern.arguments[0]
    while isinstance(pattern, tree.Arithmetic) and pattern.op == "||":
        pattern = pattern.left
    if like.op != "LIKE" or not isinstance(pattern, tree.Literal) or pattern.kind != "string":
        return
    if not isinstance(like.parent, tree.Show) and scope.told(_starts_with_wildcard, pattern):
        yield hit(like.pattern, N_("The pattern starts with a wildcard, so no index helps"))


@query_leading_wildcard.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    kinds = tokens.kinds
    for at in range(len(tokens) - 1):
        literal = kinds[at] == "LIKE" and kinds[at + 1] is STRING
        if literal and _starts_with_wildcard(scope.literal_at(at + 1)):
            yield hit(at + 1, N_("The pattern starts with a wildcard, so no index helps"))


def _starts_with_wildcard(pattern: str) -> bool:
    return pattern[:1] in {"%", "_"}


def _sides(node: tree.Node) -> Iterator[tuple[tree.Expression, tuple[tree.Expression, ...]]]:
    """Each side of a condition with what it is compared with."""
    match node:
        case tree.Comparison():
            yield node.left, (node.right,)
            yield node.right, (node.left,)
        case tree.Between():
            yield node.operand, (node.low, node.high)
        case tree.In():
            yield node.operand, node.items
        case tree.Like():
            yield node.operand, (node.pattern,)


_FUNCTIONS = (tree.FunctionCall, tree.Cast, tree.ConvertCharset)
_CONDITIONS = (tree.Comparison, tree.Between, tree.In, tree.Like)


@rule(
    Severity.WARNING,
    on=each(_CONDITIONS, *_FUNCTIONS),
    dialects=EVERYWHERE,
    bad=[
        "SELECT id FROM orders WHERE DATE(created_at) = '2026-01-01'",
        "SELECT id FROM account WHERE LOWER(name) IN ('li', 'wang')",
        "SELECT id FROM orders WHERE CAST(code AS SIGNED) = 7",
        "DELETE FROM orders WHERE YEAR(created_at) < 2020",
        "-- dialect: oracle\nSELECT id FROM orders WHERE TRUNC(created_at) = TRUNC(SYSDATE)",
    ],
    good=[
        "SELECT id FROM orders WHERE created_at >= '2026-01-01' AND created_at < '2026-01-02'",
        "SELECT id FROM orders WHERE created_at < DATE_SUB(NOW(), INTERVAL 1 DAY)",
        "SELECT o.id FROM orders o JOIN days d ON o.day = DATE(d.at)",
        "CREATE TABLE item (at DATETIME PRIMARY KEY); SELECT 1 FROM item WHERE DATE(at) = NOW()",
        "SELECT region FROM account GROUP BY region HAVING COUNT(id) > 3",
        "SELECT id, IF(LOWER(name) = 'li', 1, 0) FROM account WHERE id = 7",
        "-- dialect: oracle\nSELECT id FROM orders WHERE created_at >= TRUNC(SYSDATE) - 7",
        "-- dialect: oracle\nSELECT id FROM account WHERE MOD(ROWNUM, 2) = 0",
    ],
    sources=[
        "SQLE dml_check_where_exist_func",
        "Bytebase STATEMENT_WHERE_DISALLOW_FUNCTIONS_AND_CALCULATIONS",
        "SOAR FUN.001",
    ],
)
def query_function_on_column(node: tree.Node, scope: Scope) -> Hits:
    """A function is applied to the column that is filtered.

    Why: an index holds the column's values, not the function's, so each row is read and the
    function computed for it (unless there is an index on exactly that expression). Where the schema
    knows an index, query-function-on-indexed-column reports it.

    Instead: leave the column alone and compute the other side: created_at >= '2026-01-01' AND
    created_at < '2026-01-02'.
    """
    for side, others in _sides(node):
        name = _function(side)
        if name and all(is_constant(other) for other in others) and filters(node):
            column = next(columns_in(side), None)
            if column is not None and not leads_known_index(column, scope):
                yield hit(side, N_("{function} on {column} keeps an index from being used"),
                          function=name, column=column.name.dotted,
                          about=column.name.dotted)  # fmt: skip


def _function(value: tree.Expression) -> str:
    """The name of the function that `value` is, or nothing."""
    match value:
        case tree.FunctionCall() if value.name not in AGGREGATES and value.over is None:
            return value.name
        case tree.Cast():
            return "CAST"
        case tree.ConvertCharset():
            return "CONVERT"
    return ""


@rule(
    Severity.WARNING,
    on=each(_CONDITIONS, tree.Arithmetic),
    dialects=EVERYWHERE,
    bad=[
        "SELECT id FROM item WHERE price * 2 > 10",
        "UPDATE item SET seen = 1 WHERE id + 1 = 8",
        "-- dialect: oracle\nSELECT id FROM item WHERE code || '-' || size_name = 'a-l'",
    ],
    good=[
        "SELECT id FROM item WHERE price > 10 / 2",
        "SELECT a.id FROM a JOIN b ON a.n = b.n + 1",
        "CREATE TABLE item (id INT PRIMARY KEY, n INT); SELECT n FROM item WHERE id + 1 = 8",
        "SELECT id FROM item WHERE attributes ->> '$.size' = 'L'",
        "-- dialect: oracle\nSELECT id FROM item WHERE seen_at > SYSDATE - 7",
    ],
    sources=[
        "SQLE dml_not_recommend_func_in_where",
        "Bytebase STATEMENT_WHERE_DISALLOW_FUNCTIONS_AND_CALCULATIONS",
        "SOAR FUN.001",
    ],
)
def query_expression_on_column(node: tree.Node, scope: Scope) -> Hits:
    """The column that is filtered is part of a calculation.

    Why: an index holds the column's values, not the results, so each row is read and computed.
    Where the schema knows an index, query-function-on-indexed-column reports it.

    Instead: move the calculation to the other side: price > 10 / 2.
    """
    for side, others in _sides(node):
        calculates = isinstance(side, tree.Arithmetic) and side.op not in {"->", "->>"}
        if calculates and all(is_constant(other) for other in others) and filters(node):
            column = next(columns_in(side), None)
            if column is not None and not leads_known_index(column, scope):
                yield hit(side, N_("The calculation with {column} keeps an index from being used"),
                          column=column.name.dotted, about=column.name.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=each((tree.Select, tree.Update, tree.Delete), "WHERE"),
    dialects=EVERYWHERE,
    bad=[
        "DELETE FROM account WHERE 1 = 1",
        "UPDATE account SET seen = 1 WHERE id = 7 OR 'a' = 'a'",
        "SELECT id FROM account WHERE name = name",
        "SELECT id FROM account WHERE TRUE",
        "-- dialect: oracle\nDELETE FROM account WHERE 1 = 1",
    ],
    good=[
        "SELECT id FROM account WHERE 1 = 1 AND region = 'north'",
        "SELECT id FROM account WHERE 1 = 0",
        "SELECT a.id FROM account a WHERE a.id = parent_id",
        "-- dialect: oracle\nSELECT id FROM account WHERE 1 = 1 AND region = 'north'",
        "-- dialect: oracle\nSELECT id FROM account WHERE 'a' = 'A' OR '' = ''",
    ],
    sources=[
        "goInception er_use_value_expr",
        "SQLE all_check_where_is_invalid",
        "SOAR RES.007",
    ],
)
def where_always_true(node: tree.Select | tree.Update | tree.Delete, scope: Scope) -> Hits:
    """WHERE is true for every row.

    Why: it looks like a condition and is none; in UPDATE and DELETE it changes the whole table,
    and it is the mark of an injected or badly generated statement.

    Instead: name the rows that are meant, or leave WHERE out where all of them are. A 1 = 1 that
    only begins a list of conditions is not reported.
    """
    if node.where is not None and _always_true(node.where, scope):
        yield hit(node.where, N_("This condition is true for every row"))


def _always_true(value: tree.Expression, scope: Scope) -> bool:
    if isinstance(value, tree.Comparison):
        return not value.quantifier and _holds(value.op, value.left, value.right, scope)
    if isinstance(value, tree.Logical):
        decisive = value.op == "OR"  # what one operand must be for all of them to be that
        for operand in value.operands if value.op != "XOR" else ():
            if _always_true(operand, scope) is decisive:
                return decisive
        return value.op == "AND"
    if isinstance(value, tree.Literal):
        return value.kind == "true" or (value.kind == "number" and scope.told(_is_true, value))
    return False


def _holds(op: str, left: tree.Expression, right: tree.Expression, scope: Scope) -> bool:
    """Whether two literals, or a column and itself, compare as true."""
    if isinstance(left, tree.Column):
        return (
            isinstance(right, tree.Column) and op in {"=", "<=>"} and _same(left.name, right.name)
        )
    if not (isinstance(left, tree.Literal) and isinstance(right, tree.Literal)):
        return False
    if left.kind == right.kind == "string" and scope.dialect is Dialect.ORACLE:
        equal = scope.told(_are_equal_in_oracle, left, right)
        return equal is not None and (op == "=" if equal else op in {"<>", "!="})
    if left.kind == right.kind == "string":
        return scope.told(_are_equal, left, right) is (op in {"=", "<=>"}) and op in _EQUAL_OR_NOT
    if left.kind == right.kind == "number":
        order = scope.told(_order, left, right)
        return order is not None and order in _ORDERS.get(op, ())
    return False


_EQUAL_OR_NOT = {"=", "<=>", "<>", "!="}
_ORDERS = {
    "=": {0}, "<=>": {0}, "<>": {-1, 1}, "!=": {-1, 1}, "<": {-1}, "<=": {-1, 0}, ">": {1},
    ">=": {0, 1},
}  # fmt: skip


def _are_equal(one: str, two: str) -> bool:
    return one.lower() == two.lower()


def _are_equal_in_oracle(one: str, two: str) -> bool | None:
    """None where one is empty, which is NULL."""
    return one == two if one and two else None


def _is_true(number: str) -> bool:
    return _number(number) not in {None, Decimal()}


def _order(one: str, two: str) -> int | None:
    """-1 where `one` is less than `two`, 0 where they are equal; None where one is no number."""
    first, second = _number(one), _number(two)
    if first is None or second is None:
        return None
    return (first > second) - (first < second)


def _same(left: tree.Name, right: tree.Name) -> bool:
    return [p.lower() for p in left.parts] == [p.lower() for p in right.parts]


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except ArithmeticError:  # 0x1F, 0b1
        return None


@where_always_true.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    """Only a WHERE that consists of one comparison of two equal literals."""
    kinds = tokens.kinds
    for first, last in oracle.changes(tokens):
        where = oracle.find(tokens, "WHERE", first, last)
        if where is None or last != where + 3 or kinds[where + 2] != "=":
            continue
        literals = kinds[where + 1] is kinds[where + 3] and kinds[where + 1] in {NUMBER, STRING}
        if literals and scope.literal_at(where + 1) == scope.literal_at(where + 3):
            yield hit(where + 1, N_("This condition is true for every row"), last=last)


@rule(
    Severity.NOTICE,
    on=(tree.Is, tree.Comparison),
    having=("NULL",),
    dialects=EVERYWHERE,
    parameters={"is_null": 0},
    bad=[
        "SELECT closed_at = NULL FROM account WHERE id = 7",
        "SELECT id, IF(closed_at <> NULL, 'closed', 'open') FROM account WHERE id = 7",
        "-- is_null: 1\nSELECT id FROM account WHERE closed_at IS NULL",
    ],
    good=[
        "SELECT id FROM account WHERE closed_at IS NULL",
        "SELECT id FROM account WHERE closed_at = NULL",
        "UPDATE account SET closed_at = NULL WHERE id = 7",
        "SELECT id FROM account WHERE closed_at <=> NULL",
        "-- dialect: oracle\nUPDATE account SET closed_at = NULL WHERE id = 7",
    ],
    sources=[
        "SQLE dml_check_where_exist_null",
        "SOAR ARG.006",
        "sqlcheck 3002",
        "Trivadis G-2150",
    ],
)
def query_null_test(node: tree.Is | tree.Comparison, scope: Scope) -> Hits:
    """NULL is compared, or tested for.

    Why: = NULL and <> NULL are never true, whatever the column holds; in a condition
    query-equal-null reports them. IS NULL is right and can use an index; peers report it all the
    same, since many NULLs make the index a poor one, and the parameter is_null = 1 does so here.

    Instead: say IS NULL or IS NOT NULL; declare columns NOT NULL where they always have a value.
    """
    if isinstance(node, tree.Is):
        if scope.number("is_null") and node.what == "NULL" and filters(node):
            yield hit(node, N_("The condition tests for NULL"))
        return
    compares = node.op != "<=>" and any(_is_null(side) for side in (node.left, node.right))
    if compares and not filters(node):
        yield hit(node, N_("A comparison with NULL is never true"))


def _is_null(value: tree.Expression) -> bool:
    return isinstance(value, tree.Literal) and value.kind == "null"
