"""What a string of SQL means: its text without quotes and escapes."""

import re

from app.domain.dialect import Dialect

_ORACLE = Dialect.ORACLE  # members of an enumeration are slow to get at in Python 3.11

_ESCAPE = re.compile(r"\\(.)", re.S)
_ESCAPED = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"}


def unquoted(text: str, dialect: Dialect) -> str:
    """The value of a string as it is written; any other literal as it is."""
    quote = text[-1]
    if quote not in "'\"" or len(text) < 2:
        return text
    inner = text[1:-1]
    if text[0] == quote and quote not in inner and "\\" not in inner:  # as most are
        return inner
    if dialect is _ORACLE and text[:3].lower().lstrip("n").startswith("q'"):
        return text.split("'", 1)[1][1:-2]
    inner = text[text.index(quote) + 1 : -1].replace(quote * 2, quote)
    if dialect is _ORACLE or "\\" not in inner:
        return inner
    return _ESCAPE.sub(_escaped, inner)


def _escaped(found: re.Match[str]) -> str:
    r"""What an escape stands for; `\%` and `\_` stay, for they mean something to LIKE."""
    letter = str(found[1])
    return str(found[0]) if letter in "%_" else _ESCAPED.get(letter, letter)
