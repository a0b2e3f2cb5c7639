"""Where SQL hides: logs, mappers, changelogs, and how their statements are got at.

Each kind of input is a function from chunks of text to pieces, as `app.sql.split` is for scripts.
The positions of the pieces are those of the file, so whoever judges or reports needs to know
nothing of the kind. Logs are read in constant memory.
"""

from collections.abc import Iterable, Iterator

from app.domain.dialect import Dialect
from app.domain.input_kind import InputKind
from app.sql.hidden.binlog import binlog_pieces
from app.sql.hidden.general_log import general_log_pieces
from app.sql.hidden.liquibase import liquibase_pieces
from app.sql.hidden.mybatis import Elsewhere, mybatis_pieces
from app.sql.hidden.recognise import dialect_in, recognise
from app.sql.hidden.slow_log import slow_log_pieces
from app.sql.split import split
from app.sql.split.piece import Piece

__all__ = ["dialect_in", "pieces", "recognise"]


def _nowhere(_namespace: str) -> None:
    return None


def pieces(
    kind: InputKind,
    chunks: Iterable[str],
    dialect: Dialect,
    elsewhere: Elsewhere = _nowhere,
) -> Iterator[Piece]:
    """The statements of a file of this kind, in their order.

    `elsewhere` gives the fragments of other mappers. When `chunks` raises a `ConsoleError` or
    `OSError`, that is raised behind the last piece; so is what is wrong with the file itself.
    """
    match kind:
        case InputKind.SLOW_LOG:
            return slow_log_pieces(chunks)
        case InputKind.GENERAL_LOG:
            return general_log_pieces(chunks)
        case InputKind.BINLOG:
            return binlog_pieces(chunks, dialect)
        case InputKind.MYBATIS:
            return mybatis_pieces(chunks, dialect, elsewhere)
        case InputKind.LIQUIBASE:
            return liquibase_pieces(chunks, dialect)
    return split(chunks, dialect)
