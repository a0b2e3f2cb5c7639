"""Where the grammar stands in the tokens, and the moves every part of it is made of.

The grammar is one class put together in layers, each a module and a family of statements:

    Cursor → Names → Types → Primaries → Expressions → Functions → Queries → … → Parser

A layer calls what it needs from below directly, and three things from above (`expression`,
`query`, `statement`) that are declared here. A method that recognises something returns its
node and leaves the cursor behind it; `Refused` says that it cannot be what it was taken for.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.tokens import END, VALUES, Question, Tokens
from app.sql.tree import Expression, Node, Query, Statement, Unparsed

N = TypeVar("N", bound=Node)
V = TypeVar("V")

DEEPEST = 150
"""How much nesting the grammar follows. What nests takes a unit for about four calls it makes, so
that this never needs more than 670 of the 1,000 frames Python's stack has by default."""

_STATEMENT = 2
_CLOSED = frozenset("IF CASE LOOP WHILE REPEAT FOR".split())
_ALWAYS_STOP = frozenset({END, ")"})
LOOSEST, PREDICATE, BITS, SIMPLE = 1, 6, 7, 13
"""How tight operators bind: OR; IN, LIKE and their kin; | and all arithmetic; none but COLLATE."""


class Refused(Exception):
    """What stands here is not what the grammar expected; `at` is the token it saw."""

    def __init__(self, at: int, expected: str) -> None:
        super().__init__(at, expected)
        self.at = at
        self.expected = expected


_NOTHING = Refused(-1, "")


class TooDeep(Refused):
    """Nested beyond `DEEPEST`: nothing is tried again, the statement is given up."""


class Cursor(ABC):
    """A place in the tokens of one statement.

    `kinds` is the tokens' own list and `at` the index of the token looked at; both are used
    directly where speed matters. `recovered` are the parts that had to be skipped, `noted` what
    not every release knows, by its name in `app.sql.versions` and the token it begins at; `asked`
    is what was asked about the values of literals, which the tree depends on.
    """

    def __init__(self, tokens: Tokens, dialect: Dialect) -> None:
        self.tokens = tokens
        self.kinds = tokens.kinds
        self._text, self._starts, self._ends = tokens.text, tokens.starts, tokens.ends
        self.dialect = dialect
        self.at = 0
        self.recovered: list[Unparsed] = []
        self.noted: list[tuple[str, int]] = []
        self.asked: list[tuple[Question, int]] = []
        self._depth = 0
        self._closings: dict[int, int] | None = None
        self._last_end = -1  # where the last END stands, once it was asked for
        self._is_duplicate = False  # among what ON DUPLICATE KEY UPDATE assigns
        self._into = -1  # where the last INTO of a query stands
        self._procedure = -1  # where the last PROCEDURE of a query stands
        self._vain = _NOTHING  # of what was attempted in vain

    @abstractmethod
    def expression(self, weakest: int = LOOSEST) -> Expression:
        """Any expression, or one of operators that bind at least as tight as `weakest`."""

    @abstractmethod
    def query(self) -> Query:
        """A whole query expression, from WITH or SELECT or ( to LIMIT and FOR UPDATE."""

    @abstractmethod
    def statement(self) -> Statement:
        """Any statement; inside a stored program also the ones that only stand there."""

    # ------------------------------------------------------------------ looking

    @property
    def before(self) -> int:
        """The index of the token just taken: the `last` of a node that ends here."""
        return self.at - 1

    def sees(self, *kinds: str) -> bool:
        """Whether the next tokens are of these kinds, in this order."""
        at, seen = self.at, self.kinds
        return seen[at] == kinds[0] and seen[at : at + len(kinds)] == list(kinds)

    def text(self, at: int) -> str:
        """The text of token `at` as written; there must be one."""
        if self.kinds[at] in VALUES:
            self.asked.append((str, at))
        return self._text[self._starts[at] : self._ends[at]]

    def source(self, first: int, last: int) -> str:
        """The text from token `first` to token `last`, both included."""
        self.asked += [(str, at) for at in range(first, last + 1) if self.kinds[at] in VALUES]
        return self.tokens.source(first, last)

    def asks(self, question: Question, at: int) -> Hashable:
        """What a question says of the text of token `at`, where no more of it matters."""
        self.asked.append((question, at))
        return question(self._text[self._starts[at] : self._ends[at]])

    def touches(self, at: int) -> bool:
        """Whether token `at` and the next stand together, without a blank or comment."""
        return self._starts[at + 1 : at + 2] == [self._ends[at]]

    def closing(self, opening: int) -> int:
        """The token that closes the parenthesis at `opening`; the last one where none does."""
        if self._closings is None:
            self._closings = {}
            stack: list[int] = []
            for at, kind in enumerate(self.kinds):
                if kind == "(":
                    stack.append(at)
                elif kind == ")" and stack:
                    self._closings[stack.pop()] = at
        return self._closings.get(opening, len(self.kinds) - 3)

    # ------------------------------------------------------------------ taking

    def accept(self, kind: str, *more: str) -> bool:
        """Take these tokens where they are next."""
        at, kinds = self.at, self.kinds
        if kinds[at] != kind:  # as most often
            return False
        at += 1
        for kind in more:
            if kinds[at] != kind:
                return False
            at += 1
        self.at = at
        return True

    def accept_any(self, kinds: Iterable[str]) -> str:
        """Take the next token where it is one of `kinds` (best a frozenset), and say which."""
        kind = self.kinds[self.at]
        if kind in kinds:
            self.at += 1
            return kind
        return ""

    def accept_noting(self, construct: str, kind: str, *more: str) -> bool:
        """Take these tokens where they are next, and note that it was done."""
        at = self.at
        if self.kinds[at] != kind or not self.accept(kind, *more):
            return False
        self.note(construct, at)
        return True

    def note(self, construct: str, at: int | None = None) -> None:
        """Note a construct that not every release knows, at a token or at the one just taken."""
        self.noted.append((construct, self.at - 1 if at is None else at))

    def expect(self, *kinds: str) -> int:
        """Take these tokens or refuse; the index of the last one."""
        for kind in kinds:
            if self.kinds[self.at] != kind:
                raise Refused(self.at, kind)
            self.at += 1
        return self.at - 1

    def expect_any(self, kinds: Iterable[str]) -> str:
        """Take the next token, which must be one of `kinds`, and say which it was."""
        kind = self.kinds[self.at]
        if kind not in kinds:
            raise Refused(self.at, " | ".join(sorted(kinds)))
        self.at += 1
        return kind

    # ------------------------------------------------------------------ combining

    def separated(self, one: Callable[[], V]) -> tuple[V, ...]:
        """One or more of `one` with commas between them."""
        found = [one()]
        kinds = self.kinds
        while kinds[self.at] == ",":
            self.at += 1
            found.append(one())
        return tuple(found)

    def parenthesised(self, inner: Callable[[], V]) -> V:
        """`inner` between parentheses."""
        self.expect("(")
        value = inner()
        self.expect(")")
        return value

    def attempt(self, one: Callable[[], V]) -> V | None:
        """`one`, or nothing and the cursor where it was."""
        state = self.state()
        try:
            return one()
        except TooDeep:
            raise
        except Refused as refused:
            self.stopped_by(refused)
            self.back_to(state)
            return None

    def stopped_by(self, refused: Refused) -> Refused:
        """What stopped the grammar furthest on: this, or what was attempted in vain before."""
        if refused.at >= self._vain.at:
            self._vain = refused
        return self._vain

    def state(self) -> tuple[int, int, int, int]:
        """What `back_to` needs to take everything back from here."""
        return self.at, self._depth, len(self.recovered), len(self.noted)

    def back_to(self, state: tuple[int, int, int, int]) -> None:
        """Be again where `state` was told, as if nothing had been read since."""
        self.at, self._depth, skipped, noted = state
        del self.recovered[skipped:]
        del self.noted[noted:]

    def descend(self, units: int) -> None:
        """Count some nesting, to be counted back afterwards; `TooDeep` beyond the deepest.

        Whoever catches `Refused` restores the count, so nobody else needs to.
        """
        self._depth += units
        if self._depth > DEEPEST:
            raise TooDeep(self.at, N_("less nesting"))

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Count the nesting of a statement in another."""
        self.descend(_STATEMENT)
        yield
        self._depth -= _STATEMENT

    # ------------------------------------------------------------------ recovering

    def recovering(self, one: Callable[[], N], stops: frozenset[str]) -> N | Unparsed:
        """`one`; where it is refused, everything up to a token in `stops` as `Unparsed`.

        Only stops outside parentheses opened on the way count; the end and an unmatched `)`
        always stop. This is how a clause nobody understands costs no more than itself.
        """
        start, state = self.at, self.state()
        try:
            found = one()
        except TooDeep:
            raise
        except Refused as found_wrong:
            refused = found_wrong
        else:
            if self.kinds[self.at] in stops or self.kinds[self.at] in _ALWAYS_STOP:
                return found
            refused = Refused(self.at, " | ".join(sorted(stops)))
        self.back_to(state)
        self.skip_to(stops)
        if self.at == start:
            raise Refused(start, refused.expected)
        return self.skipped(start, refused)

    def wrong(self, at: int, expected: str) -> None:
        """Token `at` cannot stand there, but what is meant is plain: the tree goes on."""
        shown = min(at, len(self._starts) - 1)
        self.recovered.append(Unparsed(shown, shown, expected, at))

    def close(self, *words: str) -> None:
        """Take END and the words behind it; where they lack, note it and go on as if they stood.

        `END` alone closes what is open while another one follows; else, and with a name behind
        it, what is around that.
        """
        if self.accept("END", *words):
            return
        at, kinds = self.at, self.kinds
        if kinds[at] is END:
            if not self.recovered or self.recovered[-1].stopped != at:  # told once for all around
                self.wrong(at, " ".join(("END", *words)))
            return
        if kinds[at] != "END" or not words:
            raise Refused(at, "END")
        self.wrong(at + 1, words[0])
        if self._last_end < 0:
            self._last_end = max(n for n, kind in enumerate(kinds) if kind == "END")
        if kinds[at + 1] in _CLOSED:
            self.at = at + 2
        elif self._last_end > at and kinds[at + 1] == ";":
            self.at = at + 1

    def semicolon(self) -> None:
        """Take `;`, which may lack where END was noted to lack."""
        at = self.at
        if self.kinds[at] == ";":
            self.at = at + 1
        elif not self.recovered or not at <= self.recovered[-1].stopped <= at + 1:
            raise Refused(at, ";")

    def skipped(self, start: int, refused: Refused) -> Unparsed:
        """Everything from `start` up to here as a part that was not understood."""
        furthest = self.stopped_by(refused)
        lost = Unparsed(start, self.before, furthest.expected, max(furthest.at, start))
        self.recovered.append(lost)
        return lost

    def skip_to(self, stops: frozenset[str]) -> None:
        """Move to the next token in `stops` at this level of parentheses, or to the end."""
        kinds, depth = self.kinds, 0
        while True:
            kind = kinds[self.at]
            if kind is END:
                return
            if kind == "(":
                depth += 1
            elif kind == ")":
                if depth == 0:
                    return
                depth -= 1
            elif depth == 0 and kind in stops:
                return
            self.at += 1
