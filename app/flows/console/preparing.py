"""From the text of an editor to what is sent: statements, values they ask for, what to ask about.

Not for the GUI thread: a script may be of megabytes.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.dialect import Dialect, Language
from app.domain.stop import Stop
from app.engines.redis.dangerous import dangerous_name
from app.flows.console.script import Piece
from app.sql.editing import Bind, BindKind, Part, binds, statement_at, statements
from app.sql.kinds import kind_of
from app.sql.oracle import tokenize_oracle
from app.sql.split import PieceKind
from app.sql.tokens import END, tokenize

_NARROWS = frozenset({"WHERE", "LIMIT"})
_MEANT = frozenset({"UPDATE", "DELETE"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a text shall run."""

    text: str
    language: Language
    position: int = 0
    """Where the cursor stands."""
    selection: tuple[int, int] | None = None
    whole: bool = False
    """All of it; else what is selected, else the statement at the cursor."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is sent, before values were given."""

    pieces: tuple[Piece, ...] = ()
    asked: tuple[Bind, ...] = ()
    """Each value once, whatever it stands in; the spans are those of its first statement."""
    left_out: tuple[str, ...] = ()
    """Commands for the client, which no server understands."""
    bare: tuple[int, ...] = ()
    """The numbers of the pieces that change every row of a table: no WHERE, no LIMIT."""
    named: tuple[tuple[int, str], ...] = ()
    """The numbers of the pieces that must be confirmed by a name, with the name."""
    moves: tuple["Moves", ...] = field(default=())
    """Of each piece, once texts were put in; empty before."""


@dataclass(frozen=True, slots=True)
class Moves:
    """How places in a piece as it is sent stand to those in the text of the editor."""

    starts: tuple[int, ...] = ()
    """Where something was put in, in the text as sent."""
    shifts: tuple[int, ...] = ()
    """How many characters more than in the editor stand before what is behind each."""

    def back(self, place: int) -> int:
        """The place in the text of the editor, from the start of the piece."""
        at = bisect_right(self.starts, place) - 1
        return place if at < 0 else max(0, place - self.shifts[at])


def prepare(wanted: Wanted, stop: Stop) -> Prepared:
    """The statements that are meant, and what they ask for. Raises Cancelled."""
    parts = _parts(wanted)
    stop.check()
    pieces: list[Piece] = []
    asked: dict[tuple[BindKind, str], Bind] = {}
    left_out, bare, named = [], [], []
    for part in parts:
        if part.kind in (PieceKind.COMMAND, PieceKind.INCLUDE):
            left_out.append(part.text)
            continue
        if isinstance(wanted.language, Dialect):
            for bind in binds(part.text, wanted.language):
                asked.setdefault((bind.kind, bind.name.upper()), bind)
            if _is_bare(part.text, wanted.language):
                bare.append(len(pieces))
        elif name := dangerous_name(part.text):
            named.append((len(pieces), name))
        pieces.append(Piece(part.text, part.start))
        stop.check()
    return Prepared(
        tuple(pieces), tuple(asked.values()), tuple(left_out), tuple(bare), tuple(named)
    )


def filled_in(prepared: Prepared, texts: Mapping[str, str], dialect: Dialect) -> Prepared:
    """The same with the texts of `&name` in their places; names in capitals."""
    pieces, moves = [], []
    for piece in prepared.pieces:
        spans = sorted(
            (start, end, texts[bind.name.upper()])
            for bind in binds(piece.text, dialect)
            if bind.kind is BindKind.SUBSTITUTED
            for start, end in bind.spans
        )
        text, made = _put_in(piece.text, spans)
        pieces.append(replace(piece, text=text))
        moves.append(made)
    return replace(prepared, pieces=tuple(pieces), moves=tuple(moves))


def _put_in(text: str, spans: Sequence[tuple[int, int, str]]) -> tuple[str, Moves]:
    parts, starts, shifts = [], [], []
    at = shift = 0
    for start, end, put in spans:
        parts += [text[at:start], put]
        shift += len(put) - (end - start)
        starts.append(start + shift - len(put) + (end - start))
        shifts.append(shift)
        at = end
    parts.append(text[at:])
    return "".join(parts), Moves(tuple(starts), tuple(shifts))


def _parts(wanted: Wanted) -> Sequence[Part]:
    if wanted.whole:
        return statements(wanted.text, wanted.language)
    if wanted.selection is not None and wanted.selection[0] < wanted.selection[1]:
        start, end = wanted.selection
        return [
            replace(
                part, start=part.start + start, end=part.end + start, behind=part.behind + start
            )
            for part in statements(wanted.text[start:end], wanted.language)
        ]
    part = statement_at(wanted.text, wanted.position, wanted.language)
    return [] if part is None else [part]


def _is_bare(text: str, dialect: Dialect) -> bool:
    """Whether it is an UPDATE or a DELETE that nothing narrows."""
    tokens = tokenize_oracle(text) if dialect is Dialect.ORACLE else tokenize(text, dialect)
    if kind_of(tokens, dialect) not in _MEANT:
        return False
    depth = 0
    for kind in tokens.kinds:
        if kind == END:
            break
        depth += (kind == "(") - (kind == ")")
        if depth == 0 and kind in _NARROWS:
            return False
    return True
