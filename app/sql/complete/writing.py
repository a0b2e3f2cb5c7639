"""How a candidate is written: quoted where it must be, in the case its user writes."""

import re
from functools import cache

from app.domain.dialect import Dialect
from app.paths import resource
from app.sql.complete.keywords import all_words
from app.sql.complete.typed import Typed
from app.sql.grammar.words import RESERVED
from app.sql.quoting import named, oracle_named

_PLAIN = re.compile(r"[0-9A-Za-z$_\u0080-\uffff]+")
_ORACLE_PLAIN = re.compile(r"[A-Z][A-Z0-9_$#]*")


class Writer:
    """Writes as the statement around the cursor is written."""

    def __init__(self, typed: Typed) -> None:
        self._oracle = typed.dialect is Dialect.ORACLE
        self._quote = typed.quote
        words = all_words(typed.dialect)
        known = [word for kind, word in _pairs(typed) if kind in words]
        others = [word for kind, word in _pairs(typed) if kind not in words and word[:1].isalpha()]
        if typed.word and typed.word[:1].isalpha():
            known = others = [typed.word]
        self._small_words = bool(known) and known[0].islower()
        self._small_names = not (others and all(word.isupper() for word in others))

    def name(self, name: str) -> str:
        """A name as this statement may have it."""
        if self._oracle:
            if self._quote:
                return f'"{name}"'
            written = oracle_named(name)
            return written.lower() if self._small_names and written[:1] != '"' else written
        if self._quote or not _PLAIN.fullmatch(name) or name.isdigit() or name.upper() in RESERVED:
            return named(name)
        return name

    def word(self, word: str) -> str:
        """A keyword."""
        return word.lower() if self._small_words else word

    def label(self, name: str) -> str:
        """A name as it is listed: Oracle's in the case they would be inserted in."""
        if self._oracle and self._small_names and _ORACLE_PLAIN.fullmatch(name):
            return name.lower()
        return name


def _pairs(typed: Typed) -> list[tuple[str, str]]:
    return list(zip(typed.kinds, typed.words, strict=True))


@cache
def functions(dialect: Dialect) -> tuple[tuple[str, str], ...]:
    """Names and signatures of the functions a server of that dialect has."""
    file = "oracle" if dialect is Dialect.ORACLE else "mysql"
    found = []
    for line in resource(f"functions/{file}.txt").read_text("utf-8").splitlines():
        only, mark, signature = line.rpartition(": ")
        if line.startswith("#") or not line or (mark and only != dialect.value):
            continue
        found.append((signature.partition("(")[0], signature))
    return tuple(found)
