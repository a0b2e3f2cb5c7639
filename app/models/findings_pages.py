"""Findings as bytes, some together on a page that is read when somebody looks at one. No Qt.

A finding as an object takes 760 bytes, and there may be a million; nobody looks at more than a
screenful of them at a time.
"""

import marshal
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, compress

from app.domain.finding import Finding
from app.domain.packed import packed, unpacked

PAGE = 32
"""Findings on a page at most: reading one takes 40 µs, and a table shows some forty rows."""
_OPEN = 64  # pages that stay read: more objects make each look for garbage longer
_FAST = 1  # of zlib


class FindingPages:
    """Findings by number; those that are added together share pages with no others."""

    def __init__(self) -> None:
        self.firsts: list[int] = []
        """The number of the first finding of each page."""
        self._contents: list[bytes] = []
        self._words: list[bytes] = []  # of each page; nothing until somebody asks
        self._count = 0
        self._open: dict[int, list[Finding]] = {}
        self._passed: tuple[int, list[Finding]] = (-1, [])
        self._spoken: tuple[int, list[str]] = (-1, [])

    def __len__(self) -> int:
        return self._count

    def add(self, findings: Sequence[Finding]) -> None:
        """Take some more."""
        for first in range(0, len(findings), PAGE):
            some = findings[first : first + PAGE]
            self.firsts.append(self._count)
            self._contents.append(packed(some))
            self._words.append(b"")
            self._count += len(some)

    def at(self, number: int) -> int:
        """The page that has the finding of that number."""
        return bisect_right(self.firsts, number) - 1

    def finding(self, number: int) -> Finding:
        """The finding of that number."""
        page = self.at(number)
        return self.read(page)[number - self.firsts[page]]

    def passing(self, number: int) -> Finding:
        """The same for whoever goes through all of them in their order: no page stays read."""
        page = self.at(number)
        if self._passed[0] != page:
            self._passed = page, list(unpacked(self._contents[page]))
        return self._passed[1][number - self.firsts[page]]

    def read(self, page: int) -> list[Finding]:
        """All findings of a page; nobody may change the list."""
        found = self._open.get(page)
        if found is None:
            if len(self._open) >= _OPEN:
                del self._open[next(iter(self._open))]
            found = self._open[page] = list(unpacked(self._contents[page]))
        return found

    def replace(self, page: int, findings: Sequence[Finding]) -> None:
        """Put others in the place of all findings of a page."""
        self._contents[page], self._words[page] = packed(findings), b""
        self._close()

    def keep(self, kept: Sequence[bool]) -> None:
        """Drop the other pages; the findings of those that are kept are numbered anew."""
        sizes = compress((self.end(page) - first for page, first in enumerate(self.firsts)), kept)
        self._contents = list(compress(self._contents, kept))
        self._words = list(compress(self._words, kept))
        *self.firsts, self._count = accumulate(sizes, initial=0)
        self._close()

    def end(self, page: int) -> int:
        """The number behind that of its last finding."""
        return self.firsts[page + 1] if page + 1 < len(self.firsts) else self._count

    def contents(self) -> Iterable[bytes]:
        """The pages of now, as `unpacked` reads them; in any thread, and whatever comes later."""
        return tuple(self._contents)

    def words(self, number: int, spell: Callable[[int, Finding], str]) -> str:
        """What `spell` makes of a page and a finding on it; kept until `forget_words`."""
        page = self.at(number)
        if self._spoken[0] != page:
            self._spoken = page, self._words_on(page, spell)
        return self._spoken[1][number - self.firsts[page]]

    def _words_on(self, page: int, spell: Callable[[int, Finding], str]) -> list[str]:
        if kept := self._words[page]:
            said: list[str] = marshal.loads(zlib.decompress(kept))  # noqa: S302  (by us, below)
            return said
        said = [spell(page, finding) for finding in unpacked(self._contents[page])]
        self._words[page] = zlib.compress(marshal.dumps(said), _FAST)
        return said

    def forget_words(self) -> None:
        """The language changed."""
        self._words = [b""] * len(self.firsts)
        self._close()

    def _close(self) -> None:
        self._open.clear()
        self._passed, self._spoken = (-1, []), (-1, [])
