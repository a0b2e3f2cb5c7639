"""What fixes change, as `diff -u` shows it, from where they are: nothing is searched for.

`difflib` takes a time that grows with the square of the changes, 20 s for 8,000 of them.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from app.domain.fix import Fix

_AROUND = 3  # lines


@dataclass(slots=True)
class _Block:
    """Lines `first` to `last` of the old text, and the fixes within, which leave its last end."""

    first: int
    last: int
    fixes: list[Fix]


def diff_of_fixes(text: str, fixes: Sequence[Fix], name: str) -> Iterator[str]:
    """The lines, without their ends, of a diff of `text`; `fixes` are in its order and apart."""
    lines = text.splitlines(keepends=True)
    starts = list(accumulate(map(len, lines), initial=0))
    shift = 0
    for n, hunk in enumerate(_hunks(list(_blocks(fixes, starts)))):
        if n == 0:
            yield from (f"--- {name}", f"+++ {name}")
        at = begin = max(0, hunk[0].first - _AROUND)
        end = min(len(lines), hunk[-1].last + 1 + _AROUND)
        body = list[str]()
        for block in hunk:
            new = mended(text, block.fixes, starts[block.first], starts[block.last + 1])
            body += (f" {_bare(line)}" for line in lines[at : block.first])
            at = block.last + 1
            body += (f"-{_bare(line)}" for line in lines[block.first : at])
            body += (f"+{line}" for line in new.splitlines())
        body += (f" {_bare(line)}" for line in lines[at:end])
        length = sum(not line.startswith("-") for line in body)
        yield f"@@ -{_range(begin, end - begin)} +{_range(begin + shift, length)} @@"
        yield from body
        shift += length - (end - begin)


def _blocks(fixes: Sequence[Fix], starts: Sequence[int]) -> Iterator[_Block]:
    """The lines that are touched; those next to each other are one block."""
    block: _Block | None = None
    final = len(starts) - 2
    for fix in fixes:
        first = min(final, bisect_right(starts, fix.start) - 1)
        last = min(final, bisect_right(starts, fix.end) - 1)
        if block and first <= block.last + 1:
            block.last = max(block.last, last)
            block.fixes.append(fix)
            continue
        if block:
            yield block
        block = _Block(first, last, [fix])
    if block:
        yield block


def _hunks(blocks: Sequence[_Block]) -> Iterator[list[_Block]]:
    """Blocks that are shown together, for the lines around them meet."""
    hunk = list[_Block]()
    for block in blocks:
        if hunk and block.first - hunk[-1].last - 1 > 2 * _AROUND:
            yield hunk
            hunk = []
        hunk.append(block)
    if hunk:
        yield hunk


def mended(text: str, fixes: Iterable[Fix], start: int = 0, end: int | None = None) -> str:
    """`text` from `start` to `end` after `fixes`, which are all within."""
    parts = list[str]()
    for fix in fixes:
        parts += text[start : fix.start], fix.text
        start = fix.end
    return "".join((*parts, text[start:end]))


def _bare(line: str) -> str:
    """Without its end."""
    return line.splitlines()[0]


def _range(start: int, length: int) -> str:
    """As a hunk is headed: lines from 1, a length of one left out."""
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"
