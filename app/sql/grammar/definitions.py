"""CREATE, ALTER, DROP, RENAME and TRUNCATE: which object, and so which part of the grammar."""

from collections.abc import Callable
from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.noted import OBJECTS_NOTED
from app.sql.grammar.options import Opening
from app.sql.grammar.packages import Packages
from app.sql.tree import DropProgram, Option, Statement

_VIEW_OPTIONS = frozenset({"ALGORITHM", "DEFINER", "SQL SECURITY"})
_DEFINER = frozenset({"DEFINER"})
_DEFINED_BY = ("PROCEDURE", "FUNCTION", "AGGREGATE", "TRIGGER", "EVENT", "PACKAGE")
_OPENINGS = {
    **dict.fromkeys(("VIEW", "MATERIALIZED", "JSON"), _VIEW_OPTIONS),
    **dict.fromkeys(_DEFINED_BY, _DEFINER),
}
"""The options an object takes between CREATE and its kind."""
_PROGRAMS = frozenset({"PROCEDURE", "FUNCTION", "TRIGGER", "EVENT", "LIBRARY"})
_REPLACED_BY_BOTH = frozenset({"VIEW", "SPATIAL", "JSON", "MATERIALIZED"})
"""What MySQL may CREATE OR REPLACE, too."""

Maker = Callable[["Definitions", Opening], Statement]


class Definitions(Packages):
    """Every statement that defines something, or makes it go away."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("CREATE",): "define",
        ("ALTER",): "define",
        ("DROP",): "define",
        ("RENAME",): "define",
        ("TRUNCATE",): "truncate_table",
    }

    def define(self) -> Statement:
        """CREATE, ALTER, DROP or RENAME of anything."""
        start = self.at
        verb = self.expect_any(_MAKERS)
        or_replace = verb == "CREATE" and self.accept("OR", "REPLACE")
        options = self._opening_options()
        kind = self.kinds[self.at]
        make = self.maker(verb, kind)
        if make is None:
            raise Refused(self.at, N_("something to define"))
        if or_replace and kind not in _REPLACED_BY_BOTH:
            self.note("or-replace", start)
        if construct := OBJECTS_NOTED.get(kind):
            self.note(construct, self.at)
        if options and not {o.name for o in options} <= _OPENINGS.get(kind, frozenset()):
            raise Refused(options[0].first, kind)
        made = make(self, Opening(start, verb, or_replace, options))
        if or_replace and getattr(made, "if_not_exists", False):
            self.wrong(start + 1, kind)
        return made

    def maker(self, verb: str, kind: str) -> Maker | None:
        """What reads the statement on from the word that tells the kind of its object."""
        return _MAKERS[verb].get(kind)

    def _opening_options(self) -> tuple[Option, ...]:
        """`ALGORITHM = x`, `DEFINER = account`, `SQL SECURITY x`, in this order."""
        found: list[Option] = []
        start = self.at
        if self.accept("ALGORITHM", "="):
            value = self.word_of({"UNDEFINED", "MERGE", "TEMPTABLE"})
            found.append(self.option(start, "ALGORITHM", value))
        if self.kinds[self.at] == "DEFINER":
            found.append(self.definer())
        if self.kinds[self.at] == "SQL":
            found.append(self.security())
        return tuple(found)

    # ------------------------------------------------------------------ words of two kinds

    def _temporary(self, opening: Opening) -> Statement:
        """TEMPORARY TABLE, or MariaDB's TEMPORARY SEQUENCE."""
        if self.kinds[self.at + 1] == "SEQUENCE":
            self.note("sequence", self.at + 1)
            return _MAKERS[opening.verb]["SEQUENCE"](self, opening)
        return _MAKERS[opening.verb]["TABLE"](self, opening)

    def _spatial(self, opening: Opening) -> Statement:
        """SPATIAL INDEX, or a SPATIAL REFERENCE SYSTEM."""
        if self.kinds[self.at + 1] == "REFERENCE":
            self.note("reference-system", self.at)
            return self.reference_system(opening)
        return self.create_index(opening)

    def _online(self, opening: Opening) -> Statement:
        """What MySQL 5.1 did ONLINE or OFFLINE: an index or a table."""
        tables = opening.verb == "ALTER"
        return (
            self.alter_table(opening) if tables else _MAKERS[opening.verb]["INDEX"](self, opening)
        )

    # ------------------------------------------------------------------ DROP

    def _drop_program(self, opening: Opening) -> DropProgram:
        kind = self.expect_any(_PROGRAMS)
        if_exists = self.if_exists()
        name = self.table_name()
        return DropProgram(opening.first, self.before, kind, name, if_exists)

    def _drop_sequence(self, opening: Opening) -> DropProgram:
        self.accept("TEMPORARY")
        self.expect("SEQUENCE")
        if_exists = self.if_exists()
        name = self.table_name()
        others = self.names() if self.accept(",") else ()
        return DropProgram(opening.first, self.before, "SEQUENCE", name, if_exists, others)

    def _drop_package(self, opening: Opening) -> DropProgram:
        self.expect("PACKAGE")
        kind = "PACKAGE BODY" if self.accept("BODY") else "PACKAGE"
        if_exists = self.if_exists()
        name = self.table_name()
        return DropProgram(opening.first, self.before, kind, name, if_exists)

    def _drop_server(self, opening: Opening) -> DropProgram:
        self.expect("SERVER")
        if_exists = self.if_exists()
        name = self.word_or_string()
        return DropProgram(opening.first, self.before, "SERVER", name, if_exists)

    def _drop_space(self, opening: Opening) -> DropProgram:
        kind = self.space_kind()
        name = self.identifier()
        while not self.sees_end():
            self.space_option()
        return DropProgram(opening.first, self.before, kind, name, False)

    def _drop_resource_group(self, opening: Opening) -> DropProgram:
        self.expect("RESOURCE", "GROUP")
        name = self.identifier()
        self.accept("FORCE")
        return DropProgram(opening.first, self.before, "RESOURCE GROUP", name, False)

    def _drop_reference_system(self, opening: Opening) -> DropProgram:
        self.note("reference-system", self.at)
        self.expect("SPATIAL", "REFERENCE", "SYSTEM")
        if_exists = self.if_exists()
        name = self.reference_id()
        kind = "SPATIAL REFERENCE SYSTEM"
        return DropProgram(opening.first, self.before, kind, name, if_exists)

    CREATED: ClassVar[dict[str, Maker]] = {
        **dict.fromkeys(("UNIQUE", "FULLTEXT", "VECTOR", "INDEX"), Packages.create_index),
        **dict.fromkeys(("DATABASE", "SCHEMA"), Packages.create_database),
        **dict.fromkeys(("FUNCTION", "AGGREGATE"), Packages.create_function),
        **dict.fromkeys(("TABLESPACE", "UNDO", "LOGFILE"), Packages.space),
        **dict.fromkeys(("ONLINE", "OFFLINE"), _online),
        "EVENT": Packages.event,
        "EXTERNAL": Packages.create_table,
        "LIBRARY": Packages.code_library,
        "PACKAGE": Packages.create_package,
        "PROCEDURE": Packages.create_procedure,
        "RESOURCE": Packages.resource_group,
        "ROLE": Packages.role,
        "SEQUENCE": Packages.sequence,
        "SERVER": Packages.server,
        "SPATIAL": _spatial,
        "TABLE": Packages.create_table,
        "TEMPORARY": _temporary,
        "TRIGGER": Packages.create_trigger,
        "USER": Packages.user,
        **dict.fromkeys(("VIEW", "MATERIALIZED", "JSON"), Packages.view),
    }
    ALTERED: ClassVar[dict[str, Maker]] = {
        **dict.fromkeys(("DATABASE", "SCHEMA"), Packages.alter_database),
        **dict.fromkeys(("FUNCTION", "PROCEDURE"), Packages.alter_routine),
        **dict.fromkeys(("TABLESPACE", "UNDO", "LOGFILE"), Packages.space),
        **dict.fromkeys(("TABLE", "IGNORE"), Packages.alter_table),
        **dict.fromkeys(("ONLINE", "OFFLINE"), _online),
        "EVENT": Packages.event,
        "INSTANCE": Packages.alter_instance,
        **dict.fromkeys(("JSON", "MATERIALIZED"), Packages.view),
        "LIBRARY": Packages.code_library,
        "RESOURCE": Packages.resource_group,
        "SEQUENCE": Packages.sequence,
        "SERVER": Packages.server,
        "USER": Packages.user,
        "VIEW": Packages.view,
    }
    DROPPED: ClassVar[dict[str, Maker]] = {
        **dict.fromkeys(("DATABASE", "SCHEMA"), Packages.drop_database),
        **dict.fromkeys(("TABLE", "TABLES"), Packages.drop_table),
        **dict.fromkeys(("USER", "ROLE"), Packages.drop_accounts),
        **dict.fromkeys(("TABLESPACE", "UNDO", "LOGFILE"), _drop_space),
        **dict.fromkeys(("ONLINE", "OFFLINE"), _online),
        **dict.fromkeys(_PROGRAMS, _drop_program),
        "INDEX": Packages.drop_index,
        "PACKAGE": _drop_package,
        "RESOURCE": _drop_resource_group,
        "SEQUENCE": _drop_sequence,
        "SERVER": _drop_server,
        "SPATIAL": _drop_reference_system,
        "TEMPORARY": _temporary,
        "VIEW": Packages.drop_view,
    }


_MAKERS: dict[str, dict[str, Maker]] = {
    "CREATE": Definitions.CREATED,
    "ALTER": Definitions.ALTERED,
    "DROP": Definitions.DROPPED,
    "RENAME": {
        **dict.fromkeys(("TABLE", "TABLES"), Packages.rename_table),
        "USER": Packages.rename_user,
    },
}
