"""The judge: asks every active rule about every statement of one file, in order.

One walk over the tree serves all rules: a table says for each kind of node who wants to see it.
"""

from collections.abc import Iterable

from app.audit.cache import Cache, Spot
from app.audit.profile import Active, ActiveRules
from app.audit.registry import Check, Hit, Text
from app.audit.scope import Scope
from app.audit.suppress import MARK, suppressions
from app.domain.dialect import Dialect
from app.domain.finding import Finding
from app.sql import tree
from app.sql.lines import Lines
from app.sql.parse import Parsed, parse
from app.sql.schema import Schema
from app.sql.split import Piece, PieceKind

_Asked = tuple[Active, Check]

_LEAVE_THE_SCHEMA = (
    tree.Query, tree.Insert, tree.Update, tree.Delete, tree.Do, tree.SetVariables,
    tree.Transaction, tree.Show,
)  # fmt: skip
"""Statements that change no schema, so that their findings may be kept and their trees dropped."""


class Judge:
    """Judges the pieces of one file, one after the other.

    `statements` counts what a server would execute, `fully_parsed` those with a whole tree (of
    Oracle none has one), and `includes` are the scripts that the file would run.
    """

    def __init__(
        self,
        active: ActiveRules,
        dialect: Dialect,
        schema: Schema | None = None,
        *,
        cache: bool = True,
    ) -> None:
        self.statements = 0
        self.fully_parsed = 0
        self.includes: list[str] = []
        self._dialect = dialect
        self._schema = schema or Schema()
        self._scope = Scope(dialect, self._schema)
        self._active = active
        self._asked: dict[type, tuple[_Asked, ...]] = {}
        self._of_texts = tuple((a, a.rule.check) for a in active if Text in a.rule.on)
        self._of_tokens = tuple(a for a in active if a.rule.tokens_check is not None)
        # a shape says nothing of Oracle's own quotes
        self._cache = Cache() if cache and dialect is not Dialect.ORACLE else None

    def judge(self, piece: Piece) -> list[Finding]:
        """The findings on one piece, in the order of their places."""
        if piece.kind is PieceKind.COMMAND:
            return []
        if piece.kind is PieceKind.INCLUDE:
            self.includes.append(piece.text)
            self._schema.forget()
            return []
        spots = self._spots(piece)
        found = self._findings(piece, spots) if spots else []
        self.statements += 1
        return found

    # ------------------------------------------------------------------ asking

    def _spots(self, piece: Piece) -> list[Spot]:
        """What the rules say, from the cache where the shape of the statement is known."""
        cache = self._cache
        known = cache.look_up(piece, self._schema.version) if cache else None
        if known is not None:
            self.fully_parsed += known.whole
            self._scope.enter(piece, known.kind, None)
            return known.spots + self._ask_of_text(piece)
        parsed = parse(piece.text, self._dialect)
        self._scope.enter(piece, parsed.kind, parsed)
        spots = self._ask(parsed)
        self.fully_parsed += parsed.whole
        if cache and isinstance(parsed.tree, _LEAVE_THE_SCHEMA) and not parsed.named_by_string:
            cache.keep(piece, parsed, spots, self._scope, self._schema.version)
        spots = spots + self._ask_of_text(piece)
        self._schema.apply(parsed.tree)
        return spots

    def _ask(self, parsed: Parsed) -> list[Spot]:
        found: list[Spot] = []
        if isinstance(parsed.tree, tree.Opaque):
            self._ask_of_tokens(parsed, found)
            return found
        asked, scope = self._asked, self._scope
        for node in tree.walk(parsed.tree):
            kind = type(node)
            checks = asked.get(kind)
            if checks is None:
                checks = self._who_asks(kind)
            for active, check in checks:
                scope.speak_for(active.rule.id, active.parameters)
                found += [_spot(active, hit, parsed) for hit in check(node, scope)]
        return found

    def _who_asks(self, kind: type) -> tuple[_Asked, ...]:
        """The rules that want to see nodes of `kind`, found once."""
        found = tuple(
            (active, active.rule.check)
            for active in self._active
            if any(issubclass(kind, wanted) for wanted in active.rule.on)
        )
        self._asked[kind] = found
        return found

    def _ask_of_tokens(self, parsed: Parsed, found: list[Spot]) -> None:
        for active in self._of_tokens:
            check = active.rule.tokens_check
            if check is not None and len(parsed.tokens):
                self._scope.speak_for(active.rule.id, active.parameters)
                found.extend(_spot(active, h, parsed) for h in check(parsed.tokens, self._scope))

    def _ask_of_text(self, piece: Piece) -> list[Spot]:
        found: list[Spot] = []
        for active, check in self._of_texts:
            self._scope.speak_for(active.rule.id, active.parameters)
            found += [
                Spot(active, hit.template, hit.values, hit.about, 0, len(piece.text))
                for hit in check(None, self._scope)
            ]
        return found

    # ------------------------------------------------------------------ saying

    def _findings(self, piece: Piece, spots: Iterable[Spot]) -> list[Finding]:
        lines = Lines(piece.text, piece.start)
        reasons = self._suppressed(piece)
        return [
            Finding(
                rule=spot.active.rule.id,
                severity=spot.active.severity,
                level=spot.active.rule.level,
                template=spot.template,
                values=spot.values,
                statement=self.statements,
                object=spot.about,
                start=lines.position(spot.start),
                end=lines.position(spot.end),
                suppressed=reasons.get(spot.active.rule.id),
            )
            for spot in sorted(spots, key=_order)
        ]

    def _suppressed(self, piece: Piece) -> dict[str, str]:
        """The rules that are not to be heard of this statement, with the reasons."""
        if MARK not in piece.comments and MARK not in piece.text:
            return {}
        return {
            rule: found.reason
            for found in suppressions(f"{piece.comments}\n{piece.text}")
            for rule in found.rules
        }


def _spot(active: Active, hit: Hit, parsed: Parsed) -> Spot:
    tokens = parsed.tokens
    return Spot(
        active, hit.template, hit.values, hit.about, tokens.starts[hit.first], tokens.ends[hit.last]
    )


def _order(spot: Spot) -> tuple[int, int, str]:
    return spot.start, -spot.active.severity, spot.active.rule.id
