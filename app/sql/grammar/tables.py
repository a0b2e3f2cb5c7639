"""CREATE, DROP, RENAME and TRUNCATE TABLE (MySQL 8.4 manual, 15.1; MariaDB CREATE TABLE)."""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.external import EXTERNAL
from app.sql.grammar.options import TABLE_OPTIONS, Opening
from app.sql.grammar.partitions import Partitions
from app.sql.tokens import END
from app.sql.tree import (
    CreateTable,
    DropTable,
    Name,
    Node,
    Option,
    PartitionBy,
    Period,
    Query,
    RenamePair,
    RenameTable,
    TruncateTable,
    Unparsed,
)

ELEMENT_ENDS = frozenset({",", ";"})
_QUERY_STARTS = frozenset({"AS", "IGNORE", "REPLACE", "SELECT", "WITH", "VALUES", "TABLE", "("})
_PARTITION_ENDS = _QUERY_STARTS | {";"}
_TAIL = TABLE_OPTIONS | _QUERY_STARTS | {"PARTITION", ";"}


class Tables(Partitions):
    """The statements on whole tables, but for ALTER TABLE."""

    def create_table(self, opening: Opening) -> CreateTable:
        """From TABLE, TEMPORARY or EXTERNAL on."""
        external = self.accept_noting(EXTERNAL, "EXTERNAL")
        temporary = not external and self.accept("TEMPORARY")
        self.expect("TABLE")
        if_not_exists = self.if_not_exists()
        name = self.table_name()
        like = self._like()
        elements = () if like or not self._sees_elements() else self.table_elements()
        made = CreateTable(
            opening.first,
            self.before,
            name,
            temporary,
            opening.or_replace,
            if_not_exists,
            elements,
            like=like,
        )
        if like is None:
            made.options, made.partition_by, made.skipped = self._tail()
            made.query = self._as_query()
            made.last = self.before
        return made

    # ------------------------------------------------------------------ elements

    def _like(self) -> Name | None:
        if self.accept("LIKE"):
            return self.table_name()
        if self.sees("(", "LIKE"):
            self.at += 2
            name = self.table_name()
            self.expect(")")
            return name
        return None

    def _sees_elements(self) -> bool:
        """Whether the parenthesis that is next holds columns and keys, and no query."""
        kinds, at = self.kinds, self.at
        return kinds[at] == "(" and kinds[at + 1] not in _QUERY_STARTS

    def table_elements(self) -> tuple[Node, ...]:
        """`(element, …)`; an element nobody understands costs no more than itself."""
        self.expect("(")
        found = self.separated(lambda: self.recovering(self.table_element, ELEMENT_ENDS))
        self.expect(")")
        return found

    def table_element(self) -> Node:
        """A column, a key, a check, a period."""
        if self.sees_key() or self.kinds[self.at] == "CONSTRAINT":
            return self.key_or_check()
        if self.sees("PERIOD", "FOR"):
            return self.period()
        return self.column_definition()

    def period(self) -> Period:
        """MariaDB's `PERIOD [IF NOT EXISTS] FOR name (start, end)`."""
        start = self.expect("PERIOD")
        self.note("period")
        self.if_not_exists()
        self.expect("FOR")
        name = self.identifier()
        self.expect("(")
        starts = self.identifier()
        self.expect(",")
        ends = self.identifier()
        self.expect(")")
        return Period(start, self.before, name, starts, ends)

    # ------------------------------------------------------------------ behind the elements

    def _tail(self) -> tuple[tuple[Option, ...], PartitionBy | None, tuple[Unparsed, ...]]:
        """The options and PARTITION BY, and what of them nobody understands."""
        options: list[Option] = []
        skipped: list[Unparsed] = []
        partition_by: PartitionBy | None = None
        while not self._at_query():
            if partition_by is None and self.sees("PARTITION", "BY"):
                found: Node = self.recovering(self.partition_by, _PARTITION_ENDS)
            else:
                found = self._option_or_lost()
            if isinstance(found, Unparsed):
                skipped.append(found)
            elif isinstance(found, Option):
                options.append(found)
            elif isinstance(found, PartitionBy):
                partition_by = found
        return tuple(options), partition_by, tuple(skipped)

    def _at_query(self) -> bool:
        """Whether the options end here: at AS and the query, or with the statement."""
        kind = self.kinds[self.at]
        if kind == "WITH":
            return not self.sees_table_option()
        return kind in _QUERY_STARTS or kind is END or kind in {";", ")"}

    def _option_or_lost(self) -> Option | Unparsed:
        """One option with the comma behind it."""
        if self.sees_table_option():
            found: Option | Unparsed = self.table_option()
        elif self.sees_own_option():
            found = self.own_option()
        else:
            return self.lost(_TAIL, N_("an option of a table"))
        if self.accept(",") and self._at_query():
            raise Refused(self.at, N_("an option of a table"))
        return found

    def _as_query(self) -> Query | None:
        """`[IGNORE | REPLACE] [AS] query`."""
        if self.kinds[self.at] not in _QUERY_STARTS:
            return None
        self.accept_any({"IGNORE", "REPLACE"})
        self.accept("AS")
        return self.filling_query()

    # ------------------------------------------------------------------ the other statements

    def drop_table(self, opening: Opening) -> DropTable:
        """From TABLE or TEMPORARY on."""
        temporary = self.accept("TEMPORARY")
        self.expect_any({"TABLE", "TABLES"})
        if_exists = self.if_exists()
        names = self.separated(self.table_name)
        self.waiting()
        self.restrict()
        return DropTable(opening.first, self.before, names, temporary, if_exists)

    def rename_table(self, opening: Opening) -> RenameTable:
        """From TABLE on."""
        self.expect_any({"TABLE", "TABLES"})
        if_exists = self.accept_noting("rename-if-exists", "IF", "EXISTS")
        pairs = self.separated(self._rename_pair)
        return RenameTable(opening.first, self.before, pairs, if_exists)

    def _rename_pair(self) -> RenamePair:
        start = self.at
        old = self.table_name()
        self.waiting()
        self.expect("TO")
        new = self.table_name()
        return RenamePair(start, self.before, old, new)

    def truncate_table(self) -> TruncateTable:
        """From TRUNCATE on."""
        start = self.expect("TRUNCATE")
        self.accept("TABLE")
        name = self.table_name()
        self.waiting()
        return TruncateTable(start, self.before, name)

    def waiting(self) -> None:
        """Take MariaDB's WAIT n and NOWAIT."""
        if self.accept_noting("ddl-wait", "WAIT"):
            self.number()
        else:
            self.accept_noting("ddl-wait", "NOWAIT")
