"""Blocks and statements of programs in MariaDB's Oracle mode (MariaDB, "sql_mode=ORACLE")."""

from collections.abc import Callable
from typing import Any, ClassVar

from app.i18n import N_
from app.sql.grammar.administration import AdministrationGrammar
from app.sql.grammar.cursor import Refused
from app.sql.tokens import END, PARAMETER
from app.sql.tree import (
    AssignVariable,
    Attribute,
    Block,
    Branch,
    Call,
    CaseStatement,
    Column,
    CursorUse,
    DataType,
    DeclareCursor,
    DeclareException,
    DeclareType,
    DeclareVariable,
    ExceptionHandler,
    Expression,
    FunctionCall,
    If,
    Jump,
    Labelled,
    Loop,
    Name,
    NullStatement,
    Prepare,
    Raise,
    RecordField,
    Return,
    RoutineParameter,
    Statement,
)

_STOPS = frozenset({"END", "ELSE", "ELSIF", "WHEN", "EXCEPTION", END})
_AT_END = frozenset({";", END})
_BEHIND_NAME = frozenset({":=", ".", "(", ";", END})
_MODES = frozenset({"IN", "OUT", "INOUT"})


class ModeStatements(AdministrationGrammar):
    """What may stand in a body, and what it declares."""

    def body_statement(self) -> Statement:
        """Any statement of a body, without the semicolon behind it."""
        if self.kinds[self.at] == "<<":
            return self._marked()
        make = self._HOLDS.get(self.kinds[self.at])
        if make is not None:
            with self.deeper():
                return make(self, self.at, "")
        small = self._SMALL.get(self.kinds[self.at])
        if small is not None and self.kinds[self.at + 1] not in {":=", "."}:
            return small(self)
        return self._named_first() or self._plain_statement()

    def _marked(self) -> Statement:
        """`<<label>>` and the statement behind it."""
        start = self.expect("<<")
        label = self.identifier().name
        self.expect(">>")
        make = self._HOLDS.get(self.kinds[self.at])
        with self.deeper():
            if make is not None:
                return make(self, start, label)
            statement = self.body_statement()
        return Labelled(start, self.before, label, statement)

    def statements(self) -> tuple[Statement, ...]:
        """Statements, each with its semicolon, up to END, ELSE and their like."""
        found: list[Statement] = []
        while self.kinds[self.at] not in _STOPS:
            found.append(self.body_statement())
            self.semicolon()
        return tuple(found)

    def _named_first(self) -> Statement | None:
        """`target := value`, or the call of a procedure; nothing where it is another statement."""
        if self.kinds[self.at + 1] not in _BEHIND_NAME and self.kinds[self.at] is not PARAMETER:
            return None
        state = self.state()
        start = self.at
        target = self.attempt(self.primary)
        if isinstance(target, Column | FunctionCall) and self.accept(":="):
            value = self.expression()
            return AssignVariable(start, self.before, target, value)
        if self.kinds[self.at] in _AT_END:
            if isinstance(target, Column):
                return Call(start, self.before, target.name, ())
            if isinstance(target, FunctionCall):
                called = Name(start, start, (target.name,))
                return Call(start, self.before, called, target.arguments)
        self.back_to(state)
        return None

    # ------------------------------------------------------------------ blocks

    def mode_block(self, start: int, label: str) -> Block:
        """`[DECLARE declarations] BEGIN statements [EXCEPTION handlers] END [label]`."""
        declared = self.declared() if self.accept("DECLARE") else ()
        return self.begun(start, label, declared)

    def begun(self, start: int, label: str, declared: tuple[Statement, ...]) -> Block:
        """A block from its BEGIN on."""
        self.expect("BEGIN")
        found = self.statements()
        handlers: list[ExceptionHandler] = []
        if self.accept("EXCEPTION"):
            while self.kinds[self.at] == "WHEN" or not handlers:
                handlers.append(self._exception())
        self.close()
        made = Block(start, 0, label, found, declared, tuple(handlers))
        if self.kinds[self.at] not in _AT_END:
            made.end_name = self.name().name
        made.last = self.before
        return made

    def _exception(self) -> ExceptionHandler:
        """`WHEN exception OR … THEN statements`; an error may be its number or SQLSTATE."""
        start = self.expect("WHEN")
        names = [self._caught()]
        while self.accept_any({"OR", ","}):
            names.append(self._caught())
        self.expect("THEN")
        found = self.some_statements()
        return ExceptionHandler(start, self.before, tuple(names), found)

    def _caught(self) -> Name:
        start = self.at
        condition = self.condition()
        return Name(start, self.before, (condition,))

    # ------------------------------------------------------------------ declarations

    def declared(self) -> tuple[Statement, ...]:
        """Declarations, each with its semicolon, up to BEGIN or a program."""
        found: list[Statement] = []
        while self.kinds[self.at] not in {"BEGIN", "END", "PROCEDURE", "FUNCTION", END}:
            found.append(self._declared_one())
            self.expect(";")
        return tuple(found)

    def _declared_one(self) -> Statement:
        start = self.at
        if self.accept("CURSOR"):
            return self._declared_cursor(start)
        if self.kinds[start] == "TYPE" and self.kinds[start + 2] == "IS":
            return self._declared_type(start)
        if self.sees("PRAGMA"):
            raise Refused(start, N_("a declaration"))
        names = self.bare_identifiers()
        if self.accept("EXCEPTION"):
            return DeclareException(start, self.before, names[0])
        constant = self.accept("CONSTANT")
        type_ = self.variable_type()
        default = self.expression() if self.accept_any({":=", "DEFAULT"}) else None
        return DeclareVariable(start, self.before, names, type_, default, constant)

    def _declared_cursor(self, start: int) -> DeclareCursor:
        name = self.identifier()
        parameters: tuple[RoutineParameter, ...] = ()
        if self.kinds[self.at] == "(":
            parameters = self.parenthesised(lambda: self.separated(self.mode_parameter))
        self.expect("IS")
        query = self.query()
        return DeclareCursor(start, self.before, name, query, parameters)

    def _declared_type(self, start: int) -> DeclareType:
        """RECORD, TABLE OF, REF CURSOR."""
        self.expect("TYPE")
        name = self.identifier()
        self.expect("IS")
        made = DeclareType(start, 0, name, self.expect_any({"RECORD", "TABLE", "REF"}))
        if made.kind == "RECORD":
            made.fields = self.parenthesised(lambda: self.separated(self._record_field))
        elif made.kind == "REF":
            self.expect("CURSOR")
            if self.accept("RETURN"):
                self.variable_type()
        else:
            self.expect("OF")
            made.element = self.variable_type()
            if self.accept("INDEX", "BY"):
                made.index_by = self.variable_type()
        made.last = self.before
        return made

    def _record_field(self) -> RecordField:
        start = self.at
        name = self.identifier()
        type_ = self.variable_type()
        default = self.expression() if self.accept_any({":=", "DEFAULT"}) else None
        return RecordField(start, self.before, name, type_, default)

    def mode_parameter(self) -> RoutineParameter:
        """`name [IN | OUT | IN OUT] type [:= value]`."""
        start = self.at
        name = self.identifier()
        mode = self.accept_any(_MODES)
        if mode == "IN" and self.accept("OUT"):
            mode = "INOUT"
        type_ = self.variable_type()
        default = None
        if self.accept_any({":=", "DEFAULT"}):
            self.note("parameter-default")
            default = self.expression()
        return RoutineParameter(start, self.before, mode, name, type_, default)

    def variable_type(self) -> DataType:
        """A type; that of a column, a row or a variable; one that was declared."""
        at, kinds = self.at, self.kinds
        end = at
        while kinds[end + 1] == ".":
            end += 2
        if kinds[end + 1] == "%" and kinds[end + 2] in {"TYPE", "ROWTYPE"}:
            named = self.name()
            self.at += 2
            return DataType(at, self.before, f"{named.dotted}%{kinds[self.before]}")
        found = self.attempt(super().variable_type)
        if found is not None:
            return found
        named = self.name()
        return DataType(named.first, named.last, named.dotted.upper())

    # ------------------------------------------------------------------ branches and loops

    def _mode_if(self, start: int, _label: str) -> If:
        self.expect("IF")
        branches: list[Branch] = []
        at = start
        while True:
            condition = self.expression()
            self.expect("THEN")
            branches.append(self._branch(at, condition))
            at = self.at
            if not self.accept("ELSIF"):
                break
        branches += self._else()
        self.close("IF")
        return If(start, self.before, tuple(branches))

    def _mode_case(self, start: int, _label: str) -> CaseStatement:
        return self._case_statement()

    def _mode_loop(self, start: int, label: str) -> Loop:
        """LOOP, `WHILE condition LOOP`, `FOR variable IN … LOOP`."""
        kind = self.expect_any({"LOOP", "WHILE", "FOR"})
        made = Loop(start, 0, kind, label, None, ())
        if kind == "WHILE":
            made.condition = self.expression()
        elif kind == "FOR":
            made.variable = self.identifier()
            self.expect("IN")
            made.over = self._looped_over()
        if kind != "LOOP":
            self.expect("LOOP")
        made.statements = self.some_statements()
        self.close("LOOP")
        if self.kinds[self.at] not in _AT_END:
            self.identifier()
        made.last = self.before
        return made

    # ------------------------------------------------------------------ small statements

    def _mode_null(self) -> NullStatement:
        at = self.expect("NULL")
        return NullStatement(at, at)

    def _mode_jump(self) -> Jump:
        start, kind = self.at, self.expect_any({"EXIT", "CONTINUE", "GOTO"})
        label = "" if self.kinds[self.at] in {"WHEN", ";"} else self.identifier().name
        condition = self.expression() if self.accept("WHEN") else None
        return Jump(start, self.before, kind, label, condition)

    def _mode_raise(self) -> Raise:
        start = self.expect("RAISE")
        name = None if self.kinds[self.at] in _AT_END else self.name()
        return Raise(start, self.before, name)

    def _mode_return(self) -> Return:
        start = self.expect("RETURN")
        value = None if self.kinds[self.at] in _AT_END else self.expression()
        return Return(start, self.before, value)

    def _mode_open(self) -> CursorUse:
        """`OPEN cursor [(values)]`, `OPEN cursor FOR query`."""
        start = self.expect("OPEN")
        cursor = self.identifier()
        made = CursorUse(start, 0, "OPEN", cursor)
        if self.kinds[self.at] == "(":
            made.targets = self.parenthesised(lambda: self.separated(self.expression))
        if self.accept("FOR"):
            made.query = self.query() if self.sees_query() else self.expression()
        made.last = self.before
        return made

    def _mode_fetch(self) -> CursorUse:
        start = self.expect("FETCH")
        cursor = self.identifier()
        bulk = self.accept("BULK", "COLLECT")
        self.expect("INTO")
        targets = self.separated(self.primary)
        made = CursorUse(start, self.before, "FETCH", cursor, targets)
        made.bulk = bulk
        return made

    def _mode_execute(self) -> Prepare:
        """`EXECUTE IMMEDIATE text [INTO …] [USING …]`, or a prepared statement."""
        return self.execute()

    def _row_or_parameter(self) -> Expression:
        """`:NEW.column`, or a place-holder."""
        at = self.at
        if self.kinds[at + 1] != "." or self.text(at).upper() not in {":NEW", ":OLD"}:
            return self._place_holder()
        self.at = at + 2
        column = self.any_word()
        name = Name(at, self.before, (self.text(at)[1:], column.name))
        return Column(at, self.before, name)

    def _attribute(self) -> Expression | None:
        """`SQL%ROWCOUNT` and its kin."""
        at = self.at
        if self.kinds[at + 1] != "%":
            return None
        self.at = at + 2
        name = self.any_word().name.upper()
        cursor = Name(at, at, ("SQL",))
        return Attribute(at, self.before, Column(at, at, cursor), name)

    _HOLDS: ClassVar[dict[str, Callable[["ModeStatements", int, str], Statement]]] = {
        **dict.fromkeys(("DECLARE", "BEGIN"), mode_block), "IF": _mode_if, "CASE": _mode_case,
        **dict.fromkeys(("LOOP", "WHILE", "FOR"), _mode_loop),
    }  # fmt: skip
    _SMALL: ClassVar[dict[str, Callable[["ModeStatements"], Statement]]] = {
        "NULL": _mode_null, **dict.fromkeys(("EXIT", "CONTINUE", "GOTO"), _mode_jump),
        "RAISE": _mode_raise, "RETURN": _mode_return, "OPEN": _mode_open, "FETCH": _mode_fetch,
        "CLOSE": AdministrationGrammar._close, "EXECUTE": _mode_execute,
    }  # fmt: skip
    _STARTS: ClassVar[dict[str, Callable[[Any], Expression | None]]] = {
        **AdministrationGrammar._STARTS, PARAMETER: _row_or_parameter, "SQL": _attribute,
    }  # fmt: skip
