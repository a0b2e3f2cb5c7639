"""CREATE of packages, procedures and functions, and of what is wrapped."""

from functools import partial
from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.plsql.blocks import ProgramBlocks
from app.sql.tokens import END
from app.sql.tree import (
    Block,
    CreatePackage,
    CreateRoutine,
    Name,
    Option,
    Statement,
    WrappedUnit,
)

_METHODS = {
    "PROCEDURE": "routine_unit", "FUNCTION": "routine_unit", "PACKAGE": "package_unit",
    "TRIGGER": "trigger_unit", "TYPE": "type_unit",
}  # fmt: skip
"""What reads the unit from its name on; some of them are in the layers above."""
_BODILESS = frozenset({"AGGREGATE USING", "PIPELINED"})


class Unit:
    """What stands before the name of a unit: `CREATE OR REPLACE EDITIONABLE PACKAGE BODY`."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.kind = ""
        self.or_replace = self.absent = False
        self.options: tuple[Option, ...] = ()


class Packages(ProgramBlocks):
    """Units of named programs."""

    def create_unit(self) -> Statement:
        """Any unit of PL/SQL, from CREATE on."""
        unit = Unit(self.expect("CREATE"))
        unit.or_replace = self.accept("OR", "REPLACE")
        start = self.at
        if word := self.accept_any({"EDITIONABLE", "NONEDITIONABLE"}):
            unit.options = (Option(start, start, word),)
        at = self.at
        method = _METHODS.get(self.kinds[at])
        if method is None:
            raise Refused(at, N_("a unit of PL/SQL"))
        self.at += 1
        unit.kind = self.kinds[at]
        if unit.kind in {"PACKAGE", "TYPE"} and self.accept("BODY"):
            unit.kind += " BODY"
        unit.absent = self.accept("IF", "NOT", "EXISTS")
        return self._wrapped(unit) or self.program(partial(getattr(self, method), unit))

    def _wrapped(self, unit: Unit) -> WrappedUnit | None:
        """A unit that only the server can read: everything behind WRAPPED is its."""
        start = self.at
        name = self.attempt(self.name)
        if name is None or not self.accept("WRAPPED"):
            self.at = start
            return None
        while self.kinds[self.at] is not END:
            self.at += 1
        return WrappedUnit(unit.first, self.before, unit.kind, name, unit.or_replace)

    # ------------------------------------------------------------------ routines

    def routine_unit(self, unit: Unit) -> CreateRoutine:
        """A procedure or a function."""
        name = self.name()
        made = CreateRoutine(unit.first, self.before, unit.kind, name, (), None, unit.options, None)
        made.or_replace, made.if_not_exists = unit.or_replace, unit.absent
        self.heading(made)
        if self.kinds[self.at] in {"IS", "AS"} or not self._lives_in_a_type(made):
            self.routine_body(made)
        made.last = self.before
        return made

    def _lives_in_a_type(self, made: CreateRoutine) -> bool:
        """Whether a type does what the function says: AGGREGATE USING, PIPELINED USING."""
        return any(o.name in _BODILESS and isinstance(o.value, Name) for o in made.options)

    # ------------------------------------------------------------------ packages

    def package_unit(self, unit: Unit) -> CreatePackage:
        """The heading of a package, or its body."""
        name = self.name()
        is_body = unit.kind == "PACKAGE BODY"
        options = unit.options + self.properties()
        self.expect_any({"IS", "AS"})
        members: tuple[Statement, ...] = self.declarations()
        if not is_body:
            self._check_heading(members)
        if is_body and self.kinds[self.at] == "BEGIN":
            members = (*members, self._initialisation())
        self.close()
        self._end_name()
        return CreatePackage(
            unit.first,
            self.before,
            name,
            is_body,
            members,
            options,
            unit.or_replace,
            unit.absent,
        )

    def _check_heading(self, members: tuple[Statement, ...]) -> None:
        """Note a program that is more than declared where only the body may have it."""
        for member in members:
            if isinstance(member, CreateRoutine) and isinstance(member.body, Block):
                self.wrong(member.body.first, ";")

    def _initialisation(self) -> Block:
        """What a package does when a session first uses it."""
        start = self.expect("BEGIN")
        statements = self.some_statements()
        handlers = self.handlers()
        return Block(start, self.before, "", statements, (), handlers)

    def _end_name(self) -> None:
        if self.kinds[self.at] not in {";", END}:
            self.name()

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        (*head, kind): "create_unit"
        for head in (("CREATE",), ("CREATE", "OR", "REPLACE"))
        for kind in (
            "PROCEDURE", "FUNCTION", "PACKAGE", "TRIGGER", "TYPE",
        )
    }  # fmt: skip
