"""Aggregates and analytic functions: what may stand in their call and behind it.

Anybody may make an aggregate, so what one takes is taken of every call.
"""

from abc import abstractmethod

from app.sql.grammar.cursor import BITS, Refused
from app.sql.grammar.oracle.expressions import Expressions
from app.sql.tree import Expression, FunctionCall, Literal, OrderItem, Window

_FRAMES = frozenset({"ROWS", "RANGE", "GROUPS"})
_NOT_A_WINDOW = _FRAMES | {"PARTITION", "ORDER", ")"}
_NULLS = frozenset({"RESPECT", "IGNORE"})


class Aggregates(Expressions):
    """ORDER BY, KEEP, WITHIN GROUP and OVER."""

    def order_items(self) -> tuple[OrderItem, ...]:
        """What stands behind ORDER BY."""
        return self.separated(self._order_item)

    def _order_item(self) -> OrderItem:
        value = self.expression()
        way = self.accept_any({"ASC", "DESC"})
        nulls = self.expect_any({"FIRST", "LAST"}) if self.accept("NULLS") else ""
        made = OrderItem(value.first, self.before, value, way == "DESC", nulls)
        self.skip_substitutions()
        return made

    def in_call(self, made: FunctionCall) -> None:
        """What may stand behind the arguments, before the closing parenthesis."""
        if self.kinds[self.at] == ")":
            return
        self._nulls()
        self.accept("DETERMINISTIC")  # of an approximate percentile
        if self.kinds[self.at] == "ON" and self.kinds[self.at + 1] == "OVERFLOW":
            made.arguments += self._on_overflow()
        if self.accept("PARTITION", "BY"):  # of a table function, or an approximate rank
            made.arguments += self.separated(self.expression)
        if self.accept("ORDER"):
            self.accept("SIBLINGS")
            self.expect("BY")
            made.order_by = self._ordered_in_call()
        self._nulls()
        if made.arguments and self.kinds[self.at] == ",":  # behind a table with its partitions
            self.at += 1
            made.arguments += self.separated(self.argument)

    def _ordered_in_call(self) -> tuple[OrderItem, ...]:
        """Items as long as no argument with its name follows."""
        found = [self._order_item()]
        while self.kinds[self.at] == "," and self.kinds[self.at + 2] != "=>":
            self.at += 1
            found.append(self._order_item())
        return tuple(found)

    def _nulls(self) -> None:
        if self.kinds[self.at] in _NULLS and self.kinds[self.at + 1] == "NULLS":
            self.at += 2

    def _on_overflow(self) -> tuple[Expression, ...]:
        """`ON OVERFLOW ERROR | TRUNCATE ['…'] [WITH | WITHOUT COUNT]` of LISTAGG."""
        self.expect("ON", "OVERFLOW")
        if self.accept("ERROR"):
            return ()
        self.expect("TRUNCATE")
        mark: tuple[Expression, ...] = ()
        if self.kinds[self.at] not in {")", "WITH", "WITHOUT"}:
            mark = (self.expression(),)
        if self.accept_any({"WITH", "WITHOUT"}):
            self.expect("COUNT")
        return mark

    def behind_call(self, made: FunctionCall) -> None:
        """FROM FIRST, RESPECT NULLS, WITHIN GROUP, KEEP, FILTER and OVER behind a call."""
        self.descend(1)
        kinds = self.kinds
        word = kinds[self.at]
        if word == "FROM" and kinds[self.at + 1] in {"FIRST", "LAST"} and made.name == "NTH_VALUE":
            self.at += 2
        self._nulls()
        if kinds[self.at] == "WITHIN" and kinds[self.at + 1] == "GROUP":
            self.at += 2
            made.order_by = self.parenthesised(self._ordered)
        if kinds[self.at] == "KEEP" and kinds[self.at + 1] == "(":
            self.at += 1
            made.keep = self.parenthesised(self._kept)
        if kinds[self.at] == "FILTER" and kinds[self.at + 1] == "(":
            self.at += 2
            self.expect("WHERE")
            made.arguments += (self.condition(),)
            self.expect(")")
        if kinds[self.at] == "OVER" and (kinds[self.at + 1] == "(" or self._sees_window_name()):
            self.at += 1
            made.over = self.window() if kinds[self.at] == "(" else self.identifier()
        made.last = self.before
        self._depth -= 1

    def _sees_window_name(self) -> bool:
        self.at += 1
        found = self.sees_identifier()
        self.at -= 1
        return found

    def _ordered(self) -> tuple[OrderItem, ...]:
        self.expect("ORDER", "BY")
        return self.order_items()

    def _kept(self) -> tuple[OrderItem, ...]:
        self.expect("DENSE_RANK")
        self.expect_any({"FIRST", "LAST"})
        return self._ordered()

    # ------------------------------------------------------------------ windows

    def window(self) -> Window:
        """`([base] [PARTITION BY …] [ORDER BY …] [frame])`."""
        first = self.expect("(")
        if self.kinds[self.at] == "HIERARCHY" and self.kinds[self.at + 1] not in _NOT_A_WINDOW:
            return self.hierarchy_window(first)
        base = None
        if self.kinds[self.at] not in _NOT_A_WINDOW and self.sees_identifier():
            base = self.identifier()
        partition: tuple[Expression, ...] = ()
        if self.accept("PARTITION", "BY"):
            partition = self.separated(self.expression)
        order: tuple[OrderItem, ...] = ()
        if self.accept("ORDER"):
            self.accept("SIBLINGS")
            self.expect("BY")
            order = self.order_items()
        frame = self._frame() if self.kinds[self.at] in _FRAMES else ""
        self.expect(")")
        return Window(first, self.before, base, partition, order, frame)

    @abstractmethod
    def hierarchy_window(self, first: int) -> Window:
        """The members of a hierarchy, from that word to the closing parenthesis."""

    def _frame(self) -> str:
        first = self.at
        self.at += 1
        if self.accept("BETWEEN"):
            self._bound()
            self.expect("AND")
        self._bound()
        if self.accept("EXCLUDE") and not self.accept("CURRENT", "ROW"):
            what = self.expect_any({"NO", "GROUP", "TIES"})
            if what == "NO":
                self.expect("OTHERS")
        return self.source(first, self.before)

    def _bound(self) -> None:
        if self.accept("CURRENT", "ROW"):
            return
        if not self.accept("UNBOUNDED"):
            value = self.expression(BITS)
            if isinstance(value, Literal) and value.kind == "null":
                raise Refused(value.first, "UNBOUNDED")
        self.expect_any({"PRECEDING", "FOLLOWING"})
