"""The two sides of a comparison: a schema of a server, or a file of DDL."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from app.domain.dialect import Dialect
from app.domain.endpoint import Endpoint
from app.domain.errors import BadUsage, Unsupported
from app.domain.stop import Stop
from app.engines.base import Session
from app.engines.dictionary import ReadsDefinitions
from app.i18n import _
from app.sql.compare import SchemaShape, read_schema
from app.sql.decode import open_source
from app.sql.detect import detect
from app.sql.split import PieceKind, split

_USE = re.compile(r"\s*USE\s+[`\"]?([^`\"\s;]+)", re.I)
_DIALECTS = {"mysql": Dialect.MYSQL, "mariadb": Dialect.MARIADB}
_COMPARED = frozenset({Dialect.MYSQL, Dialect.MARIADB})
Tell = Callable[[int, int], object]
"""How many of how many objects were read."""


@dataclass(frozen=True, slots=True)
class DdlFile:
    """A file of DDL. Without a dialect it is found out: Oracle's, or else that of who is beside."""

    path: Path
    dialect: Dialect | None = None
    beside: Dialect | None = None

    @property
    def title(self) -> str:
        """What it is called in the comparison."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class LiveSide:
    """A schema of a server."""

    endpoint: Endpoint
    schema: str


Side: TypeAlias = LiveSide | DdlFile
Connect: TypeAlias = Callable[[Endpoint, Stop], Session]
"""Logs in; raises what comes in the way."""


def read_sides(
    sides: tuple[Side, Side],
    connect: Connect,
    stop: Stop,
    tell: Callable[[float], object],
    *,
    definers: bool = True,
) -> tuple[SchemaShape, SchemaShape]:
    """Read both, servers first: a file speaks as the server beside it, where nobody says how.

    `tell` hears which share is read. Raises what `read_live` and `read_file` do, and `connect`.
    """
    live: dict[int, SchemaShape] = {}
    for at, side in enumerate(sides):
        if isinstance(side, LiveSide):
            session = connect(side.endpoint, stop)
            try:
                with session.during(stop):
                    told = partial(_tell_half, tell, 0.5 * at)
                    live[at] = read_live(session, side, told, definers=definers)
            finally:
                session.close()
    beside = next((shape.dialect for shape in live.values()), None)
    found = []
    for at, side in enumerate(sides):
        if isinstance(side, LiveSide):
            found.append(live[at])
        else:
            found.append(read_file(replace(side, beside=beside), stop, definers=definers))
    return found[0], found[1]


def _tell_half(tell: Callable[[float], object], before: float, done: int, of: int) -> None:
    tell(before + 0.5 * done / max(of, 1))


def read_live(session: Any, side: LiveSide, tell: Tell, *, definers: bool = True) -> SchemaShape:
    """A schema of a server; what its account may not see is among what was not read.

    Raises:
        Unsupported: this server's DDL is not compared yet.
    """
    dialect = _DIALECTS.get(side.endpoint.type)
    if not isinstance(session, ReadsDefinitions) or dialect is None:
        raise Unsupported(
            _("Schemas of this server cannot be compared yet."),
            hint=_("MySQL and MariaDB can, and files of their DDL."),
        )
    found = session.definitions(side.schema, tell)
    shape = read_schema(
        side.schema,
        (text for _name, made in found for text in made.statements),
        dialect,
        definers=definers,
    )
    lacking = tuple(said for _name, made in found for said in made.lacking)
    return _with_unread(shape, lacking)


def read_file(file: DdlFile, stop: Stop, *, definers: bool = True) -> SchemaShape:
    """The schema that a file's DDL makes.

    Raises:
        UnreadableInput: it is gone, or not text.
        BadUsage: it is of Oracle.
        Cancelled: `stop` was set.
    """
    source = open_source(file.path, None)
    chunks = source.chunks()
    head = next(chunks, "")
    dialect = file.dialect or detect(str(file.path), head)
    if file.dialect is None and file.beside is not None and dialect in _COMPARED:
        dialect = file.beside
    if dialect not in _COMPARED:
        raise BadUsage(
            _("{file} is DDL of Oracle, which cannot be compared yet.").format(file=file.path)
        )
    texts = []
    for piece in split(chain([head], chunks), dialect):
        stop.check()
        if piece.kind not in (PieceKind.COMMAND, PieceKind.INCLUDE):
            texts.append(piece.text)
    named = next((found[1] for text in texts if (found := _USE.match(text))), file.title)
    shape = read_schema(named, texts, dialect, live=False, definers=definers)
    return replace(shape, name=file.title)


def _with_unread(shape: SchemaShape, lacking: tuple[str, ...]) -> SchemaShape:
    return replace(shape, unread=(*shape.unread, *lacking)) if lacking else shape
