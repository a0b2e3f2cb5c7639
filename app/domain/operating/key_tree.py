"""Keys as a tree by their separator, made page by page, for millions of them.

Only counts are held for what is closed: a level is a dictionary from a part of the names to how
many keys lie below it. Keys themselves are held sorted in one packed array of bytes, and found by
bisection when a branch is opened, so that ten million keys cost about their own length.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace


@dataclass(frozen=True, slots=True)
class KeyBranch:
    """A part of the tree: a key, or what keys begin with. `prefix` ends with the separator."""

    name: bytes
    prefix: bytes
    keys: int
    is_key: bool


class KeyTree:
    """Takes pages of keys in any order, each once or oftener, and gives one level at a time."""

    def __init__(self, separator: bytes = b":") -> None:
        self.separator = separator
        self._runs: list[list[bytes]] = []
        self._fresh: set[bytes] = set()

    def add(self, keys: Iterable[bytes]) -> None:
        """Take a page."""
        self._fresh.update(keys)
        if len(self._fresh) >= _RUN:
            self._settle()

    def __len__(self) -> int:
        self._settle()
        return sum(map(len, self._runs))

    def remove(self, keys: Iterable[bytes]) -> None:
        """Forget keys that were deleted."""
        gone = set(keys)
        self._settle()
        self._runs = [[key for key in run if key not in gone] for run in self._runs]

    def level(self, prefix: bytes = b"", most: int = 2_000) -> tuple[list[KeyBranch], int]:
        """What lies directly below `prefix`, by name; at most `most`, whatever there is in all.

        The number beside is how many keys lie below it that are not shown for that.
        """
        self._settle()
        places = [_Place(run, prefix, self.separator) for run in self._runs]
        total = sum(place.left for place in places)
        found: list[KeyBranch] = []
        heap = [(place.token, number) for number, place in enumerate(places) if place.left]
        heapify(heap)
        while heap and len(found) < most:
            token, first = heap[0]
            name, is_key, keys = places[first].name, places[first].is_key, 0
            while heap and heap[0][0] == token:
                place = places[heap[0][1]]
                keys += place.take()
                if place.left:
                    heapreplace(heap, (place.token, heap[0][1]))
                else:
                    heappop(heap)
            found.append(KeyBranch(name, prefix + token, keys, is_key))
        return found, total - sum(branch.keys for branch in found)

    def keys_below(self, prefix: bytes) -> list[bytes]:
        """Every key that begins so."""
        self._settle()
        return [key for run in self._runs for key in run[_first(run, prefix) : _end(run, prefix)]]

    def _settle(self) -> None:
        """Sort what is fresh into a run of its own; merge runs while that is done in a blink."""
        if not self._fresh:
            return
        fresh = sorted(key for key in self._fresh if not self._has(key))
        self._fresh.clear()
        if fresh:
            self._runs.append(fresh)
        while len(self._runs) > 1 and len(self._runs[-1]) + len(self._runs[-2]) <= _LONGEST:
            small, large = self._runs.pop(), self._runs.pop()
            large += small
            large.sort()  # two sorted runs: timsort merges them
            self._runs.append(large)

    def _has(self, key: bytes) -> bool:
        for run in self._runs:
            place = bisect_left(run, key)
            if place < len(run) and run[place] == key:
                return True
        return False


_RUN = 5_000
"""Keys that are taken before they are sorted in."""
_LONGEST = 200_000
"""Keys of a run that is still merged: sorting holds every other thread up."""


class _Place:
    """How far one run has been walked below a prefix; one bisection for each branch.

    `token` is what all keys of a branch begin with behind the prefix, in the order of the run.
    """

    def __init__(self, run: list[bytes], prefix: bytes, separator: bytes) -> None:
        self._run, self._prefix, self._separator = run, prefix, separator
        self._at, self._end = _first(run, prefix), _end(run, prefix)
        self.name = self.token = b""
        self.is_key = True
        self._look()

    @property
    def left(self) -> int:
        """Keys that were not taken yet."""
        return self._end - self._at

    def take(self) -> int:
        """Go past the branch or key it is at; how many keys that was."""
        before = self._at
        if self.is_key:
            self._at += 1
        else:
            whole = self._prefix + self.name + self._separator
            self._at = _end(self._run, whole, self._at, self._end)
        self._look()
        return self._at - before

    def _look(self) -> None:
        if self._at < self._end:
            key, length = self._run[self._at], len(self._prefix)
            cut = key.find(self._separator, length)
            self.is_key = cut < 0
            self.name = key[length:] if self.is_key else key[length:cut]
            self.token = self.name if self.is_key else self.name + self._separator


def _first(run: list[bytes], prefix: bytes) -> int:
    return bisect_left(run, prefix)


def _end(run: list[bytes], prefix: bytes, low: int = 0, high: int | None = None) -> int:
    """The place behind the last that begins with `prefix`."""
    if not prefix:
        return len(run)
    if prefix.endswith(b"\xff"):
        return bisect_right(run, prefix + b"\xff" * 32, low, len(run) if high is None else high)
    following = prefix[:-1] + bytes([prefix[-1] + 1])
    return bisect_left(run, following, low, len(run) if high is None else high)
