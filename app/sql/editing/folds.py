"""What can be folded away: statements, blocks, brackets, comments, and regions.

`-- region` and `-- endregion` are what people put around parts of a long script.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from app.domain.dialect import Dialect, Language
from app.sql.editing.pairs import ITEMS, pairs
from app.sql.editing.part import Part
from app.sql.editing.script import Script


class Fold(NamedTuple):
    """Lines that go out of sight below `first`, up to and including `last`; both from 0."""

    first: int
    last: int


_REGION = re.compile(r"(?:--|#)\s*#?(?P<end>end)?region\b", re.I)


def folds(script: Script) -> list[Fold]:
    """All folds in the order of their first lines, the longest of those that share one.

    Every character is looked at: some tenths of a second for 5 MB, so not in the GUI thread.
    """
    text, language = script.text, script.language
    if not isinstance(language, Dialect):
        return []
    begins = [0, *(at.end() for at in re.finditer("\n", text))]
    longest: dict[int, int] = {}
    for start, end in _ranges(script, language):
        first, last = bisect_right(begins, start) - 1, bisect_right(begins, end) - 1
        if last > first:
            longest[first] = max(longest.get(first, 0), last)
    return [Fold(first, last) for first, last in sorted(longest.items())]


def _ranges(script: Script, language: Language) -> Iterator[tuple[int, int]]:
    parts = script.parts()
    for part in parts:
        yield part.start, part.end - 1
        for pair in pairs(part.text, language):
            yield part.start + pair.start[0], part.start + pair.end[0]
    yield from _comments(script.text, language)
    yield from _regions(script.text, parts)


def _comments(text: str, language: Language) -> Iterator[tuple[int, int]]:
    """Comments of several lines, and line comments that stand right below one another."""
    run: tuple[int, int] | None = None
    for found in ITEMS[language].finditer(text):
        comment = found["skip"]
        if not comment or comment[0] not in "-#/":
            continue
        if comment[0] == "/":
            yield found.start(), found.end() - 1
            continue
        begin = text.rfind("\n", 0, found.start()) + 1
        if text[begin : found.start()].strip():
            continue  # behind some code
        if run and text[run[1] : begin] == "\n":
            run = run[0], found.end()
            continue
        if run:
            yield run[0], run[1] - 1
        run = found.start(), found.end()
    if run:
        yield run[0], run[1] - 1


def _regions(text: str, parts: tuple[Part, ...]) -> Iterator[tuple[int, int]]:
    """From each `-- region` between statements to its `-- endregion`."""
    opened: list[int] = []
    behind = 0
    for start, end in (*((part.start, part.behind) for part in parts), (len(text), len(text))):
        for found in _REGION.finditer(text, behind, start):
            if not found["end"]:
                opened.append(found.start())
            elif opened:
                yield opened.pop(), found.start()
        behind = end
