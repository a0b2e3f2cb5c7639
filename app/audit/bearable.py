"""Statements that are too long to be audited to their end.

A token and what the tree makes of it cost some 250 bytes, and a statement of a dump can have any
number of them. Rows of literals are no trouble but in Oracle: elsewhere they are one token however
many there are.
"""

from app.domain.dialect import Dialect
from app.sql.oracle import beginning_oracle
from app.sql.rows import literal_rows
from app.sql.split import Piece
from app.sql.tokens import beginning

_TOKENS_MOST = 600_000  # with comments and lone blanks
NO_TROUBLE = 1_000_000  # code points


def bearable(piece: Piece, dialect: Dialect) -> Piece:
    """`piece`, or the beginning of it that can be borne, marked as cut."""
    text = piece.text
    if dialect is Dialect.REDIS:  # it is a list of words
        return piece
    if len(text) <= NO_TROUBLE:
        return piece
    rows = None if dialect is Dialect.ORACLE else literal_rows(text)
    if rows is not None and len(text) - (rows.end - rows.start) <= NO_TROUBLE:
        return piece
    end = (beginning_oracle if dialect is Dialect.ORACLE else beginning)(text, _TOKENS_MOST)
    return piece if end == len(text) else piece._replace(text=text[:end], cut=True)
