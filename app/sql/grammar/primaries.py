"""The smallest expressions: literals, names, forms that begin with a word or parenthesis."""

import re
from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import DEEPEST, Refused, TooDeep
from app.sql.grammar.named_variables import NamedVariables
from app.sql.grammar.names import is_word
from app.sql.tokens import IDENTIFIER, NUMBER, PARAMETER, STRING, VARIABLE, Question
from app.sql.tree import (
    Assign,
    Case,
    Column,
    Default,
    Exists,
    Expression,
    FunctionCall,
    Literal,
    Name,
    Parameter,
    RowValue,
    Star,
    Subquery,
    When,
)

# members of an enumeration are slow to get at in Python 3.11
_MYSQL, _MARIADB = Dialect.MYSQL, Dialect.MARIADB

_HEX, _BINARY = re.compile(r"'(?:[0-9a-fA-F]{2})*'"), re.compile("'[01]*'")
_ARE_BITS: dict[str, Question] = {
    "X": lambda text: _HEX.fullmatch(text) is not None,
    "B": lambda text: _BINARY.fullmatch(text) is not None,
}
_TRUTHS = {"NULL": "null", "TRUE": "true", "FALSE": "false"}
_QUERY_WORDS = frozenset({"SELECT", "WITH", "VALUES", "TABLE"})
_BEHIND_BRANCH = frozenset(
    """UNION EXCEPT INTERSECT MINUS ORDER LIMIT OFFSET FETCH FOR LOCK INTO PROCEDURE )""".split()
)
"""What may stand behind a query in parentheses that is a part of a longer query."""
BARE = frozenset(
    """CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CURRENT_ROLE LOCALTIME
    LOCALTIMESTAMP UTC_DATE UTC_TIME UTC_TIMESTAMP""".split()
)
"""Functions that may be called without parentheses."""
_BEHIND_VALUES = frozenset({",", ")"})
_CALLABLE = frozenset(
    """CHAR CONVERT CUME_DIST DATABASE DENSE_RANK FIRST_VALUE GROUPING IF INSERT LAG LAST_VALUE LEAD
    LEFT MOD NTH_VALUE NTILE PERCENT_RANK RANK REPEAT REPLACE RIGHT ROW_NUMBER SCHEMA
    VALUES""".split()
)
"""Reserved words that are functions before a parenthesis."""


class Primaries(NamedVariables):
    """What an operator may stand between."""

    def primary(self) -> Expression:
        """An operand: a literal, a name, a call, something in parentheses."""
        kind = self.kinds[self.at]
        start = self._STARTS.get(kind)
        if start is not None:
            if (found := start(self)) is not None:
                return found
        elif kind[0] == "_" and (literal := self._introduced()) is not None:
            return literal
        return self._column()

    def _column(self) -> Expression:
        """A column, or the call of a function that is named like one."""
        at = self.at
        try:
            name = self.name()
        except Refused as refused:
            if refused.at > at:
                raise
            raise Refused(at, N_("an expression")) from None
        if self.kinds[self.at] == "(":
            if self.kinds[at] == ".":
                raise Refused(self.at, N_("the name of a function"))
            if len(name.parts) > 2 and self.dialect is _MYSQL:
                self.limit_parts(name, 2)
            return self.call(name)
        if name.last > name.first:
            self.limit_parts(name, 3)
        return Column(name.first, name.last, name)

    # ------------------------------------------------------------------ literals

    def _number(self) -> Expression:
        at = self.at
        self.at = at + 1
        return Literal(at, at, "number")

    def _truth(self) -> Expression | None:
        at = self.at
        if self.kinds[at + 1] == "." and self.names_table():
            return None
        self.at = at + 1
        return Literal(at, at, _TRUTHS[self.kinds[at]])

    def _null_escaped(self) -> Expression:
        """`\\N`, as files of LOAD DATA write NULL."""
        at = self.at
        self.at = at + 1
        self.note("null-escaped", at)
        return Literal(at, at, "null")

    def _place_holder(self) -> Expression:
        at = self.at
        self.at = at + 1
        return Parameter(at, at)

    def _variable(self) -> Expression:
        found = self.variable()
        if self.kinds[self.at] != ":=":
            return found
        if found.name[:2] == "@@" and self.dialect is _MYSQL:
            raise Refused(self.at, N_("a variable of the user"))
        self.at += 1
        value = self.expression()
        return Assign(found.first, self.before, found, value)

    def _prefixed_string(self) -> Expression | None:
        """`X'…'`, `B'…'`, `N'…'`; with a blank between them they are a name and an alias."""
        at, kind = self.at, self.kinds[self.at]
        if self.kinds[at + 1] is not STRING or not self.touches(at):
            return None
        self.at = at + 1
        if kind == "N":
            literal = self.string()
            literal.first = at
            return literal
        if not self.asks(_ARE_BITS[kind], at + 1):
            raise Refused(at + 1, N_("digits of a number"))
        self.at = at + 2
        return Literal(at, at + 1, "hex" if kind == "X" else "bit")

    def text_literal(self) -> Expression:
        """One string, or its bytes as X'…', B'…', 0x…, where nothing else will do."""
        kind = self.kinds[self.at]
        if kind is STRING:
            return self.one_string()
        bits = kind is NUMBER and self.text(self.at)[:2] in {"0x", "0b"}
        found = self._number() if bits else self._prefixed_string() if kind in {"X", "B"} else None
        if found is None:
            raise Refused(self.at, N_("a string"))
        return found

    def _temporal(self) -> Expression | None:
        """`DATE '…'`, `TIME '…'`, `TIMESTAMP '…'`."""
        at = self.at
        if self.kinds[at + 1] is not STRING:
            return None
        self.at = at + 2
        return Literal(at, at + 1, "temporal")

    def _introduced(self) -> Literal | None:
        """A literal behind its charset: `_utf8'…'`, `_latin1 X'…'`, `_binary 0xFF`."""
        first = self.at
        behind = self.kinds[first + 1]
        if behind is STRING:
            self.at += 1
            literal = self.string()
        elif behind in {"X", "B"} and self.kinds[first + 2] is STRING and self.touches(first + 1):
            self.at += 3
            literal = Literal(0, self.before, "hex" if behind == "X" else "bit")
        elif behind is NUMBER and self.text(first + 1)[:2] in {"0x", "0b"}:
            self.at += 2
            literal = Literal(0, self.before, "hex")
        else:
            return None
        literal.first = first
        return literal

    # ------------------------------------------------------------------ names and parentheses

    def _callable(self) -> Expression | None:
        """A reserved word that is a function here, if it is one."""
        at = self.at
        if self.kinds[at + 1] != "(":
            return None
        self.at = at + 1
        return self.call(Name(at, at, (self.text(at),)))

    def _bare(self) -> Expression | None:
        at = self.at
        if self.kinds[at + 1] == "." and self.names_table():
            return None
        self.at = at + 1
        return self.call(Name(at, at, (self.text(at),)))

    def _sequence_value(self) -> Expression | None:
        """`NEXT VALUE FOR sequence` and `PREVIOUS VALUE FOR sequence` of MariaDB."""
        first, kinds = self.at, self.kinds
        if kinds[first + 1] != "VALUE" or kinds[first + 2] != "FOR":
            return None
        self.note("next-value", first)
        self.at += 3
        sequence = self.table_name()
        column = Column(sequence.first, sequence.last, sequence)
        return FunctionCall(first, self.before, f"{kinds[first]} VALUE", (column,))

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
        self.expect(")")
        value.first, value.last = first, self.before
        return value

    def _odbc(self) -> Expression:
        """`{d '…'}` and its kin: the value that stands in it."""
        self.at += 1
        self.identifier()
        value = self.expression()
        self.expect("}")
        return value

    def star(self) -> Star:
        """`*`, `t.*` or `db.t.*`."""
        first = self.at
        if self.accept("*"):
            return Star(first, first)
        parts: list[str] = []
        while len(parts) < 2:
            at = self.at
            self.any_word() if parts else self.qualifier()
            parts.append(self.unquoted(at))
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
        word, behind = self.kinds[at], self.kinds[at + 1]
        if word not in _QUERY_WORDS:
            return False
        if word == "TABLE":
            return behind is IDENTIFIER or is_word(behind)
        if word != "VALUES" or behind == "ROW":
            return True
        if behind != "(":
            return False
        if self.dialect is _MARIADB and not self._is_duplicate:
            return True
        end = self.closing(at + 1)  # VALUES(a) is a function; of (1), (2) MariaDB makes a table
        return self.kinds[end + 1 : end + 3] == [",", "("]

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

    def _row(self) -> Expression | None:
        first = self.at
        if self.kinds[first + 1] != "(":
            return None
        self.at += 2
        items = self.separated(self.expression)
        if len(items) < 2:
            raise Refused(self.at, ",")
        return RowValue(first, self.expect(")"), items)

    def _exists(self) -> Expression | None:
        first = self.at
        if self.names_table():
            return None
        self.at += 1
        query = self.subquery().query
        return Exists(first, self.before, query)

    def _case(self) -> Expression | None:
        first = self.at
        if self.names_table():
            return None
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

    def names_table(self) -> bool:
        """Whether the keyword here is the name of a table before a dot: `match.id`."""
        at = self.at
        return self.kinds[at + 1] == "." and self.touches(at) and self.touches(at + 1)

    def _default_of(self) -> Expression | None:
        """`DEFAULT(column)`; DEFAULT alone is no expression, see `value`."""
        if self.names_table():
            return None
        first = self.expect("DEFAULT")
        column = self.parenthesised(self.column_name)
        return Default(first, self.before, column)

    def value(self) -> Expression:
        """An expression, DEFAULT or MariaDB's IGNORE alone, where a column gets its value."""
        at = self.at
        kind, behind = self.kinds[at], self.kinds[at + 1]
        if (kind is NUMBER or kind is STRING) and behind in _BEHIND_VALUES:  # as in most rows
            self.at = at + 1
            return Literal(at, at, "number" if kind is NUMBER else "string")
        if kind == "DEFAULT" and behind != "(":
            self.at = at + 1
            return Default(at, at)
        if self.kinds[at] == "IGNORE" and self.dialect is Dialect.MARIADB:
            self.at = at + 1
            return Default(at, at, ignores=True)
        return self.expression()

    @abstractmethod
    def call(self, name: Name) -> Expression:
        """A call of `name`; its parenthesis is next, where it has one."""

    @abstractmethod
    def _interval_primary(self) -> Expression:
        """INTERVAL where no sign stands before it."""

    @abstractmethod
    def _match(self) -> Expression:
        """`MATCH … AGAINST (…)`."""

    _STARTS: ClassVar["dict[str, Callable[[Primaries], Expression | None]]"] = {
        NUMBER: _number, STRING: NamedVariables.string, PARAMETER: _place_holder,
        VARIABLE: _variable, "(": _parenthesis, "{": _odbc, **dict.fromkeys(_TRUTHS, _truth),
        "\\N": _null_escaped,
        **dict.fromkeys("XBN", _prefixed_string),
        **dict.fromkeys(("DATE", "TIME", "TIMESTAMP"), _temporal),
        **dict.fromkeys(_CALLABLE, _callable), **dict.fromkeys(BARE, _bare),
        **dict.fromkeys(("NEXT", "PREVIOUS"), _sequence_value),
        "ROW": _row, "EXISTS": _exists, "CASE": _case, "DEFAULT": _default_of,
        "INTERVAL": lambda self: None if self.names_table() else self._interval_primary(),
        "MATCH": lambda self: None if self.names_table() else self._match(),
    }  # fmt: skip
