"""What an object needs, and what needs it.

Foreign keys and, in MySQL 8, views are in the dictionary. Everything else is code, which is read
with our own parser: what it names as a table is certain, statements it puts together as text are
not seen.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from app.domain.schema.details import Bond, Dependencies, Dependency
from app.domain.schema.objects import ObjectKind, ObjectName
from app.engines.mysql.dictionary.definition import Defining
from app.engines.mysql.dictionary.listing import kind_of
from app.engines.mysql.dictionary.referring import Referring
from app.engines.mysql.dictionary.searching import pattern
from app.engines.mysql.wire import text_of
from app.i18n import _
from app.sql.parse import parse
from app.sql.uses import Uses, uses_of

_MOST_NAMES = 50
"""Names in one statement that are looked up; more are shown as tables."""
_KIND = (
    "SELECT table_type AS type FROM information_schema.tables"
    " WHERE table_schema = %s AND table_name = %s"
)
_ROUTINE_KIND = (
    "SELECT routine_type AS type, routine_name AS name FROM information_schema.routines"
    " WHERE routine_schema = %s AND routine_name = %s"
)
_ROUTINES = (
    "SELECT routine_schema AS place, routine_name AS name, routine_type AS kind,"
    " routine_definition AS body FROM information_schema.routines"
    " WHERE routine_definition LIKE %s ESCAPE '|' AND routine_schema NOT IN ('sys', 'mysql')"
)
_TRIGGERS = (
    "SELECT trigger_schema AS place, trigger_name AS name, action_statement AS body"
    " FROM information_schema.triggers"
    " WHERE trigger_schema = %s AND action_statement LIKE %s ESCAPE '|'"
)
_EVENTS = (
    "SELECT event_schema AS place, event_name AS name, event_definition AS body"
    " FROM information_schema.events WHERE event_definition LIKE %s ESCAPE '|'"
)
_KINDS = {
    "PROCEDURE": ObjectKind.PROCEDURE, "FUNCTION": ObjectKind.FUNCTION,
    "PACKAGE": ObjectKind.PACKAGE, "PACKAGE BODY": ObjectKind.PACKAGE_BODY,
}  # fmt: skip
_HEADS = {
    ObjectKind.FUNCTION: "CREATE FUNCTION f() RETURNS INT ",
    ObjectKind.TRIGGER: "CREATE TRIGGER t BEFORE INSERT ON t FOR EACH ROW ",
}
"""What makes a statement of a body that information_schema gives alone."""


class FindsBonds(Referring, Defining):
    """Finds what hangs together."""

    def dependencies(self, name: ObjectName) -> Dependencies:
        """Both ways; each bond once."""
        found: list[Dependency] = []
        lacking: list[str] = []
        if name.kind is ObjectKind.TABLE:
            found += self.referring(name, lacking)
            found += self._triggers_on(name)
        elif name.kind is not ObjectKind.SEQUENCE:
            found += self._own_uses(name, lacking)
        if name.kind in {ObjectKind.TABLE, ObjectKind.VIEW, ObjectKind.SEQUENCE}:
            found += self.views_of(name)
            found += self._named_by(name, lambda uses, at: uses.has_table(*_of(name), at))
        elif name.kind in {ObjectKind.PROCEDURE, ObjectKind.FUNCTION}:
            found += self._named_by(name, lambda uses, at: uses.has_routine(*_of(name), at))
        kept = {(each.id, each.uses, each.bond, each.through): each for each in found}
        return Dependencies(tuple(kept.values()), tuple(lacking))

    def _triggers_on(self, name: ObjectName) -> Iterator[Dependency]:
        rows = self.fetch(
            "SELECT trigger_name AS name FROM information_schema.triggers"
            " WHERE event_object_schema = %s AND event_object_table = %s",
            *_of(name),
        )
        for row in rows:
            trigger = ObjectName(ObjectKind.TRIGGER, name.schema, text_of(row["name"]))
            yield Dependency(trigger, uses=False, bond=Bond.TRIGGER)

    def _own_uses(self, name: ObjectName, lacking: list[str]) -> Iterator[Dependency]:
        """What the code of an object names."""
        made = self.created(name)
        lacking += made.lacking
        for text in made.statements:
            parsed = parse(text, self.server.dialect)
            if not parsed.whole:
                lacking.append(_("Its definition was not understood whole; it may use more."))
            bond = Bond.VIEW if name.kind is ObjectKind.VIEW else Bond.ROUTINE
            yield from self._used(name, uses_of(parsed), bond)

    def _used(self, name: ObjectName, uses: Uses, bond: Bond) -> Iterator[Dependency]:
        for schema, table in uses.tables:
            kind = self._kind_of_table(schema or name.schema, table)
            other = ObjectName(kind, schema or name.schema, table)
            if other != name:
                yield Dependency(other, uses=True, bond=bond)
        for schema, routine in uses.routines[:_MOST_NAMES]:
            at = schema or name.schema
            for row in self.fetch(_ROUTINE_KIND, at, routine):
                kind = _KINDS[text_of(row["type"])]
                other = ObjectName(kind, at, text_of(row["name"]))
                if other != name:
                    yield Dependency(other, uses=True, bond=Bond.ROUTINE)

    def _kind_of_table(self, schema: str, table: str) -> ObjectKind:
        rows = self.fetch(_KIND, schema, table)
        return kind_of(rows[0]["type"]) if rows else ObjectKind.TABLE

    def _named_by(
        self, name: ObjectName, fits: Callable[[Uses, str], bool]
    ) -> Iterator[Dependency]:
        """Code that holds the name, and, as our parser reads it, means this object by it."""
        part = pattern(name.name)
        for row in self.fetch(_ROUTINES, part):
            yield from self._if(row, _KINDS[text_of(row["kind"])], Bond.ROUTINE, name, fits)
        for row in self.fetch(_TRIGGERS, name.schema, part):
            yield from self._if(row, ObjectKind.TRIGGER, Bond.TRIGGER, name, fits)
        for row in self.fetch(_EVENTS, part):
            yield from self._if(row, ObjectKind.EVENT, Bond.ROUTINE, name, fits)

    def _if(
        self,
        row: Mapping[str, Any],
        kind: ObjectKind,
        bond: Bond,
        name: ObjectName,
        fits: Callable[[Uses, str], bool],
    ) -> Iterable[Dependency]:
        other = ObjectName(kind, text_of(row["place"]), text_of(row["name"]))
        head = _HEADS.get(kind, "CREATE PROCEDURE p() ")
        parsed = parse(head + text_of(row["body"]), self.server.dialect)
        if parsed.whole:
            meant = fits(uses_of(parsed), other.schema)
        else:
            word = rf"(?<!\w){re.escape(name.name)}(?!\w)"
            meant = re.search(word, text_of(row["body"]), re.I) is not None
        if other == name or not meant:
            return ()
        return (Dependency(other, uses=False, bond=bond, certain=parsed.whole),)


def _of(name: ObjectName) -> tuple[str, str]:
    return name.schema, name.name
