"""What stands in the body of a stored program and holds no statements itself.

Declarations, cursors, RETURN, LEAVE and ITERATE, SIGNAL and diagnostics (MySQL 8.4 manual, 15.6).
"""

from collections.abc import Callable
from typing import ClassVar

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.grants import Grants
from app.sql.tokens import NUMBER, VARIABLE
from app.sql.tree import (
    Column,
    CursorUse,
    DataType,
    DeclareCondition,
    DeclareCursor,
    DeclareVariable,
    Expression,
    Jump,
    Literal,
    Name,
    Node,
    Return,
    RoutineParameter,
    Signal,
    Statement,
    Variable,
)

_SIGNAL_ITEMS = frozenset(
    "CLASS_ORIGIN SUBCLASS_ORIGIN MESSAGE_TEXT MYSQL_ERRNO CONSTRAINT_CATALOG CONSTRAINT_SCHEMA"
    " CONSTRAINT_NAME CATALOG_NAME SCHEMA_NAME TABLE_NAME COLUMN_NAME CURSOR_NAME".split()
)
_CONDITION_ITEMS = _SIGNAL_ITEMS | {"RETURNED_SQLSTATE", "ROW_NUMBER"}
_STATEMENT_ITEMS = frozenset({"NUMBER", "ROW_COUNT"})


class Declarations(Grants):
    """Declarations and the small statements of a body."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("SIGNAL",): "signal",
        ("RESIGNAL",): "signal",
        ("GET", "DIAGNOSTICS"): "diagnostics",
        ("GET", "CURRENT", "DIAGNOSTICS"): "diagnostics",
        ("GET", "STACKED", "DIAGNOSTICS"): "diagnostics",
    }

    def declaration(self) -> Statement:
        """DECLARE of variables, a condition or a cursor."""
        start = self.expect("DECLARE")
        name = self.identifier()
        if self.accept("CONDITION"):
            self.expect("FOR")
            self.condition()
            return DeclareCondition(start, self.before, name)
        if self.accept("CURSOR"):
            return self._cursor(start, name)
        names = (name, *self.bare_identifiers()) if self.accept(",") else (name,)
        type_ = self.variable_type()
        default = self.expression() if self.accept("DEFAULT") else None
        return DeclareVariable(start, self.before, names, type_, default)

    def variable_type(self) -> DataType:
        """A type; MariaDB also has TYPE OF a column and ROW TYPE OF a table."""
        start = self.at
        if self.accept_noting("anchored-type", "ROW", "TYPE", "OF"):
            self.name()
            return DataType(start, self.before, "ROW TYPE OF")
        if self.accept_noting("anchored-type", "TYPE", "OF"):
            self.name()
            return DataType(start, self.before, "TYPE OF")
        if self.accept_noting("anchored-type", "ROW"):
            self.parenthesised(lambda: self.separated(self._row_field))
            return DataType(start, self.before, "ROW")
        if self.accept_noting("sys-refcursor", "SYS_REFCURSOR"):
            return DataType(start, start, "SYS_REFCURSOR")
        found = self.stored_type()
        if found.name == "SERIAL" and self.dialect is Dialect.MARIADB:
            raise Refused(start, N_("a data type"))
        return found

    def _row_field(self) -> None:
        self.identifier()
        if self.kinds[self.at] == "ROW":
            raise Refused(self.at, N_("a data type"))
        self.variable_type()

    def _cursor(self, start: int, name: Name) -> DeclareCursor:
        parameters: tuple[RoutineParameter, ...] = ()
        if self.kinds[self.at] == "(":
            self.note("cursor-parameters", self.at)
            parameters = self.parenthesised(lambda: self.separated(self._cursor_parameter))
        self.expect("FOR")
        query: Node = self.looped_query() if self.sees_query() else self.identifier()
        return DeclareCursor(start, self.before, name, query, parameters)

    def _cursor_parameter(self) -> RoutineParameter:
        start = self.at
        self.accept("IN")
        name = self.identifier()
        type_ = self.variable_type()
        return RoutineParameter(start, self.before, "IN", name, type_)

    def condition(self) -> str:
        """An error's number, SQLSTATE, a class of errors or a declared condition, as written."""
        start = self.at
        if self.accept("SQLSTATE"):
            self.accept("VALUE")
            self.one_string()
        elif not (
            self.accept("NOT", "FOUND")
            or self.accept(NUMBER)
            or self.accept_any({"SQLWARNING", "SQLEXCEPTION"})
        ):
            self.identifier()
        return self.source(start, self.before)

    # ------------------------------------------------------------------ cursors

    def _open(self) -> CursorUse:
        """`OPEN cursor [(values) | USING values]`, `OPEN cursor FOR query` of MariaDB."""
        start = self.expect("OPEN")
        cursor = self.identifier()
        if self.accept_noting("sys-refcursor", "FOR"):
            query: Node = self.looped_query() if self.sees_query() else self._fetched()
            return CursorUse(start, self.before, "OPEN", cursor, query=query)
        values: tuple[Expression, ...] = ()
        if self.accept("USING"):
            values = self.separated(self.expression)
        elif self.kinds[self.at] == "(":
            values = self.parenthesised(lambda: self.separated(self.expression))
        return CursorUse(start, self.before, "OPEN", cursor, values)

    def _fetch(self) -> CursorUse:
        """`FETCH [[NEXT] FROM] cursor INTO variables`; MariaDB's FETCH GROUP NEXT ROW."""
        start = self.expect("FETCH")
        if self.dialect is Dialect.MARIADB and self.sees("GROUP", "NEXT", "ROW"):
            self.at += 3
            name = Name(start + 1, self.before, ("GROUP NEXT ROW",))
            return CursorUse(start, self.before, "FETCH", name)
        if self.accept("NEXT"):
            self.expect("FROM")
        else:
            self.accept("FROM")
        cursor = self.identifier()
        self.expect("INTO")
        targets = self.separated(self._fetched)
        return CursorUse(start, self.before, "FETCH", cursor, targets)

    def _close(self) -> CursorUse:
        start = self.expect("CLOSE")
        cursor = self.identifier()
        return CursorUse(start, self.before, "CLOSE", cursor)

    def _fetched(self) -> Expression:
        """A declared variable or a parameter: no server fetches into `@x`."""
        name = self.name()
        return Column(name.first, name.last, name)

    # ------------------------------------------------------------------ leaving

    def _return(self) -> Return:
        start = self.expect("RETURN")
        value = self.expression()
        return Return(start, self.before, value)

    def _jump(self) -> Jump:
        start, kind = self.at, self.expect_any({"LEAVE", "ITERATE"})
        label = self.identifier().name
        return Jump(start, self.before, kind, label)

    SMALL: ClassVar[dict[str, Callable[["Declarations"], Statement]]] = {
        "OPEN": _open,
        "FETCH": _fetch,
        "CLOSE": _close,
        "RETURN": _return,
        "LEAVE": _jump,
        "ITERATE": _jump,
    }

    # ------------------------------------------------------------------ conditions raised

    def signal(self) -> Signal:
        """`SIGNAL condition [SET item = value, …]`; RESIGNAL may go without the condition."""
        start, kind = self.at, self.expect_any({"SIGNAL", "RESIGNAL"})
        if self.accept("SQLSTATE"):
            self.accept("VALUE")
            self.one_string()
        elif kind == "SIGNAL" or not (self.sees_end() or self.kinds[self.at] == "SET"):
            self.identifier()
        values: tuple[Expression, ...] = ()
        if self.accept("SET"):
            values = self.separated(self._signal_item)
        return Signal(start, self.before, kind, values)

    def _signal_item(self) -> Expression:
        item = self.expect_any(_SIGNAL_ITEMS | {"ROW_NUMBER"})
        if item == "ROW_NUMBER":
            self.note("diagnostics-row")
        self.expect("=")
        return self._told_value()

    def _told_value(self) -> Expression:
        """A literal, a variable or a name: conditions are told by nothing longer."""
        start = self.at
        value = self.primary()
        if not isinstance(value, Literal | Variable | Column) or self.kinds[start] == "(":
            raise Refused(start, N_("a literal or a variable"))
        return value

    def diagnostics(self) -> Signal:
        """`GET [CURRENT | STACKED] DIAGNOSTICS [CONDITION n] target = item, …`."""
        start = self.expect("GET")
        if not self.accept("CURRENT"):
            self.accept_noting("stacked-diagnostics", "STACKED")
        self.expect("DIAGNOSTICS")
        values: list[Expression] = []
        items = _STATEMENT_ITEMS
        if self.accept("CONDITION"):
            values.append(self._told_value())
            items = _CONDITION_ITEMS
        values += self.separated(lambda: self._diagnostic(items))
        return Signal(start, self.before, "GET DIAGNOSTICS", tuple(values))

    def _diagnostic(self, items: frozenset[str]) -> Expression:
        at = self.at
        if self.accept(VARIABLE):
            target: Expression = Variable(at, at, self.text(at))
            if self.text(at)[:2] == "@@":
                raise Refused(at, N_("a variable of the user"))
        else:
            target = self._fetched()
        self.expect("=")
        if self.expect_any(items) == "ROW_NUMBER":
            self.note("diagnostics-row")
        return target
