"""The statements in changelogs of Liquibase: XML, YAML, JSON and formatted SQL."""

from collections.abc import Iterable, Iterator

from app.domain.dialect import Dialect
from app.domain.errors import ConsoleError, UnreadableInput
from app.i18n import _
from app.sql.hidden.liquibase.changelog import Include, includes_in, pieces_of
from app.sql.hidden.liquibase.formatted import FIRST, formatted_pieces
from app.sql.hidden.liquibase.items import read_items
from app.sql.split.piece import Piece

__all__ = ["FIRST", "Include", "includes_of", "liquibase_pieces"]

_ROOT = "databaseChangeLog"


def liquibase_pieces(chunks: Iterable[str], dialect: Dialect) -> Iterator[Piece]:
    """The statements of a changelog, in the order they are run.

    Raises UnreadableInput behind what could be read, where the file is not what it seems.
    """
    parts: list[str] = []
    failure: ConsoleError | OSError | None = None
    try:
        parts.extend(chunks)
    except (ConsoleError, OSError) as error:
        failure = error
    text = "".join(parts)
    if FIRST.match(text):
        yield from formatted_pieces(text, dialect)
    else:
        root, damage = read_items(text)
        failure = damage or failure
        if root is not None and root.name == _ROOT:
            yield from pieces_of(root, dialect)
        elif failure is None:
            failure = UnreadableInput(_("There is no databaseChangeLog in it."))
    if failure is not None:
        raise failure


def includes_of(text: str) -> list[Include]:
    """What a changelog includes, in order; of formatted SQL nothing."""
    if FIRST.match(text):
        return []
    root, _failure = read_items(text)
    return list(includes_in(root)) if root is not None and root.name == _ROOT else []
