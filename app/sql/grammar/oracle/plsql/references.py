"""Where PL/SQL's expressions go beyond SQL's, and where SQL begins within PL/SQL.

T_IDS(1 => 10, 2 => 20)    T_SQUARES(FOR i IN 1 .. 9 => i * i)    T_FLAGS(OTHERS => FALSE)
"""

from abc import abstractmethod
from collections.abc import Callable
from typing import TypeVar

from app.sql.grammar.oracle.queries import Queries
from app.sql.grammar.oracle.words import PLSQL, SQL
from app.sql.tree import Cast, Expression, FunctionCall, IndexedValue, IteratedValue, Name, Node

V = TypeVar("V")
_KEYS = frozenset({"|", "..", "=>"})


class References(Queries):
    """Qualified expressions, variables that are assigned to, SQL in place."""

    def static_sql(self, one: Callable[[], V]) -> V:
        """`one` with the reserved words of SQL: `UPDATE t SET` has no alias SET."""
        outer, self.reserved = self.reserved, SQL
        try:
            return one()
        finally:
            self.reserved = outer

    def program(self, one: Callable[[], V]) -> V:
        """`one` with the reserved words of PL/SQL, which are fewer."""
        outer, self.reserved = self.reserved, PLSQL
        try:
            return one()
        finally:
            self.reserved = outer

    def reference(self) -> Expression:
        """What is assigned to or called."""
        return self.primary()

    def primary(self) -> Expression:
        """An operand; `(SELF AS parent)` is an object taken as one of the type it is under."""
        start, kinds = self.at, self.kinds
        if kinds[start] != "(" or kinds[start + 2] != "AS":
            return super().primary()
        self.at += 1
        value = self.expression()
        self.expect("AS")
        made = Cast(start, start, value, self.data_type())
        made.last = self.expect(")")
        return self.members(made)

    def called_name(self, call: FunctionCall) -> Name:
        """The name of a call that was read, as a node."""
        here, self.at = self.at, call.first
        name = self.qualified_name()
        self.at = here
        return name

    # ------------------------------------------------------------------ qualified expressions

    def argument(self) -> Expression:
        """One argument of a call; in a qualified expression also `key => value` and iterators."""
        start = self.at
        if self.kinds[start] == "FOR":
            return self._iterated_value()
        found = super().argument()
        if self.kinds[self.at] not in _KEYS:
            return found
        keys = [found]
        while self.accept_any({"|", ".."}):
            keys.append(self.expression())
        self.expect("=>")
        value = self.expression()
        return IndexedValue(start, self.before, tuple(keys), value)

    def _iterated_value(self) -> IteratedValue:
        start = self.expect("FOR")
        variable = self.loop_variables()
        self.expect("IN")
        over = self.iterations()
        index = None
        if self.accept("INDEX"):
            index = self.expression()
        else:
            self.accept("SEQUENCE")
        self.expect("=>")
        value = self.expression()
        return IteratedValue(start, self.before, variable, over, index, value)

    @abstractmethod
    def loop_variables(self) -> Name:
        """The variables behind FOR; the first one is told."""

    @abstractmethod
    def iterations(self) -> tuple[Node, ...]:
        """What they go through."""
