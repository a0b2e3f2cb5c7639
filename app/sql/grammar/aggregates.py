"""Aggregates and window functions (MySQL 8.4 manual, 14.19 and 14.20)."""

from dataclasses import dataclass

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import SIMPLE, Refused
from app.sql.grammar.expressions import Expressions
from app.sql.tokens import NUMBER, PARAMETER, STRING, VARIABLE
from app.sql.tree import Column, Expression, FunctionCall, OrderItem, Window

_FRAMES = frozenset({"ROWS", "RANGE", "GROUPS"})
_NOT_A_WINDOW = _FRAMES | {"PARTITION", "ORDER"}


@dataclass(frozen=True, slots=True)
class Aggregate:
    """How an aggregate or window function is called: how many arguments, and what else."""

    least: int
    most: int
    distinct: bool = False
    over: str = "may"
    """Whether OVER may or must stand behind it."""


_PERCENTILES = ("PERCENTILE_CONT", "PERCENTILE_DISC")
"""Of MariaDB: `PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY …) OVER (…)`."""
_ONE = Aggregate(1, 1)
_ONE_DISTINCT = Aggregate(1, 1, distinct=True)
_ONLY_OVER = Aggregate(0, 0, over="must")
AGGREGATES = {
    **dict.fromkeys(
        ("BIT_AND", "BIT_OR", "BIT_XOR", "STD", "STDDEV", "STDDEV_POP", "STDDEV_SAMP", "VARIANCE",
         "VAR_POP", "VAR_SAMP"), _ONE),
    **dict.fromkeys(
        ("AVG", "SUM", "MIN", "MAX", "JSON_ARRAYAGG", "ST_COLLECT"), _ONE_DISTINCT),
    "COUNT": _ONE_DISTINCT,
    "JSON_OBJECTAGG": Aggregate(2, 2),
    "GROUP_CONCAT": Aggregate(1, 1_000_000, distinct=True),
    **dict.fromkeys(
        ("ROW_NUMBER", "RANK", "DENSE_RANK", "CUME_DIST", "PERCENT_RANK"), _ONLY_OVER),
    **dict.fromkeys(("FIRST_VALUE", "LAST_VALUE", "NTILE"), Aggregate(1, 1, over="must")),
    **dict.fromkeys(("LEAD", "LAG"), Aggregate(1, 3, over="must")),
    "NTH_VALUE": Aggregate(2, 2, over="must"),
    **dict.fromkeys(_PERCENTILES, Aggregate(1, 1, over="must")),
}  # fmt: skip
"""By name in capitals. MariaDB's MEDIAN is called like anything else."""
_DISTINCT_ALL = frozenset({"AVG", "MAX", "MIN", "SUM"})
"""Of these the servers take both words."""
_ORDERED = frozenset({"GROUP_CONCAT", "JSON_ARRAYAGG"})
_AT_A_DISTANCE = frozenset({"LEAD", "LAG"})
_BOUNDS = {
    Dialect.MYSQL: frozenset({NUMBER, PARAMETER}),
    Dialect.MARIADB: frozenset({NUMBER, STRING, "NULL", "TRUE", "FALSE"}),
}
"""What tells how far a frame reaches."""


class Aggregates(Expressions):
    """Functions over several rows."""

    def aggregate(self, first: int, word: str, shape: Aggregate) -> FunctionCall:
        """A call of `word` from behind its opening parenthesis to OVER, where it has one."""
        self.descend(1)
        made = FunctionCall(first, 0, word, ())
        given = self._aggregated(made, shape) if self.kinds[self.at] != ")" else 0
        self.expect(")")
        several = word == "COUNT" and made.distinct
        plain = word == "LAST_VALUE" and self.dialect is Dialect.MARIADB  # the last of several
        if given < shape.least or (given > shape.most and not several and not plain):
            raise Refused(self.before, N_("another number of arguments"))
        if given == 3 and shape.most == 3:
            self.note("lead-default", first)
        self.over(made)
        if plain and given > 1 and made.over is not None:
            raise Refused(made.over.first, N_("LAST_VALUE of one value"))
        if shape.over == "must" and made.over is None and not plain:
            raise Refused(self.at, "OVER")
        made.last = self.before
        self._depth -= 1
        return made

    def _aggregated(self, made: FunctionCall, shape: Aggregate) -> int:
        """Take the arguments; how many they are without what orders and limits them."""
        if shape.over == "may" and self.accept_any({"DISTINCT", "DISTINCTROW"}):
            made.distinct = True
            if not shape.distinct:
                self.note("aggregate-distinct")
            elif made.name in _DISTINCT_ALL:
                self.accept("ALL")
        elif shape.most == 1 and shape.over == "may":
            self.accept("ALL")
        if made.name == "COUNT" and self.kinds[self.at] == "*" and not made.distinct:
            made.arguments = (self.star(),)
        elif made.name == "NTILE":
            made.arguments = (self._row_count(),)
        elif made.name in _AT_A_DISTANCE:
            made.arguments = self._at_a_distance()
        else:
            made.arguments = self.separated(
                self._one_of_all if made.name == "JSON_OBJECTAGG" else self.expression
            )
        given = len(made.arguments)
        if made.name in _ORDERED:
            self._in_order(made)
        return given

    def _at_a_distance(self) -> tuple[Expression, ...]:
        """`value, rows, default` of LEAD and its kin."""
        found = [self.expression()]
        if self.accept(","):
            found.append(self._row_count())
        while self.accept(","):
            found.append(self.expression())
        return tuple(found)

    def _row_count(self) -> Expression:
        """So many rows; to MySQL a whole number, a variable or a place-holder and no more."""
        start = self.at
        value = self.expression()
        if self.dialect is not Dialect.MYSQL or isinstance(value, Column):
            return value
        whole = self.kinds[start] is NUMBER and self.asks(str.isalnum, start)
        if self.before > start or not (whole or self.kinds[start] in {VARIABLE, PARAMETER}):
            raise Refused(start, N_("a whole number"))
        return value

    def _one_of_all(self) -> Expression:
        """An argument; JSON_OBJECTAGG takes ALL before each."""
        self.accept("ALL")
        return self.expression()

    def _in_order(self, made: FunctionCall) -> None:
        """ORDER BY, SEPARATOR and MariaDB's LIMIT of GROUP_CONCAT."""
        if self.accept("ORDER", "BY"):
            if made.name == "JSON_ARRAYAGG":
                self.note("aggregate-limit")
            made.order_by = self.order_items()
        if made.name == "GROUP_CONCAT" and self.accept("SEPARATOR"):
            made.arguments += (self.text_literal(),)
        if self.accept_noting("aggregate-limit", "LIMIT"):
            made.arguments += self.separated(lambda: self.expression(SIMPLE))
            if self.accept("OFFSET"):
                made.arguments += (self.expression(SIMPLE),)

    def order_items(self) -> tuple[OrderItem, ...]:
        """What stands behind ORDER BY."""
        return self.separated(self._order_item)

    def _order_item(self) -> OrderItem:
        value = self.expression()
        way = self.accept_any({"ASC", "DESC"})
        return OrderItem(value.first, self.before, value, way == "DESC")

    # ------------------------------------------------------------------ windows

    def over(self, made: FunctionCall) -> None:
        """What may stand between a call and its window, and the window."""
        kinds = self.kinds
        ends = kinds[self.at + 1] in {"FIRST", "LAST"}
        if made.name == "NTH_VALUE" and kinds[self.at] == "FROM" and ends:
            self.note("nth-from", self.at)
            self.at += 2
        if kinds[self.at] in {"RESPECT", "IGNORE"} and kinds[self.at + 1] == "NULLS":
            self.note("null-treatment", self.at)
            self.at += 2
        if made.name in _PERCENTILES:
            self.note("within-group", made.first)
            self.expect("WITHIN", "GROUP", "(", "ORDER", "BY")
            made.order_by = (self._order_item(),)
            self.expect(")")
        if kinds[self.at] == "OVER":
            self.note("window", self.at)
            self.at += 1
            made.over = self.window() if kinds[self.at] == "(" else self.identifier()

    def window(self) -> Window:
        """`([base] [PARTITION BY …] [ORDER BY …] [frame])`."""
        first = self.expect("(")
        base = None
        if self.kinds[self.at] not in _NOT_A_WINDOW and self.sees_identifier():
            base = self.identifier()
        partition = self.separated(self.expression) if self.accept("PARTITION", "BY") else ()
        order = self.order_items() if self.accept("ORDER", "BY") else ()
        frame = self._frame() if self.kinds[self.at] in _FRAMES else ""
        self.expect(")")
        return Window(first, self.before, base, partition, order, frame)

    def _frame(self) -> str:
        first = self.at
        if self.kinds[first] == "GROUPS":
            self.note("frame-groups", first)
        self.at += 1
        if self.accept("BETWEEN"):
            self._bound()
            self.expect("AND")
            self._bound()
        elif self._bound() == "FOLLOWING":
            raise Refused(self.before, "PRECEDING")
        if self.accept("EXCLUDE") and not self.accept("CURRENT", "ROW"):
            what = self.expect_any({"NO", "GROUP", "TIES"})
            if what == "NO":
                self.expect("OTHERS")
        return self.source(first, self.before)

    def _bound(self) -> str:
        """Where a frame begins or ends: so many rows or so much PRECEDING or FOLLOWING."""
        if self.accept("CURRENT", "ROW"):
            return ""
        if self.kinds[self.at] == "INTERVAL":
            self.note("frame-interval", self.at)
            self.interval()
        elif not self.accept("UNBOUNDED"):
            self.expect_any(_BOUNDS[self.dialect])
        return self.expect_any({"PRECEDING", "FOLLOWING"})
