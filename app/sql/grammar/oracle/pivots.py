"""PIVOT and UNPIVOT."""

from app.sql.grammar.oracle.row_functions import RowFunctions
from app.sql.tree import Expression, Name, Node, Pivot, SelectItem, Star, Unpivot, UnpivotColumn


class Pivots(RowFunctions):
    """Rows into columns and columns into rows."""

    def pivot(self, table: Node) -> Pivot:
        """`table PIVOT [XML] (aggregates FOR columns IN (values))`."""
        self.expect("PIVOT")
        xml = self.accept("XML")
        self.expect("(")
        aggregates = self.separated(self._aliased)
        self.expect("FOR")
        columns = self._one_or_more()
        self.expect("IN")
        made = Pivot(table.first, 0, table, xml, aggregates, columns, ())
        self.expect("(")
        if self.sees_query():
            made.query = self.query()
        else:
            made.values = self.separated(self._pivoted)
        self.expect(")")
        made.last = self.expect(")")
        return made

    def _aliased(self) -> SelectItem:
        """A value with a name behind AS or without it."""
        value = self.expression()
        made = SelectItem(value.first, 0, value)
        if self.accept("AS") or self.kinds[self.at] not in {",", ")", "FOR"}:
            made.alias = self.any_word()
        made.last = self.before
        return made

    def _pivoted(self) -> SelectItem:
        if self.accept("ANY"):
            star = Star(self.before, self.before)
            return SelectItem(star.first, star.last, star)
        return self._aliased()

    def _one_or_more(self) -> tuple[Name, ...]:
        """A column, or several in parentheses."""
        return self.columns_in_parentheses() if self.kinds[self.at] == "(" else (self.name(),)

    def unpivot(self, table: Node) -> Unpivot:
        """`table UNPIVOT [INCLUDE | EXCLUDE NULLS] (values FOR names IN (columns))`."""
        self.expect("UNPIVOT")
        include = self.accept("INCLUDE", "NULLS")
        if not include:
            self.accept("EXCLUDE", "NULLS")
        self.expect("(")
        values = self._one_or_more()
        self.expect("FOR")
        names = self._one_or_more()
        self.expect("IN")
        columns = self.parenthesised(lambda: self.separated(self._unpivoted))
        return Unpivot(table.first, self.expect(")"), table, include, values, names, columns)

    def _unpivoted(self) -> UnpivotColumn:
        first = self.at
        columns = self._one_or_more()
        values: tuple[Expression, ...] = ()
        if self.accept("AS"):
            values = (self.expression(),)
        return UnpivotColumn(first, self.before, columns, values)
