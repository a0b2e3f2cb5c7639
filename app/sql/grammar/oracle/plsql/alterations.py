"""ALTER and DROP of programs."""

from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.plsql.object_types import ObjectTypes
from app.sql.tokens import END
from app.sql.tree import AlterProgram, DropProgram, Name, Node, Option, Statement

_KINDS = ("PROCEDURE", "FUNCTION", "PACKAGE", "TRIGGER", "TYPE")
_COMPILED = frozenset({"PACKAGE", "SPECIFICATION", "BODY"})
_CHANGES = frozenset({"ADD", "DROP", "MODIFY"})
_DEPENDENTS = frozenset({"CASCADE", "INVALIDATE", "CONVERT", "INCLUDING", "NOT", "FORCE",
                         "EXCEPTIONS"})  # fmt: skip


class ProgramAlterations(ObjectTypes):
    """What becomes of programs once they are made."""

    def alter_program(self) -> AlterProgram:
        """`ALTER kind name COMPILE …`, ENABLE, RENAME, or a change of a type."""
        return self.program(self._alter_program)

    def _alter_program(self) -> AlterProgram:
        start = self.expect("ALTER")
        made = AlterProgram(start, start, self.expect_any(_KINDS), Name(start, start, ("",)))
        made.if_exists = self.accept("IF", "EXISTS")
        made.name = self.name()
        found: list[Option] = []
        members: list[Node] = []
        while self.kinds[self.at] not in {";", END}:
            found.append(self._action(made.kind, members))
        if not found:
            raise Refused(self.at, "COMPILE")
        made.actions, made.members, made.last = tuple(found), tuple(members), self.before
        return made

    def _action(self, kind: str, members: list[Node]) -> Option:
        start, word = self.at, self.kinds[self.at]
        if word == "COMPILE":
            return self._compile()
        if word in {"ENABLE", "DISABLE"} and kind == "TRIGGER":
            self.at += 1
            return Option(start, start, word)
        if word in {"EDITIONABLE", "NONEDITIONABLE", "RESET"}:
            self.at += 1
            return Option(start, start, word)
        if self.accept("RENAME", "TO"):
            name = self.identifier()
            return Option(start, self.before, "RENAME TO", name)
        if kind == "TYPE":
            return self._type_action(members)
        raise Refused(start, N_("COMPILE, ENABLE, DISABLE or RENAME"))

    def _compile(self) -> Option:
        """`COMPILE [DEBUG] [PACKAGE | SPECIFICATION | BODY] [name = value …] [REUSE SETTINGS]`."""
        start = self.expect("COMPILE")
        self.accept("DEBUG")
        self.accept_any(_COMPILED)
        while self.kinds[self.at + 1] == "=":
            self.identifier()
            self.expect("=")
            self.expression()
        self.accept("REUSE", "SETTINGS")
        return Option(start, self.before, "COMPILE")

    def _type_action(self, members: list[Node]) -> Option:
        """ADD, DROP, MODIFY of attributes, methods and limits; what follows for dependents."""
        start, word = self.at, self.kinds[self.at]
        if word in _CHANGES:
            self.at += 1
            return self._type_change(start, word, members)
        if word == "REPLACE":
            self.at += 1
            members += self._replaced()
            return Option(start, self.before, "REPLACE AS OBJECT")
        if word in _DEPENDENTS:
            while self.accept_any(_DEPENDENTS | {"TABLE", "DATA", "TO", "SUBSTITUTABLE"}):
                pass
            if self.accept("INTO"):
                self.name()
            return Option(start, self.before, word)
        found = self._type_modifiers()
        if not found:
            raise Refused(start, "ADD | DROP | MODIFY | CASCADE | INVALIDATE")
        return found[0]

    def _replaced(self) -> tuple[Node, ...]:
        self.properties()
        self.expect("AS", "OBJECT")
        return self.parenthesised(lambda: self.separated(self._type_member))

    def _type_change(self, start: int, word: str, members: list[Node]) -> Option:
        if self.accept("ATTRIBUTE"):
            one = self.identifier if word == "DROP" else self.record_field
            if self.kinds[self.at] == "(":
                members += self.parenthesised(lambda: self.separated(one))
            else:
                members += [one()]
                self.accept(",")
            return Option(start, self.before, f"{word} ATTRIBUTE")
        if word == "MODIFY" and self.accept_any({"LIMIT", "ELEMENT"}):
            limit = self.kinds[self.before] == "LIMIT"
            if limit:
                self.expression()
            else:
                self.expect("TYPE")
                self.program_type()
            return Option(start, self.before, "MODIFY LIMIT" if limit else "MODIFY ELEMENT TYPE")
        members.append(self.type_routine())
        self.accept(",")
        return Option(start, self.before, word)

    def drop_program(self) -> Statement:
        """`DROP kind [BODY] [IF EXISTS] name [FORCE | VALIDATE]`."""
        start = self.expect("DROP")
        kind = self.expect_any(_KINDS)
        if kind in {"PACKAGE", "TYPE"} and self.accept("BODY"):
            kind += " BODY"
        if_exists = self.accept("IF", "EXISTS")
        name = self.name()
        if kind == "TYPE":
            self.accept_any({"FORCE", "VALIDATE"})
        return DropProgram(start, self.before, kind, name, if_exists)

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        (verb, kind): method
        for verb, method in (("ALTER", "alter_program"), ("DROP", "drop_program"))
        for kind in _KINDS
    }
