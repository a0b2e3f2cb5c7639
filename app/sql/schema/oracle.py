"""What statements do to the simulated schema in Oracle and nowhere else."""

import re
from abc import abstractmethod
from collections.abc import Iterator

from app.sql import tree
from app.sql.schema.draft import unindexed
from app.sql.schema.nouns import Table
from app.sql.schema.store import Place, Store
from app.sql.tree import folded

ORACLE_SCHEMAS = frozenset("sys system public ctxsys mdsys xdb wmsys ordsys outln dbsnmp".split())
"""Schemas every database has, whose objects no script describes."""
_DICTIONARY = re.compile(
    r"(?:user|all|dba|cdb|nls|ku|logstdby|role|session|dictionary|global|product_component|table"
    r"|column|plan|sys)_|g?v_?\$|x\$|(?:dual|dict|cat|obj|tab|ind|cols|clu|seq|syn|recyclebin)\Z"
)
"""Views and tables of the dictionary, which have public synonyms."""
_HARMLESS = re.compile(
    r"(?:sys\.)?(?:dbms_(?!sql\b|utility\b|scheduler\b|job\b|datapump\b|redefinition\b)|utl_|htp\b"
    r"|apex_|ords_|raise_application_error|ctx_)", re.I,
)  # fmt: skip
"""Programs that make and drop no tables."""


class OracleSteps(Store):
    """Indexes without their tables, synonyms, schemas of users, blocks of PL/SQL."""

    @abstractmethod
    def forget(self) -> None:
        """Something ran that nobody here could follow."""

    @abstractmethod
    def _admit_others(self) -> None:
        """There may be tables nobody here knows of."""

    def _is_dictionary(self, name: tree.Name) -> bool:
        """Whether it is, or may be, what every database of Oracle has."""
        if name.link or folded(name.qualifier) in ORACLE_SCHEMAS:
            return True
        key = folded(name.name)
        if ("public", key) in self._known.tables:  # a public synonym
            return True
        return not name.qualifier and _DICTIONARY.match(key) is not None

    def _do_as_oracle(self, statement: tree.Statement) -> bool:
        """Do what only Oracle does; whether that is all there is to do."""
        match statement:
            case tree.DropIndex(table=None):
                for place, table in self._indexed(statement.name):
                    self._keep(place, unindexed(table, statement.name.name))
            case tree.AlterIndex():
                self._alter_index(statement)
            case tree.CreateIndex(key=tree.Key(kind="CLUSTER")):
                pass
            case tree.CreateMaterializedView(name=name):
                self._put(name, self._unknown(name))
            case tree.Definition(kind="CREATE SYNONYM", name=name):
                self._put(self._synonym(statement, name), self._unknown(name))
            case tree.DropProgram(kind="MATERIALIZED VIEW" | "SYNONYM", name=name):
                if self.permanent(name) is not None:
                    self._take(name)
            case tree.Accounts(kind="DROP USER"):
                self._drop_user(folded(statement.accounts[0].user))
            case tree.CreateSchema():
                for each in statement.statements:
                    self.apply(each)
            case tree.Administration(kind="FLASHBACK TABLE"):
                self._admit_others()
            case _ if self._may_do_anything(statement):
                self.forget()
            case _:
                return False
        return True

    @abstractmethod
    def apply(self, statement: tree.Statement) -> None:
        """Do what a statement does to the schema."""

    # ------------------------------------------------------------------ indexes

    def _indexed(self, name: tree.Name) -> Iterator[tuple[Place, Table]]:
        """The tables that have an index of that name, which is one in its schema."""
        key, database = folded(name.name), folded(name.qualifier or self.current)
        for place in list(self._known.indexed.get(key, ())):
            table = self._known.tables.get(place)
            if table is not None and key in table.indexes and place[0] == database:
                yield place, table

    def index_exists(self, name: tree.Name) -> bool:
        """Whether there certainly is an index of that name in its schema."""
        return any(True for _ in self._indexed(name))

    def _keep(self, place: Place, table: Table) -> None:
        self._change().keep(place, table)

    def _alter_index(self, statement: tree.AlterIndex) -> None:
        action = statement.actions[0]
        if action.name != "RENAME TO" or not isinstance(action.value, tree.Name):
            return
        old, new = folded(statement.name.name), action.value.name
        for place, table in self._indexed(statement.name):
            indexes = dict(table.indexes)
            indexes[folded(new)] = indexes.pop(old)._replace(name=new)
            self._keep(place, table._replace(indexes=indexes))

    # ------------------------------------------------------------------ synonyms and users

    def _unknown(self, name: tree.Name) -> Table:
        """Something to select from, of which no column is known."""
        database = name.qualifier or self.current
        return Table(name.name, database, known_columns=False, known_indexes=False, is_view=True)

    def _synonym(self, statement: tree.Definition, name: tree.Name) -> tree.Name:
        public = any("PUBLIC" in option.name for option in statement.options)
        return tree.Name(name.first, name.last, ("public", name.name)) if public else name

    def _drop_user(self, key: str) -> None:
        """The schema goes with its user; what a new one of that name will have nobody knows."""
        known = self._change()
        for place in [place for place in known.tables if place[0] == key]:
            del known.tables[place]
        known.made = {place for place in known.made if place[0] != key}
        known.whole.discard(key)

    def connect(self, user: str) -> None:
        """A client command logged in as `user`, "" for somebody whose name is not known."""
        if not user:
            self.forget()
        if user != self.current:
            self._change()
        self.current = user

    def _may_do_anything(self, statement: tree.Statement) -> bool:
        """Whether it is, or holds, a call or dynamic SQL that could define something."""
        match statement:
            case tree.Administration(kind="ALTER SESSION SET CONTAINER"):  # another database
                return True
            case tree.Block() | tree.Call():
                return any(_could_define(node) for node in _inside(statement))
            case tree.Opaque(kind="PL/SQL BLOCK" | "CALL"):
                return True
            case _:
                return False


def _inside(start: tree.Node) -> Iterator[tree.Node]:
    """The nodes from `start` down, without telling them of their parents."""
    todo = [start]
    while todo:
        current = todo.pop()
        yield current
        todo += tree.children(current)


def _could_define(node: tree.Node) -> bool:
    match node:
        case tree.Prepare(kind=kind):
            return kind.startswith("EXECUTE")
        case tree.Opaque():
            return True
        case tree.Call(name=tree.Name() as name):
            return _HARMLESS.match(name.dotted) is None
        case _:
            return False
