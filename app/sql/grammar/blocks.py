"""The bodies of stored programs: blocks, declarations, branches, loops (MySQL 8.4 manual, 15.6).

Here `statement` also takes what only stands in a body. A plain statement nobody understands is
kept as Opaque, so that the rest of the body stays a tree. Nothing is recovered around what holds
statements itself: that would read them again for every level they are nested.
"""

from collections.abc import Callable
from typing import ClassVar

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import Refused, TooDeep
from app.sql.grammar.declarations import Declarations
from app.sql.grammar.keywords import NO_LABELS, NO_LABELS_OF_MARIADB
from app.sql.tokens import END, NUMBER
from app.sql.tree import (
    Block,
    Branch,
    CaseStatement,
    Column,
    DeclareHandler,
    Expression,
    If,
    Literal,
    Loop,
    Node,
    Opaque,
    Statement,
)

_ENDS = frozenset({"END", "ELSE", "ELSEIF", "WHEN", "UNTIL", END})
_LABELLED = frozenset({"BEGIN", "LOOP", "WHILE", "REPEAT", "FOR"})


class Blocks(Declarations):
    """Statements that hold statements, and those that only stand inside."""

    def body_statement(self) -> Statement:
        """Any statement of a stored program, without the semicolon behind it."""
        start = self.at
        label = self._label()
        kind = self.kinds[self.at]
        if kind in _LABELLED:
            with self.deeper():
                return self._LOOPS[kind](self, start, label)
        if label:
            raise Refused(self.at, " | ".join(sorted(_LABELLED)))
        make = self._INSIDE.get(kind)
        if make is None:
            return self._plain_statement()
        with self.deeper():
            return make(self)

    def _label(self) -> str:
        """Take `label:`."""
        if self.kinds[self.at + 1] != ":":
            return ""
        of_mariadb = self.dialect is Dialect.MARIADB
        if self.kinds[self.at] in (NO_LABELS_OF_MARIADB if of_mariadb else NO_LABELS):
            raise Refused(self.at, N_("a label"))
        label = self.identifier().name
        self.expect(":")
        return label

    def _end_label(self, label: str) -> None:
        """Take the label behind END, which must be the one at the beginning."""
        if label and self.kinds[self.at] != ";" and self.kinds[self.at] is not END:
            at = self.at
            if self.identifier().name.lower() != label.lower():
                raise Refused(at, label)

    def _plain_statement(self) -> Statement:
        """A statement that also stands by itself; one nobody understands becomes Opaque."""
        state = self.state()
        try:
            found = self.statement()
        except TooDeep:
            raise
        except Refused as found_wrong:
            refused = found_wrong
        else:
            if self.kinds[self.at] == ";" or self.kinds[self.at] is END:
                return found
            refused = Refused(self.at, ";")
        self.back_to(state)
        return self._opaque_statement(refused)

    def _opaque_statement(self, refused: Refused) -> Opaque:
        """Everything up to the next semicolon; none is ever inside parentheses."""
        start = self.at
        while self.kinds[self.at] != ";" and self.kinds[self.at] is not END:
            self.at += 1
        if self.at == start:
            raise refused
        lost = self.skipped(start, refused)
        return Opaque(start, self.before, self.kinds[start], lost.reason)

    # ------------------------------------------------------------------ lists of statements

    def statements(self) -> tuple[Statement, ...]:
        """Statements, each with its semicolon, up to END, ELSE and their like."""
        found: list[Statement] = []
        while self.kinds[self.at] not in _ENDS:
            found.append(self.body_statement())
            self.semicolon()
        return tuple(found)

    def some_statements(self) -> tuple[Statement, ...]:
        """At least one: only BEGIN … END may be empty."""
        found = self.statements()
        if not found:
            raise Refused(self.at, N_("a statement"))
        return found

    def block(self, start: int, label: str) -> Block:
        """`BEGIN [NOT ATOMIC] declarations statements END [label]`."""
        self.expect("BEGIN")
        self.accept_noting("compound", "NOT", "ATOMIC")
        declared: list[Statement] = []
        while self.kinds[self.at] == "DECLARE":
            handles = self.kinds[self.at + 2] == "HANDLER"
            declared.append(self._handler() if handles else self.declaration())
            self.expect(";")
        found = self.statements()
        self.close()
        self._end_label(label)
        return Block(start, self.before, label, (*declared, *found))

    def _handler(self) -> DeclareHandler:
        """`DECLARE action HANDLER FOR conditions statement`."""
        start = self.expect("DECLARE")
        action = self.expect_any({"CONTINUE", "EXIT"})
        self.expect("HANDLER", "FOR")
        conditions = self.separated(self.condition)
        with self.deeper():
            body = self.body_statement()
        return DeclareHandler(start, self.before, action, conditions, body)

    # ------------------------------------------------------------------ branches

    def _if_statement(self) -> If:
        start = self.expect("IF")
        condition = self.expression()
        self.expect("THEN")
        branches = [self._branch(start, condition)]
        while self.kinds[self.at] == "ELSEIF":
            at = self.expect("ELSEIF")
            condition = self.expression()
            self.expect("THEN")
            branches.append(self._branch(at, condition))
        branches += self._else()
        self.close("IF")
        return If(start, self.before, tuple(branches))

    def _branch(self, start: int, condition: Expression | None) -> Branch:
        found = self.some_statements()
        return Branch(start, self.before, condition, found)

    def _else(self) -> list[Branch]:
        start = self.at
        return [self._branch(start, None)] if self.accept("ELSE") else []

    def _case_statement(self) -> CaseStatement:
        start = self.expect("CASE")
        operand = None if self.kinds[self.at] == "WHEN" else self.expression()
        branches: list[Branch] = []
        while self.kinds[self.at] == "WHEN" or not branches:
            at = self.expect("WHEN")
            condition = self.expression()
            self.expect("THEN")
            branches.append(self._branch(at, condition))
        branches += self._else()
        self.close("CASE")
        return CaseStatement(start, self.before, operand, tuple(branches))

    # ------------------------------------------------------------------ loops

    def _loop(self, start: int, label: str) -> Loop:
        self.expect("LOOP")
        found = self.some_statements()
        return self._looped(start, "LOOP", label, None, found)

    def _while(self, start: int, label: str) -> Loop:
        self.expect("WHILE")
        condition = self.expression()
        self.expect("DO")
        found = self.some_statements()
        return self._looped(start, "WHILE", label, condition, found)

    def _repeat(self, start: int, label: str) -> Loop:
        self.expect("REPEAT")
        found = self.some_statements()
        self.expect("UNTIL")
        condition = self.expression()
        return self._looped(start, "REPEAT", label, condition, found)

    def _looped(
        self,
        start: int,
        kind: str,
        label: str,
        condition: Expression | None,
        found: tuple[Statement, ...],
    ) -> Loop:
        """The loop, once its END is taken."""
        self.close(kind)
        self._end_label(label)
        return Loop(start, self.before, kind, label, condition, found)

    def _for(self, start: int, label: str) -> Loop:
        """MariaDB's `FOR x IN [REVERSE] low .. high DO` and `FOR row IN cursor | (query) DO`."""
        self.note("for-loop", self.expect("FOR"))
        variable = self.identifier()
        self.expect("IN")
        over = self._looped_over()
        self.expect("DO")
        found = self.some_statements()
        loop = self._looped(start, "FOR", label, None, found)
        loop.variable, loop.over = variable, over
        return loop

    def _looped_over(self) -> tuple[Node, ...]:
        if self.kinds[self.at] == "(" and self.sees_query():
            return (self.parenthesised(self.looped_query),)
        self.accept("REVERSE")
        low = self._lower_bound()
        if not self.accept(".", ".") and not self.accept("."):
            return (low,)
        return (low, self.expression())

    def _lower_bound(self) -> Expression:
        """The lower bound: `1..9` and `a..b` would be half a number and half a name."""
        start = self.at
        if self.kinds[start] is NUMBER:
            self.at += 1
            return Literal(start, start, "number")
        if self.kinds[start + 1 : start + 3] == [".", "."]:
            name = self.identifier()
            return Column(start, start, name)
        return self.expression()

    _LOOPS: ClassVar[dict[str, Callable[["Blocks", int, str], Statement]]] = {
        "BEGIN": block,
        "LOOP": _loop,
        "WHILE": _while,
        "REPEAT": _repeat,
        "FOR": _for,
    }
    _INSIDE: ClassVar[dict[str, Callable[["Blocks"], Statement]]] = {
        **Declarations.SMALL,
        "IF": _if_statement,
        "CASE": _case_statement,
    }

    # ------------------------------------------------------------------ outside of programs

    def compound(self) -> Statement:
        """A compound statement by itself, which only MariaDB takes, and without a label."""
        self.note("program-only" if self.kinds[self.at + 1] == ":" else "compound", self.at)
        return self.body_statement()

    def outside(self) -> Statement:
        """What only stands in a program, alone: nothing runs it, but what it means is plain."""
        if self.at:
            raise Refused(self.at, N_("a statement"))
        self.note("program-only", self.at)
        if self.kinds[self.at] != "DECLARE":
            return self.body_statement()
        return self._handler() if self.kinds[self.at + 2] == "HANDLER" else self.declaration()

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("BEGIN", "NOT", "ATOMIC"): "compound",
        ("IF",): "compound",
        ("CASE",): "compound",
        ("LOOP",): "compound",
        ("WHILE",): "compound",
        ("REPEAT",): "compound",
        ("FOR",): "compound",
        (":",): "compound",
        **{
            (word,): "outside"
            for word in ("DECLARE", "OPEN", "FETCH", "CLOSE", "RETURN", "LEAVE", "ITERATE")
        },
    }
