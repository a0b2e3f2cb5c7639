"""A text that is being edited, and its statements.

To cut 5 MB anew at every key would take a third of a second, and to begin somewhere in the middle
would be a guess: DELIMITER, an open quote or an unclosed BEGIN far above decide what a `;` means.
So what was cut is kept. Cuts before the last edit count from the beginning of the text, those
behind it from its end: an edit moves none of them. Cutting goes on from the last cut that cannot
have seen the edit, as far as somebody asks, and ends where it comes to a cut that stands already.
"""

from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from app.domain.dialect import Dialect, Language
from app.domain.finding import Position
from app.sql.editing.part import Part, meant, slash_behind
from app.sql.split import PieceKind, splitter
from app.sql.split.splitter import MARGIN, State
from app.sql.split.window import STEP, Window


class _Cut(NamedTuple):
    """A piece, and how cutting goes on behind it."""

    start: int
    end: int
    kind: PieceKind
    resume: int
    """Behind its delimiter."""
    state: State

    @property
    def seen(self) -> int:
        """How far the text was looked at to come here."""
        return self.resume + self.state.unclosed + MARGIN

    def moved(self, by: int) -> "_Cut":
        return self._replace(start=self.start + by, end=self.end + by, resume=self.resume + by)


_start = attrgetter("start")


class Script:
    """The text of an editor, told of every edit, which knows its statements.

    Not for two threads at once.
    """

    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.language = language
        self._before: list[_Cut] = []
        self._behind: list[_Cut] = []  # the first last; offsets from the end, so negative
        self._joined = False  # nothing is uncut between the two
        self._cutting: Iterator[_Cut] | None = None

    def edit(self, position: int, removed: int, added: str) -> None:
        """`removed` code points at `position` became `added`."""
        length = len(self.text)
        over = position + removed
        self._cutting = None
        while self._before and self._before[-1].seen > position:
            cut = self._before.pop()
            if self._joined and cut.start >= over:
                self._behind.append(cut.moved(-length))
        while self._behind and self._behind[-1].start + length < over:
            cut = self._behind.pop().moved(length)
            if self._joined and cut.seen <= position:
                self._before.append(cut)
        self._joined = False
        self.text = self.text[:position] + added + self.text[over:]

    def parts(self) -> tuple[Part, ...]:
        """All statements."""
        if not isinstance(self.language, Dialect):
            return tuple(_lines(self.text))
        self._cut_until(len(self.text))
        length = len(self.text)
        behind = (cut.moved(length) for cut in reversed(self._behind))
        return tuple(map(self._part, (*self._before, *behind)))

    def at(self, position: int) -> Part | None:
        """The statement a cursor at `position` means (see `part.meant`); None for none."""
        position = min(max(position, 0), len(self.text))
        if not isinstance(self.language, Dialect):
            return _line_at(self.text, position)
        self._cut_until(position)
        before, following = self._around(position)
        return meant(self.text, position, before, following, self.language)

    # ------------------------------------------------------------------ cutting

    def _cut_until(self, position: int) -> None:
        """Cut on until a piece begins behind `position`, or all is cut."""
        while not self._joined and not (self._before and self._before[-1].start > position):
            if self._cutting is None:
                self._cutting = self._go_on()
            cut = next(self._cutting, None)
            if cut is None:
                self._behind.clear()
                self._joined = True
                return
            self._before.append(cut)
            self._joined = self._meets(cut)

    def _meets(self, cut: _Cut) -> bool:
        """Whether `cut` ends as one that stands behind; those it passed are no cuts any more."""
        length = len(self.text)
        while self._behind and self._behind[-1].resume + length < cut.resume:
            self._behind.pop()
        if not self._behind:
            return False
        old = self._behind[-1]
        if old.resume + length != cut.resume or old.state != cut.state:
            return False
        self._behind.pop()
        return True

    def _go_on(self) -> Iterator[_Cut]:
        """The cuts from the last one before on."""
        assert isinstance(self.language, Dialect)
        text, state, begin = self.text, State(), 0
        if self._before:
            state, begin = self._before[-1].state, self._before[-1].resume
        chunks = (text[at : at + STEP] for at in range(begin, len(text), STEP))
        cutter = splitter(Window(chunks, start=Position(1, 1, begin)), self.language)
        cutter.resume(state)
        for piece in cutter.pieces():
            start = piece.start.offset
            end = start + len(piece.text)
            yield _Cut(start, end, piece.kind, max(cutter.offset(), end), cutter.state())

    # ------------------------------------------------------------------ finding

    def _around(self, position: int) -> tuple[Part | None, Part | None]:
        """The last part that begins at `position` or earlier, and the one behind it."""
        length = len(self.text)
        at = bisect_right(self._before, position, key=_start)
        before = self._before[at - 1] if at else None
        if at < len(self._before):
            return self._maybe(before), self._part(self._before[at])
        # those behind are in descending order
        left, right = 0, len(self._behind)
        while left < right:
            middle = (left + right) // 2
            if self._behind[middle].start + length <= position:
                right = middle
            else:
                left = middle + 1
        if left < len(self._behind):
            before = self._behind[left].moved(length)
        following = self._behind[left - 1].moved(length) if left else None
        return self._maybe(before), self._maybe(following)

    def _maybe(self, cut: _Cut | None) -> Part | None:
        return self._part(cut) if cut else None

    def _part(self, cut: _Cut) -> Part:
        behind = cut.resume
        if cut.state.slash_awaited:
            behind = slash_behind(self.text, behind)
        return Part(self.text[cut.start : cut.end], cut.start, cut.end, behind, cut.kind)


def statements(text: str, language: Language) -> tuple[Part, ...]:
    """All statements and client commands of `text`; of Redis, its lines but for `# comments`."""
    return Script(text, language).parts()


def statement_at(text: str, position: int, language: Language) -> Part | None:
    """The statement a cursor at `position` means, None for none (see `part.meant`).

    Cuts everything above it; who asks again and again keeps a `Script`.
    """
    return Script(text, language).at(position)


# ---------------------------------------------------------------------- Redis


def _lines(text: str) -> Iterator[Part]:
    at = 0
    for line in text.split("\n"):
        part = _line(line, at)
        if part:
            yield part
        at += len(line) + 1


def _line_at(text: str, position: int) -> Part | None:
    begin = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    return _line(text[begin : len(text) if end < 0 else end], begin)


def _line(line: str, at: int) -> Part | None:
    """The command in a line; None where there is none, or only a comment."""
    command = line.strip()
    if not command or command[0] == "#":
        return None
    start = at + line.index(command[0])
    return Part(command, start, start + len(command), at + len(line), PieceKind.SQL)
