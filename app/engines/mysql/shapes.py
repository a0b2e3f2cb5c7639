"""Statements by shape: a text to show, an id to count by, and which of them are our own."""

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache

from app.domain.dialect import Dialect
from app.engines.mysql.wire import MARK
from app.sql.fingerprint import shape
from app.sql.tokens import NUMBER, PARAMETER, STRING, tokenize

_LIST = re.compile(r"\(\s*\?(?:\s*,\s*\?)+\s*\)")
_ROWS = re.compile(r"(\((?:\?|\?, …)\))(?:\s*,\s*\((?:\?|\?, …)\))+")
_BLANKS = re.compile(r"\s+")
_SHOWN = 4000  # characters of a shape without one, and of a digest's text
_WORD = re.compile(r"\w+")
_LIKED = {"DISTINCT": "DISTINCTROW", "REGEXP": "RLIKE", "USER": "SYSTEM_USER", "INT": "INTEGER",
          "DATABASE": "SCHEMA", "SUBSTR": "SUBSTRING"}  # fmt: skip
_REMEMBERED = 1024
_VALUES = frozenset({STRING, NUMBER, PARAMETER})


def shown_shape(statement: str, dialect: Dialect) -> str:
    """The statement with `?` for its values, lists of them shortened, in one line."""
    found = shape(statement, dialect)
    if not found:
        return _BLANKS.sub(" ", statement[:_SHOWN]).strip()
    parts = found.removesuffix("\0").split("\0")
    text = "?".join(part[:-1] if part[-1:] in {"'", '"'} else part for part in parts)
    text = _BLANKS.sub(" ", text).strip().rstrip(";").rstrip()
    return _ROWS.sub(r"\1, …", _LIST.sub("(?, …)", text))[:_SHOWN]


def id_of(text: str) -> str:
    """An id for a shape; 32 hexadecimal digits."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def is_ours(statement: str) -> bool:
    """Whether a statement carries our mark."""
    return MARK.strip() in statement


@lru_cache(maxsize=_REMEMBERED)
def signature(text: str) -> str:
    """What stays of a statement in any server's own digest of it: its words and names.

    Comments are gone from a digest, and with them our mark; values are `?` or left out, and some
    words are written as the server likes them. Remembered: the servers of an estate have the same
    statements, ours among them, and to read one takes half a millisecond.
    """
    tokens = tokenize(text.replace("...", " "))
    words = []
    for n, kind in enumerate(tokens.kinds[: len(tokens)]):
        if kind not in _VALUES:
            words += _WORD.findall(tokens.source(n, n).upper())
    return " ".join(_LIKED.get(word, word) for word in words)


def signatures(statements: Iterable[str]) -> frozenset[str]:
    """Those of our own statements, to leave out what the server counted of us."""
    return frozenset(signature(statement) for statement in statements)
