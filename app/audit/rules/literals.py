"""Rules about values in conditions: such as are never met, or are not what they seem."""

import re
from collections.abc import Sequence
from decimal import Decimal

from app.audit import oracle
from app.audit.described import conjuncts, described
from app.audit.reading import filters
from app.audit.registry import EVERYWHERE, Hit, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import each
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.numbers import whole_number
from app.sql.tokens import Tokens

_DATE = re.compile(r"\d{4}-\d\d?-\d\d?(?:[ T]\d\d?:\d\d?(?::\d\d?)?)?")
_FALSE = N_("This condition is false for every row")
_REVERSED = N_("BETWEEN {low} AND {high} is empty: the bounds are reversed")


@rule(
    Severity.WARNING,
    on=each((tree.Select, tree.Update, tree.Delete), "WHERE"),
    dialects=EVERYWHERE,
    bad=["SELECT id FROM account WHERE 1 = 0",
         "SELECT id FROM account WHERE FALSE",
         "SELECT id FROM account WHERE region = 'north' AND region = 'south'",
         "SELECT id FROM account WHERE id BETWEEN 9 AND 5",
         "UPDATE account SET seen = 1 WHERE day BETWEEN '2026-02-01' AND '2026-01-01'",
         "DELETE FROM account WHERE id = 7 AND 'a' = 'b'"],
    good=["SELECT id FROM account WHERE id BETWEEN 5 AND 9",
          "SELECT id FROM account WHERE id BETWEEN 5 AND level",
          "SELECT id FROM account WHERE day BETWEEN '2026-01-01' AND '2026-02-01'",
          "SELECT id FROM account WHERE day BETWEEN '2026-9-1' AND '2026-10-1'",
          "SELECT id FROM account WHERE 1 = 1 AND region = 'north'",
          "SELECT id FROM account WHERE region = 'north' OR 1 = 0",
          "SELECT id FROM account WHERE region = 'north' AND region = 'NORTH '",
          "CREATE TABLE account_copy (id INT PRIMARY KEY) AS SELECT id FROM account WHERE 1 = 0",
          "SELECT id FROM account WHERE id NOT BETWEEN 9 AND 5",
          "-- dialect: oracle\nSELECT NULL AS one FROM dual WHERE 1 = 0"],
    sources=["SOAR RES.006 (which reports BETWEEN 5 AND col; we do not)"],
)  # fmt: skip
def where_always_false(node: tree.Select | tree.Update | tree.Delete, scope: Scope) -> Hits:
    """WHERE is false for every row.

    Why: the statement does nothing, and nobody is told: bounds were exchanged, or two conditions
    exclude each other. CREATE TABLE … AS SELECT … WHERE 1 = 0 copies a structure and is not
    reported; nor is FROM DUAL.

    Instead: correct the condition, or take the statement out.
    """
    parts = conjuncts(node.where)
    found = [
        said
        for part in parts
        if isinstance(part, _PERHAPS_FALSE) and (said := _never_met(part, scope)) is not None
    ]
    equations = [part for part in parts if isinstance(part, tree.Comparison) and part.op == "="]
    if len(equations) > 1:
        found += _excluding(equations, scope)
    if found and not _makes_a_structure(node):
        yield from found


def _makes_a_structure(node: tree.Select | tree.Update | tree.Delete) -> bool:
    """Whether no row is wanted: for a table with the same columns, or from DUAL."""
    if isinstance(node.tables, tree.TableName) and node.tables.name.name.upper() == "DUAL":
        return True
    return any(isinstance(above, tree.CreateTable) for above in tree.ancestors(node))


_PERHAPS_FALSE = (tree.Comparison, tree.Logical, tree.Literal, tree.Between)


def _never_met(part: tree.Expression, scope: Scope) -> Hit | None:
    if isinstance(part, tree.Between):
        bounds = _empty_range(part, scope)
        return bounds and hit(part, _REVERSED, low=bounds[0], high=bounds[1])
    return hit(part, _FALSE) if _is_false(part, scope) else None


def _is_false(part: tree.Expression, scope: Scope) -> bool:
    if isinstance(part, tree.Comparison):
        return part.op == "=" and not part.quantifier and _differ(part.left, part.right, scope)
    if isinstance(part, tree.Logical):
        return part.op == "OR" and all(_is_false(operand, scope) for operand in part.operands)
    if isinstance(part, tree.Literal):
        if part.kind == "number":
            return scope.told(_is_zero, part)
        return part.kind == "false"
    return False


def _differ(one: tree.Expression, two: tree.Expression, scope: Scope) -> bool:
    """Whether two literals are certainly not equal, whatever the collation."""
    if not (isinstance(one, tree.Literal) and isinstance(two, tree.Literal)):
        return False
    if one.kind == two.kind == "number":
        return scope.told(_are_other_numbers, one, two)
    return one.kind == two.kind == "string" and scope.told(_are_other_texts, one, two)


def _are_other_numbers(one: str, two: str) -> bool:
    first, second = _number(one), _number(two)
    return first is not None and second is not None and first != second


def _are_other_texts(one: str, two: str) -> bool:
    return one.isascii() and two.isascii() and one.rstrip().lower() != two.rstrip().lower()


def _is_zero(text: str) -> bool:
    return _number(text) == 0


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except ArithmeticError:  # 0x1F
        return None


def _empty_range(part: tree.Between, scope: Scope) -> tuple[str, str] | None:
    """The bounds of a BETWEEN that are literals and stand the wrong way round."""
    match part:
        case tree.Between(low=tree.Literal() as low, high=tree.Literal() as high, negated=False):
            numbers = low.kind == high.kind == "number"
            wrong = scope.told(_are_falling if numbers else _are_falling_dates, low, high)
            return (scope.literal(low), scope.literal(high)) if wrong else None
    return None


def _are_falling(one: str, two: str) -> bool:
    first, second = _number(one), _number(two)
    return first is not None and second is not None and first > second


def _are_falling_dates(one: str, two: str) -> bool:
    dates = _DATE.fullmatch(one) and _DATE.fullmatch(two)
    return bool(dates) and _padded(one) > _padded(two)


def _padded(date: str) -> list[int]:
    return [whole_number(number) for number in re.findall(r"\d+", date)]


def _excluding(parts: Sequence[tree.Expression], scope: Scope) -> Hits:
    """Two conditions of which each wants another value of one column."""
    wanted: dict[str, tree.Expression] = {}
    for part in parts:
        match part:
            case tree.Comparison(op="=", left=tree.Column(name=name), right=value, quantifier=""):
                other = wanted.setdefault(name.dotted.lower(), value)
                if other is not value and _differ(other, value, scope):
                    yield hit(part, N_("Another condition wants another value of {column}"),
                              column=name.dotted, about=name.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.Arithmetic,),
    dialects=EVERYWHERE,
    bad=["SELECT id FROM orders WHERE placed >= 2026-01-31",
         "INSERT INTO holiday (day) VALUES (2026-12-25)"],
    good=["SELECT id FROM orders WHERE placed >= '2026-01-31'",
          "SELECT id FROM orders WHERE n > 2026 - 1",
          "SELECT id FROM orders WHERE n > 5000 - 1 - 2",
          "SELECT id FROM orders WHERE n > 2026 - 13 - 40"],
    sources=["SOAR LIT.002"],
)  # fmt: skip
def query_unquoted_date(node: tree.Arithmetic, scope: Scope) -> Hits:
    """A date stands without quotes.

    Why: 2026-01-31 is a subtraction with the result 1994, and is compared or stored as that.

    Instead: quote it: '2026-01-31', or DATE '2026-01-31'.
    """
    match node:
        case tree.Arithmetic(
            op="-",
            left=tree.Arithmetic(
                op="-",
                left=tree.Literal(kind="number") as y,
                right=tree.Literal(kind="number") as m,
            ),
            right=tree.Literal(kind="number") as d,
        ):
            if scope.told(_are_a_date, y, m, d):
                year, month, day = (scope.literal(part) for part in (y, m, d))
                yield hit(node, N_("{text} is a subtraction: the result is {result}"),
                          text=f"{year}-{month}-{day}",
                          result=int(year) - int(month) - int(day))  # fmt: skip


def _are_a_date(*parts: str) -> bool:
    if not all(map(str.isdecimal, parts)):
        return False
    year, month, day = map(whole_number, parts)
    return 1900 <= year < 2200 and 1 <= month <= 12 and 1 <= day <= 31


@rule(
    Severity.NOTICE,
    on=(tree.Logical,),
    having=("||",),
    bad=["SELECT first || ' ' || last FROM account WHERE id = 7"],
    good=[
        "SELECT CONCAT(first, ' ', last) FROM account WHERE id = 7",
        "SELECT id FROM account WHERE a = 1 OR b = 2",
        "SELECT '||' FROM account WHERE id = 7",
        "SET sql_mode = 'ANSI'; SELECT first || ' ' || last FROM account WHERE id = 7",
    ],
    sources=["SOAR FUN.003", "sqlcheck 3004"],
)
def query_string_concat_pipes(node: tree.Logical, scope: Scope) -> Hits:
    """Two pipes do not concatenate here.

    Why: in MySQL and MariaDB || is OR, so 'a' || 'b' is 0, unless sql_mode has PIPES_AS_CONCAT;
    and as OR it is deprecated since MySQL 8.0.17.

    Instead: say CONCAT(), or OR where OR is meant.
    """
    if node.op != "OR":
        return
    kinds = scope.tokens.kinds
    for operand in node.operands[1:]:
        if kinds[operand.first - 1] == "||":
            yield hit(operand.first - 1, N_("|| is OR in MySQL and MariaDB"))
            return


@rule(
    Severity.ERROR,
    on=(tree.In,),
    having=("NULL", tree.Query,),
    dialects=EVERYWHERE,
    bad=["SELECT id FROM account WHERE region IN ('north', NULL)",
         "SELECT id FROM account WHERE region NOT IN ('north', NULL)",
         "CREATE TABLE owner (id INT PRIMARY KEY, boss INT NULL);"
         " SELECT id FROM account WHERE id NOT IN (SELECT o.boss FROM owner o)"],
    good=["SELECT id FROM account WHERE region IN ('north') OR region IS NULL",
          "CREATE TABLE owner (id INT PRIMARY KEY, boss INT NULL);"
          " SELECT id FROM account WHERE id NOT IN"
          " (SELECT o.boss FROM owner o WHERE o.boss IS NOT NULL)",
          "SELECT id FROM account WHERE id NOT IN (SELECT boss FROM never_described)"],
    sources=["SQLE dml_hint_in_null_only_false", "SQLE SQLE00120", "SOAR ARG.004",
             "SOAR RW.innull"],
)  # fmt: skip
def query_in_null(node: tree.In, scope: Scope) -> Hits:
    """NULL stands in an IN list.

    Why: IN never finds NULL by it, and NOT IN with a NULL in its list is true for no row at all.
    With a schema a NOT IN over a column that may be NULL is reported too.

    Instead: IS NULL beside the list; NOT EXISTS, or IS NOT NULL in the subquery.
    """
    for item in node.items:
        if isinstance(item, tree.Literal) and item.kind == "null":
            template = N_("With NULL in its list NOT IN is true for no row")
            plain = N_("IN does not find NULL, so NULL in its list does nothing")
            yield hit(item, template if node.negated else plain)
    if node.negated and isinstance(node.query, tree.Query):
        yield from _nullable_result(node.query, scope)


def _nullable_result(query: tree.Query, scope: Scope) -> Hits:
    select = query.body
    if not isinstance(select, tree.Select) or len(select.items) != 1:
        return
    value = select.items[0].value
    if not isinstance(value, tree.Column) or (found := described(value, scope.schema)) is None:
        return
    name = value.name.name.lower()
    kept_out = any(
        isinstance(column, tree.Column) and column.name.name.lower() == name
        for part in conjuncts(select.where)
        for column in tree.children(part)
    )
    if found[1].nullable and not kept_out:
        yield hit(value, N_("{column} may be NULL, and then NOT IN is true for no row"),
                  column=value.name.dotted, about=found[0].name)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.Comparison,),
    having=("NULL",),
    dialects=EVERYWHERE,
    bad=["SELECT id FROM account WHERE closed_at = NULL",
         "DELETE FROM account WHERE NULL <> closed_at",
         "SELECT a.id FROM a JOIN b ON b.a = a.id AND b.gone = NULL",
         "-- dialect: oracle\nSELECT id FROM account WHERE closed_at = NULL"],
    good=["SELECT id FROM account WHERE closed_at IS NULL",
          "SELECT id FROM account WHERE closed_at <=> NULL",
          "UPDATE account SET closed_at = NULL WHERE id = 7",
          "-- dialect: oracle\nUPDATE account SET closed_at = NULL WHERE id = 7"],
    sources=["SQLE dml_avoid_where_equal_null", "Bytebase STATEMENT_WHERE_NO_EQUAL_NULL"],
)  # fmt: skip
def query_equal_null(node: tree.Comparison, scope: Scope) -> Hits:
    """A condition compares with NULL.

    Why: the result is neither true nor false, so no row is found, whatever the column holds.

    Instead: IS NULL or IS NOT NULL.
    """
    null = any(isinstance(s, tree.Literal) and s.kind == "null" for s in (node.left, node.right))
    if null and node.op != "<=>" and filters(node):
        yield hit(node, N_("No row meets a comparison with NULL"))


@query_equal_null.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    kinds = tokens.kinds
    for first, last in oracle.changes(tokens):
        where = oracle.find(tokens, "WHERE", first, last)
        for at in range(where or last, last):
            if kinds[at] in {"=", "<>", "!=", "^="} and kinds[at + 1] == "NULL":
                yield hit(at, N_("No row meets a comparison with NULL"), last=at + 1)
