"""Operators and conditions, and how tight they bind (SQL Language Reference, 4 and 6).

From loose to tight: OR; AND; NOT; comparisons and IS; IN, LIKE, BETWEEN and their kin; MULTISET;
+ - ||; * /; **; signs, PRIOR, CONNECT_BY_ROOT; AT TIME ZONE, COLLATE, DAY TO SECOND. Conditions
are expressions too, as they are in PL/SQL and since 23ai in SQL.

One loop climbs over all levels, so a long chain needs no deeper stack than a short one.
"""

from collections.abc import Callable
from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import BITS, DEEPEST, LOOSEST, PREDICATE, SIMPLE, Refused, TooDeep
from app.sql.grammar.oracle.primaries import Primaries
from app.sql.grammar.oracle.words import SQL
from app.sql.tree import (
    Arithmetic,
    AtTimeZone,
    Between,
    Collate,
    Comparison,
    DataType,
    Expression,
    FunctionCall,
    In,
    Interval,
    Is,
    IsOf,
    Like,
    Logical,
    MemberOf,
    RowValue,
    Unary,
)

_NOT, _COMPARE, _ADD, _MULTIPLY, _POWER = 4, 5, 10, 11, 12
_LEVELS = {
    "OR": LOOSEST, "AND": 3,
    **dict.fromkeys(
        ("=", "<", ">", "<=", ">=", "<>", "!=", "^=", "~=", "!", "^", "IS", "OVERLAPS"), _COMPARE
    ),
    **dict.fromkeys(
        ("IN", "LIKE", "LIKEC", "LIKE2", "LIKE4", "BETWEEN", "NOT", "MEMBER", "SUBMULTISET"),
        PREDICATE,
    ),
    "MULTISET": BITS, "+": _ADD, "-": _ADD, "||": _ADD, "|": _ADD,
    "*": _MULTIPLY, "/": _MULTIPLY, "MOD": _MULTIPLY, "REM": _MULTIPLY, "**": _POWER,
    "AT": SIMPLE, "COLLATE": SIMPLE, "DAY": SIMPLE, "YEAR": SIMPLE,
}  # fmt: skip
_LIKES = frozenset({"LIKE", "LIKEC", "LIKE2", "LIKE4"})
_NEGATED = _LIKES | {"IN", "BETWEEN", "MEMBER", "SUBMULTISET"}
_PREFIXES = frozenset({"-", "+", "NOT", "PRIOR", "CONNECT_BY_ROOT"})
_QUANTIFIERS = frozenset({"ALL", "ANY", "SOME"})
_BEHIND = {
    "NOT": _NEGATED, "MULTISET": {"UNION", "INTERSECT", "EXCEPT"}, "AT": {"TIME", "LOCAL"},
    "DAY": {"TO", "("}, "YEAR": {"TO", "("}, "!": {"="}, "^": {"="}, "|": {"|"},
}  # fmt: skip
"""What must stand behind words that may be something else, and behind halves of operators."""
_OF_PROGRAMS = frozenset({"MOD", "REM"})
"""Operators of PL/SQL; in SQL they may be aliases."""
_WHOLE = {"^=": "!=", "~=": "!=", "!": "!=", "^": "!="}
_STATES = frozenset("NULL TRUE FALSE UNKNOWN NAN INFINITE PRESENT EMPTY DANGLING ANY".split())


class Expressions(Primaries):
    """Everything that has a value, but for calls."""

    def expression(self, weakest: int = LOOSEST) -> Expression:
        """Any expression or condition, or one of operators that bind as tight as `weakest`."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooDeep(self.at, N_("less nesting"))
        kinds = self.kinds
        left = self._prefixed(weakest) if kinds[self.at] in _PREFIXES else self.primary()
        while True:
            op = kinds[self.at]
            level = _LEVELS.get(op)
            if level is None or level < weakest:
                break
            if op in _BEHIND and kinds[self.at + 1] not in _BEHIND[op]:
                break
            if op in _OF_PROGRAMS and self.reserved is SQL:
                break
            self.at += 1
            left = self._STEPS[level](self, left, op)
        self._depth -= 1
        return left

    def condition(self) -> Expression:
        """A condition: an expression that is true or not."""
        return self.expression()

    def _prefixed(self, weakest: int) -> Expression:
        """An operand behind its signs, or what NOT negates."""
        first, kinds = self.at, self.kinds
        negates = kinds[first] == "NOT"
        if negates and weakest > _NOT:
            raise Refused(first, N_("an expression"))
        if not negates and kinds[first].isalpha() and kinds[first + 1] == ".":
            return self.primary()
        while kinds[self.at] == "NOT" if negates else kinds[self.at] in _PREFIXES - {"NOT"}:
            self.at += 1
        signs = self.at
        value = self.expression(_COMPARE if negates else SIMPLE)
        for at in range(signs - 1, first - 1, -1):
            value = Unary(at, value.last, kinds[at], value)
        return value

    # ------------------------------------------------------------------ logic, comparisons

    def _logical(self, left: Expression, op: str) -> Expression:
        """AND or OR, as often as it follows."""
        kinds, level = self.kinds, _LEVELS[op]
        operands = [left, self.expression(level + 1)]
        while kinds[self.at] == op:
            self.at += 1
            operands.append(self.expression(level + 1))
        return Logical(left.first, self.before, op, tuple(operands))

    def _compare(self, left: Expression, op: str) -> Expression:
        if op == "IS":
            return self.is_what(left)
        if op in {"<=", "<"} and self._distance(op):
            right = self.expression(BITS)
            return FunctionCall(left.first, self.before, "VECTOR_DISTANCE", (left, right))
        return self.compared(left, self._whole_operator(op))

    def _distance(self, op: str) -> bool:
        """Take the rest of `<=>`, `<->` or `<#>`, which are operators on vectors."""
        if op == "<=":
            return self.accept(">")
        return self.touches(self.before) and (self.accept("-", ">") or self.accept("#", ">"))

    def _whole_operator(self, op: str) -> str:
        """The operator that begins with `op`, which a blank may part: `> =`, `< >`, `! =`."""
        if op in {"!", "^"} or (op in {"<", ">"} and self.kinds[self.at] == "="):
            self.at += 1
            return _WHOLE.get(op, op + "=")
        if op == "<" and self.accept(">"):
            return "<>"
        return _WHOLE.get(op, op)

    def compared(self, left: Expression, op: str) -> Expression:
        """`left op right`, from behind the operator."""
        quantifier = ""
        if self.kinds[self.at + 1] == "(":
            quantifier = self.accept_any(_QUANTIFIERS)
        right = self._quantified() if quantifier else self.expression(PREDICATE)
        return Comparison(left.first, right.last, op, left, right, quantifier)

    def _quantified(self) -> Expression:
        """The query or the list behind ANY, SOME or ALL."""
        if self.opens_query(self.at):
            return self.subquery()
        first = self.expect("(")
        items = self.separated(self.expression)
        return RowValue(first, self.expect(")"), items)

    def is_what(self, left: Expression) -> Expression:
        """What IS says of `left`, from behind that word."""
        negated = self.accept("NOT")
        word = self.accept_any(_STATES)
        if not word and self.accept("A"):
            self.expect("SET")
            word = "A SET"
        if word:
            return Is(left.first, self.before, left, word, negated)
        if self.accept("OF"):
            return self._is_of(left, negated)
        if word := self.accept_any({"LABELED", "SOURCE", "DESTINATION"}):  # in GRAPH_TABLE
            if word != "LABELED":
                self.expect("OF")
            self.any_word()
            return Is(left.first, self.before, left, word, negated)
        self.expect("JSON")
        self.json_test()
        return Is(left.first, self.before, left, "JSON", negated)

    def json_test(self) -> None:
        """What may stand behind IS JSON: the kind of document, how strict, whose keys differ."""
        if self.kinds[self.at] == "(":
            self.parenthesised(lambda: self.separated(self.json_kind))
        else:
            self.accept_any({"VALUE", "SCALAR", "ARRAY", "OBJECT"})
        if self.accept("FORMAT"):
            self.expect_any({"JSON", "OSON"})
        self.accept_any({"STRICT", "LAX"})
        self.accept("ALLOW", "SCALARS") or self.accept("DISALLOW", "SCALARS")
        if self.accept_any({"WITH", "WITHOUT"}):
            self.expect("UNIQUE", "KEYS")
        if self.accept("VALIDATE"):
            self.accept("CAST")
            self.accept("USING")
            self.primary()

    def _is_of(self, left: Expression, negated: bool) -> IsOf:
        self.accept("TYPE")
        types = self.parenthesised(lambda: self.separated(self._of_type))
        return IsOf(left.first, self.before, left, types, negated)

    def _of_type(self) -> DataType:
        self.accept("ONLY")
        return self.data_type()

    # ------------------------------------------------------------------ predicates

    def _predicate(self, left: Expression, op: str) -> Expression:
        negated = op == "NOT"
        if negated:
            op = self.expect_any(_NEGATED)
        return self.predicate(left, op, negated)

    def predicate(self, left: Expression, op: str, negated: bool) -> Expression:
        """What IN, BETWEEN, LIKE and their kin say of `left`, from behind that word."""
        if op == "IN":
            made: Expression = self._in(left, negated)
        elif op == "BETWEEN":
            low = self.expression(BITS)
            self.expect("AND")
            made = Between(left.first, 0, left, low, self.expression(BITS), negated)
        elif op in _LIKES:
            pattern = self.expression(BITS)
            escape = self.expression(BITS) if self.accept("ESCAPE") else None
            made = Like(left.first, 0, op, left, pattern, escape, negated)
        else:
            self.accept("OF")
            array = self.expression(BITS)
            made = MemberOf(left.first, 0, left, array, negated, op == "SUBMULTISET")
        made.last = self.before
        return made

    def _in(self, left: Expression, negated: bool) -> In:
        if self.kinds[self.at] != "(":  # a bind, a substitution variable, a single value
            return In(left.first, 0, left, (self.expression(BITS),), None, negated)
        if self.opens_query(self.at):
            return In(left.first, 0, left, (), self.subquery().query, negated)
        self.descend(1)
        self.at += 1
        items = self.separated(self.expression)
        self.expect(")")
        self._depth -= 1
        return In(left.first, 0, left, items, None, negated)

    # ------------------------------------------------------------------ arithmetic

    def _arithmetic(self, left: Expression, op: str) -> Expression:
        level = _LEVELS[op]
        if op == "|":
            self.at += 1
            op = "||"
        right = self.expression(level + 1)
        return Arithmetic(left.first, self.before, op, left, right)

    def _multiset(self, left: Expression, op: str) -> Expression:
        words = [op, self.expect_any({"UNION", "INTERSECT", "EXCEPT"})]
        if word := self.accept_any({"ALL", "DISTINCT"}):
            words.append(word)
        right = self.expression(BITS + 1)
        return Arithmetic(left.first, self.before, " ".join(words), left, right)

    def _postfix(self, left: Expression, op: str) -> Expression:
        if op == "COLLATE":
            collation = self.any_word()
            return Collate(left.first, collation.last, left, collation)
        if op == "AT":
            zone = None
            if not self.accept("LOCAL"):
                self.expect("TIME", "ZONE")
                zone = self.primary()
            return AtTimeZone(left.first, self.before, left, zone)
        start = self.before
        self.precisions()
        self.expect("TO")
        self.expect("SECOND" if op == "DAY" else "MONTH")
        self.precisions()
        unit = self.source(start, self.before).upper()
        return Interval(left.first, self.before, left, unit)

    _STEPS: ClassVar["dict[int, Callable[[Expressions, Expression, str], Expression]]"] = {
        **dict.fromkeys((LOOSEST, 3), _logical), _COMPARE: _compare, PREDICATE: _predicate,
        BITS: _multiset, **dict.fromkeys((_ADD, _MULTIPLY, _POWER), _arithmetic),
        SIMPLE: _postfix,
    }  # fmt: skip
