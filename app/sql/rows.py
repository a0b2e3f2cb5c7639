"""Rows of literals behind VALUES, which are nearly all of a dump: where they stand, how many.

The values of the first rows are looked at one by one. Behind `_READ` code points what stands in a
row is taken for literals as long as its strings, brackets and commas are in order and no other sign
stands beside the strings; `Rows` tells which rows that is true of.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.sql.possessive import compile_bytes, compile_pattern

_STRING = r"'(?:[^'\\]++|\\.|'')*+'"
_DOUBLE = r'"(?:[^"\\]++|\\.|"")*+"'
_PLAIN = (
    r"-?\s?(?:0x[0-9a-fA-F]++|\d++(?:\.\d*+)?+(?:[eE][+-]?\d++)?+|\.\d++)(?![\w$.])"
    r"|(?:_binary\s?)?+0x[0-9a-fA-F]++|(?i:NULL|TRUE|FALSE|DEFAULT)(?![\w$])"
)
_LITERAL = rf"(?:(?:_\w++\s?|[NnXxBb])?+{_STRING}|(?:_\w++\s?)?+{_DOUBLE}|{_PLAIN})"
_OUTER = rf"(?:{_PLAIN}|(?:_\w++\s?|[NnXxBb])?+'++)"
"""A literal whose strings have no insides any more: a quote is all that is left of one."""
_SIMPLE = r"(?:-?\d[\d.]*+|'++)"
"""The same of numbers and strings only: nearly all rows of a dump, and tried first."""


def _row(value: str) -> str:
    return rf"\(\s*+{value}(?:\s*+,\s*+{value})*+\s*+\)"


def _rows(value: str) -> str:
    return rf"{_row(value)}(?:\s*+,\s*+{_row(value)})++"


_ROWS = compile_pattern(_rows(_LITERAL), re.S)
_OUTER_ROWS = compile_pattern(rf"{_rows(_OUTER)}\s*+")
_SIMPLE_ROWS = compile_pattern(rf"{_rows(_SIMPLE)}\s*+")
_NEXT_ROW = compile_pattern(rf"\s*+,\s*+{_row(_LITERAL)}", re.S)
ONE_ROW = compile_pattern(_row(_LITERAL), re.S)
"""One row of literals, for those who look into a `ROWS` token."""
ONE_LITERAL = compile_pattern(_LITERAL, re.S)
"""One literal of such a row."""
INTO_VALUES = compile_pattern(
    r"\s*+(?:INSERT|REPLACE)\b(?:[^'\"`#/\-;vV]++|`[^`]*+`|(?<=\w)[vV]|(?!VALUES?\b)[vV])*+"
    r"VALUES?\s*+(?=\()",
    re.I,
)
"""What stands before the rows."""
ROWS_AT_LEAST = 2048
"""Code points of rows that become one token; below, nodes for each literal are cheap enough."""
LONG = 32 * 1024
"""Code points of rows from which on only the first are looked at value by value."""
_READ = 8 * 1024  # code points of them
_QUICK_MOST = 4_000_000  # code points whose strings may be taken out in one go

_SIGNS = b"'\"`\\(),;#/*-+%=<>!|&^~@:?{}[]$"
_NO_SIGNS = bytes(set(range(256)) - set(_SIGNS))


def _form(string: str) -> "re.Pattern[bytes]":
    """What is left of a row between its brackets when only signs are left of it."""
    value = rf"(?:(?:{string})++|-?)"
    return compile_bytes(rf"{value}(?:,{value})*+".encode(), re.S)


_ESCAPED_QUOTES = _form(r"'[^'\\]*+(?:\\.[^'\\]*+)*+'")
_NO_ESCAPES = _form(r"'[^']*+'")
_OTHER_ESCAPE = compile_bytes(rb"\\(?!')")
_BORDER = b"),("
_LONGEST_STRING = 8192  # signs of a row with borders of rows in its strings


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of literals in a text: from `start` to before `end`, `count` of them.

    The values of the first `read` were looked at, those of the others were not.
    """

    start: int
    end: int
    count: int
    read: int


@lru_cache(maxsize=1)  # who cuts a script and who reads the statement ask for the same text
def literal_rows(text: str) -> Rows | None:
    """The rows of literals in an INSERT or REPLACE, where they are long enough to be one token."""
    head = INTO_VALUES.match(text) if len(text) >= ROWS_AT_LEAST else None
    if head is None or len(text) - head.end() < ROWS_AT_LEAST:
        return None
    start, end = head.end(), len(text.rstrip())
    if end - start >= LONG and (rows := _long_rows(text, start, end)):
        return rows
    if count := _count_rows(text[start:]):
        return Rows(start, end, count, count)
    found = _ROWS.match(text, start)
    if found is None or found.end() - start < ROWS_AT_LEAST:
        return None
    count = _count_one_by_one(text, start, found.end())
    return Rows(start, found.end(), count, count)


def _count_one_by_one(text: str, start: int, end: int) -> int:
    return sum(1 for _row in ONE_ROW.finditer(text, start, end))


def _count_rows(text: str) -> int:
    """How many rows of literals `text` is made of, and nothing else; 0 where that is not sure.

    Splitting at quotes leaves the insides of strings in every other piece, and what stands
    between the strings is checked without them: some four times as fast as looking at each
    character. A `"` or a comment between them makes it unsure.
    """
    if len(text) > _QUICK_MOST:
        return 0
    if "\\" in text:
        text = text.replace("\\\\", "?").replace("\\'", "?")  # which is wrong beside a string
    pieces = text.split("'")
    if not len(pieces) % 2:
        return 0
    outside = "'".join(pieces[::2])
    simple = _SIMPLE_ROWS.fullmatch(outside.replace("NULL", "0"))
    return outside.count("(") if simple or _OUTER_ROWS.fullmatch(outside) else 0


def first_rows(text: str, start: int) -> int:
    """Where the first rows of a long run end that begins at `start`; 0 where there is none."""
    first = _ROWS.match(text, start, start + _READ)
    return first.end() if first and _NEXT_ROW.match(text, first.end()) else 0


def _long_rows(text: str, start: int, end: int) -> Rows | None:
    """The rows from `start` to `end`, where there is nothing else; None where that is not sure.

    Without letters, digits and blanks the rows of a table are nearly all alike, so that only few
    forms must be looked at: four times as fast as looking at each row.
    """
    behind = first_rows(text, start)
    if not behind:
        return None
    read = _count_one_by_one(text, start, behind)
    data = text[behind:end].encode("utf-8", "surrogatepass")
    form = _ESCAPED_QUOTES
    if _OTHER_ESCAPE.search(data):
        form = _NO_ESCAPES  # a bracket for each escape: nothing but a string may hold one
        data = data.replace(b"\\\\", b"[").replace(b"\\'", b"[")
    signs = data.translate(None, _NO_SIGNS)
    if signs[:2] != b",(" or signs[-1:] != b")":
        return None
    rows = signs[2:-1].split(_BORDER)
    count = len(rows) if all(map(form.fullmatch, set(rows))) else _count_forms(rows, form)
    return Rows(start, end, read + count, read) if count else None


def _count_forms(parts: list[bytes], form: "re.Pattern[bytes]") -> int:
    """How many rows the parts are between what looks like a border; 0 where they are none.

    A border in a string leaves quotes without their partners on both sides.
    """
    known: dict[bytes, bool] = {}
    count, row = 0, b""
    for part in parts:
        row = row + _BORDER + part if row else part
        whole = known.get(row)
        if whole is None:
            whole = known[row] = form.fullmatch(row) is not None
        if whole:
            count, row = count + 1, b""
        elif len(row) > _LONGEST_STRING:
            return 0
    return 0 if row else count
