"""Statements that are too long to be audited to their end.

A token and what the tree makes of it cost some 250 bytes, and a statement of a dump can have any
number of them. Rows of literals are no trouble, they are one token however many there are.
"""

from app.domain.dialect import Dialect
from app.sql.oracle import tokenize_oracle
from app.sql.rows import literal_rows
from app.sql.split import Piece
from app.sql.tokens import tokenize

_TOKENS_MOST = 600_000
_SAMPLE = 65_536  # code points that tell how dense the tokens are
NO_TROUBLE = 1_000_000  # code points: every other one a token would still do


def bearable(piece: Piece, dialect: Dialect) -> Piece:
    """`piece`, or the beginning of it that can be borne, marked as cut."""
    text = piece.text
    if dialect is Dialect.REDIS:  # it is a list of words
        return piece
    if len(text) <= NO_TROUBLE:
        return piece
    rows = literal_rows(text)
    if rows is not None and len(text) - (rows.end - rows.start) <= NO_TROUBLE:
        return piece
    head = text[:_SAMPLE]
    tokens = tokenize_oracle(head) if dialect is Dialect.ORACLE else tokenize(head, dialect)
    most = _TOKENS_MOST * _SAMPLE // max(len(tokens), 1)
    return piece if len(text) <= most else piece._replace(text=text[:most], cut=True)
