"""What each `${…}` of a statement may stand for, where taking it for a name makes no sense."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.domain.dialect import Dialect
from app.sql.hidden.atoms import Atom, joined
from app.sql.hidden.mybatis.expanding import NOTHING
from app.sql.parse import parse
from app.sql.split import PieceKind, split

_FILLERS = (NOTHING, "=", "1", "x = ?", "(?)", "SELECT 1", "INT", "DAY")
_LONGEST = 8_000  # code points of a text that is parsed again and again
_MOST_SPOTS = 8
_MOST_TRIED = 200_000  # code points of all texts that are tried for one statement


class Fitting:
    """Finds what fits, for the forms of one statement."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._known: dict[str, list[Atom] | None] = {}
        self._left = _MOST_TRIED

    def fitted(self, atoms: Sequence[Atom]) -> list[Atom] | None:
        """`atoms` with something else for some `${…}`, so that it can be parsed; None in vain."""
        text = joined(atoms)
        if text not in self._known:
            nothing = self._fit([*atoms], only_nothing=True)
            self._known[text] = nothing or self._fit([*atoms], only_nothing=False)
        return self._known[text]

    def _fit(self, atoms: list[Atom], *, only_nothing: bool) -> list[Atom] | None:
        """With nothing where the grammar stopped at a `${…}`; or with what helps most each time."""
        spots = {number for number, atom in enumerate(atoms) if atom.filled}
        if not 0 < len(spots) <= _MOST_SPOTS or len(joined(atoms)) > _LONGEST:
            return None
        rest = self._rest(atoms)
        while rest:
            tries = self._tries(atoms, spots, rest, only_nothing=only_nothing)
            better = min(tries, default=None, key=lambda one: one[0])
            if better is None or better[0] >= rest:
                return None
            rest, number, filler = better
            atoms[number] = replace(atoms[number], text=filler)
            spots.remove(number)
        return atoms

    def _tries(
        self, atoms: list[Atom], spots: set[int], rest: int, *, only_nothing: bool
    ) -> Iterator[tuple[int, int, str]]:
        """What is left then, with which part, as what: of the two last parts before the stop."""
        stop = len(joined(atoms)) - rest + 1
        begun = [number for number in sorted(spots) if _begin(atoms, number) <= stop]
        if only_nothing:
            begun = [number for number in begun if _begin(atoms, number) == stop]
        for number in reversed(begun[-2:]):
            for filler in _FILLERS[:1] if only_nothing else _FILLERS:
                if self._left <= 0:
                    return
                self._left -= stop + rest
                tried = [*atoms]
                tried[number] = replace(atoms[number], text=filler)
                left = self._rest(tried)
                yield left, number, filler
                if not left:
                    return

    def _rest(self, atoms: Sequence[Atom]) -> int:
        """How many code points at its end are not understood."""
        text = joined(atoms)
        pieces = [each for each in split([text], self._dialect) if each.kind is PieceKind.SQL]
        if len(pieces) != 1:
            return len(text) + 1
        parsed = parse(pieces[0].text, self._dialect)
        if parsed.whole:
            return 0
        at = parsed.skipped[0].stopped if parsed.skipped else parsed.stopped_at or 0
        tokens = parsed.tokens
        return 1 if at >= len(tokens) else len(tokens.text) - tokens.starts[at] + 1


def _begin(atoms: Sequence[Atom], number: int) -> int:
    return sum(len(atom.text) for atom in atoms[:number])
