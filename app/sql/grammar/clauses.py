"""Clauses that several statements share: WHERE, ORDER BY, LIMIT, INTO, locking, file formats."""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.functions import Functions
from app.sql.tokens import IDENTIFIER, NUMBER, PARAMETER, STRING, VARIABLE
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
    """GROUP HAVING WINDOW QUALIFY ORDER LIMIT FOR LOCK INTO UNION EXCEPT INTERSECT PROCEDURE ON
    RETURNING FETCH OFFSET WITH ;""".split()
)
_NO_ALIAS_HERE = frozenset(
    ", FROM INTO WINDOW QUALIFY EXCEPT MINUS INTERSECT RETURNING BULK FETCH".split()
)
"""What stands behind a selected value and is not its name."""
FIELD_FORMATS = frozenset({"TERMINATED", "OPTIONALLY", "ENCLOSED", "ESCAPED"})


class Clauses(Functions):
    """Parts of statements that are no statement themselves."""

    # ------------------------------------------------------------------ select lists

    def select_items(self) -> tuple[SelectItem, ...]:
        """What stands between SELECT and FROM, or behind RETURNING; `*` alone only as the first."""
        found = [self._starred() if self.kinds[self.at] == "*" else self._select_item()]
        while self.kinds[self.at] == ",":
            self.at += 1
            found.append(self._select_item())
        return tuple(found)

    def _starred(self) -> SelectItem:
        star = self.star()
        return SelectItem(star.first, star.last, star)

    def _select_item(self) -> SelectItem:
        first, kinds = self.at, self.kinds
        if kinds[first + 1] == "." and "*" in kinds[first + 2 : first + 5 : 2]:
            star = self.attempt(self.star)
            if star is not None:
                return SelectItem(first, self.before, star)
        made = SelectItem(first, 0, self.expression())
        if kinds[self.at] not in _NO_ALIAS_HERE:
            made.alias = self.item_alias()
        made.last = self.before
        return made

    def item_alias(self) -> Name | None:
        """An alias of a value, with or without AS, where there is one."""
        kind = self.kinds[self.at]
        if kind == "AS":
            self.at += 1
            return self.word_or_string()
        if kind is IDENTIFIER or kind is STRING:
            return self.word_or_string()
        return self.identifier() if self.sees_identifier() else None

    # ------------------------------------------------------------------ conditions, order

    def where(self) -> Expression | None:
        """The condition of WHERE, where there is one."""
        return self.search_condition() if self.accept("WHERE") else None

    def search_condition(self) -> Expression:
        """A condition; one nobody understands is skipped to the next clause."""
        return self.recovering(self.expression, _AFTER_CONDITION)

    def order_by(self) -> tuple[OrderItem, ...]:
        """ORDER BY and its items, or nothing."""
        return self.order_items() if self.accept("ORDER", "BY") else ()

    def limit(self) -> Limit | None:
        """LIMIT in its forms, or the OFFSET and FETCH of MariaDB; or nothing."""
        first = self.at
        if not self.accept("LIMIT"):
            return self._fetch_first() if self.kinds[first] in {"OFFSET", "FETCH"} else None
        if self.kinds[self.at] == "ROWS":
            self._examined()
            return Limit(first, self.before, None)
        count = self._amount()
        offset = None
        if self.accept(","):
            offset, count = count, self._amount()
        elif self.accept("OFFSET"):
            offset = self._amount()
        self._examined()
        return Limit(first, self.before, count, offset)

    def _examined(self) -> None:
        """MariaDB's `ROWS EXAMINED n`."""
        if self.accept("ROWS"):
            self.expect("EXAMINED")
            self.note("rows-examined")
            self._amount()

    def _amount(self) -> Expression:
        """A plain number, a place-holder, or a variable of a stored program."""
        kind = self.kinds[self.at]
        if kind is not NUMBER and kind is not PARAMETER and not self.sees_identifier():
            raise Refused(self.at, N_("a whole number"))
        if kind is NUMBER and not self.asks(str.isdecimal, self.at):
            raise Refused(self.at, N_("a whole number"))
        return self.primary()

    def _fetch_first(self) -> Limit:
        """`OFFSET n ROWS`, `FETCH FIRST n ROWS ONLY | WITH TIES`."""
        first, offset, count = self.at, None, None
        if self.accept_noting("offset-rows", "OFFSET"):
            offset = self._amount()
            self.expect_any({"ROW", "ROWS"})
        if self.accept_noting("fetch-first", "FETCH"):
            self.expect_any({"FIRST", "NEXT"})
            if self.kinds[self.at] not in {"ROW", "ROWS"}:
                count = self._amount()
            self.expect_any({"ROW", "ROWS"})
            if not self.accept("ONLY"):
                self.expect("WITH", "TIES")
        return Limit(first, self.before, count, offset)

    # ------------------------------------------------------------------ locking

    def locking(self) -> Locking:
        """`FOR UPDATE | SHARE [OF tables] [wait]`, `LOCK IN SHARE MODE [wait]`."""
        first = self.at
        made = Locking(first, 0, "LOCK IN SHARE MODE")
        if self.accept("FOR"):
            made.mode = f"FOR {self.expect_any({'UPDATE', 'SHARE'})}"
            if made.mode == "FOR SHARE":
                self.note("for-share", first)
            if self.accept_noting("lock-of", "OF"):
                made.tables = self.separated(self.table_name)
        else:
            self.expect("LOCK", "IN", "SHARE", "MODE")
        wait = self.at
        made.wait = self._wait()
        if made.wait and made.mode == "LOCK IN SHARE MODE":
            self.note("share-mode-nowait", wait)
        elif made.wait:
            self.note(f"lock-{made.wait.split()[0].lower()}", wait)
        made.last = self.before
        return made

    def _wait(self) -> str:
        if self.accept("NOWAIT"):
            return "NOWAIT"
        if self.accept("SKIP", "LOCKED"):
            return "SKIP LOCKED"
        if self.accept("WAIT"):
            self.integer()
            return "WAIT"
        return ""

    # ------------------------------------------------------------------ INTO and files

    def into(self) -> Into:
        """`INTO OUTFILE | DUMPFILE | variables`."""
        first = self.expect("INTO")
        self._into = first
        kind = self.accept_any({"OUTFILE", "DUMPFILE"})
        if kind:
            targets: tuple[Expression, ...] = (self.one_string(),)
            if kind == "OUTFILE":
                self.file_format()
        else:
            targets = self.separated(self._into_target)
        return Into(first, self.before, kind or "VARIABLES", targets)

    def _into_target(self) -> Expression:
        if self.kinds[self.at] is VARIABLE:
            return self.variable()
        name = self.column_name()
        return Column(name.first, name.last, name)

    def file_format(self) -> None:
        """CHARACTER SET, FIELDS and LINES of OUTFILE and LOAD DATA."""
        if self.accept("CHARACTER", "SET") or self.accept("CHARSET"):
            self.charset_word()
        if self.accept_any({"FIELDS", "COLUMNS"}):
            self.field_format()
            while self.kinds[self.at] in FIELD_FORMATS:
                self.field_format()
        self.line_formats()

    def field_format(self) -> None:
        """What begins with one of FIELD_FORMATS."""
        if self.accept("OPTIONALLY"):
            self.expect("ENCLOSED")
        else:
            self.expect_any({"TERMINATED", "ENCLOSED", "ESCAPED"})
        self._by()

    def line_formats(self) -> None:
        """Take LINES and how they begin and end."""
        if self.accept("LINES"):
            self._line_format()
            while self.kinds[self.at] in {"STARTING", "TERMINATED"}:
                self._line_format()

    def _line_format(self) -> None:
        self.expect_any({"STARTING", "TERMINATED"})
        self._by()

    def _by(self) -> None:
        self.expect("BY")
        self.text_literal()
