"""MATCH_RECOGNIZE (Data Warehousing Guide, SQL for Pattern Matching)."""

from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.pivots import Pivots
from app.sql.tree import MatchRecognize, Node, PatternVariable, SelectItem


class Patterns(Pivots):
    """Patterns over rows, and whatever else makes other rows of a table."""

    def sees_shaping(self) -> bool:
        """Whether PIVOT, UNPIVOT or MATCH_RECOGNIZE begins here."""
        kinds, at = self.kinds, self.at
        word, behind = kinds[at], kinds[at + 1]
        if word == "PIVOT":
            return behind in {"(", "XML"}
        if word == "UNPIVOT":
            return behind in {"(", "INCLUDE", "EXCLUDE"}
        return word == "MATCH_RECOGNIZE" and behind == "("

    def shaped(self, table: Node) -> Node:
        """`table` as PIVOT, UNPIVOT or MATCH_RECOGNIZE turns it."""
        word = self.kinds[self.at]
        if word == "PIVOT":
            return self.pivot(table)
        return self.unpivot(table) if word == "UNPIVOT" else self._match_recognize(table)

    def _match_recognize(self, table: Node) -> MatchRecognize:
        self.expect("MATCH_RECOGNIZE", "(")
        made = MatchRecognize(table.first, 0, table)
        if self.accept("PARTITION", "BY"):
            made.partition_by = self.separated(self.expression)
        made.order_by = self.order_by()
        if self.accept("MEASURES"):
            made.measures = self.separated(self._measure)
        made.all_rows = self._rows_per_match()
        if self.accept("AFTER"):
            self._skip_where()
        self.expect("PATTERN")
        if self.kinds[self.at + 1] == ")":
            raise Refused(self.at + 1, "(")
        self.skip_parentheses()
        if self.accept("SUBSET"):
            self.separated(self._subset)
        self.expect("DEFINE")
        made.define = self.separated(self._pattern_variable)
        made.last = self.expect(")")
        return made

    def _measure(self) -> SelectItem:
        value = self.expression()
        self.expect("AS")
        alias = self.any_word()
        return SelectItem(value.first, self.before, value, alias)

    def _rows_per_match(self) -> bool:
        if self.accept("ONE"):
            self.expect("ROW", "PER", "MATCH")
            return False
        if not self.accept("ALL"):
            return False
        self.expect("ROWS", "PER", "MATCH")
        if self.accept_any({"SHOW", "OMIT"}):
            self.expect("EMPTY", "MATCHES")
        elif self.accept("WITH"):
            self.expect("UNMATCHED", "ROWS")
        return True

    def _skip_where(self) -> None:
        """`MATCH SKIP PAST LAST ROW | TO NEXT ROW | TO [FIRST | LAST] variable`."""
        self.expect("MATCH", "SKIP")
        if self.accept("PAST"):
            self.expect("LAST", "ROW")
            return
        self.expect("TO")
        if not self.accept("NEXT", "ROW"):
            self.accept_any({"FIRST", "LAST"})
            self.identifier()

    def _subset(self) -> None:
        self.identifier()
        self.expect("=")
        self.identifiers()

    def _pattern_variable(self) -> PatternVariable:
        name = self.identifier()
        self.expect("AS")
        condition = self.condition()
        return PatternVariable(name.first, self.before, name, condition)
