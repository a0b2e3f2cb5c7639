"""Types as PL/SQL writes them: anchored, its own scalars, and those of SQL."""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.plsql.references import References
from app.sql.tree import DataType, Expression

_POLYMORPHIC = frozenset({"TABLE", "COLUMNS"})
"""What polymorphic table functions take and return."""
_ANCHORS = frozenset({"TYPE", "ROWTYPE"})


class ProgramTypes(References):
    """`data_type` of the SQL below, and what only programs know."""

    def program_type(self) -> DataType:
        """Any type of a variable, parameter, field or result."""
        start = self.at
        if self.accept("REF", "CURSOR"):
            return DataType(start, self.before, "REF CURSOR")
        if (word := self.accept_any(_POLYMORPHIC)) and self.kinds[self.at] != ".":
            return DataType(start, start, word)
        self.at = start
        anchored = self.attempt(self._anchored)
        return self._sized() if anchored is None else anchored

    def _sized(self) -> DataType:
        """A type of SQL, or one of PL/SQL with a length behind it: `STRING(10 CHAR)`."""
        made = self.data_type()
        if made.named is not None and self.kinds[self.at] == "(":
            self._size(made)
            made.last = self.before
        return made

    def _anchored(self) -> DataType:
        """`name%TYPE`, `name@link%ROWTYPE`; `named` is what it is anchored to."""
        start = self.at
        named = self.qualified_name()
        self.expect("%")
        kind = self.expect_any(_ANCHORS)
        made = DataType(start, self.before, f"{named.dotted.upper()}%{kind}")
        made.named = named
        return made

    def not_null(self) -> bool:
        """Take `NOT NULL`, or the NULL that says the opposite."""
        if self.accept("NOT", "NULL"):
            return True
        self.accept("NULL")
        return False

    def default(self) -> Expression | None:
        """`:= value` or `DEFAULT value`."""
        if not self.accept_any({":=", "DEFAULT"}):
            return None
        return self.expression()

    def returned(self) -> DataType:
        """The type behind RETURN."""
        if self.kinds[self.at] != "RETURN":
            raise Refused(self.at, N_("RETURN and a type"))
        self.at += 1
        return self.program_type()
