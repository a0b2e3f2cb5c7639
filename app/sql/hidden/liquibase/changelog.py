"""A changelog in XML, YAML or JSON: its statements and what it includes, in order.

Positions are those of the changelog: SQL that is written there is found where it stands, and what a
change comes to is found at the change. Rollbacks are judged too, and change no schema.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.dialect import Dialect
from app.domain.errors import UnreadableInput
from app.domain.finding import Note
from app.i18n import N_, _
from app.sql.hidden.atoms import Atom, Parts, filled, has_words, joined, places, without
from app.sql.hidden.liquibase.changes import SILENT, statements_of
from app.sql.hidden.liquibase.columns import truth
from app.sql.hidden.liquibase.conditions import is_for, names, note_of
from app.sql.hidden.liquibase.items import Item
from app.sql.hidden.marks import NotRendered
from app.sql.split import PieceKind, splitter
from app.sql.split.origin import Origin
from app.sql.split.piece import Piece
from app.sql.split.splitter import State
from app.sql.split.window import Window

_TEXT = {"sql": "sql", "createProcedure": "procedureText", "createView": "selectQuery",
         "createTrigger": "triggerText", "createFunction": "functionText"}  # fmt: skip
"""Changes that have the SQL in them, and under which key YAML has it."""
_FILL = re.compile(r"\$\{([\w.\-]+)\}")
_MOST_FILLED = 32 * 1024 * 1024
"""Code points that properties may fill in: a long one in many places is a bomb."""
BACK = Note(N_("in a rollback"))


@dataclass(frozen=True, slots=True)
class Include:
    """Another changelog or script that is run here; of all in a folder where `all`."""

    path: str
    relative: bool
    all: bool = False

    @property
    def text(self) -> str:
        """How it is named among the includes of a file."""
        return self.path + ("/" if self.all and not self.path.endswith("/") else "")


def include_in(item: Item) -> Include | None:
    """What an item includes, if it does."""
    relative = truth(item.values, "relativeToChangelogFile") is True
    match item.name:
        case "include" if item.values.get("file"):
            return Include(item.values["file"], relative)
        case "includeAll" if item.values.get("path"):
            return Include(item.values["path"], relative, all=True)
        case "sqlFile" if item.values.get("path"):
            return Include(item.values["path"], relative)
    return None


def includes_in(root: Item) -> Iterator[Include]:
    """All that a changelog includes, in order."""
    for item in root.items:
        if (found := include_in(item)) is not None:
            yield found
        elif item.name == "changeSet":
            yield from includes_in(item)


def pieces_of(root: Item, dialect: Dialect) -> Iterator[Piece]:
    """The statements of a changelog; what it includes are pieces of that kind."""
    reading = _Reading(dialect)
    for item in root.items:
        match item.name:
            case "property":
                reading.define(item)
            case "changeSet":
                if is_for(item, dialect):
                    yield from reading.change_set(item)
            case _:
                if (include := include_in(item)) is not None:
                    yield Piece(include.text, item.start, PieceKind.INCLUDE)


class _Reading:
    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._given: dict[str, str] = {}
        self._left = _MOST_FILLED

    def define(self, item: Item) -> None:
        """Keep a property; the first of a name stays, as Liquibase has it."""
        name = item.values.get("name", "")
        if name and "value" in item.values and self.is_ours(item):
            self._given.setdefault(name, item.values["value"])

    def is_ours(self, item: Item) -> bool:
        """Whether it is for this dialect, or for any."""
        return names(item.values.get("dbms", ""), self._dialect)

    def change_set(self, item: Item) -> Iterator[Piece]:
        """The changes of a change set, then its rollback."""
        note = note_of(item.values)
        for change in item.items:
            for piece in self._change(change):
                if note is None or piece.kind is PieceKind.INCLUDE:
                    yield piece
                else:
                    yield piece._replace(origin=replace(piece.origin or Origin(), told=note))
        for back in item.all("rollback"):
            for piece in self._rollback(back):
                origin = replace(piece.origin or Origin(), told=BACK, aside=True)
                yield piece._replace(origin=origin)

    def _rollback(self, back: Item) -> Iterator[Piece]:
        if has_words(joined(back.text)):
            yield from self._script(back, back.text)
        for change in back.items:
            yield from self._change(change)

    def _change(self, change: Item) -> Iterator[Piece]:
        if change.name in SILENT or not self.is_ours(change):
            return
        if (include := include_in(change)) is not None:
            yield Piece(include.text, change.start, PieceKind.INCLUDE)
            return
        if change.name in _TEXT:
            yield from self._written(change)
            return
        statements = statements_of(self._filled(change), self._dialect)
        if statements is None:
            text = change.name
            where = places([Atom(text, change.start, change.end)])
            mark = NotRendered(0, len(text), text)
            yield Piece(text, change.start, PieceKind.COMMAND, origin=Origin(where, (mark,)))
            return
        for text in statements:
            atoms = [Atom(text, change.start, change.end)]
            yield self._piece(Piece(text, change.start, PieceKind.SQL), atoms)

    def _written(self, change: Item) -> Iterator[Piece]:
        """SQL that is written in the changelog."""
        key = _TEXT[change.name]
        atoms = change.texts.get(key) or change.texts.get("procedureBody")
        if atoms is None:
            inside = change.first("sql") if change.name == "sql" else None
            atoms = inside.text if inside else change.text
        if change.name == "createView":
            name = change.values.get("viewName", "")
            replacing = "OR REPLACE " if truth(change.values, "replaceIfExists") else ""
            if not truth(change.values, "fullDefinition"):
                head = f"CREATE {replacing}VIEW {name} AS "
                atoms = [Atom(head, change.start, change.end), *atoms]
        yield from self._script(change, atoms, whole=change.name != "sql")

    def _script(
        self, change: Item, atoms: Sequence[Atom], *, whole: bool = False
    ) -> Iterator[Piece]:
        atoms = [self._atom(atom) for atom in atoms]
        text, parts = joined(atoms), Parts(atoms)
        cutting = splitter(Window([text]), self._dialect)
        mark = change.values.get("endDelimiter", ";")
        if whole or truth(change.values, "splitStatements") is False:
            yield self._piece(Piece(text, change.start, PieceKind.SQL), atoms)
            return
        if ends_statements(mark, self._dialect):
            cutting.resume(State(mark.strip()))
        for piece in cutting.pieces():
            if piece.kind in (PieceKind.SQL, PieceKind.PLSQL):
                start = piece.start.offset
                yield self._piece(piece, parts.part(start, start + len(piece.text)))

    def _piece(self, piece: Piece, atoms: Sequence[Atom]) -> Piece:
        """A piece with the places of its parts, without the blanks around it."""
        text = joined(atoms)
        front = len(text) - len(text.lstrip())
        back = len(text) - len(text.rstrip().rstrip(";").rstrip()) if text.strip() else 0
        if any(each.exact for each in atoms) and piece.kind is not PieceKind.PLSQL:
            atoms = without(atoms, front, back)
        where = places(atoms)
        start = atoms[0].start if atoms else piece.start
        return piece._replace(text=joined(atoms), start=start, origin=Origin(where))

    # ------------------------------------------------------------------ properties

    def _atom(self, atom: Atom) -> Atom:
        """With the properties filled in; what is filled is no longer as it stands there."""
        text = self._fill(atom.text)
        return atom if text == atom.text else Atom(text, atom.start, atom.end)

    def _filled(self, item: Item) -> Item:
        if not self._given:
            return item
        return replace(
            item,
            values={key: self._fill(value) for key, value in item.values.items()},
            items=[self._filled(each) for each in item.items],
            text=[self._atom(atom) for atom in item.text],
        )

    def _fill(self, text: str) -> str:
        if "${" not in text:
            return text
        made, self._left = filled(text, _FILL, self._given, self._left)
        if self._left < 0:
            raise UnreadableInput(_("Its properties fill in more than can be read."))
        return made


def ends_statements(mark: str, dialect: Dialect) -> bool:
    """Whether an `endDelimiter` is one that must be told: a line with `/` ends all of Oracle's."""
    plain = mark.strip()
    usual = {"", ";", "/"} if dialect is Dialect.ORACLE else {"", ";"}
    return plain not in usual and "\\" not in plain
