"""Who may do what with one object: grants on it, on its columns, its schema, and everywhere."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.schema.details import ObjectGrant, ObjectGrants
from app.domain.schema.objects import ObjectKind, ObjectName
from app.engines.mysql.asking import Asking
from app.engines.mysql.wire import text_of
from app.i18n import _

_LIKE_TABLES = (ObjectKind.TABLE, ObjectKind.VIEW, ObjectKind.SEQUENCE, ObjectKind.TRIGGER)
_OF_TABLES = (
    "SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "REFERENCES", "INDEX", "ALTER",
    "CREATE VIEW", "SHOW VIEW", "TRIGGER", "DELETE HISTORY", "LOCK TABLES",
)  # fmt: skip
_OF_ROUTINES = ("EXECUTE", "ALTER ROUTINE", "CREATE ROUTINE", "SHOW_ROUTINE")
_OF_EVENTS = ("EVENT",)
_BY_SCHEMA = (
    "SELECT grantee, privilege_type AS privilege, is_grantable AS grantable, table_schema AS place"
    " FROM information_schema.schema_privileges WHERE %s LIKE table_schema"
)
_EVERYWHERE = (
    "SELECT grantee, privilege_type AS privilege, is_grantable AS grantable"
    " FROM information_schema.user_privileges"
)
_ON_TABLE = (
    "SELECT grantee, privilege_type AS privilege, is_grantable AS grantable"
    " FROM information_schema.table_privileges WHERE table_schema = %s AND table_name = %s"
)
_ON_COLUMNS = (
    "SELECT grantee, privilege_type AS privilege, is_grantable AS grantable, column_name AS place"
    " FROM information_schema.column_privileges WHERE table_schema = %s AND table_name = %s"
)
_ON_ROUTINE = (
    "SELECT CONCAT('''', user, '''@''', host, '''') AS grantee, proc_priv AS privileges"
    " FROM mysql.procs_priv WHERE db = %s AND routine_name = %s AND routine_type = %s"
)


class ShowsGrantsOn(Asking):
    """Knows who may do what with an object."""

    def grants_on(self, name: ObjectName) -> ObjectGrants:
        """The near first: object, columns, schema, everywhere."""
        fitting: tuple[str, ...]
        if name.kind in _LIKE_TABLES:
            fitting = _OF_TABLES
        else:
            fitting = _OF_EVENTS if name.kind is ObjectKind.EVENT else _OF_ROUTINES
        near = self._near(name)
        far = (
            *self._gathered(_BY_SCHEMA, "schema", name.schema, fitting=fitting),
            *self._gathered(_EVERYWHERE, "global", fitting=fitting),
        )
        lacking = ""
        if not self.fetch_if_allowed("SELECT 1 FROM mysql.user LIMIT 1"):
            lacking = _("Only grants to this account are shown: others take SELECT on mysql.*.")
        return ObjectGrants((*near, *far), lacking)

    def _near(self, name: ObjectName) -> tuple[ObjectGrant, ...]:
        if name.kind in _LIKE_TABLES:
            at = name.schema, self._table_of(name)
            return (
                *self._gathered(_ON_TABLE, "object", *at),
                *self._gathered(_ON_COLUMNS, "", *at),
            )
        if name.kind is ObjectKind.EVENT:
            return ()
        rows = self.fetch_if_allowed(_ON_ROUTINE, name.schema, name.name, name.kind.value.upper())
        return tuple(_of_routine(row) for row in rows)

    def _table_of(self, name: ObjectName) -> str:
        """What a trigger is granted by: its table."""
        if name.kind is not ObjectKind.TRIGGER:
            return name.name
        rows = self.fetch(
            "SELECT event_object_table AS of_table FROM information_schema.triggers"
            " WHERE trigger_schema = %s AND trigger_name = %s",
            name.schema,
            name.name,
        )
        return text_of(rows[0]["of_table"]) if rows else name.name

    def _gathered(
        self, statement: str, level: str, *values: str, fitting: tuple[str, ...] = ()
    ) -> Iterator[ObjectGrant]:
        """The privileges of each grantee at each place together."""
        found: dict[tuple[str, str, bool], list[str]] = {}
        for row in self.fetch_if_allowed(statement, *values):
            privilege = text_of(row["privilege"])
            if fitting and privilege not in fitting:
                continue
            grantable = text_of(row["grantable"]) == "YES"
            key = text_of(row["grantee"]), text_of(row.get("place")), grantable
            found.setdefault(key, []).append(privilege)
        for (grantee, place, grantable), privileges in found.items():
            shown = f"{level} {place}".strip() if level == "schema" else level or place
            yield ObjectGrant(grantee, tuple(privileges), shown, grantable)


def _of_routine(row: Mapping[str, Any]) -> ObjectGrant:
    held = [part.strip().upper() for part in text_of(row["privileges"]).split(",")]
    privileges = tuple(part for part in held if part != "GRANT")
    return ObjectGrant(text_of(row["grantee"]), privileges, "object", "GRANT" in held)
