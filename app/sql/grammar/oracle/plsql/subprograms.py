"""Headings of procedures and functions, their properties, and bodies that live elsewhere."""

from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.plsql.declarations import ProgramDeclarations
from app.sql.tokens import END, STRING
from app.sql.tree import (
    Block,
    CallSpecification,
    CreateRoutine,
    Literal,
    Name,
    Option,
)

_IS = frozenset({"IS", "AS"})
_HEADING_ENDS = frozenset({"IS", "AS", ";"})
_UNIT_KINDS = frozenset({"FUNCTION", "PROCEDURE", "PACKAGE", "TRIGGER", "TYPE"})
_EXTERNAL = frozenset({"LANGUAGE", "EXTERNAL", "MLE"})
_BY = frozenset({"HASH", "RANGE", "VALUE"})


class Subprograms(ProgramDeclarations):
    """Subprograms of every place: stored, in packages, in types, in blocks."""

    @abstractmethod
    def body_of_block(self, start: int) -> Block:
        """Declarations, BEGIN, statements, handlers, END; without the name behind it."""

    def subprogram(self) -> CreateRoutine:
        """A procedure or function in a package or a block: declared, or with its body."""
        start = self.at
        kind = self.expect_any({"PROCEDURE", "FUNCTION"})
        made = CreateRoutine(start, start, kind, self.identifier(), (), None, (), None)
        made.nested = True
        self.heading(made)
        if self.kinds[self.at] in _IS:
            self.routine_body(made)
        made.last = self.before
        return made

    def heading(self, made: CreateRoutine) -> None:
        """`[(parameters)] [RETURN type] properties`; one nobody understands is skipped."""
        lost = self.recovering(lambda: self._heading(made), _HEADING_ENDS)
        if lost is not made and self.kinds[self.at] not in _HEADING_ENDS:
            raise Refused(self.at, "IS | AS")

    def _heading(self, made: CreateRoutine) -> CreateRoutine:
        made.parameters, made.returns, made.options = (), None, made.options
        made.parameters = self.parameters()
        if made.kind.endswith("FUNCTION"):
            self.expect("RETURN")
            result = self.at
            if self.accept("SELF", "AS", "RESULT"):
                made.returns = None
                made.options += (Option(result, self.before, "SELF AS RESULT"),)
            else:
                made.returns = self.program_type()
        made.options += self.properties()
        return made

    def routine_body(self, made: CreateRoutine) -> None:
        """From IS or AS to END and the name behind it."""
        self.expect_any(_IS)
        if self.kinds[self.at] in _EXTERNAL:
            made.body = self._call_specification()
            return
        with self.deeper():
            made.body = self.named_block(self.at)

    def named_block(self, start: int) -> Block:
        """The block of a unit, with the name that may stand behind its END."""
        block = self.body_of_block(start)
        if self.kinds[self.at] != ";" and self.kinds[self.at] is not END:
            block.end_name = self.name().name
            block.last = self.before
        return block

    # ------------------------------------------------------------------ properties

    def properties(self) -> tuple[Option, ...]:
        """AUTHID, DETERMINISTIC, PIPELINED, … in any order."""
        found: list[Option] = []
        while (make := self._PROPERTIES.get(self.kinds[self.at])) is not None:
            start, name = self.at, self.kinds[self.at]
            self.at += 1
            name, value = make(self, name)
            found.append(Option(start, self.before, name, value))
        return tuple(found)

    def _property_alone(self, name: str) -> tuple[str, Name | None]:
        return name, None

    def _authid(self, name: str) -> tuple[str, Name | None]:
        self.expect_any({"CURRENT_USER", "DEFINER"})
        return name, self._word_before()

    def _word_before(self) -> Name:
        return Name(self.before, self.before, (self.kinds[self.before],))

    def _default_collation(self, name: str) -> tuple[str, Name | None]:
        self.expect("COLLATION")
        return f"{name} COLLATION", self.identifier()

    def _sharing(self, name: str) -> tuple[str, Name | None]:
        self.expect("=")
        self.accept("EXTENDED")
        self.expect_any({"METADATA", "DATA", "NONE"})
        return name, self._word_before()

    def _accessible(self, name: str) -> tuple[str, Name | None]:
        self.expect("BY")
        self.parenthesised(lambda: self.separated(self._accessor))
        return f"{name} BY", None

    def _accessor(self) -> None:
        if self.kinds[self.at] in _UNIT_KINDS and self.kinds[self.at + 1] not in {",", ")", "."}:
            self.at += 1
        self.name()

    def _result_cache(self, name: str) -> tuple[str, Name | None]:
        if self.accept("RELIES_ON"):
            self.parenthesised(lambda: self.kinds[self.at] == ")" or self.separated(self.name))
        return name, None

    def _pipelined(self, name: str) -> tuple[str, Name | None]:
        if self.accept_any({"ROW", "TABLE"}):
            self.expect("POLYMORPHIC")
        return name, self.name() if self.accept("USING") else None

    def _aggregate(self, name: str) -> tuple[str, Name | None]:
        self.expect("USING")
        return f"{name} USING", self.name()

    def _sql_macro(self, name: str) -> tuple[str, Name | None]:
        if not self.accept("("):
            return name, None
        self.accept("TYPE", "=>")
        self.expect_any({"SCALAR", "TABLE"})
        value = self._word_before()
        self.expect(")")
        return name, value

    def _parallel(self, name: str) -> tuple[str, Name | None]:
        """`PARALLEL_ENABLE [(PARTITION arg BY ANY | HASH (columns)) [ORDER …]]`."""
        if self.accept("("):
            self.expect("PARTITION")
            self.identifier()
            self.expect("BY")
            if not self.accept("ANY"):
                self.expect_any(_BY)
                self.parenthesised(lambda: self.separated(self.name))
            self._streaming()
            self.expect(")")
            self._streaming()
        return name, None

    def _streaming(self) -> None:
        if self.accept_any({"ORDER", "CLUSTER"}):
            self._streamed("")

    def _streamed(self, name: str) -> tuple[str, Name | None]:
        """`ORDER argument BY (columns)`, which also stands among the properties."""
        self.identifier()
        self.expect("BY")
        self.parenthesised(lambda: self.separated(self.name))
        return f"{name} BY", None

    _PROPERTIES: ClassVar[dict[str, Callable[["Subprograms", str], tuple[str, Name | None]]]] = {
        "AUTHID": _authid,
        "DETERMINISTIC": _property_alone,
        "SHARD_ENABLE": _property_alone,
        "PIPELINED": _pipelined,
        "PARALLEL_ENABLE": _parallel,
        "RESULT_CACHE": _result_cache,
        "ACCESSIBLE": _accessible,
        "AGGREGATE": _aggregate,
        "SQL_MACRO": _sql_macro,
        "DEFAULT": _default_collation,
        "SHARING": _sharing,
        "ORDER": _streamed,
        "CLUSTER": _streamed,
    }

    # ------------------------------------------------------------------ bodies elsewhere

    def _call_specification(self) -> CallSpecification:
        """`LANGUAGE JAVA NAME '…'`, `LANGUAGE C …`, `EXTERNAL …`, `MLE …`."""
        start, first = self.at, self.expect_any(_EXTERNAL)
        made = CallSpecification(start, start, "C" if first == "EXTERNAL" else first)
        if first == "LANGUAGE":
            made.language = self.text(self.identifier().first).upper()
        if made.language == "MLE":
            self._mle(made)
        elif made.language == "JAVA":
            self.expect("NAME")
            made.name = self._one_string()
        elif made.language == "C":
            self._external(made)
        else:
            raise Refused(start + 1, "JAVA | C")
        made.last = self.before
        return made

    def _one_string(self) -> Literal:
        at = self.expect(STRING)
        return Literal(at, at, "string")

    def _mle(self, made: CallSpecification) -> None:
        """`MODULE name [ENV name] SIGNATURE '…'`, or the program itself in a string."""
        if self.accept("MODULE"):
            self.name()
            if self.accept("ENV"):
                self.name()
            self.expect("SIGNATURE")
            made.name = self._one_string()
            return
        self.expect("LANGUAGE")
        made.language = self.text(self.identifier().first).upper()
        if self.accept("ENV"):
            self.name()
        self.accept("PURE")
        if self.kinds[self.at] is STRING:
            made.name = self._one_string()
            return
        while self.kinds[self.at] is not END:  # {{ … }}: a program in words of its own
            self.at += 1

    def _external(self, made: CallSpecification) -> None:
        """The clauses of EXTERNAL and LANGUAGE C, in any order."""
        first = self.at
        while self.kinds[self.at] != ";" and self.kinds[self.at] is not END:
            if self.accept("LIBRARY") or self.accept("NAME"):
                if self.kinds[self.at] is STRING:
                    made.name = self._one_string()
                else:
                    self.name()
            elif self.accept("LANGUAGE"):
                made.language = self.text(self.identifier().first).upper()
            elif self.accept("AGENT"):
                self.expect("IN")
                self.parenthesised(lambda: self.separated(self.name))
            elif self.accept("CALLING"):
                self.expect("STANDARD")
                self.expect_any({"C", "PASCAL"})
            elif self.accept("PARAMETERS"):
                self.expect("(")
                self.skip_to(frozenset())
                self.expect(")")
            elif not self.accept("WITH", "CONTEXT"):
                raise Refused(self.at, N_("LIBRARY, NAME, PARAMETERS or another clause"))
        if self.at == first:
            raise Refused(first, "LIBRARY")
