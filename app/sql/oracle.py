"""Words, literals and operators of Oracle SQL and PL/SQL, with the place of each.

Oracle Database 19c, SQL Language Reference, chapter 2; PL/SQL Language Reference, chapter 3.
The tokens are those of `app.sql.tokens`, so rules on tokens serve every dialect.
"""

import re
from itertools import accumulate

from app.sql.tokens import BAD, END, IDENTIFIER, NUMBER, PARAMETER, STRING, Tokens

_QUOTING = (
    r"[nN]?+[qQ]'(?:\[.*?\]'|\{.*?\}'|\(.*?\)'|<.*?>'|(?P<q>[^\s\[{(<'])(?:(?!(?P=q)').)*+(?P=q)')"
)
_NUMBER = r"(?:\d++(?:\.(?!\.)\d*+)?+|(?<![\w$#\".])\.\d++)(?:[eE][+-]?\d++)?+[fFdD]?+(?![\w$#])"
_TOKEN = re.compile(
    rf"(?:{_QUOTING})|[nN]?+'(?:[^']|'')*+'|\"[^\"\n]*+\"|[^\W\d_][\w$#]*+|{_NUMBER}|[\s\x00]++"
    r"|--[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/|:(?:\w++|\"[^\"]*+\")|&&?\w++\.?|[(),.;]"
    r"|:=|=>|\*\*|\|\||<<|>>|<>|!=|\^=|~=|<=|>=|\.\.|%|@|['\"].*+|/\*.*+|\d\w*+|.",
    re.S,
)


def _kind(piece: str) -> str:
    head = piece[0]
    if head.isspace() or head == "\0" or piece.startswith("--"):
        return ""
    last = piece[-1]
    if last == "'" and len(piece) > 1:
        return STRING
    if head.isalpha() and "'" not in piece:
        return piece.upper()
    if head == '"':
        return IDENTIFIER if len(piece) > 1 and last == '"' else BAD
    if head == "'":
        return BAD
    if head.isdigit() or (head == "." and len(piece) > 1 and piece[1].isdigit()):
        return NUMBER
    if head in ":&" and len(piece) > 1 and piece != ":=":
        return PARAMETER
    if piece.startswith("/*"):
        return "" if len(piece) > 3 and piece.endswith("*/") else BAD
    return piece


def tokenize_oracle(text: str) -> Tokens:
    """Cut `text`, one statement without its delimiter, into tokens; comments and hints drop out."""
    kinds: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    pieces = [found[0] for found in _TOKEN.finditer(text)]
    for piece, end in zip(pieces, accumulate(map(len, pieces)), strict=True):
        kind = _kind(piece)
        if kind:
            kinds.append(kind)
            starts.append(end - len(piece))
            ends.append(end)
    kinds += (END, END, END)
    return Tokens(text, kinds, starts, ends)
