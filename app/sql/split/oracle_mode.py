"""Where a program of MariaDB's Oracle mode ends when no DELIMITER says so.

Nothing needs to tell that the mode is set: only its programs have AS or IS before their bodies, or
are packages with them, or begin with DECLARE. A block that begins with BEGIN cannot be told from
the transaction that begins so.
"""

import re

from app.sql.possessive import compile_pattern
from app.sql.split.plsql import Unit

_GAP = r"(?:[\s\x00]++|/\*M?!\d*+|\*/|--[ \t][^\n]*+|\#[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+"
_PART = r"(?:`[^`]*+`|[\w$]++)"
_NAME = rf"{_PART}(?:{_GAP}\.{_GAP}{_PART})?+"
_PARENS = r"\((?:[^()'\"]++|'[^']*+'|\"[^\"]*+\"|\([^()]*+\))*+\)"
_CHARSET = rf"(?:CHARSET|CHARACTER{_GAP}SET|COLLATE)\b{_GAP}\w++"
_TYPE = rf"{_NAME}(?:{_GAP}(?:%\w++|{_PARENS}))?+(?:{_GAP}{_CHARSET})*+"
_TRAIT = (
    rf"(?:NOT{_GAP})?+DETERMINISTIC\b|(?:CONTAINS|NO|READS|MODIFIES){_GAP}SQL(?:{_GAP}DATA)?+\b"
    rf"|SQL{_GAP}SECURITY{_GAP}\w++|LANGUAGE{_GAP}SQL\b|COMMENT{_GAP}'[^']*+'"
)
_HEAD = compile_pattern(
    rf"{_GAP}(?:(?P<block>DECLARE)\b(?!{_GAP}\w++{_GAP}HANDLER\b)"
    rf"|CREATE\b{_GAP}(?:OR\b{_GAP}REPLACE\b{_GAP})?+(?:DEFINER{_GAP}={_GAP}\S++{_GAP})?+"
    rf"(?:TRIGGER\b[^;]{{1,400}}?\bFOR{_GAP}EACH{_GAP}ROW\b{_GAP}"
    rf"(?:(?:FOLLOWS|PRECEDES)\b{_GAP}{_NAME}{_GAP})?+(?P<trigger>DECLARE)\b|"
    rf"(?:AGGREGATE\b{_GAP})?+(?:PROCEDURE|FUNCTION|PACKAGE(?:{_GAP}BODY\b)?+)\b{_GAP}"
    rf"(?:IF\b{_GAP}NOT\b{_GAP}EXISTS\b{_GAP})?+{_NAME}{_GAP}(?:{_PARENS}{_GAP})?+"
    rf"(?:RETURN\b{_GAP}{_TYPE}{_GAP})?+(?:(?:{_TRAIT}){_GAP})*+(?P<body>AS|IS)\b))",
    re.I,
)
_BEHIND_END = frozenset({"IF", "LOOP", "CASE"})
_STATEMENT_BEGINS = frozenset({";", "BEGIN", "THEN", "ELSE", "LOOP"})
"""Behind them IF begins a statement."""


def mode_program(text: str, start: int, end: int) -> "ModeProgram | None":
    """The nesting of the program of that mode that stands in `text` from `start`, if it is one."""
    found = _HEAD.match(text, start, end)
    if not found:
        return None
    opens = next(name for name in ("block", "trigger", "body") if found[name])
    return ModeProgram(found.start(opens), header=opens == "body")


class ModeProgram:
    """Counts the blocks of one program as PL/SQL nests them; `lost` as in `Program`."""

    lost = False

    def __init__(self, begin: int, *, header: bool) -> None:
        self.begin = begin
        self._unit = Unit(begin, header=header)
        self._previous = ""

    @property
    def closed(self) -> bool:
        """Whether no block is open."""
        return self._unit.closed

    def ends_with(self, token: str) -> bool:
        """Whether `token`, the next one, is the `;` behind the program."""
        word = token.upper()
        if word[:2] in {"--", "/*"} or word[0] == "#":
            return False
        previous, self._previous = self._previous, word
        if previous == "END" and word in _BEHIND_END:
            return False
        if word == "IF" and previous not in _STATEMENT_BEGINS:
            return False  # a function
        if word.startswith("END") and word != "END":
            return False
        return self._unit.ends_with(word)
