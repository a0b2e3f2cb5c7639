"""Statements of DDL, of a server or of a file, to a schema that can be compared."""

from collections.abc import Iterable
from dataclasses import replace

from app.domain.dialect import Dialect
from app.domain.schema.objects import ObjectKind
from app.i18n import N_, _
from app.sql import tree
from app.sql.compare.nouns import UNSAID, CodeShape, Key, SchemaShape, Shape, TableShape
from app.sql.compare.shaping import Shaper, own_qualifiers
from app.sql.compare.tables import added, table_shape
from app.sql.parse import Parsed, parse
from app.sql.uses import uses_of

_NOT_READ = N_("Not understood, so not compared: {statement}")
_NOT_WHOLE = N_("Understood in part only, compared by its words: {statement}")
_SHOWN = 80  # characters of a statement in a sentence
_IGNORED = frozenset(
    {"SET", "USE", "LOCK TABLES", "UNLOCK TABLES", "INSERT", "REPLACE", "CREATE DATABASE",
     "CREATE SCHEMA", "COMMIT", "START TRANSACTION", "DROP TABLE", "DROP VIEW", "DROP PROCEDURE",
     "DROP FUNCTION", "DROP TRIGGER", "DROP EVENT", "DROP DATABASE", "DROP SEQUENCE", ""}
)  # fmt: skip
"""What a dump has besides definitions."""
_KINDS = {
    "VIEW": ObjectKind.VIEW, "PROCEDURE": ObjectKind.PROCEDURE, "FUNCTION": ObjectKind.FUNCTION,
    "TRIGGER": ObjectKind.TRIGGER, "EVENT": ObjectKind.EVENT, "SEQUENCE": ObjectKind.SEQUENCE,
    "PACKAGE": ObjectKind.PACKAGE, "PACKAGE BODY": ObjectKind.PACKAGE_BODY,
}  # fmt: skip
_USUAL = frozenset({"ALGORITHM", "SQL SECURITY", "ENGINE"})
"""Options of views and sequences that say the usual thing mostly."""


def read_schema(
    name: str,
    statements: Iterable[str],
    dialect: Dialect,
    *,
    live: bool = True,
    definers: bool = True,
) -> SchemaShape:
    """Read the definitions of a schema; never raises, whatever the statements.

    `live` says that a server told them, so that nothing is left unsaid. Without `definers` an
    object is the same whoever it belongs to, and is made anew without one.
    """
    reader = _Reader(name, dialect, live=live, definers=definers)
    for statement in statements:
        reader.read(statement)
    return SchemaShape(
        name, dialect, reader.tables, reader.code, live, tuple(dict.fromkeys(reader.unread))
    )


class _Reader:
    def __init__(self, name: str, dialect: Dialect, *, live: bool, definers: bool) -> None:
        self.name, self.dialect, self.live, self.definers = name, dialect, live, definers
        self.tables: dict[str, TableShape] = {}
        self.code: dict[Key, CodeShape] = {}
        self.unread: list[str] = []
        self._moments: dict[tuple[str, str], str] = {}

    def read(self, text: str) -> None:
        parsed = parse(text, self.dialect)
        skip = own_qualifiers(parsed.tree, parsed.tokens, self.name)
        shaper = Shaper(parsed.tokens, skip)
        statement = parsed.tree
        if isinstance(statement, tree.CreateTable) and not statement.temporary:
            self._table(parsed, shaper, text)
        elif isinstance(statement, tree.AlterTable):
            self._alter(statement, shaper, text)
        elif isinstance(statement, tree.CreateIndex):
            self._add(statement.table.name, [statement.key], shaper, text)
        elif kind := _kind(parsed.kind):
            self._code(kind, parsed, shaper, text)
        elif parsed.kind not in _IGNORED:
            self._miss(_NOT_READ, text)

    def _table(self, parsed: Parsed, shaper: Shaper, text: str) -> None:
        statement = parsed.tree
        assert isinstance(statement, tree.CreateTable)
        if statement.like is not None or statement.query is not None:
            self._miss(_NOT_READ, text)
            return
        if not parsed.whole:
            self._miss(_NOT_WHOLE, text)
        table = table_shape(parsed, shaper, self.dialect, self.name, live=self.live)
        self.tables[table.name] = table

    def _alter(self, statement: tree.AlterTable, shaper: Shaper, text: str) -> None:
        """What a dump adds to its tables; any other ALTER would have to be run to know."""
        elements = [action.key for action in statement.actions if isinstance(action, tree.AddKey)]
        if len(elements) == len(statement.actions):
            self._add(statement.name.name, elements, shaper, text)
        elif not parsed_as_ignorable(text):
            self._miss(_NOT_READ, text)

    def _add(self, name: str, elements: Iterable[tree.Node], shaper: Shaper, text: str) -> None:
        table = self.tables.get(name)
        if table is None:
            self._miss(_NOT_READ, text)
        else:
            self.tables[name] = added(table, elements, shaper, self.name)

    def _code(self, kind: ObjectKind, parsed: Parsed, shaper: Shaper, text: str) -> None:
        statement = parsed.tree
        if isinstance(statement, tree.Opaque):
            self._miss(_NOT_READ, text)
            return
        named = getattr(statement, "name", None)
        if not isinstance(named, tree.Name) or getattr(statement, "alter", False):
            self._miss(_NOT_READ, text)
            return
        uses = uses_of(parsed)
        names = {each.lower() for _schema, each in (*uses.tables, *uses.routines)}
        made = CodeShape(
            kind,
            named.name,
            self._written(statement, shaper),
            self._shape(kind, statement, shaper),
            frozenset(names - {named.name.lower()}),
        )
        if isinstance(statement, tree.CreateTrigger):
            made = self._in_its_order(made, statement)
        self.code[kind, made.name] = made

    def _in_its_order(self, made: CodeShape, statement: tree.CreateTrigger) -> CodeShape:
        """A trigger knows which one acts before it: they are read in their order."""
        moment = f"{statement.time} {statement.event}".upper()
        at = statement.table.name, moment
        before = self._moments.get(at, "")
        self._moments[at] = made.name
        shape: Shape = (made.shape, before)
        return replace(made, table=statement.table.name, moment=moment, shape=shape)

    def _shape(self, kind: ObjectKind, statement: tree.Statement, shaper: Shaper) -> Shape:
        """Whose it is, and what it says: a view by its tree, code by its words."""
        definer = next(iter(self._definers(statement)), None)
        owner: Shape = None if self.live else UNSAID
        if definer is not None:
            owner = shaper.value(definer.value) if self.definers else UNSAID
        if kind is ObjectKind.VIEW and isinstance(statement, tree.CreateView):
            options = {
                option.name: shaper.value(option.value) if option.value else True
                for option in statement.options
                if option.name != "DEFINER"
            }
            said = tuple(
                (name, value) for name, value in sorted(options.items()) if not _usual(name, value)
            )
            columns = tuple(column.name.lower() for column in statement.columns)
            return (owner, said, columns, shaper.node(statement.query))
        words = self._without(statement, shaper).words(statement.first, statement.last)
        return (owner, words)

    def _definers(self, statement: tree.Statement) -> list[tree.Option]:
        options = getattr(statement, "options", ())
        return [option for option in options if option.name == "DEFINER"]

    def _without(self, statement: tree.Statement, shaper: Shaper) -> Shaper:
        """The same without whose it is."""
        gone = frozenset(
            at
            for option in self._definers(statement)
            for at in range(option.first, option.last + 1)
        )
        return Shaper(shaper.tokens, shaper.skip | gone)

    def _written(self, statement: tree.Statement, shaper: Shaper) -> str:
        """The statement without the schema's own name, and without a definer if none counts."""
        return (shaper if self.definers else self._without(statement, shaper)).whole()

    def _miss(self, sentence: str, text: str) -> None:
        line = " ".join(text.split())
        shown = line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
        self.unread.append(_(sentence).format(statement=shown))


def parsed_as_ignorable(text: str) -> bool:
    """Whether an ALTER TABLE only holds keys back while a dump is loaded."""
    words = text.upper().split()
    return words[-1:] == ["KEYS"] or "DISABLE KEYS" in text.upper()


def _usual(name: str, value: Shape) -> bool:
    said = value[-1] if isinstance(value, tuple) else value
    return (name, said) in {("ALGORITHM", "undefined"), ("SQL SECURITY", "definer")}


def _kind(said: str) -> ObjectKind | None:
    head, _space, rest = said.partition(" ")
    return _KINDS.get(rest) if head == "CREATE" else None
