"""Procedures and functions, loadable ones too (MySQL 8.4 manual, 15.1.17; MariaDB the same)."""

from app.sql.grammar.blocks import Blocks
from app.sql.grammar.options import Opening
from app.sql.tree import AlterRoutine, CreateRoutine, Option, RoutineParameter

_MODES = frozenset({"IN", "OUT", "INOUT"})
_LOADED = frozenset({"STRING", "INTEGER", "INT", "REAL", "DECIMAL"})
_CHARACTERISTICS = {
    "NOT": ("NOT", "DETERMINISTIC"),
    "DETERMINISTIC": ("DETERMINISTIC",),
    "CONTAINS": ("CONTAINS", "SQL"),
    "NO": ("NO", "SQL"),
    "READS": ("READS", "SQL", "DATA"),
    "MODIFIES": ("MODIFIES", "SQL", "DATA"),
}


class Routines(Blocks):
    """CREATE and ALTER of PROCEDURE and FUNCTION."""

    def create_procedure(self, opening: Opening) -> CreateRoutine:
        """From PROCEDURE on."""
        self.expect("PROCEDURE")
        absent = self.if_not_exists()
        name = self.name()
        parameters = self._parameters()
        options = opening.options + self._characteristics()
        body = self.body_statement()
        return CreateRoutine(
            opening.first,
            self.before,
            "PROCEDURE",
            name,
            parameters,
            None,
            options,
            body,
            opening.or_replace,
            absent,
        )

    def create_function(self, opening: Opening) -> CreateRoutine:
        """From FUNCTION or AGGREGATE on."""
        aggregate = self.accept("AGGREGATE")
        self.expect("FUNCTION")
        absent = self.if_not_exists()
        name = self.name()
        made = CreateRoutine(
            opening.first,
            self.at,
            "FUNCTION",
            name,
            (),
            None,
            opening.options,
            None,
            opening.or_replace,
            absent,
            aggregate,
        )
        if self.accept("RETURNS"):
            self._loadable(made)
        else:
            self._stored(made)
        made.last = self.before
        return made

    def _loadable(self, made: CreateRoutine) -> None:
        """`STRING | INTEGER | REAL | DECIMAL SONAME 'file'`."""
        returned = self.at
        type_ = self.word_of(_LOADED)
        start = self.expect("SONAME")
        file = self.string()
        made.options += (
            Option(returned, returned, "RETURNS", type_),
            self.option(start, "SONAME", file),
        )

    def _stored(self, made: CreateRoutine) -> None:
        """`(parameters) RETURNS type characteristics body`."""
        made.parameters = self._parameters()
        self.expect("RETURNS")
        made.returns = self.variable_type()
        made.options += self._characteristics()
        made.body = self.body_statement()

    def _parameters(self) -> tuple[RoutineParameter, ...]:
        self.expect("(")
        found: tuple[RoutineParameter, ...] = ()
        if self.kinds[self.at] != ")":
            found = self.separated(self._parameter)
        self.expect(")")
        return found

    def _parameter(self) -> RoutineParameter:
        start, mode = self.at, self.accept_any(_MODES)
        name = self.identifier()
        type_ = self.variable_type()
        default = self.expression() if self.accept("DEFAULT") else None
        return RoutineParameter(start, self.before, mode, name, type_, default)

    def _characteristics(self) -> tuple[Option, ...]:
        found: list[Option] = []
        while True:
            start, kind = self.at, self.kinds[self.at]
            words = _CHARACTERISTICS.get(kind)
            if words is not None:
                self.expect(*words)
                found.append(self.option(start, " ".join(words)))
            elif kind == "COMMENT":
                found.append(self.comment())
            elif kind == "SQL":
                found.append(self.security())
            elif self.accept("LANGUAGE"):
                language = self.any_word()
                found.append(self.option(start, "LANGUAGE", language))
            else:
                return tuple(found)

    def alter_routine(self, opening: Opening) -> AlterRoutine:
        """From PROCEDURE or FUNCTION on."""
        kind = self.expect_any({"PROCEDURE", "FUNCTION"})
        name = self.name()
        options = self._characteristics()
        return AlterRoutine(opening.first, self.before, kind, name, options)
