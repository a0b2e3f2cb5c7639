"""What is a keyword, a string, a comment … in a script, told by the tokenizers of the audit. No Qt.

Made for a thread: no call here holds the interpreter's lock longer than a few milliseconds, for
a long statement is cut into tokens a stretch at a time.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from enum import IntEnum

from app.domain.dialect import Dialect
from app.models.sql_words import keywords
from app.sql.oracle import tokenize_oracle
from app.sql.redis.parse import kind_of_command, tokenize_redis
from app.sql.rows import ONE_LITERAL
from app.sql.split import Piece, PieceKind, split
from app.sql.tokens import (
    BAD,
    NUMBER,
    PARAMETER,
    ROWS,
    STRING,
    VARIABLE,
    Tokens,
    tokenize,
)

_STRETCH = 8_192  # code points cut into tokens at once
_GAP = re.compile(r"\S(?:.*\S)?", re.S)
_COMMENT = re.compile(r"(?:--|#|REM\b|/\*).*?(?:\*/|$)", re.S | re.M | re.I)
_RUN = re.compile(r"/\*M?!")
_RUN_OR_END = re.compile(rf"{_RUN.pattern}|\*/")
_FIRST_WORD = re.compile(r"\w+")
_NAMES_FOLLOW = frozenset(
    "TABLE INTO INDEX KEY ON REFERENCES VIEW EXISTS TYPE AS FROM JOIN UPDATE".split()
)


class Ink(IntEnum):
    """What a stretch of text is coloured as."""

    KEYWORD = 0
    STRING = 1
    NUMBER = 2
    FUNCTION = 3
    VARIABLE = 4
    COMMENT = 5


_INKS = {
    STRING: Ink.STRING,
    BAD: Ink.STRING,
    NUMBER: Ink.NUMBER,
    VARIABLE: Ink.VARIABLE,
    PARAMETER: Ink.VARIABLE,
}


class Colours:
    """Coloured stretches of one text, in its order; offsets in code points."""

    def __init__(self) -> None:
        self._starts, self._ends = array("q"), array("q")
        self._inks = bytearray()

    def add(self, start: int, end: int, ink: Ink) -> None:
        """Colour the text between two offsets; each call is behind the one before."""
        self._starts.append(start)
        self._ends.append(end)
        self._inks.append(ink)

    def within(self, start: int, end: int) -> Iterator[tuple[int, int, Ink]]:
        """The stretches between two offsets, and those parts of others that reach in."""
        n = bisect_right(self._ends, start)
        while n < len(self._starts) and self._starts[n] < end:
            yield max(start, self._starts[n]), min(end, self._ends[n]), Ink(self._inks[n])
            n += 1


def colour(text: str, dialect: Dialect, stopped: Callable[[], bool] = lambda: False) -> Colours:
    """Colour a script; when `stopped`, as far as it came."""
    made = Colours()
    at = 0
    for piece in split([text], dialect):
        start = piece.start.offset
        _gap(text, at, start, made)
        _piece(piece, dialect, made, stopped)
        at = start + len(piece.text)
        if stopped():
            return made
    _gap(text, at, len(text), made)
    return made


def _gap(text: str, start: int, end: int, made: Colours) -> None:
    """Colour the comments between two pieces; delimiters stay as they are."""
    for comment in _COMMENT.finditer(text, start, end):
        made.add(comment.start(), comment.end(), Ink.COMMENT)


def _piece(piece: Piece, dialect: Dialect, made: Colours, stopped: Callable[[], bool]) -> None:
    start = piece.start.offset
    if piece.kind in (PieceKind.COMMAND, PieceKind.INCLUDE):
        if word := _FIRST_WORD.match(piece.text):
            made.add(start, start + word.end(), Ink.KEYWORD)
        return
    if dialect is Dialect.REDIS:
        _command(piece.text, start, made)
        return
    for offset, end, tokens in _stretches(piece.text, dialect):
        colour_tokens(tokens, start + offset, end, keywords(dialect), made)
        if stopped():
            return


def _command(text: str, offset: int, made: Colours) -> None:
    """Colour a command of Redis: its name, what is quoted, and numbers; `SET` may be a key."""
    tokens = tokenize_redis(text)
    words = [tokens.source(n, n) for n in range(min(2, len(tokens)))]
    name = len(kind_of_command(words).split())
    for n, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True)):
        ink = Ink.KEYWORD if n < name else _INKS.get(tokens.kinds[n])
        if ink is not None and start < end:
            made.add(offset + start, offset + end, ink)


def _stretches(text: str, dialect: Dialect) -> Iterator[tuple[int, int, Tokens]]:
    """Tokens of a text a stretch at a time: where it starts, how many count, the tokens.

    The last tokens of a stretch may go on behind it, so they are left to the next one, which
    begins in a gap between two tokens: what stands before a token may change its meaning.
    """
    cut = tokenize_oracle if dialect is Dialect.ORACLE else tokenize
    at, length = 0, _STRETCH
    while at < len(text):
        stretch = text[at : at + length]
        tokens = cut(stretch)
        count = len(tokens)
        if at + length >= len(text):
            yield at, count, tokens
            return
        count -= 2
        while count > 0 and tokens.ends[count - 1] == tokens.starts[count]:
            count -= 1
        if count <= 0 or tokens.kinds[count - 1] == ROWS or _runs_on(tokens, count):
            length *= 2
            continue
        yield at, count, tokens
        at += tokens.ends[count - 1]
        length = _STRETCH


def _runs_on(tokens: Tokens, count: int) -> bool:
    """Whether a comment that MySQL runs (`/*!`) is open behind so many tokens: a stretch that began
    in there would take its end for two operators.
    """
    if _RUN.search(tokens.text) is None:
        return False
    is_open, at = False, 0
    for start, end in zip(tokens.starts[:count], tokens.ends[:count], strict=True):
        for mark in _RUN_OR_END.finditer(tokens.text, at, start):
            is_open = mark.group() != "*/"
        at = end
    return is_open


def colour_tokens(
    tokens: Tokens, offset: int, count: int, words: frozenset[str], made: Colours
) -> None:
    """Colour the first `count` tokens of a stretch that starts at `offset`."""
    at = 0
    before = ""
    for n in range(count):
        kind, start, end = tokens.kinds[n], tokens.starts[n], tokens.ends[n]
        if start > at:
            _skipped(tokens.text, at, start, offset, made)
        if kind == ROWS:
            _rows(tokens.text, start, end, offset, made)
        elif start < end and (ink := _ink(tokens, n, before, words)) is not None:
            made.add(offset + start, offset + end, ink)
        at, before = end, kind
    if count == len(tokens):
        _skipped(tokens.text, at, len(tokens.text), offset, made)


def _ink(tokens: Tokens, n: int, before: str, words: frozenset[str]) -> Ink | None:
    kind = tokens.kinds[n]
    if kind in words:
        return None if before == "." else Ink.KEYWORD
    if kind[0] == "<":
        return _INKS.get(kind)
    called = tokens.kinds[n + 1] == "(" and tokens.starts[n + 1] == tokens.ends[n]
    if called and (kind[0].isalpha() or kind[0] == "_") and before not in _NAMES_FOLLOW:
        return Ink.FUNCTION
    return None


def _skipped(text: str, start: int, end: int, offset: int, made: Colours) -> None:
    """Colour what stands between two tokens and is not blank: a comment, or its marks."""
    if gap := _GAP.search(text, start, end):
        made.add(offset + gap.start(), offset + gap.end(), Ink.COMMENT)


def _rows(text: str, start: int, end: int, offset: int, made: Colours) -> None:
    """Colour the literals of a run of rows."""
    for literal in ONE_LITERAL.finditer(text, start, end):
        head = literal.group()[-1]
        if head in "'\"":
            ink = Ink.STRING
        else:
            ink = Ink.KEYWORD if head.isalpha() and literal.group().isalpha() else Ink.NUMBER
        made.add(offset + literal.start(), offset + literal.end(), ink)
