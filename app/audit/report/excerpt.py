"""The lines of code that a finding is about, cut out of a text while it streams by.

A report shows code but an audit does not keep it: the text is read a second time, one file after
the other, and never held as a whole.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.finding import FileReport, Finding

_BEFORE = 160  # code points shown of a long line before the span
_MOST = 4_000  # code points looked at from the start of the span
_LINE_MOST = 320  # code points shown of one line
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line, cut into what is before the span, in it and after it.

    `cut_before` and `cut_after` tell that the line goes on there.
    """

    number: int
    before: str
    marked: str
    after: str
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The first lines of a finding's span; `more` tells that it goes on below them."""

    lines: tuple[CodeLine, ...]
    more: bool = False

    @property
    def marked(self) -> str:
        """The text of the span, as far as it is shown."""
        return "\n".join(line.marked for line in self.lines)


Code: TypeAlias = Callable[
    [FileReport, Iterable[Finding]], Iterator[tuple[Finding, Excerpt | None]]
]
"""Gives the findings of a file, which are in the order of its text, each with its code; None where
it cannot."""


class Excerpts:
    """Cuts the code of findings out of the text in `chunks`."""

    def __init__(self, chunks: Iterable[str], most_lines: int = 8) -> None:
        self._window = _Window(chunks)
        self._most_lines = most_lines

    def of(self, finding: Finding) -> Excerpt:
        """The code of a finding; each is asked for behind those before it in the text."""
        start = finding.start.offset
        line_start = start - (finding.start.column - 1)
        first = max(line_start, start - _BEFORE)
        text, whole = self._window.read(first, start + _MOST)
        return _excerpt(text, whole, first > line_start, first, finding, self._most_lines)


def _excerpt(
    text: str, whole: bool, cut: bool, first: int, finding: Finding, most_lines: int
) -> Excerpt:
    start, end = finding.start.offset - first, finding.end.offset - first
    lines: list[CodeLine] = []
    at = 0
    while at <= len(text) and (at < end or not lines):
        if len(lines) == most_lines:
            return Excerpt(tuple(lines), more=True)
        found = _LINE_END.search(text, at)
        stop = found.start() if found else len(text)
        lines.append(
            _code_line(
                text[at:stop],
                finding.start.line + len(lines),
                max(0, start - at),
                max(0, end - at),
                cut_before=cut and at == 0,
                cut_after=found is None and not whole,
            )
        )
        at = found.end() if found else len(text) + 1
    return Excerpt(tuple(lines), more=end > len(text))


def _code_line(
    text: str, number: int, start: int, end: int, *, cut_before: bool, cut_after: bool
) -> CodeLine:
    if len(text) > _LINE_MOST:
        text, cut_after = text[:_LINE_MOST], True
    return CodeLine(number, text[:start], text[start:end], text[end:], cut_before, cut_after)


class _Window:
    """A text that streams by, of which only what is looked at is held."""

    def __init__(self, chunks: Iterable[str]) -> None:
        self._chunks = iter(chunks)
        self._text = ""
        self._first = 0  # offset of the text that is held
        self._ended = False

    def read(self, first: int, end: int) -> tuple[str, bool]:
        """The text between two offsets, and whether the whole text ends there or before.

        `first` never goes back from one call to the next.
        """
        while not self._ended and self._first + len(self._text) < end:
            chunk = next(self._chunks, None)
            if chunk is None:
                self._ended = True
            else:
                dropped = min(max(0, first - self._first), len(self._text))
                self._text = self._text[dropped:] + chunk
                self._first += dropped
        whole = self._ended and self._first + len(self._text) <= end
        return self._text[max(0, first - self._first) : max(0, end - self._first)], whole
