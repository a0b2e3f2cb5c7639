"""The moves every definition of Oracle's is made of, and the following of diagrams."""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import Refused, TooDeep
from app.sql.grammar.oracle.diagrams import DIAGRAMS
from app.sql.grammar.oracle.queries import Queries
from app.sql.tokens import END, IDENTIFIER, NUMBER, PARAMETER, STRING, Tokens
from app.sql.tree import (
    Administration,
    Expression,
    KeyOption,
    Literal,
    Name,
    Node,
    Option,
    Statement,
)

Here: TypeAlias = tuple[tuple[int, int, int, int], int]
_NESTED = 10
"""Units of nesting that a diagram in itself takes: some forty calls."""
_UNITS = frozenset("KMGTPE")


@dataclass(frozen=True, slots=True)
class Opening:
    """What CREATE, ALTER or DROP (`verb`) says before it names the kind of its object.

    `first` is the statement's first token.
    """

    first: int
    verb: str
    or_replace: bool = False


class Following(Queries):
    """IF EXISTS and its kin, and options read by diagrams."""

    def __init__(self, tokens: Tokens, dialect: Dialect) -> None:
        super().__init__(tokens, dialect)
        self._taken: list[Node] = []
        self._furthest, self._awaited = -1, ""
        self._in_schema = False  # within CREATE SCHEMA, whose statements no semicolon ends

    # ------------------------------------------------------------------ small clauses

    def if_exists(self) -> bool:
        """Take IF EXISTS (23ai)."""
        return self.accept("IF", "EXISTS")

    def if_not_exists(self) -> bool:
        """Take IF NOT EXISTS (23ai)."""
        return self.accept("IF", "NOT", "EXISTS")

    def presence(self, opening: Opening) -> tuple[bool, bool]:
        """Take IF EXISTS, behind CREATE IF NOT EXISTS; which of them was there."""
        if opening.verb == "CREATE":
            return False, self.if_not_exists()
        return self.if_exists(), False

    def sees_end(self) -> bool:
        """Whether the statement ends here."""
        kind = self.kinds[self.at]
        return kind is END or kind == ";" or (self._in_schema and kind in {"CREATE", "GRANT"})

    def option(self, start: int, name: str, value: Expression | Name | None = None) -> Option:
        """The option that began at `start` and ends here."""
        return Option(start, self.before, name, value)

    # ------------------------------------------------------------------ what diagrams call

    def here(self) -> Here:
        """Where to come back to."""
        return self.state(), len(self._taken)

    def return_to(self, here: Here) -> None:
        """Come back to there, with nothing read since."""
        state, kept = here
        self.back_to(state)
        del self._taken[kept:]

    def nested(self, match: Callable[["Following"], bool]) -> bool:
        """Whether a diagram fits inside itself, as deep as one may go."""
        depth = self._depth
        self.descend(_NESTED)
        fits = match(self)
        self._depth = depth
        return fits

    def took(self, kind: str) -> bool:
        """Take the next token where it is that, and note how far one got."""
        if self.kinds[self.at] == kind:
            self.at += 1
            return True
        self._note(self.at, kind)
        return False

    def took_part(self, name: str) -> bool:
        """Take a part of the parser's own, and keep the node it makes."""
        state = self.state()
        try:
            found = self._PARTS[name](self)
        except TooDeep:
            raise
        except Refused as refused:
            self._note(refused.at, refused.expected)
            self.back_to(state)
            return False
        if found is not None:
            self._taken.append(found)
        return True

    def _note(self, at: int, awaited: str) -> None:
        if at > self._furthest:
            self._furthest, self._awaited = at, awaited

    # ------------------------------------------------------------------ following diagrams

    def follows(self, diagram: str) -> tuple[Node, ...] | None:
        """The nodes of what fits that diagram, None where nothing does."""
        match, firsts = DIAGRAMS.match(diagram)
        if firsts is not None and self.kinds[self.at] not in firsts:
            return None
        outer, self._taken = self._taken, []
        start = self.at
        try:
            fits = match(self) and self.at > start
            return tuple(self._taken) if fits else None
        finally:
            self._taken = outer

    def follow(self, diagram: str) -> tuple[Node, ...]:
        """The nodes of what fits that diagram, which must stand here."""
        self._furthest = -1
        found = self.follows(diagram)
        if found is None:
            raise Refused(max(self._furthest, self.at), self._awaited or N_("another word"))
        return found

    def one_option(self, diagram: str) -> Option | None:
        """What fits that diagram as an option; its name are the words it begins with."""
        start = self.at
        found = self.follows(diagram)
        if found is None:
            return None
        value = next((node for node in found if isinstance(node, Expression | Name)), None)
        return Option(start, self.before, self._first_words(start, found), value)

    def options(self, diagram: str) -> tuple[Option, ...]:
        """As many of them as there are."""
        found: list[Option] = []
        while option := self.one_option(diagram):
            if found and option.value is None and self._repeats(found[-1], option):
                self.at = option.first
                break
            found.append(option)
        return tuple(found)

    def _repeats(self, one: Option, other: Option) -> bool:
        """Whether an option of words alone stands there twice, one right behind the other."""
        words = self.kinds[other.first : other.last + 1]
        return words == self.kinds[one.first : one.last + 1] and all(w[0].isalpha() for w in words)

    def key_options(self, diagram: str) -> tuple[KeyOption, ...]:
        """As many as there are, as options of a key or constraint."""
        return tuple(
            KeyOption(o.first, o.last, o.name, o.value)  # type: ignore[arg-type]
            for o in self.options(diagram)
        )

    def _first_words(self, start: int, found: tuple[Node, ...]) -> str:
        stop = min((node.first for node in found), default=self.at)
        words = []
        for kind in self.kinds[start : min(stop, self.at)]:
            if not kind[0].isalpha():
                break
            words.append(kind)
        return " ".join(words)

    def told(self, kind: str, start: int, diagram: str) -> Administration:
        """A statement of this kind that began at `start` and goes on as the diagram says."""
        found = self.follow(diagram)
        return self.administration(kind, start, found)

    def administration(self, kind: str, start: int, found: tuple[Node, ...] = ()) -> Administration:
        """The statement that ends here, which nothing more is known about."""
        if not self.sees_end():
            at = self._furthest if self._furthest >= self.at else self.at
            raise Refused(at, N_("the end of the statement"))
        values = tuple(node for node in found if isinstance(node, Expression))
        return Administration(start, self.before, kind, values)

    # ------------------------------------------------------------------ parts of the parser's own

    def _number_part(self) -> Node:
        """A number, a substitution variable where one would stand, with a sign or not."""
        start = self.at
        self.accept_any({"-", "+"})
        kind = self.kinds[self.at]
        if kind is not NUMBER and kind is not PARAMETER:
            raise Refused(self.at, N_("a number"))
        self.at += 1
        while self.kinds[self.at] in {NUMBER, PARAMETER} and self.touches(self.before):
            self.at += 1  # `&size.M`
        return Literal(start, self.before, "number")

    def _string_part(self) -> Node:
        """A string, or the substitution variable that holds one."""
        at, kind = self.at, self.kinds[self.at]
        if kind is not STRING and kind is not PARAMETER:
            raise Refused(at, N_("a string"))
        self.at += 1
        return Literal(at, at, "string")

    def _word_part(self) -> Node:
        """Any word, reserved or not."""
        return self.any_word()

    def _value_part(self) -> Node:
        """What a parameter is set to: a string, a size, a word or dotted words."""
        kind = self.kinds[self.at]
        if kind is STRING:
            return self.string()
        if kind is NUMBER or kind in {"-", "+"} or (kind is PARAMETER):
            found = self._number_part()
            if self.kinds[self.at] in _UNITS:
                self.at += 1
            return found
        first = self.any_word()
        while self.kinds[self.at] == "." and self.kinds[self.at + 1] != ".":
            self.at += 1
            self.any_word()
        first.last = self.before
        return first

    def _parens_part(self) -> None:
        """Everything between parentheses, whatever it is."""
        self.expect("(")
        self.skip_to(frozenset())
        self.expect(")")

    def _rest_part(self) -> None:
        """Everything to the end of the statement but its semicolon."""
        start = self.at
        self.skip_to(frozenset())
        if self.kinds[self.at] is END and self.kinds[self.before] == ";":
            self.at -= 1
        if self.at <= start:
            raise Refused(start, N_("another word"))

    def _elements_part(self) -> None:
        """Columns and constraints in parentheses, of a nested table."""
        self.expect("(")
        self.separated(self.table_element)
        self.expect(")")

    def _statement_part(self) -> Statement:
        """A statement in another, which is some calls deeper than one in a program."""
        self.descend(_NESTED)
        found = self.statement()
        self._depth -= _NESTED
        return found

    @abstractmethod
    def table_element(self) -> Node:
        """A column or a constraint, as the layer of tables reads it."""

    def _quoted_or_word(self) -> Node:
        """A password: a name, quoted or not, that may begin with a digit or be any word."""
        at, kind = self.at, self.kinds[self.at]
        if kind in {IDENTIFIER, NUMBER, STRING, PARAMETER} or kind[0].isalpha():
            self.at += 1
            while self.touches(self.before) and self.kinds[self.at] not in {";", ",", ")", END}:
                self.at += 1  # `"&pass"`, `&prefix._1`
            return Name(at, self.before, ("",))
        raise Refused(at, N_("a password"))

    _PARTS: ClassVar[dict[str, Callable[["Following"], Node | None]]] = {
        "name": Queries.qualified_name,
        "id": Queries.identifier,
        "string": _string_part,
        "number": _number_part,
        "expr": Queries.expression,
        "condition": Queries.condition,
        "query": Queries.query,
        "type": Queries.data_type,
        "word": _word_part,
        "value": _value_part,
        "parens": _parens_part,
        "rest": _rest_part,
        "password": _quoted_or_word,
        "elements": lambda parser: parser._elements_part(),
        "statement": lambda parser: parser._statement_part(),
    }
