"""INSERT, REPLACE, UPDATE, DELETE, LOAD, CALL, DO (MySQL 8.4 manual, 15.2)."""

from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.definitions import Definitions
from app.sql.tokens import PARAMETER, VARIABLE
from app.sql.tree import (
    Assignment,
    Call,
    Delete,
    Do,
    Expression,
    Insert,
    LoadData,
    Name,
    Query,
    SelectItem,
    TableName,
    Update,
    Values,
    With,
)

_INSERT_OPTIONS = frozenset({"LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE"})
_CHANGE_OPTIONS = frozenset({"LOW_PRIORITY", "QUICK", "IGNORE", "HIGH_PRIORITY"})


class Changes(Definitions):
    """The statements that change rows."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("INSERT",): "insert",
        ("REPLACE",): "insert",
        ("UPDATE",): "update",
        ("DELETE",): "delete",
        ("LOAD", "DATA"): "load",
        ("LOAD", "XML"): "load",
        ("CALL",): "call_procedure",
        ("DO",): "do",
    }

    # ------------------------------------------------------------------ INSERT

    def insert(self) -> Insert:
        """INSERT and REPLACE in all their forms."""
        first = self.at
        verb = self.expect_any({"INSERT", "REPLACE"})
        options = self._options(_INSERT_OPTIONS)
        self.accept("INTO")
        table = self._table()
        partitions = self.identifiers() if self.accept("PARTITION") else ()
        made = Insert(first, 0, verb, options, table, partitions, None, None)
        if self.accept("SET"):
            made.assignments = self._assignments()
        else:
            made.columns = self._columns()
            made.source = self._source()
        self._row_alias(made)
        if self.accept("ON"):
            self.expect("DUPLICATE", "KEY", "UPDATE")
            made.on_duplicate = self._assignments()
        made.returning = self._returning()
        made.last = self.before
        return made

    def _table(self) -> Name:
        if self.kinds[self.at] is PARAMETER:
            self.at += 1
            return Name(self.before, self.before, (self.text(self.before),))
        return self.name()

    def _options(self, words: frozenset[str]) -> tuple[str, ...]:
        found = []
        while self.kinds[self.at] in words:
            found.append(self.kinds[self.at])
            self.at += 1
        return tuple(found)

    def _columns(self) -> tuple[Name, ...] | None:
        """The list of columns; None where there is none, or the parenthesis opens a query."""
        if self.kinds[self.at] != "(" or self.sees_query():
            return None
        self.at += 1
        found = () if self.kinds[self.at] == ")" else self.names()
        self.expect(")")
        return found

    def _source(self) -> Values | Query:
        if self.kinds[self.at] in {"VALUES", "VALUE"}:
            return self.values()
        return self.query()

    def _row_alias(self, made: Insert) -> None:
        """`AS new [(a, b)]` behind VALUES or SET."""
        if self.accept("AS"):
            made.alias = self.identifier()
            if self.kinds[self.at] == "(":
                self.identifiers()

    def _returning(self) -> tuple[SelectItem, ...]:
        """MariaDB's RETURNING."""
        return self.select_items() if self.accept("RETURNING") else ()

    def _assignments(self) -> tuple[Assignment, ...]:
        return self.separated(self._assignment)

    def _assignment(self) -> Assignment:
        column = self.name()
        if not self.accept(":="):
            self.expect("=")
        value = self.expression()
        return Assignment(column.first, self.before, column, value)

    # ------------------------------------------------------------------ UPDATE and DELETE

    def update(self, with_: With | None = None) -> Update:
        """UPDATE of one table or of many."""
        first = with_.first if with_ else self.at
        self.expect("UPDATE")
        options = self._options(_CHANGE_OPTIONS)
        tables = self.table_references()
        self.expect("SET")
        made = Update(first, 0, with_, options, tables, self._assignments(), self.where())
        made.order_by = self.order_by()
        made.limit = self.limit()
        made.last = self.before
        return made

    def delete(self, with_: With | None = None) -> Delete:
        """DELETE in its three forms: one table, targets before FROM, targets before USING."""
        first = with_.first if with_ else self.at
        self.expect("DELETE")
        options = self._options(_CHANGE_OPTIONS)
        targets: tuple[Name, ...] = ()
        if not self.accept("FROM"):
            targets = self.separated(self._delete_target)
            self.expect("FROM")
        tables = self.table_references() if targets else None
        if tables is None:
            start = self.at
            several = self.attempt(self._targets_using)
            if several is not None:
                targets, tables = several, self.table_references()
            else:
                self.at = start
                tables = self._single_table()
        made = Delete(first, 0, with_, options, targets, tables, self.where())
        made.order_by = self.order_by()
        made.limit = self.limit()
        if targets and (made.order_by or made.limit):
            raise Refused(self.before, N_("no ORDER BY and no LIMIT with several tables"))
        made.returning = self._returning()
        made.last = self.before
        return made

    def _delete_target(self) -> Name:
        """`t` or `t.*`."""
        name = self.name()
        if self.accept(".", "*"):
            name.last = self.before
        return name

    def _targets_using(self) -> tuple[Name, ...]:
        targets = self.separated(self._delete_target)
        self.expect("USING")
        return targets

    def _single_table(self) -> TableName:
        name = self._table()
        made = TableName(name.first, 0, name)
        if self.accept("PARTITION"):
            made.partitions = self.identifiers()
        made.alias = self.optional_alias()
        if self.accept("FOR", "PORTION"):  # MariaDB's application-time periods
            self.expect("OF")
            self.identifier()
            self.expect("FROM")
            self.expression()
            self.expect("TO")
            self.expression()
        made.last = self.before
        return made

    # ------------------------------------------------------------------ the others

    def load(self) -> LoadData:
        """LOAD DATA and LOAD XML."""
        first = self.expect("LOAD")
        self.expect_any({"DATA", "XML"})
        self.accept_any({"LOW_PRIORITY", "CONCURRENT"})
        local = self.accept("LOCAL")
        self.expect("INFILE")
        self._primary()
        self.accept_any({"REPLACE", "IGNORE"})
        self.expect("INTO", "TABLE")
        table = self.name()
        if self.accept("PARTITION"):
            self.identifiers()
        self.file_format()
        if self.accept("ROWS"):
            self.expect("IDENTIFIED", "BY")
            self.string()
        if self.accept("IGNORE"):
            self.integer()
            self.expect_any({"LINES", "ROWS"})
        columns = self._loaded() if self.kinds[self.at] == "(" else ()
        assignments = self._assignments() if self.accept("SET") else ()
        return LoadData(first, self.before, local, table, columns, assignments)

    def _loaded(self) -> tuple[Name, ...]:
        """Columns and variables that the fields of the file go to; variables are left out."""
        self.expect("(")
        columns = []
        while self.kinds[self.at] != ")":
            if self.kinds[self.at] is VARIABLE:
                self.at += 1
            else:
                columns.append(self.name())
            if not self.accept(","):
                break
        self.expect(")")
        return tuple(columns)

    def call_procedure(self) -> Call:
        """CALL, with or without parentheses."""
        first = self.expect("CALL")
        name = self.name()
        arguments: tuple[Expression, ...] = ()
        if self.accept("("):
            if self.kinds[self.at] != ")":
                arguments = self.separated(self.expression)
            self.expect(")")
        return Call(first, self.before, name, arguments)

    def do(self) -> Do:
        """DO expressions."""
        first = self.expect("DO")
        items = self.select_items()
        return Do(first, self.before, tuple(item.value for item in items))
