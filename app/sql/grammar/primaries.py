"""The smallest expressions: literals, names, forms that begin with a word or parenthesis."""

from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.names import is_word
from app.sql.grammar.types import Types
from app.sql.tokens import END, IDENTIFIER, NUMBER, PARAMETER, STRING, VARIABLE
from app.sql.tree import (
    Case,
    Column,
    Default,
    Exists,
    Expression,
    FunctionCall,
    Interval,
    Literal,
    Name,
    Parameter,
    RowValue,
    Star,
    Subquery,
    Variable,
    When,
)

_TRUTHS = {"NULL": "null", "TRUE": "true", "FALSE": "false", "MAXVALUE": "maxvalue"}
_TEMPORAL = frozenset({"DATE", "TIME", "TIMESTAMP"})
_QUERY_WORDS = frozenset({"SELECT", "WITH", "VALUES", "TABLE"})
_BEHIND_QUERY = frozenset(
    """UNION EXCEPT INTERSECT MINUS ORDER LIMIT OFFSET FETCH FOR LOCK INTO PROCEDURE ON RETURNING
    WITH DO ) ;""".split()
) | {END}
"""What may follow a query in parentheses that is not a value in an expression."""
UNITS = frozenset(
    """MICROSECOND SECOND MINUTE HOUR DAY WEEK MONTH QUARTER YEAR SECOND_MICROSECOND
    MINUTE_MICROSECOND MINUTE_SECOND HOUR_MICROSECOND HOUR_SECOND HOUR_MINUTE DAY_MICROSECOND
    DAY_SECOND DAY_MINUTE DAY_HOUR YEAR_MONTH SQL_TSI_SECOND SQL_TSI_MINUTE SQL_TSI_HOUR
    SQL_TSI_DAY SQL_TSI_WEEK SQL_TSI_MONTH SQL_TSI_QUARTER SQL_TSI_YEAR SQL_TSI_MICROSECOND
    FRAC_SECOND""".split()
)
"""Units of INTERVAL and EXTRACT."""
BARE = frozenset(
    """CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CURRENT_ROLE LOCALTIME
    LOCALTIMESTAMP UTC_DATE UTC_TIME UTC_TIMESTAMP""".split()
)
"""Functions that may be called without parentheses."""
CALLABLE = BARE | frozenset(
    """CHAR CONVERT DATABASE GROUPING IF INSERT INTERVAL LEFT MATCH MOD REPEAT REPLACE RIGHT SCHEMA
    VALUES""".split()
)
"""Reserved words that are functions before a parenthesis."""


class Primaries(Types):
    """What an operator may stand between."""

    # ------------------------------------------------------------------ the smallest

    def _primary(self) -> Expression:
        at, kind = self.at, self.kinds[self.at]
        if kind is NUMBER:
            self.at += 1
            return Literal(at, at, "number")
        if kind is STRING:
            return self.string()
        if kind is PARAMETER:
            self.at += 1
            return Parameter(at, at)
        if kind is VARIABLE:
            self.at += 1
            return Variable(at, at, self.text(at))
        if kind == "(":
            return self._parenthesis()
        if kind is IDENTIFIER:
            return self._named()
        if kind in _TRUTHS:
            self.at += 1
            return Literal(at, at, _TRUTHS[kind])
        method = self._WORDS.get(kind)
        if method is not None:
            found = method(self)
            if found is not None:
                return found
        if kind == "*" or (not is_word(kind) and kind != "."):
            return self._odd()
        return self._introduced(at, kind) or self._named()

    def _odd(self) -> Expression:
        """`{d '…'}` of ODBC; anything else is refused."""
        if self.kinds[self.at] != "{" or not is_word(self.kinds[self.at + 1]):
            raise Refused(self.at, N_("an expression"))
        self.at += 2
        value = self.expression()
        self.expect("}")
        return value

    def _introduced(self, at: int, kind: str) -> Expression | None:
        """`_utf8'…'`, `DATE '…'`, `X'…'`, `N'…'`: a literal with a word before it."""
        behind = self.kinds[at + 1]
        if kind[0] == "_" and behind in {"X", "B", "N"} and self.kinds[at + 2] is STRING:
            self.at += 3
            return Literal(at, self.before, "hex" if behind == "X" else "bit")
        if behind is STRING:
            if kind[0] == "_" or kind in {"N", "X", "B"}:
                self.at += 1
                literal = self.string()
                literal.first = at
                literal.kind = {"X": "hex", "B": "bit"}.get(kind, "string")
                return literal
            if kind in _TEMPORAL:
                self.at += 2
                return Literal(at, at + 1, "temporal")
        if behind is NUMBER and kind[0] == "_" and self.text(at + 1)[:2] in {"0x", "0b"}:
            self.at += 2
            return Literal(at, at + 1, "hex")
        return None

    def _named(self) -> Expression:
        """A column, or a call, which the layer above knows."""
        at = self.at
        if self.sees("NEXT", "VALUE", "FOR") or self.sees("PREVIOUS", "VALUE", "FOR"):
            return self._sequence_value()
        if self.kinds[at] in CALLABLE and (self.kinds[at + 1] == "(" or self.kinds[at] in BARE):
            self.at += 1
            return self.call(Name(at, at, (self.text(at),)))
        name = self.name()
        if self.kinds[self.at] == "(":
            return self.call(name)
        return Column(name.first, name.last, name)

    def _sequence_value(self) -> Expression:
        """`NEXT VALUE FOR sequence` and `PREVIOUS VALUE FOR sequence` of MariaDB."""
        first = self.at
        self.at += 3
        sequence = self.name()
        column = Column(sequence.first, sequence.last, sequence)
        word = f"{self.kinds[first]} VALUE"
        return FunctionCall(first, self.before, word, (column,))

    def _parenthesis(self) -> Expression:
        first = self.at
        if self.sees_query(first + 1):
            return self._subquery()
        self.at += 1
        value = self.expression()
        if self.kinds[self.at] == ",":
            items = [value]
            while self.accept(","):
                items.append(self.expression())
            value = RowValue(first, 0, tuple(items))
        self.expect(")")
        value.first, value.last = first, self.before
        return value

    def _subquery(self) -> Subquery:
        first = self.expect("(")
        query = self.query()
        self.expect(")")
        return Subquery(first, self.before, query)

    def sees_query(self, at: int | None = None) -> bool:
        """Whether a query begins at a token, in parentheses of its own or not."""
        at = self.at if at is None else at
        kinds = self.kinds
        start = at
        while kinds[at] == "(":
            at += 1
        word = kinds[at]
        if word == "VALUES":  # VALUES(column) is a function, VALUES ROW(1) a query
            return kinds[at + 1] == "ROW" or (at == start and kinds[at + 1] == "(" and at > 0)
        if word not in _QUERY_WORDS or (word == "TABLE" and not is_word(kinds[at + 1])):
            return False
        return at == start or self._is_all_query(at, at - start)

    def _is_all_query(self, at: int, around: int) -> bool:
        """Whether the `around` parentheses before the query at `at` hold nothing but a query.

        `((SELECT 1) = 0)` begins like one. The tokens are only counted, never parsed twice.
        """
        kinds, inside = self.kinds, 0
        while (kind := kinds[at]) is not END:
            at += 1
            if kind == "(":
                inside += 1
            elif kind == ")" and inside:
                inside -= 1
            elif kind == ")":
                around -= 1
                if kinds[at] != ")" or not around:
                    return kinds[at] in _BEHIND_QUERY
        return True

    # ------------------------------------------------------------------ forms with keywords

    def _row(self) -> Expression | None:
        first = self.at
        if self.kinds[first + 1] != "(":
            return None
        self.at += 1
        items = self.parenthesised(lambda: self.separated(self.expression))
        return RowValue(first, self.before, items)

    def _exists(self) -> Expression:
        first = self.at
        self.at += 1
        self.expect("(")
        query = self.query()
        self.expect(")")
        return Exists(first, self.before, query)

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
        condition = self.expression()
        self.expect("THEN")
        result = self.expression()
        return When(first, self.before, condition, result)

    def _interval(self) -> Expression | None:
        """`INTERVAL value unit`; INTERVAL(a, b, …) is a function."""
        first = self.at
        self.at += 1
        value = self.expression() if self.kinds[self.at] != "(" else self._interval_value(first)
        if value is None:
            return None
        unit = self.expect_any(UNITS)
        return Interval(first, self.before, value, unit)

    def _interval_value(self, first: int) -> Expression | None:
        value = self.expression()
        if isinstance(value, RowValue) or self.kinds[self.at] not in UNITS:
            self.at = first
            return None
        return value

    def _default(self) -> Expression:
        first = self.at
        self.at += 1
        column = self.parenthesised(self.name) if self.kinds[self.at] == "(" else None
        return Default(first, self.before, column)

    def star(self) -> Star:
        """`*` or `t.*`."""
        first = self.at
        if self.accept("*"):
            return Star(first, first)
        parts: list[str] = []
        while True:
            at = self.at
            self.identifier() if not parts else self.any_word()
            parts.append(self.unquoted(at))
            self.expect(".")
            if self.accept("*"):
                return Star(first, self.before, Name(first, self.before - 2, tuple(parts)))

    @abstractmethod
    def call(self, name: Name) -> Expression:
        """A call of `name`; its parenthesis is next, where it has one."""

    _WORDS: ClassVar["dict[str, Callable[[Primaries], Expression | None]]"] = {
        "ROW": _row, "EXISTS": _exists, "CASE": _case, "INTERVAL": _interval, "DEFAULT": _default,
    }  # fmt: skip
