"""Statements as they were sent, where a list holds only how they begin."""

from collections.abc import Iterable

from app.domain.errors import Unsupported
from app.engines.abilities import DetailsStatements

MOST = 50
"""Statements that are read in full at once."""


def whole_statements(
    session: DetailsStatements, known: Iterable[tuple[str, str]]
) -> tuple[str, ...]:
    """Of each id the text the server holds; what is known of it where it holds none any more."""
    found = []
    for at, (statement_id, text) in enumerate(known):
        whole = text
        if statement_id and at < MOST:
            try:
                whole = session.statement_details(statement_id).text
            except Unsupported:
                whole = text
        if whole:
            found.append(whole)
    return tuple(found)
