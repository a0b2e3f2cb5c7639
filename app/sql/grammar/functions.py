"""Calls, plain ones and those with keywords inside (MySQL 8.4 manual, 14)."""

from collections.abc import Callable
from typing import ClassVar

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.aggregates import AGGREGATES, Aggregates
from app.sql.grammar.counts import COUNTS
from app.sql.grammar.cursor import BITS, Refused
from app.sql.grammar.expressions import TIMESTAMP_UNITS, UNITS
from app.sql.grammar.keywords import CALLED_CLOSELY, NOT_CALLABLE
from app.sql.grammar.primaries import BARE
from app.sql.tokens import IDENTIFIER, NUMBER, PARAMETER, STRING, Tokens
from app.sql.tree import (
    Cast,
    Column,
    ConvertCharset,
    DataType,
    Expression,
    FunctionCall,
    Literal,
    Match,
    Name,
)

_MARIADB = Dialect.MARIADB  # members of an enumeration are slow to get at in Python 3.11

_TRIMS = frozenset({"LEADING", "TRAILING", "BOTH"})
_NOWS = frozenset(
    """NOW CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP SYSDATE CURTIME CURRENT_TIME UTC_TIME
    UTC_TIMESTAMP""".split()
)
"""Functions whose argument, if there is one, is a plain number."""
_CASTABLE = frozenset(
    """BINARY CHAR CHARACTER NCHAR NATIONAL SIGNED UNSIGNED INT INTEGER DATE YEAR TIME DATETIME
    DECIMAL DEC JSON REAL DOUBLE FLOAT FLOAT4 FLOAT8 VARCHAR UUID INET4 INET6 VECTOR GEOMETRY POINT
    LINESTRING POLYGON MULTIPOINT MULTILINESTRING MULTIPOLYGON GEOMETRYCOLLECTION
    GEOMCOLLECTION""".split()
)
"""What the one server or the other casts to."""
_SETVAL_MOST = 4
_TYPED = frozenset({"COLUMN_CREATE", "COLUMN_ADD"})  # their arguments may have a type
_WEIGHED_INSIDE = 4  # arguments, as the server itself writes the call
_SIGNS = frozenset({"UNSIGNED", "SIGNED", "ZEROFILL"})
_CAST_PLAIN = {
    Dialect.MYSQL: frozenset({"DOUBLE", "REAL", "YEAR", "FLOAT8"}),
    Dialect.MARIADB: frozenset({"FLOAT", "INT", "INTEGER"}),
}
"""Types that a server casts to without a length behind them."""
_CASTS_NOTED = {
    **dict.fromkeys(("FLOAT", "FLOAT4", "FLOAT8"), "cast-float"),
    **dict.fromkeys(
        """GEOMETRY POINT LINESTRING POLYGON MULTIPOINT MULTILINESTRING MULTIPOLYGON
        GEOMETRYCOLLECTION GEOMCOLLECTION""".split(), "cast-geometry"),
    **dict.fromkeys(("INT", "INTEGER"), "cast-integer"),
    "JSON": "cast-json", "REAL": "cast-real", "DOUBLE": "cast-double", "YEAR": "cast-year",
    "VARCHAR": "cast-varchar",
}  # fmt: skip


class Functions(Aggregates):
    """Everything that is called."""

    def __init__(self, tokens: Tokens, dialect: Dialect) -> None:
        super().__init__(tokens, dialect)
        self._not_callable = NOT_CALLABLE[dialect]

    def call(self, name: Name) -> Expression:
        """A call of `name`; its parenthesis is next, where it has one."""
        self.descend(1)
        first = name.first
        word = name.parts[0].upper() if len(name.parts) == 1 else name.dotted.upper()
        if word in BARE and self.kinds[self.at] != "(":
            self._depth -= 1
            return FunctionCall(first, name.last, word, ())
        if word in CALLED_CLOSELY and not self.touches(self.before):
            self.note("blank-before-parenthesis", first)
        self.expect("(")
        shape, form = AGGREGATES.get(word), self._FORMS.get(word)
        if shape is not None:
            made: Expression = self.aggregate(first, word, shape)
        else:
            made = form(self, first, word) if form else self._plain(first, word)
            made.last = self.expect(")")
        if word == "MEDIAN" and isinstance(made, FunctionCall):  # of MariaDB, always OVER
            self.over(made)
            made.last = self.before
            if (made.over is None) is (self.dialect is _MARIADB):
                raise Refused(made.last, "OVER")
        self._depth -= 1
        return made

    def _plain(self, first: int, word: str) -> FunctionCall:
        """Arguments with commas between them."""
        made = FunctionCall(first, 0, word, ())
        counts = COUNTS[self.dialect].get(word)
        if self.kinds[self.at] != ")":
            argument = (
                self.expression if counts and word not in _TYPED else lambda: self._argument(word)
            )
            made.arguments = self.separated(argument)
        if counts is None:
            if word in self._not_callable and self.kinds[first] == word:
                self.wrong(first, N_("the name of a function"))
        elif len(made.arguments) not in counts:
            self.wrong(self.at, N_("another number of arguments"))
        return made

    def _argument(self, word: str) -> Expression:
        """An argument of `word`; a loadable function takes names for its arguments."""
        value = self.expression()
        if self.kinds[self.at] in {",", ")"}:
            return value
        if "." in word:
            raise Refused(self.at, ", | )")
        castable = self.kinds[self.at + 1] in _CASTABLE and self.dialect is _MARIADB
        if castable and self.accept("AS"):
            self._castable()  # of COLUMN_CREATE
        elif self.accept("AS") or self.kinds[self.at] in {STRING, IDENTIFIER}:
            self.word_or_string()
        else:
            self.identifier()
        return value

    # ------------------------------------------------------------------ types

    def _cast(self, first: int, word: str) -> Expression:
        value = self.expression()
        if self.accept_noting("cast-at-time-zone", "AT"):
            self.expect("TIME", "ZONE")
            self.accept("INTERVAL")
            self.one_string()
        self.expect("AS")
        made = Cast(first, 0, value, self._castable())
        self.accept_noting("cast-array", "ARRAY")
        return made

    def _castable(self) -> DataType:
        if self.kinds[self.at] == "INTERVAL":
            return self._interval_type()
        if self.kinds[self.at] not in _CASTABLE:
            raise Refused(self.at, N_("a type that can be cast to"))
        if construct := _CASTS_NOTED.get(self.kinds[self.at]):
            self.note(construct, self.at)
        made = self.data_type()
        if made.name == "VARCHAR" and made.length is None:
            raise Refused(self.at, "(")
        self._check_castable(made)
        return made

    def _interval_type(self) -> DataType:
        """`INTERVAL DAY_SECOND(n)` of MariaDB."""
        first = self.expect("INTERVAL")
        self.note("cast-interval", first)
        self.expect("DAY_SECOND")
        length = self.parenthesised(self.integer)
        return DataType(first, self.before, "INTERVAL DAY_SECOND", length)

    def _check_castable(self, made: DataType) -> None:
        """Numbers are cast without a sign, and each server allows other lengths."""
        first, last = self.kinds[made.first], self.kinds[made.last]
        if self.dialect is Dialect.MYSQL and (first == "GEOMETRY" or made.collation):
            raise Refused(made.last, N_("a type that can be cast to"))
        if made.last > made.first and last in _SIGNS:
            raise Refused(made.last, N_("a type that can be cast to"))
        of_mariadb = self.dialect is _MARIADB
        plain = last == ")" and first in _CAST_PLAIN[self.dialect]
        if plain or (of_mariadb and last == "PRECISION"):
            raise Refused(made.first + 1, N_("a type without a length"))
        if made.decimals is not None and first == "FLOAT":
            raise Refused(made.last, N_("a type without decimals"))

    def _convert(self, first: int, word: str) -> Expression:
        value = self.expression()
        if self.accept("USING"):
            return ConvertCharset(first, 0, value, self.charset_word())
        self.expect(",")
        return Cast(first, 0, value, self._castable())

    def _weight_string(self, first: int, word: str) -> Expression:
        made = FunctionCall(first, 0, word, self.separated(self.expression))
        if len(made.arguments) not in {1, _WEIGHED_INSIDE}:
            raise Refused(self.at, N_("another number of arguments"))
        if self.accept("AS"):
            self.expect_any({"CHAR", "BINARY"})
            if not self.parenthesised(self.integer):
                raise Refused(self.before - 1, N_("a length"))
        if self.accept_noting("weight-level", "LEVEL"):
            self._levels()
        return made

    def _levels(self) -> None:
        """`1 [ASC | DESC] [REVERSE], …`, or `1-3`."""
        self.number()
        if self.accept("-"):
            self.number()
            return
        while True:
            self.accept_any({"ASC", "DESC"})
            self.accept("REVERSE")
            if not self.accept(","):
                return
            self.number()

    def _json_value(self, first: int, word: str) -> Expression:
        """JSON_VALUE(document, path [RETURNING type] [… ON EMPTY] [… ON ERROR])."""
        value = self.expression()
        self.expect(",")
        path = self.expression()
        if not isinstance(path, Literal):
            self.note("json-path-expression", path.first)
        behind = self.at
        if self.accept("RETURNING"):
            self._castable()
        defaults = self.on_empty_or_error()
        if self.at > behind:
            self.note("json-value-returning", behind)
        return FunctionCall(first, 0, word, (value, path, *defaults))

    def on_empty_or_error(self, *, in_order: bool = True) -> tuple[Expression, ...]:
        """`NULL | ERROR | DEFAULT value` ON EMPTY, and the same ON ERROR."""
        found: list[Expression] = []
        left = {"EMPTY", "ERROR"}
        while left and self.accept_any({"NULL", "ERROR", "DEFAULT"}):
            if self.kinds[self.before] == "DEFAULT":
                found.append(self.expression(BITS))
            self.expect("ON")
            when = self.expect_any(left)
            left = set() if when == "ERROR" and in_order else left - {when}
        return tuple(found)

    def _duality_object(self, first: int, word: str) -> Expression:
        """JSON_DUALITY_OBJECT([WITH (INSERT, …)] 'key': value, …)."""
        if self.accept("WITH"):
            self.parenthesised(lambda: self.separated(self._dual_change))
        members = self.separated(self._member)
        return FunctionCall(first, 0, word, tuple(part for pair in members for part in pair))

    def _dual_change(self) -> str:
        self.accept("NO")
        return self.expect_any({"INSERT", "UPDATE", "DELETE"})

    def _member(self) -> tuple[Expression, Expression]:
        key = self.one_string()
        if self.kinds[self.at] is PARAMETER:  # `'id':id` was cut as one with a place-holder
            at = self.at
            self.at += 1
            return key, Column(at, at, Name(at, at, (self.text(at)[1:],)))
        self.expect(":")
        return key, self.expression()

    # ------------------------------------------------------------------ strings

    def _trim(self, first: int, word: str) -> Expression:
        way = self.accept_any(_TRIMS)
        if way and self.accept("FROM"):
            return FunctionCall(first, 0, word, (self.expression(),))
        value = self.expression()
        if self.accept("FROM"):
            return FunctionCall(first, 0, word, (value, self.expression()))
        if way:
            raise Refused(self.at, "FROM")
        return FunctionCall(first, 0, word, (value,))

    def _substring(self, first: int, word: str) -> Expression:
        arguments = [self.expression()]
        between = self.expect_any({"FROM", ","})
        arguments.append(self.expression())
        if self.accept("FOR" if between == "FROM" else ","):
            arguments.append(self.expression())
        return FunctionCall(first, 0, word, tuple(arguments))

    def _position(self, first: int, word: str) -> Expression:
        needle = self.expression(BITS)
        self.expect("IN")
        return FunctionCall(first, 0, word, (needle, self.expression()))

    def _char(self, first: int, word: str) -> Expression:
        arguments = self.separated(self.expression)
        if self.accept("USING"):
            self.charset_word()
        return FunctionCall(first, 0, word, arguments)

    # ------------------------------------------------------------------ time

    def _now(self, first: int, word: str) -> Expression:
        start = self.at
        if self.kinds[start] is not NUMBER:
            return FunctionCall(first, 0, word, ())
        self.integer()
        return FunctionCall(first, 0, word, (Literal(start, start, "number"),))

    def _extract(self, first: int, word: str) -> Expression:
        self.unit()
        self.expect("FROM")
        return FunctionCall(first, 0, word, (self.expression(),))

    def _with_unit(self, first: int, word: str) -> Expression:
        """TIMESTAMPADD(unit, …): the unit is a word and no argument."""
        self.expect_any(TIMESTAMP_UNITS)
        self.expect(",")
        amount = self.expression()
        self.expect(",")
        return FunctionCall(first, 0, word, (amount, self.expression()))

    def _date_add(self, first: int, word: str) -> Expression:
        """DATE_ADD(moment, INTERVAL …) and its kin; ADDDATE takes plain days too."""
        moment = self.expression()
        self.expect(",")
        if self.kinds[self.at] == "INTERVAL":
            amount: Expression = self.interval()
        elif word in {"ADDDATE", "SUBDATE"}:
            amount = self.expression()
        else:
            raise Refused(self.at, "INTERVAL")
        return FunctionCall(first, 0, word, (moment, amount))

    def _get_format(self, first: int, word: str) -> Expression:
        self.expect_any({"DATE", "TIME", "DATETIME", "TIMESTAMP"})
        self.expect(",")
        return FunctionCall(first, 0, word, (self.expression(),))

    def unit(self) -> str:
        """A unit of time."""
        return self.expect_any(UNITS)

    # ------------------------------------------------------------------ columns

    def _values_of(self, first: int, word: str) -> Expression:
        """VALUES(column) in ON DUPLICATE KEY UPDATE."""
        if not self._is_duplicate:
            self.note("values-elsewhere", first)
        name = self.column_name()
        return FunctionCall(first, 0, word, (Column(name.first, name.last, name),))

    def _sequence_call(self, first: int, word: str) -> Expression:
        """NEXTVAL(sequence), LASTVAL(sequence), SETVAL(sequence, value, …)."""
        if self.dialect is not _MARIADB or self.kinds[first] is IDENTIFIER:
            return self._plain(first, word)
        name = self.table_name()
        arguments: list[Expression] = [Column(name.first, name.last, name)]
        if word == "SETVAL":
            self.expect(",")
            arguments.append(self._signed())
            while len(arguments) < _SETVAL_MOST and self.accept(","):
                arguments.append(self._round())
        return FunctionCall(first, 0, word, tuple(arguments))

    def _round(self) -> Expression:
        """Whether the value was used, and in which round: a number, or a truth of old."""
        return self.primary() if self.kinds[self.at] in {"TRUE", "FALSE"} else self.number()

    def _signed(self) -> Expression:
        """A number with its sign."""
        if self.kinds[self.at] in {"+", "-"} and self.kinds[self.at + 1] is NUMBER:
            return self._prefixed(BITS)
        return self.number()

    def _match(self) -> Expression:
        """`MATCH (columns) AGAINST (value [mode])`, also without the first parentheses."""
        first = self.expect("MATCH")
        if self.kinds[self.at] == "(":
            columns = self.parenthesised(lambda: self.separated(self._matched))
        else:
            columns = self.separated(self._matched)
        self.expect("AGAINST", "(")
        against = self.expression(BITS)
        start = self.at
        if not self.accept("IN", "BOOLEAN", "MODE"):
            if self.accept("IN"):
                self.expect("NATURAL", "LANGUAGE", "MODE")
            if self.accept("WITH"):
                self.expect("QUERY", "EXPANSION")
        mode = self.source(start, self.before) if self.at > start else ""
        return Match(first, self.expect(")"), columns, against, mode)

    def _matched(self) -> Expression:
        name = self.column_name()
        return Column(name.first, name.last, name)

    # ------------------------------------------------------------------ values in definitions

    def simple_value(self) -> Expression:
        """What may stand behind DEFAULT: a literal with its sign, a call, `(expression)`.

        No postfix is taken: COLLATE behind it is the column's.
        """
        return self._signed() if self.kinds[self.at] in {"+", "-"} else self.primary()

    _FORMS: ClassVar["dict[str, Callable[[Functions, int, str], Expression]]"] = {
        "CAST": _cast, "CONVERT": _convert, "EXTRACT": _extract, "TRIM": _trim,
        "SUBSTRING": _substring, "SUBSTR": _substring, "MID": _substring, "POSITION": _position,
        "TIMESTAMPADD": _with_unit, "TIMESTAMPDIFF": _with_unit, "GET_FORMAT": _get_format,
        "CHAR": _char, "VALUES": _values_of, "WEIGHT_STRING": _weight_string,
        "JSON_VALUE": _json_value, "JSON_DUALITY_OBJECT": _duality_object,
        **dict.fromkeys(("NEXTVAL", "LASTVAL", "SETVAL"), _sequence_call),
        **dict.fromkeys(_NOWS, _now),
        **dict.fromkeys(("DATE_ADD", "DATE_SUB", "ADDDATE", "SUBDATE"), _date_add),
    }  # fmt: skip
