"""The rewrites in one script, for its findings."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from app.audit.rewrites.registry import REWRITERS, Rewriter, Where
from app.domain.dialect import Dialect
from app.domain.finding import Finding
from app.domain.fix import Fix
from app.sql import tree
from app.sql.in_order import InOrder
from app.sql.parse import Parsed
from app.sql.schema import Schema
from app.sql.split import Piece, PieceKind, split

_MOST = 20
"""Rewrites of one place: of a chain of ten thousand OR each link could be written otherwise."""


class _Found(NamedTuple):
    rule: str
    start: int
    end: int
    fix: Fix


class _Places:
    """The rewrites for one rule, by what they are about: nodes, apart or within each other."""

    def __init__(self, found: list[_Found]) -> None:
        found = found[::-1]  # of two in the same place the first to be found is the nearer
        self._found = sorted(found, key=lambda one: (one.start, -one.end))
        self._starts = [one.start for one in self._found]
        self._around: list[int] = []  # the number of the one around each, -1 where there is none
        opened: list[int] = []
        for n, one in enumerate(self._found):
            while opened and self._found[opened[-1]].end < one.end:
                opened.pop()
            self._around.append(opened[-1] if opened else -1)
            opened.append(n)

    def holding(self, start: int, end: int) -> Iterator[Fix]:
        """Those about what holds all from `start` to `end`, the nearest first."""
        n = bisect_right(self._starts, start) - 1
        while n >= 0:
            if self._found[n].end >= end:
                yield self._found[n].fix
            n = self._around[n]


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
        self._found: dict[str, _Places] | None = None

    def of(self, finding: Finding) -> tuple[Fix, ...]:
        """The rewrites of what a finding is about, the nearest first, a few at most."""
        if finding.rule not in self._rules:
            return ()
        if self._found is None:
            by_rule = defaultdict[str, list[_Found]](list)
            for one in self._all():
                by_rule[one.rule].append(one)
            self._found = {rule: _Places(found) for rule, found in by_rule.items()}
        places = self._found.get(finding.rule)
        if places is None:
            return ()
        return tuple(islice(places.holding(finding.start.offset, finding.end.offset), _MOST))

    def _all(self) -> Iterator[_Found]:
        by_class: dict[type, list[Rewriter]] = {}
        for rewriter in self._rewriters:
            by_class.setdefault(rewriter.on, []).append(rewriter)
        script = InOrder(self._dialect)
        for piece in split([self._text], self._dialect):
            if piece.kind is PieceKind.SQL and not piece.cut:
                yield from self._in(piece, script.parse(piece.text), by_class)

    def _in(
        self, piece: Piece, parsed: Parsed, by_class: dict[type, list[Rewriter]]
    ) -> Iterator[_Found]:
        where = Where(
            parsed.tokens, self._schema, piece.start.offset, self._dialect is Dialect.ORACLE
        )
        nodes = tree.walk(parsed.tree)
        if parsed.whole:  # what was skipped might mean anything
            for node in nodes:
                for rewriter in by_class.get(type(node), ()):
                    for fix in rewriter.rewrite(node, where):
                        yield _Found(rewriter.rule, *where.span(node), fix)
        self._schema.apply(parsed.tree)
