"""The statement being judged, and what the rules looked at beyond its shape."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Sequence
from operator import attrgetter

from app.audit.answers import LONGEST, MOST, Asked, Place
from app.audit.batch import Batch
from app.audit.facts.known import KnownFacts
from app.audit.places import Places
from app.audit.suppress import MARK, Suppression, suppressions
from app.domain.dialect import Dialect
from app.sql.fingerprint import shape
from app.sql.lines import Lines
from app.sql.modes import PLAIN
from app.sql.parse import Parsed, parse
from app.sql.rows import LONG, literal_rows
from app.sql.schema import Schema
from app.sql.split import Piece
from app.sql.tokens import END, VALUES, Question, Tokens
from app.sql.tree import Node, walk
from app.sql.versions import Release

_FIRST_WORD = re.compile(r"\s*([A-Za-z]\w*)(?![\w$#{])")


class WatchedTokens(Tokens):
    """Tokens that tell the subject when the text of a literal is read."""

    __slots__ = ("_subject",)

    def __init__(self, tokens: Tokens, subject: "Subject") -> None:
        super().__init__(tokens.text, tokens.kinds, tokens.starts, tokens.ends)
        self._subject = subject

    def source(self, first: int, last: int) -> str:
        """The text from token `first` to token `last`, both included."""
        start, end = self.starts[first], self.ends[last]
        if not VALUES.isdisjoint(self.kinds[first : last + 1]):
            self._subject.note_text(start, end)
        return self.text[start:end]


class Subject:
    """The statement being judged, and what the rules looked at beyond its shape.

    One serves a whole file; the judge moves it from piece to piece.
    """

    __slots__ = (
        "_by_class", "_by_place", "_code", "_first", "_lines", "_parsed", "_places",
        "_suppressions", "_tokens", "asked", "batch", "carried", "dialect", "facts", "kind",
        "modes", "nodes", "number", "piece", "read_memory", "read_schema", "release", "schema",
        "zero_dates",
    )  # fmt: skip

    def __init__(
        self,
        dialect: Dialect,
        schema: Schema,
        facts: KnownFacts | None = None,
        release: Release | None = None,
    ) -> None:
        self.dialect = dialect
        self.schema = schema
        self.number = 0  # of the statement, from 0
        self.facts = facts
        self.batch = Batch()
        self.modes = PLAIN
        self.zero_dates = False
        self.release = release or (facts.spoken(dialect) if facts else None)

    def enter(self, piece: Piece, kind: str | None, carried: str) -> None:
        """Go on to `piece`; `kind` where it is known without parsing.

        `carried` are comments that stand before client commands in front of the piece.
        """
        self.piece, self.carried = piece, carried
        self.read_memory = self.read_schema = False
        self.asked: Asked | None = None  # or where it is more than can be kept
        self._parsed: Parsed | None = None
        self._first: tuple[int, int] | None = None
        self._code = ""
        self._tokens: Tokens | None = None
        self._places: Places | None = None
        self._lines: Lines | None = None
        self.nodes: Sequence[Node] | None = None  # of the tree, once somebody walked over it
        self._by_class: dict[type, list[Node]] | None = None
        self._by_place: dict[type, tuple[list[int], list[Node]]] = {}
        self._suppressions: tuple[Suppression, ...] | None = None
        self.kind = self.parsed.kind if kind is None else kind

    def note(self, question: Question, places: tuple[Place, ...], answer: Hashable) -> None:
        """Somebody asked about values of this statement, and was answered."""
        if self.asked is not None:
            self.asked[question, places] = answer
            if len(self.asked) > MOST or (question is str and len(str(answer)) > LONGEST):
                self.asked = None

    def note_text(self, start: int, end: int) -> None:
        """Somebody read a part of the text that has values in it."""
        if self.asked is not None:
            self.note(str, ((start, end, False),), self.piece.text[start:end])

    def note_first(self, questions: Sequence[tuple[Question, int]]) -> None:
        """Note what was asked of tokens before the rules were: the tree is what it is by it."""
        asked, tokens = self.asked, self.parsed.tokens
        if asked is None or not questions:
            return
        self.asked = {}
        for question, at in questions:
            start, end = tokens.starts[at], tokens.ends[at]
            self.note(question, ((start, end, False),), question(tokens.text[start:end]))
        if self.asked is not None:
            self.asked.update(asked)
            if len(self.asked) > MOST:
                self.asked = None

    @property
    def parsed(self) -> Parsed:
        """The statement as parsed, when somebody wants it."""
        if self._parsed is None:
            self._parsed = parse(self.piece.text, self.dialect, self.modes)
        return self._parsed

    @property
    def code(self) -> str:
        """Its text without the values of literals, NULs in their places, when somebody wants it.

        The text itself, rows of literals left out, where that cannot be told: something in it is
        never closed.
        """
        if not self._code:
            text = self.piece.text
            if len(text) >= LONG and (rows := literal_rows(text)):
                text = text[: rows.start] + text[rows.end :]
            self._code = shape(text, self.dialect)[:-2] or text
        return self._code

    @property
    def first_word(self) -> tuple[int, int] | None:
        """Where the first token stands, which needs no parsing where it is a plain word."""
        if self._first is None and (found := _FIRST_WORD.match(self.piece.text)):
            self._first = found.span(1)
        return self._first

    @property
    def lines(self) -> Lines:
        """Where its lines begin, looked for when somebody wants to know."""
        if self._lines is None:
            self._lines = Lines(self.piece.text, self.piece.start)
        return self._lines

    @property
    def places(self) -> Places:
        """Where each of its words stands, when somebody wants to know."""
        if self._places is None:
            self._places = Places(self.parsed.tokens.kinds)
        return self._places

    def nodes_of(self, kind: type) -> Sequence[Node]:
        """The nodes of that very class, when somebody wants to know."""
        if self._by_class is None:
            self._by_class = {}
            for node in walk(self.parsed.tree) if self.nodes is None else self.nodes:
                self._by_class.setdefault(type(node), []).append(node)
        return self._by_class.get(kind, ())

    def nodes_within(self, node: Node, kind: type) -> list[Node]:
        """Those of that very class that stand inside of `node`, in the order of their places."""
        placed = self._by_place.get(kind)
        if placed is None:
            inside = sorted(self.nodes_of(kind), key=attrgetter("first"))
            placed = self._by_place[kind] = [each.first for each in inside], inside
        firsts, inside = placed
        last = node.last
        begun = inside[bisect_left(firsts, node.first) : bisect_right(firsts, last)]
        return [each for each in begun if each.last <= last]

    @property
    def tokens(self) -> Tokens:
        """The tokens a rule may look at: all, or those of the opaque part being judged."""
        if self._tokens is None:
            self._tokens = WatchedTokens(self.parsed.tokens, self)
        return self._tokens

    def narrow(self, first: int, last: int) -> Tokens:
        """Show only the tokens from `first` to `last` until `widen`."""
        whole = self.parsed.tokens
        part = Tokens(
            whole.text,
            [*whole.kinds[first : last + 1], END, END, END],
            whole.starts[first : last + 1],
            whole.ends[first : last + 1],
        )
        self._tokens = WatchedTokens(part, self)
        return self._tokens

    def widen(self) -> None:
        """Show all tokens again."""
        self._tokens = None

    @property
    def suppressions(self) -> tuple[Suppression, ...]:
        """What is suppressed in this statement."""
        if self._suppressions is None:
            piece = self.piece
            if self.carried or MARK in piece.comments or MARK in piece.text:
                self._suppressions = suppressions(piece, self.carried, self._gaps)
            else:
                self._suppressions = ()
        return self._suppressions

    def _gaps(self) -> Tokens:
        return self.parsed.tokens
