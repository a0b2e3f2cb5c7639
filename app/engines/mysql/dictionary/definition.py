"""The DDL of objects, as SHOW CREATE gives it."""

from collections.abc import Iterator

from app.domain.errors import StatementFailed
from app.domain.schema.details import Definition
from app.domain.schema.objects import ObjectKind, ObjectName
from app.engines.mysql.asking import DENIED, Asking
from app.engines.mysql.dictionary.reading import no_such
from app.engines.mysql.wire import named, quoted, text_of
from app.i18n import _

_SHOWN = {
    ObjectKind.TABLE: ("TABLE", "create table"),
    ObjectKind.VIEW: ("VIEW", "create view"),
    ObjectKind.PROCEDURE: ("PROCEDURE", "create procedure"),
    ObjectKind.FUNCTION: ("FUNCTION", "create function"),
    ObjectKind.EVENT: ("EVENT", "create event"),
    ObjectKind.TRIGGER: ("TRIGGER", "sql original statement"),
    ObjectKind.SEQUENCE: ("SEQUENCE", "create table"),
    ObjectKind.PACKAGE: ("PACKAGE", "create package"),
    ObjectKind.PACKAGE_BODY: ("PACKAGE BODY", "create package body"),
}
"""What stands behind SHOW CREATE, and the column of the answer."""
_VIEW_COLUMN = "create view"
_GONE = frozenset({"1146", "1049", "1305", "1539", "1360", "4091", "1347"})
"""No such table, schema, routine, event, trigger, sequence; not one of that kind."""


class Defining(Asking):
    """Shows the DDL of objects."""

    def definition(self, name: ObjectName) -> Definition:
        """The object; a table with its triggers."""
        statements, lacking = [], []
        for each in (name, *self._belonging(name)):
            text = self._created(each)
            if text:
                statements.append(text)
            else:
                lacking.append(_lacking(each))
        return Definition(tuple(statements), tuple(lacking))

    def created(self, name: ObjectName) -> Definition:
        """The object alone."""
        text = self._created(name)
        return Definition((text,)) if text else Definition((), (_lacking(name),))

    def _created(self, name: ObjectName) -> str:
        """The statement; nothing where the account may not see it."""
        what, column = _SHOWN[name.kind]
        place = f"{named(name.schema)}.{named(name.name)}"
        try:
            rows = self.fetch(f"SHOW CREATE {what} {place}")
        except StatementFailed as error:
            if error.code in DENIED:
                return ""
            if error.code in _GONE:
                raise no_such(name) from error
            raise
        if not rows:
            raise no_such(name)
        row = rows[0]  # a view of information_schema is shown as a table, and the other way round
        return text_of(row.get(column) or row.get("create table") or row.get(_VIEW_COLUMN))

    def _belonging(self, name: ObjectName) -> Iterator[ObjectName]:
        if name.kind is not ObjectKind.TABLE:
            return
        shown = f"SHOW TRIGGERS FROM {named(name.schema)} WHERE `Table` = {quoted(name.name)}"
        for row in self.fetch_if_allowed(shown):
            yield ObjectName(ObjectKind.TRIGGER, name.schema, text_of(row["trigger"]))


def _lacking(name: ObjectName) -> str:
    if name.kind in {ObjectKind.PROCEDURE, ObjectKind.FUNCTION}:
        return _(
            "The server keeps the code of {name} from this account: to its definer, and to whom"
            " SHOW_ROUTINE or SELECT on the schema mysql is granted, it shows it."
        ).format(name=name.dotted)
    if name.kind is ObjectKind.VIEW:
        return _("The definition of {name} takes the grants SHOW VIEW and SELECT on it.").format(
            name=name.dotted
        )
    if name.kind is ObjectKind.TRIGGER:
        return _("The definition of {name} takes the grant TRIGGER on its table.").format(
            name=name.dotted
        )
    return _("The server keeps the definition of {name} from this account.").format(
        name=name.dotted
    )
