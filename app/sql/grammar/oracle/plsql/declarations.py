"""What is declared before BEGIN and in the heading of a package, but for subprograms."""

from collections.abc import Callable
from typing import ClassVar

from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.plsql.datatypes import ProgramTypes
from app.sql.tree import (
    Column,
    DataType,
    DeclareCursor,
    DeclareException,
    DeclareSubtype,
    DeclareType,
    DeclareVariable,
    Expression,
    Pragma,
    RecordField,
    RoutineParameter,
    Statement,
)

_ARRAYS = frozenset({"VARRAY", "VARYING", "ARRAY"})


class ProgramDeclarations(ProgramTypes):
    """Variables, constants, exceptions, types, cursors, pragmas."""

    def declared(self) -> Statement:
        """One declaration without its semicolon."""
        kind, behind = self.kinds[self.at], self.kinds[self.at + 1]
        make = self._DECLARED.get(kind)
        if make is not None and behind not in {"CONSTANT", "EXCEPTION", ";", "%", "."}:
            return make(self)
        return self._variable()

    def _variable(self) -> Statement:
        """`name EXCEPTION`, `name [CONSTANT] type [NOT NULL] [:= value]`."""
        start = self.at
        name = self.identifier()
        if self.accept("EXCEPTION"):
            return DeclareException(start, self.before, name)
        constant = self.accept("CONSTANT")
        type_ = self.program_type()
        not_null = self.not_null()
        default = self.default()
        return DeclareVariable(start, self.before, (name,), type_, default, constant, not_null)

    # ------------------------------------------------------------------ types

    def _declared_type(self) -> DeclareType:
        start = self.expect("TYPE")
        name = self.identifier()
        if self.kinds[self.at] == ";":
            return DeclareType(start, self.before, name, "")
        self.expect("IS")
        made = DeclareType(start, self.before, name, self.kinds[self.at])
        self._defined(made)
        made.last = self.before
        return made

    def _defined(self, made: DeclareType) -> None:
        if self.accept("RECORD"):
            made.fields = self.parenthesised(lambda: self.separated(self.record_field))
        elif self.accept("REF", "CURSOR"):
            made.kind = "REF CURSOR"
            made.element = self.returned() if self.kinds[self.at] == "RETURN" else None
        elif self.accept("TABLE"):
            self.expect("OF")
            made.element = self.program_type()
            made.not_null = self.not_null()
            if self.accept("INDEX"):
                self.expect("BY")
                made.index_by = self.program_type()
        elif self.kinds[self.at] == "(":
            made.kind = "ENUM"
            self.parenthesised(lambda: self.separated(self._enumerated))
        else:
            made.kind, made.limit = "VARRAY", self.array_limit()
            self.expect("OF")
            made.element = self.program_type()
            made.not_null = self.not_null()

    def _enumerated(self) -> None:
        self.identifier()

    def array_limit(self) -> Expression:
        """`VARRAY (n)`, `VARYING ARRAY (n)`, `ARRAY (n)`."""
        if self.expect_any(_ARRAYS) == "VARYING":
            self.expect("ARRAY")
        return self.parenthesised(self.expression)

    def record_field(self) -> RecordField:
        """`name type [NOT NULL] [:= value]`."""
        start = self.at
        name = self.identifier()
        type_ = self.program_type()
        not_null = self.not_null()
        default = self.default()
        return RecordField(start, self.before, name, type_, default, not_null)

    def _declared_subtype(self) -> DeclareSubtype:
        start = self.expect("SUBTYPE")
        name = self.identifier()
        self.expect("IS")
        made = DeclareSubtype(start, self.before, name, self.program_type())
        if self.accept("RANGE"):
            made.low = self.expression()
            self.expect("..")
            made.high = self.expression()
        made.not_null = self.not_null()
        made.last = self.before
        return made

    # ------------------------------------------------------------------ cursors

    def _declared_cursor(self) -> DeclareCursor:
        """`CURSOR name [(parameters)] [RETURN type] [IS query]`."""
        start = self.expect("CURSOR")
        name = self.identifier()
        made = DeclareCursor(start, self.before, name, None, self.parameters())
        if self.kinds[self.at] == "RETURN":
            made.returns = self.returned()
        if self.accept("IS"):
            made.query = self.query()
        made.last = self.before
        return made

    def parameters(self) -> tuple[RoutineParameter, ...]:
        """`(parameter, …)` where there is any; Oracle takes no empty list, but means none by it."""
        if not self.accept("("):
            return ()
        found = self.separated(self._program_parameter)
        self.expect(")")
        return found

    def _program_parameter(self) -> RoutineParameter:
        """`name [IN | OUT | IN OUT] [NOCOPY] type [:= value]`."""
        start = self.at
        name = self.identifier()
        mode = self._parameter_mode()
        nocopy = self.accept("NOCOPY")
        type_: DataType = self.program_type()
        self.not_null()
        default = self.default()
        return RoutineParameter(start, self.before, mode, name, type_, default, nocopy)

    def _parameter_mode(self) -> str:
        if self.accept("IN"):
            return "IN OUT" if self.accept("OUT") else "IN"
        return "OUT" if self.accept("OUT") else ""

    # ------------------------------------------------------------------ pragmas

    def pragma(self) -> Pragma:
        """`PRAGMA name [(arguments)]`."""
        start = self.expect("PRAGMA")
        name = self.text(self.identifier().first).upper()
        arguments: tuple[Expression, ...] = ()
        if self.accept("("):
            arguments = self.separated(self._pragma_argument)
            if name == "EXCEPTION_INIT" and len(arguments) == 1:
                raise Refused(self.at, ",")
            self.expect(")")
        return Pragma(start, self.before, name, arguments)

    def _pragma_argument(self) -> Expression:
        """An expression, or a word that is reserved elsewhere: DEFAULT, TRUST, RNDS."""
        start = self.at
        found = self.attempt(self.argument)
        if found is not None and self.kinds[self.at] in {",", ")"}:
            return found
        self.at = start
        word = self.any_word()
        return Column(word.first, word.last, word)

    _DECLARED: ClassVar[dict[str, Callable[["ProgramDeclarations"], Statement]]] = {
        "TYPE": _declared_type,
        "SUBTYPE": _declared_subtype,
        "CURSOR": _declared_cursor,
        "PRAGMA": pragma,
    }
