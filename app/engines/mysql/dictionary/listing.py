"""Lists of objects, at the price of their names.

MariaDB answers information_schema out of the tables themselves, and opens each one for whatever
is more than its name. SHOW FULL TABLES reads the first bytes of its file only. MySQL 8 answers out
of its dictionary, but for columns of statistics, which are asked for elsewhere.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.schema.objects import ListedObject, ListedSchema, ObjectKind, ObjectName
from app.engines.mysql.asking import Asking
from app.engines.mysql.wire import named, text_of

SYSTEM = frozenset({"information_schema", "mysql", "performance_schema", "sys"})
"""The schemas the server brings along, in small letters."""

_TABLES = (
    "SELECT table_name AS name, table_type AS type, table_comment AS comment"
    " FROM information_schema.tables WHERE table_schema = %s ORDER BY table_name"
)
_ROUTINES = (
    "SELECT routine_name AS name, routine_comment AS comment FROM information_schema.routines"
    " WHERE routine_schema = %s AND routine_type = %s ORDER BY routine_name"
)
_TRIGGERS = (
    "SELECT trigger_name AS name, event_object_table AS of_table"
    " FROM information_schema.triggers WHERE trigger_schema = %s ORDER BY trigger_name"
)
_EVENTS = (
    "SELECT event_name AS name, status, event_comment AS comment"
    " FROM information_schema.events WHERE event_schema = %s ORDER BY event_name"
)
_ROUTINE_TYPES = {
    ObjectKind.PROCEDURE: "PROCEDURE", ObjectKind.FUNCTION: "FUNCTION",
    ObjectKind.PACKAGE: "PACKAGE", ObjectKind.PACKAGE_BODY: "PACKAGE BODY",
}  # fmt: skip
_TABLE_TYPES = {
    "VIEW": ObjectKind.VIEW, "SYSTEM VIEW": ObjectKind.VIEW, "SEQUENCE": ObjectKind.SEQUENCE,
}  # fmt: skip
_EVERYWHERE = (
    ObjectKind.TABLE, ObjectKind.VIEW, ObjectKind.PROCEDURE, ObjectKind.FUNCTION,
    ObjectKind.TRIGGER, ObjectKind.EVENT,
)  # fmt: skip
_OF_MARIADB = (ObjectKind.SEQUENCE, ObjectKind.PACKAGE, ObjectKind.PACKAGE_BODY)
_LIKE_TABLES = (ObjectKind.TABLE, ObjectKind.VIEW, ObjectKind.SEQUENCE)


class Listing(Asking):
    """Lists schemas and objects."""

    @property
    def object_kinds(self) -> tuple[ObjectKind, ...]:
        """MariaDB since 10.3 has sequences, and the packages of its Oracle mode."""
        return (*_EVERYWHERE, *(_OF_MARIADB if self.server.maria(10, 3) else ()))

    def schemas(self) -> tuple[ListedSchema, ...]:
        """All schemas this account sees, by name."""
        names = sorted(text_of(row["database"]) for row in self.fetch("SHOW DATABASES"))
        return tuple(ListedSchema(name, name.lower() in SYSTEM) for name in names)

    def objects(self, schema: str, kind: ObjectKind) -> tuple[ListedObject, ...]:
        """The objects of one kind, by name."""
        if kind in _LIKE_TABLES:
            return self._like_tables(schema, kind)
        if kind in _ROUTINE_TYPES:
            rows = self.fetch(_ROUTINES, schema, _ROUTINE_TYPES[kind])
        elif kind is ObjectKind.TRIGGER:
            rows = self.fetch(_TRIGGERS, schema)
        elif kind is ObjectKind.EVENT:
            rows = self.fetch(_EVENTS, schema)
        else:
            return ()
        return tuple(listed(row, schema, kind) for row in rows)

    def _like_tables(self, schema: str, kind: ObjectKind) -> tuple[ListedObject, ...]:
        rows: Sequence[Mapping[str, Any]]
        if self.server.mysql(8):
            rows = self.fetch(_TABLES, schema)
        else:
            shown = self.fetch(f"SHOW FULL TABLES FROM {named(schema)}")
            rows = [dict(zip(("name", "type"), row.values(), strict=True)) for row in shown]
        return tuple(listed(row, schema, kind) for row in rows if kind_of(row["type"]) is kind)


def kind_of(table_type: object) -> ObjectKind:
    """The kind of what the server lists among its tables."""
    return _TABLE_TYPES.get(text_of(table_type).upper(), ObjectKind.TABLE)


def listed(row: Mapping[str, Any], schema: str, kind: ObjectKind) -> ListedObject:
    """An object out of a row of a list."""
    comment = text_of(row.get("comment"))
    if kind is ObjectKind.VIEW and comment == "VIEW":  # what every view says
        comment = ""
    status = text_of(row.get("status"))
    return ListedObject(
        ObjectName(kind, schema, text_of(row["name"])),
        table=text_of(row.get("of_table")),
        note="" if status == "ENABLED" else status,
        comment=comment,
    )
