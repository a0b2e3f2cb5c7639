"""INSERT of one table and of several, UPDATE, DELETE (SQL Language Reference, 14 and 19)."""

from typing import ClassVar

from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.queries import Queries
from app.sql.tree import (
    Assignment,
    CurrentOf,
    Delete,
    DerivedTable,
    Expression,
    Insert,
    InsertBranch,
    InsertSeveral,
    Into,
    Literal,
    LogErrors,
    Name,
    Node,
    Row,
    SelectItem,
    TableName,
    Update,
    Values,
    With,
    walk,
)

_RETURNING = frozenset({"RETURNING", "RETURN"})
_STATES = frozenset({"OLD", "NEW"})


class Changes(Queries):
    """The statements that change rows."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("INSERT",): "insert",
        ("INSERT", "ALL"): "insert_several",
        ("INSERT", "FIRST"): "insert_several",
        ("INSERT", "WHEN"): "insert_several",
        ("UPDATE",): "update",
        ("DELETE",): "delete",
    }

    # ------------------------------------------------------------------ INSERT

    def insert(self) -> Insert:
        """INSERT into one table, or what stands for one."""
        first = self.expect("INSERT")
        self.expect("INTO")
        made = self._into_table(first)
        if self.accept("SET"):
            if self.kinds[self.at] == "(":
                self._set_rows(made)
            else:
                made.assignments = self.assignments()
        else:
            self._columns_and_rows(made)
            if made.source is None and made.record is None:
                made.source = self.query()
        self.behind_change(made)
        made.last = self.before
        return made

    def _into_table(self, first: int) -> Insert:
        target = self.changed()
        made = Insert(first, 0, "INSERT", (), self._table_of(target), (), None, None)
        if isinstance(target, TableName):
            made.partitions, made.alias = target.partitions, target.alias
        else:
            made.target = target
        return made

    def _set_rows(self, made: Insert) -> None:
        """`SET (a = 1, b = 2), (a = 3, b = 4)`: columns and rows as VALUES would have them."""
        start = self.at
        rows = self.separated(lambda: (self.at, self.parenthesised(self.assignments), self.before))
        made.columns = tuple(one.column for one in rows[0][1])
        values = tuple(Row(at, end, tuple(one.value for one in row)) for at, row, end in rows)
        made.source = Values(start, self.before, values)

    def _columns_and_rows(self, made: Insert) -> None:
        """The list of columns and VALUES, where they are there."""
        if self.kinds[self.at] == "(" and not self.opens_query(self.at):
            made.columns = self.columns_in_parentheses()
        if self.accept("BY"):
            self.expect_any({"NAME", "POSITION"})
        if self.kinds[self.at] != "VALUES":
            return
        if self.kinds[self.at + 1] == "(":
            made.source = self.values()
            if self.kinds[self.at] in {".", "%"}:
                raise Refused(self.at, "RETURNING")
        else:
            self.at += 1
            made.record = self.primary()
            if isinstance(made.record, Literal):
                raise Refused(made.record.first, "(")

    def changed(self) -> Node:
        """What a statement changes: a table or view, a query, a collection, with its alias."""
        if self.accept("ONLY"):
            found: Node = self.parenthesised(self._changed_table)
        elif self.kinds[self.at] == "(":
            found = self._changed_query()
        elif self.kinds[self.at] in {"TABLE", "THE"} and self.kinds[self.at + 1] == "(":
            found = self.collection()
        else:
            found = self._changed_table()
        if self.sees_changed_alias():
            found.alias = self.identifier()  # type: ignore[attr-defined]
        found.last = self.before
        return found

    def sees_changed_alias(self) -> bool:
        """Whether a word that may be the alias of what is changed stands here."""
        word, behind = self.kinds[self.at], self.kinds[self.at + 1]
        if word == "BY" or (word == "LOG" and behind == "ERRORS"):
            return False
        return self.sees_table_alias()

    def _changed_query(self) -> Node:
        if self.opens_query(self.at):
            return self.derived()
        first = self.expect("(")
        found = self._changed_table()
        found.first, found.last = first, self.expect(")")
        return found

    def _changed_table(self) -> TableName:
        name = self.qualified_name()
        made = TableName(name.first, 0, name)
        made.partitions = self.partition_extension()
        made.last = self.before
        return made

    def _table_of(self, target: Node) -> Name:
        if isinstance(target, TableName):
            return target.name
        named = (node.name for node in walk(target) if isinstance(node, TableName))
        found = next(named, None) if isinstance(target, DerivedTable) else None
        return found or Name(target.first, target.last, ("",))

    # ------------------------------------------------------------------ INSERT ALL

    def insert_several(self) -> InsertSeveral:
        """INSERT ALL and FIRST; with conditions it is ALL where neither is said."""
        first = self.expect("INSERT")
        only = self.accept("FIRST")
        if not only and self.kinds[self.at] != "WHEN":
            self.expect("ALL")
        branches = []
        if self.kinds[self.at] == "WHEN":
            while self.kinds[self.at] in {"WHEN", "ELSE"}:
                branches.append(self._insert_branch())
        else:
            start = self.at
            inserts = self._inserts()
            branches.append(InsertBranch(start, self.before, None, inserts))
        query = self.query()
        return InsertSeveral(first, self.before, only, tuple(branches), query)

    def _insert_branch(self) -> InsertBranch:
        first = self.at
        condition = None
        if not self.accept("ELSE"):
            self.expect("WHEN")
            condition = self.condition()
            self.expect("THEN")
        inserts = self._inserts()
        return InsertBranch(first, self.before, condition, inserts)

    def _inserts(self) -> tuple[Insert, ...]:
        found = [self._insert_one()]
        while self.kinds[self.at] == "INTO":
            found.append(self._insert_one())
        return tuple(found)

    def _insert_one(self) -> Insert:
        first = self.expect("INTO")
        made = self._into_table(first)
        self._columns_and_rows(made)
        made.log_errors = self.log_errors()
        made.last = self.before
        return made

    # ------------------------------------------------------------------ UPDATE and DELETE

    def update(self, with_: With | None = None) -> Update:
        """UPDATE."""
        first = self.expect("UPDATE")
        tables = self.changed()
        self.expect("SET")
        made = Update(first, 0, with_, (), tables, self.assignments(), None)
        if self.accept("FROM"):
            made.from_ = self.table_references()
        made.where = self._changed_where()
        self.behind_change(made)
        made.last = self.before
        return made

    def delete(self, with_: With | None = None) -> Delete:
        """DELETE, whose FROM may be left out."""
        first = self.expect("DELETE")
        self.accept("FROM")
        made = Delete(first, 0, with_, (), (), self.changed(), None)
        if self.accept("FROM"):
            made.from_ = self.table_references()
        made.where = self._changed_where()
        self.behind_change(made)
        made.last = self.before
        return made

    def _changed_where(self) -> Expression | None:
        if self.kinds[self.at : self.at + 3] != ["WHERE", "CURRENT", "OF"]:
            return self.where()
        first = self.at + 1
        self.at += 3
        cursor = self.name()
        return CurrentOf(first, self.before, cursor)

    def assignments(self) -> tuple[Assignment, ...]:
        """What stands behind SET."""
        return self.separated(self._assignment)

    def _assignment(self) -> Assignment:
        first, kinds = self.at, self.kinds
        if kinds[first] == "(":
            columns = self.columns_in_parentheses()
            self.expect("=")
            value = self.expression()
            return Assignment(first, self.before, columns[0], value, columns)
        if kinds[first] == "VALUE" and kinds[first + 1] == "(":
            self.at += 1
            column = self.parenthesised(self.identifier)
            column.first, column.last = first, self.before
        elif kinds[first] == "ROW" and kinds[first + 1] == "=":
            column = self.any_word()
        else:
            column = self.name()
        self.expect("=")
        value = self.value()
        return Assignment(first, self.before, column, value)

    # ------------------------------------------------------------------ RETURNING, LOG ERRORS

    def behind_change(self, made: Insert | Update | Delete) -> None:
        """RETURNING and LOG ERRORS."""
        made.returning, made.returned = self.returning()
        made.log_errors = self.log_errors()

    def returning(self) -> tuple[tuple[SelectItem, ...], Into | None]:
        """`RETURNING values [BULK COLLECT] INTO variables`; both empty where there is none."""
        if not self.accept_any(_RETURNING):
            return (), None
        items = self.separated(self._returned)
        return items, self.into()

    def _returned(self) -> SelectItem:
        """A value, of before or behind the change where OLD or NEW says so."""
        first, behind = self.at, self.kinds[self.at + 1]
        if self.kinds[first] in _STATES and behind not in {".", ",", "INTO", "BULK"}:
            self.at += 1
        value = self.expression()
        return SelectItem(first, self.before, value)

    def log_errors(self) -> LogErrors | None:
        """`LOG ERRORS [INTO table] [(tag)] [REJECT LIMIT n | UNLIMITED]`, or nothing."""
        first = self.at
        if not self.accept("LOG", "ERRORS"):
            return None
        made = LogErrors(first, 0)
        if self.accept("INTO"):
            made.table = self.qualified_name()
        if self.kinds[self.at] == "(":
            made.values = (self.parenthesised(self.expression),)
        if self.accept("REJECT"):
            self.expect("LIMIT")
            if not self.accept("UNLIMITED"):
                made.values += (self.expression(),)
        made.last = self.before
        return made
