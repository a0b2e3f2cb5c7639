"""The statements in changelogs of Liquibase: XML, YAML, JSON and formatted SQL."""

from collections.abc import Iterable, Iterator
from itertools import chain

from app.domain.dialect import Dialect
from app.domain.errors import ConsoleError, UnreadableInput
from app.i18n import _
from app.sql.hidden.liquibase.changelog import Include, includes_in, pieces_of
from app.sql.hidden.liquibase.formatted import FIRST, formatted_pieces
from app.sql.hidden.liquibase.items import read_items
from app.sql.hidden.xml import enough
from app.sql.split.piece import Piece

__all__ = ["FIRST", "Include", "includes_of", "liquibase_pieces"]

_ROOT = "databaseChangeLog"
_HEAD = 1024  # code points that tell whether it is formatted SQL


def liquibase_pieces(chunks: Iterable[str], dialect: Dialect) -> Iterator[Piece]:
    """The statements of a changelog, in the order they are run.

    Raises UnreadableInput behind what could be read, where the file is not what it seems.
    """
    parts: list[str] = []
    failure: ConsoleError | OSError | None = None
    reading = iter(chunks)
    try:
        for part in reading:
            parts.append(part)
            if sum(map(len, parts)) >= _HEAD:
                break
        if FIRST.match("".join(parts)):
            yield from formatted_pieces(chain(parts, reading), dialect)
            return
        parts = list(enough(chain(parts, reading)))
    except (ConsoleError, OSError) as error:
        failure = error
    root, damage = read_items("".join(parts))
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
