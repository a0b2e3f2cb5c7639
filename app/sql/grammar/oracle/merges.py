"""MERGE (SQL Language Reference, 19)."""

from typing import ClassVar

from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.changes import Changes
from app.sql.tree import Expression, Merge, MergeInsert, MergeUpdate, With


class Merges(Changes):
    """MERGE, and WITH before a statement."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {("MERGE",): "merge"}

    def merge(self, with_: With | None = None) -> Merge:
        """MERGE of a source into a table."""
        first = self.expect("MERGE")
        self.expect("INTO")
        target = self.changed()
        self.expect("USING")
        source = self.table_factor()
        on = self._merged_on()
        branches = [self._when_merged()]
        while self.kinds[self.at] == "WHEN":
            branches.append(self._when_merged())
        made = Merge(first, 0, target, source, on, tuple(branches), with_)
        made.returning, made.returned = self.returning()
        made.log_errors = self.log_errors()
        made.last = self.before
        return made

    def _merged_on(self) -> Expression:
        """`ON (condition)`, whose parentheses belong to MERGE."""
        self.expect("ON")
        if self.kinds[self.at] != "(" and not self.sees_substitution():
            raise Refused(self.at, "(")
        on = self.condition()
        if self.closing(on.first) < on.last and self.kinds[on.first] == "(":
            raise Refused(self.closing(on.first) + 1, "WHEN")
        return on

    def _when_merged(self) -> MergeUpdate | MergeInsert:
        first = self.expect("WHEN")
        negated = self.accept("NOT")
        self.expect("MATCHED", "THEN")
        return self._merged_insert(first) if negated else self._merged_update(first)

    def _merged_update(self, first: int) -> MergeUpdate:
        self.expect("UPDATE", "SET")
        made = MergeUpdate(first, 0, self.assignments(), self.where())
        if self.accept("DELETE"):
            self.expect("WHERE")
            made.delete_where = self.search_condition()
        made.last = self.before
        return made

    def _merged_insert(self, first: int) -> MergeInsert:
        self.expect("INSERT")
        columns = self.columns_in_parentheses() if self.kinds[self.at] == "(" else None
        self.expect("VALUES")
        made = MergeInsert(first, 0, columns, self.row(), self.where())
        made.last = self.before
        return made
