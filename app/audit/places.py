"""Where each word of a statement stands, for rules that ask whether a name is used."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

from app.sql.tree import Name

_NOWHERE: Sequence[int] = ()


class Places:
    """The indexes of the tokens of each kind, in their order; a word is asked for in capitals."""

    __slots__ = ("_at",)

    def __init__(self, kinds: Sequence[str]) -> None:
        self._at: dict[str, list[int]] = defaultdict(list)
        for at, kind in enumerate(kinds):
            self._at[kind].append(at)

    def of(self, word: str) -> Sequence[int]:
        """Every place of `word`."""
        return self._at.get(word, _NOWHERE)

    def within(self, word: str, first: int, last: int) -> Sequence[int]:
        """Those between two tokens, both included."""
        found = self.of(word)
        return found[bisect_left(found, first) : bisect_right(found, last)]

    def count(self, word: str, first: int, last: int) -> int:
        """How many there are between two tokens, both included."""
        found = self.of(word)
        return bisect_right(found, last) - bisect_left(found, first)

    def has(self, word: str, first: int, last: int) -> bool:
        """Whether there is any between two tokens."""
        found = self.of(word)
        at = bisect_left(found, first)
        return at < len(found) and found[at] <= last


def word(name: Name) -> str:
    """The last part of a name as its token is called; a quoted one stands nowhere."""
    return name.name.upper()
