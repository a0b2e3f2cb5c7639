"""Which rules want to see the nodes of one class, and which of them are left for one node."""

from collections.abc import Mapping, Sequence

from app.audit.signs import Sign, Signs

_MOST = 4096  # combinations of signs kept for a class of node; a script has a few dozen


class Choice:
    """The numbers of the rules that want to see one class; each rule is a bit as well.

    `everyone` are all of them; `narrowed` tells that a statement or a node may want fewer: what the
    statement has leaves some (`left`), and of those the signs of a node fewer again.
    """

    __slots__ = ("_by_lack", "_by_sign", "_narrowed", "_signs", "_unsigned", "everyone")

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
        self._narrowed = narrowed
        self._by_sign = by_sign
        self._by_lack = by_lack
        self._signs = signs
        self._unsigned = sum(1 << n for n in everyone)
        for bits in by_sign.values():
            self._unsigned &= ~bits

    def left(self, worded: int) -> "Left":
        """Those who are left in a statement that has words for the rules `worded`."""
        if not self._narrowed:
            return Left(self.everyone, 0, {}, {}, None)
        by_sign = {sign: bits & worded for sign, bits in self._by_sign.items() if bits & worded}
        by_lack = {sign: bits & worded for sign, bits in self._by_lack.items() if bits & worded}
        unsigned = self._unsigned & worded
        wanted = unsigned
        for bits in by_sign.values():
            wanted |= bits
        everyone = tuple([n for n in self.everyone if wanted >> n & 1])
        return Left(everyone, unsigned, by_sign, by_lack, self._signs)


class Left(dict[Sequence[Sign], tuple[int, ...]]):
    """The numbers of the rules to ask about the nodes of one class in statements of some words.

    Where `signs` tell those of a node, who of `everyone` is to be asked about it is kept by them;
    it is worked out when a combination is first met.
    """

    __slots__ = ("_by_lack", "_by_sign", "_unsigned", "everyone", "signs")

    def __init__(
        self,
        everyone: tuple[int, ...],
        unsigned: int,
        by_sign: Mapping[Sign, int],
        by_lack: Mapping[Sign, int],
        signs: Signs | None,
    ) -> None:
        super().__init__()
        self.everyone = everyone
        self.signs = signs if by_sign or by_lack else None
        self._unsigned = unsigned
        self._by_sign = by_sign
        self._by_lack = by_lack

    def __missing__(self, signs: Sequence[Sign]) -> tuple[int, ...]:
        wanted = self._unsigned
        for sign in signs:
            wanted |= self._by_sign.get(sign, 0)
        for sign in signs:
            wanted &= ~self._by_lack.get(sign, 0)
        if len(self) >= _MOST:
            self.clear()
        found = self[signs] = tuple([n for n in self.everyone if wanted >> n & 1])
        return found
