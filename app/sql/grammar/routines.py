"""Procedures and functions, loadable ones too (MySQL 8.4 manual, 15.1.17; MariaDB the same)."""

from app.i18n import N_
from app.sql.grammar.blocks import Blocks
from app.sql.grammar.cursor import Refused
from app.sql.grammar.options import Opening
from app.sql.tree import AlterRoutine, CreateRoutine, Definition, Option, RoutineParameter

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
        made = self._named_routine(opening)
        self._procedure_head(made)
        self._body_of(made)
        made.last = self.before
        return made

    def create_function(self, opening: Opening) -> CreateRoutine:
        """From FUNCTION or AGGREGATE on."""
        aggregate = self.accept("AGGREGATE")
        made = self._named_routine(opening)
        made.aggregate = aggregate
        if self.accept("RETURNS"):
            if made.options or len(made.name.parts) > 1:
                raise Refused(self.before, "(")
            self._loadable(made)
        else:
            if aggregate:
                self.note("program-aggregate", made.first)
            self._function_head(made)
            self._body_of(made)
        made.last = self.before
        return made

    def _body_of(self, made: CreateRoutine) -> None:
        """The body: a statement, or `AS 'code'` in another language."""
        start = self.at
        if any(o.name == "LANGUAGE" for o in made.options) and self.accept("AS"):
            code = self.one_string()
            made.options += (self.option(start, "AS", code),)
        else:
            made.body = self.body_statement()

    def code_library(self, opening: Opening) -> Definition:
        """From LIBRARY on (MySQL 9.2): code in another language, which routines use."""
        self.expect("LIBRARY")
        create = opening.verb == "CREATE"
        absent = create and self.if_not_exists()
        name = self.name()
        options = self.characteristics() if create else (self.comment(),)
        start = self.at
        if create and self.expect("AS"):
            code = self.one_string()
            options += (self.option(start, "AS", code),)
        return self.definition(opening, "LIBRARY", name, options, False, absent)

    def routine_of_package(self, has_body: bool) -> CreateRoutine:
        """A routine of a package, from PROCEDURE or FUNCTION on; only its head in the heading."""
        opening = Opening(self.at, "CREATE")
        made = self._named_routine(opening)
        if made.kind == "PROCEDURE":
            self._procedure_head(made)
        else:
            self._function_head(made)
        if has_body:
            made.body = self.body_statement()
        made.last = self.before
        return made

    def _named_routine(self, opening: Opening) -> CreateRoutine:
        kind = self.expect_any({"PROCEDURE", "FUNCTION"})
        absent = self.accept_noting("if-not-exists-program", "IF", "NOT", "EXISTS")
        name = self.table_name()
        return CreateRoutine(
            opening.first,
            self.before,
            kind,
            name,
            (),
            None,
            opening.options,
            None,
            opening.or_replace,
            absent,
        )

    def _procedure_head(self, made: CreateRoutine) -> None:
        """`(parameters) characteristics`."""
        made.parameters = self._parameters()
        made.options += self.characteristics()

    def _function_head(self, made: CreateRoutine) -> None:
        """`(parameters) RETURNS type characteristics`."""
        made.parameters = self._parameters()
        for parameter in made.parameters:
            if parameter.mode:
                self.note("function-parameter-mode", parameter.first)
        self.expect("RETURNS")
        if self.kinds[self.at] == "ROW":
            raise Refused(self.at, N_("a data type"))
        made.returns = self.variable_type()
        made.options += self.characteristics()

    def _loadable(self, made: CreateRoutine) -> None:
        """`STRING | INTEGER | REAL | DECIMAL SONAME 'file'`."""
        returned = self.at
        type_ = self.word_of(_LOADED)
        start = self.expect("SONAME")
        file = self.one_string()
        made.options += (
            Option(returned, returned, "RETURNS", type_),
            self.option(start, "SONAME", file),
        )

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
        default = self.expression() if self.accept_noting("parameter-default", "DEFAULT") else None
        return RoutineParameter(start, self.before, mode, name, type_, default)

    def characteristics(self) -> tuple[Option, ...]:
        """COMMENT, LANGUAGE, DETERMINISTIC, READS SQL DATA, SQL SECURITY and their like."""
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
            elif kind == "USING":
                found.append(self._used_libraries())
            elif self.accept("LANGUAGE"):
                if self.kinds[self.at] != "SQL":
                    self.note("program-language")
                language = self.identifier() if self.kinds[self.at] != "SQL" else self.any_word()
                found.append(self.option(start, "LANGUAGE", language))
            else:
                return tuple(found)

    def _used_libraries(self) -> Option:
        """`USING (library [AS alias], …)`."""
        start = self.expect("USING")
        self.note("library")
        if not self.accept("(", ")"):
            self.parenthesised(lambda: self.separated(self._used_library))
        return self.option(start, "USING")

    def _used_library(self) -> None:
        self.name()
        if self.accept("AS"):
            self.identifier()

    def alter_routine(self, opening: Opening) -> AlterRoutine:
        """From PROCEDURE or FUNCTION on."""
        kind = self.expect_any({"PROCEDURE", "FUNCTION"})
        name = self.table_name()
        start, options = self.at, self.characteristics()
        if any(option.name.endswith("DETERMINISTIC") for option in options):
            raise Refused(start, N_("COMMENT, LANGUAGE, SQL SECURITY or what it does with data"))
        return AlterRoutine(opening.first, self.before, kind, name, options)
