"""Calls: plain ones, those with keywords inside, aggregates and windows (MySQL 8.4 manual, 14)."""

from collections.abc import Callable
from typing import ClassVar

from app.sql.grammar.cursor import Refused
from app.sql.grammar.expressions import Expressions
from app.sql.grammar.primaries import BARE, UNITS
from app.sql.tokens import NUMBER
from app.sql.tree import (
    Cast,
    ConvertCharset,
    Expression,
    FunctionCall,
    Literal,
    Match,
    Name,
    OrderItem,
    Window,
)

_TRIMS = frozenset({"LEADING", "TRAILING", "BOTH"})
_FRAMES = frozenset({"ROWS", "RANGE", "GROUPS"})


class Functions(Expressions):
    """Everything that is called."""

    def call(self, name: Name) -> Expression:
        """A call of `name`: its parentheses, and OVER where it follows."""
        first = name.first
        word = ".".join(name.parts).upper()
        if word in BARE and self.kinds[self.at] != "(":
            return FunctionCall(first, self.before, word, ())
        self.expect("(")
        form = self._FORMS.get(word)
        made = form(self, first, word) if form else self._plain(first, word)
        made.last = self.expect(")")
        if word == "MATCH" and isinstance(made, Match):
            self._against(made)
        elif isinstance(made, FunctionCall):
            self._over(made)
        return made

    # ------------------------------------------------------------------ plain calls

    def _plain(self, first: int, word: str) -> FunctionCall:
        """Arguments by commas, with what an aggregate may have around them."""
        made = FunctionCall(first, 0, word, ())
        if self.kinds[self.at] == ")":
            return made
        made.distinct = bool(self.accept_any({"DISTINCT", "DISTINCTROW"}))
        self.accept("ALL")
        made.arguments = self.separated(self._argument)
        if self.accept("ORDER", "BY"):
            made.order_by = self.order_items()
        if self.accept("SEPARATOR"):
            made.arguments += (self.expression(),)
        if self.accept("LIMIT"):  # MariaDB's GROUP_CONCAT
            made.arguments += self.separated(self.expression)
        self._after_arguments(word)
        return made

    def _argument(self) -> Expression:
        kinds = self.kinds
        if kinds[self.at] == "*":
            return self.star()
        if kinds[self.at + 1] == "." and (found := self.attempt(self.star)) is not None:
            return found
        return self.expression()

    def _after_arguments(self, word: str) -> None:
        """Keywords that stand behind the arguments of a few functions."""
        if word == "WEIGHT_STRING":
            if self.accept("AS"):
                self.data_type()
        elif word in {"JSON_VALUE", "JSON_ARRAYAGG", "JSON_OBJECTAGG", "LAST_DAY"}:
            if self.accept("RETURNING"):
                self.data_type()
            while self.kinds[self.at] in {"NULL", "ERROR", "DEFAULT"}:
                if self.accept_any({"NULL", "ERROR"}) == "" and self.accept("DEFAULT"):
                    self.expression()
                self.expect("ON")
                self.expect_any({"EMPTY", "ERROR"})

    def order_items(self) -> tuple[OrderItem, ...]:
        """What stands behind ORDER BY."""
        return self.separated(self._order_item)

    def _order_item(self) -> OrderItem:
        value = self.expression()
        way = self.accept_any({"ASC", "DESC"})
        if self.accept("NULLS"):
            self.expect_any({"FIRST", "LAST"})
        return OrderItem(value.first, self.before, value, way == "DESC")

    # ------------------------------------------------------------------ windows

    def _over(self, made: FunctionCall) -> None:
        kinds = self.kinds
        if kinds[self.at] == "FROM" and kinds[self.at + 1] in {"FIRST", "LAST"}:
            self.at += 2
        if kinds[self.at] in {"RESPECT", "IGNORE"} and kinds[self.at + 1] == "NULLS":
            self.at += 2
        if kinds[self.at] == "WITHIN":  # MariaDB: PERCENTILE_CONT(…) WITHIN GROUP (ORDER BY …)
            self.at += 1
            self.expect("GROUP", "(", "ORDER", "BY")
            made.order_by = self.order_items()
            made.last = self.expect(")")
        if kinds[self.at] == "OVER":
            self.at += 1
            made.over = self.window() if kinds[self.at] == "(" else self.identifier()
            made.last = self.before

    def window(self) -> Window:
        """`([base] [PARTITION BY …] [ORDER BY …] [frame])`."""
        first = self.expect("(")
        base = None
        if self.sees_identifier() and self.kinds[self.at] not in _FRAMES | {"PARTITION"}:
            base = self.identifier()
        partition = self.separated(self.expression) if self.accept("PARTITION", "BY") else ()
        order = self.order_items() if self.accept("ORDER", "BY") else ()
        frame = self._frame() if self.kinds[self.at] in _FRAMES else ""
        self.expect(")")
        return Window(first, self.before, base, partition, order, frame)

    def _frame(self) -> str:
        first = self.at
        self.at += 1
        if self.accept("BETWEEN"):
            self._bound()
            self.expect("AND")
        self._bound()
        if self.accept("EXCLUDE") and not self.accept("CURRENT", "ROW"):
            self.expect_any({"NO", "GROUP", "TIES"})
            self.accept("OTHERS")
        return self.tokens.source(first, self.before)

    def _bound(self) -> None:
        if self.accept("CURRENT", "ROW"):
            return
        if not self.accept("UNBOUNDED"):
            self.expression()
        self.expect_any({"PRECEDING", "FOLLOWING"})

    # ------------------------------------------------------------------ forms with keywords

    def _cast(self, first: int, word: str) -> Expression:
        value = self.expression()
        if self.accept("AT"):
            self.expect("TIME", "ZONE")
            self.accept("INTERVAL")
            self.string()
        self.expect("AS")
        made = Cast(first, 0, value, self.data_type())
        self.accept("ARRAY")
        if self.accept("FORMAT"):
            self.string()
        return made

    def _convert(self, first: int, word: str) -> Expression:
        value = self.expression()
        if self.accept("USING"):
            return ConvertCharset(first, 0, value, self.any_word())
        self.expect(",")
        return Cast(first, 0, value, self.data_type())

    def _extract(self, first: int, word: str) -> Expression:
        self.expect_any(UNITS)
        self.expect("FROM")
        return FunctionCall(first, 0, word, (self.expression(),))

    def _trim(self, first: int, word: str) -> Expression:
        arguments: list[Expression] = []
        way = self.accept_any(_TRIMS)
        if not (way and self.accept("FROM")):
            arguments.append(self.expression())
            if not self.accept("FROM"):
                if way:
                    raise Refused(self.at, "FROM")
                return FunctionCall(first, 0, word, tuple(arguments))
        arguments.append(self.expression())
        return FunctionCall(first, 0, word, tuple(arguments))

    def _substring(self, first: int, word: str) -> Expression:
        arguments = [self.expression()]
        if self.accept("FROM"):
            arguments.append(self.expression())
            if self.accept("FOR"):
                arguments.append(self.expression())
        elif self.accept("FOR"):
            arguments.append(self.expression())
        else:
            while self.accept(","):
                arguments.append(self.expression())
        return FunctionCall(first, 0, word, tuple(arguments))

    def _position(self, first: int, word: str) -> Expression:
        needle = self._arithmetic(1)
        if not self.accept("IN"):
            self.expect(",")
        return FunctionCall(first, 0, word, (needle, self.expression()))

    def _with_unit(self, first: int, word: str) -> Expression:
        """TIMESTAMPADD(unit, …): the unit is a word and no argument."""
        if self.kinds[self.at] in UNITS and self.kinds[self.at + 1] == ",":
            self.at += 2
        return self._plain(first, word)

    def _get_format(self, first: int, word: str) -> Expression:
        self.expect_any({"DATE", "TIME", "DATETIME", "TIMESTAMP"})
        self.expect(",")
        return FunctionCall(first, 0, word, (self.expression(),))

    def _char(self, first: int, word: str) -> Expression:
        arguments = self.separated(self.expression)
        if self.accept("USING"):
            self.any_word()
        return FunctionCall(first, 0, word, arguments)

    def _match(self, first: int, word: str) -> Expression:
        columns = self.separated(self.expression)
        nothing = Literal(first, first, "null")
        return Match(first, 0, columns, nothing, "")

    def _against(self, made: Match) -> None:
        self.expect("AGAINST", "(")
        made.against = self._arithmetic(1)
        start = self.at
        if self.accept("IN", "BOOLEAN", "MODE") or self.accept("WITH", "QUERY", "EXPANSION"):
            pass
        elif self.accept("IN", "NATURAL", "LANGUAGE", "MODE"):
            self.accept("WITH", "QUERY", "EXPANSION")
        made.mode = self.tokens.source(start, self.before) if self.at > start else ""
        made.last = self.expect(")")

    # ------------------------------------------------------------------ values in definitions

    def simple_value(self) -> Expression:
        """What may stand behind DEFAULT: a literal with its sign, a call, `(expression)`.

        No postfix is taken: COLLATE behind it is the column's.
        """
        if self.kinds[self.at] in {"+", "-"} and self.kinds[self.at + 1] is NUMBER:
            return self._signed()
        return self._primary()

    def unit(self) -> str:
        """A unit of time."""
        return self.expect_any(UNITS)

    _FORMS: ClassVar["dict[str, Callable[[Functions, int, str], Expression]]"] = {
        "CAST": _cast, "TRY_CAST": _cast, "CONVERT": _convert, "EXTRACT": _extract, "TRIM": _trim,
        "SUBSTRING": _substring, "SUBSTR": _substring, "MID": _substring, "POSITION": _position,
        "TIMESTAMPADD": _with_unit, "TIMESTAMPDIFF": _with_unit, "GET_FORMAT": _get_format,
        "CHAR": _char, "MATCH": _match,
    }  # fmt: skip
