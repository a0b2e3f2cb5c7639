"""GRAPH_TABLE: patterns over the vertices and edges of a property graph (SQL/PGQ, since 23ai)."""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.clauses import Clauses
from app.sql.tokens import NUMBER, PARAMETER
from app.sql.tree import Expression

_EDGES = frozenset({"-", "<"})


class Graphs(Clauses):
    """What stands between the parentheses of GRAPH_TABLE."""

    def graph_table(self) -> tuple[Expression, ...]:
        """`(graph MATCH pattern, … [WHERE …] [ONE ROW PER …] COLUMNS (…))`: its expressions."""
        self.expect("(")
        self.qualified_name()
        self.expect("MATCH")
        found = self._patterns()
        while self.accept(","):
            found += self._patterns()
        if self.accept("WHERE"):
            found += (self.condition(),)
        if self.accept("ONE"):
            self._rows()
        self.expect("COLUMNS", "(")
        found += self.separated(self.argument)
        self.expect(")", ")")
        return found

    # ------------------------------------------------------------------ patterns

    def _patterns(self) -> tuple[Expression, ...]:
        """A path: `[name =] (vertex) -[edge]-> (vertex) …`, edges as often as is told."""
        self.descend(1)
        if self.kinds[self.at + 1] == "=":
            self.identifier()
            self.at += 1
        self._path_search()
        found = self._vertex() if self.kinds[self.at] == "(" else self._edge()
        self._quantifier()
        while (kind := self.kinds[self.at]) == "(" or kind in _EDGES:
            found += self._vertex() if kind == "(" else self._edge()
            self._quantifier()
        self._depth -= 1
        return found

    def _path_search(self) -> None:
        """`ANY [SHORTEST] | ALL SHORTEST | SHORTEST n`, which paths of many are meant."""
        if self.accept("SHORTEST"):
            self.integer()
        elif self.accept_any({"ANY", "ALL"}):
            self.accept("SHORTEST")
        self.accept_any({"PATH", "PATHS"})

    def _vertex(self) -> tuple[Expression, ...]:
        """`([name] [IS label] [WHERE condition])`, or a path in parentheses."""
        self.expect("(")
        if self.kinds[self.at] == "(" or self.kinds[self.at] in _EDGES:
            found = self._patterns()
            if self.accept("WHERE"):
                found += (self.condition(),)
        else:
            found = self._element()
        self.expect(")")
        return found

    def _edge(self) -> tuple[Expression, ...]:
        """`-[…]->`, `<-[…]-`, `-[…]-`, and without an element `->`, `<-`, `-`, `<->`."""
        self.accept("<")
        self.expect("-")
        found: tuple[Expression, ...] = ()
        if self.accept("["):
            found = self._element()
            self.expect("]", "-")
        self.accept(">")
        return found

    def _element(self) -> tuple[Expression, ...]:
        if self.kinds[self.at] not in {"IS", "WHERE", ")", "]"}:
            self.identifier()
        if self.accept("IS"):
            self._label()
        return (self.condition(),) if self.accept("WHERE") else ()

    def _label(self) -> None:
        """`label`, or several with `|` between them."""
        self.any_word()
        while self.accept("|"):
            self.any_word()

    def _quantifier(self) -> None:
        """`{n}`, `{n,}`, `{,m}`, `{n,m}`, `*`, `+`, `?`, or nothing."""
        if self.accept_any({"*", "+", PARAMETER}) or not self.accept("{"):
            return
        least = self._bounded()
        if not (self.accept(",") and self._bounded()) and not least:
            raise Refused(self.at, N_("a number"))
        self.expect("}")

    def _bounded(self) -> bool:
        if self.kinds[self.at] is not NUMBER:
            return False
        self.at += 1
        return True

    def _rows(self) -> None:
        """`ONE ROW PER MATCH | VERTEX (v) | STEP (v, e, v)`, from behind ONE."""
        self.expect("ROW", "PER")
        if self.expect_any({"MATCH", "VERTEX", "STEP"}) != "MATCH":
            self.identifiers()
            if self.accept("IN"):
                self.identifiers()
