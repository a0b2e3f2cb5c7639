"""MariaDB's packages (CREATE PACKAGE, as MariaDB 11.4 takes it in every mode)."""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.options import Opening
from app.sql.grammar.triggers import Triggers
from app.sql.tree import CreatePackage, CreateRoutine, Statement

_ROUTINES = frozenset({"PROCEDURE", "FUNCTION"})


class Packages(Triggers):
    """Packages: routines under one name."""

    def create_package(self, opening: Opening) -> CreatePackage:
        """From PACKAGE on, the heading or the BODY."""
        self.expect("PACKAGE")
        is_body = self.accept("BODY")
        absent = self.if_not_exists()
        name = self.name()
        options = opening.options + self.characteristics()
        members = self._members(is_body)
        self.close()
        if not self.sees_end():
            self.name()
        return CreatePackage(
            opening.first,
            self.before,
            name,
            is_body,
            members,
            options,
            opening.or_replace,
            absent,
        )

    def _members(self, is_body: bool) -> tuple[Statement, ...]:
        """Declarations and routines, each with its semicolon; in a body also statements."""
        found: list[Statement] = []
        while self.kinds[self.at] in _ROUTINES or self.kinds[self.at] == "DECLARE":
            routine = self.kinds[self.at] in _ROUTINES
            found.append(self.routine_of_package(is_body) if routine else self.declaration())
            self.expect(";")
        if is_body:
            found += self.statements()
        if not any(isinstance(member, CreateRoutine) for member in found):
            raise Refused(self.at, N_("a procedure or a function"))
        return tuple(found)
