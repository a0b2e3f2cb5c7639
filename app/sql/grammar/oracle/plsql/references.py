"""Where PL/SQL's expressions go beyond SQL's, and where SQL begins within PL/SQL.

T_IDS(1 => 10, 2 => 20)    T_SQUARES(FOR i IN 1 .. 9 => i * i)    T_FLAGS(OTHERS => FALSE)
"""

from abc import abstractmethod
from collections.abc import Callable
from typing import TypeVar

from app.sql.grammar.oracle.queries import Queries
from app.sql.grammar.oracle.words import PLSQL, SQL
from app.sql.tree import Expression, FunctionCall, IndexedValue, IteratedValue, Name, Node

V = TypeVar("V")


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

    def called_name(self, call: FunctionCall) -> Name:
        """The name of a call that was read, as a node."""
        here, self.at = self.at, call.first
        name = self.qualified_name()
        self.at = here
        return name

    # ------------------------------------------------------------------ qualified expressions

    def indexed_argument(self, first: Expression) -> Expression:
        """`key | key .. key => value`, from behind its first key."""
        keys = [first]
        while self.accept_any({"|", ".."}):
            keys.append(self.expression())
        self.expect("=>")
        value = self.expression()
        return IndexedValue(first.first, self.before, tuple(keys), value)

    def iterated_argument(self) -> Expression:
        """`FOR variable IN … => value`."""
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
