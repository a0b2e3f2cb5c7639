"""PL/SQL as statements by themselves: anonymous blocks, and what only stands in SQL*Plus."""

from typing import ClassVar

from app.sql.grammar.oracle.plsql.alterations import ProgramAlterations
from app.sql.tokens import END
from app.sql.tree import Block, Node, Statement


class Programs(ProgramAlterations):
    """The top of PL/SQL."""

    def anonymous_block(self) -> Statement:
        """`[<<label>>] [DECLARE …] BEGIN … END`."""
        return self.program(self.body_statement)

    def executed(self) -> Statement:
        """`EXECUTE statement` of SQL*Plus, which puts it between BEGIN and END."""
        return self.program(self._executed)

    def _executed(self) -> Statement:
        first = self.at
        self.at += 1
        found: list[Statement] = []
        while self.kinds[self.at] not in {"EXCEPTION", END} or not found:
            found.append(self.body_statement())
            if not self.accept(";"):
                break
        handlers = self.handlers()
        return Block(first, self.before, "", tuple(found), (), handlers)

    def inline_programs(self) -> tuple[Node, ...]:
        """The functions and procedures a query brings along: `WITH FUNCTION f … SELECT`."""
        return self.program(self._inline_programs)

    def _inline_programs(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while self.kinds[self.at] in {"FUNCTION", "PROCEDURE"}:
            found.append(self.subprogram())
            self.expect(";")
        return tuple(found)

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("BEGIN",): "anonymous_block",
        ("DECLARE",): "anonymous_block",
        ("<<",): "anonymous_block",
        ("EXEC",): "executed",
        ("EXECUTE",): "executed",
    }
