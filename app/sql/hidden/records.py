"""Cutting a log into its entries while it is read; memory holds little more than one."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.domain.finding import Position
from app.sql.split.window import Window

LONGEST = 32 * 1024 * 1024
"""Code points of an entry that are kept."""
HEAD = 1024
"""Code points that tell whether an entry begins."""
_STEP = 256 * 1024


class Record(NamedTuple):
    """An entry as it stands in the log; `cut` where it is longer than is kept."""

    text: str
    start: Position
    cut: bool = False


def records(
    chunks: Iterable[str], behind: re.Pattern[str], longest: int = LONGEST
) -> Iterator[Record]:
    """What stands before the first entry, where that is anything, and each entry.

    An entry begins behind what `behind` matches, which is how the one before it ends and looks no
    further ahead than `HEAD`. A failure to read is raised behind the last entry.
    """
    reading = _Reading(Window(chunks, _STEP), behind, longest)
    yield from reading.records()
    if reading.window.failure:
        raise reading.window.failure


class _Reading:
    def __init__(self, window: Window, behind: re.Pattern[str], longest: int) -> None:
        self.window, self._behind, self._longest = window, behind, longest
        self._at = 0

    def records(self) -> Iterator[Record]:
        window = self.window
        while True:
            if self._at > len(window.text) // 2:
                self._at -= window.forget(self._at)
            start = self._at
            end, cut = self._end()
            if end > start:
                yield Record(window.text[start:end], window.position(start), cut)
            if cut:
                end = self._skip(end)
            self._at = end
            if window.whole and end >= len(window.text):
                return

    def _end(self) -> tuple[int, bool]:
        """Where the entry at hand ends; True where it goes on there."""
        window, start = self.window, self._at
        longest, seen = start + self._longest, start
        while True:
            end = self._begins_at(seen)
            if end is None and window.whole:
                end = len(window.text)
            if end is not None or len(window.text) > longest + HEAD:
                cut = end is None or end > longest
                return (longest, True) if cut else (end or 0, False)
            seen = max(start, len(window.text) - 2 * HEAD)
            window.grow(longest + 2 * HEAD)

    def _begins_at(self, seen: int) -> int | None:
        """Where the next entry begins, once enough of it was read to be sure."""
        found = self._behind.search(self.window.text, seen)
        sure = found and (self.window.whole or found.end() + HEAD <= len(self.window.text))
        return found.end() if found and sure else None

    def _skip(self, at: int) -> int:
        """Forget all from `at` to the next entry; where that begins."""
        window = self.window
        while True:
            begin = self._begins_at(at)
            if begin is not None:
                return begin
            if window.whole:
                return len(window.text)
            at = max(at, len(window.text) - 2 * HEAD)
            at -= window.forget(at)
            window.grow(_STEP)
