"""PL/SQL as statements by themselves: anonymous blocks, and what only stands in SQL*Plus."""

from typing import ClassVar

from app.sql.grammar.oracle.plsql.alterations import ProgramAlterations
from app.sql.tree import Node, Statement


class Programs(ProgramAlterations):
    """The top of PL/SQL."""

    def anonymous_block(self) -> Statement:
        """`[<<label>>] [DECLARE …] BEGIN … END`."""
        return self.program(self.body_statement)

    def executed(self) -> Statement:
        """`EXECUTE statement` of SQL*Plus, which puts it between BEGIN and END."""
        first = self.at
        self.at += 1
        found = self.program(self.body_statement)
        found.first = first
        return found

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
