"""The smallest expressions: literals, names, forms that begin with a word or parenthesis."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import DEEPEST, Refused, TooDeep
from app.sql.grammar.oracle.literals import Literals
from app.sql.grammar.oracle.names import is_word
from app.sql.grammar.oracle.words import BARE, PSEUDO_COLUMNS, SQL
from app.sql.tokens import IDENTIFIER, PARAMETER
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
    Member,
    Name,
    Parameter,
    PseudoColumn,
    RowValue,
    SequenceValue,
    Star,
    Subquery,
    When,
)

_QUERY_WORDS = frozenset({"SELECT", "WITH"})
_BEHIND_BRANCH = frozenset("UNION EXCEPT INTERSECT MINUS ORDER OFFSET FETCH FOR )".split())
"""What may stand behind a query in parentheses that is a part of a longer query."""
_GOES_ON = frozenset({".", "("})
_SEQUENCE = frozenset({"NEXTVAL", "CURRVAL"})
_POSTFIXES = frozenset({".", "(", "[", "%"})
_CALLABLE = (FunctionCall, Member, Element, Parameter, Attribute)
"""What a parenthesis may stand behind: of a collection in a result, of JSON_OBJECT('key':f(x))."""


class Primaries(Literals):
    """What an operator may stand between."""

    def primary(self) -> Expression:
        """An operand: a literal, a name, a call, something in parentheses, and what is in it."""
        start = self._STARTS.get(self.kinds[self.at])
        found = None if start is None else start(self)
        if found is None:
            found = self.inquiry() if self.kinds[self.at][:2] == "$$" else self._column()
        return self.members(found) if self.kinds[self.at] in _POSTFIXES else found

    def _column(self) -> Expression:
        """A column, or the call of a function that is named like one."""
        at, kinds = self.at, self.kinds
        try:
            name = self.name()
        except Refused as refused:
            if refused.at > at:
                raise
            raise Refused(at, N_("an expression")) from None
        if kinds[self.at] == "@":
            self.link(name)
        last = kinds[name.last] if not name.link else ""
        if last in _SEQUENCE and len(name.parts) > 1:
            sequence = Name(at, name.last - 2, name.parts[:-1])
            return SequenceValue(at, self.before, sequence, last == "CURRVAL")
        if kinds[self.at] == "(" and kinds[self.at + 1 : self.at + 3] != ["+", ")"]:
            return self.call(name)
        outer = self.accept("(", "+", ")")
        return Column(name.first, self.before, name, outer)

    def _pseudo_column(self) -> Expression | None:
        """ROWNUM and its kin; within PL/SQL some of them may be variables."""
        at, kind = self.at, self.kinds[self.at]
        if self.kinds[at + 1] in _GOES_ON or self.reserved is not SQL:
            return None
        self.at = at + 1
        return PseudoColumn(at, at, kind)

    def _bare(self) -> Expression | None:
        """A function that is called without parentheses."""
        at, kind = self.at, self.kinds[self.at]
        if self.kinds[at + 1] in _GOES_ON:
            if self.kinds[at + 1] == ".":
                return None
            if kind in self.reserved:  # SYSDATE, UID and USER within SQL
                self.wrong(at + 1, N_("no parentheses"))
            return self.call(self._part())
        self.at = at + 1
        link = ""
        if self.kinds[self.at] == "@":  # SYSDATE@!, as a view's text has it
            name = Name(at, at, (kind,))
            self.link(name)
            link = name.link
        return FunctionCall(at, self.before, kind, (), link=link)

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
        self.descend(1)
        self.expect("[")
        found = self.separated(self._subscripted)
        self._depth -= 1
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

    # ------------------------------------------------------------------ names and parentheses

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
        self.descend(1)
        first = self.at
        self.at += 1
        operand = None if self.kinds[self.at] == "WHEN" else self.expression()
        branches = [self._when()]
        while self.kinds[self.at] == "WHEN":
            branches.append(self._when())
        otherwise = self.expression() if self.accept("ELSE") else None
        self.expect("END")
        self._depth -= 1
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
        **Literals._LITERALS, "(": _parenthesis, "EXISTS": _exists, "CURSOR": _cursor,
        "CASE": _case, "NEW": _new, "SET": _callable, "RUNNING": _running, "FINAL": _running,
        **dict.fromkeys(PSEUDO_COLUMNS, _pseudo_column), **dict.fromkeys(BARE, _bare),
    }  # fmt: skip
