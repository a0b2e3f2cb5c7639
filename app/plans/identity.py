"""What makes a statement the same one again: its words, whatever the values and the layout."""

import hashlib

from app.domain.dialect import Dialect
from app.sql.oracle import tokenize_oracle
from app.sql.tokens import BAD, IDENTIFIER, NUMBER, PARAMETER, ROWS, STRING, tokenize

_VALUES = {STRING, NUMBER, PARAMETER, ROWS}
_PLACE = "?"


def digest_of(statement: str, dialect: Dialect) -> str:
    """Equal for statements that differ in values, case of words, blanks and comments only.

    Lists of values count as one, however long. 32 hexadecimal digits; not a server's own digest.
    """
    return hashlib.sha256(normal_form(statement, dialect).encode()).hexdigest()[:32]


def normal_form(statement: str, dialect: Dialect) -> str:
    """The words of a statement with `?` for its values."""
    oracle = dialect is Dialect.ORACLE
    tokens = tokenize_oracle(statement) if oracle else tokenize(statement, dialect)
    words: list[str] = []
    for at in range(len(tokens)):
        kind = tokens.kinds[at]
        if kind in _VALUES:
            if words[-2:] == [_PLACE, ","]:
                words.pop()
                continue
            words.append(_PLACE)
        else:
            words.append(tokens.source(at, at) if kind in (IDENTIFIER, BAD) else kind)
    while words and words[-1] in (";", "/"):
        words.pop()
    return " ".join(words)
