"""The statements in what mysqlbinlog makes of a binary log.

That is a script, with a delimiter of its own. Rows stand in it as base64 (`BINLOG '…'`), with `-v`
also as comments; neither is a statement somebody wrote, nor is what sets the scene for the next.
"""

import re
from collections.abc import Iterable, Iterator

from app.domain.dialect import Dialect
from app.sql.possessive import compile_pattern
from app.sql.split import split
from app.sql.split.piece import Piece

_SCENE = compile_pattern(
    r"BINLOG\b|SET (?:TIMESTAMP|INSERT_ID|LAST_INSERT_ID)\s*=|SET @@|SET @`|ROLLBACK\s*/\*"
    r"|/\*!\d*\s*(?:\\C|SET\b|ROLLBACK\b)|SET\s+@OLD_|# |CREATE\s+.*\bIF NOT EXISTS mysql\.__",
    re.I,
)


def binlog_pieces(chunks: Iterable[str], dialect: Dialect) -> Iterator[Piece]:
    """The statements that clients sent, and client commands."""
    for piece in split(chunks, dialect):
        if not _SCENE.match(piece.text):
            yield piece
