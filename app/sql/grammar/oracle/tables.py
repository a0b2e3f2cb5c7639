"""CREATE, DROP, TRUNCATE, RENAME, FLASHBACK, ANALYZE and COMMENT of Oracle's tables."""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.following import Opening
from app.sql.grammar.oracle.partitions import Partitions
from app.sql.tree import (
    Administration,
    ColumnDefinition,
    Comment,
    CreateTable,
    DropTable,
    Maintenance,
    Name,
    Node,
    Option,
    Query,
    RenamePair,
    RenameTable,
    Statement,
    TruncateTable,
)

ELEMENT_ENDS = frozenset({",", ";"})
_KINDS = frozenset(
    "GLOBAL PRIVATE TEMPORARY SHARDED DUPLICATED SYNCHRONOUS IMMUTABLE BLOCKCHAIN JSON COLLECTION"
    " EXTERNAL HYBRID".split()
)
_OTHER_PARTS = frozenset({"SUPPLEMENTAL", "PERIOD", "SCOPE", "REF", "DOMAIN"})
_COMMENTED = frozenset({"TABLE", "COLUMN", "INDEXTYPE", "OPERATOR", "EDITION", "DOMAIN"})


class Tables(Partitions):
    """The statements on whole tables, but for ALTER TABLE."""

    def create_table(self, opening: Opening) -> CreateTable:
        """From what kind of table it is, or TABLE, on."""
        kinds = self._kinds()
        self.expect("TABLE")
        absent = self.if_not_exists()
        name = self.qualified_name()
        absent = self.if_not_exists() or absent  # some write it there, and 23ai takes it
        options = [*kinds, *self.options("table_head")]
        elements = self.table_elements() if self._sees_elements() else ()
        temporary = any("TEMPORARY" in option.name for option in kinds)
        made = CreateTable(
            opening.first, self.before, name, temporary, opening.or_replace, absent, elements
        )
        self._tail(made, options)
        made.last = self.before
        self._check_table(made, opening)
        return made

    def _check_table(self, made: CreateTable, opening: Opening) -> None:
        """Note what lacks: columns, what kind of temporary table it is, the type of a column."""
        first = opening.first
        if opening.or_replace:
            self.wrong(first + 1, "TABLE")
        elif self.kinds[first + 1] == "TEMPORARY":
            self.wrong(first + 1, "GLOBAL | PRIVATE")
        elif self.kinds[first + 1] == "GLOBAL" and not made.temporary:
            self.wrong(first + 2, "TEMPORARY")
        if made.query is not None or self._fills:
            return
        told = {option.name.partition(" ")[0] for option in made.options}
        if not made.elements and told.isdisjoint({"OF", "FOR", "JSON", "ORGANIZATION"}):
            self.wrong(self.at, "(")
        elif "OF" not in told:
            for element in made.elements:
                if isinstance(element, ColumnDefinition):
                    self.check_type(element)

    def _kinds(self) -> tuple[Option, ...]:
        """GLOBAL TEMPORARY and what else may stand before TABLE."""
        start = self.at
        words = []
        while word := self.accept_any(_KINDS):
            words.append(word)
        return (self.option(start, " ".join(words)),) if words else ()

    def _sees_elements(self) -> bool:
        """Whether the parenthesis that is next holds columns and constraints, and no query."""
        at = self.at
        return self.kinds[at] == "(" and self.kinds[at + 1] not in {"SELECT", "WITH", "("}

    def table_elements(self) -> tuple[Node, ...]:
        """`(element, …)`; an element nobody understands costs no more than itself."""
        return self.parenthesised(
            lambda: self.separated(lambda: self.recovering(self.table_element, ELEMENT_ENDS))
        )

    def table_element(self) -> Node:
        """A column, a constraint, supplemental logging, a period."""
        if self.sees_constraint():
            return self.constraint()
        if self.kinds[self.at] in _OTHER_PARTS:
            found = self.one_option("table_part")
            if found is not None:
                return found
        return self.column_definition()

    def _tail(self, made: CreateTable, options: list[Option]) -> None:
        """Options and PARTITION BY in any order, then the query."""
        while not self.sees_end():
            if self.kinds[self.at] in {"PARTITION", "PARTITIONSET"}:
                made.partition_by = self.partition_by()
            elif self._sees_query():
                made.query = self._as_query()
            elif found := self.one_option("table_property"):
                options.append(found)
            else:
                raise Refused(max(self.at, self._furthest), N_("an option of a table"))
        made.options = tuple(options)

    def _sees_query(self) -> bool:
        return self.kinds[self.at] in {"AS", "SELECT", "WITH"} and not self.sees("WITH", "ROW")

    def _as_query(self) -> Query:
        if not self.accept("AS"):
            self.wrong(self.at, "AS")
        return self.query()

    # ------------------------------------------------------------------ the other statements

    def drop_table(self, opening: Opening) -> DropTable:
        """From TABLE on."""
        self.expect("TABLE")
        there = self.if_exists()
        name = self.qualified_name()
        there = self.if_exists() or there
        options = self.options("drop_table_item")
        return DropTable(opening.first, self.before, (name,), False, there, options)

    def truncate(self) -> Statement:
        """TRUNCATE TABLE, or of a cluster."""
        start = self.expect("TRUNCATE")
        if self.accept("CLUSTER"):
            self.qualified_name()
            self.follows("truncate_item")
            return self.administration("TRUNCATE CLUSTER", start)
        self.expect("TABLE")
        name = self.qualified_name()
        options = self.options("truncate_item")
        return TruncateTable(start, self.before, name, options)

    def rename(self) -> RenameTable:
        """`RENAME old TO new`: a table, view, sequence or synonym."""
        start = self.expect("RENAME")
        old = self.name()
        self.expect("TO")
        new = self.name()
        pair = RenamePair(old.first, self.before, old, new)
        return RenameTable(start, self.before, (pair,))

    def flashback(self) -> Administration:
        """FLASHBACK of tables or the database."""
        start = self.expect("FLASHBACK")
        if self.accept("TABLE"):
            self.names()
            return self.told("FLASHBACK TABLE", start, "flashback_table")
        return self.told("FLASHBACK DATABASE", start, "flashback_database")

    def purge(self) -> Administration:
        """PURGE of the recycle bin or what is in it."""
        start = self.expect("PURGE")
        return self.told("PURGE", start, "purge")

    def analyze(self) -> Maintenance:
        """ANALYZE TABLE, INDEX or CLUSTER."""
        start = self.expect("ANALYZE")
        kind = self.expect_any({"TABLE", "INDEX", "CLUSTER"})
        name = self.qualified_name()
        self.follows("analyze_part")
        self.follow("analyze_item")
        return Maintenance(start, self.before, f"ANALYZE {kind}", (name,))

    def comment_on(self) -> Comment:
        """`COMMENT ON TABLE name IS 'text'`, and of whatever else has comments."""
        start = self.at
        self.expect("COMMENT", "ON")
        if self.accept("MATERIALIZED", "VIEW") or self.accept("MINING", "MODEL"):
            kind = f"{self.kinds[self.before - 1]} {self.kinds[self.before]}"
        elif self.accept("AUDIT", "POLICY"):
            kind = "AUDIT POLICY"
        else:
            kind = self.expect_any(_COMMENTED)
        name: Name = self.qualified_name()
        self.expect("IS")
        text = self._string_part()
        return Comment(start, self.before, kind, name, text)  # type: ignore[arg-type]
