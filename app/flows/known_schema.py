"""The schema that is there before the audited files: dumps, folders of DDL, snapshots."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from app.audit.facts import file as facts_file
from app.audit.facts.simulate import simulated, take_over
from app.domain.dialect import Dialect
from app.domain.errors import UnreadableInput
from app.domain.snapshot import Snapshot
from app.flows.gather import gather
from app.i18n import _
from app.sql.decode import open_source
from app.sql.hidden import dialect_in, pieces, recognise
from app.sql.in_order import InOrder
from app.sql.schema import Schema
from app.sql.split import PieceKind


def known_schema(
    sources: Sequence[Path], dialect: Dialect | None, snapshot: Snapshot | None = None
) -> Schema | None:
    """The schema of a snapshot, and what `sources` make of it one after the other, complete.

    A source is a script with DDL, a folder of them, which are taken in their order, or the file
    of a snapshot. None where there is neither.

    Raises:
        UnreadableInput: a source cannot be read.
    """
    if not sources and snapshot is None:
        return None
    schema = Schema() if snapshot is None else simulated(snapshot)
    scripts = False
    for path in _opened(sources):
        try:
            if _is_snapshot(path):
                take_over(facts_file.read(path), schema)
            else:
                _apply(path, dialect, schema)
                scripts = True
        except UnreadableInput as error:
            raise _unread(path, str(error), error.hint) from error
    if scripts:
        schema.complete = True
    return schema


def _unread(path: Path | str, reason: str, hint: str = "") -> UnreadableInput:
    said = _("The schema {path} was not read. {reason}").format(path=path, reason=reason)
    return UnreadableInput(said, hint=hint)


def _opened(sources: Sequence[Path]) -> Iterator[Path]:
    """The files of `sources`, those of folders in the order of their names."""
    for source in sources:
        if not source.is_dir():
            yield source
            continue
        scripts, failures = gather([source])
        for failure in failures:
            raise _unread(failure.path, failure.message)
        yield from (script.path for script in scripts)


def _is_snapshot(path: Path) -> bool:
    return path.name.lower().endswith((".json", ".json.gz"))


def _apply(path: Path, dialect: Dialect | None, schema: Schema) -> None:
    chunks = open_source(path).chunks()
    head = next(chunks, "")
    kind = recognise(str(path), head)
    spoken = dialect or dialect_in(kind, str(path), head)
    schema.oracle = spoken is Dialect.ORACLE
    script = InOrder(spoken)
    for piece in pieces(kind, chain([head], chunks), spoken):
        if piece.kind in (PieceKind.SQL, PieceKind.PLSQL):
            schema.apply(script.parse(piece.text).tree)
