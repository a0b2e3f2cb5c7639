"""Literals, binds and substitution variables."""

from collections.abc import Callable
from typing import Any, ClassVar

from app.sql.grammar.oracle.types import Types
from app.sql.tokens import NUMBER, PARAMETER, STRING
from app.sql.tree import Expression, Interval, Literal, Parameter, Variable

_CONSTANTS = {"NULL": "null", "TRUE": "true", "FALSE": "false"}
_INTERVALS = frozenset("YEAR MONTH DAY HOUR MINUTE SECOND".split())


class Literals(Types):
    """Constants, and what stands for one."""

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
        value: Expression | None = None
        if self.kinds[self.at] is PARAMETER:
            value = self._place_holder()
        if value is None:
            value = self.string()
        start = self.at
        self.expect_any(_INTERVALS)
        self.precisions()
        if self.accept("TO"):
            self.expect_any(_INTERVALS)
            self.precisions()
        return Interval(first, self.before, value, self.source(start, self.before).upper())

    def precisions(self) -> None:
        """`(2)` or `(2, 3)` behind a part of an interval, or nothing."""
        if self.kinds[self.at] == "(":
            self.parenthesised(lambda: self.separated(self.size))

    def inquiry(self) -> Expression:
        """`$$PLSQL_UNIT` and its kin."""
        at = self.at
        self.at = at + 1
        return Variable(at, at, self.text(at))

    _LITERALS: ClassVar[dict[str, Callable[[Any], Expression | None]]] = {
        NUMBER: _number, STRING: Types.string, PARAMETER: _place_holder, ":": _parted_bind,
        **dict.fromkeys(_CONSTANTS, _constant), "DATE": _temporal, "TIMESTAMP": _temporal,
        "TIME": _temporal, "INTERVAL": _interval,
    }  # fmt: skip
