"""Which rules want to see the nodes of one class, and which of them are left for one node."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from app.audit.signs import Sign, Signs

_Shown: TypeAlias = tuple[Sequence[Sign], int]
"""The signs of a node, and the rules that the words of its statement let be asked."""


_MOST = 4096  # combinations kept for a class of node; a script has a few dozen


class Choice:
    """The numbers of the rules that want to see one class; each rule is a bit as well.

    `everyone` are all of them; `narrowed` tells that a statement or a node may want fewer. Who is
    left is worked out when a combination is first met, and kept.
    """

    __slots__ = ("_by_lack", "_by_sign", "_found", "_signs", "_unsigned", "everyone", "narrowed")

    def __init__(
        self,
        everyone: Sequence[int],
        by_sign: Mapping[Sign, int],
        by_lack: Mapping[Sign, int],
        signs: Signs | None,
        *,
        narrowed: bool,
    ) -> None:
        self.everyone = tuple(everyone)
        self.narrowed = narrowed
        self._by_sign = by_sign
        self._by_lack = by_lack
        self._signs = signs if by_sign or by_lack else None
        self._unsigned = sum(1 << n for n in everyone)
        for bits in by_sign.values():
            self._unsigned &= ~bits
        self._found: dict[_Shown, tuple[int, ...]] = {}

    def about(self, node: object, worded: int) -> tuple[int, ...]:
        """Whom to ask about `node` in a statement that has words for the rules `worded`."""
        shown = (self._signs(node) if self._signs is not None else (), worded)
        found = self._found.get(shown)
        return self._left(shown) if found is None else found

    def _left(self, shown: _Shown) -> tuple[int, ...]:
        """Work out whom to ask where that is shown, and keep it."""
        signs, worded = shown
        wanted = self._unsigned
        for sign in signs:
            wanted |= self._by_sign.get(sign, 0)
        for sign in signs:
            wanted &= ~self._by_lack.get(sign, 0)
        wanted &= worded
        if len(self._found) >= _MOST:
            self._found.clear()
        found = self._found[shown] = tuple(n for n in self.everyone if wanted >> n & 1)
        return found
