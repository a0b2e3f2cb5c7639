"""The rewrites in one script, for its findings."""

from collections.abc import Iterator
from typing import NamedTuple

from app.audit.rewrites.registry import REWRITERS, Rewriter, Where
from app.domain.dialect import Dialect
from app.domain.finding import Finding
from app.domain.fix import Fix
from app.sql import tree
from app.sql.parse import parse
from app.sql.schema import Schema
from app.sql.split import Piece, PieceKind, split


class _Found(NamedTuple):
    rule: str
    start: int
    end: int
    fix: Fix


class Rewrites:
    """What could be written otherwise in `text`; it is read when the first finding asks.

    `schema` says what is there before the script, whose own DDL is followed; `only` one rewriter
    is asked where one is given.
    """

    def __init__(
        self,
        text: str,
        dialect: Dialect,
        schema: Schema | None = None,
        *,
        only: Rewriter | None = None,
    ) -> None:
        self._text, self._dialect = text, dialect
        self._schema = schema.copy() if schema else Schema()
        asked = [only] if only else REWRITERS
        self._rewriters = [each for each in asked if each.speaks(dialect)]
        self._rules = {each.rule for each in self._rewriters}
        self._found: list[_Found] | None = None

    def of(self, finding: Finding) -> tuple[Fix, ...]:
        """The rewrites of what a finding is about, the nearest first."""
        if finding.rule not in self._rules:
            return ()
        if self._found is None:
            self._found = list(self._all())
        start, end = finding.start.offset, finding.end.offset
        near = [
            found
            for found in self._found
            if found.rule == finding.rule and found.start <= start and end <= found.end
        ]
        near.sort(key=lambda found: found.end - found.start)
        return tuple(found.fix for found in near)

    def _all(self) -> Iterator[_Found]:
        by_class: dict[type, list[Rewriter]] = {}
        for rewriter in self._rewriters:
            by_class.setdefault(rewriter.on, []).append(rewriter)
        for piece in split([self._text], self._dialect):
            if piece.kind is PieceKind.SQL and not piece.cut:
                yield from self._in(piece, by_class)

    def _in(self, piece: Piece, by_class: dict[type, list[Rewriter]]) -> Iterator[_Found]:
        parsed = parse(piece.text, self._dialect)
        where = Where(
            parsed.tokens, self._schema, piece.start.offset, self._dialect is Dialect.ORACLE
        )
        nodes = list(tree.walk(parsed.tree))
        if parsed.whole:  # what was skipped might mean anything
            for node in nodes:
                for rewriter in by_class.get(type(node), ()):
                    for fix in rewriter.rewrite(node, where):
                        yield _Found(rewriter.rule, *where.span(node), fix)
        self._schema.apply(parsed.tree)
