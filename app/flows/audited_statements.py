"""The statements of files that were audited, read once more: for what only a server can say."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.dialect import Dialect
from app.domain.finding import FileReport
from app.domain.input_kind import InputKind
from app.domain.inventory import DatabaseType
from app.sql import tree
from app.sql.decode import open_source
from app.sql.hidden import pieces
from app.sql.in_order import InOrder
from app.sql.parse import Parsed
from app.sql.schema import Schema
from app.sql.split import Piece, PieceKind
from app.sql.tokens import PARAMETER

_NOT_ASKABLE = frozenset({InputKind.MYBATIS, InputKind.LIQUIBASE})
"""What has binds in its statements, or makes the tables they are about."""


@dataclass(frozen=True, slots=True)
class AuditedStatement:
    """One statement; `schema` is what the script made before it, as it stands at that moment."""

    number: int
    piece: Piece
    parsed: Parsed
    schema: Schema
    bound: bool
    """It has binds, so that a server cannot be asked about it as it stands."""

    def needs_own_tables(self) -> bool:
        """Whether it is about tables that its own script makes first."""
        return any(
            self.schema.made_here(name) or self.schema.temporary(name) is not None
            for name in _tables(self.parsed.tree)
        )


def askable(report: FileReport, server: DatabaseType) -> bool:
    """Whether a server of that type can be asked about the statements of a file."""
    if report.dialect is Dialect.ORACLE and server != "oracle":
        return False
    return report.dialect is not Dialect.REDIS and report.input not in _NOT_ASKABLE


def statements_of(report: FileReport) -> Iterator[AuditedStatement]:
    """The statements of a file in their order; none more where it cannot be read any longer."""
    try:
        chunks = open_source(Path(report.path), report.encoding).chunks()
        schema, number = Schema(), -1
        script = InOrder(report.dialect)
        schema.oracle = report.dialect is Dialect.ORACLE
        for piece in pieces(report.input, chunks, report.dialect):
            if piece.kind not in (PieceKind.SQL, PieceKind.PLSQL):
                continue
            parsed = script.parse(piece.text)
            if not len(parsed.tokens):
                continue
            number += 1
            bound = report.dialect is not Dialect.ORACLE and PARAMETER in parsed.tokens.kinds
            yield AuditedStatement(number, piece, parsed, schema, bound)
            schema.apply(parsed.tree)
    except OSError:
        return  # it could be read a moment ago; the report says what was found until then


def _tables(statement: tree.Statement) -> Iterator[tree.Name]:
    for node in tree.walk(statement):
        match node:
            case tree.TableName(name=name) | tree.Insert(table=name):
                yield name
