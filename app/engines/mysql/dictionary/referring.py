"""Foreign keys both ways, and the views over a table."""

from collections.abc import Iterator

from app.domain.errors import StatementFailed
from app.domain.schema.details import Bond, Dependency
from app.domain.schema.objects import ObjectKind, ObjectName
from app.engines.mysql.asking import DENIED, LACKING
from app.engines.mysql.dictionary.file_names import file_name, name_of_file
from app.engines.mysql.dictionary.keys import DescribesKeys
from app.engines.mysql.dictionary.searching import pattern
from app.engines.mysql.wire import text_of
from app.i18n import _
from app.sql.parse import parse
from app.sql.uses import uses_of

_REFERRING = (
    "SELECT DISTINCT table_schema AS place, table_name AS name, constraint_name AS through"
    " FROM information_schema.key_column_usage"
    " WHERE referenced_table_schema = %s AND referenced_table_name = %s"
)
_INNODB = "SELECT id, for_name FROM information_schema.innodb_sys_foreign WHERE ref_name = %s"
_IN_SCHEMA = (
    "SELECT constraint_schema AS place, table_name AS name, constraint_name AS through"
    " FROM information_schema.referential_constraints"
    " WHERE constraint_schema = %s AND referenced_table_name = %s"
)
_USAGE = (
    "SELECT view_schema AS place, view_name AS name FROM information_schema.view_table_usage"
    " WHERE table_schema = %s AND table_name = %s"
)
_VIEWS = (
    "SELECT table_schema AS place, table_name AS name, view_definition AS body"
    " FROM information_schema.views WHERE table_schema = %s"
    " AND view_definition LIKE %s ESCAPE '|'"
)


class Referring(DescribesKeys):
    """Knows what refers to a table."""

    def referring(self, name: ObjectName, lacking: list[str]) -> Iterator[Dependency]:
        """Foreign keys of the table and those that point at it."""
        for key in self.foreign_keys(name):
            if key.other is not None:
                yield Dependency(key.other, uses=True, bond=Bond.FOREIGN_KEY, through=key.name)
        for schema, table, key_name in self._pointing_at(name, lacking):
            other = ObjectName(ObjectKind.TABLE, schema, table)
            yield Dependency(other, uses=False, bond=Bond.FOREIGN_KEY, through=key_name)

    def _pointing_at(self, name: ObjectName, lacking: list[str]) -> Iterator[tuple[str, str, str]]:
        """Schema, table and name of the foreign keys of others.

        MariaDB would open every table of the server to tell; InnoDB knows by itself.
        """
        if self.server.mariadb:
            try:
                yield from self._in_innodb(name)
            except StatementFailed as error:
                if error.code not in DENIED | LACKING:
                    raise
            else:
                return
            lacking.append(
                _("Foreign keys of other schemas that point here take the grant PROCESS.")
            )
        statement = _IN_SCHEMA if self.server.mariadb else _REFERRING
        for row in self.fetch(statement, name.schema, name.name):
            yield text_of(row["place"]), text_of(row["name"]), text_of(row["through"])

    def _in_innodb(self, name: ObjectName) -> Iterator[tuple[str, str, str]]:
        kept_as = f"{file_name(name.schema)}/{file_name(name.name)}"
        for row in self.fetch(_INNODB, kept_as):
            schema, _slash, table = text_of(row["for_name"]).partition("/")
            key = text_of(row["id"]).partition("/")[2]
            yield name_of_file(schema), name_of_file(table), name_of_file(key)

    def views_of(self, name: ObjectName) -> Iterator[Dependency]:
        """Views that name it; MariaDB is asked for those of its schema only."""
        mysql = self.server.mysql(8, 0, 13)
        statement, part = (_USAGE, name.name) if mysql else (_VIEWS, pattern(f"`{name.name}`"))
        for row in self.fetch(statement, name.schema, part):
            other = ObjectName(ObjectKind.VIEW, text_of(row["place"]), text_of(row["name"]))
            if other == name:
                continue
            certain = True
            if not mysql:
                parsed = parse(text_of(row["body"]), self.server.dialect)
                certain = parsed.whole
                if certain and not uses_of(parsed).has_table(name.schema, name.name, other.schema):
                    continue
            yield Dependency(other, uses=False, bond=Bond.VIEW, certain=certain)
