"""Programs by name and anonymous blocks in MariaDB's Oracle mode."""

from typing import Any, ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.definitions import Maker
from app.sql.grammar.options import Opening
from app.sql.grammar.oracle_mode.statements import ModeStatements
from app.sql.tokens import END
from app.sql.tree import CreatePackage, CreateRoutine, Statement

_PROGRAMS = frozenset({"PROCEDURE", "FUNCTION"})


class ModeUnits(ModeStatements):
    """CREATE PROCEDURE, FUNCTION and PACKAGE; blocks without a name."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("BEGIN",): "anonymous", ("DECLARE",): "anonymous", ("<<",): "anonymous",
        ("IF",): "anonymous", ("CASE",): "anonymous", ("LOOP",): "anonymous",
        ("WHILE",): "anonymous", ("FOR",): "anonymous",
    }  # fmt: skip

    def anonymous(self) -> Statement:
        """A block, a loop or a branch by itself."""
        self.note("oracle-mode", self.at)
        return self.body_statement()

    def maker(self, verb: str, kind: str) -> Maker | None:
        """Programs are made in another way here."""
        made: Maker | None = self.MADE.get(kind) if verb == "CREATE" else None
        return made or super().maker(verb, kind)

    def _program(self, opening: Opening) -> CreateRoutine:
        """From PROCEDURE or FUNCTION on."""
        return self._unit(opening, has_body=True)

    def _unit(self, opening: Opening, *, has_body: bool) -> CreateRoutine:
        self.note("oracle-mode", self.at)
        made = self._named_routine(opening)
        if self.kinds[self.at] == "(" and not self.accept("(", ")"):
            made.parameters = self.parenthesised(lambda: self.separated(self.mode_parameter))
        if made.kind == "FUNCTION":
            self.expect("RETURN")
            made.returns = self.variable_type()
        made.options += self.characteristics()
        if has_body:
            self.expect_any({"AS", "IS"})
            start = self.at
            with self.deeper():
                made.body = self.begun(start, "", self.declared())
        made.last = self.before
        return made

    def _package(self, opening: Opening) -> CreatePackage:
        """From PACKAGE on, the heading or the BODY; older releases have them in this mode."""
        self.noted[:] = [one for one in self.noted if one[0] != "package"]
        self.note("oracle-mode", self.at)
        self.expect("PACKAGE")
        is_body = self.accept("BODY")
        absent = self.if_not_exists()
        name = self.name()
        options = opening.options + self.characteristics()
        self.expect_any({"AS", "IS"})
        members = self._package_members(is_body)
        if not members:
            raise Refused(self.at, N_("a procedure or a function"))
        if is_body and self.kinds[self.at] == "BEGIN":
            start = self.at
            members = (*members, self.begun(start, "", ()))
        else:
            self.close()
            if not self.sees_end():
                self.name()
        return CreatePackage(
            opening.first, self.before, name, is_body, members, options, opening.or_replace, absent
        )

    def _package_members(self, is_body: bool) -> tuple[Statement, ...]:
        found: list[Statement] = []
        while self.kinds[self.at] not in {"BEGIN", "END", END}:
            if self.kinds[self.at] not in _PROGRAMS:
                found += self.declared()
                continue
            routine = Opening(self.at, "CREATE")
            made = self._unit(routine, has_body=False)
            if is_body and self.accept_any({"AS", "IS"}):
                start = self.at
                with self.deeper():
                    made.body = self.begun(start, "", self.declared())
                made.last = self.before
            found.append(made)
            self.expect(";")
        return tuple(found)

    MADE: ClassVar[dict[str, Any]] = {
        "PROCEDURE": _program,
        "FUNCTION": _program,
        "PACKAGE": _package,
    }
