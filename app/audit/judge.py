"""The judge: asks every active rule about every statement of one file, in order.

One walk over the tree serves all rules: a table says for each class of node who wants to see it.
Checks of tokens are asked about what has no tree: whole statements, and those inside stored
programs.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeAlias

from app.audit.baseline import mark, marked
from app.audit.bearable import bearable
from app.audit.cache import Cache, Spot, placed
from app.audit.facts.known import KnownFacts
from app.audit.profile import Active, ActiveRules
from app.audit.registry import Check, End, Hit, Hits, Text, TokenCheck
from app.audit.scope import VALUES, Scope, Seen, Subject
from app.audit.suppress import MARK, Suppression
from app.domain.dialect import Dialect
from app.domain.finding import Finding, Need, Position
from app.sql import tree
from app.sql.kinds import Nature, nature
from app.sql.lines import Lines, advance
from app.sql.schema import Schema
from app.sql.split import Piece, PieceKind
from app.sql.split.origin import Origin
from app.sql.split.sqlplus import connecting
from app.sql.tokens import BAD, ROWS
from app.sql.tree import Node
from app.sql.versions import Release

_Asked: TypeAlias = tuple[Active, Check, Scope]
_Said: TypeAlias = tuple[str, int, str, tuple[tuple[str, str], ...]]
_Told: TypeAlias = tuple[_Said, int]
_NOTHING: Hits = iter(())
_NO_PIECE = Piece("", Position(1, 1, 0), PieceKind.SQL)
"""Where what is said of a file without a statement is placed."""

_KEEP_THE_SCHEMA = (
    tree.Query, tree.Insert, tree.Update, tree.Delete, tree.LoadData, tree.Do, tree.SetVariables,
    tree.Transaction, tree.Show, tree.LockTables, tree.Merge, tree.InsertSeveral,
)  # fmt: skip
"""Statements that never change a schema, so that they need not be parsed to follow it."""
_KEPT = {Nature.QUERY, Nature.DML}


class Judge:
    """Judges the pieces of one file, one after the other.

    `statements` counts what a server would execute, `fully_parsed` those with a whole tree,
    `judged` those that were judged by themselves and not by their shape;
    `includes` are the scripts that the file would run; `not_run` the rules that lack something.
    """

    def __init__(
        self,
        active: ActiveRules,
        dialect: Dialect,
        schema: Schema | None = None,
        *,
        facts: KnownFacts | None = None,
        release: Release | None = None,
        cache: bool = True,
        marks: bool = False,
    ) -> None:
        self.statements = 0
        self.fully_parsed = 0
        self.judged = 0
        self.includes: list[str] = []
        schema = Schema() if schema is None else schema
        schema.oracle = dialect is Dialect.ORACLE
        self._subject = Subject(dialect, schema, facts, release)
        needs = {Need.NOTHING} if facts is None else {Need.NOTHING, Need.FACTS}
        able = active.given(frozenset(needs))
        self._table = _Table(able, self._subject)
        self._of_texts = self._table[Text]
        self._cache = Cache() if cache else Cache(room=0)
        self._carried = ""
        self._marks = marks
        self._told: set[_Told] = set()
        lacking = [one.rule for one in active if one.rule.need not in needs]
        self.not_run = tuple(rule.id for rule in lacking if rule.need is Need.FACTS)

    def judge(self, piece: Piece) -> list[Finding]:
        """The findings on one piece, in the order of their places."""
        if piece.origin is None:
            return self._judge(piece)
        return self._hidden(piece, piece.origin)

    def _hidden(self, piece: Piece, origin: Origin) -> list[Finding]:
        """The same of a statement that stands in no script, in all the forms it can take.

        What only some of the forms have is said once, and under which condition.
        """
        whole = self.fully_parsed
        found = self._noted(self._judge(piece), origin)
        if not origin.others:
            return found
        counted, known = self.statements, {_said(finding) for finding in found}
        for other in origin.others:
            more = self._judge(other)
            if other.origin is not None:
                more = self._noted(more, other.origin)
            more = [finding for finding in more if _said(finding) not in known]
            found += [replace(finding, statement=counted - 1) for finding in more]
            known.update(map(_said, more))
        forms = 1 + len(origin.others)
        self.statements = counted
        self.fully_parsed = whole + (self.fully_parsed - whole == forms)
        return sorted(found, key=lambda finding: finding.start.offset)

    def _noted(self, found: list[Finding], origin: Origin) -> list[Finding]:
        """Findings with what their input tells; what is shared by statements is said once."""
        if origin.places is not None:
            found = [finding for finding in found if _anew(finding, self._told)]
        note = origin.note() if found else None
        return found if note is None else [replace(each, note=note) for each in found]

    def _judge(self, piece: Piece) -> list[Finding]:
        self._subject.batch.pieces += 1
        if piece.kind is PieceKind.COMMAND or piece.kind is PieceKind.INCLUDE:
            if MARK in piece.comments:
                self._carried += piece.comments
            if piece.kind is PieceKind.INCLUDE:
                self.includes.append(piece.text)
                self._subject.schema.forget()  # what the other script does, nobody here sees
            elif self._subject.dialect is Dialect.ORACLE:
                user = connecting(piece.text)
                if user is not None:
                    self._subject.schema.connect(user)
            return self._marked(piece)
        spots = self._spots(bearable(piece, self._subject.dialect))
        self._carried = ""
        if spots is None:
            return []
        self.statements += 1
        self._subject.batch.ended = piece.ended
        return self._findings(spots) if spots else []

    def finish(self, *, script: bool = True) -> list[Finding]:
        """What only the whole file tells, once its last statement was judged.

        A log or a mapper is no `script`: it begins and ends anywhere.
        """
        batch = self._subject.batch
        batch.over, batch.script = True, script
        if not self.statements:
            self._subject.enter(_NO_PIECE, "", "")
        found: list[Finding] = []
        spots: list[Spot] = []
        for active, check, scope in self._table[End]:
            for hit in check(None, scope):
                if hit.seen is None:
                    spots.append(self._spot(active, hit))
                else:
                    found.append(_of_seen(active, hit, hit.seen))
        found += self._findings(spots) if spots else []
        return sorted(found, key=lambda finding: finding.start.offset)

    def _marked(self, piece: Piece) -> list[Finding]:
        """What the rules say of the marks of what is no statement."""
        if piece.origin is None or not piece.origin.marks:
            return []
        self._subject.enter(piece, "", "")
        spots = self._of_marks(piece.origin)
        return self._findings(spots) if spots else []

    def _of_marks(self, origin: Origin) -> list[Spot]:
        return [
            self._spot(active, hit)
            for mark in origin.marks
            for active, check, scope in self._table[type(mark)]
            for hit in check(mark, scope)
        ]

    # ------------------------------------------------------------------ asking

    def _spots(self, piece: Piece) -> list[Spot] | None:
        """What the rules say; None of what is nothing but a comment to this dialect."""
        subject = self._subject
        subject.number = self.statements
        shape = self._cache.shape(piece, subject.dialect)
        entry = self._cache.entry(shape, subject.schema.version)
        if entry is None:
            subject.enter(piece, None, self._carried)
            if not len(subject.parsed.tokens):
                return None
            spots = self._hear(shape)
        else:
            subject.enter(piece, entry.kind, self._carried)
            self.fully_parsed += entry.whole
            spots = placed(entry, subject)
        spots += self._beside_the_tree()
        if entry is None and self._changes_schema():
            subject.schema.apply(subject.parsed.tree)
        return spots

    def _changes_schema(self) -> bool:
        """Whether the schema follows the statement."""
        if self._subject.dialect is Dialect.REDIS:
            return False
        origin = self._subject.piece.origin
        return origin is None or not origin.aside

    def _beside_the_tree(self) -> list[Spot]:
        """What the rules say of the text and of the suppressions, which are not kept."""
        spots: list[Spot] = []
        for active, check, scope in self._of_texts:
            spots += [self._spot(active, hit) for hit in check(None, scope)]
        for suppression in self._subject.suppressions:
            for active, check, scope in self._table[Suppression]:
                spots += [self._spot(active, hit) for hit in check(suppression, scope)]
        if self._subject.piece.origin is not None:
            spots += self._of_marks(self._subject.piece.origin)
        return spots

    def _hear(self, shape: str) -> list[Spot]:
        """Judge a statement by itself, and keep what is said by its shape if it has one."""
        parsed = self._subject.parsed
        self.fully_parsed += parsed.whole
        self.judged += 1
        spots = self._walk(parsed.tree)
        if self._subject.piece.cut:  # a WHERE may stand in what was cut off
            spots = [spot for spot in spots if spot[0].rule.family == "statements"]
        if shape and self._may_be_kept():
            self._cache.keep(shape, self._subject, spots)
        return spots

    def _walk(self, root: Node) -> list[Spot]:
        """Walk over the tree, and ask who wants to see each node."""
        spots: list[Spot] = []
        table = self._table
        table.seen.clear()
        nodes = list(tree.walk(root))
        for node in nodes:
            for active, check, scope in table[type(node)]:
                for hit in check(node, scope):
                    spot = self._spot(active, hit)
                    spots.append(spot)
        for node in nodes:  # without cycles a tree is gone at once, and leaves no work to collect
            node.parent = None
        return spots

    def _spot(self, active: Active, hit: Hit) -> Spot:
        if hit.place is not None:
            return active, hit, *hit.place
        if hit.first == hit.last == 0 and (first := self._subject.first_word) is not None:
            return active, hit, *first
        tokens = self._subject.tokens
        if not len(tokens):
            return active, hit, 0, len(tokens.text)
        return active, hit, tokens.starts[hit.first], tokens.ends[hit.last]

    def _may_be_kept(self) -> bool:
        """Whether nothing a rule may have seen depends on the value of a literal.

        Rules read literals through the scope, which notes it; but a value may also have become
        part of a node, as a name ('alias') or a number (a length). Then its token belongs to no
        literal in the tree.
        """
        parsed = self._subject.parsed
        kinds = parsed.tokens.kinds
        if self._subject.dialect is Dialect.ORACLE and isinstance(parsed.tree, tree.Opaque):
            told = kinds[parsed.stopped_at or 0] in VALUES  # a message says it
            return not told and BAD not in kinds and nature(parsed.kind) in _KEPT
        if not isinstance(parsed.tree, _KEEP_THE_SCHEMA):
            return False
        seen = self._table.seen
        return all(
            at in seen or kind is ROWS or kind not in VALUES for at, kind in enumerate(kinds)
        )

    # ------------------------------------------------------------------ saying

    def _findings(self, spots: Iterable[Spot]) -> list[Finding]:
        subject, suppressions = self._subject, self._subject.suppressions
        ordered = sorted(spots, key=_order)
        span = _spans(subject.piece, ordered[0][2] < 0)
        found = [
            Finding(
                active.rule.id,
                active.severity,
                active.rule.level,
                hit.template,
                hit.values,
                max(self.statements - 1, 0),
                hit.about,
                *span(start, end),
                _reason(suppressions, active.rule.id, start) if suppressions else None,
            )
            for active, hit, start, end in ordered
        ]
        if self._marks:
            places = (spot[2:] for spot in ordered)
            return [marked(one, subject.piece, *at) for one, at in zip(found, places, strict=True)]
        return found


class _Table(dict[type, tuple[_Asked, ...]]):
    """Who wants to see nodes of a class, worked out when the first of them is met.

    `seen` are the tokens that literals in the tree are made of, gathered on the way.
    """

    def __init__(self, active: ActiveRules, subject: Subject) -> None:
        super().__init__()
        self.seen: set[int] = set()
        self._active = active
        self._subject = subject
        self._scopes = [(one, Scope(subject, one.parameters)) for one in active]

    def __missing__(self, kind: type) -> tuple[_Asked, ...]:
        asking = [self._scopes[n] for n in self._active.asking(kind)]
        found = [(one, one.rule.check, scope) for one, scope in asking]
        if issubclass(kind, tree.Opaque):
            for one, scope in self._scopes:
                if one.rule.tokens_check is not None:
                    found.append((one, self._of_tokens(one.rule.tokens_check), scope))
        if issubclass(kind, tree.Literal):
            # it says nothing, so whoever speaks first may lend it the name
            found += [(one, self._see, scope) for one, scope in self._scopes[:1]]
        self[kind] = made = tuple(found)
        return made

    def _of_tokens(self, check: TokenCheck) -> Check:
        """A check of tokens as one of an opaque node, which shows that node's tokens only."""
        subject = self._subject

        def ask(node: Node, scope: Scope) -> Hits:
            if node is subject.parsed.tree:
                yield from check(subject.tokens, scope)
                return
            yield from check(subject.narrow(node.first, node.last), scope)
            subject.widen()

        return ask

    def _see(self, literal: Node, _scope: Scope) -> Hits:
        self.seen.update(range(literal.first, literal.last + 1))
        return _NOTHING


def _of_seen(active: Active, hit: Hit, seen: Seen) -> Finding:
    """A finding at a statement that was judged before."""
    return Finding(
        active.rule.id,
        active.severity,
        active.rule.level,
        hit.template,
        hit.values,
        seen.statement,
        hit.about,
        seen.start,
        seen.end,
        _reason(seen.suppressions, active.rule.id, seen.offset),
        mark=mark(active.rule.id, hit.about, str(hit.values)),
    )


def _reason(suppressions: Iterable[Suppression], rule: str, start: int) -> str | None:
    return next((said.reason for said in suppressions if said.covers(rule, start)), None)


def _said(finding: Finding) -> _Said:
    """What a finding says, whatever form of the statement says it."""
    return finding.rule, finding.start.offset, finding.template, finding.values


def _anew(finding: Finding, told: set[_Told]) -> bool:
    """Whether nobody said that of this place, which several statements may share."""
    key = _said(finding), finding.end.offset
    if key in told:
        return False
    told.add(key)
    return True


def _spans(piece: Piece, before: bool) -> Callable[[int, int], tuple[Position, Position]]:
    """Gives positions in `piece`, or in it and the comments before it."""
    if piece.origin is not None and piece.origin.places is not None:
        return piece.origin.places.span
    lines, shift = _lines(piece, before)
    return lambda start, end: (lines.position(start + shift), lines.position(end + shift))


def _lines(piece: Piece, before: bool) -> tuple[Lines, int]:
    """Positions in `piece`, or in it and the comments before it; and how long those are."""
    if not before:
        return Lines(piece.text, piece.start), 0
    length = len(piece.comments)
    breaks = advance(Position(0, 1, 0), piece.comments, 0, length).line
    column = 1 if breaks else piece.start.column - length
    start = Position(piece.start.line - breaks, column, piece.start.offset - length)
    return Lines(piece.comments + piece.text, start), length


def _order(spot: Spot) -> tuple[int, int, str]:
    active, _hit, start, _end = spot
    return start, -active.severity, active.rule.id
