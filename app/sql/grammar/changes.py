"""INSERT, REPLACE, UPDATE, DELETE, LOAD, CALL, DO (MySQL 8.4 manual, 15.2)."""

from typing import ClassVar

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.definitions import Definitions
from app.sql.tokens import IDENTIFIER, NUMBER, PARAMETER, VARIABLE
from app.sql.tree import (
    Assignment,
    Call,
    Delete,
    Do,
    Expression,
    Insert,
    Limit,
    LoadData,
    Name,
    Query,
    SelectItem,
    Statement,
    TableName,
    Update,
    Values,
    With,
)

_PRIORITIES = {
    "INSERT": frozenset({"LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY"}),
    "REPLACE": frozenset({"LOW_PRIORITY", "DELAYED"}),
}
_DELETE_OPTIONS = frozenset({"LOW_PRIORITY", "QUICK", "IGNORE"})


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
        ("WITH",): "with_statement",
    }

    def with_statement(self) -> Statement:
        """WITH before SELECT, UPDATE or DELETE."""
        start = self.at
        with_ = self.with_()
        if self.kinds[self.at] in {"UPDATE", "DELETE"}:
            self.note("with-changes", start)
            return self.update(with_) if self.kinds[self.at] == "UPDATE" else self.delete(with_)
        self.at = start
        return self.query_into()

    # ------------------------------------------------------------------ INSERT

    def insert(self) -> Insert:
        """INSERT and REPLACE in all their forms."""
        first = self.at
        verb = self.expect_any({"INSERT", "REPLACE"})
        options = self._insert_options(verb)
        self.accept("INTO")
        table = self._table()
        partitions = self.identifiers() if self.accept("PARTITION") else ()
        made = Insert(first, 0, verb, options, table, partitions, None, None)
        if self.accept("SET"):
            made.assignments = self._assignments()
        else:
            made.columns = self._columns()
            made.source = self._source(made.columns is not None)
        if verb == "INSERT":
            self._row_alias(made)
            if self.accept("ON"):
                self.expect("DUPLICATE", "KEY", "UPDATE")
                self._is_duplicate = True
                made.on_duplicate = self._assignments()
                self._is_duplicate = False
        made.returning = self._returning("insert-returning")
        made.last = self.before
        return made

    def _insert_options(self, verb: str) -> tuple[str, ...]:
        priority = self.accept_any(_PRIORITIES[verb])
        ignore = verb == "INSERT" and self.accept("IGNORE")
        return (*((priority,) if priority else ()), *(("IGNORE",) if ignore else ()))

    def _table(self) -> Name:
        if self.kinds[self.at] is PARAMETER:
            self.at += 1
            return Name(self.before, self.before, (self.text(self.before),))
        return self.table_name()

    def _columns(self) -> tuple[Name, ...] | None:
        """The list of columns; None where there is none, or the parenthesis opens a query."""
        if self.kinds[self.at] != "(" or self.sees_query():
            return None
        self.at += 1
        found = () if self.kinds[self.at] == ")" else self.separated(self.column_name)
        self.expect(")")
        return found

    def _source(self, columns: bool) -> Values | Query:
        """Rows, or a query, which may begin with rows of its own."""
        if self.kinds[self.at] == "VALUE":
            return self.values()
        if self.kinds[self.at] == "VALUES" and self.kinds[self.at + 1] != "ROW":
            return self.values()
        query = self.query() if columns else self.filling_query()
        whole = query.body.last == query.last
        return query.body if isinstance(query.body, Values) and whole else query

    def _row_alias(self, made: Insert) -> None:
        """`AS new [(a, b)]` behind VALUES or SET."""
        if not isinstance(made.source, Query) and self.accept_noting("insert-alias", "AS"):
            made.alias = self.identifier()
            if self.kinds[self.at] == "(":
                self.identifiers()

    def _returning(self, construct: str) -> tuple[SelectItem, ...]:
        """MariaDB's RETURNING."""
        return self.select_items() if self.accept_noting(construct, "RETURNING") else ()

    def _assignments(self) -> tuple[Assignment, ...]:
        return self.separated(self._assignment)

    def _assignment(self) -> Assignment:
        column = self.column_name()
        if not self.accept(":="):
            self.expect("=")
        value = self.value()
        return Assignment(column.first, self.before, column, value)

    # ------------------------------------------------------------------ UPDATE and DELETE

    def update(self, with_: With | None = None) -> Update:
        """UPDATE of one table or of many."""
        first = with_.first if with_ else self.at
        self.expect("UPDATE")
        options = tuple(word for word in ("LOW_PRIORITY", "IGNORE") if self.accept(word))
        tables = self.table_references()
        if isinstance(tables, TableName):
            self._portion()
        self.expect("SET")
        made = Update(first, 0, with_, options, tables, self._assignments(), self.where())
        made.order_by = self.order_by()
        made.limit = self._plain_limit()
        made.last = self.before
        return made

    def delete(self, with_: With | None = None) -> Delete:
        """DELETE in its three forms: one table, targets before FROM, targets before USING."""
        first = with_.first if with_ else self.at
        self.expect("DELETE")
        options = self._delete_options()
        if self.accept("FROM"):
            targets = self._targets_before_using()
        else:
            targets = self.separated(self._delete_target)
            self.expect("FROM")
        tables = self.table_references() if targets else self._single_table()
        if self.accept_noting("delete-history", "BEFORE", "SYSTEM_TIME"):
            self.moment()
        made = Delete(first, 0, with_, options, targets, tables, self.where())
        several = targets and self.kinds[self.at] in {"ORDER", "LIMIT"}
        if several and self.dialect is Dialect.MARIADB:
            self.note("delete-several-ordered", self.at)
            made.order_by = self.order_by()
            made.limit = self._plain_limit()
        if not targets:
            made.order_by = self.order_by()
            made.limit = self._plain_limit()
            made.returning = self._returning("delete-returning")
        made.last = self.before
        return made

    def _delete_options(self) -> tuple[str, ...]:
        found: list[str] = []
        while self.kinds[self.at] in _DELETE_OPTIONS:
            found.append(self.kinds[self.at])
            self.at += 1
        return tuple(found)

    def _delete_target(self) -> Name:
        """`t` or `t.*`."""
        name = self.table_name()
        if self.accept(".", "*"):
            name.last = self.before
        return name

    def _targets_before_using(self) -> tuple[Name, ...]:
        """The tables named before USING; none, and the cursor as it was, where USING never comes.

        Told by its first words, so that what is wrong behind USING is not tried in another way.
        """
        start = self.at
        if self.kinds[start] is PARAMETER:
            return ()
        targets = self.separated(self._delete_target)
        if self.accept("USING"):
            return targets
        self.at = start
        return ()

    def _single_table(self) -> TableName:
        name = self._table()
        made = TableName(name.first, 0, name)
        if self.kinds[self.at] != "PARTITION":
            made.alias = self.optional_alias()
            if made.alias:
                self.note("delete-alias", made.alias.first)
        if self.accept("PARTITION"):
            made.partitions = self.identifiers()
        self._portion()
        made.last = self.before
        return made

    def _portion(self) -> None:
        """FOR PORTION OF a period, of MariaDB's application-time tables."""
        if not self.accept_noting("portion-of", "FOR", "PORTION"):
            return
        self.expect("OF")
        if self.kinds[self.at] == "SYSTEM_TIME":
            raise Refused(self.at, N_("a name"))
        self.identifier()
        self.expect("FROM")
        self.expression()
        self.expect("TO")
        self.expression()

    def _plain_limit(self) -> Limit | None:
        """LIMIT of a number of rows: no offset where rows are changed."""
        if self.kinds[self.at] != "LIMIT":
            return None
        found = self.limit()
        if found is not None and found.offset is not None:
            raise Refused(found.first, N_("LIMIT without an offset"))
        if self.kinds[self.before - 1] == "EXAMINED":
            raise Refused(self.before - 1, N_("the end of the statement"))
        return found

    # ------------------------------------------------------------------ the others

    def load(self) -> LoadData:
        """LOAD DATA and LOAD XML."""
        first = self.expect("LOAD")
        self.expect_any({"DATA", "XML"})
        self.accept_any({"LOW_PRIORITY", "CONCURRENT"})
        self.accept_noting("load-bulk", "FROM")
        local = self.accept("LOCAL")
        if not self.accept_noting("load-bulk", "URL") and not self.accept_noting("load-bulk", "S3"):
            self.expect("INFILE")
        self.one_string()
        self._bulk_order()
        self.accept_any({"REPLACE", "IGNORE"})
        self.expect("INTO", "TABLE")
        table = self.table_name()
        if self.accept("PARTITION"):
            self.identifiers()
        if self.accept_noting("load-bulk", "COMPRESSION"):
            self.accept("=")
            self.one_string()
        if self.accept("CHARACTER", "SET") or self.accept("CHARSET"):
            self.charset_word()
        if self.accept("ROWS"):
            self.expect("IDENTIFIED", "BY")
            self.one_string()
        self.file_format()
        if self.accept("IGNORE"):
            self.integer()
            self.expect_any({"LINES", "ROWS"})
        columns = self._loaded() if self.kinds[self.at] == "(" else ()
        assignments = self._assignments() if self.accept("SET") else ()
        self._bulk_options()
        return LoadData(first, self.before, local, table, columns, assignments)

    def _bulk_order(self) -> None:
        """`[COUNT n] [IN PRIMARY KEY ORDER]` of files loaded in bulk."""
        start = self.at
        if self.accept("COUNT"):
            self.integer()
        self.accept("IN", "PRIMARY", "KEY", "ORDER")
        if self.at > start:
            self.note("load-bulk", start)

    def _bulk_options(self) -> None:
        """`[PARALLEL = n] [MEMORY = size] [ALGORITHM = BULK]`."""
        for word in ("PARALLEL", "MEMORY"):
            if self.accept_noting("load-bulk", word):
                self.accept("=")
                if self.kinds[self.at] not in {NUMBER, IDENTIFIER}:  # 10M is no number
                    raise Refused(self.at, N_("a number"))
                self.at += 1
        if self.accept_noting("load-bulk", "ALGORITHM"):
            self.accept("=")
            self.expect("BULK")

    def _loaded(self) -> tuple[Name, ...]:
        """Columns and variables that the fields of the file go to; variables are left out."""
        self.expect("(")
        found = () if self.kinds[self.at] == ")" else self.separated(self._loaded_into)
        self.expect(")")
        return tuple(name for name in found if name is not None)

    def _loaded_into(self) -> Name | None:
        if self.kinds[self.at] is VARIABLE:
            self.variable()
            return None
        return self.column_name()

    def call_procedure(self) -> Call:
        """CALL, with or without parentheses."""
        first = self.expect("CALL")
        name = self.name()
        if self.dialect is Dialect.MYSQL:  # MariaDB has packages
            self.limit_parts(name, 2)
        arguments: tuple[Expression, ...] = ()
        if self.accept("("):
            if self.kinds[self.at] != ")":
                arguments = self.separated(self.expression)
            self.expect(")")
        return Call(first, self.before, name, arguments)

    def do(self) -> Do:
        """DO expressions."""
        first = self.expect("DO")
        values = self.separated(self._done)
        return Do(first, self.before, values)

    def _done(self) -> Expression:
        """A value, which MySQL lets have an alias."""
        value = self.expression()
        if self.item_alias() is not None:
            self.note("do-alias")
        return value
