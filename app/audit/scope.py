"""What a rule may know beside the node it is asked about.

Findings are cached by the shape of a statement, literals left out (`app.sql.fingerprint`). A rule
gets at more than the shape only through its `Scope`, which notes it: the value of a literal and a
rule's memory forbid the cache, the schema ties the cached finding to the schema's version.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

from app.audit.batch import Batch
from app.audit.facts.known import KnownFacts
from app.audit.places import Places
from app.audit.suppress import MARK, Suppression, suppressions
from app.audit.unquoting import unquoted
from app.domain.dialect import Dialect
from app.domain.finding import Position
from app.domain.snapshot import TableFacts
from app.sql.fingerprint import shape
from app.sql.lines import Lines
from app.sql.parse import Parsed, parse
from app.sql.rows import LONG, ONE_LITERAL, ONE_ROW, literal_rows
from app.sql.schema import Schema
from app.sql.split import Piece
from app.sql.tokens import BAD, END, NUMBER, ROWS, STRING, Tokens
from app.sql.tree import Literal, LiteralRows, Name, Node, walk
from app.sql.versions import Release

Parameter: TypeAlias = int | str | tuple[str, ...]
"""What a parameter of a rule may be: a number, a text (`Pattern`: a regular expression), words."""

N = TypeVar("N", bound=Node)
VALUES = frozenset({STRING, NUMBER, ROWS, BAD})
"""Kinds of tokens whose text is not part of a statement's shape."""

_FIRST_WORD = re.compile(r"\s*([A-Za-z]\w*)(?![\w$#{])")


class Pattern(str):
    """A text parameter that is a regular expression."""

    __slots__ = ()


class Seen(NamedTuple):
    """A part of a statement, kept for the end of the file; `offset` is where it starts in it."""

    statement: int
    start: Position
    end: Position
    offset: int
    suppressions: tuple[Suppression, ...]


class WatchedTokens(Tokens):
    """Tokens that tell the subject when the text of a literal is read."""

    __slots__ = ("_subject",)

    def __init__(self, tokens: Tokens, subject: "Subject") -> None:
        super().__init__(tokens.text, tokens.kinds, tokens.starts, tokens.ends)
        self._subject = subject

    def source(self, first: int, last: int) -> str:
        """The text from token `first` to token `last`, both included."""
        if not VALUES.isdisjoint(self.kinds[first : last + 1]):
            self._subject.read_literals = True
        return self.text[self.starts[first] : self.ends[last]]


class Subject:
    """The statement being judged, and what the rules looked at beyond its shape.

    One serves a whole file; the judge moves it from piece to piece.
    """

    __slots__ = (
        "_by_class", "_code", "_first", "_parsed", "_places", "_suppressions", "_tokens", "batch",
        "carried", "dialect", "facts", "kind", "nodes", "number", "piece", "read_literals",
        "read_memory",
        "read_schema", "release", "schema",
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
        self.release = release or (facts.spoken(dialect) if facts else None)

    def enter(self, piece: Piece, kind: str | None, carried: str) -> None:
        """Go on to `piece`; `kind` where it is known without parsing.

        `carried` are comments that stand before client commands in front of the piece.
        """
        self.piece, self.carried = piece, carried
        self.read_literals = self.read_memory = self.read_schema = False
        self._parsed: Parsed | None = None
        self._first: tuple[int, int] | None = None
        self._code = ""
        self._tokens: Tokens | None = None
        self._places: Places | None = None
        self.nodes: Sequence[Node] | None = None  # of the tree, once somebody walked over it
        self._by_class: dict[type, list[Node]] | None = None
        self._suppressions: tuple[Suppression, ...] | None = None
        self.kind = self.parsed.kind if kind is None else kind

    @property
    def parsed(self) -> Parsed:
        """The statement as parsed, when somebody wants it."""
        if self._parsed is None:
            self._parsed = parse(self.piece.text, self.dialect)
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


class Scope:
    """What one rule may know of the statement being judged, in its place in the file."""

    __slots__ = ("_memory", "_settings", "_subject")

    def __init__(self, subject: Subject, settings: Mapping[str, Parameter]) -> None:
        self._subject = subject
        self._settings = settings
        self._memory: dict[str, Any] = {}

    # ------------------------------------------------------------------ the statement

    @property
    def dialect(self) -> Dialect:
        """The dialect of the file."""
        return self._subject.dialect

    @property
    def release(self) -> Release | None:
        """The release the file is for, where somebody says it or facts of a server tell."""
        return self._subject.release

    @property
    def kind(self) -> str:
        """What the statement is called: SELECT, CREATE TABLE, PL/SQL BLOCK, … (`Parsed.kind`)."""
        return self._subject.kind

    @property
    def parsed(self) -> Parsed:
        """The statement as parsed; its text is read through this scope only."""
        return self._subject.parsed

    @property
    def tokens(self) -> Tokens:
        """The tokens of the statement, or of the opaque part of it being judged."""
        return self._subject.tokens

    @property
    def places(self) -> Places:
        """Where each word of the whole statement stands."""
        return self._subject.places

    def nodes(self, kind: type[N]) -> Sequence[N]:
        """All of that very class in the whole statement: quicker than to walk through a tree."""
        return cast(Sequence[N], self._subject.nodes_of(kind))

    @property
    def omitted(self) -> frozenset[str]:
        """The words in branches of conditional compilation that the tree leaves out."""
        return self._subject.parsed.omitted

    def source(self, node: Node) -> str:
        """The text of `node`: names, types, keywords."""
        return self._subject.tokens.source(node.first, node.last)

    @property
    def text(self) -> str:
        """The text of the statement, literals and all."""
        self._subject.read_literals = True
        return self._subject.piece.text

    @property
    def code(self) -> str:
        """The text of the statement but for the values of its literals; see `Subject.code`."""
        return self._subject.code

    @property
    def is_cut(self) -> bool:
        """Whether the statement is too long to be read to its end."""
        return self._subject.piece.cut

    @property
    def file(self) -> Batch:
        """The file it stands in."""
        return self._subject.batch

    @property
    def over(self) -> bool:
        """Whether all statements were judged, so that a rule is asked as one of `End`."""
        return self._subject.batch.over

    def is_quoted(self, offset: int) -> bool:
        """Whether what stands at `offset` in `text` is part of a string or a quoted name."""
        tokens = self.parsed.tokens
        at = bisect_right(tokens.starts, offset) - 1
        if at < 0 or offset >= tokens.ends[at]:
            return False
        return tokens.kinds[at] is ROWS or tokens.text[tokens.starts[at]] in "'\"`xXnNqQ_"

    def is_gap_behind(self, token: int) -> bool:
        """Whether blanks or comments stand before the next token: the shape has them, too."""
        tokens = self._subject.tokens
        return tokens.ends[token] < tokens.starts[token + 1]

    def gap_at(self, offset: int) -> str:
        """The blanks and comments between two tokens, up to `offset` in `text`; "" in a token."""
        tokens = self.parsed.tokens
        at = bisect_right(tokens.starts, offset) - 1
        begin = tokens.ends[at] if at >= 0 else 0
        return tokens.text[begin:offset] if offset >= begin else ""

    def comment_behind(self, token: int) -> str | None:
        """The comment behind a token, up to the next one; None where there is none."""
        self._subject.read_literals = True
        tokens = self.parsed.tokens
        end = tokens.starts[token + 1] if token + 1 < len(tokens) else len(tokens.text)
        return tokens.text[tokens.ends[token] : end].strip() or None

    # ------------------------------------------------------------------ beyond its shape

    def literal(self, node: Literal) -> str:
        """The value of a string without its quotes; any other literal as written."""
        subject = self._subject
        subject.read_literals = True
        tokens, first = subject.parsed.tokens, node.first
        if node.kind != "string":
            return tokens.source(first, node.last)
        if first == node.last:
            text = tokens.text[tokens.starts[first] : tokens.ends[first]]
            return unquoted(text, subject.dialect) if text[-1] in "'\"" else ""
        parts = (tokens.source(at, at) for at in range(node.first, node.last + 1))
        return "".join(unquoted(part, subject.dialect) for part in parts if part[-1] in "'\"")

    def literal_size(self, node: Literal) -> int:
        """How many characters the value of a literal has at most: those it is written with."""
        self._subject.read_literals = True
        tokens = self._subject.parsed.tokens
        return tokens.ends[node.last] - tokens.starts[node.first]

    def literal_at(self, token: int) -> str:
        """The value of a string or number token."""
        return unquoted(self.tokens.source(token, token), self.dialect)

    def values_in_first_row(self, rows: LiteralRows) -> int:
        """How many values the first of many rows of literals has; 0 where it cannot be told."""
        self._subject.read_literals = True
        tokens = self.parsed.tokens
        row = ONE_ROW.match(tokens.text, tokens.starts[rows.first], tokens.ends[rows.first])
        if row is None:
            return 0
        return sum(1 for _value in ONE_LITERAL.finditer(tokens.text, row.start() + 1, row.end()))

    @property
    def schema(self) -> Schema:
        """The schema before this statement."""
        self._subject.read_schema = True
        return self._subject.schema

    @property
    def facts(self) -> KnownFacts:
        """The snapshot of the server; a rule that is asked needs it, and so there is one."""
        self._subject.read_schema = True
        facts = self._subject.facts
        assert facts is not None
        return facts

    def table_facts(self, name: Name) -> TableFacts | None:
        """What the snapshot has of a table, unless this file made it or took it away."""
        schema = self.schema
        if schema.temporary(name) or schema.made_here(name) or schema.dropped(name):
            return None
        return self.facts.table(*schema.place(name))

    @property
    def memory(self) -> dict[str, Any]:
        """What this rule wants to remember until the end of the file."""
        self._subject.read_memory = True
        return self._memory

    def seen(self, node: Node) -> Seen:
        """A part of this statement, to be told of at the end of the file."""
        subject = self._subject
        subject.read_memory = True
        tokens, piece = self.parsed.tokens, subject.piece
        start, end = tokens.starts[node.first], tokens.ends[node.last]
        lines = Lines(piece.text, piece.start)
        places = lines.position(start), lines.position(end)
        return Seen(subject.number, *places, start, subject.suppressions)

    # ------------------------------------------------------------------ parameters

    def number(self, parameter: str) -> int:
        """The value of a parameter that is a number."""
        value = self._settings[parameter]
        assert isinstance(value, int)
        return value

    def text_setting(self, parameter: str) -> str:
        """The value of a parameter that is a text."""
        value = self._settings[parameter]
        assert isinstance(value, str)
        return value

    def words(self, parameter: str) -> tuple[str, ...]:
        """The value of a parameter that is a list of words."""
        value = self._settings[parameter]
        assert isinstance(value, tuple)
        return value
