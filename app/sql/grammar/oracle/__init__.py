"""The grammar of Oracle SQL and PL/SQL: a module for each family of statements.

Each is a layer of one class, as in the grammar of MySQL; a family that others need not know
joins the parser below.
"""

from typing import ClassVar

from app.sql.grammar.oracle.definitions import Definitions
from app.sql.grammar.oracle.plsql.units import Programs
from app.sql.grammar.oracle.transactions import Transactions
from app.sql.grammar.whole import Whole
from app.sql.tree import Statement

__all__ = ["OracleParser"]

_OF_PROGRAMS = frozenset("PROCEDURE FUNCTION PACKAGE TRIGGER TYPE".split())


class OracleParser(Whole, Definitions, Programs, Transactions):
    """The whole grammar over the tokens of one statement."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        (*head, word): "editionable"
        for head in (("CREATE",), ("CREATE", "OR", "REPLACE"))
        for word in ("EDITIONABLE", "NONEDITIONABLE")
    }

    def editionable(self) -> Statement:
        """CREATE EDITIONABLE of a program, of a view or of a synonym."""
        behind = self.at + (4 if self.kinds[self.at + 1] == "OR" else 2)
        return self.create_unit() if self.kinds[behind] in _OF_PROGRAMS else self.define()
