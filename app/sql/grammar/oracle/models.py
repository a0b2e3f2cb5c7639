"""The MODEL clause: cells and rules (Data Warehousing Guide, SQL for Modeling)."""

from app.sql.grammar.cursor import BITS, Refused
from app.sql.grammar.oracle.sources import Sources
from app.sql.tree import Element, Expression, Model, ModelColumns, ModelRule, OrderItem, SelectItem

_MEASURE_ENDS = frozenset({",", ")"})


class Models(Sources):
    """MODEL."""

    def model(self) -> Model:
        """What stands behind MODEL."""
        first = self.at
        self._cell_options()
        if self.accept("RETURN"):
            self.expect_any({"UPDATED", "ALL"})
            self.expect("ROWS")
        references = []
        while self.kinds[self.at] == "REFERENCE":
            references.append(self._reference())
        name = self.identifier() if self.accept("MAIN") else None
        columns = self._model_columns()
        columns.name = name
        if name is not None:
            columns.first = name.first
        self._cell_options()
        iterate = self._rules_head()
        self.expect("(")
        rules = () if self.kinds[self.at] == ")" else self.separated(self._rule)
        self.expect(")")
        return Model(first, self.before, tuple(references), columns, rules, iterate)

    def _cell_options(self) -> None:
        """`IGNORE | KEEP NAV`, `UNIQUE DIMENSION | UNIQUE SINGLE REFERENCE`."""
        while True:
            if self.accept("IGNORE", "NAV") or self.accept("KEEP", "NAV"):
                continue
            if not self.accept("UNIQUE"):
                return
            if not self.accept("DIMENSION"):
                self.expect("SINGLE", "REFERENCE")

    def _reference(self) -> ModelColumns:
        first = self.expect("REFERENCE")
        name = self.identifier()
        self.expect("ON")
        query = self.subquery()
        made = self._model_columns()
        made.first, made.name, made.reference = first, name, query
        self._cell_options()
        return made

    def _model_columns(self) -> ModelColumns:
        first = self.at
        partition = self._model_list() if self.accept("PARTITION", "BY") else ()
        self.expect("DIMENSION", "BY")
        dimensions = self._model_list()
        self.expect("MEASURES")
        measures = self._model_list()
        return ModelColumns(first, self.before, partition, dimensions, measures)

    def _model_list(self) -> tuple[SelectItem, ...]:
        return self.parenthesised(lambda: self.separated(self._model_column))

    def _model_column(self) -> SelectItem:
        value = self.expression()
        made = SelectItem(value.first, 0, value)
        if self.accept("AS") or self.kinds[self.at] not in _MEASURE_ENDS:
            made.alias = self.any_word()
        made.last = self.before
        return made

    # ------------------------------------------------------------------ rules

    def _rules_head(self) -> tuple[Expression, ...]:
        """`RULES [UPDATE | UPSERT [ALL]] [… ORDER] [ITERATE (n) [UNTIL (condition)]]`."""
        self.accept("RULES")
        self._way()
        if self.accept_any({"AUTOMATIC", "SEQUENTIAL"}):
            self.expect("ORDER")
        found: tuple[Expression, ...] = ()
        if self.accept("ITERATE"):
            found = (self.parenthesised(self.expression),)
            if self.accept("UNTIL"):
                found += (self.expression(),)
        return found

    def _way(self) -> None:
        if self.accept_any({"UPDATE", "UPSERT"}) == "UPSERT":
            self.accept("ALL")

    def _rule(self) -> ModelRule:
        first = self.at
        self._way()
        cell = self.expression(BITS)
        if not isinstance(cell, Element):
            raise Refused(cell.first, "[")
        order = self.separated(self._cell_order) if self.accept("ORDER", "BY") else ()
        self.expect("=")
        value = self.expression()
        return ModelRule(first, self.before, cell, value, order)

    def _cell_order(self) -> OrderItem:
        """One item of the order cells are set in; the `=` behind it is the rule's."""
        value = self.expression(BITS)
        way = self.accept_any({"ASC", "DESC"})
        nulls = self.expect_any({"FIRST", "LAST"}) if self.accept("NULLS") else ""
        return OrderItem(value.first, self.before, value, way == "DESC", nulls)
