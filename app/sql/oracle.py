"""Words, literals and operators of Oracle SQL and PL/SQL, with the place of each.

Oracle Database 19c, SQL Language Reference, chapter 2; PL/SQL Language Reference, chapter 3.
The tokens are those of `app.sql.tokens`, so rules on tokens serve every dialect. Comments and
hints are left out.
"""

import re

from app.sql.possessive import compile_pattern
from app.sql.tokens import (
    BAD,
    END,
    IDENTIFIER,
    NUMBER,
    PARAMETER,
    STRING,
    Sized,
    Tokens,
    end_of,
    sorted_out,
)

_Q_QUOTED = (
    r"[nN]?+[qQ]'(?:\[(?:[^\]]++|\](?!'))*+\]'|\{(?:[^}]++|\}(?!'))*+\}'|\((?:[^)]++|\)(?!'))*+\)'"
    r"|<(?:[^>]++|>(?!'))*+>'|(?P<q>[^\s\[{(<])(?:(?!(?P=q)').)*+(?P=q)')"
)
_NUMBER = r"(?:\d++(?:\.(?!\.)\d*+)?+|(?<![\w$#\".])\.\d++)(?:[eE][+-]?\d++)?+[fFdD]?+(?![\w$#])"
_TOKEN = compile_pattern(
    rf"(?:{_Q_QUOTED}|[nN]?+(?:[qQ]'\S.*+|'(?:[^']++|'')*+')|[^\W\d][\w$#]*+(?!\{{)"
    rf"|[^\W\d](?:[\w#]|\$(?!\{{))*+|[\s\x00]++|[(),;]|{_NUMBER}"
    r"|\"[^\"]*+\"|--[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/|:(?:\w++|\"[^\"\n]*+\")|&&?+\w++\.?+"
    r"|\$\{[\w.:-]++\}|\$\$?+[^\W\d]\w*+"
    r"|:=|=>|\*\*|\|\||<<|>>|<>|!=|\^=|~=|<=|>=|\.\.|\d[\w$#]*+|['\"].*+|/\*.*+"
    r"|.) ?+",
    re.S,
)
"""A token, comment or run of blanks, and the blank behind it."""

_LITERAL = compile_pattern(rf"{_Q_QUOTED}|[nN]?+'.*+", re.S)

_kinds: dict[str, Sized] = {}


def tokenize_oracle(text: str) -> Tokens:
    """Cut `text`, one statement without its delimiter, into tokens."""
    pieces = [found[0] for found in _TOKEN.finditer(text)]
    kinds, starts, ends = sorted_out(pieces, _kinds, _kind)
    kinds += (END, END, END)
    return Tokens(text, kinds, starts, ends)


def beginning_oracle(text: str, most: int) -> int:
    """Where the first `most` tokens end, blanks and comments counted too."""
    return end_of(_TOKEN, text, most)


def _kind(piece: str) -> str:
    """The kind of one piece of text; nothing for what is left out."""
    head, last = piece[0], piece[-1]
    if head.isspace() or head == "\0" or piece.startswith("--"):
        return ""
    if piece.startswith("/*"):
        return "" if len(piece) > 3 and piece.endswith("*/") else BAD
    if head == '"':
        return IDENTIFIER if len(piece) > 1 and last == '"' else BAD
    if head == "'":  # quotes within are doubled; an odd one is that of a string never closed
        return STRING if piece.count("'") % 2 == 0 else BAD
    if head in "nNqQ" and "'" in piece[1:3]:
        return STRING if _LITERAL.fullmatch(piece) else BAD
    if head.isdigit() or (head == "." and piece[1:2].isdigit()):
        return NUMBER
    if piece == "?" or (head in ":&" and len(piece) > 1 and piece != ":=") or last == "}" != piece:
        return PARAMETER
    return piece.upper()
