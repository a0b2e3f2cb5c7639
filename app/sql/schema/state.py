"""The simulated schema: what is asked of it, and what each statement does to it."""

from collections.abc import Iterable, Iterator, Mapping

from app.sql import tree
from app.sql.collations import canonical, charset_of
from app.sql.schema.attributes import option_word
from app.sql.schema.draft import altered, created, indexed, unindexed
from app.sql.schema.nouns import Column, Table
from app.sql.schema.oracle import OracleSteps
from app.sql.schema.store import Known, Place
from app.sql.templates import is_template

SYSTEM_DATABASES = frozenset({"information_schema", "mysql", "performance_schema", "sys"})
"""Databases every server has, and whose tables no DDL describes."""

_UNCLEAR = frozenset("BEGIN CALL CASE EXECUTE FOR IF LOOP REPEAT WHILE".split())
_CHANGING = frozenset("ALTER CREATE DROP RENAME".split())
_TABLES = frozenset("DATABASE INDEX SCHEMA TABLE TABLES VIEW".split())


_LEAVING = (tree.Query, tree.Insert, tree.Update, tree.Delete)
"""The statements there are most of, which leave the schema as it is."""


class Schema(OracleSteps):
    """Databases, tables, columns and indexes that DDL has built up."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: tuple[tree.Statement | None, int] = (None, 0)
        self._answer: Table | None = None

    # ------------------------------------------------------------------ asking

    @property
    def complete(self) -> bool:
        """Whether the DDL was given, so that what is not there does not exist.

        Set it once all of that DDL has been applied: what a database described in it does not
        have is missing from then on, and what is known now counts as there before the file. It
        stays false where a part of the DDL was not understood.
        """
        return self._given

    @complete.setter
    def complete(self, given: bool) -> None:
        known = self._change()
        self._given = given and self._certain
        known.made.clear()
        known.gone.clear()
        known.whole.clear()
        if self._given:
            described = {database for database, _ in known.tables} | known.databases.keys()
            known.whole = described - known.partial
            self.current = next(iter(known.whole)) if len(known.whole) == 1 else ""

    def describe(
        self,
        tables: Iterable[Table],
        databases: Mapping[str, tuple[str, str]],
        *,
        all_of_them: bool,
    ) -> None:
        """Take over what somebody looked up on a server.

        `databases`, with their character sets and collations, are whole in `tables`, of others
        some tables may be missing; with `all_of_them` the server has no other databases.
        """
        known = self._change()
        whole = {tree.folded(database) for database in databases}
        known.collations.update((tree.folded(name), both) for name, both in databases.items())
        for table in tables:
            place = tree.folded(table.database), tree.folded(table.name)
            known.keep(place, table)
            known.names.add(place[1])
            if place[0] not in whole:
                known.partial.add(place[0])
        known.databases.update(dict.fromkeys(whole | known.partial, True))
        known.listed = all_of_them
        self.complete = True

    def is_empty(self) -> bool:
        """Whether no table has been described or dropped."""
        known = self._known
        return not (known.tables or known.temporary or known.gone or known.whole)

    def dropped(self, name: tree.Name) -> bool:
        """Whether it was dropped or renamed away in this file, and is not there again."""
        return self.place(name) in self._known.gone

    def made_here(self, name: tree.Name) -> bool:
        """Whether this file made it, with no IF NOT EXISTS that leaves it open."""
        return self.place(name) in self._known.made

    def missing(self, name: tree.Name) -> bool:
        """Whether there certainly is no such table or view."""
        place = self.place(name)
        if self.table(name) is not None or place[0] in SYSTEM_DATABASES:
            return False
        if any(map(is_template, name.parts)):
            return False
        if self.oracle and self._is_dictionary(name):
            return False
        return place in self._known.gone or place[0] in self._known.whole

    def database_missing(self, database: str) -> bool:
        """Whether there certainly is no such database."""
        if self.oracle or is_template(database):
            return False  # there, a schema comes and goes with a user, which is seldom in a script
        key, databases = database.lower(), self._known.databases
        if key in databases or key in SYSTEM_DATABASES:
            return not databases.get(key, True)
        return self._given and self._known.listed

    def database_exists(self, database: str) -> bool:
        """Whether there certainly is such a database."""
        return self._known.databases.get(database.lower(), False)

    def database_collation(self, name: tree.Name) -> tuple[str, str]:
        """Character set and collation of the database a table of that name is in, "" if unknown."""
        return self._known.collations.get(self.place(name)[0], ("", ""))

    def tables_in(self, database: str) -> Iterator[Table]:
        """The tables and views of a database that are known."""
        key = database.lower()
        return (table for place, table in self._known.tables.items() if place[0] == key)

    def children_of(self, place: Place) -> Iterator[Table]:
        """The known tables of its database that refer to a table, or did, by a foreign key."""
        known = self._known
        for child in known.children.get(place, ()):
            table = known.tables.get(child)
            if table is not None and child[0] == place[0]:
                yield table

    def after(self, statement: tree.Statement) -> Table | None:
        """The table that CREATE TABLE, ALTER TABLE or CREATE INDEX makes of what is known.

        None for any other statement. Of a table nobody has described it knows what is said here.
        Many rules ask this of one statement, so the last answer is kept.
        """
        asked = (statement, self.version)
        if self._asked != asked:
            self._asked, self._answer = asked, self._outcome(statement)
        return self._answer

    def _outcome(self, statement: tree.Statement) -> Table | None:
        match statement:
            case tree.CreateTable():
                return self._created(statement)
            case tree.AlterTable():
                return altered(self._old(statement.name), statement, oracle=self.oracle)
            case tree.CreateIndex():
                return indexed(self._old(statement.table), statement.key, oracle=self.oracle)
            case _:
                return None

    # ------------------------------------------------------------------ changing

    def apply(self, statement: tree.Statement) -> None:
        """Do what a statement does to the schema, supposing that it succeeds."""
        if not isinstance(statement, _LEAVING):
            self._do(statement)
            self._asked, self._answer = (None, 0), None

    def _do(self, statement: tree.Statement) -> None:
        if self.oracle and self._do_as_oracle(statement):
            return
        match statement:
            case tree.CreateTable():
                self._create_table(statement)
            case tree.AlterTable():
                self._alter_table(statement)
            case tree.CreateIndex():
                self._replace(statement.table, self._made_by(statement))
            case tree.DropIndex(table=tree.Name() as name):
                self._replace(name, unindexed(self._old(name), statement.name.name))
            case tree.DropTable() | tree.DropView():
                for name in statement.names:
                    self._drop(name, statement)
            case tree.RenameTable():
                for pair in statement.pairs:
                    self._rename(pair.old, pair.new)
            case tree.CreateView():
                self._create_view(statement)
            case tree.CreateDatabase() | tree.DropDatabase() | tree.Use():
                self._change_database(statement)
            case tree.Opaque(
                kind="CREATE TABLE" | "CREATE VIEW" | "CREATE DATABASE" | "CREATE SCHEMA"
            ):
                self._admit_others()
            case _:
                if not self.oracle and _is_unclear(statement):
                    self.forget()

    def forget(self) -> None:
        """Something ran that nobody here could follow: nothing is certain any more."""
        self._admit_others()
        if self._known.tables or self._known.temporary or self._known.databases:
            self._change()
            self._known = Known()

    def _admit_others(self) -> None:
        """There may be tables nobody here knows of: nothing is certainly missing any more."""
        self._certain = False
        if self._known.gone or self._known.whole or self._given:
            known = self._change()
            known.gone.clear()
            known.whole.clear()
            self._given = False

    def _made_by(self, statement: tree.Statement) -> Table:
        table = self.after(statement)
        assert table is not None
        return table

    def _replace(self, name: tree.Name, table: Table) -> None:
        self._put(name, table, temporary=self.temporary(name) is not None)

    def _created(self, statement: tree.CreateTable) -> Table:
        database = self._database(statement.name)
        if statement.like is None:
            return created(statement, database, oracle=self.oracle)
        like = self._old(statement.like)
        return like._replace(
            name=statement.name.name,
            database=database,
            known_columns=like.known_columns and not like.is_view,
            maybe_indexes=frozenset(),
            foreign_keys=(),
            is_view=False,
        )

    def _create_table(self, statement: tree.CreateTable) -> None:
        name, place, temporary = statement.name, self.place(statement.name), statement.temporary
        if self.oracle:  # a global temporary table stays; only its rows go
            temporary = any("PRIVATE" in option.name for option in statement.options)
        there = place in (self._known.temporary if temporary else self._known.tables)
        if there and not statement.or_replace:
            return
        new = not statement.if_not_exists or self.missing(name)
        self._put(name, self._made_by(statement), temporary=temporary)
        if new and not temporary:
            self._known.made.add(place)

    def _alter_table(self, statement: tree.AlterTable) -> None:
        self._replace(statement.name, self._made_by(statement))
        for action in statement.actions:
            if isinstance(action, tree.RenameTo):
                self._rename(statement.name, self._beside(statement.name, action.name))

    def _beside(self, old: tree.Name, new: tree.Name) -> tree.Name:
        """The new name of a table: in Oracle it stays in its schema."""
        if not self.oracle or not old.qualifier:
            return new
        return tree.Name(new.first, new.last, (old.qualifier, new.name))

    def _drop(self, name: tree.Name, statement: tree.DropTable | tree.DropView) -> None:
        """DROP TABLE drops no view, DROP VIEW no table; IF EXISTS says nothing of what is there."""
        there, views = self.permanent(name), isinstance(statement, tree.DropView)
        if isinstance(statement, tree.DropTable) and self.temporary(name) is not None:
            self._take(name, temporary=True)
        elif isinstance(statement, tree.DropTable) and statement.temporary:
            return
        elif there.is_view == views if there else not statement.if_exists:
            self._take(name)

    def _create_view(self, statement: tree.CreateView) -> None:
        name = statement.name
        if self.table(name) is not None and not (statement.or_replace or statement.alter):
            return
        columns = {tree.folded(column.name): Column(column.name) for column in statement.columns}
        view = Table(
            name.name, self._database(name), columns, known_columns=bool(columns), is_view=True
        )
        self._put(name, view)

    def _change_database(
        self, statement: tree.CreateDatabase | tree.DropDatabase | tree.Use
    ) -> None:
        if statement.name is None:
            return
        key = tree.folded(statement.name.name)
        match statement:
            case tree.Use():
                self._use(statement.name.name)
            case tree.DropDatabase():
                self._drop_database(key)
            case tree.CreateDatabase():
                self._say_collation(key, statement)
                if not statement.alter:
                    self._create_database(key, new=not statement.if_not_exists)

    def _create_database(self, key: str, *, new: bool) -> None:
        new = new or self.database_missing(key)
        known = self._change()
        if new and not known.databases.get(key, False):
            known.whole.add(key)
        known.databases[key] = known.listed = True

    def _say_collation(self, key: str, statement: tree.CreateDatabase) -> None:
        words = {option.name: option_word(option) for option in statement.options}
        collation = canonical(words.get("COLLATE", ""))
        charset = canonical(words.get("CHARACTER SET", "")) or charset_of(collation)
        if charset or collation:
            self._change().collations[key] = charset, collation

    def _drop_database(self, key: str) -> None:
        known = self._change()
        known.databases[key] = False
        known.whole.add(key)
        known.collations.pop(key, None)
        for tables in (known.tables, known.temporary):
            for place in [place for place in tables if place[0] == key]:
                del tables[place]
        if tree.folded(self.current) == key:
            self.current, self.homeless = "", True

    def _use(self, database: str) -> None:
        if database == self.current:
            return
        known, key = self._change(), tree.folded(database)
        if self._given and not self.current and "" in known.whole and key not in known.whole:
            self._name_the_given(key)
        self.current, self.homeless = database, False
        if not self.database_missing(key):
            known.databases[key] = True

    def _name_the_given(self, database: str) -> None:
        """A schema given without a database's name is that of the first one the file uses."""
        known = self._known
        for place in [place for place in known.tables if not place[0]]:
            table = known.tables.pop(place)
            known.keep((database, place[1]), table._replace(database=database))
        known.whole.add(database)


def _is_unclear(statement: tree.Statement) -> bool:
    """Whether it may have done anything to tables: programs, and DDL that has no tree."""
    match statement:
        case tree.Call() | tree.Block() | tree.If() | tree.CaseStatement() | tree.Loop():
            return True
        case tree.Prepare(kind=kind):
            return kind.startswith("EXECUTE")
        case tree.Opaque(kind=kind):
            first, *others = kind.split() or [""]
            return first in _UNCLEAR or (first in _CHANGING and not _TABLES.isdisjoint(others))
        case _:
            return False
