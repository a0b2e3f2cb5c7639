"""What is code: routines, packages, events, triggers."""

from app.domain.schema.details import ArgumentDetails, Described, TriggerDetails
from app.domain.schema.objects import ObjectKind, ObjectName
from app.engines.mysql.asking import Asking
from app.engines.mysql.dictionary.reading import facts_of, no_such
from app.engines.mysql.wire import text_of
from app.i18n import N_

_ROUTINE = (
    "SELECT routine_type AS type, definer, security_type AS security,"
    " sql_data_access AS access, is_deterministic AS same_always, created,"
    " last_altered AS changed, sql_mode AS mode, routine_comment AS comment"
    " FROM information_schema.routines"
    " WHERE routine_schema = %s AND routine_name = %s AND routine_type = %s"
)
_ARGUMENTS = (
    "SELECT parameter_name AS name, dtd_identifier AS type, parameter_mode AS mode,"
    " ordinal_position AS place FROM information_schema.parameters"
    " WHERE specific_schema = %s AND specific_name = %s AND routine_type = %s"
    " ORDER BY ordinal_position"
)
_EVENT = (
    "SELECT definer, status, event_type AS type, execute_at AS at_once,"
    " CONCAT(interval_value, ' ', interval_field) AS every, starts, ends,"
    " on_completion AS after, last_executed AS last, time_zone AS zone, sql_mode AS mode,"
    " event_comment AS comment FROM information_schema.events"
    " WHERE event_schema = %s AND event_name = %s"
)
_TRIGGER = (
    "SELECT trigger_name AS name, action_timing AS timing, event_manipulation AS event, definer,"
    " event_object_table AS of_table, created, sql_mode AS mode, action_statement AS body"
    " FROM information_schema.triggers WHERE trigger_schema = %s AND trigger_name = %s"
)
_ROUTINE_FACTS = (
    ("type", N_("Type")), ("definer", N_("Definer")),
    ("security", N_("Runs with the rights of")), ("access", N_("Data")),
    ("same_always", N_("Deterministic")), ("created", N_("Created")),
    ("changed", N_("Changed")), ("mode", N_("SQL mode")), ("comment", N_("Comment")),
)  # fmt: skip
_EVENT_FACTS = (
    ("status", N_("Status")), ("type", N_("Type")), ("at_once", N_("Runs at")),
    ("every", N_("Runs every")), ("starts", N_("From")), ("ends", N_("Until")),
    ("after", N_("When it is over")), ("last", N_("Last run")), ("zone", N_("Time zone")),
    ("definer", N_("Definer")), ("mode", N_("SQL mode")), ("comment", N_("Comment")),
)  # fmt: skip
_TRIGGER_FACTS = (
    ("of_table", N_("Table")), ("timing", N_("When")), ("event", N_("On")),
    ("definer", N_("Definer")), ("created", N_("Created")), ("mode", N_("SQL mode")),
)  # fmt: skip
_TYPES = {
    ObjectKind.PROCEDURE: "PROCEDURE", ObjectKind.FUNCTION: "FUNCTION",
    ObjectKind.PACKAGE: "PACKAGE", ObjectKind.PACKAGE_BODY: "PACKAGE BODY",
}  # fmt: skip


class DescribesCode(Asking):
    """Describes what is code."""

    def describe_code(self, name: ObjectName) -> Described:
        """A routine with its arguments, an event, a trigger."""
        if name.kind in _TYPES:
            return self._routine(name)
        event = name.kind is ObjectKind.EVENT
        rows = self.fetch(_EVENT if event else _TRIGGER, name.schema, name.name)
        if not rows:
            raise no_such(name)
        row = rows[0]
        if event:
            return Described(name, facts=facts_of(row, _EVENT_FACTS))
        trigger = TriggerDetails(
            text_of(row["name"]),
            text_of(row["timing"]),
            text_of(row["event"]),
            text_of(row["definer"]),
            body=text_of(row["body"]),
        )
        return Described(name, triggers=(trigger,), facts=facts_of(row, _TRIGGER_FACTS))

    def _routine(self, name: ObjectName) -> Described:
        at = name.schema, name.name, _TYPES[name.kind]
        rows = self.fetch(_ROUTINE, *at)
        if not rows:
            raise no_such(name)
        arguments = tuple(
            ArgumentDetails(
                text_of(row["name"]),
                text_of(row["type"]),
                text_of(row["mode"]) or "RETURN",
                int(row["place"]),
            )
            for row in self.fetch(_ARGUMENTS, *at)
        )
        return Described(name, arguments=arguments, facts=facts_of(rows[0], _ROUTINE_FACTS))
