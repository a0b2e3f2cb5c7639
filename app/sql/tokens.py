"""Words, literals and operators of MySQL and MariaDB, with the place of each.

One regular expression cuts the text; a table that grows with use turns each piece into its
kind. Comments and blanks are left out, except that `/*! … */` and `/*M! … */` are opened where
the dialect would execute them (MySQL 8.4 reference manual, 11.7; MariaDB "Comment Syntax").
"""

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from app.domain.dialect import Dialect
from app.sql.dollars import code_span
from app.sql.numbers import whole_number
from app.sql.possessive import compile_pattern
from app.sql.rows import ROWS_AT_LEAST, literal_rows

# members of an enumeration are slow to get at in Python 3.11
_MYSQL, _MARIADB = Dialect.MYSQL, Dialect.MARIADB

IDENTIFIER = "<identifier>"
"""Kind of a quoted identifier; an unquoted word's kind is the word in capitals."""
STRING = "<string>"
NUMBER = "<number>"
VARIABLE = "<variable>"
PARAMETER = "<parameter>"
CONCAT = "<concat>"
"""Kind of `||` where it joins strings in MySQL or MariaDB."""
ROWS = "<rows>"
"""Kind of a run of rows of literals behind VALUES, kept as one token."""
BAD = "<bad>"
"""Kind of a quote, back-tick or comment that is never closed."""
END = "<end>"
"""Kind of what stands behind the last token."""
VALUES = frozenset({STRING, NUMBER, ROWS, BAD})
"""Kinds of tokens whose text is not part of a statement's shape."""


Question: TypeAlias = Callable[..., Hashable]
"""A function of the texts of values, and of nothing else; see `Cursor.asks`."""
Sized: TypeAlias = tuple[str, int]
"""The kind of a piece of text, nothing for one to skip, and its length without a blank behind."""


@dataclass(slots=True)
class Tokens:
    """The tokens of one statement, as lists of the same length.

    `kinds` ends with three `END`s more than `starts` and `ends` have entries, so that a grammar
    may look ahead without asking. Offsets are in code points from the start of `text`.
    """

    text: str
    kinds: list[str]
    starts: list[int]
    ends: list[int]
    guarded: tuple[tuple[int, int], ...] = ()
    """Where comments with a version were opened: what stands there is not for every server."""
    rows: int = 0
    """How many rows the `ROWS` token is made of, where there is one."""

    def is_guarded(self, at: int) -> bool:
        """Whether token `at` stands in a comment with a version."""
        return any(start <= self.starts[at] < end for start, end in self.guarded)

    def __len__(self) -> int:
        return len(self.starts)

    def source(self, first: int, last: int) -> str:
        """The text from token `first` to token `last`, both included."""
        return self.text[self.starts[first] : self.ends[last]]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where that text starts and ends."""
        return self.starts[first], self.ends[last]


_STRING = r"'(?:[^'\\]++|\\.|'')*+'"
_DOUBLE = r'"(?:[^"\\]++|\\.|"")*+"'
_NUMBER = r"\d++(?:\.\d*+)?+(?:[eE][+-]?\d++)?+(?![\w$])|\.\d++(?:[eE][+-]?\d++)?+"
_BLOCK = r"/\*(?:[^*]++|\*(?!/))*+\*/"

_FILLED = r"(?:\$\{[^\W\d]\w*+(?:[.:][^\W\d]\w*+)*+\}(?:[^\W\d][\w$]*+)?+|\{\$\w++\}[\w$]*+)"
"""A part of a name that a template fills in: `${month}`, `{$NAMESPACE}`."""

_TOKEN = compile_pattern(
    rf"""(?:[A-Za-z_][A-Za-z0-9_$]*+(?![{{\x80-\U0010ffff])|[(),;=]|`[^`]*+`(?!`)"""
    rf"""|[^\W\d][\w$]*+(?!\{{)|\s++|[^\W\d](?:\w|\$(?!\{{))*+{_FILLED}*+|{_FILLED}++|\$[\w$]++"""
    rf"""|(?<![\w$`.])\.\d++(?:[eE][+-]?\d++)?+|\.|{_NUMBER}|{_STRING}|`(?:[^`]++|``)*+`|{_DOUBLE}"""
    rf"""|--(?=[\s\x00-\x1f]|\Z)[^\n]*+|\#[^\n]*+|/\*M?!(?:\d{{5,6}})?+|\*/|{_BLOCK}"""
    r"""|<=>|<<|>>|<>|!=|<=|>=|:=|->>|->|\|\||&&"""
    rf"""|@@?+(?:`(?:[^`]++|``)*+`|{_STRING}|{_DOUBLE}|[\w.$]*+)"""
    r"""|(?<![\w$`]):[^\W\d]\w*+|\d[\w$]*+|['"`].*+|/\*.*+|\\N|.) ?+""",
    re.S,
)
"""A token, comment or run of blanks, and the blank behind it: a third of what stands is blanks.

What there is most of comes first, in ASCII, for which a pattern is matched quickest.
"""
_DECIMAL = compile_pattern(_NUMBER)
_QUOTED = compile_pattern(f"(?:{_STRING}|{_DOUBLE})", re.S)

_kinds: dict[str, Sized] = {}
_KINDS_MOST = 50_000  # distinct pieces remembered
_SHORT = 4  # longer values are seldom met twice, and a dump has more of them than memory


def _kind(piece: str) -> str:
    """The kind of one piece of text; nothing for what is skipped."""
    head = piece[0]
    if head.isalpha() or head in "_$":
        return piece.upper()
    if head in "'\"":
        return STRING if _QUOTED.fullmatch(piece) else BAD
    if head.isdigit():
        return _digits(piece)
    if head.isspace():
        return ""
    if head == "`":
        return IDENTIFIER if len(piece) > 1 and piece[-1] == "`" else BAD
    if head == "@":
        return VARIABLE
    if piece == "?" or (head == ":" and piece not in {":", ":="}):
        return PARAMETER
    if head == "." and len(piece) > 1:
        return NUMBER
    if head == "{" and len(piece) > 1:  # {$NAMESPACE}_user: a name that a template will fill in
        return IDENTIFIER
    return "" if head == "#" or piece[:2] == "--" else _punctuation(piece)


def _digits(piece: str) -> str:
    """A number, or an identifier that starts with digits, which MySQL allows."""
    if piece.isdecimal() or _DECIMAL.fullmatch(piece):
        return NUMBER
    if re.fullmatch(r"0x[0-9a-fA-F]+|0b[01]+", piece):
        return NUMBER
    return IDENTIFIER


def _punctuation(piece: str) -> str:
    if piece[:2] != "/*":
        return piece
    if piece[2:3] == "!" or piece[2:4] == "M!":
        return piece
    return "" if len(piece) > 3 and piece.endswith("*/") else BAD


def tokenize(text: str, dialect: Dialect = Dialect.MYSQL) -> Tokens:
    """Cut `text`, one statement without its delimiter, into tokens."""
    rows = literal_rows(text) if len(text) >= ROWS_AT_LEAST else None
    if rows is not None:
        return _around(text, rows.start, rows.end, ROWS, rows.count, dialect)
    if "$" in text and dialect is _MYSQL and (code := code_span(text)):
        return _around(text, *code, STRING, 0, dialect)
    return _cut(text, dialect)


def _around(text: str, start: int, end: int, kind: str, rows: int, dialect: Dialect) -> Tokens:
    """The tokens before and behind a run of rows, or code, and that as one."""
    before, behind = _cut(text[:start], dialect), _cut(text[end:], dialect)
    return Tokens(
        text,
        [*before.kinds[:-3], kind, *behind.kinds],
        [*before.starts, start, *(s + end for s in behind.starts)],
        [*before.ends, end, *(e + end for e in behind.ends)],
        (*before.guarded, *((s + end, e + end) for s, e in behind.guarded)),
        rows,
    )


def sorted_out(
    pieces: list[str], known: dict[str, Sized], kind_of: Callable[[str], str]
) -> tuple[list[str], list[int], list[int]]:
    """The kinds, starts and ends of the pieces a text was cut into, without what is skipped.

    A piece may have a blank at its end. `kind_of` tells the kind of one without it, nothing for
    one to skip; `known` remembers the answers.
    """
    kinds: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for piece in pieces:
        sized = known.get(piece)
        if sized is None:
            sized = _sized(piece, kind_of)
            if (len(piece) <= _SHORT or sized[0] not in VALUES) and (
                len(known) < _KINDS_MOST and len(piece) < 64
            ):
                known[piece] = sized
        kind, size = sized
        if kind:
            kinds.append(kind)
            starts.append(at)
            ends.append(at + size)
        at += len(piece)
    return kinds, starts, ends


def _sized(piece: str, kind_of: Callable[[str], str]) -> Sized:
    if piece[-1] == " " and len(piece) > 1:
        kind = kind_of(piece[:-1])
        if kind != BAD:  # what is never closed has all that stands behind it
            return kind, len(piece) - 1
    return kind_of(piece), len(piece)


def beginning(text: str, most: int) -> int:
    """Where the first `most` tokens end, comments counted too."""
    return end_of(_TOKEN, text, most)


def end_of(token: re.Pattern[str], text: str, most: int) -> int:
    """Where `token` was found `most` times, or the end of the text."""
    found = next(islice(token.finditer(text), most - 1, None), None)
    return found.end() if found else len(text)


def _cut(text: str, dialect: Dialect) -> Tokens:
    kinds, starts, ends = sorted_out(_TOKEN.findall(text), _kinds, _kind)
    guarded: tuple[tuple[int, int], ...] = ()
    if "/*" in text or ("*/" in text and "*/" in kinds):
        guarded = _guarded(kinds, starts, len(text))
        kinds, starts, ends = _open_comments(text, kinds, starts, ends, dialect)
    kinds += (END, END, END)
    return Tokens(text, kinds, starts, ends, guarded)


def _guarded(kinds: list[str], starts: list[int], length: int) -> tuple[tuple[int, int], ...]:
    """Where comments that begin with a version stand: offsets of their marks."""
    found: list[tuple[int, int]] = []
    opened = -1
    for kind, start in zip(kinds, starts, strict=True):
        if kind[:2] == "/*":
            opened = start if kind[-1].isdigit() else -1
        elif kind == "*/" and opened >= 0:
            found.append((opened, start))
            opened = -1
    if opened >= 0:
        found.append((opened, length))
    return tuple(found)


_UNRELEASED = {Dialect.MYSQL: 99_000, Dialect.MARIADB: 150_000}


def _executes(opening: str, dialect: Dialect) -> bool:
    """Whether `dialect` executes what stands in a comment that opens so.

    MariaDB leaves MySQL's 5.7 and later to MySQL: it skips versions 50700 to 99999. Nobody executes
    what is for versions that no release has.
    """
    of_mariadb = opening[2] == "M"
    version = whole_number(opening.lstrip("/*M!") or "0")
    if of_mariadb or version >= _UNRELEASED[dialect]:
        return dialect is _MARIADB and version < _UNRELEASED[dialect]
    return not (dialect is _MARIADB and 50_700 <= version <= 99_999)


def _open_comments(
    text: str, kinds: list[str], starts: list[int], ends: list[int], dialect: Dialect
) -> tuple[list[str], list[int], list[int]]:
    """Take the marks of executed comments out, and whole comments that are not executed."""
    kept: tuple[list[str], list[int], list[int]] = ([], [], [])
    inside = skipping = False
    previous = ""
    for kind, start, end in zip(kinds, starts, ends, strict=True):
        if kind[:2] == "/*":
            inside, skipping = True, not _executes(kind, dialect)
        elif kind == "*/" and inside:
            inside = skipping = False
        elif not skipping:
            # `*/` outside a comment is a multiplication and a division
            for n, part in enumerate("*/" if kind == "*/" else (kind,)):
                kept[0].append(part)
                kept[1].append(start + n)
                kept[2].append(start + n + 1 if kind == "*/" else end)
        previous = kind
    if inside and previous != BAD:
        kept[0].append(BAD)
        kept[1].append(len(text))
        kept[2].append(len(text))
    return kept
