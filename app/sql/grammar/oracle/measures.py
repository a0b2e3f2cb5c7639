"""Analytic views in queries: the rows they are narrowed to, and measures of a query's own."""

from typing import ClassVar

from app.sql.grammar.oracle.functions import Forms
from app.sql.grammar.oracle.graphs import Graphs
from app.sql.tokens import END
from app.sql.tree import Expression, FunctionCall, Name, OrderItem, Window


class Measures(Graphs):
    """`(USING view …)`, and windows over the members of a hierarchy."""

    def analytic_view(self) -> tuple[Name, tuple[Expression, ...]]:
        """`(USING view [HIERARCHIES …] [FILTER FACT …] [ADD MEASURES …])`: what it is made of."""
        self.expect("(", "USING")
        view = self.qualified_name()
        found: tuple[Expression, ...] = ()
        if self.accept("HIERARCHIES"):
            self.parenthesised(lambda: self.separated(self.qualified_name))
        if self.accept("FILTER", "FACT"):
            found += self.parenthesised(lambda: self.separated(self._filtered))
        if self.accept("ADD", "MEASURES"):
            found += self.parenthesised(lambda: self.separated(self._measure_added))
        self.expect(")")
        return view, found

    def _filtered(self) -> Expression:
        """`hierarchy TO condition`."""
        self.qualified_name()
        self.expect("TO")
        return self.condition()

    def _measure_added(self) -> Expression:
        """`name AS (expression)`."""
        self.identifier()
        self.expect("AS")
        return self.parenthesised(self.expression)

    # ------------------------------------------------------------------ hierarchies

    def hierarchy_window(self, first: int) -> Window:
        """`HIERARCHY name BETWEEN … | OFFSET … | ORDER BY … [WITHIN …])`, from that word on."""
        start = self.expect("HIERARCHY")
        self.qualified_name()
        order: tuple[OrderItem, ...] = ()
        if self.accept("ORDER", "BY"):
            order = self.order_items()
        elif self.accept("OFFSET"):
            self._members()
        elif self.accept("BETWEEN"):
            self._members()
            self.expect("AND")
            self._members()
        self._within()
        frame = self.source(start, self.before)
        self.expect(")")
        return Window(first, self.before, None, (), order, frame)

    def _members(self) -> None:
        """How far from the member at hand, and on which side where that is told."""
        if self.accept("CURRENT", "MEMBER"):
            return
        if not self.accept("UNBOUNDED"):
            self.expression()
        self.accept_any({"PRECEDING", "FOLLOWING"})

    def _within(self) -> None:
        """`WITHIN LEVEL | PARENT | [WITHIN | ACROSS] ANCESTOR AT LEVEL name [POSITION …]`."""
        across = self.accept("ACROSS")
        if across or self.accept("WITHIN"):
            if not across and self.accept_any({"LEVEL", "PARENT"}):
                return
            self.expect("ANCESTOR")
        elif self.kinds[self.at] != "AT":
            return
        self.expect("AT", "LEVEL")
        self.identifier()
        if self.accept("POSITION"):
            self.expect("FROM")
            self.expect_any({"BEGINNING", "END"})

    def _of_hierarchy(self, first: int, word: str) -> Expression:
        """`SHARE_OF(measure HIERARCHY name PARENT)`, `HIER_LAG(name OFFSET 1 WITHIN LEVEL)`, …"""
        made = FunctionCall(first, 0, word, self.separated(self.argument))
        while self.kinds[self.at] not in {")", END}:
            if self.accept("OFFSET"):
                made.arguments += (self.expression(),)
            elif self.kinds[self.at] == "(":
                self.skip_parentheses()
            else:
                self.any_word()
        return made

    _FORMS: ClassVar[Forms] = {
        **Graphs._FORMS,
        **dict.fromkeys(
            """SHARE_OF HIER_ANCESTOR HIER_CAPTION HIER_CHILD_COUNT HIER_DEPTH HIER_DESCRIPTION
            HIER_LAG HIER_LEAD HIER_LEVEL HIER_MEMBER_NAME HIER_MEMBER_UNIQUE_NAME
            HIER_PARENT""".split(), _of_hierarchy),
    }  # fmt: skip
