"""All the DDL of a schema, to be compared: one SHOW CREATE for each object."""

from collections.abc import Callable, Sequence

from app.domain.errors import StatementFailed
from app.domain.schema.details import Definition
from app.domain.schema.objects import ObjectKind, ObjectName
from app.engines.mysql.dictionary.definition import Defining
from app.engines.mysql.dictionary.listing import Listing
from app.engines.mysql.wire import text_of

_TOLD_EVERY = 25
_TRIGGERS = (
    "SELECT trigger_name AS name FROM information_schema.triggers WHERE trigger_schema = %s"
    " ORDER BY event_object_table, action_timing, event_manipulation, action_order"
)


class ReadsWhole(Listing, Defining):
    """Reads every definition of a schema."""

    def definitions(
        self, schema: str, tell: Callable[[int, int], object]
    ) -> Sequence[tuple[ObjectName, Definition]]:
        """Triggers last, in the order in which they act; what is dropped meanwhile is lacking."""
        names = [
            each.id
            for kind in self.object_kinds
            if kind is not ObjectKind.TRIGGER
            for each in self.objects(schema, kind)
        ]
        names += self._triggers(schema)
        found = []
        for at, name in enumerate(names):
            if at % _TOLD_EVERY == 0:
                tell(at, len(names))
            try:
                found.append((name, self.created(name)))
            except StatementFailed as error:
                if error.code:
                    raise
                found.append((name, Definition((), (str(error),))))
        tell(len(names), len(names))
        return found

    def _triggers(self, schema: str) -> list[ObjectName]:
        rows = self.fetch(_TRIGGERS, schema)
        return [ObjectName(ObjectKind.TRIGGER, schema, text_of(row["name"])) for row in rows]
