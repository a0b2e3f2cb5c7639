"""The statements in slow logs of MySQL, MariaDB and Percona Server.

An entry is lines of `# …`, perhaps `use …;` and `SET timestamp=…;`, and one statement. The lines of
`# administrator command: …` are no statements, and neither is what a server writes when it starts.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.finding import Note, Position
from app.i18n import N_
from app.sql.hidden.records import Record, records
from app.sql.lines import advance
from app.sql.possessive import compile_pattern
from app.sql.split.origin import Origin
from app.sql.split.piece import Piece, PieceKind

HEADER = r"# (?:Time|User|User@Host|Thread_id|Query_time|Schema|Client|administrator command):"
"""How a line begins that belongs to a slow log and to nothing else."""
_BEHIND = compile_pattern(rf"(?:;|Argument)\r?\n(?={HEADER}|[^\n]{{1,500}}?, Version: )")
_HEAD = compile_pattern(r"(?:#[^\n]*+(?:\n|\Z))++")
_USE = compile_pattern(r"\s*+(use [^\n;]++);[ \t\r]*+\n", re.I)
_STAMP = compile_pattern(
    r"\s*+SET (?:(?:timestamp|insert_id|last_insert_id)=[\d.]++,?+)++;[ \t\r]*+\n?", re.I
)
_TOOK = compile_pattern(r"Query_time: *(\d+(?:\.\d+)?)")
_EXAMINED = compile_pattern(r"Rows_examined: *(\d+)")
_BLANKS = " \t\r\n\f\v\x00"


@dataclass(frozen=True, slots=True)
class _Slow(Origin):
    """Of a statement that was slow; its head is read only where there is something to tell."""

    head: str = ""

    def note(self) -> Note | None:
        """How long it took, and how many rows it looked at."""
        took, examined = _TOOK.search(self.head), _EXAMINED.search(self.head)
        if took is None:
            return None
        seconds = f"{float(took[1]):g}"
        if examined is None:
            return Note(N_("it took {seconds} s"), (("seconds", seconds),))
        return Note(
            N_("it took {seconds} s and examined {rows} rows"),
            (("seconds", seconds), ("rows", examined[1])),
        )


def slow_log_pieces(chunks: Iterable[str]) -> Iterator[Piece]:
    """The statements of a slow log, and `use` where the schema is another than before."""
    schema = ""
    for record in records(chunks, _BEHIND):
        head = _HEAD.match(record.text)
        if head is None:
            continue
        at = head.end()
        last, place = 0, record.start
        while True:
            if use := _USE.match(record.text, at):
                if use[1] != schema:
                    schema = use[1]
                    place = advance(place, record.text, last, use.start(1))
                    last = use.start(1)
                    yield Piece(schema, place, PieceKind.SQL)
                at = use.end()
            elif stamp := _STAMP.match(record.text, at):
                at = stamp.end()
            else:
                break
        piece = _statement(record, at, head[0])
        if piece is not None:
            yield piece


def _statement(record: Record, at: int, head: str) -> Piece | None:
    text = record.text[at:].rstrip(_BLANKS).removesuffix(";").rstrip(_BLANKS)
    start = at + len(text) - len(text.lstrip(_BLANKS))
    text = text.lstrip(_BLANKS)
    if not text or text.startswith("# administrator command:"):
        return None
    return Piece(
        text, _place(record, start), PieceKind.SQL, cut=record.cut, origin=_Slow(head=head)
    )


def _place(record: Record, at: int) -> Position:
    return advance(record.start, record.text, 0, at)
