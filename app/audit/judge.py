"""The judge: asks every active rule about every statement of one file, in order.

One walk over the tree serves all rules: a table says for each class of node who wants to see it.
Checks of tokens are asked about what has no tree: whole statements, and those inside stored
programs.
"""

from collections.abc import Sequence

from app.audit.asking import Asking
from app.audit.bearable import NO_TROUBLE, bearable
from app.audit.cache import Cache, Entry
from app.audit.facts.known import KnownFacts
from app.audit.listing import Listing
from app.audit.prepared import Spot
from app.audit.profile import Active, ActiveRules
from app.audit.registry import End, Hit, Text
from app.audit.saying import Told, findings, in_order, is_new, said, with_marks
from app.audit.scope import Seen
from app.audit.subject import Subject
from app.audit.suppress import MARK, Suppression
from app.audit.texts import Texts
from app.domain.dialect import Dialect
from app.domain.finding import LISTED, Finding, Need, Position, Unlisted, UnreadRows
from app.sql import tree
from app.sql.kinds import Nature, nature
from app.sql.modes import PLAIN, ModeKeeper, may_set_modes
from app.sql.rows import LONG, literal_rows
from app.sql.schema import Schema
from app.sql.split import Piece, PieceKind
from app.sql.split.origin import Origin
from app.sql.split.sqlplus import connecting
from app.sql.tokens import BAD, ROWS, VALUES, Question
from app.sql.tree import Node
from app.sql.versions import Release

# members of an enumeration are slow to get at in Python 3.11
_ORACLE, _REDIS = Dialect.ORACLE, Dialect.REDIS
_WITH_MODES = frozenset({Dialect.MYSQL, Dialect.MARIADB})

_NO_PIECE = Piece("", Position(1, 1, 0), PieceKind.SQL)
"""Where what is said of a file without a statement is placed."""

# members of an enumeration are slow to get at in Python 3.11
_COMMAND, _INCLUDE = PieceKind.COMMAND, PieceKind.INCLUDE
_KEEP_THE_SCHEMA = (
    tree.Query, tree.Insert, tree.Update, tree.Delete, tree.LoadData, tree.Do, tree.SetVariables,
    tree.Transaction, tree.Show, tree.LockTables, tree.Merge, tree.InsertSeveral,
)  # fmt: skip
"""Statements that never change a schema, so that they need not be parsed to follow it."""
_KEPT = {Nature.QUERY, Nature.DML}
_OFFLINE = frozenset({Need.NOTHING})
_WITH_FACTS = frozenset({Need.NOTHING, Need.FACTS})


class Judge:
    """Judges the pieces of one file, one after the other.

    `statements` counts what a server would execute, `fully_parsed` those with a whole tree,
    `judged` those that were judged by themselves and not by their shape;
    `includes` are the scripts that the file would run; `unread` the rows nobody looked at;
    `not_run` the rules that lack something.
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
        self.unread: list[UnreadRows] = []
        schema = Schema() if schema is None else schema
        schema.oracle = dialect is _ORACLE
        self._subject = Subject(dialect, schema, facts, release)
        needs = _OFFLINE if facts is None else _WITH_FACTS
        able = active.given(needs)
        self._asking = Asking(able, self._subject)
        self._texts = Texts(self._asking.of(Text))
        self._cache = Cache(dialect) if cache else Cache(dialect, room=0)
        self._session = ModeKeeper(dialect) if dialect in _WITH_MODES else None
        self._subject.zero_dates = self._session is not None and self._session.zero_dates
        self._carried = ""
        self._listing = Listing()
        self._marks = marks
        self._told: set[Told] = set()
        self.not_run = active.lacking(needs, Need.FACTS)

    @property
    def unlisted(self) -> tuple[Unlisted, ...]:
        """What is not listed until now, rule by rule."""
        return self._listing.left_out

    def judge(self, piece: Piece) -> list[Finding]:
        """The findings on one piece, in the order of their places."""
        found = self._again(piece)
        if found is None:
            origin = piece.origin
            found = self._judge(piece) if origin is None else self._hidden(piece, origin)
        if self._session is not None and may_set_modes(piece.text):
            self._follow_modes(self._session)
        return found

    def _follow_modes(self, session: ModeKeeper) -> None:
        """What a quote and `||` mean in the statements behind it is no part of their shape."""
        parsed = self._subject.parsed
        session.follow(parsed.tree, parsed.tokens)
        self._subject.modes = session.modes
        if self._subject.zero_dates != session.zero_dates:
            self._subject.zero_dates = session.zero_dates
            self._cache.forget()
        self._cache.paused = session.modes != PLAIN

    def _again(self, piece: Piece) -> list[Finding] | None:
        """What is said of any statement of its shape; None where more may be to be said of it."""
        kind, origin = piece.kind, piece.origin
        if kind is _COMMAND or kind is _INCLUDE or (origin is not None and not origin.is_plain):
            return None
        if self._carried or self._marks or MARK in piece.comments:
            return None
        cache, texts, subject = self._cache, self._texts, self._subject
        entry = cache.entry(cache.shape(piece), subject.schema.version)
        prepared = None if entry is None else entry.prepared.get(texts.state)
        if entry is None or prepared is None:
            return None
        batch, number = subject.batch, self.statements
        size = batch.size + len(piece.text)
        if not texts.is_plain(piece.text, size):
            return None
        texts.state = prepared.then
        batch.pieces, batch.size, batch.ended = batch.pieces + 1, size, piece.ended
        subject.number = number
        subject.enter(piece, entry.kind, "")
        self.statements = number + 1
        self.fully_parsed += entry.whole
        return prepared.findings(piece, number, cache.begins(prepared.last))

    def _hidden(self, piece: Piece, origin: Origin) -> list[Finding]:
        """The same of a statement that stands in no script, in all the forms it can take.

        What only some of the forms have is said once, and under which condition.
        """
        whole = self.fully_parsed
        found = self._noted(self._judge(piece), origin)
        if not origin.others:
            return found
        counted, known = self.statements, {said(finding) for finding in found}
        listing, self._listing = self._listing, Listing()  # the other forms have much the same
        for other in origin.others:
            more = self._judge(other)
            if other.origin is not None:
                more = self._noted(more, other.origin)
            more = [finding for finding in more if said(finding) not in known]
            found += [finding._replace(statement=counted - 1) for finding in more]
            known.update(map(said, more))
        self._listing = listing
        forms = 1 + len(origin.others)
        self.statements = counted
        self.fully_parsed = whole + (self.fully_parsed - whole == forms)
        return sorted(found, key=lambda finding: finding.start.offset)

    def _noted(self, found: list[Finding], origin: Origin) -> list[Finding]:
        """Findings with what their input tells; what is shared by statements is said once."""
        if origin.places is not None:
            found = [finding for finding in found if is_new(finding, self._told)]
        note = origin.note() if found else None
        return found if note is None else [each._replace(note=note) for each in found]

    def _judge(self, piece: Piece) -> list[Finding]:
        self._subject.batch.pieces += 1
        if piece.kind is _COMMAND or piece.kind is _INCLUDE:
            if MARK in piece.comments:
                self._carried += piece.comments
            if piece.kind is _INCLUDE:
                self.includes.append(piece.text)
                self._subject.schema.forget()  # what the other script does, nobody here sees
            elif self._subject.dialect is _ORACLE:
                user = connecting(piece.text)
                if user is not None:
                    self._subject.schema.connect(user)
            return self._marked(piece)
        if len(piece.text) > NO_TROUBLE:
            piece = bearable(piece, self._subject.dialect)
        spots = self._spots(piece)
        self._carried = ""
        if spots is None:
            return []
        self.statements += 1
        if len(piece.text) >= LONG:
            self._note_unread(piece)
        self._subject.batch.ended = piece.ended
        return self._findings(self._listed(spots)) if spots else []

    def _listed(self, spots: list[Spot]) -> list[Spot]:
        """Those of what is said of the statement at hand that are listed."""
        if len(spots) <= LISTED:
            return spots
        subject = self._subject
        line = subject.piece.start.line
        return self._listing.listed(spots, line, subject.number, subject.suppressions)

    def _note_unread(self, piece: Piece) -> None:
        rows = None if self._subject.dialect is _ORACLE else literal_rows(piece.text)
        if rows is not None and rows.read < rows.count:
            self.unread.append(UnreadRows(piece.start.line, rows.read + 1, rows.count))

    def finish(self, *, script: bool = True) -> list[Finding]:
        """What only the whole file tells, once its last statement was judged.

        A log or a mapper is no `script`: it begins and ends anywhere.
        """
        batch = self._subject.batch
        batch.over, batch.script = True, script
        self._texts.restore()
        if not self.statements:
            self._subject.enter(_NO_PIECE, "", "")
        seen: list[tuple[Active, Hit, Seen]] = []
        spots: list[Spot] = []
        for active, check, scope in self._asking.of(End):
            for hit in check(None, scope):
                if hit.seen is None:
                    spots.append(self._spot(active, hit))
                else:
                    seen.append((active, hit, hit.seen))
        found = self._listing.of_seen(seen)
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
            for active, check, scope in self._asking.of(type(mark))
            for hit in check(mark, scope)
        ]

    # ------------------------------------------------------------------ asking

    def _spots(self, piece: Piece) -> list[Spot] | None:
        """What the rules say; None of what is nothing but a comment to this dialect."""
        subject = self._subject
        subject.number = self.statements
        self._texts.restore()
        shape = self._cache.shape(piece)
        entry = self._cache.entry(shape, subject.schema.version)
        if entry is None:
            subject.enter(piece, None, self._carried)
            if not len(subject.parsed.tokens):
                return None
            spots = self._hear(shape)
        else:
            subject.enter(piece, entry.kind, self._carried)
            self.fully_parsed += entry.whole
            spots = self._cache.placed(entry)
        spots += self._beside_the_tree()
        spots += self._of_the_text(entry, spots)
        if entry is None and self._changes_schema():
            subject.schema.apply(subject.parsed.tree)
        return spots

    def _changes_schema(self) -> bool:
        """Whether the schema follows the statement."""
        if self._subject.dialect is _REDIS:
            return False
        origin = self._subject.piece.origin
        return origin is None or not origin.aside

    def _beside_the_tree(self) -> list[Spot]:
        """What the rules say of the suppressions and marks, which are not kept."""
        spots: list[Spot] = []
        for suppression in self._subject.suppressions:
            for active, check, scope in self._asking.of(Suppression):
                spots += [self._spot(active, hit) for hit in check(suppression, scope)]
        if self._subject.piece.origin is not None:
            spots += self._of_marks(self._subject.piece.origin)
        return spots

    def _of_the_text(self, entry: Entry | None, others: Sequence[Spot]) -> list[Spot]:
        """What the rules say of the text; kept, with the others, from the second of a shape on."""
        subject, text = self._subject, self._subject.piece.text
        subject.batch.size += len(text)
        answer = self._texts.ask(text, subject.batch.size, noting=entry is not None)
        spots = [self._spot(active, hit) for active, hit in answer.said]
        origin = subject.piece.origin
        alone = not subject.suppressions and (origin is None or origin.is_plain)
        alone = alone and len(others) + len(spots) <= LISTED
        if entry is not None and answer.before is not None and alone:
            everything = in_order([*others, *spots])
            self._cache.prepare(entry, answer.before, everything, self._texts.state)
        return spots

    def _hear(self, shape: str) -> list[Spot]:
        """Judge a statement by itself, and keep what is said by its shape if it has one."""
        parsed = self._subject.parsed
        self.fully_parsed += parsed.whole
        self.judged += 1
        self._subject.asked = {} if shape else None
        self._subject.nodes = nodes = tree.walk(parsed.tree)
        spots = self._walk(nodes)
        made_of = self._made_of(nodes) if shape and len(spots) <= LISTED else None
        if made_of is not None:
            self._subject.note_first(made_of)
            self._cache.keep(shape, self._subject, spots)
        return spots

    def _walk(self, nodes: list[Node]) -> list[Spot]:
        """Ask about each node who wants to see it."""
        spots: list[Spot] = []
        room = LISTED
        rules, first, subject = self._asking.rules, self._asking.first, self._subject
        tokens = subject.parsed.tokens
        starts, ends = tokens.starts, tokens.ends
        remaining = self._asking.remaining(nodes, tokens.kinds)
        for node in nodes:
            left = remaining[type(node)]
            for n in left.everyone if left.signs is None else left[left.signs(node)]:
                active, check, scope = rules[n] or first(n)
                for hit in check(node, scope):
                    if hit.last and hit.place is None:  # it is about some tokens, as nearly all
                        spots.append((active, hit, starts[hit.first], ends[hit.last]))
                    else:
                        spots.append(self._spot(active, hit))
                    if len(spots) > room:
                        spots = self._listed(self._sure(spots))
                        room = max(LISTED, 2 * len(spots))
        for node in nodes:  # without cycles a tree is gone at once, and leaves no work to collect
            node.parent = None
        return self._sure(spots)

    def _sure(self, spots: list[Spot]) -> list[Spot]:
        """What is said for sure: where a statement is cut, a WHERE may stand in what is cut off."""
        if self._subject.piece.cut:
            return [spot for spot in spots if spot[0].rule.family == "statements"]
        return spots

    def _spot(self, active: Active, hit: Hit) -> Spot:
        first, last, place = hit.first, hit.last, hit.place
        if place is not None:
            return active, hit, *place
        subject = self._subject
        if first == last == 0:
            if (word := subject.first_word) is not None:
                return active, hit, *word
            if not len(subject.tokens):
                return active, hit, 0, len(subject.tokens.text)
        tokens = subject.tokens
        return active, hit, tokens.starts[first], tokens.ends[last]

    def _made_of(self, nodes: list[Node]) -> list[tuple[Question, int]] | None:
        """What the tree depends on beside the shape; None where it may not be kept.

        Rules ask for literals through the scope, and the grammar through its cursor, which note
        it. But a value may also have become part of a node, as a name ('alias'): then its token
        belongs to no literal in the tree.
        """
        parsed = self._subject.parsed
        kinds = parsed.tokens.kinds
        if isinstance(parsed.tree, tree.Opaque):
            if BAD in kinds or nature(parsed.kind) not in _KEPT:
                return None
            at = parsed.stopped_at or 0  # a message says it
            return [*parsed.asked, *([(str, at)] if kinds[at] in VALUES else [])]
        if not isinstance(parsed.tree, _KEEP_THE_SCHEMA):
            return None
        seen: set[int] = set()
        for node in nodes:
            if isinstance(node, tree.Literal):
                seen.update(range(node.first, node.last + 1))
        return [
            *parsed.asked,
            *(
                (str, at)
                for at, kind in enumerate(kinds)
                if kind in VALUES and kind is not ROWS and at not in seen
            ),
        ]

    # ------------------------------------------------------------------ saying

    def _findings(self, spots: Sequence[Spot]) -> list[Finding]:
        subject, number = self._subject, max(self.statements - 1, 0)
        found = findings(spots, subject.piece, number, subject.suppressions)
        return with_marks(found, spots, subject.piece) if self._marks else found
