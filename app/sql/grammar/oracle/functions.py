"""Calls, plain ones and those with keywords inside (SQL Language Reference, 7)."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, TypeAlias

from app.i18n import N_
from app.sql.grammar.cursor import BITS, Refused
from app.sql.grammar.oracle.aggregates import Aggregates
from app.sql.grammar.oracle.counts import COUNTS, RANKS, WINDOWED
from app.sql.grammar.oracle.names import is_word
from app.sql.grammar.oracle.words import SQL
from app.sql.tokens import IDENTIFIER
from app.sql.tree import (
    CaseOperand,
    Cast,
    Column,
    DataType,
    Expression,
    FunctionCall,
    Name,
    NamedArgument,
    Star,
    Subquery,
)

_BEHIND_KEY = frozenset({"|", "..", "=>"})
_COMPARISONS = frozenset("= < > <= >= <> != ^= ~=".split())
_PREDICATES = frozenset("IN LIKE LIKEC LIKE2 LIKE4 BETWEEN MEMBER SUBMULTISET".split())
_DISTINCT = frozenset({"DISTINCT", "UNIQUE", "ALL"})
_TRIMS = frozenset({"LEADING", "TRAILING", "BOTH"})
_BEHIND_CALL = frozenset("OVER KEEP WITHIN FROM RESPECT IGNORE FILTER".split())
_FIELDS = frozenset(
    """YEAR MONTH DAY HOUR MINUTE SECOND TIMEZONE_HOUR TIMEZONE_MINUTE TIMEZONE_REGION
    TIMEZONE_ABBR""".split()
)

Forms: TypeAlias = dict[str, Callable[[Any, int, str], Expression | None]]
"""How functions with words of their own are read, by name: a method of the layer they are in.

It is given the first token of the call and the name; nothing comes back where it is a plain call.
"""


class Functions(Aggregates):
    """Everything that is called."""

    def call(self, name: Name) -> Expression:
        """A call of `name`, whose parenthesis is next, with what stands behind it."""
        self.descend(1)
        word = name.parts[0].upper() if len(name.parts) == 1 else name.dotted.upper()
        self.expect("(")
        form = self._FORMS.get(word)
        made = form(self, name.first, word) if form is not None else None
        if made is None:
            made = self._plain(name.first, word)
        made.last = self.expect(")")
        if isinstance(made, FunctionCall):
            made.link = name.link
            if self.kinds[self.at] in _BEHIND_CALL:
                self.behind_call(made)
            if word in WINDOWED and made.over is None:
                self._need_window(made)
        self._depth -= 1
        return made

    def _need_window(self, made: FunctionCall) -> None:
        """Within SQL, where nobody's own function has such a name."""
        if self.reserved is SQL and not (made.name in RANKS and made.order_by):
            self.wrong(self.at, "OVER")

    def count(self, word: str, arguments: int) -> None:
        """Refuse a number of arguments that Oracle's own function of this name does not take."""
        counts = COUNTS.get(word)
        if counts is None or arguments in counts or self.reserved is not SQL or self._fills:
            return
        self.wrong(self.at, N_("another number of arguments"))

    def _plain(self, first: int, word: str) -> FunctionCall:
        """Arguments with commas between them, and what aggregates add to them."""
        made = FunctionCall(first, 0, word, ())
        if quantity := self.accept_any(_DISTINCT):
            made.distinct = quantity != "ALL"
        if self.kinds[self.at] == "PARTITION":
            self.in_call(made)
            return made
        if self.kinds[self.at] != ")":
            made.arguments = self.separated(self.argument)
        if word in COUNTS:
            if word != "COUNT" and made.arguments and isinstance(made.arguments[0], Star):
                raise Refused(made.arguments[0].first, N_("an expression"))
            self.count(word, len(made.arguments))
        self.in_call(made)
        return made

    def argument(self) -> Expression:
        """An argument: a value, `name => value`, a star, a query."""
        kinds, at = self.kinds, self.at
        kind = kinds[at]
        if kinds[at + 1] == "=>" and (kind is IDENTIFIER or is_word(kind)):
            name = self.any_word()
            self.at += 1
            value = self.expression()
            return NamedArgument(at, self.before, name, value)
        if kind == "*" or (kinds[at + 1] == "." and "*" in kinds[at + 2 : at + 5 : 2]):
            star = self.attempt(self.star)
            if star is not None:
                return star
        if kind in {"SELECT", "WITH"}:
            query = self.query()
            return Subquery(at, self.before, query)
        if kind == "FOR":
            return self.iterated_argument()
        if kind == "TABLE":  # of a polymorphic table function
            self.at += 1
        value = self.expression()
        if self.accept("AS"):
            self.any_word()
        return self.indexed_argument(value) if kinds[self.at] in _BEHIND_KEY else value

    @abstractmethod
    def indexed_argument(self, first: Expression) -> Expression:
        """`key | key .. key => value` of PL/SQL, from behind its first key."""

    @abstractmethod
    def iterated_argument(self) -> Expression:
        """`FOR variable IN … => value` of PL/SQL."""

    def when_condition(self) -> Expression:
        """A value or a condition; since 23ai also what is said of CASE's operand: `> 5, IN (1)`."""
        found = self._dangling()
        while self.accept(","):
            found = self._dangling()
        return found

    def _dangling(self) -> Expression:
        first, word = self.at, self.kinds[self.at]
        operand = CaseOperand(first, first)
        if word in _COMPARISONS:
            self.at += 1
            return self.compared(operand, word)
        negated = word == "NOT"
        if self.kinds[first + negated] in _PREDICATES:
            self.at += 1 + negated
            return self.predicate(operand, self.kinds[self.before], negated)
        if word == "IS":
            self.at += 1
            return self.is_what(operand)
        return self.expression()

    def _described(self, first: int, word: str) -> Expression:
        """`COLUMNS(name [type], …)`: what a polymorphic table function is told of columns."""
        return FunctionCall(first, 0, word, self.separated(self._described_column))

    def _described_column(self) -> Expression:
        value = self.argument()
        if isinstance(value, Column) and self.kinds[self.at] not in {",", ")"}:
            self.data_type()
        return value

    # ------------------------------------------------------------------ types

    def _cast(self, first: int, word: str) -> Expression:
        if self.accept("MULTISET"):
            value: Expression = self.subquery()
        else:
            value = self.expression()
        self.expect("AS")
        made = Cast(first, 0, value, self._target())
        made.further = self._further()
        return made

    def _target(self) -> DataType:
        self.accept("REF")
        return self.data_type()

    def _further(self) -> tuple[Expression, ...]:
        """`DEFAULT value ON CONVERSION ERROR`, formats and languages."""
        found: tuple[Expression, ...] = ()
        if self.accept("DEFAULT"):
            found = (self.expression(),)
            self.expect("ON", "CONVERSION", "ERROR")
        if self.accept(","):
            found += self.separated(self.expression)
        return found

    def _convert(self, first: int, word: str) -> Expression | None:
        """`TO_NUMBER(value DEFAULT 0 ON CONVERSION ERROR, format)`, and the plain call."""
        if self.kinds[self.at] == ")":
            return None
        made = FunctionCall(first, 0, word, (self.argument(),))
        defaulted = self.kinds[self.at] == "DEFAULT"
        made.arguments += self._further()
        self.count(word, len(made.arguments) - defaulted)
        return made

    def _treat(self, first: int, word: str) -> Expression:
        value = self.expression()
        self.expect("AS")
        return Cast(first, 0, value, self._target())

    def _using(self, first: int, word: str) -> Expression:
        """`CHR(65 USING NCHAR_CS)`, `TRANSLATE(name USING CHAR_CS)`."""
        made = self._plain(first, word)
        if self.accept("USING"):
            self.expect_any({"CHAR_CS", "NCHAR_CS"})
        return made

    def _mined(self, first: int, word: str) -> Expression:
        """What a model of data mining says: `(model, … USING *)`, `(FOR value USING *) OVER …`."""
        made = FunctionCall(first, 0, word, ())
        if self.accept("OF"):
            self.expect("ANOMALY")
            if self.accept(","):
                made.arguments = self.separated(self._mining_argument)
        else:
            if not self.accept("INTO"):
                self.accept("FOR")
            made.arguments = self.separated(self._mining_argument)
        self._costs()
        while self.accept("USING"):
            made.arguments += self.separated(self._mined_attribute)
            self.accept("AND")
        return made

    def _mined_attribute(self) -> Expression:
        """A value and the attribute it is for, behind AS or without it."""
        starred = self.kinds[self.at] == "*" or "*" in self.kinds[self.at + 2 : self.at + 5 : 2]
        value = self.argument() if starred else self.expression(BITS)
        if not self.accept("AS") and self.kinds[self.at] in {"AND", "USING"}:
            return value
        if self.sees_identifier():
            self.identifier()
        return value

    def _mining_argument(self) -> Expression:
        self.accept("FOR")
        found = self.argument()
        self.accept_any({"ASC", "DESC", "ABS"})
        return found

    def _costs(self) -> None:
        """`COST MODEL [AUTO] | COST (classes) VALUES (…)`."""
        if self.accept("COST", "MODEL"):
            self.accept("AUTO")
        elif self.accept("COST"):
            self.skip_parentheses()
            self.expect("VALUES")
            self.skip_parentheses()

    # ------------------------------------------------------------------ strings and time

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

    def _extract(self, first: int, word: str) -> Expression | None:
        """`EXTRACT(YEAR FROM moment)`; the other EXTRACT is one of XML."""
        if self.kinds[self.at] not in _FIELDS or self.kinds[self.at + 1] != "FROM":
            return None
        self.at += 2
        return FunctionCall(first, 0, word, (self.expression(),))

    _FORMS: ClassVar[Forms] = {
        "CAST": _cast, "XMLCAST": _cast, "VALIDATE_CONVERSION": _cast, "TREAT": _treat,
        "TRIM": _trim, "EXTRACT": _extract, "CHR": _using, "TRANSLATE": _using,
        **dict.fromkeys(
            """TO_NUMBER TO_DATE TO_TIMESTAMP TO_TIMESTAMP_TZ TO_DSINTERVAL TO_YMINTERVAL
            TO_BINARY_FLOAT TO_BINARY_DOUBLE TO_CHAR TO_BOOLEAN""".split(), _convert),
        **dict.fromkeys(
            """PREDICTION PREDICTION_PROBABILITY PREDICTION_SET PREDICTION_COST PREDICTION_DETAILS
            PREDICTION_BOUNDS CLUSTER_ID CLUSTER_PROBABILITY CLUSTER_SET CLUSTER_DETAILS
            CLUSTER_DISTANCE FEATURE_ID FEATURE_SET FEATURE_VALUE FEATURE_DETAILS FEATURE_COMPARE
            VECTOR_EMBEDDING ORA_DM_PARTITION_NAME""".split(), _mined),
        "COLUMNS": _described,
    }  # fmt: skip
