"""Statements of a body that hold no statements: assignments, calls, cursors, dynamic SQL."""

from collections.abc import Callable
from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.plsql.subprograms import Subprograms
from app.sql.tokens import END
from app.sql.tree import (
    AssignVariable,
    Bind,
    Call,
    Column,
    CompileError,
    CursorUse,
    Expression,
    FunctionCall,
    Jump,
    Member,
    Name,
    NullStatement,
    Opaque,
    PipeRow,
    Prepare,
    Raise,
    Return,
    Statement,
)

_STATIC = frozenset(
    "SELECT WITH INSERT UPDATE DELETE MERGE COMMIT ROLLBACK SAVEPOINT SET LOCK".split()
)
_NAMED_SO = frozenset({":=", ".", "%", "("})
_ALWAYS = frozenset({"SELECT", "WITH", "UPDATE", "INSERT", "LOCK", "NULL", "GOTO", "FETCH"})
_MODES = frozenset({"IN", "OUT"})
_AT_END = frozenset({";", END})


class ProgramStatements(Subprograms):
    """One statement at a time."""

    def plain_statement(self) -> Statement:
        """A statement that holds none; one nobody understands becomes Opaque."""
        start, skipped = self.at, len(self.recovered)
        found = self.attempt(self._up_to_semicolon)
        if found is not None:
            return found
        del self.recovered[skipped:]
        self.at = start
        return self._opaque_statement()

    def _up_to_semicolon(self) -> Statement:
        found = self._understood()
        if self.kinds[self.at] not in _AT_END:
            raise Refused(self.at, ";")
        return found

    def _understood(self) -> Statement:
        kind, behind = self.kinds[self.at], self.kinds[self.at + 1]
        make = self._SMALL.get(kind)
        named = behind in {":=", ".", "%"}
        if make is not None and not named:
            return make(self)
        if kind in _STATIC and not (named or (behind == "(" and kind not in _ALWAYS)):
            return self.static_sql(self.statement)
        return self._assignment_or_call()

    def _opaque_statement(self) -> Opaque:
        """Everything up to the next semicolon; none is ever inside parentheses."""
        start = self.at
        while self.kinds[self.at] not in _AT_END:
            self.at += 1
        if self.at == start:
            raise Refused(start, N_("a statement"))
        lost = self.skipped(start, Refused(start, N_("a statement")))
        return Opaque(start, self.before, self.kinds[start], lost.reason)

    # ------------------------------------------------------------------ names first

    def _assignment_or_call(self) -> Statement:
        start = self.at
        target = self.reference()
        if self.accept(":="):
            value = self.expression()
            return AssignVariable(start, self.before, target, value)
        call = self._as_call(target)
        if call is None:
            raise Refused(self.at, ":=")
        return call

    def _as_call(self, target: Expression) -> Call | None:
        first, last = target.first, target.last
        match target:
            case Column(name=name):
                return Call(first, last, name, ())
            case FunctionCall(arguments=arguments):
                return Call(first, last, self.called_name(target), arguments)
            case Member(operand=of, name=name, arguments=arguments):
                return Call(first, last, name, arguments or (), of)
        return None

    # ------------------------------------------------------------------ leaving and raising

    def _null(self) -> NullStatement:
        at = self.expect("NULL")
        return NullStatement(at, at)

    def _jump(self) -> Jump:
        """`EXIT | CONTINUE [label] [WHEN condition]`."""
        start, kind = self.at, self.kinds[self.at]
        self.at += 1
        label = "" if self.kinds[self.at] in {"WHEN", ";"} else self.identifier().name
        condition = self.expression() if self.accept("WHEN") else None
        return Jump(start, self.before, kind, label, condition)

    def _goto(self) -> Jump:
        start = self.expect("GOTO")
        label = self.identifier().name
        return Jump(start, self.before, "GOTO", label)

    def _raise(self) -> Raise:
        start = self.expect("RAISE")
        name = None if self.kinds[self.at] in _AT_END else self.name()
        return Raise(start, self.before, name)

    def _return(self) -> Return:
        start = self.expect("RETURN")
        value = None if self.kinds[self.at] in _AT_END else self.expression()
        return Return(start, self.before, value)

    def _pipe(self) -> PipeRow:
        start = self.expect("PIPE")
        self.expect("ROW")
        value = self.expression()
        return PipeRow(start, self.before, value)

    def compile_error(self) -> CompileError:
        """`$ERROR text $END`."""
        start = self.expect("$ERROR")
        message = self.expression()
        self.expect("$END")
        return CompileError(start, self.before, message)

    # ------------------------------------------------------------------ cursors

    def _cursor_name(self) -> Name:
        """The name of a cursor; that of a field of an element is its text."""
        found = self.reference()
        if isinstance(found, Column):
            return found.name
        return Name(found.first, found.last, (self.source(found.first, found.last),))

    def _open(self) -> CursorUse:
        """`OPEN cursor [(arguments)]`, `OPEN cursor FOR query | text [USING …]`."""
        start = self.expect("OPEN")
        found = self.reference()
        made = CursorUse(start, start, "OPEN", Name(start, start, ("",)))
        if isinstance(found, FunctionCall):
            made.cursor, made.targets = self.called_name(found), found.arguments
        elif isinstance(found, Column):
            made.cursor = found.name
        else:
            text = self.source(found.first, found.last)
            made.cursor = Name(found.first, found.last, (text,))
        if self.accept("FOR"):
            static = self.kinds[self.at] in {"SELECT", "WITH"} or self._sees_query_in_parentheses()
            made.query = self.static_sql(self.query) if static else self.expression()
            made.using = self.using()
        made.last = self.before
        return made

    def _sees_query_in_parentheses(self) -> bool:
        at = self.at
        while self.kinds[at] == "(":
            at += 1
        return at > self.at and self.kinds[at] in {"SELECT", "WITH"}

    def _fetch(self) -> CursorUse:
        """`FETCH cursor [BULK COLLECT] INTO targets [LIMIT n]`."""
        start = self.expect("FETCH")
        made = CursorUse(start, start, "FETCH", self._cursor_name())
        made.bulk, made.targets = self._targets()
        made.limit = self.expression() if self.accept("LIMIT") else None
        made.last = self.before
        return made

    def _close(self) -> CursorUse:
        start = self.expect("CLOSE")
        cursor = self._cursor_name()
        return CursorUse(start, self.before, "CLOSE", cursor)

    def _targets(self) -> tuple[bool, tuple[Expression, ...]]:
        """`[BULK COLLECT] INTO targets`."""
        bulk = self.accept("BULK", "COLLECT")
        self.expect("INTO")
        return bulk, self.separated(self.reference)

    # ------------------------------------------------------------------ dynamic SQL

    def _execute(self) -> Prepare:
        """`EXECUTE IMMEDIATE text [INTO …] [USING …] [RETURNING INTO …]`."""
        start = self.expect("EXECUTE", "IMMEDIATE") - 1
        made = Prepare(start, start, "EXECUTE IMMEDIATE", None, self.expression())
        while True:
            kind = self.kinds[self.at]
            if kind in {"INTO", "BULK"} and not made.using:
                made.bulk, made.into = self._targets()
            elif kind == "USING":
                made.using = self.using()
            elif kind in {"RETURNING", "RETURN"}:
                self.at += 1
                made.bulk, made.returning = self._targets()
            else:
                break
        made.last = self.before
        return made

    def using(self) -> tuple[Expression, ...]:
        """`USING [IN | OUT | IN OUT] value, …` where there is one."""
        return self.separated(self._bind) if self.accept("USING") else ()

    def _bind(self) -> Expression:
        start = self.at
        mode = self.accept_any(_MODES)
        if mode == "IN" and self.accept("OUT"):
            mode = "IN OUT"
        value = self.expression()
        return Bind(start, self.before, mode, value) if mode else value

    _SMALL: ClassVar[dict[str, Callable[["ProgramStatements"], Statement]]] = {
        "NULL": _null,
        "EXIT": _jump,
        "CONTINUE": _jump,
        "GOTO": _goto,
        "RAISE": _raise,
        "RETURN": _return,
        "PIPE": _pipe,
        "OPEN": _open,
        "FETCH": _fetch,
        "CLOSE": _close,
        "EXECUTE": _execute,
        "PRAGMA": Subprograms.pragma,
        "$ERROR": compile_error,
    }
