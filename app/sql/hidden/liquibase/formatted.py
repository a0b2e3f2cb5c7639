"""SQL formatted for Liquibase: a script whose comments say where its change sets are."""

import re
from collections.abc import Iterable, Iterator

from app.domain.dialect import Dialect
from app.domain.finding import Position
from app.sql.hidden.liquibase.changelog import BACK, ends_statements
from app.sql.hidden.liquibase.conditions import names, note_of
from app.sql.hidden.records import Record, records
from app.sql.possessive import compile_pattern
from app.sql.split import PieceKind, splitter
from app.sql.split.origin import Origin
from app.sql.split.piece import Piece
from app.sql.split.splitter import State
from app.sql.split.window import Window

FIRST = compile_pattern(r"\ufeff?\s*--[ \t]*liquibase[ \t]+formatted[ \t]+sql", re.I)
_SET = compile_pattern(r"[ \t]*--[ \t]*changeset[ \t]+\S[^\n]*", re.I)
_BEHIND = compile_pattern(r"\n(?=[ \t]{0,200}--[ \t]{0,200}changeset[ \t]{1,200}\S)", re.I)
_BACK = compile_pattern(r"^([ \t]*--[ \t]*rollback)(?![\w:])[ \t]*([^\r\n]*)", re.I | re.M)
_OPTION = compile_pattern(
    r"\b(splitStatements|endDelimiter|dbms|context(?:Filter)?|labels):(?:\"([^\"]*)\"|(\S+))", re.I
)
_NO_SQL = compile_pattern(r"(?:not required|empty)\s*\Z|changesetId:|/\*|\Z", re.I)


def formatted_pieces(chunks: Iterable[str], dialect: Dialect) -> Iterator[Piece]:
    """The statements of each change set, then those of its rollback; memory holds one set."""
    for record in records(chunks, _BEHIND):
        if (head := _SET.match(record.text)) is not None:
            yield from _change_set(record, head[0], dialect)


def _change_set(record: Record, head: str, dialect: Dialect) -> Iterator[Piece]:
    text, place = record.text, record.start
    options = {found[1].lower(): found[2] or found[3] for found in _OPTION.finditer(head)}
    if not names(options.get("dbms", ""), dialect):
        return
    backs = list(_BACK.finditer(text))
    code = _BACK.sub(lambda found: " " * len(found[0]), text)
    cutting = splitter(Window([code], start=place), dialect)
    mark = options.get("enddelimiter", ";").strip()
    if options.get("splitstatements", "").lower() == "false":
        cutting.resume(State("\0"))
    elif ends_statements(mark, dialect):
        cutting.resume(State(mark))
    note = note_of(options)
    for piece in cutting.pieces():
        cut = piece.cut or (record.cut and not piece.ended)
        yield piece._replace(cut=cut, origin=Origin(told=note) if note else None)
    yield from _rollback(text, backs, place, dialect)


def _rollback(
    text: str, backs: list[re.Match[str]], place: Position, dialect: Dialect
) -> Iterator[Piece]:
    """What the comments for the rollback say; one statement may go over several of them."""
    if not backs or _NO_SQL.match(backs[0][2]):
        return
    said = [" "] * len(text)
    for found in backs:
        said[found.start(2) : found.end(2)] = found[2]
    for n, letter in enumerate(text):
        if letter in "\r\n":
            said[n] = letter
    code = "".join(said)
    for piece in splitter(Window([code], start=place), dialect).pieces():
        if piece.kind in (PieceKind.SQL, PieceKind.PLSQL):
            yield piece._replace(origin=Origin(told=BACK, aside=True))
