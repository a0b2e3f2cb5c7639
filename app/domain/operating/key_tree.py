"""Keys as a tree by their separator, made page by page, of which only what is open is worked out.

Keys are held as they are, each once, in many small sets: a set that grows is copied in one go, and
with a million keys in one of them every other thread, the window's among them, would wait for it.
What lies at the top is counted as keys come; any other level is one look at all of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from heapq import nsmallest

_SETS = 256
_ENOUGH = 10
"""Keys of a branch from which it is estimated how many there are."""


class About(int):
    """A number that was estimated from a part of the keys."""


class AtLeast(int):
    """A number that was counted in a part of the keys, and is too small to estimate from."""


@dataclass(frozen=True, slots=True)
class KeyBranch:
    """A part of the tree: a key, or what keys begin with. `prefix` ends with the separator."""

    name: bytes
    prefix: bytes
    keys: int
    is_key: bool

    def scaled(self, share: float) -> "KeyBranch":
        """With how many keys there are in all, where `share` of them were looked at."""
        return self if self.is_key else replace(self, keys=estimate(self.keys, share))


@dataclass(frozen=True, slots=True)
class Level:
    """What lies directly below a prefix, by name; `left` is how many keys are not in it."""

    branches: tuple[KeyBranch, ...]
    left: int

    def scaled(self, share: float) -> "Level":
        """With numbers of all keys, where `share` of them were looked at."""
        return Level(
            tuple(branch.scaled(share) for branch in self.branches), estimate(self.left, share)
        )


class KeyTree:
    """Takes pages of keys in any order, each once or oftener, and gives one level at a time.

    One thread at a time uses it, save for `len`.
    """

    def __init__(self, separator: bytes = b":") -> None:
        self.separator = separator
        self._sets: list[set[bytes]] = [set() for _set in range(_SETS)]
        self._top: dict[bytes, int] = {}
        self._held = 0

    def __len__(self) -> int:
        return self._held

    def add(self, keys: Iterable[bytes]) -> None:
        """Take a page."""
        sets, top, separator, width = self._sets, self._top, self.separator, len(self.separator)
        for key in keys:
            held = sets[hash(key) % _SETS]
            if key in held:
                continue
            held.add(key)
            self._held += 1
            cut = key.find(separator)
            token = key if cut < 0 else key[: cut + width]
            top[token] = top.get(token, 0) + 1

    def level(self, prefix: bytes = b"", most: int = 1_000) -> Level:
        """What lies directly below `prefix`; at most `most` of it, whatever there is in all."""
        counted = self._below(prefix) if prefix else self._top
        tokens = nsmallest(most, counted)
        separator, width = self.separator, len(self.separator)
        branches = tuple(
            KeyBranch(token[:-width], prefix + token, counted[token], is_key=False)
            if token.endswith(separator)
            else KeyBranch(token, prefix + token, 1, is_key=True)
            for token in tokens
        )
        return Level(branches, sum(counted.values()) - sum(branch.keys for branch in branches))

    def keys_below(self, prefix: bytes) -> list[bytes]:
        """Every key that begins so."""
        return [key for held in self._sets for key in held if key.startswith(prefix)]

    def _below(self, prefix: bytes) -> Mapping[bytes, int]:
        """How many keys there are of each branch, by what they begin with behind the prefix."""
        found: dict[bytes, int] = {}
        separator, start, width = self.separator, len(prefix), len(self.separator)
        for held in self._sets:
            for key in held:
                if key.startswith(prefix):
                    cut = key.find(separator, start)
                    token = key[start:] if cut < 0 else key[start : cut + width]
                    found[token] = found.get(token, 0) + 1
        return found


def estimate(counted: int, share: float) -> int:
    """Of all keys, with two digits that mean something; the number itself where all were seen.

    Of ten keys that were seen the true number is a third more or less (one standard deviation);
    of fewer nothing is said but that they are there.
    """
    if share >= 1 or not counted:
        return counted
    if counted < _ENOUGH:
        return AtLeast(counted)
    return About(float(f"{counted / share:.1e}"))
