"""What opens and closes in a statement: brackets, and the words around a block.

Words pair up as far as they can: `IF(a, b, c)` and `BEGIN;` open nothing that anybody closes, so
they are passed over when something further out closes.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.domain.dialect import Commands, Dialect, Language
from app.sql.possessive import compile_pattern
from app.sql.split.plsql import COMMENT, QUOTED

Span = tuple[int, int]


class Pair(NamedTuple):
    """Where something opens and closes; `opening` is `(`, `[`, `{`, BEGIN, CASE, IF, LOOP, …"""

    opening: str
    start: Span
    end: Span


_MYSQL_QUOTED = r"""'(?:[^'\\]++|\\.)*+(?:'|\Z)|"(?:[^"\\]++|\\.)*+(?:"|\Z)|`[^`]*+(?:`|\Z)"""
_MYSQL_COMMENT = r"--(?=[\s\x00]|\Z)[^\n]*+|\#[^\n]*+|/\*(?!M?!)(?:[^*]++|\*(?!/))*+(?:\*/|\Z)"
_BLOCKS = "BEGIN|CASE|IF|LOOP|REPEAT|WHILE|FOR|COMPOUND"
_ITEM = (
    rf"(?P<word>(?<![\w$#@.`:&])(?:END(?:\s++(?:IF|CASE|LOOP|REPEAT|WHILE|FOR))?+|{_BLOCKS})(?![\w$#]))"
    r"|(?P<bracket>[()\[\]{}])"
)
_OF_MYSQL = compile_pattern(rf"(?P<skip>{_MYSQL_QUOTED}|{_MYSQL_COMMENT})|{_ITEM}", re.S | re.I)
_OF_ORACLE = compile_pattern(rf"(?P<skip>{QUOTED}|{COMMENT})|{_ITEM}", re.S | re.I)
_OF_REDIS = compile_pattern(
    r"""(?P<skip>"(?:[^"\\\n]++|\\.)*+(?:"|\Z|\n)|'(?:[^'\\\n]++|\\.)*+(?:'|\Z|\n))"""
    r"|(?P<word>(?!))|(?P<bracket>[()\[\]{}])",
    re.S,
)
ITEMS: dict[Language, re.Pattern[str]] = {
    Dialect.MYSQL: _OF_MYSQL,
    Dialect.MARIADB: _OF_MYSQL,
    Dialect.ORACLE: _OF_ORACLE,
    Commands.REDIS: _OF_REDIS,
}
"""Strings and comments as `skip`, and what may open or close as `word` or `bracket`."""

_BRACKETS = {")": "(", "]": "[", "}": "{"}
_BARE_END = frozenset({"BEGIN", "CASE", "COMPOUND"})
_IN_LOOP = {"FOR": ("FOR", "LOOP"), "WHILE": ("WHILE", "LOOP")}


def pairs(text: str, language: Language) -> Iterator[Pair]:
    """All pairs of one statement, the inner ones first."""
    opened: list[tuple[str, Span]] = []
    for found in ITEMS[language].finditer(text):
        if bracket := found["bracket"]:
            word, closes = bracket, _closed_by_bracket(bracket)
        elif found["word"]:
            word = found["word"].upper()
            closes = _closed_by_word(word)
        else:
            continue
        if not closes:
            opened.append((word, found.span()))
            continue
        at = _last(opened, closes)
        if at is not None:
            opening, start = opened[at]
            del opened[at:]
            yield Pair(opening, start, found.span())


def _closed_by_bracket(bracket: str) -> frozenset[str]:
    opening = _BRACKETS.get(bracket)
    return frozenset({opening}) if opening else frozenset()


def _closed_by_word(word: str) -> frozenset[str]:
    """What may be closed by END or END IF and the like; nothing where it opens."""
    if not word.startswith("END"):
        return frozenset()
    what = word[3:].strip()
    return frozenset(_IN_LOOP.get(what, (what,))) if what else _BARE_END


def _last(opened: list[tuple[str, Span]], closes: frozenset[str]) -> int | None:
    """The last that is open of those; a word does not close beyond an open bracket."""
    words = not closes & set("([{")
    for at in range(len(opened) - 1, -1, -1):
        kind = opened[at][0]
        if kind in closes:
            return at
        if words and kind in _BRACKETS.values():
            return None
    return None
