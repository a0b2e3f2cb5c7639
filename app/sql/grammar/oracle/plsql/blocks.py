"""Blocks, branches and loops: the statements that hold statements.

Nothing is recovered around them: that would read what they hold again for every level.
"""

from collections.abc import Callable, Iterable
from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import Refused, TooDeep
from app.sql.grammar.oracle.plsql.iterations import Iterations
from app.sql.tokens import END
from app.sql.tree import (
    Block,
    Branch,
    CaseStatement,
    CompiledBranch,
    ConditionalCompilation,
    CreateRoutine,
    ExceptionHandler,
    Expression,
    If,
    Labelled,
    Logical,
    Loop,
    Node,
    Opaque,
    Statement,
    Unparsed,
)

_ENDS = frozenset({"END", "ELSE", "ELSIF", "WHEN", "EXCEPTION", "$ELSIF", "$ELSE", "$END", END})
_DECLARED_UP_TO = frozenset({"BEGIN", "END", "$ELSIF", "$ELSE", "$END", END})
_THEN = frozenset({"THEN"})
_LOOP = frozenset({"LOOP"})


class ProgramBlocks(Iterations):
    """Statements that hold statements, and the lists they stand in."""

    def body_statement(self) -> Statement:
        """Any statement of a body, without the semicolon behind it."""
        kind = self.kinds[self.at]
        if kind == "<<":
            return self._labelled()
        make = self._HOLDING.get(kind)
        if make is None or self.kinds[self.at + 1] in {":=", "."}:
            return self.plain_statement()
        with self.deeper():
            return make(self, self.at, "")

    def _labelled(self) -> Statement:
        start = self.expect("<<")
        label = self.identifier().name
        self.expect(">>")
        make = self._LABELLED.get(self.kinds[self.at])
        with self.deeper():
            if make is not None:
                return make(self, start, label)
            statement = self.body_statement()
        return Labelled(start, self.before, label, statement)

    # ------------------------------------------------------------------ lists

    def statements(self) -> tuple[Statement, ...]:
        """Statements, each with its semicolon, up to END, ELSE, EXCEPTION and their like."""
        found: list[Statement] = []
        while self.kinds[self.at] not in _ENDS:
            if self.kinds[self.at] == "$IF":
                found.append(self._compiled(self.statements))
                self.accept(";")
                continue
            found.append(self.body_statement())
            if found[-1].last != self.before or self.kinds[self.before] != "$END":
                self.semicolon()
        return tuple(found)

    def some_statements(self) -> tuple[Statement, ...]:
        """At least one: PL/SQL wants a NULL where there is nothing to do."""
        found = self.statements()
        if not found:
            raise Refused(self.at, N_("a statement"))
        return found

    def declarations(self) -> tuple[Statement, ...]:
        """Declarations and subprograms, each with its semicolon, up to BEGIN or END."""
        found: list[Statement] = []
        while self.kinds[self.at] not in _DECLARED_UP_TO:
            if self.kinds[self.at] == "$IF":
                found.append(self._compiled(self.declarations))
                self.accept(";")
                continue
            found.append(self._declaration_or_subprogram())
            if self.kinds[self.before] != "$END":
                self.semicolon()
        return tuple(found)

    def _declaration_or_subprogram(self) -> Statement:
        """A subprogram, or a declaration; one nobody understands is skipped."""
        kind = self.kinds[self.at]
        if kind in {"PROCEDURE", "FUNCTION"}:
            return self.or_lost(self.subprogram, self.at + 1)
        if kind == "$ERROR":
            return self.compile_error()
        found = self.attempt(self._whole_declaration)
        return self._opaque_statement() if found is None else found

    def or_lost(self, one: Callable[[], CreateRoutine], named: int) -> CreateRoutine | Opaque:
        """A subprogram; one nobody understands is skipped up to `END name;`, where that stands.

        `named` is the token of its name. Without such an END the unit around it is given up.
        """
        start, skipped, depth = self.at, len(self.recovered), self._depth
        try:
            with self.deeper():
                return one()
        except TooDeep:
            raise
        except Refused as refused:
            del self.recovered[skipped:]
            self.at, self._depth = start, depth
            ends = ["END", self.kinds[named], ";"]
            for at in range(named, len(self.tokens) - 2):
                if self.kinds[at : at + 3] == ends:
                    self.at = at + 2
                    lost = self.skipped(start, refused)
                    return Opaque(start, self.before, self.kinds[start], lost.reason)
            raise

    def _whole_declaration(self) -> Statement:
        found = self.declared()
        if self.kinds[self.at] != ";":
            raise Refused(self.at, ";")
        return found

    def _compiled(self, inner: Callable[[], Iterable[Node]]) -> ConditionalCompilation:
        """`$IF … $THEN … $ELSIF … $ELSE … $END` around whole items of a list."""
        start = self.at
        branches: list[CompiledBranch] = []
        with self.deeper():
            while self.kinds[self.at] != "$END":
                at = self.at
                word = self.expect_any({"$IF"} if not branches else {"$ELSIF", "$ELSE"})
                condition = None
                if word != "$ELSE":
                    condition = self.expression()
                    self.expect("$THEN")
                parts = tuple(inner())
                branches.append(CompiledBranch(at, self.before, condition, parts))
        self.expect("$END")
        return ConditionalCompilation(start, self.before, tuple(branches))

    # ------------------------------------------------------------------ blocks

    def block(self, start: int, label: str) -> Block:
        """`[DECLARE …] BEGIN … END [label]`."""
        self.accept("DECLARE")
        block = self.named_block(start)
        block.label = label
        return block

    def body_of_block(self, start: int) -> Block:
        """From the declarations to END."""
        declared = self.declarations()
        self.expect("BEGIN")
        statements = self.some_statements()
        handlers = self.handlers()
        self.close()
        return Block(start, self.before, "", statements, declared, handlers)

    def handlers(self) -> tuple[ExceptionHandler, ...]:
        """`EXCEPTION WHEN …` where there is one."""
        if not self.accept("EXCEPTION"):
            return ()
        found: list[ExceptionHandler] = []
        while self.kinds[self.at] == "WHEN" or not found:
            start = self.expect("WHEN")
            names = [self.name()]
            while self.accept("OR"):
                names.append(self.name())
            self.expect("THEN")
            statements = self.some_statements()
            found.append(ExceptionHandler(start, self.before, tuple(names), statements))
        return tuple(found)

    # ------------------------------------------------------------------ branches

    def _if_statement(self, start: int, label: str) -> If:
        self.expect("IF")
        condition = self._condition_up_to(_THEN)
        self.expect("THEN")
        branches = [self._program_branch(start, condition)]
        while self.kinds[self.at] == "ELSIF":
            at = self.expect("ELSIF")
            condition = self._condition_up_to(_THEN)
            self.expect("THEN")
            branches.append(self._program_branch(at, condition))
        branches += self._else_branch()
        self.close("IF")
        return If(start, self.before, tuple(branches))

    def _condition_up_to(self, stops: frozenset[str]) -> Expression:
        """A condition; one nobody understands is skipped."""
        return self.recovering(self.expression, stops)

    def _program_branch(self, start: int, condition: Expression | None) -> Branch:
        found = self.some_statements()
        return Branch(start, self.before, condition, found)

    def _else_branch(self) -> list[Branch]:
        start = self.at
        return [self._program_branch(start, None)] if self.accept("ELSE") else []

    def _case_statement(self, start: int, label: str) -> CaseStatement:
        self.expect("CASE")
        operand = None if self.kinds[self.at] == "WHEN" else self.expression()
        branches: list[Branch] = []
        while self.kinds[self.at] == "WHEN" or not branches:
            at = self.expect("WHEN")
            condition = self._when_clause(operand is not None)
            self.expect("THEN")
            branches.append(self._program_branch(at, condition))
        branches += self._else_branch()
        self.close("CASE")
        if self.kinds[self.at] not in {";", END}:
            self.identifier()
        return CaseStatement(start, self.before, operand, tuple(branches))

    def _when_clause(self, selects: bool) -> Expression | Unparsed:
        """What stands behind WHEN; with an operand also several, and dangling predicates."""
        if not selects:
            return self._condition_up_to(_THEN)
        return self.recovering(self._choices, _THEN)

    def _choices(self) -> Expression:
        start = self.at
        found = self.separated(self._dangling)
        return found[0] if len(found) == 1 else Logical(start, self.before, "OR", found)

    # ------------------------------------------------------------------ loops

    def _loop(self, start: int, label: str) -> Loop:
        made = Loop(start, start, "LOOP", label, None, ())
        return self._looped(made)

    def _while(self, start: int, label: str) -> Loop:
        self.expect("WHILE")
        condition = self._condition_up_to(_LOOP)
        return self._looped(Loop(start, start, "WHILE", label, condition, ()))

    def _for(self, start: int, label: str) -> Loop:
        self.expect("FOR")
        made = Loop(start, start, "FOR", label, None, (), self.loop_variables())
        self.expect("IN")
        made.over = self.iterations()
        return self._looped(made)

    def _looped(self, made: Loop) -> Loop:
        """From LOOP to the name behind END LOOP."""
        self.expect("LOOP")
        made.statements = self.some_statements()
        self.close("LOOP")
        if self.kinds[self.at] not in {";", END}:
            made.end_name = self.identifier().name
        made.last = self.before
        return made

    def _forall(self, start: int, label: str) -> Statement:
        return self.forall()

    _LABELLED: ClassVar[dict[str, Callable[["ProgramBlocks", int, str], Statement]]] = {
        "BEGIN": block,
        "DECLARE": block,
        "LOOP": _loop,
        "WHILE": _while,
        "FOR": _for,
    }
    _HOLDING: ClassVar[dict[str, Callable[["ProgramBlocks", int, str], Statement]]] = {
        **_LABELLED,
        "IF": _if_statement,
        "CASE": _case_statement,
        "FORALL": _forall,
    }
