"""The tables a statement touches, found by our own parser."""

from app.domain.dialect import Dialect
from app.sql.parse import parse
from app.sql.uses import uses_of

_LONGEST = 100_000  # characters; beyond, a statement is not looked into


def tables_in(statement: str, dialect: Dialect) -> tuple[str, ...]:
    """Names as written, each once, in the order of the text; none where it is not understood."""
    if len(statement) > _LONGEST:
        return ()
    found = uses_of(parse(statement, dialect)).tables
    return tuple(f"{schema}.{name}" if schema else name for schema, name in found)
