"""Cutting a script into statements and client commands, while it is read."""

from collections.abc import Iterable, Iterator

from app.domain.dialect import Dialect
from app.sql.split.mysql import MysqlSplitter
from app.sql.split.oracle import OracleSplitter
from app.sql.split.piece import LONGEST, Piece, PieceKind
from app.sql.split.redis import RedisSplitter
from app.sql.split.splitter import Splitter
from app.sql.split.window import Window

__all__ = ["LONGEST", "Piece", "PieceKind", "split", "splitter"]


def split(chunks: Iterable[str], dialect: Dialect) -> Iterator[Piece]:
    """The pieces of a script in their order; memory holds little more than one at a time.

    When `chunks` raises a `ConsoleError` or `OSError`, everything that was read until then is
    cut first and the error raised behind the last piece.
    """
    return splitter(Window(chunks), dialect).pieces()


def splitter(window: Window, dialect: Dialect) -> Splitter:
    """What cuts the text of `window`, for those who stop on the way and go on later."""
    if dialect is Dialect.ORACLE:
        return OracleSplitter(window)
    return RedisSplitter(window) if dialect is Dialect.REDIS else MysqlSplitter(window, dialect)
