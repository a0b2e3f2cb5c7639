"""What a script is cut into."""

from enum import StrEnum
from typing import NamedTuple

from app.domain.finding import Position
from app.sql.split.origin import Origin


class PieceKind(StrEnum):
    """Who a piece is meant for."""

    SQL = "sql"
    PLSQL = "plsql"
    """A PL/SQL unit or block: its `;` belong to it."""
    COMMAND = "command"
    """For the client, not the server: DELIMITER, SET ECHO OFF, PROMPT …"""
    INCLUDE = "include"
    """Another script that the client would run here; `text` is the whole command."""


class Piece(NamedTuple):
    """One statement or client command of a script.

    `text` is exactly what stands in the script, without the delimiter and without blanks or
    comments around it; `start` is the position of its first character in the whole script.
    `comments` is everything between the previous piece's delimiter and this one.
    `cut` tells that the statement is longer than `LONGEST` and `text` only its beginning.
    `ended` tells that a delimiter stood behind it, and not just the end of the script.
    `origin` is what is known beside the text of a statement that stands in no script of SQL.
    """

    text: str
    start: Position
    kind: PieceKind
    comments: str = ""
    cut: bool = False
    ended: bool = True
    origin: Origin | None = None


LONGEST = 32 * 1024 * 1024
"""Code points of a statement, or of the comments before it, that are kept."""
