"""Lists of objects out of ALL_OBJECTS: what the account sees, at the price of the names."""

from app.domain.errors import StatementFailed
from app.domain.schema.objects import ListedObject, ListedSchema, ObjectKind, ObjectName
from app.engines.oracle.rows import text
from app.engines.oracle.session import OracleSession
from app.i18n import _

SCHEMAS = "SELECT u.username, u.oracle_maintained FROM all_users u ORDER BY u.username"
SCHEMAS_OF_11 = "SELECT u.username, 'N' AS oracle_maintained FROM all_users u ORDER BY u.username"
OBJECTS = (
    "SELECT o.object_name, o.status FROM all_objects o"
    " WHERE o.owner = :owner AND o.object_type = :kind AND o.object_name NOT LIKE 'BIN$%'"
    " AND o.generated = 'N' AND o.secondary = 'N' ORDER BY o.object_name"
)
CONTAINERS = "SELECT m.container_name FROM all_mviews m WHERE m.owner = :owner"
_K = ObjectKind
TYPES = {
    _K.TABLE: "TABLE", _K.VIEW: "VIEW", _K.MATERIALIZED_VIEW: "MATERIALIZED VIEW",
    _K.INDEX: "INDEX", _K.SEQUENCE: "SEQUENCE", _K.SYNONYM: "SYNONYM", _K.PROCEDURE: "PROCEDURE",
    _K.FUNCTION: "FUNCTION", _K.PACKAGE: "PACKAGE", _K.PACKAGE_BODY: "PACKAGE BODY",
    _K.TRIGGER: "TRIGGER", _K.TYPE: "TYPE", _K.TYPE_BODY: "TYPE BODY",
}  # fmt: skip
"""What ALL_OBJECTS calls each kind."""
KINDS = {said: kind for kind, said in TYPES.items()}


class Listing(OracleSession):
    """Lists schemas and objects."""

    @property
    def object_kinds(self) -> tuple[ObjectKind, ...]:
        """All that Oracle has and the browser shows."""
        return tuple(TYPES)

    def schemas(self) -> tuple[ListedSchema, ...]:
        """All users; before 12c nobody says whom Oracle maintains."""
        statement = SCHEMAS if self.server.at_least(12) else SCHEMAS_OF_11
        return tuple(
            ListedSchema(text(row["username"]), text(row["oracle_maintained"]) == "Y")
            for row in self.fetch(statement)
        )

    def objects(self, schema: str, kind: ObjectKind) -> tuple[ListedObject, ...]:
        """The objects of one kind, by name; the table under a materialized view is no table."""
        if kind not in TYPES:
            return ()
        rows = self.fetch(OBJECTS, owner=schema, kind=TYPES[kind])
        hidden: set[str] = set()
        if kind is ObjectKind.TABLE:
            found = self.fetch_if_allowed(CONTAINERS, owner=schema)
            hidden = {text(row["container_name"]) for row in found}
        return tuple(
            ListedObject(
                ObjectName(kind, schema, text(row["object_name"])),
                note="" if text(row["status"]) == "VALID" else text(row["status"]),
            )
            for row in rows
            if text(row["object_name"]) not in hidden
        )


def no_such(name: ObjectName) -> StatementFailed:
    """The error of an object that is not there (any more), or that the account may not see."""
    return StatementFailed(
        _("{name} is not there, or this account may not see it.").format(name=name.dotted),
        hint=_("Refresh the list: somebody may have dropped or renamed it."),
    )
