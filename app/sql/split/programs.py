"""Where a stored program of MySQL or MariaDB ends when no DELIMITER says so.

GUI clients write dumps in which the `;` of a program's statements and the one behind it look the
same. The nesting tells them apart: blocks are counted by the words that open a statement
(MySQL 8.4 reference manual, 15.6), since BEGIN, IF and END may also be columns or functions.
"""

import re

from app.sql.possessive import compile_pattern

_GAP = r"(?:[\s\x00]++|/\*M?!\d*+|\*/|--[ \t][^\n]*+|\#[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+"
_NAME = r"(?:`[^`]*+`|'[^']*+'|\"[^\"]*+\"|[\w$.%-]++)"
_SETTINGS = rf"(?:SET\b{_GAP}STATEMENT\b[^;]{{1,1000}}?\bFOR\b{_GAP})?"
"""Before a statement that MariaDB runs with other values of variables."""
_HEAD = compile_pattern(
    rf"{_GAP}{_SETTINGS}(?:CREATE\b{_GAP}(?:OR\b{_GAP}REPLACE\b{_GAP})?+"
    rf"(?:DEFINER{_GAP}={_GAP}{_NAME}{_GAP}(?:@{_GAP}{_NAME}|\(\))?+{_GAP})?+(?:AGGREGATE\b{_GAP})?+"
    r"(?P<made>PROCEDURE|FUNCTION|TRIGGER|EVENT)\b"
    rf"|ALTER\b{_GAP}(?P<altered>EVENT)\b)",
    re.I,
)
_COMPOUND = compile_pattern(
    rf"(?P<settings>{_SETTINGS})(?:BEGIN\s++NOT\s++ATOMIC\b|DECLARE\s++\w++\s++HANDLER\b"
    r"|(?:IF|CASE|LOOP|WHILE|REPEAT|FOR)\b|[\w$]++\s*+:\s*+(?:BEGIN|LOOP|WHILE|REPEAT|FOR)\b)",
    re.I,
)
MAYBE = compile_pattern(
    rf"/\*|SET\s++STATEMENT\b|(?:CREATE|DECLARE)\b|ALTER\s++EVENT\b|{_COMPOUND.pattern}", re.I
)
"""How a stored program or a compound statement may begin, without looking far."""
BEHIND = compile_pattern(rf";{_GAP}(?:CREATE|DROP|ALTER|CALL|GRANT)\b", re.I)
"""The `;` behind a program with the next statement, as those begin that stand behind programs."""
TOKEN = compile_pattern(
    r"""'(?:[^'\\]++|\\.)*+(?:'|\Z)|"(?:[^"\\]++|\\.)*+(?:"|\Z)|`[^`]*+(?:`|\Z)"""
    r"""|--(?=[\s\x00])[^\n]*+|\#[^\n]*+|/\*(?!M?!)(?:[^*]++|\*(?!/))*+(?:\*/|\Z)"""
    r"""|[@.]*+[\w$]++|:=|[;():]""",
    re.S,
)

_OPENERS = frozenset("BEGIN CASE IF LOOP REPEAT WHILE FOR".split())
_STRAIGHT_ON = frozenset("BEGIN LOOP REPEAT".split())
_PLAIN = frozenset("RETURN SELECT INSERT UPDATE DELETE REPLACE CALL SET WITH".split())
_NO_BODY_BEHIND = frozenset({"RETURNS", "CHARACTER", "CHAR"})
"""Behind these SET is no statement."""
_OTHER_PROGRAMS = frozenset("PROCEDURE FUNCTION TRIGGER EVENT DEFINER".split())
_TRAITS_BEHIND = {"PROCEDURE": ")", "FUNCTION": ")", "TRIGGER": "ROW", "EVENT": "DO"}
_EXPRESSION = "case"


def program(text: str, start: int, end: int) -> "Program | None":
    """The nesting of the program that stands in `text` from `start`, if it is one.

    MariaDB takes compound statements outside of programs, too.
    """
    if found := _HEAD.match(text, start, end):
        return Program(found.end(), _TRAITS_BEHIND[(found["made"] or found["altered"]).upper()])
    found = _COMPOUND.match(text, start, end)
    return Program(found.end("settings")) if found else None


class Program:
    """Counts the blocks of one program, token by token from `begin` in its text.

    `lost` tells that what follows is another program, so that this one is never closed.
    """

    def __init__(self, begin: int, traits_behind: str = "") -> None:
        self.begin = begin
        self.lost = False
        self._behind = traits_behind
        self._coded = not traits_behind
        self._open: list[str] = []
        self._parentheses = 0
        self._starting = True
        self._handler = False
        self._creating = False
        self._previous = ""

    @property
    def closed(self) -> bool:
        """Whether no block is open."""
        return not self._open

    def ends_with(self, token: str) -> bool:
        """Whether `token`, the next one, is the `;` behind the program."""
        word = token.upper()
        if word[:2] in {"--", "/*"} or word[0] == "#":
            return False
        if word == ";":
            if not self._open:
                return True
            self._starting, self._handler, self._parentheses = True, False, 0
        elif self._coded:
            self._code(word)
        elif self._behind:
            self._header(word)
        else:
            self._traits(word)
        self._previous = word
        return False

    def _header(self, word: str) -> None:
        """Everything up to the end of the parameters, FOR EACH ROW or DO."""
        if word == "(":
            self._parentheses += 1
        elif word == ")":
            self._parentheses -= 1
        if word == self._behind and not self._parentheses:
            self._behind = ""

    def _traits(self, word: str) -> None:
        """RETURNS, COMMENT, DETERMINISTIC … up to the first word of the body."""
        if word in _OPENERS:
            self._coded = True
            self._code(word)
        elif word in _PLAIN and self._previous not in _NO_BODY_BEHIND:
            self._coded, self._starting = True, False

    def _code(self, word: str) -> None:
        starting, self._starting = self._starting, False
        if self._previous == "END":
            return  # END IF, END LOOP …
        if word == "END":
            self._end(starting)
        elif word in {"THEN", "ELSE"}:
            self._starting = self._open[-1:] != [_EXPRESSION]
        elif word in {":", "DO"} or (word == "ATOMIC" and self._previous == "NOT"):
            self._starting = True
        elif word in _OPENERS and (starting or (self._handler and word != "FOR")):
            self._open.append(word)
            self._starting = word in _STRAIGHT_ON
        elif word == "CASE":
            self._open.append(_EXPRESSION)
        elif word == "HANDLER":
            self._handler = True
        elif word == "CREATE":
            self._creating = starting
        elif self._previous == "CREATE" and self._creating and word in _OTHER_PROGRAMS:
            self.lost = True

    def _end(self, starting: bool) -> None:
        """Close a block; REPEAT … UNTIL x END REPEAT and CASE expressions do so mid-statement."""
        if self._open and (starting or self._open[-1] in {_EXPRESSION, "REPEAT"}):
            self._open.pop()
