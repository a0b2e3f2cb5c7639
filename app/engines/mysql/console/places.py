"""Where in a statement an error of the server's lies, as far as its words tell."""

import re

from app.domain.dialect import Dialect
from app.sql.tokens import IDENTIFIER, tokenize

_NEAR = re.compile(r"near '(.*)' at line (\d+)\s*$", re.S)
_NEAR_MOST = 80  # bytes of the statement that the server quotes at most
_NAMES = frozenset({"1051", "1052", "1054", "1060", "1061", "1066", "1072", "1091", "1109", "1146",
                    "1176", "1193", "1305", "1327", "1364", "4031"})  # fmt: skip
"""Codes of errors about a name that is quoted in them."""
_QUOTED = re.compile(r"'([^']+)'|(?:FUNCTION|PROCEDURE) (\S+)")


def place_of(code: str, said: str, statement: str, dialect: Dialect) -> int | None:
    """The offset in characters at which the error lies; None where nobody can tell."""
    if found := _NEAR.search(said):
        return _near(found[1], int(found[2]), statement)
    if code in _NAMES and (named := _QUOTED.search(said)):
        return _name((named[1] or named[2]).rpartition(".")[2], statement, dialect)
    return None


def _near(quoted: str, line: int, statement: str) -> int | None:
    if not quoted:
        return len(statement)
    if len(quoted.encode()) < _NEAR_MOST - 4 and statement.endswith(quoted):
        return len(statement) - len(quoted)
    quoted = quoted.rstrip("\ufffd?")  # a character that was cut in the middle
    at = _start_of(line, statement)
    found = statement.find(quoted, at)
    if found < 0:  # the server counts the line of the token behind it
        found = statement.rfind(quoted)
    return found if quoted and found >= 0 else None


def _start_of(line: int, statement: str) -> int:
    """The offset at which a line begins, the first being 1; of lines there are not, the end."""
    at = 0
    for _number in range(line - 1):
        at = statement.find("\n", at) + 1
        if at == 0:
            return len(statement)
    return at


def _name(name: str, statement: str, dialect: Dialect) -> int | None:
    tokens = tokenize(statement, dialect)
    for at, kind in enumerate(tokens.kinds[: len(tokens)]):
        if kind is IDENTIFIER or kind[:1].isalpha() or kind[:1] == "_":
            source = tokens.source(at, at).strip("`")
            if source.lower() == name.lower():
                return tokens.starts[at]
    return None
