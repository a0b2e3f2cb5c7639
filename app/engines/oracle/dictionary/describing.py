"""What an object is made of, out of the ALL_ views. Columns: Database Reference 19c."""

from collections.abc import Mapping
from typing import Any

from app.domain.schema.details import (
    ArgumentDetails,
    ColumnDetails,
    ConstraintDetails,
    ConstraintKind,
    Described,
    IndexDetails,
    IndexPart,
    TriggerDetails,
)
from app.domain.schema.objects import ObjectKind, ObjectName
from app.engines.oracle.catalogue import type_of
from app.engines.oracle.dictionary.listing import TYPES, no_such
from app.engines.oracle.rows import number, text
from app.engines.oracle.session import OracleSession
from app.i18n import N_, _

OBJECT = (
    "SELECT o.object_type, o.status, o.created, o.last_ddl_time FROM all_objects o"
    " WHERE o.owner = :owner AND o.object_name = :name AND o.object_type = :kind"
)
COLUMNS = (
    "SELECT c.column_id, c.column_name, c.data_type, c.data_length, c.char_length, c.char_used,"
    " c.data_precision, c.data_scale, c.nullable, c.data_default, c.hidden_column,"
    " c.virtual_column, c.identity_column FROM all_tab_cols c"
    " WHERE c.owner = :owner AND c.table_name = :name AND c.user_generated = 'YES'"
    " ORDER BY c.column_id, c.internal_column_id"
)
COLUMN_COMMENTS = (
    "SELECT c.column_name, c.comments FROM all_col_comments c"
    " WHERE c.owner = :owner AND c.table_name = :name AND c.comments IS NOT NULL"
)
COMMENT = (
    "SELECT c.comments FROM all_tab_comments c WHERE c.owner = :owner AND c.table_name = :name"
)
INDEXES = (
    "SELECT i.owner, i.index_name, i.index_type, i.uniqueness, i.status, i.visibility,"
    " i.distinct_keys, i.tablespace_name FROM all_indexes i"
    " WHERE i.table_owner = :owner AND i.table_name = :name ORDER BY i.index_name"
)
INDEX_COLUMNS = (
    "SELECT c.index_owner, c.index_name, c.column_name, c.column_position, c.descend"
    " FROM all_ind_columns c WHERE c.table_owner = :owner AND c.table_name = :name"
    " ORDER BY c.index_name, c.column_position"
)
INDEX_EXPRESSIONS = (
    "SELECT e.index_owner, e.index_name, e.column_position, e.column_expression"
    " FROM all_ind_expressions e WHERE e.table_owner = :owner AND e.table_name = :name"
)
CONSTRAINTS = (
    "SELECT c.constraint_name, c.constraint_type, c.r_owner, c.r_constraint_name, c.delete_rule,"
    " c.status, c.search_condition_vc FROM all_constraints c"
    " WHERE c.owner = :owner AND c.table_name = :name AND c.constraint_type IN ('P','U','R','C')"
    " ORDER BY c.constraint_type, c.constraint_name"
)
KEY_COLUMNS = (
    "SELECT k.constraint_name, k.column_name FROM all_cons_columns k"
    " WHERE k.owner = :owner AND k.table_name = :name AND k.position IS NOT NULL"
    " ORDER BY k.constraint_name, k.position"
)
REFERRED = (
    "SELECT k.owner, k.table_name, k.column_name FROM all_cons_columns k"
    " WHERE k.owner = :owner AND k.constraint_name = :name ORDER BY k.position"
)
TRIGGERS = (
    "SELECT t.trigger_name, t.trigger_type, t.triggering_event, t.owner, t.status, t.description"
    " FROM all_triggers t WHERE t.table_owner = :owner AND t.table_name = :name"
    " ORDER BY t.trigger_name"
)
ARGUMENTS = (
    "SELECT a.argument_name, a.position, a.data_type, a.in_out FROM all_arguments a"
    " WHERE a.owner = :owner AND a.object_name = :name AND a.package_name IS NULL"
    " AND a.data_level = 0 ORDER BY a.position"
)
SYNONYM = (
    "SELECT s.table_owner, s.table_name, s.db_link FROM all_synonyms s"
    " WHERE s.owner = :owner AND s.synonym_name = :name"
)
SEQUENCE = (
    "SELECT s.min_value, s.max_value, s.increment_by, s.cycle_flag, s.order_flag, s.cache_size,"
    " s.last_number FROM all_sequences s"
    " WHERE s.sequence_owner = :owner AND s.sequence_name = :name"
)
_KINDS = {
    "P": ConstraintKind.PRIMARY, "U": ConstraintKind.UNIQUE, "R": ConstraintKind.FOREIGN,
    "C": ConstraintKind.CHECK,
}  # fmt: skip
_FACTS = (
    ("status", N_("Status")), ("created", N_("Created")), ("last_ddl_time", N_("Last DDL")),
    ("comments", N_("Comment")), ("table_owner", N_("Schema")), ("table_name", N_("Refers to")),
    ("db_link", N_("Database link")), ("min_value", N_("Least")), ("max_value", N_("Greatest")),
    ("increment_by", N_("Step")), ("cycle_flag", N_("Begins anew at its end")),
    ("order_flag", N_("In order")), ("cache_size", N_("Cache")),
    ("last_number", N_("Next value that is not cached")),
)  # fmt: skip


class Describing(OracleSession):
    """Describes objects."""

    def describe(self, name: ObjectName) -> Described:
        """The object with all that costs little to know."""
        at = {"owner": name.schema, "name": name.name}
        found = self.fetch(OBJECT, **at, kind=TYPES.get(name.kind, ""))
        if not found:
            raise no_such(name)
        facts = dict(found[0])
        described = Described(name)
        if name.kind.has_columns:
            described = self._relation(name, at)
            facts |= next(iter(self.fetch(COMMENT, **at)), {})
        elif name.kind in {ObjectKind.PROCEDURE, ObjectKind.FUNCTION}:
            described = Described(
                name, arguments=tuple(map(_argument, self.fetch(ARGUMENTS, **at)))
            )
        elif name.kind is ObjectKind.SYNONYM:
            facts |= next(iter(self.fetch(SYNONYM, **at)), {})
        elif name.kind is ObjectKind.SEQUENCE:
            facts |= next(iter(self.fetch(SEQUENCE, **at)), {})
        said = tuple((_(title), text(facts[key])) for key, title in _FACTS if text(facts.get(key)))
        return Described(
            name,
            described.columns,
            described.indexes,
            described.constraints,
            described.triggers,
            described.arguments,
            said,
        )

    def _relation(self, name: ObjectName, at: Mapping[str, str]) -> Described:
        comments = {
            text(row["column_name"]): text(row["comments"])
            for row in self.fetch(COLUMN_COMMENTS, **at)
        }
        columns = tuple(_column(row, comments) for row in self.fetch(COLUMNS, **at))
        triggers = tuple(map(_trigger, self.fetch(TRIGGERS, **at)))
        if name.kind is ObjectKind.VIEW:
            return Described(name, columns, triggers=triggers)
        return Described(name, columns, self._indexes(at), self._constraints(name, at), triggers)

    def _indexes(self, at: Mapping[str, str]) -> tuple[IndexDetails, ...]:
        expressions = {
            (row["index_owner"], row["index_name"], row["column_position"]):
                text(row["column_expression"])
            for row in self.fetch(INDEX_EXPRESSIONS, **at)
        }  # fmt: skip
        parts: dict[tuple[Any, Any], list[IndexPart]] = {}
        for row in self.fetch(INDEX_COLUMNS, **at):
            key = row["index_owner"], row["index_name"]
            written = expressions.get((*key, row["column_position"]), text(row["column_name"]))
            parts.setdefault(key, []).append(
                IndexPart(written, descending=text(row["descend"]) == "DESC")
            )
        return tuple(
            IndexDetails(
                text(row["index_name"]),
                tuple(parts.get((row["owner"], row["index_name"]), ())),
                unique=text(row["uniqueness"]) == "UNIQUE",
                kind=text(row["index_type"]),
                visible=text(row["visibility"]) != "INVISIBLE",
                note="" if text(row["status"]) in {"VALID", "N/A"} else text(row["status"]),
                cardinality=number(row["distinct_keys"]),
            )
            for row in self.fetch(INDEXES, **at)
        )

    def _constraints(
        self, name: ObjectName, at: Mapping[str, str]
    ) -> tuple[ConstraintDetails, ...]:
        columns: dict[str, list[str]] = {}
        for row in self.fetch(KEY_COLUMNS, **at):
            columns.setdefault(text(row["constraint_name"]), []).append(text(row["column_name"]))
        return tuple(
            self._constraint(row, tuple(columns.get(text(row["constraint_name"]), ())))
            for row in self.fetch(CONSTRAINTS, **at)
            if not _only_not_null(row)
        )

    def _constraint(self, row: Mapping[str, Any], columns: tuple[str, ...]) -> ConstraintDetails:
        kind = _KINDS[text(row["constraint_type"])]
        other: ObjectName | None = None
        theirs: tuple[str, ...] = ()
        if kind is ConstraintKind.FOREIGN:
            place = {"owner": text(row["r_owner"]), "name": text(row["r_constraint_name"])}
            found = self.fetch(REFERRED, **place)
            if found:
                table = text(found[0]["table_name"])
                other = ObjectName(ObjectKind.TABLE, place["owner"], table)
                theirs = tuple(text(each["column_name"]) for each in found)
        return ConstraintDetails(
            kind,
            text(row["constraint_name"]),
            columns,
            other,
            theirs,
            on_delete=text(row["delete_rule"]),
            clause=text(row["search_condition_vc"]),
            enforced=text(row["status"]) != "DISABLED",
        )


def _only_not_null(row: Mapping[str, Any]) -> bool:
    """What a NOT NULL column is kept as."""
    condition = text(row["search_condition_vc"])
    return text(row["constraint_type"]) == "C" and condition.endswith('" IS NOT NULL')


def _column(row: Mapping[str, Any], comments: Mapping[str, str]) -> ColumnDetails:
    name, default = text(row["column_name"]), text(row["data_default"]).strip()
    virtual = text(row["virtual_column"]) == "YES"
    return ColumnDetails(
        name,
        type_of(row),
        number(row["column_id"]) or 0,
        nullable=text(row["nullable"]) == "Y",
        default=None if virtual or not default else default,
        extra="IDENTITY" if text(row.get("identity_column")) == "YES" else "",
        generated=default if virtual else "",
        invisible=text(row["hidden_column"]) == "YES",
        comment=comments.get(name, ""),
    )


def _trigger(row: Mapping[str, Any]) -> TriggerDetails:
    return TriggerDetails(
        text(row["trigger_name"]),
        text(row["trigger_type"]),
        text(row["triggering_event"]),
        text(row["owner"]),
        "" if text(row["status"]) == "ENABLED" else text(row["status"]),
        " ".join(text(row["description"]).split()),
    )


def _argument(row: Mapping[str, Any]) -> ArgumentDetails:
    place = number(row["position"]) or 0
    mode = text(row["in_out"]).replace("/", " ") if place else "RETURN"
    return ArgumentDetails(text(row["argument_name"]), text(row["data_type"]), mode, place)
