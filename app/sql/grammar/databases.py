"""CREATE, ALTER and DROP DATABASE (MySQL 8.4 manual, 15.1.2 and 15.1.12)."""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.options import Opening
from app.sql.grammar.views import Views
from app.sql.tokens import NUMBER
from app.sql.tree import CreateDatabase, DropDatabase, Option

_OPTIONS = frozenset({"DEFAULT", "CHARACTER", "CHAR", "CHARSET", "COLLATE", "ENCRYPTION"})
_ALL_OPTIONS = _OPTIONS | {"COMMENT", "READ", "UPGRADE"}


class Databases(Views):
    """Databases, which these servers also call schemas."""

    def create_database(self, opening: Opening) -> CreateDatabase:
        """From DATABASE or SCHEMA on."""
        self.at += 1
        if_not_exists = self.if_not_exists()
        name = self.identifier()
        options = self._database_options(_OPTIONS | {"COMMENT"})
        return CreateDatabase(
            opening.first,
            self.before,
            name,
            options,
            if_not_exists,
            or_replace=opening.or_replace,
        )

    def alter_database(self, opening: Opening) -> CreateDatabase:
        """From DATABASE or SCHEMA on; without a name it is the current one."""
        self.at += 1
        kind, behind = self.kinds[self.at : self.at + 2]
        named = kind not in _ALL_OPTIONS or (kind == "COMMENT" and behind in _ALL_OPTIONS)
        name = self.identifier() if named else None
        options = self._database_options(_ALL_OPTIONS)
        if not options:
            raise Refused(self.at, N_("an option of a database"))
        return CreateDatabase(opening.first, self.before, name, options, alter=True)

    def _database_options(self, kinds: frozenset[str]) -> tuple[Option, ...]:
        found: list[Option] = []
        while self.kinds[self.at] in kinds:
            found.append(self._database_option())
        return tuple(found)

    def _database_option(self) -> Option:
        start, kind = self.at, self.kinds[self.at]
        if kind in _OPTIONS:
            return self.charset_option()
        if kind == "COMMENT":
            self.note("database-comment", start)
            return self.comment()
        if kind == "UPGRADE":
            self.note("upgrade-directory", start)
            self.expect("UPGRADE", "DATA", "DIRECTORY", "NAME")
            return self.option(start, "UPGRADE DATA DIRECTORY NAME")
        self.expect("READ", "ONLY")
        self.note("database-read-only", start)
        self.equals()
        value = self.number() if self.kinds[self.at] is NUMBER else self.word_of({"DEFAULT"})
        return self.option(start, "READ ONLY", value)

    def drop_database(self, opening: Opening) -> DropDatabase:
        """From DATABASE or SCHEMA on."""
        self.at += 1
        if_exists = self.if_exists()
        name = self.identifier()
        return DropDatabase(opening.first, self.before, name, if_exists)
