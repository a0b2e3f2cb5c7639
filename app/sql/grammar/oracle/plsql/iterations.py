"""What FOR and FORALL go through: ranges, cursors, queries, and the iterators of 21c."""

from app.sql.grammar.cursor import BITS, Refused
from app.sql.grammar.oracle.plsql.statements import ProgramStatements
from app.sql.tree import Expression, ForAll, Iteration, Name, Node

_BEHIND_QUERY = frozenset({"LOOP", ",", "BY", "WHILE", "WHEN", "INDEX", "SEQUENCE", "=>"})
_COLLECTED = frozenset({"VALUES", "INDICES", "PAIRS"})

_BULK = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE", "EXECUTE", "WITH"})
"""What FORALL does many times begins with one of them."""


class Iterations(ProgramStatements):
    """`FOR variables IN iteration, …` up to LOOP or `=>`."""

    def loop_variables(self) -> Name:
        """`i`, `i NUMBER(5, 1)`, `k, v`, `i IMMUTABLE`: the first one is told."""
        found = self.separated(self._loop_variable)
        return found[0]

    def _loop_variable(self) -> Name:
        name = self.identifier()
        if self.accept_any({"MUTABLE", "IMMUTABLE"}):
            return name
        if self.kinds[self.at] not in {"IN", ","}:
            self.program_type()
            self.accept_any({"MUTABLE", "IMMUTABLE"})
        return name

    def iterations(self) -> tuple[Node, ...]:
        """One or more, with commas between them."""
        return self.separated(self._iteration)

    def _iteration(self) -> Iteration:
        start = self.at
        reverse = self.accept("REVERSE")
        made = self._gone_through(start)
        made.reverse = reverse
        if self.accept("BY"):
            made.step = self.expression()
        if self.accept("WHILE"):
            made.goes_on = self.expression()
        if self.accept("WHEN"):
            made.when = self.expression()
        made.last = self.before
        return made

    def _gone_through(self, start: int) -> Iteration:
        kind = self.kinds[self.at]
        if kind in _COLLECTED and self.kinds[self.at + 1] == "OF":
            self.at += 2
            return Iteration(start, start, f"{kind} OF", (self._query_or_value(),))
        if kind == "REPEAT":
            self.at += 1
            return Iteration(start, start, "REPEAT", (self.expression(),))
        if kind == "EXECUTE":
            return self._of_text(start)
        low = self._query_or_value()
        if isinstance(low, Expression) and self.accept(".."):
            high = self.expression()
            return Iteration(start, start, "RANGE", (low, high))
        named = not isinstance(low, Expression) or self.kinds[self.at] == "LOOP"
        return Iteration(start, start, "ROWS" if named else "SINGLE", (low,))

    def _of_text(self, start: int) -> Iteration:
        """`(EXECUTE IMMEDIATE text USING …)`, without the parentheses."""
        self.expect("EXECUTE", "IMMEDIATE")
        made = Iteration(start, start, "ROWS", (self.expression(),))
        made.using = self.using()
        made.last = self.before
        return made

    def _query_or_value(self) -> Node:
        if self.kinds[self.at] == "(" and self.kinds[self.at + 1] == "EXECUTE":
            start = self.at
            return self.parenthesised(lambda: self._of_text(start))
        if self.kinds[self.at] == "(" and self._sees_query_in_parentheses():
            query = self.attempt(lambda: self.parenthesised(self._static_query))
            if query is not None and self.kinds[self.at] in _BEHIND_QUERY:
                return query
        return self.expression()

    def _static_query(self) -> Node:
        return self.static_sql(self.query)

    # ------------------------------------------------------------------ FORALL

    def forall(self) -> ForAll:
        """`FORALL i IN low .. high | INDICES OF c [BETWEEN …] | VALUES OF c [SAVE EXCEPTIONS]`."""
        start = self.expect("FORALL")
        variable = self.identifier()
        self.expect("IN")
        over = self._bulk_bounds()
        save = self.accept("SAVE", "EXCEPTIONS")
        if self.kinds[self.at] not in _BULK and not self.sees_substitution():
            raise Refused(self.at, "INSERT | UPDATE | DELETE")
        with self.deeper():
            statement = self.plain_statement()
        return ForAll(start, self.before, variable, over, save, statement)

    def _bulk_bounds(self) -> Iteration:
        start, kind = self.at, self.kinds[self.at]
        if kind in {"INDICES", "VALUES"} and self.accept(kind, "OF"):
            values: tuple[Node, ...] = (self.reference(),)
            if kind == "INDICES" and self.accept("BETWEEN"):
                low = self.expression(BITS)
                self.expect("AND")
                values += (low, self.expression(BITS))
            return Iteration(start, self.before, f"{kind} OF", values)
        low = self.expression()
        self.expect("..")
        high = self.expression()
        return Iteration(start, self.before, "RANGE", (low, high))
