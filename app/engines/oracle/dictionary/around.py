"""What is around an object: DDL, grants, dependencies, sizes."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.errors import StatementFailed
from app.domain.schema.details import (
    Bond,
    Definition,
    Dependencies,
    Dependency,
    ObjectGrant,
    ObjectGrants,
    PartitionDetails,
    Weighed,
    Weight,
)
from app.domain.schema.objects import ObjectKind, ObjectName
from app.engines.oracle.dictionary.listing import KINDS, TYPES, no_such
from app.engines.oracle.rows import number, text
from app.engines.oracle.session import OracleSession
from app.i18n import _

DDL = "SELECT DBMS_METADATA.GET_DDL(:kind, :name, :owner) AS ddl FROM dual"
BELONGING = "SELECT DBMS_METADATA.GET_DEPENDENT_DDL(:kind, :name, :owner) AS ddl FROM dual"
GRANTS = (
    "SELECT p.grantee, p.privilege, p.grantable, p.grantor FROM all_tab_privs p"
    " WHERE p.table_schema = :owner AND p.table_name = :name ORDER BY p.grantee, p.privilege"
)
COLUMN_GRANTS = (
    "SELECT p.grantee, p.privilege, p.grantable, p.grantor, p.column_name FROM all_col_privs p"
    " WHERE p.table_schema = :owner AND p.table_name = :name ORDER BY p.grantee, p.column_name"
)
USED = (
    "SELECT d.referenced_owner AS owner, d.referenced_name AS name, d.referenced_type AS type"
    " FROM all_dependencies d WHERE d.owner = :owner AND d.name = :name AND d.type = :kind"
    " AND d.referenced_link_name IS NULL AND d.referenced_owner NOT IN ('SYS', 'PUBLIC')"
)
USING = (
    "SELECT d.owner, d.name, d.type FROM all_dependencies d WHERE d.referenced_owner = :owner"
    " AND d.referenced_name = :name AND d.referenced_type = :kind"
)
POINTING = (
    "SELECT c.owner, c.table_name, c.constraint_name FROM all_constraints c"
    " WHERE c.constraint_type = 'R' AND (c.r_owner, c.r_constraint_name) IN"
    " (SELECT p.owner, p.constraint_name FROM all_constraints p WHERE p.owner = :owner"
    " AND p.table_name = :name AND p.constraint_type IN ('P', 'U'))"
)
POINTED_AT = (
    "SELECT c.constraint_name, p.owner, p.table_name FROM all_constraints c"
    " JOIN all_constraints p ON p.owner = c.r_owner AND p.constraint_name = c.r_constraint_name"
    " WHERE c.owner = :owner AND c.table_name = :name AND c.constraint_type = 'R'"
)
SIZES = (
    "SELECT t.table_name, t.num_rows, t.blocks, t.avg_row_len, t.last_analyzed FROM all_tables t"
    " WHERE t.owner = :owner"
)
SEGMENTS = (
    "SELECT s.segment_type, SUM(s.bytes) AS bytes FROM dba_segments s"
    " WHERE s.owner = :owner AND s.segment_name = :name GROUP BY s.segment_type"
)
PARTITIONS = (
    "SELECT p.partition_name, p.high_value, p.num_rows FROM all_tab_partitions p"
    " WHERE p.table_owner = :owner AND p.table_name = :name ORDER BY p.partition_position"
)
METHOD = (
    "SELECT p.partitioning_type, p.subpartitioning_type FROM all_part_tables p"
    " WHERE p.owner = :owner AND p.table_name = :name"
)
_DDL_KINDS = {
    ObjectKind.MATERIALIZED_VIEW: "MATERIALIZED_VIEW", ObjectKind.PACKAGE: "PACKAGE_SPEC",
    ObjectKind.PACKAGE_BODY: "PACKAGE_BODY", ObjectKind.TYPE: "TYPE_SPEC",
    ObjectKind.TYPE_BODY: "TYPE_BODY",
}  # fmt: skip
"""As DBMS_METADATA calls them, where it is not ALL_OBJECTS' word."""
_NOT_FOUND = frozenset({"ORA-31603", "ORA-31608"})
"""The object does not exist for this account; it has nothing that belongs to it."""


class ShowsAround(OracleSession):
    """Shows what is around an object."""

    def definition(self, name: ObjectName) -> Definition:
        """The object; a table with its indexes, triggers and comments."""
        at = {"name": name.name, "owner": name.schema}
        kind = _DDL_KINDS.get(name.kind, TYPES.get(name.kind, ""))
        try:
            rows = self.fetch(DDL, kind=kind, **at)
        except StatementFailed as error:
            if error.code not in _NOT_FOUND:
                raise
            lacking = _(
                "DBMS_METADATA shows {name} to its owner and to whom SELECT_CATALOG_ROLE is"
                " granted only."
            ).format(name=name.dotted)
            return Definition((), (lacking,))
        found = [text(rows[0]["ddl"]).strip()] if rows else []
        for other in ("INDEX", "TRIGGER", "COMMENT") if name.kind is ObjectKind.TABLE else ():
            try:
                more = self.fetch(BELONGING, kind=other, **at)
            except StatementFailed as error:
                if error.code not in _NOT_FOUND:
                    raise
                continue
            found += [text(row["ddl"]).strip() for row in more if text(row["ddl"]).strip()]
        return Definition(tuple(found))

    def grants_on(self, name: ObjectName) -> ObjectGrants:
        """Grants that this account may see: ALL_TAB_PRIVS shows its own and those it gave."""
        at = {"owner": name.schema, "name": name.name}
        gathered: dict[tuple[str, str, bool, str], list[str]] = {}
        for statement in (GRANTS, COLUMN_GRANTS):
            for row in self.fetch(statement, **at):
                level = text(row.get("column_name")) or "object"
                grantable = text(row["grantable"]) == "YES"
                key = text(row["grantee"]), level, grantable, text(row["grantor"])
                gathered.setdefault(key, []).append(text(row["privilege"]))
        grants = tuple(
            ObjectGrant(grantee, tuple(privileges), level, grantable, grantor)
            for (grantee, level, grantable, grantor), privileges in gathered.items()
        )
        return ObjectGrants(
            grants,
            _("Shown is what concerns this account; system privileges (SELECT ANY TABLE) are not."),
        )

    def dependencies(self, name: ObjectName) -> Dependencies:
        """What ALL_DEPENDENCIES and the foreign keys say; not what is built at run time."""
        at = {"owner": name.schema, "name": name.name}
        kind = TYPES.get(name.kind, "")
        found = [
            *_bonds(self.fetch(USED, **at, kind=kind), uses=True),
            *_bonds(self.fetch(USING, **at, kind=kind), uses=False),
        ]
        if name.kind is ObjectKind.TABLE:
            for statement, uses in ((POINTED_AT, True), (POINTING, False)):
                found += [
                    Dependency(
                        ObjectName(ObjectKind.TABLE, text(row["owner"]), text(row["table_name"])),
                        uses,
                        Bond.FOREIGN_KEY,
                        text(row["constraint_name"]),
                    )
                    for row in self.fetch(statement, **at)
                ]
        return Dependencies(tuple(dict.fromkeys(found)))

    def weigh(self, name: ObjectName) -> Weighed:
        """One table, by its statistics, and by its segments where the account may see them."""
        at = {"owner": name.schema, "name": name.name}
        rows = self.fetch(f"{SIZES} AND t.table_name = :name", **at)
        if not rows:
            raise no_such(name)
        weight = _weight(rows[0], name.schema)
        segments = self.fetch_if_allowed(SEGMENTS, **at)
        allocated = sum(int(row["bytes"] or 0) for row in segments)
        lacking = () if segments else (_("What its segments take is in DBA_SEGMENTS only."),)
        made = Weight(
            weight.id,
            weight.rows,
            weight.data,
            allocated=allocated if segments else None,
            analyzed=weight.analyzed,
        )
        return Weighed(made, tuple(self._partitions(at)), lacking)

    def weights(self, schema: str) -> tuple[Weight, ...]:
        """All tables of a schema, by their statistics."""
        return tuple(_weight(row, schema) for row in self.fetch(SIZES, owner=schema))

    def _partitions(self, at: Mapping[str, str]) -> Iterator[PartitionDetails]:
        method = ""
        for row in self.fetch(METHOD, **at):
            parts = (text(row["partitioning_type"]), text(row["subpartitioning_type"]))
            method = " / ".join(part for part in parts if part and part != "NONE")
        for row in self.fetch(PARTITIONS, **at) if method else ():
            yield PartitionDetails(
                text(row["partition_name"]),
                method,
                values=text(row["high_value"]),
                rows=number(row["num_rows"]),
            )


def _bonds(rows: list[dict[str, Any]], *, uses: bool) -> Iterator[Dependency]:
    for row in rows:
        kind = KINDS.get(text(row["type"]))
        if kind is not None:
            other = ObjectName(kind, text(row["owner"]), text(row["name"]))
            yield Dependency(other, uses, Bond.DEPENDS)


def _weight(row: Mapping[str, Any], schema: str) -> Weight:
    rows, length = number(row["num_rows"]), number(row["avg_row_len"])
    return Weight(
        ObjectName(ObjectKind.TABLE, schema, text(row["table_name"])),
        rows,
        None if rows is None or length is None else rows * length,
        analyzed=row["last_analyzed"],
    )
