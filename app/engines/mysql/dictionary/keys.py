"""Indexes, foreign keys, checks and triggers of one table."""

from collections.abc import Mapping
from typing import Any

from app.domain.schema.details import (
    ConstraintDetails,
    ConstraintKind,
    IndexDetails,
    IndexPart,
    TriggerDetails,
)
from app.domain.schema.objects import ObjectKind, ObjectName
from app.engines.mysql.asking import Asking
from app.engines.mysql.wire import text_of
from app.i18n import _

_INDEXES = (
    "SELECT index_name AS name, non_unique, column_name AS col, sub_part AS length,"
    " collation AS direction, index_type AS kind, cardinality, index_comment AS comment{more}"
    " FROM information_schema.statistics WHERE table_schema = %s AND table_name = %s"
    " ORDER BY index_name <> 'PRIMARY', index_name, seq_in_index"
)
_FOREIGN = (
    "SELECT constraint_name AS name, column_name AS col, referenced_table_schema AS to_schema,"
    " referenced_table_name AS to_table, referenced_column_name AS to_col"
    " FROM information_schema.key_column_usage WHERE table_schema = %s AND table_name = %s"
    " AND referenced_table_name IS NOT NULL ORDER BY constraint_name, ordinal_position"
)
_RULES = (
    "SELECT constraint_name AS name, update_rule AS on_update, delete_rule AS on_delete"
    " FROM information_schema.referential_constraints"
    " WHERE constraint_schema = %s AND table_name = %s"
)
_CHECKS_OF_MARIADB = (
    "SELECT constraint_name AS name, check_clause AS clause"
    " FROM information_schema.check_constraints"
    " WHERE constraint_schema = %s AND table_name = %s ORDER BY constraint_name"
)
_CHECKS_OF_MYSQL = (
    "SELECT t.constraint_name AS name, c.check_clause AS clause, t.enforced"
    " FROM information_schema.table_constraints t JOIN information_schema.check_constraints c"
    " USING (constraint_schema, constraint_name)"
    " WHERE t.table_schema = %s AND t.table_name = %s AND t.constraint_type = 'CHECK'"
    " ORDER BY t.constraint_name"
)
_TRIGGERS = (
    "SELECT trigger_name AS name, action_timing AS timing, event_manipulation AS event, definer,"
    " action_statement AS body FROM information_schema.triggers"
    " WHERE event_object_schema = %s AND event_object_table = %s"
    " ORDER BY action_timing, event_manipulation, action_order"
)
_MAY_SEE_TRIGGERS = frozenset({"TRIGGER", "ALL"})


class DescribesKeys(Asking):
    """Knows what belongs to a table."""

    def indexes_of_table(self, name: ObjectName) -> tuple[IndexDetails, ...]:
        """Its indexes, the primary key first."""
        more = ""
        if self.server.mysql(8, 0, 13):
            more = ", is_visible, expression"
        elif self.server.maria(10, 6):
            more = ", ignored"
        found: dict[str, list[Mapping[str, Any]]] = {}
        for row in self.fetch(_INDEXES.format(more=more), name.schema, name.name):
            found.setdefault(text_of(row["name"]), []).append(row)
        return tuple(_index(index, rows) for index, rows in found.items())

    def foreign_keys(self, name: ObjectName) -> tuple[ConstraintDetails, ...]:
        """What it refers to."""
        at = name.schema, name.name
        found: dict[str, list[Mapping[str, Any]]] = {}
        for row in self.fetch(_FOREIGN, *at):
            found.setdefault(text_of(row["name"]), []).append(row)
        rules = {text_of(row["name"]): row for row in self.fetch(_RULES, *at)} if found else {}
        return tuple(_foreign(key, rows, rules.get(key, {})) for key, rows in found.items())

    def checks(self, name: ObjectName) -> tuple[ConstraintDetails, ...]:
        """What it demands of its rows."""
        if self.server.mysql(8, 0, 16):
            rows = self.fetch(_CHECKS_OF_MYSQL, name.schema, name.name)
        elif self.server.maria(10, 2, 22):
            rows = self.fetch(_CHECKS_OF_MARIADB, name.schema, name.name)
        else:
            return ()
        return tuple(
            ConstraintDetails(
                ConstraintKind.CHECK,
                text_of(row["name"]),
                clause=text_of(row["clause"]),
                enforced=text_of(row.get("enforced", "YES")) != "NO",
            )
            for row in rows
        )

    def triggers_of(self, name: ObjectName) -> tuple[tuple[TriggerDetails, ...], tuple[str, ...]]:
        """Its triggers; without the grant the server says there are none, so that is said."""
        rows = self.fetch(_TRIGGERS, name.schema, name.name)
        found = tuple(
            TriggerDetails(
                text_of(row["name"]),
                text_of(row["timing"]),
                text_of(row["event"]),
                text_of(row["definer"]),
                body=text_of(row["body"]),
            )
            for row in rows
        )
        if found or self._may_see_triggers(name):
            return found, ()
        return (), (_("Triggers are seen with the grant TRIGGER on the table only."),)

    def _may_see_triggers(self, name: ObjectName) -> bool:
        places = {"*.*", f"{name.schema.lower()}.*", f"{name.schema}.{name.name}".lower()}
        from app.engines.mysql.grants import held

        lines = [text_of(next(iter(row.values()))) for row in self.fetch("SHOW GRANTS")]
        return any(
            each.privilege in _MAY_SEE_TRIGGERS
            and (each.where.replace("\\", "") in places or "%" in each.where)
            for each in held(lines, self.server)
        )


def _index(name: str, rows: list[Mapping[str, Any]]) -> IndexDetails:
    first = rows[0]
    cardinality = rows[-1]["cardinality"]
    return IndexDetails(
        name,
        tuple(
            IndexPart(
                text_of(row["col"]) or f"({text_of(row.get('expression'))})",
                None if row["length"] is None else int(row["length"]),
                text_of(row["direction"]) == "D",
            )
            for row in rows
        ),
        unique=not int(first["non_unique"]),
        primary=name == "PRIMARY",
        kind=text_of(first["kind"]),
        visible=first.get("is_visible") != "NO" and first.get("ignored") != "YES",
        comment=text_of(first["comment"]),
        cardinality=None if cardinality is None else int(cardinality),
    )


def _foreign(
    name: str, rows: list[Mapping[str, Any]], rules: Mapping[str, Any]
) -> ConstraintDetails:
    first = rows[0]
    return ConstraintDetails(
        ConstraintKind.FOREIGN,
        name,
        tuple(text_of(row["col"]) for row in rows),
        ObjectName(ObjectKind.TABLE, text_of(first["to_schema"]), text_of(first["to_table"])),
        tuple(text_of(row["to_col"]) for row in rows),
        on_delete=text_of(rules.get("on_delete")),
        on_update=text_of(rules.get("on_update")),
    )
