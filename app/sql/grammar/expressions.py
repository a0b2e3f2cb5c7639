"""Expressions, by precedence (MySQL 8.4 manual, 14.4.1), and everything that is no call.

From loose to tight: `:=`; OR ||; XOR; AND &&; NOT; comparisons, IS, IN, LIKE, BETWEEN; |; &; << >>;
+ -; * / DIV % MOD; ^; unary - + ~ !; COLLATE, BINARY, ->. Chains of one level are loops, so only
nesting makes the stack grow, and nesting is counted.
"""

from collections.abc import Callable

from app.i18n import N_
from app.sql.grammar.cursor import DEEPEST, TooDeep
from app.sql.grammar.primaries import Primaries
from app.sql.tokens import PARAMETER
from app.sql.tree import (
    Arithmetic,
    Assign,
    Between,
    Collate,
    Comparison,
    Expression,
    In,
    Is,
    Like,
    Logical,
    MemberOf,
    Unary,
)

_OR, _XOR, _AND = frozenset({"OR", "||"}), frozenset({"XOR"}), frozenset({"AND", "&&"})
_COMPARISONS = frozenset({"=", "<=>", "<", ">", "<=", ">=", "<>", "!="})
_PREDICATES = _COMPARISONS | {
    "IS", "IN", "LIKE", "REGEXP", "RLIKE", "BETWEEN", "NOT", "SOUNDS", "MEMBER",
}  # fmt: skip
_BINDING = {
    "|": 1, "&": 2, "<<": 3, ">>": 3, "+": 4, "-": 4,
    "*": 5, "/": 5, "%": 5, "DIV": 5, "MOD": 5, "^": 6,
}  # fmt: skip
_SIGNS = frozenset({"-", "+", "~", "!", "BINARY"})
_POSTFIXES = frozenset({"COLLATE", "->", "->>"})
_QUANTIFIERS = frozenset({"ALL", "ANY", "SOME"})


class Expressions(Primaries):
    """Everything that has a value, but for calls."""

    # ------------------------------------------------------------------ logic

    def expression(self) -> Expression:
        """Any expression."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooDeep(self.at, N_("less nesting"))
        value = self._chain("OR", _OR, self._exclusive)
        if self.kinds[self.at] == ":=":
            self.at += 1
            value = Assign(value.first, 0, value, self.expression())
            value.last = self.before
        self._depth -= 1
        return value

    def _exclusive(self) -> Expression:
        return self._chain("XOR", _XOR, self._conjunction)

    def _conjunction(self) -> Expression:
        return self._chain("AND", _AND, self._negation)

    def _chain(
        self, op: str, words: frozenset[str], operand: Callable[[], Expression]
    ) -> Expression:
        value = operand()
        kinds = self.kinds
        if kinds[self.at] not in words:
            return value
        operands = [value]
        while kinds[self.at] in words:
            self.at += 1
            operands.append(operand())
        return Logical(value.first, self.before, op, tuple(operands))

    def _negation(self) -> Expression:
        first = self.at
        while self.kinds[self.at] == "NOT":
            self.at += 1
        behind = self.at
        value = self._predicate()
        for at in range(behind - 1, first - 1, -1):
            value = Unary(at, self.before, "NOT", value)
        return value

    # ------------------------------------------------------------------ predicates

    def _predicate(self) -> Expression:
        left = self._arithmetic(1)
        kinds = self.kinds
        while (op := kinds[self.at]) in _PREDICATES:
            negated = op == "NOT"
            if negated:
                op = kinds[self.at + 1]
                if op not in {"LIKE", "IN", "BETWEEN", "REGEXP", "RLIKE"}:
                    return left
                self.at += 1
            self.at += 1
            left = self._compare(op, left) if op in _COMPARISONS else self._test(op, left, negated)
            left.last = self.before
        return left

    def _compare(self, op: str, left: Expression) -> Expression:
        if self.kinds[self.at] in _QUANTIFIERS and self.kinds[self.at + 1] == "(":
            quantifier = self.kinds[self.at]
            self.at += 1
            return Comparison(left.first, 0, op, left, self._subquery(), quantifier)
        return Comparison(left.first, 0, op, left, self._arithmetic(1))

    def _test(self, op: str, left: Expression, negated: bool) -> Expression:
        if op == "IS":
            negated = self.accept("NOT")
            what = self.expect_any(frozenset({"NULL", "TRUE", "FALSE", "UNKNOWN"}))
            return Is(left.first, 0, left, what, negated)
        if op == "IN":
            return self._in(left, negated)
        if op == "BETWEEN":
            low = self._arithmetic(1)
            self.expect("AND")
            return Between(left.first, 0, left, low, self._arithmetic(1), negated)
        if op == "MEMBER":
            self.accept("OF")
            return MemberOf(left.first, 0, left, self.parenthesised(self.expression))
        if op == "SOUNDS":
            self.expect("LIKE")
            op = "SOUNDS LIKE"
        pattern = self._arithmetic(1)
        escape = self._primary() if op == "LIKE" and self.accept("ESCAPE") else None
        return Like(left.first, 0, op, left, pattern, escape, negated)

    def _in(self, left: Expression, negated: bool) -> Expression:
        if self.kinds[self.at] is PARAMETER:  # MyBatis and others fill in the list
            return In(left.first, 0, left, (self._primary(),), None, negated)
        self.expect("(")
        if self.sees_query():
            query = self.query()
            self.expect(")")
            return In(left.first, 0, left, (), query, negated)
        items = self.separated(self.expression)
        self.expect(")")
        return In(left.first, 0, left, items, None, negated)

    # ------------------------------------------------------------------ arithmetic

    def _arithmetic(self, weakest: int) -> Expression:
        left = self._signed()
        kinds = self.kinds
        while True:
            op = kinds[self.at]
            binding = _BINDING.get(op)
            if binding is None or binding < weakest:
                return left
            self.at += 1
            right = self._arithmetic(binding + 1)
            left = Arithmetic(left.first, self.before, op, left, right)

    def _signed(self) -> Expression:
        first = self.at
        if self.kinds[first] not in _SIGNS:
            return self._postfixed()
        while self.kinds[self.at] in _SIGNS:
            self.at += 1
        signs = self.at
        value = self._negation() if self.kinds[self.at] == "NOT" else self._postfixed()
        for at in range(signs - 1, first - 1, -1):
            value = Unary(at, self.before, self.kinds[at], value)
        return value

    def _postfixed(self) -> Expression:
        value = self._primary()
        while self.kinds[self.at] in _POSTFIXES:
            op = self.kinds[self.at]
            self.at += 1
            if op == "COLLATE":
                value = Collate(value.first, self.at, value, self.any_word())
            else:
                value = Arithmetic(value.first, self.at, op, value, self.string())
            value.last = self.before
        return value
