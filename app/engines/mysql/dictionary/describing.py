"""What an object is made of, out of information_schema, always for one object by its name.

With the names of schema and table given as they are, MariaDB opens that table and no other.
"""

from collections.abc import Mapping
from typing import Any

from app.domain.schema.details import ColumnDetails, Described
from app.domain.schema.objects import ObjectKind, ObjectName
from app.engines.mysql.dictionary.code import DescribesCode
from app.engines.mysql.dictionary.keys import DescribesKeys
from app.engines.mysql.dictionary.reading import facts_of, no_such
from app.engines.mysql.wire import named, quoted, text_of
from app.i18n import N_, _

_COLUMNS = (
    "SELECT column_name AS name, column_type AS type, ordinal_position AS place,"
    " is_nullable AS nullable, column_default AS given, extra, generation_expression AS made,"
    " character_set_name AS charset, collation_name AS collation, column_comment AS comment"
    " FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
    " ORDER BY ordinal_position"
)
_TABLE = (
    "SELECT table_type AS type, engine, row_format, table_collation AS collation,"
    " create_options AS options, auto_increment AS next_number, create_time AS created,"
    " table_comment AS comment"
    " FROM information_schema.tables WHERE table_schema = %s AND table_name = %s"
)
_VIEW = (
    "SELECT definer, security_type AS security, check_option AS checked,"
    " is_updatable AS updatable{more}"
    " FROM information_schema.views WHERE table_schema = %s AND table_name = %s"
)
_TABLE_FACTS = (
    ("type", N_("Type")), ("engine", N_("Engine")), ("row_format", N_("Row format")),
    ("collation", N_("Collation")), ("options", N_("Options")),
    ("next_number", N_("Next AUTO_INCREMENT")), ("created", N_("Created")),
    ("comment", N_("Comment")),
)  # fmt: skip
_VIEW_FACTS = (
    ("definer", N_("Definer")), ("security", N_("Runs with the rights of")),
    ("algorithm", N_("Algorithm")), ("checked", N_("Check option")),
    ("updatable", N_("Rows can be changed through it")),
)  # fmt: skip
_SEQUENCE_FACTS = (
    ("start_value", N_("Starts with")), ("increment", N_("Step")),
    ("minimum_value", N_("Least")), ("maximum_value", N_("Greatest")),
    ("cache_size", N_("Cache")), ("cycle_option", N_("Begins anew at its end")),
    ("next_not_cached_value", N_("Next value that is not cached")),
)  # fmt: skip
_DEFAULT = "DEFAULT_GENERATED"
_NUMBERS = ("int", "decimal", "float", "double", "bit", "year")


class Describing(DescribesKeys, DescribesCode):
    """Describes objects."""

    def describe(self, name: ObjectName) -> Described:
        """The object with all that costs little to know."""
        if name.kind is ObjectKind.TABLE:
            return self._table(name)
        if name.kind is ObjectKind.VIEW:
            return self._view(name)
        if name.kind is ObjectKind.SEQUENCE:
            return self._sequence(name)
        return self.describe_code(name)

    def _table(self, name: ObjectName) -> Described:
        columns = self._columns(name)
        rows = self.fetch(_TABLE, name.schema, name.name)
        if not rows:
            raise no_such(name)
        triggers, lacking = self.triggers_of(name)
        return Described(
            name,
            columns=columns,
            indexes=self.indexes_of_table(name),
            constraints=(*self.foreign_keys(name), *self.checks(name)),
            triggers=triggers,
            facts=facts_of(rows[0], _TABLE_FACTS),
            lacking=lacking,
        )

    def _view(self, name: ObjectName) -> Described:
        more = ", algorithm" if self.server.maria(10, 1) else ""
        rows = self.fetch(_VIEW.format(more=more), name.schema, name.name)
        if not rows and name.schema.lower() != "information_schema":
            raise no_such(name)
        return Described(
            name,
            columns=self._columns(name),
            facts=facts_of(rows[0], _VIEW_FACTS) if rows else (),
        )

    def _sequence(self, name: ObjectName) -> Described:
        place = f"{named(name.schema)}.{named(name.name)}"
        rows = self.fetch_if_allowed(f"SELECT * FROM {place}")
        lacking = () if rows else (_("Its values take the grant SELECT on it."),)
        return Described(
            name, facts=facts_of(rows[0], _SEQUENCE_FACTS) if rows else (), lacking=lacking
        )

    def _columns(self, name: ObjectName) -> tuple[ColumnDetails, ...]:
        rows = self.fetch(_COLUMNS, name.schema, name.name)
        if not rows:
            raise no_such(name)
        return tuple(self._column(row) for row in rows)

    def _column(self, row: Mapping[str, Any]) -> ColumnDetails:
        extra = text_of(row["extra"])
        words = extra.replace(_DEFAULT, "").upper()
        generated = text_of(row["made"])
        for said in ("VIRTUAL GENERATED", "STORED GENERATED", "INVISIBLE", "PERSISTENT"):
            words = words.replace(said, "")
        return ColumnDetails(
            text_of(row["name"]),
            text_of(row["type"]),
            int(row["place"]),
            nullable=text_of(row["nullable"]) == "YES",
            default=self._default(row, extra),
            extra=" ".join(words.replace(",", " ").split()),
            generated=generated,
            stored="STORED" in extra.upper() or "PERSISTENT" in extra.upper(),
            charset=text_of(row["charset"]),
            collation=text_of(row["collation"]),
            invisible="INVISIBLE" in extra.upper(),
            comment=text_of(row["comment"]),
        )

    def _default(self, row: Mapping[str, Any], extra: str) -> str | None:
        """The default as SQL. MySQL gives the bare value of a literal, MariaDB the literal."""
        given = row["given"]
        if given is None:
            return None
        text = text_of(given)
        if self.server.maria(10, 2, 7):
            return None if text == "NULL" else text
        plain = text_of(row["type"]).lower().startswith(_NUMBERS) or "int" in text_of(row["type"])
        spoken = _DEFAULT in extra or text.upper().startswith("CURRENT_TIMESTAMP")
        return text if plain or spoken else quoted(text)
