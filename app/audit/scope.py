"""What a rule may know beside the node it is asked about.

Findings are cached by the shape of a statement, literals left out (`app.sql.fingerprint`). A rule
gets at more than the shape only through its `Scope`, which notes it: findings are kept by what was
asked about the values of literals (`app.audit.answers`), a rule's memory forbids the cache, and the
schema ties the cached finding to the schema's version.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

from app.audit.answers import Place, longer_than, value_of
from app.audit.batch import Batch
from app.audit.facts.known import KnownFacts
from app.audit.places import Places
from app.audit.subject import Subject
from app.audit.suppress import Suppression
from app.audit.unquoting import unquoted
from app.domain.dialect import Dialect
from app.domain.finding import Position
from app.domain.snapshot import TableFacts
from app.sql.parse import Parsed
from app.sql.rows import ONE_LITERAL, ONE_ROW
from app.sql.schema import Schema
from app.sql.tokens import ROWS, Tokens
from app.sql.tree import Literal, LiteralRows, Name, Node
from app.sql.versions import Release

Parameter: TypeAlias = int | str | tuple[str, ...]
"""What a parameter of a rule may be: a number, a text (`Pattern`: a regular expression), words."""

N = TypeVar("N", bound=Node)
A = TypeVar("A", bound=Hashable)


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


class Scope:
    """What one rule may know of the statement being judged, in its place in the file."""

    __slots__ = ("_memory", "_settings", "_subject", "dialect")

    def __init__(self, subject: Subject, settings: Mapping[str, Parameter]) -> None:
        self._subject = subject
        self._settings = settings
        self._memory: dict[str, Any] = {}
        self.dialect: Dialect = subject.dialect
        """The dialect of the file."""

    # ------------------------------------------------------------------ the statement

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

    def within(self, node: Node, kind: type[N]) -> list[N]:
        """Those of that very class inside of `node`; what is beside it is not looked at."""
        return cast(list[N], self._subject.nodes_within(node, kind))

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
        self._subject.asked = None
        return self._subject.piece.text

    @property
    def code(self) -> str:
        """The text of the statement but for the values of its literals; see `Subject.code`."""
        return self._subject.code

    @property
    def zero_dates(self) -> bool:
        """Whether the session takes 0000-00-00, as far as the file tells its sql_mode.

        Nothing is kept beyond a change of it (`Cache.forget`), so that looking need not be noted.
        """
        return self._subject.zero_dates

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

    def stand_together(self, first: int, last: int) -> bool:
        """Whether no blanks or comments stand between the tokens from `first` to `last`.

        The shape has them, too.
        """
        tokens = self._subject.tokens
        return tokens.ends[first:last] == tokens.starts[first + 1 : last + 1]

    def gap_at(self, offset: int) -> str:
        """The blanks and comments between two tokens, up to `offset` in `text`; "" in a token."""
        tokens = self.parsed.tokens
        at = bisect_right(tokens.starts, offset) - 1
        begin = tokens.ends[at] if at >= 0 else 0
        return tokens.text[begin:offset] if offset >= begin else ""

    def comment_behind(self, token: int) -> str | None:
        """The comment behind a token, up to the next one; None where there is none.

        The shape has it, too.
        """
        tokens = self.parsed.tokens
        end = tokens.starts[token + 1] if token + 1 < len(tokens) else len(tokens.text)
        return tokens.text[tokens.ends[token] : end].strip() or None

    # ------------------------------------------------------------------ beyond its shape

    def literal(self, node: Literal) -> str:
        """The value of a string without its quotes; any other literal as written.

        Where less will do, ask `told`: more statements then share what is found.
        """
        return self.told(str, node)

    def told(self, question: Callable[..., A], *literals: Literal) -> A:
        """What `question` says of the values of literals, as `literal` has them.

        It must be the same function each time, and what it says depend on those values only.
        """
        subject = self._subject
        tokens, dialect = subject.parsed.tokens, subject.dialect
        text, starts, ends = tokens.text, tokens.starts, tokens.ends
        if len(literals) == 1 and literals[0].first == literals[0].last:  # as most often
            only = literals[0]
            there = starts[only.first], ends[only.last], only.kind == "string"
            answer = question(value_of(text, there, dialect))
            subject.note(question, (there,), answer)
            return answer
        values: list[str] = []
        places: list[Place] = []
        for node in literals:
            first, last, is_string = node.first, node.last, node.kind == "string"
            place = starts[first], ends[last], is_string
            if is_string and first != last:  # parts, side by side
                subject.note_text(*place[:2])
                parts = [(starts[at], ends[at], True) for at in range(first, last + 1)]
                values.append("".join(value_of(text, part, dialect) for part in parts))
            else:
                values.append(value_of(text, place, dialect))
                places.append(place)
        answer = question(*values)
        if len(places) == len(literals):
            subject.note(question, tuple(places), answer)
        else:
            for start, end, _is_string in places:
                subject.note_text(start, end)
        return answer

    def is_longer(self, node: Literal, size: int) -> bool:
        """Whether a literal is written with more than `size` characters, its quotes among them."""
        tokens = self._subject.parsed.tokens
        start, end = tokens.starts[node.first], tokens.ends[node.last]
        answer = end - start > size
        self._subject.note(longer_than(size), ((start, end, False),), answer)
        return answer

    def literal_at(self, token: int) -> str:
        """The value of a string or number token."""
        return unquoted(self.tokens.source(token, token), self.dialect)

    def values_in_first_row(self, rows: LiteralRows) -> int:
        """How many values the first of many rows of literals has; 0 where it cannot be told."""
        self._subject.asked = None
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
        tokens, lines = self.parsed.tokens, subject.lines
        start, end = tokens.starts[node.first], tokens.ends[node.last]
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
