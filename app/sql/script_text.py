"""Statements as a script that their server's own client runs."""

from collections.abc import Iterable

from app.domain.dialect import Dialect
from app.sql.kinds import kind_of
from app.sql.oracle import tokenize_oracle
from app.sql.tokens import tokenize

_CODE = ("PROCEDURE", "FUNCTION", "TRIGGER", "EVENT", "PACKAGE", "TYPE")
_ENDS = ("$$", "//", "$mohist$")


def as_script(statements: Iterable[str], dialect: Dialect) -> str:
    """The statements with their ends, an empty line between two.

    For MySQL and MariaDB code stands between DELIMITER commands, for Oracle before a line with a
    slash.
    """
    return "\n\n".join(with_end(statement, dialect) for statement in statements)


def with_end(statement: str, dialect: Dialect) -> str:
    """One statement with its end."""
    text = statement.strip()
    if dialect is Dialect.ORACLE:
        return _oracle(text)
    if not is_code(text, dialect):
        return text + _semicolon(text)
    end = next((end for end in _ENDS if end not in text), "$mohist_end$")
    return f"DELIMITER {end}\n{text}\n{end}\nDELIMITER ;"


def is_code(statement: str, dialect: Dialect) -> bool:
    """Whether it creates what may hold statements of its own."""
    head = statement[:1000]
    oracle = dialect is Dialect.ORACLE
    kind = kind_of(tokenize_oracle(head) if oracle else tokenize(head, dialect), dialect)
    words = kind.split()
    return words[:1] == ["CREATE"] and any(word in _CODE for word in words[1:])


def _oracle(text: str) -> str:
    if text.endswith("/"):
        return text
    if is_code(text, Dialect.ORACLE):
        return f"{text}\n/"
    return text + _semicolon(text)


def _semicolon(text: str) -> str:
    """The end; behind a comment that goes to the end of its line, on a line of its own."""
    if text.endswith(";"):
        return ""
    last = text.rpartition("\n")[2]
    return "\n;" if "--" in last or "#" in last else ";"
