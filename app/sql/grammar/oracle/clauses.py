"""Clauses that several statements share: select lists, WHERE, ORDER BY, FETCH, FOR UPDATE, INTO."""

from app.sql.grammar.cursor import BITS
from app.sql.grammar.oracle.json_functions import JsonFunctions
from app.sql.tokens import NUMBER, PARAMETER
from app.sql.tree import (
    Column,
    Expression,
    Into,
    Limit,
    Locking,
    Name,
    OrderItem,
    SelectItem,
)

_AFTER_CONDITION = frozenset(
    """] } GROUP HAVING CONNECT START ORDER FOR UNION EXCEPT INTERSECT MINUS MODEL WINDOW QUALIFY ON
    RETURNING RETURN LOG FETCH OFFSET WITH WHEN DELETE GRANT CREATE ;""".split()
)
_NO_ALIAS_HERE = frozenset({",", "FROM", "INTO", "BULK", "EXCEPT", "WHERE", ")", ";"})
"""What stands behind a selected value and is not its name."""
_COUNTS = frozenset({NUMBER, PARAMETER})
_GOES_ON = frozenset("( . + - * /".split())
"""What goes on with an expression that began with a word."""


class Clauses(JsonFunctions):
    """Parts of statements that are no statement themselves."""

    # ------------------------------------------------------------------ select lists

    def select_items(self) -> tuple[SelectItem, ...]:
        """What stands between SELECT and FROM."""
        return self.separated(self._select_item)

    def _select_item(self) -> SelectItem:
        first, kinds = self.at, self.kinds
        if kinds[first] == "*":
            return SelectItem(first, first, self.star())
        if kinds[first + 1] == "." and "*" in kinds[first + 2 : first + 7]:
            star = self.attempt(self.star)
            if star is not None:
                return SelectItem(first, self.before, star)
        made = SelectItem(first, 0, self.expression())
        if kinds[self.at] not in _NO_ALIAS_HERE:
            made.alias = self._item_alias()
        made.last = self.before
        self.skip_substitutions()
        return made

    def _item_alias(self) -> Name | None:
        if self.accept("AS"):
            return self.any_word()
        if not self.sees_identifier() or self.sees_fetch():
            return None
        return self.identifier()

    # ------------------------------------------------------------------ conditions, order

    def where(self) -> Expression | None:
        """The condition of WHERE, where there is one."""
        return self.search_condition() if self.accept("WHERE") else None

    def search_condition(self) -> Expression:
        """A condition; one nobody understands is skipped to the next clause."""
        return self.recovering(self._complete_condition, _AFTER_CONDITION)

    def _complete_condition(self) -> Expression:
        """A condition, behind which whole further ones may be filled in."""
        found = self.condition()
        self.skip_substitutions()
        return found

    def order_by(self) -> tuple[OrderItem, ...]:
        """ORDER BY and its items, or nothing."""
        return self.order_items() if self.accept("ORDER", "BY") else ()

    def sees_fetch(self) -> bool:
        """Whether OFFSET or FETCH begins here, which may also be names."""
        at, kinds = self.at, self.kinds
        if kinds[at] == "FETCH":
            return kinds[at + 1] in {"FIRST", "NEXT", "APPROX", "APPROXIMATE", "EXACT"}
        if kinds[at] != "OFFSET":
            return False
        if kinds[at + 1] in _COUNTS or kinds[at + 2] in {"ROW", "ROWS"} or kinds[at + 1] == "(":
            return True
        return kinds[at + 2] in _GOES_ON and self._counts_rows()

    def _counts_rows(self) -> bool:
        """Whether an expression and ROWS stand behind the word at hand."""
        first = self.at
        self.at += 1
        counts = self.attempt(lambda: self.expression(BITS)) is not None
        counts = counts and self.kinds[self.at] in {"ROW", "ROWS"}
        self.at = first
        return counts

    def limit(self) -> Limit | None:
        """`[OFFSET n ROWS] [FETCH FIRST n [PERCENT] ROWS ONLY | WITH TIES]`, or nothing."""
        first = self.at
        if not self.sees_fetch():
            return None
        made = Limit(first, 0, None)
        if self.accept("OFFSET"):
            made.offset = self.expression(BITS)
            self.expect_any({"ROW", "ROWS"})
        if self.accept("FETCH"):
            self.accept_any({"APPROX", "APPROXIMATE", "EXACT"})
            self.expect_any({"FIRST", "NEXT"})
            self._fetched(made)
        made.last = self.before
        return made

    def _fetched(self, made: Limit) -> None:
        if self.kinds[self.at] not in {"ROW", "ROWS"}:
            made.count = self.expression(BITS)
            while self.accept_any({"PARTITION", "PARTITIONS"}):  # 5 PARTITIONS BY x, 3 ROWS
                self.expect("BY")
                self.expression(BITS)
                self.expect(",")
                made.count = self.expression(BITS)
            made.percent = self.accept("PERCENT")
        self.expect_any({"ROW", "ROWS"})
        made.ties = self.accept("WITH", "TIES")
        if not made.ties:
            self.expect("ONLY")
        if self.accept("WITH", "TARGET", "ACCURACY") and not self._accuracy():
            self.expression(BITS)
            self.accept("PERCENT")

    def _accuracy(self) -> bool:
        """`PARAMETERS (EFSEARCH 5 | NEIGHBOR PARTITION PROBES 5)`, if that is how it is told."""
        if not self.accept("PARAMETERS"):
            return False
        self.skip_parentheses()
        return True

    # ------------------------------------------------------------------ locking

    def locking(self) -> Locking:
        """`FOR UPDATE [OF columns] [NOWAIT | WAIT n | SKIP LOCKED]`."""
        first = self.expect("FOR")
        self.expect("UPDATE")
        made = Locking(first, 0, "FOR UPDATE")
        if self.accept("OF"):
            made.tables = self.separated(self.name)
        made.wait = self.wait()
        made.last = self.before
        return made

    def wait(self) -> str:
        """How long a lock is waited for."""
        if self.accept("NOWAIT"):
            return "NOWAIT"
        if self.accept("SKIP", "LOCKED"):
            return "SKIP LOCKED"
        if self.accept("WAIT"):
            self.integer()
            return "WAIT"
        return ""

    # ------------------------------------------------------------------ INTO

    def into(self) -> Into | None:
        """`[BULK COLLECT] INTO variables`, or nothing."""
        first = self.at
        bulk = self.accept("BULK", "COLLECT")
        if not (self.expect("INTO") if bulk else self.accept("INTO")):
            return None
        targets = self.separated(self._into_target)
        return Into(first, self.before, "BULK COLLECT" if bulk else "VARIABLES", targets)

    def _into_target(self) -> Expression:
        return self.primary()

    def column(self) -> Column:
        """A column by its name."""
        name = self.name()
        return Column(name.first, name.last, name)
