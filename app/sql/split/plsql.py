"""Where a unit of PL/SQL ends, by the nesting of its blocks.

A `/` on a line of its own always ends one, as it does in SQL*Plus even within a string. Many
scripts leave it out, and then the words tell: BEGIN, CASE, IF, LOOP and DECLARE are reserved in
PL/SQL (Database PL/SQL Language Reference 19c, appendix D), so counting them is enough.
"""

import re
import string

from app.sql.possessive import compile_pattern

_WORD_END = r"(?![\w$#])"
GAP = r"(?:[\s\x00]++|--[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+"
SLASH = r"[ \t]{0,80}+[/.][ \t]{0,80}+(?=\r?\n|\r?\Z)"
"""A line that ends whatever is being entered."""


def _between(opening: str, closing: str) -> str:
    """What is quoted by `q'` and these marks, without the `q'`."""
    first, last = re.escape(opening), re.escape(closing)
    return rf"{first}(?:[^{last}]++|{last}(?!'))*+(?:{last}'|\Z)"


_PLAIN_MARKS = string.punctuation + string.ascii_letters + string.digits
_MARKS = ["[]", "{}", "()", "<>", *(2 * mark for mark in _PLAIN_MARKS)]
# an alternative for each mark: a group and a reference to it cannot be trusted inside `*+`
_Q_QUOTED = (
    r"'(?:(?<=(?<![\w$#])[qQ]')|(?<=(?<![\w$#])[nN][qQ]'))(?:"
    + "|".join(_between(*marks) for marks in _MARKS)
    + ")"
)
QUOTED = rf"{_Q_QUOTED}|'[^']*+(?:'|\Z)|\"[^\"]*+(?:\"|\Z)"
"""A string, `q'[…]'` included, or a quoted name; to the end where it is not closed."""
_UNIT_QUOTED = rf"{_Q_QUOTED}|'(?:[^'\n]++|\n(?!{SLASH}))*+(?:'|(?=\n)|\Z)|\"[^\"]*+(?:\"|\Z)"
COMMENT = r"--[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)"

_HEAD = compile_pattern(
    rf"{GAP}(?:(?P<block>DECLARE|BEGIN){_WORD_END}|(?P<label><<)"
    rf"|WITH{GAP}(?P<inline>FUNCTION|PROCEDURE){_WORD_END}"
    rf"|CREATE{GAP}(?:OR{GAP}REPLACE{GAP})?+(?:AND{GAP}(?:RESOLVE|COMPILE){GAP})?+"
    rf"(?:(?:NON)?EDITIONABLE{GAP}|NOFORCE{GAP})?+"
    rf"(?P<made>PROCEDURE|FUNCTION|PACKAGE|TRIGGER|TYPE(?:{GAP}BODY)?|LIBRARY|JAVA|MLE){_WORD_END})",
    re.I,
)
_FOREIGN = compile_pattern(
    rf"{GAP}(?:SOURCE|MODULE){_WORD_END}[^;('{{]*?(?<![\w$#])(?P<code>AS|USING){_WORD_END}", re.I
)
_WRAPPED = compile_pattern(rf"{GAP}[\w$#.&\"]++{GAP}WRAPPED{_WORD_END}", re.I)
_WORDS = (
    r"END(?:\s++(?:IF|LOOP|CASE))?+|(?:IS|AS)(?:\s++(?:LANGUAGE|EXTERNAL|MLE))?+"
    r"|BEGIN|DECLARE|IF|LOOP|CASE|PROCEDURE|FUNCTION|COMPOUND|BEFORE|AFTER|INSTEAD"
)
TOKEN = compile_pattern(
    rf"(?:[^\w'\"\-/;()\n.:&$%#]++|(?!(?i:{_WORDS}){_WORD_END})[\w$#]++|[.:&$%]++[\w$#]*+"
    rf"|{_UNIT_QUOTED}|{COMMENT}|\n(?!{SLASH})|[\-/])*+"
    rf"(?P<token>(?i:{_WORDS}){_WORD_END}|\n{SLASH}|[;()]|\Z)",
    re.S,
)
"""A token that matters, with everything before it; an empty one at the end of the text."""


_PACKED = frozenset({"PROCEDURE", "FUNCTION", "PACKAGE", "BODY"})


def unit(text: str, start: int, end: int) -> "Unit | None":
    """The PL/SQL unit that stands in `text` from `start`, if it is one."""
    found = _HEAD.match(text, start, end)
    if not found:
        return None
    if found["block"] or found["label"]:
        return Unit(found.start("block") if found["block"] else found.start("label"))
    if found["inline"]:
        return Unit(found.end(), header=True, inline=True)
    foreign = _FOREIGN.match(text, found.end(), end)
    opaque = (foreign and foreign["code"].upper() == "AS") or _WRAPPED.match(text, found.end(), end)
    return Unit(
        found.end(),
        header=found["made"].upper().split()[-1] in _PACKED,
        opaque=bool(opaque),
    )


class Unit:
    """Counts the blocks of one unit, token by token from `begin` in its text.

    `header` tells that it begins within a header, whose IS or AS opens a block; `inline` that
    it is a query behind its functions; `opaque` that only a `/` ends it (wrapped, Java).
    """

    def __init__(
        self, begin: int, *, header: bool = False, inline: bool = False, opaque: bool = False
    ) -> None:
        self.begin = begin
        self.opaque = opaque
        self._header = header
        self._inline = inline
        self._parentheses = 0
        self._open: list[str] = []
        self._tail = False  # between an END and its semicolon

    @property
    def closed(self) -> bool:
        """Whether no block is open."""
        return not self._open

    def ends_with(self, token: str) -> bool:
        """Whether `token`, the next one, is the `;` that ends the unit."""
        word = token.upper()
        if word == ";":
            if not self._open and not (self._inline and self._tail):
                return True
            self._header = self._tail = False
            self._parentheses = 0
        elif word == "(":
            self._parentheses += 1
        elif word == ")":
            self._parentheses -= 1
        elif not self._tail:
            self._count(word)
        return False

    def _count(self, word: str) -> None:
        top = self._open[-1] if self._open else ""
        if word.startswith("END"):
            self._end(top)
        elif word in {"IS", "AS"}:
            if self._header and self._parentheses <= 0:
                self._header = False
                self._open.append("DECLARE")
        elif word in {"PROCEDURE", "FUNCTION"}:
            self._header = top in {"DECLARE", "COMPOUND"} or (self._inline and not top)
            self._parentheses = 0
        elif word in {"BEFORE", "AFTER", "INSTEAD"}:
            self._header = self._header or top == "COMPOUND"
        elif word == "BEGIN" and top == "DECLARE":
            self._open[-1] = word
        elif word in {"BEGIN", "DECLARE", "LOOP", "CASE", "COMPOUND"} or (word == "IF" and top):
            self._open.append(word)

    def _end(self, top: str) -> None:
        if top:
            self._open.pop()
        self._tail = top != "CASE"
