"""What splitting has in common whatever the dialect: gaps, statements, and what is too long.

Patterns are matched in blocks: a bounded number of elements (a run of plain characters, a
string, a comment …), each looking ahead by less than `MARGIN`. A token that is not closed goes
to the end of what was read. A block that ends at least `MARGIN` before that end can therefore
be trusted whatever follows, and only the last block is ever matched again: the pieces do not
depend on how the text arrives, and the work is linear in its length.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from app.sql.possessive import compile_pattern
from app.sql.split.piece import LONGEST, Piece, PieceKind
from app.sql.split.window import Window

MARGIN = 256
"""Code points; no element looks further ahead."""
BLANKS = " \t\r\n\f\v\x00"
_ELEMENTS = 1000  # in a block
_PATIENCE = 1024 * 1024  # code points of a token that are looked at before its rest is skipped


class State(NamedTuple):
    """What the text behind a piece is read with."""

    mark: str = ";"
    """What ends a statement; "" for nothing but `/`."""
    slash_awaited: bool = False
    """By a unit that its nesting ended."""
    unclosed: int = 0
    """For how many code points more no program is looked for, since an open one was given up."""


class Elements:
    """A pattern of one element, matched one by one or in blocks.

    Each is made when it is wanted: a script may change its delimiter ten thousand times.
    """

    def __init__(self, element: str) -> None:
        self._element = element

    @cached_property
    def one(self) -> re.Pattern[str]:
        """It takes one element, if one stands there."""
        return compile_pattern(f"(?:{self._element})?+", re.S)

    @cached_property
    def block(self) -> re.Pattern[str]:
        """It takes as many as follow each other, up to the size of a block."""
        element = self._element
        return compile_pattern(f"(?:{element}){{0,{_ELEMENTS}}}+", re.S)


LINE = Elements(r"[^\n]{1,1024}+")


class Splitter(ABC):
    """Cuts the text of a window into pieces; a dialect says how its text is read.

    `gap` are blanks and comments, `body` is anything that may stand in a statement; both stop
    before `terminator`. `opening` is how strings and comments begin, `comment` a whole one.
    """

    gap: Elements
    body: Elements
    terminator: re.Pattern[str]
    opening: re.Pattern[str]
    comment: re.Pattern[str]
    escapes: bool
    """Whether a backslash in a string takes the next character along."""

    def __init__(self, window: Window, longest: int = LONGEST) -> None:
        self.window = window
        self.longest = longest
        self.at = 0

    @abstractmethod
    def take(self, gap: int, start: int) -> Piece | None:
        """The piece at `start`, behind a gap; `self.at` is left behind its delimiter."""

    def plain(self) -> Iterator[Piece]:
        """The next pieces, as long as they are so plain that one look at each will do."""
        return iter(())

    @abstractmethod
    def state(self) -> State:
        """What it carries from piece to piece; equal states and texts give equal pieces."""

    @abstractmethod
    def resume(self, state: State) -> None:
        """Go on as one that came to `state` where the window begins."""

    def offset(self) -> int:
        """How far the whole text was dealt with: behind the last piece's delimiter."""
        return self.window.position(self.at).offset

    def pieces(self) -> Iterator[Piece]:
        """All pieces, in their order."""
        window = self.window
        while True:
            yield from self.plain()
            if self.at > len(window.text) // 2:
                self.at -= window.forget(self.at)
            start, long = self.reach(self.gap, self.at, self.longest)
            if long:
                yield from self._endless_gap(start)
                continue
            if start == len(window.text):
                break
            piece = self.take(self.at, start)
            if piece:
                yield piece
        yield from self._unclosed_comment()
        if window.failure:
            raise window.failure

    def _endless_gap(self, end: int) -> Iterator[Piece]:
        """Comments longer than a statement may be: their beginning, so that they are seen."""
        text = self.window.text[self.at : self.at + self.longest]
        start = self.at + len(text) - len(text.lstrip(BLANKS))
        piece = self.piece(start, start, start + self.longest + 1)
        self.at = self.pass_over(self.gap, end)
        if piece:
            yield piece

    # ------------------------------------------------------------------ reaching

    def reach(
        self, elements: Elements, begin: int, most: int, *, one_by_one: bool = False
    ) -> tuple[int, bool]:
        """Where `elements` stop for good that begin at `begin`; reads on as needed.

        True with it means that they are longer than `most` code points, and that what is
        returned is only a safe place on the way.
        """
        window, at = self.window, begin
        match = elements.one.match if one_by_one else elements.block.match
        full = 1 if one_by_one else _ELEMENTS  # fewer code points are fewer elements: a stop
        most += begin + MARGIN
        while True:
            found = match(window.text, at)
            end = found.end() if found else at
            if window.whole or end + MARGIN <= len(window.text):
                if end - at < full:
                    return end, False
                at = end
            elif len(window.text) >= most:
                return at, True
            else:
                window.grow(most)

    def tokens(self, token: re.Pattern[str], at: int, until: int) -> Iterator[re.Match[str]]:
        """What `token` finds from `at` on, as far as `until`; reads on as needed."""
        window = self.window
        while True:
            for found in token.finditer(window.text, at):
                if found.end() + MARGIN > len(window.text) and not window.whole:
                    break
                at = found.end()
                if at > until:
                    return
                yield found
            if window.whole or len(window.text) >= until + MARGIN:
                return
            window.grow(until + MARGIN)

    def begins_line(self, gap: int, start: int) -> bool:
        """Whether nothing but the gap stands before `start` in its line."""
        window = self.window
        return (
            window.text.find("\n", gap, start) >= 0 or window.position(start).offset == start - gap
        )

    def pass_over(self, elements: Elements, at: int) -> int:
        """Where `elements` stop, forgetting all of them on the way."""
        while True:
            at, long = self.reach(elements, at, _PATIENCE, one_by_one=True)
            if not long:
                return at
            found = self.opening.match(self.window.text, at)
            at = self._pass_token(found) if found else at - self.window.forget(at)

    def _pass_token(self, opening: re.Match[str]) -> int:
        """Forget an endless token that begins with `opening`; what follows it stands there."""
        window, (inside, closing) = self.window, _inside(opening.group(), self.escapes)
        at = opening.end() - window.forget(opening.end())
        while True:
            found = inside.match(window.text, at)
            at = found.end() if found else at
            if window.text.startswith(closing, at):
                return at + len(closing)
            if window.whole:
                return len(window.text)
            at -= window.forget(at)
            window.grow(_PATIENCE)

    # ------------------------------------------------------------------ pieces

    def statement(self, gap: int, start: int, kind: PieceKind = PieceKind.SQL) -> Piece | None:
        """The statement that goes on as long as `body` does; goes on behind its terminator."""
        piece, end = self.extent(self.body, gap, start, kind)
        if piece and not piece.cut and end == len(self.window.text):
            piece = self.piece(gap, start, self.last_element(start), kind)
            piece = piece._replace(ended=False) if piece else None
        self.pass_terminator(end)
        return piece

    def extent(
        self, elements: Elements, gap: int, start: int, kind: PieceKind
    ) -> tuple[Piece | None, int]:
        """The piece that goes on as long as `elements` do, and where it ends."""
        end, long = self.reach(elements, start, self.longest)
        if long:
            piece = self.piece(gap, start, start + self.longest + 1, kind)
            return piece, self.pass_over(elements, end)
        return self.piece(gap, start, end, kind), end

    def pass_terminator(self, end: int) -> None:
        """Go on behind the terminator at `end`, or at `end` where the text is over.

        One pattern takes those that follow with nothing between them, too.
        """
        found = self.terminator.match(self.window.text, end)
        self.at = found.end() if found else end

    def piece(
        self, gap: int, start: int, end: int, kind: PieceKind = PieceKind.SQL
    ) -> Piece | None:
        """The piece from `start` to `end`, without the blanks before `end`; None of nothing."""
        cut = end - start > self.longest
        text = self.window.text[start : start + self.longest if cut else end].rstrip(BLANKS)
        if not text:
            return None
        return Piece(text, self.window.position(start), kind, self.window.text[gap:start], cut)

    def last_element(self, start: int) -> int:
        """Where the last element that is no closed comment ends, in a statement nothing ends."""
        last = start
        for begin, end in self._walk(self.body, start):
            text = self.window.text[begin:end]
            if text.strip(BLANKS) and not self.comment.fullmatch(text):
                last = end
        return last

    def _unclosed_comment(self) -> Iterator[Piece]:
        """The comment that runs into the end of the text, which hides what may be statements."""
        for begin, end in self._walk(self.gap, self.at):
            text = self.window.text[begin:end]
            if text.startswith("/*") and not self.comment.fullmatch(text):
                piece = self.piece(self.at, begin, end)
                if piece:
                    yield piece

    def _walk(self, elements: Elements, at: int) -> Iterator[tuple[int, int]]:
        """Start and end of each element from `at` to the end of the text."""
        text = self.window.text
        while at < len(text):
            found = elements.one.match(text, at)
            end = found.end() if found and found.end() > at else len(text)
            yield at, end
            at = end


_BRACKETS = {"[": "]", "{": "}", "(": ")", "<": ">"}


@lru_cache(maxsize=64)
def _inside(opening: str, escapes: bool) -> tuple[re.Pattern[str], str]:
    """What is inside a token that begins so, and what closes it."""
    closing = _closing(opening)
    first, rest = re.escape(closing[0]), re.escape(closing[1:])
    if escapes and opening in {"'", '"'}:
        return compile_pattern(rf"(?:[^{first}\\]++|\\.)*+", re.S), closing
    again = rf"|{first}(?!{rest})(?=.)" if rest else ""
    return compile_pattern(rf"(?:[^{first}]++{again})*+", re.S), closing


def _closing(opening: str) -> str:
    if opening == "/*":
        return "*/"
    if opening in {"--", "#"}:
        return "\n"
    if len(opening) > 1:  # q'[
        return _BRACKETS.get(opening[-1], opening[-1]) + "'"
    return opening
