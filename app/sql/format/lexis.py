"""The words of a statement as they are laid out: with their comments, and who touched whom."""

import re
from dataclasses import dataclass, field

from app.domain.dialect import Dialect
from app.sql.possessive import compile_pattern
from app.sql.split.plsql import QUOTED

_QUOTED = (
    r"""'(?:[^'\\]++|\\.)*+'(?:'(?:[^'\\]++|\\.)*+')*+|"(?:[^"\\]++|\\.)*+"|`(?:[^`]++|``)*+`"""
)
_OPERATORS = r"<=>|<<|>>|<>|!=|\^=|<=|>=|:=|=>|->>|->|\|\||&&|\*\*|\.\.|\(\+\)"
_WORD = (
    r"[^\W\d][\w$#]*+|(?:\d++(?:\.(?!\.)\d*+)?+|\.\d++)(?:[eE][+-]?\d++)?+[fFdD]?+(?![\w$#])"
    r"|\d[\w$#]*+"
)
_PATTERNS = {
    False: compile_pattern(
        rf"(?P<line>--(?=\s|\Z)[^\n]*+|\#[^\n]*+)|(?P<block>/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z))"
        rf"|(?P<quoted>{_QUOTED})|(?P<blank>\s++)|(?P<word>@@?[\w.$]*+|:\w++|{_WORD})"
        rf"|(?P<mark>{_OPERATORS}|.)",
        re.S,
    ),
    True: compile_pattern(
        rf"(?P<line>--[^\n]*+)|(?P<block>/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z))"
        rf"|(?P<quoted>{QUOTED})|(?P<blank>\s++)|(?P<word>:\w++|&&?\w++\.?+|{_WORD})"
        rf"|(?P<mark>{_OPERATORS}|.)",
        re.S,
    ),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment as written; `own` where a line begins with it, `line` where it ends one."""

    text: str
    own: bool
    line: bool


@dataclass(slots=True)
class Item:
    """One word, literal or mark, with the comments on the lines in front of it and behind it.

    `kind` is the word in capitals, the mark itself, or QUOTED, also of a word right beside a dot,
    which is no keyword. `touches` tells that nothing stood between it and the one before; `apart`
    that an empty line did.
    """

    text: str
    kind: str
    remarks: list[Remark] = field(default_factory=list)
    tails: list[Remark] = field(default_factory=list)
    touches: bool = False
    apart: bool = False
    keyword: bool = False
    """Whether it is known to be one where it stands, whatever it may be elsewhere."""


QUOTED_KIND = "<quoted>"
END = "<end>"


def items(text: str, dialect: Dialect) -> list[Item]:
    """All of a statement; the last is an END that holds the comments behind everything."""
    found: list[Item] = []
    remarks: list[Remark] = []
    touches, own, apart = False, True, False
    for match in _PATTERNS[dialect is Dialect.ORACLE].finditer(text):
        kind, piece = match.lastgroup, match.group()
        if kind == "blank":
            touches = False
            own = own or "\n" in piece
            apart = apart or (piece.count("\n") > 1 and not remarks)
            continue
        if kind in {"line", "block"}:
            remark = Remark(piece.rstrip(), own and bool(found), kind == "line")
            if found and not remark.own and not remarks:
                found[-1].tails.append(remark)
            else:
                remarks.append(remark)
            touches = False
            continue
        behind_dot = touches and found and found[-1].kind == "." and piece[0].isalpha()
        if behind_dot and len(found) > 1 and found[-1].touches and found[-2].text[0].isalpha():
            found[-2].kind = QUOTED_KIND
        name = QUOTED_KIND if kind == "quoted" or behind_dot else piece.upper()
        found.append(Item(piece, name, remarks, [], touches, apart))
        remarks, touches, own, apart = [], True, False, False
    found.append(Item("", END, remarks))
    return found
