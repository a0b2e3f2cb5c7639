"""Operators and how tight they bind (MySQL 8.4 manual, 14.4.1, and the servers' own grammars).

From loose to tight: OR ||; XOR; AND &&; NOT; comparisons and IS; IN, LIKE, BETWEEN and their kin;
|; &; << >>; + -; * / DIV % MOD; ^; unary - + ~ ! BINARY; COLLATE, ->. The manual puts comparisons
and predicates on one level; in the grammars `a = b IN (c)` is `a = (b IN (c))`.

One loop climbs over all levels, so a long chain needs no deeper stack than a short one.
"""

from collections.abc import Callable
from typing import ClassVar

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import BITS, DEEPEST, LOOSEST, PREDICATE, SIMPLE, Refused, TooDeep
from app.sql.grammar.primaries import Primaries
from app.sql.tokens import CONCAT, PARAMETER
from app.sql.tree import (
    Arithmetic,
    Between,
    Collate,
    Column,
    Comparison,
    Expression,
    FunctionCall,
    In,
    Interval,
    Is,
    Like,
    Logical,
    MemberOf,
    Unary,
)

_LOGIC = {"OR": "OR", "||": "OR", "XOR": "XOR", "AND": "AND", "&&": "AND"}
_NOT = 4
_LEVELS = {
    "OR": LOOSEST, "||": LOOSEST, "XOR": 2, "AND": 3, "&&": 3,
    **dict.fromkeys(("=", "<=>", "<", ">", "<=", ">=", "<>", "!=", "IS"), 5),
    **dict.fromkeys(
        ("IN", "LIKE", "REGEXP", "RLIKE", "BETWEEN", "NOT", "SOUNDS", "MEMBER"), PREDICATE
    ),
    "|": BITS, "&": 8, "<<": 9, ">>": 9, "+": 10, "-": 10,
    "*": 11, "/": 11, "%": 11, "DIV": 11, "MOD": 11, "^": 12, CONCAT: 12,
    "COLLATE": SIMPLE, "->": SIMPLE, "->>": SIMPLE,
}  # fmt: skip
_PREDICATES = (Between, In, Like, MemberOf)
"""Of MariaDB one may stand before another."""
_NEGATED = frozenset({"IN", "LIKE", "REGEXP", "RLIKE", "BETWEEN"})
_PREFIXES = frozenset({"-", "+", "~", "!", "BINARY", "NOT"})
_SIGNS = _PREFIXES - {"NOT"}
_QUANTIFIERS = frozenset({"ALL", "ANY", "SOME"})
_TRUTHS = frozenset({"NULL", "TRUE", "FALSE", "UNKNOWN"})
TIMESTAMP_UNITS = frozenset(
    """MICROSECOND SECOND MINUTE HOUR DAY WEEK MONTH QUARTER YEAR SQL_TSI_SECOND SQL_TSI_MINUTE
    SQL_TSI_HOUR SQL_TSI_DAY SQL_TSI_WEEK SQL_TSI_MONTH SQL_TSI_QUARTER SQL_TSI_YEAR""".split()
)
"""Units of TIMESTAMPADD and TIMESTAMPDIFF."""
UNITS = TIMESTAMP_UNITS | frozenset(
    """SECOND_MICROSECOND MINUTE_MICROSECOND MINUTE_SECOND HOUR_MICROSECOND HOUR_SECOND HOUR_MINUTE
    DAY_MICROSECOND DAY_SECOND DAY_MINUTE DAY_HOUR YEAR_MONTH""".split()
)
"""Units of INTERVAL and EXTRACT."""


class Expressions(Primaries):
    """Everything that has a value, but for calls."""

    def expression(self, weakest: int = LOOSEST) -> Expression:
        """Any expression, or one of operators that bind at least as tight as `weakest`."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooDeep(self.at, N_("less nesting"))
        kinds = self.kinds
        left = self._prefixed(weakest) if kinds[self.at] in _PREFIXES else self.primary()
        tightest = SIMPLE
        while True:
            op = kinds[self.at]
            level = _LEVELS.get(op)
            if level is None or level < weakest or level > tightest:
                break
            if op == "NOT" and kinds[self.at + 1] not in _NEGATED:
                break
            self.at += 1
            left = self._STEPS[level](self, left, op)
            tightest = level
        self._depth -= 1
        return left

    def _prefixed(self, weakest: int) -> Expression:
        """An operand behind its signs, or what NOT negates."""
        first, kinds = self.at, self.kinds
        if kinds[first + 1] == "." and self.names_table():
            return self.primary()
        negates = kinds[first] == "NOT"
        if negates and weakest > _NOT:
            raise Refused(first, N_("an expression"))
        while kinds[self.at] == "NOT" if negates else kinds[self.at] in _SIGNS:
            if kinds[self.at + 1] == "." and self.names_table():
                break
            self.at += 1
        signs = self.at
        value = self.expression(_NOT + 1 if negates else SIMPLE)
        for at in range(signs - 1, first - 1, -1):
            value = Unary(at, value.last, kinds[at], value)
        return value

    # ------------------------------------------------------------------ logic, comparisons

    def _logical(self, left: Expression, op: str) -> Expression:
        """AND, OR or XOR, as often as it follows."""
        kinds, level = self.kinds, _LEVELS[op]
        operands = [left, self.expression(level + 1)]
        while _LEVELS.get(kinds[self.at]) == level:
            self.at += 1
            operands.append(self.expression(level + 1))
        return Logical(left.first, self.before, _LOGIC[op], tuple(operands))

    def _compare(self, left: Expression, op: str) -> Expression:
        if op == "IS":
            negated = self.accept("NOT")
            what = self.expect_any(_TRUTHS)
            return Is(left.first, self.before, left, what, negated)
        quantifier = ""
        if self.kinds[self.at + 1] == "(":
            quantifier = self.accept_any(_QUANTIFIERS)
        right = self.subquery() if quantifier else self.expression(PREDICATE)
        return Comparison(left.first, right.last, op, left, right, quantifier)

    # ------------------------------------------------------------------ predicates

    def _predicate(self, left: Expression, op: str) -> Expression:
        negated = op == "NOT"
        if negated:
            op = self.expect_any(_NEGATED)
        if isinstance(left, _PREDICATES) and self.dialect is Dialect.MYSQL:
            first = left.first
            if self.kinds[first] != "(" or self.closing(first) != left.last:
                raise Refused(self.before, N_("parentheses around what stands before it"))
        if op == "IN":
            made: Expression = self._in(left, negated)
        elif op == "BETWEEN":
            low = self.expression(BITS)
            self.expect("AND")
            made = Between(left.first, 0, left, low, self.expression(PREDICATE), negated)
        elif op == "MEMBER":
            self.note("member-of")
            self.accept("OF")
            made = MemberOf(left.first, 0, left, self.parenthesised(self.expression))
        else:
            made = self._like_predicate(left, op, negated)
        made.last = self.before
        return made

    def _like_predicate(self, left: Expression, op: str, negated: bool) -> Like:
        if op == "SOUNDS":
            self.expect("LIKE")
            op = "SOUNDS LIKE"
        simple = op == "LIKE" and self.dialect is Dialect.MYSQL
        pattern = self.expression(SIMPLE if simple else BITS)
        of_mariadb = self.dialect is Dialect.MARIADB
        escape = (
            self.expression(BITS if of_mariadb else SIMPLE)
            if op == "LIKE" and self.accept("ESCAPE")
            else None
        )
        return Like(left.first, 0, op, left, pattern, escape, negated)

    def _in(self, left: Expression, negated: bool) -> In:
        if self.kinds[self.at] is PARAMETER:  # MyBatis and others fill in the list
            return In(left.first, 0, left, (self.primary(),), None, negated)
        if self.kinds[self.at] != "(":
            raise Refused(self.at, "(")
        if self.opens_query(self.at):
            return In(left.first, 0, left, (), self.subquery().query, negated)
        self.at += 1
        items = self.separated(self.expression)
        self.expect(")")
        return In(left.first, 0, left, items, None, negated)

    # ------------------------------------------------------------------ arithmetic

    def _arithmetic(self, left: Expression, op: str) -> Expression:
        if op in {"+", "-"} and self.kinds[self.at] == "INTERVAL" and not self._calls_interval():
            right: Expression = self.interval()
        else:
            right = self.expression(_LEVELS[op] + 1)
        sign = "||" if op is CONCAT else op
        return Arithmetic(left.first, self.before, sign, left, right)

    def _postfix(self, left: Expression, op: str) -> Expression:
        if op == "COLLATE":
            collation = self.word_or_string()
            return Collate(left.first, self.before, left, collation)
        if not isinstance(left, Column) or left.first != left.name.first:
            raise Refused(self.before, N_("a column before the arrow"))
        self.note("json-arrow" if op == "->" else "json-unquoting-arrow")
        path = self.one_string()
        return Arithmetic(left.first, self.before, op, left, path)

    # ------------------------------------------------------------------ INTERVAL

    def interval(self) -> Interval:
        """`INTERVAL value unit`."""
        found = self._interval_or_call()
        if not isinstance(found, Interval):
            raise Refused(self.at, N_("a unit of time"))
        return found

    def _interval_or_call(self) -> Expression:
        """`INTERVAL value unit`, or the function INTERVAL(value, limit, …)."""
        first = self.expect("INTERVAL")
        if self.kinds[self.at] == "(" and self.lists(self.at):
            items = self.parenthesised(lambda: self.separated(self.expression))
            return FunctionCall(first, self.before, "INTERVAL", items)
        value = self.expression()
        unit = self.expect_any(UNITS)
        return Interval(first, self.before, value, unit)

    def _calls_interval(self) -> bool:
        """Whether INTERVAL, which is next, is the function."""
        return self.kinds[self.at + 1] == "(" and self.lists(self.at + 1)

    def lists(self, opening: int) -> bool:
        """Whether the parenthesis at `opening` holds several values with commas between them."""
        if self.opens_query(opening):
            return False
        at, end, kinds = opening + 1, self.closing(opening), self.kinds
        while at < end and kinds[at] != ",":
            at = self.closing(at) + 1 if kinds[at] == "(" else at + 1
        return at < end

    def _interval_primary(self) -> Expression:
        """INTERVAL where no sign stands before it: then `+` must stand behind."""
        found = self._interval_or_call()
        if isinstance(found, Interval) and self.kinds[self.at] != "+":
            raise Refused(self.at, "+")
        return found

    _STEPS: ClassVar["dict[int, Callable[[Expressions, Expression, str], Expression]]"] = {
        **dict.fromkeys((LOOSEST, 2, 3), _logical), 5: _compare, PREDICATE: _predicate,
        **dict.fromkeys(range(BITS, SIMPLE), _arithmetic), SIMPLE: _postfix,
    }  # fmt: skip
