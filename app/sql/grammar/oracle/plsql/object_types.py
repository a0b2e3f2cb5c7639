"""Object types, collection types and their bodies, and what ALTER TYPE adds to them."""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.plsql.packages import Unit
from app.sql.grammar.oracle.plsql.triggers import Triggers
from app.sql.tokens import END, STRING
from app.sql.tree import (
    CreateRoutine,
    CreateType,
    CreateTypeBody,
    Literal,
    Node,
    Option,
    Statement,
)

_ROUTINES = frozenset(
    {"MEMBER", "STATIC", "CONSTRUCTOR", "MAP", "ORDER", "OVERRIDING", "FINAL", "INSTANTIABLE",
     "NOT", "PROCEDURE", "FUNCTION"}
)  # fmt: skip
_MODIFIERS = frozenset({"FINAL", "INSTANTIABLE", "PERSISTABLE"})
_NOT = frozenset({"OVERRIDING", "FINAL", "INSTANTIABLE", "PERSISTABLE"})
_ARRAYS = frozenset({"VARRAY", "VARYING", "ARRAY"})


class ObjectTypes(Triggers):
    """CREATE TYPE and TYPE BODY, from the name on."""

    def type_unit(self, unit: Unit) -> Statement:
        """A type, or the body of one."""
        name = self.name()
        if unit.kind == "TYPE BODY":
            return self._type_body(CreateTypeBody(unit.first, self.before, name, ()), unit)
        made = CreateType(unit.first, self.before, name, "")
        made.or_replace, made.if_not_exists = unit.or_replace, unit.absent
        made.options = unit.options
        self.accept("FORCE")
        if self.accept("OID"):
            made.options += (self._oid(),)
        made.options += self.properties()
        self._type_definition(made)
        made.last = self.before
        return made

    def _oid(self) -> Option:
        at = self.expect(STRING)
        return Option(at - 1, at, "OID", Literal(at, at, "string"))

    def _type_definition(self, made: CreateType) -> None:
        if self.accept("UNDER"):
            made.kind, made.under = "OBJECT", self.name()
            if self.kinds[self.at] == "(":
                self._members_in_parentheses(made)
        elif not self.accept_any({"IS", "AS"}):
            return
        elif self.accept("OBJECT"):
            made.kind = "OBJECT"
            self._members_in_parentheses(made)
        elif self.accept("OPAQUE"):
            made.kind = "OPAQUE"
            self._opaque(made)
        else:
            self._collection_type(made)
        made.options += self._type_modifiers()

    def _opaque(self, made: CreateType) -> None:
        """`OPAQUE VARYING (*) USING LIBRARY name (members)`, how Oracle makes its own types."""
        self.accept("VARYING") or self.expect("FIXED")
        self.expect("(")
        self.accept("*") or self.expression()
        self.expect(")", "USING", "LIBRARY")
        self.name()
        self._members_in_parentheses(made)

    def _collection_type(self, made: CreateType) -> None:
        """`TABLE OF type`, `VARRAY (n) OF (type NOT NULL)`."""
        if self.accept("TABLE"):
            made.kind = "TABLE"
        elif self.kinds[self.at] in _ARRAYS:
            made.kind, made.limit = "VARRAY", self.array_limit()
        else:
            raise Refused(self.at, "OBJECT | TABLE | VARRAY")
        self.expect("OF")
        parenthesised = self.accept("(")
        made.element = self.program_type()
        self.not_null()
        if parenthesised:
            self.expect(")")
            self.not_null()
        if self.accept("INDEX"):
            self.expect("BY")
            self.program_type()
        if self.accept("NOT"):
            self.expect("PERSISTABLE")

    def _type_modifiers(self) -> tuple[Option, ...]:
        """`[NOT] FINAL`, `[NOT] INSTANTIABLE`, `[NOT] PERSISTABLE`."""
        found: list[Option] = []
        while True:
            start = self.at
            negated = self.kinds[start] == "NOT" and self.kinds[start + 1] in _MODIFIERS
            word = self.kinds[start + negated]
            if word not in _MODIFIERS:
                return tuple(found)
            self.at += 1 + negated
            found.append(Option(start, self.before, f"NOT {word}" if negated else word))

    # ------------------------------------------------------------------ members

    def _members_in_parentheses(self, made: CreateType) -> None:
        made.members = self.parenthesised(lambda: self.separated(self._type_member))

    def _type_member(self) -> Node:
        kind = self.kinds[self.at]
        if kind == "PRAGMA":
            return self.pragma()
        if kind in _ROUTINES:
            return self.type_routine()
        return self.record_field()

    def type_routine(self) -> CreateRoutine:
        """`[MAP] MEMBER FUNCTION …`, `CONSTRUCTOR FUNCTION …`; with a body where IS follows."""
        start = self.at
        while self.kinds[self.at] in _ROUTINES - {"PROCEDURE", "FUNCTION"}:
            if self.accept("NOT") and self.kinds[self.at] not in _NOT:
                raise Refused(self.at, " | ".join(sorted(_NOT)))
            self.at += 1
        self.expect_any({"PROCEDURE", "FUNCTION"})
        kind = " ".join(self.kinds[start : self.at])
        name = self.any_word()
        made = CreateRoutine(start, self.before, kind, name, (), None, (), None)
        made.nested = True
        self._heading(made)
        if self.kinds[self.at] in {"IS", "AS"}:
            self.routine_body(made)
        made.last = self.before
        return made

    def _type_body(self, made: CreateTypeBody, unit: Unit) -> CreateTypeBody:
        made.or_replace, made.if_not_exists = unit.or_replace, unit.absent
        made.options = unit.options + self.properties()
        self.expect_any({"IS", "AS"})
        made.members = self._body_members()
        self.close()
        if self.kinds[self.at] not in {";", END}:
            self.name()
        made.last = self.before
        return made

    def _name_of_member(self) -> int:
        """Where the name of the method that begins here stands."""
        at = self.at
        while self.kinds[at] in _ROUTINES:
            at += 1
        return at

    def _body_members(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while self.kinds[self.at] != "END" and self.kinds[self.at] is not END:
            if self.kinds[self.at] == "$IF":
                found.append(self._compiled(self._body_members))
                self.accept(";")
                continue
            if self.kinds[self.at] in {"$ELSIF", "$ELSE", "$END"}:
                break
            found.append(self.or_lost(self.type_routine, self._name_of_member()))
            self.expect(";")
        if not found:
            raise Refused(self.at, N_("a procedure or a function"))
        return tuple(found)
