"""Values for `:name` and `?`, written into a statement as literals, and places found back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain.dialect import Dialect
from app.domain.errors import BadInput
from app.i18n import _
from app.sql.tokens import PARAMETER, tokenize


@dataclass(frozen=True, slots=True)
class Filled:
    """A statement as it is sent."""

    text: str
    swaps: tuple[tuple[int, int, int], ...] = ()
    """Of each value: where its name stood in what was typed, the name's length, the literal's."""

    def typed(self, position: int) -> int:
        """A place in what is sent as the place in what was typed."""
        shift = 0
        for at, short, long in self.swaps:
            if position < at + shift:
                break
            if position < at + shift + long:
                return at
            shift += long - short
        return position - shift


def fill(
    text: str, binds: Mapping[str, object], dialect: Dialect, literal: Callable[[object], str]
) -> Filled:
    """Write values in where they are named; a name nobody gave a value for is BadInput.

    Without any values a statement goes as it is: `?` and `:name` may mean something else then.
    """
    if not binds:
        return Filled(text)
    tokens = tokenize(text, dialect)
    parts: list[str] = []
    swaps: list[tuple[int, int, int]] = []
    here = number = 0
    for at, kind in enumerate(tokens.kinds[: len(tokens)]):
        if kind is not PARAMETER:
            continue
        start, end = tokens.span(at, at)
        name = text[start:end].removeprefix(":")
        if name == "?":
            number += 1
            name = str(number)
        if name not in binds:
            raise BadInput(_("No value was given for {name}.").format(name=text[start:end]))
        written = literal(binds[name])
        parts += (text[here:start], written)
        swaps.append((start, end - start, len(written)))
        here = end
    return Filled("".join((*parts, text[here:])), tuple(swaps))
