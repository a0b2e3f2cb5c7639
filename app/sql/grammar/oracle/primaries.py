"""The smallest expressions: literals, names, forms that begin with a word or parenthesis."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import DEEPEST, Refused, TooDeep
from app.sql.grammar.oracle.names import is_word
from app.sql.grammar.oracle.types import Types
from app.sql.grammar.oracle.words import PSEUDO_COLUMNS
from app.sql.tokens import IDENTIFIER, NUMBER, PARAMETER, STRING
from app.sql.tree import (
    Attribute,
    Between,
    Case,
    Cast,
    Column,
    CursorQuery,
    Default,
    Element,
    Exists,
    Expression,
    FunctionCall,
    Interval,
    Literal,
    Member,
    Name,
    Parameter,
    RowValue,
    Star,
    Subquery,
    Variable,
    When,
)

_CONSTANTS = {"NULL": "null", "TRUE": "true", "FALSE": "false"}
_QUERY_WORDS = frozenset({"SELECT", "WITH"})
_BEHIND_BRANCH = frozenset("UNION EXCEPT INTERSECT MINUS ORDER OFFSET FETCH FOR )".split())
"""What may stand behind a query in parentheses that is a part of a longer query."""
INTERVALS = frozenset("YEAR MONTH DAY HOUR MINUTE SECOND".split())
_POSTFIXES = frozenset({".", "(", "[", "%"})
_CALLABLE = (FunctionCall, Member, Element, Parameter)
"""What a parenthesis may stand behind: of a collection in a result, of JSON_OBJECT('key':f(x))."""


class Primaries(Types):
    """What an operator may stand between."""

    def primary(self) -> Expression:
        """An operand: a literal, a name, a call, something in parentheses, and what is in it."""
        start = self._STARTS.get(self.kinds[self.at])
        found = None if start is None else start(self)
        if found is None:
            found = self._inquiry() if self.kinds[self.at][:2] == "$$" else self._column()
        return self.members(found) if self.kinds[self.at] in _POSTFIXES else found

    def _column(self) -> Expression:
        """A column, or the call of a function that is named like one."""
        at, kinds = self.at, self.kinds
        if kinds[at] in PSEUDO_COLUMNS:
            name = self._part()
        else:
            try:
                name = self.name()
            except Refused as refused:
                if refused.at > at:
                    raise
                raise Refused(at, N_("an expression")) from None
        if kinds[self.at] == "@":
            self.link(name)
        if kinds[self.at] == "(" and kinds[self.at + 1] != "+":
            return self.call(name)
        outer = self.accept("(", "+", ")")
        if kinds[self.at] == "(":
            return self.call(name)
        return Column(name.first, self.before, name, outer)

    def members(self, found: Expression) -> Expression:
        """What is taken from a value: `f(x).a`, `(value).b(1)`, `:new.c`, `d[0]`, `c%FOUND`."""
        kinds = self.kinds
        while True:
            kind, behind = kinds[self.at], kinds[self.at + 1]
            if kind == "." and (behind is IDENTIFIER or behind is PARAMETER or is_word(behind)):
                found = self._member(found)
            elif kind == "%" and is_word(behind):
                self.at += 2
                found = Attribute(found.first, self.before, found, behind)
            elif kind == "[":
                found = self._subscript(found)
            elif kind == "(" and isinstance(found, _CALLABLE):
                found = Element(found.first, 0, found, self.arguments_in_parentheses())
                found.last = self.before
            else:
                return found

    def _member(self, operand: Expression) -> Expression:
        self.at += 1
        made = Member(operand.first, 0, operand, self.any_word())
        if self.accept("(", "+", ")"):  # of a column in an object, joined the old way
            made.last = self.before
            return made
        if self.kinds[self.at] == "(":
            made.arguments = self.arguments_in_parentheses()
        made.last = self.before
        return made

    def arguments_in_parentheses(self) -> tuple[Expression, ...]:
        """`(argument, …)`, or `()`."""
        self.descend(1)
        self.expect("(")
        found = () if self.kinds[self.at] == ")" else self.separated(self.argument)
        self.expect(")")
        self._depth -= 1
        return found

    def _subscript(self, operand: Expression) -> Expression:
        """`[0]`, `[0, 2 to 4]`, `[*]` of a JSON document; `[dimension = value]` of a model."""
        self.expect("[")
        found = self.separated(self._subscripted)
        return Element(operand.first, self.expect("]"), operand, found)

    def _subscripted(self) -> Expression:
        """An index, a condition on a dimension of a model, or all of it: `*`, ANY, FOR … IN."""
        first, kind = self.at, self.kinds[self.at]
        if kind in {"*", "ANY"}:
            self.at += 1
            return Star(first, first)
        if kind == "FOR":
            return self._for_loop()
        found = self.expression()
        if self.accept("TO"):
            self.expression()
        return found

    def _for_loop(self) -> Expression:
        """`FOR d IN (…)`, `FOR (d, e) IN (…)`, `FOR d [LIKE '…'] FROM 1 TO 9 INCREMENT 1`."""
        first = self.expect("FOR")
        dimension = self.primary()
        if self.kinds[self.at] == "IN":
            self.at = dimension.first
            return self.expression()
        if self.accept("LIKE"):
            self.primary()
        self.expect("FROM")
        low = self.expression()
        self.expect("TO")
        high = self.expression()
        self.expect_any({"INCREMENT", "DECREMENT"})
        self.expression()
        return Between(first, self.before, dimension, low, high, negated=False)

    # ------------------------------------------------------------------ literals

    def _number(self) -> Expression:
        at = self.at
        self.at = at + 1
        return Literal(at, at, "number")

    def _constant(self) -> Expression | None:
        at, kind = self.at, self.kinds[self.at]
        if self.kinds[at + 1] in {".", "("} and kind != "NULL":
            return None
        self.at = at + 1
        return Literal(at, at, _CONSTANTS[kind])

    def _place_holder(self) -> Expression | None:
        """`:x`, `?`; `&x`, which may also be a part of a name."""
        at = self.at
        if self.sees_substitution():
            name = self.name()
            if self.kinds[self.at] == "(" or len(name.parts) > 1:
                self.at = at
                return None
            return Parameter(at, self.before)
        self.at = at + 1
        if self.kinds[self.at] is PARAMETER and self.touches(at) and self.text(at)[0] == ":":
            self.at += not self.sees_substitution()  # :value:indicator
        return Parameter(at, self.before)

    def _parted_bind(self) -> Expression:
        """`: name`, a bind whose colon stands by itself."""
        first = self.at
        self.at += 1
        if self.kinds[self.at] is not NUMBER:
            self.any_word()
        else:
            self.at += 1
        return Parameter(first, self.before)

    def _temporal(self) -> Expression | None:
        """`DATE '…'`, `TIMESTAMP '…'`, with a substitution variable for the string as well."""
        at = self.at
        if self.kinds[at + 1] is not STRING:
            return None
        self.at = at + 2
        return Literal(at, at + 1, "temporal")

    def _interval(self) -> Expression | None:
        """`INTERVAL '5' DAY(2) TO SECOND(3)`."""
        first = self.at
        if self.kinds[first + 1] is not STRING and self.kinds[first + 1] is not PARAMETER:
            return None
        self.at = first + 1
        value = self.primary()
        start = self.at
        self.expect_any(INTERVALS)
        self._precisions()
        if self.accept("TO"):
            self.expect_any(INTERVALS)
            self._precisions()
        return Interval(first, self.before, value, self.tokens.source(start, self.before).upper())

    def _precisions(self) -> None:
        if self.kinds[self.at] == "(":
            self.parenthesised(lambda: self.separated(self.size))

    # ------------------------------------------------------------------ names and parentheses

    def _inquiry(self) -> Expression:
        """`$$PLSQL_UNIT` and its kin."""
        at = self.at
        self.at = at + 1
        return Variable(at, at, self.text(at))

    def _parenthesis(self) -> Expression:
        first = self.at
        if self.opens_query(first):
            return self.subquery()
        self.at = first + 1
        value = self.expression()
        if self.kinds[self.at] == ",":
            items = [value]
            while self.accept(","):
                items.append(self.expression())
            value = RowValue(first, 0, tuple(items))
        elif self.accept("AS"):  # an object, taken as one of the type it is under
            value = Cast(first, 0, value, self.data_type())
        self.expect(")")
        value.first, value.last = first, self.before
        return value

    def star(self) -> Star:
        """`*`, `t.*` or `s.t.*`."""
        first = self.at
        if self.accept("*"):
            return Star(first, first)
        parts: list[str] = []
        while len(parts) < 3:
            parts.append(self.any_word().name)
            self.expect(".")
            if self.accept("*"):
                return Star(first, self.before, Name(first, self.before - 2, tuple(parts)))
        raise Refused(self.at, "*")

    # ------------------------------------------------------------------ queries among values

    def subquery(self) -> Subquery:
        """A query in parentheses."""
        first = self.expect("(")
        query = self.query()
        self.expect(")")
        return Subquery(first, self.before, query)

    def sees_query(self) -> bool:
        """Whether a query begins here, in parentheses of its own or not."""
        at = self.at
        return self.opens_query(at) if self.kinds[at] == "(" else self._sees_query_word(at)

    def _sees_query_word(self, at: int) -> bool:
        word = self.kinds[at]
        return word in _QUERY_WORDS or (word == "VALUES" and self.kinds[at + 1] == "(")

    def opens_query(self, at: int) -> bool:
        """Whether the parenthesis at `at` holds a query; without it a value or tables.

        Of several parentheses, all but the innermost also need something behind the next one that
        goes on with a query: `((SELECT 1) UNION …`, but not `((SELECT 1) + 1)`.
        """
        kinds = self.kinds
        for outer in range(at, at + DEEPEST):
            if kinds[outer + 1] != "(":
                return self._sees_query_word(outer + 1)
            if kinds[self.closing(outer + 1) + 1] not in _BEHIND_BRANCH:
                return False
        raise TooDeep(at, N_("less nesting"))

    # ------------------------------------------------------------------ forms with keywords

    def _exists(self) -> Expression | None:
        first = self.at
        self.at += 1
        query = self.subquery().query
        return Exists(first, self.before, query)

    def _callable(self) -> Expression | None:
        """A reserved word that is a function before a parenthesis."""
        if self.kinds[self.at + 1] != "(":
            return None
        return self.call(self._part())

    def _running(self) -> Expression | None:
        """`RUNNING` or `FINAL` before an aggregate over a pattern."""
        first, kinds = self.at, self.kinds
        if not (is_word(kinds[first + 1]) and kinds[first + 2] == "("):
            return None
        self.at += 1
        found = self.primary()
        found.first = first
        return found

    def _cursor(self) -> Expression | None:
        first = self.at
        if self.kinds[first + 1] != "(":
            return None
        self.at += 1
        query = self.subquery().query
        return CursorQuery(first, self.before, query)

    def _new(self) -> Expression | None:
        """`NEW type(…)`: the call of a constructor."""
        behind = self.kinds[self.at + 1]
        if not (behind is IDENTIFIER or is_word(behind)) or behind in self.reserved:
            return None
        first = self.at
        self.at += 1
        found = self._column()
        found.first = first
        return found

    def _case(self) -> Expression:
        first = self.at
        self.at += 1
        operand = None if self.kinds[self.at] == "WHEN" else self.expression()
        branches = [self._when()]
        while self.kinds[self.at] == "WHEN":
            branches.append(self._when())
        otherwise = self.expression() if self.accept("ELSE") else None
        self.expect("END")
        return Case(first, self.before, operand, tuple(branches), otherwise)

    def _when(self) -> When:
        first = self.expect("WHEN")
        condition = self.when_condition()
        self.expect("THEN")
        result = self.expression()
        return When(first, self.before, condition, result)

    def value(self) -> Expression:
        """An expression, or DEFAULT alone, where a column is given its value."""
        at = self.at
        if self.kinds[at] == "DEFAULT":
            self.at = at + 1
            return Default(at, at)
        return self.expression()

    @abstractmethod
    def call(self, name: Name) -> Expression:
        """A call of `name`; its parenthesis is next."""

    @abstractmethod
    def argument(self) -> Expression:
        """One argument of a call."""

    @abstractmethod
    def when_condition(self) -> Expression:
        """What stands between WHEN and THEN."""

    _STARTS: ClassVar[dict[str, Callable[[Any], Expression | None]]] = {
        NUMBER: _number, STRING: Types.string, PARAMETER: _place_holder, ":": _parted_bind,
        "(": _parenthesis,
        **dict.fromkeys(_CONSTANTS, _constant), "DATE": _temporal, "TIMESTAMP": _temporal,
        "TIME": _temporal, "INTERVAL": _interval, "EXISTS": _exists, "CURSOR": _cursor,
        "CASE": _case, "NEW": _new, "SET": _callable, "RUNNING": _running, "FINAL": _running,
    }  # fmt: skip
