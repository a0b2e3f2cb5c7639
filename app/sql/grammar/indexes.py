"""CREATE and DROP INDEX (MySQL 8.4 manual, 15.1.15; MariaDB CREATE INDEX)."""

from app.sql.grammar.alterations import Alterations
from app.sql.grammar.options import Opening
from app.sql.tree import CreateIndex, DropIndex, Key, KeyOption

_KINDS = frozenset({"UNIQUE", "FULLTEXT", "SPATIAL", "VECTOR"})


class Indexes(Alterations):
    """Indexes as statements of their own."""

    def create_index(self, opening: Opening) -> CreateIndex:
        """From ONLINE, UNIQUE, FULLTEXT, … or INDEX on; the key spans from its kind to its end."""
        if self.accept_any({"ONLINE", "OFFLINE"}):
            self.note("online")
        start = self.at
        kind = self.accept_any(_KINDS) or "INDEX"
        self.expect("INDEX")
        if_not_exists = self.accept_noting("if-not-exists-index", "IF", "NOT", "EXISTS")
        name = self.identifier()
        options: tuple[KeyOption, ...] = ()
        if self.kinds[self.at] in {"USING", "TYPE"}:
            options = (self.index_type(),)
        self.expect("ON")
        table = self.table_name()
        parts = self.key_parts()
        options += self.key_options()
        self.check_special(kind, parts, options)
        options += self._buildings()
        key = Key(start, self.before, kind, name, parts, options)
        return CreateIndex(
            opening.first, self.before, key, table, if_not_exists, opening.or_replace
        )

    def _buildings(self) -> tuple[KeyOption, ...]:
        """How the index is to be built or dropped."""
        found: list[KeyOption] = []
        while self.sees_building():
            found.append(self.building())
        return tuple(found)

    def drop_index(self, opening: Opening) -> DropIndex:
        """From INDEX on."""
        if self.accept_any({"ONLINE", "OFFLINE"}):
            self.note("online")
        self.expect("INDEX")
        if_exists = self.accept_noting("if-exists-index", "IF", "EXISTS")
        name = self.identifier()
        self.expect("ON")
        table = self.table_name()
        options = self._buildings()
        if options and options[0].kind in {"ALGORITHM", "LOCK"}:
            self.note("drop-index-how", options[0].first)
        return DropIndex(opening.first, self.before, name, table, if_exists, options)
