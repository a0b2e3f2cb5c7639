"""Oracle's syntax diagrams, written as text and followed as they stand.

Most of what Oracle's DDL says means nothing to a rule, and there is very much of it. So it is not
programmed but written down as the manuals write it, and read here:

    WORD  ,  =  (  )    tokens that stand for themselves
    lower               another diagram, or one of the parser's own parts (`OWN`)
    [ x ]  { x }        x or nothing; a group
    x | y               the first of them that fits
    x...  x,...         one or more; one or more with commas between them
    !x                  nothing is taken, and x must not stand here

A choice takes the first alternative that fits and never comes back to the others, so the longer
one stands first. Diagrams are compiled when they are first followed.
"""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from app.sql.grammar.oracle.following import Following

Match: TypeAlias = Callable[["Following"], bool]
"""Takes what it stands for and says so, or takes nothing."""
Firsts: TypeAlias = frozenset[str] | None
"""The kinds of tokens something may begin with; None where anything may, or nothing."""

_PIECE = re.compile(r"[A-Z][A-Z0-9_$#]*|[a-z][a-z_]*|,\s*\.\.\.|\.\.\.|[^\s\w]|\d+")
_RULE = re.compile(r"^(\w+) = ", re.M)


class Diagrams:
    """Diagrams by name, compiled on use.

    `own` are the names of the parser's own parts: methods without arguments that return a node
    or refuse.
    """

    def __init__(self, own: Iterable[str]) -> None:
        self._texts: dict[str, str] = {}
        self._made: dict[str, tuple[Match, Firsts]] = {}
        self._own = frozenset(own)

    def add(self, text: str) -> None:
        """Add diagrams: `name = …`, each from the beginning of a line."""
        _, *parts = _RULE.split(text)
        for name, body in zip(parts[::2], parts[1::2], strict=True):
            if name in self._texts or name in self._own:
                raise ValueError(f"two diagrams are called {name}")
            self._texts[name] = body

    def names(self) -> tuple[str, ...]:
        """All diagrams there are."""
        return tuple(self._texts)

    def match(self, name: str) -> tuple[Match, Firsts]:
        """The diagram of that name, and what it may begin with."""
        made = self._made.get(name)
        if made is None:
            self._made[name] = _by_name(self, name), None  # while it is made: it may hold itself
            made = self._made[name] = _Reader(self, self._texts[name]).whole()
        return made

    def is_own(self, name: str) -> bool:
        """Whether that is a part of the parser's own."""
        return name in self._own

    def is_known(self, name: str) -> bool:
        """Whether there is such a diagram."""
        return name in self._texts


def _by_name(diagrams: Diagrams, name: str) -> Match:
    return lambda parser: parser.nested(diagrams.match(name)[0])


class _Reader:
    """Makes one diagram of its text."""

    def __init__(self, diagrams: Diagrams, text: str) -> None:
        self._diagrams = diagrams
        self._pieces = [*_PIECE.findall(text), ""]
        self._at = 0

    def whole(self) -> tuple[Match, Firsts]:
        made = self._choice()
        if self._pieces[self._at]:
            raise ValueError(f"a diagram breaks off before {self._pieces[self._at :]}")
        return made

    def _choice(self) -> tuple[Match, Firsts]:
        branches = [self._sequence()]
        while self._accept("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else _one_of(branches)

    def _sequence(self) -> tuple[Match, Firsts]:
        parts = []
        while self._pieces[self._at] not in {"", "|", "]", "}"}:
            parts.append(self._repeated())
        if not parts:
            raise ValueError("a diagram has an empty branch")
        return parts[0] if len(parts) == 1 else _in_order(parts)

    def _repeated(self) -> tuple[Match, Firsts]:
        made = self._part()
        piece = self._pieces[self._at]
        if piece == "...":
            self._at += 1
            return _again(*made)
        if piece.endswith("..."):
            self._at += 1
            return _listed(*made)
        return made

    def _part(self) -> tuple[Match, Firsts]:
        piece = self._pieces[self._at]
        self._at += 1
        if piece == "[":
            match, firsts = self._choice()
            self._expect("]")
            return _or_nothing(match, firsts), None
        if piece == "{":
            made = self._choice()
            self._expect("}")
            return made
        if piece == "!":
            return _ahead(self._part()[0]), None
        if piece[0].islower():
            if self._diagrams.is_own(piece):
                return _own(piece), None
            if not self._diagrams.is_known(piece):
                raise ValueError(f"there is no diagram {piece}")
            return self._diagrams.match(piece)
        return _word(piece), frozenset({piece})

    def _accept(self, piece: str) -> bool:
        if self._pieces[self._at] == piece:
            self._at += 1
            return True
        return False

    def _expect(self, piece: str) -> None:
        if not self._accept(piece):
            raise ValueError(f"a diagram lacks {piece} before {self._pieces[self._at :]}")


# ---------------------------------------------------------------------- what diagrams are made of


def _word(kind: str) -> Match:
    def match(parser: "Following") -> bool:
        return parser.took(kind)

    return match


def _own(name: str) -> Match:
    def match(parser: "Following") -> bool:
        return parser.took_part(name)

    return match


def _in_order(parts: list[tuple[Match, Firsts]]) -> tuple[Match, Firsts]:
    matches = tuple(match for match, _ in parts)

    def match(parser: "Following") -> bool:
        back = parser.here()
        for one in matches:
            if not one(parser):
                parser.return_to(back)
                return False
        return True

    return match, parts[0][1]


def _one_of(branches: list[tuple[Match, Firsts]]) -> tuple[Match, Firsts]:
    choices = tuple(branches)

    def match(parser: "Following") -> bool:
        kind = parser.kinds[parser.at]
        return any((firsts is None or kind in firsts) and one(parser) for one, firsts in choices)

    firsts: set[str] = set()
    for _, one in branches:
        if one is None:
            return match, None
        firsts |= one
    return match, frozenset(firsts)


def _or_nothing(one: Match, firsts: Firsts) -> Match:
    def match(parser: "Following") -> bool:
        if firsts is None or parser.kinds[parser.at] in firsts:
            one(parser)
        return True

    return match


def _again(one: Match, firsts: Firsts) -> tuple[Match, Firsts]:
    def match(parser: "Following") -> bool:
        if not one(parser):
            return False
        at = -1
        while parser.at != at:  # a diagram that may take nothing would never end
            at = parser.at
            one(parser)
        return True

    return match, firsts


def _listed(one: Match, firsts: Firsts) -> tuple[Match, Firsts]:
    def match(parser: "Following") -> bool:
        if not one(parser):
            return False
        while parser.kinds[parser.at] == ",":
            back = parser.here()
            parser.at += 1
            if not one(parser):
                parser.return_to(back)
                break
        return True

    return match, firsts


def _ahead(one: Match) -> Match:
    def match(parser: "Following") -> bool:
        back = parser.here()
        there = one(parser)
        parser.return_to(back)
        return not there

    return match
