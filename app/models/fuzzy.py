"""Finding a title by a few of its letters: "af" finds "Add Files"."""

from typing import NamedTuple

_START, _NEXT, _ELSEWHERE = 6, 4, 1
_EARLY = 0.05  # what each letter in front of the first costs


class Match(NamedTuple):
    """How well it fits (the more, the better), and which letters of the title were meant."""

    points: float
    places: tuple[int, ...]


def match(wanted: str, title: str) -> Match | None:
    """How `wanted` fits `title`; None where a letter is missing or they stand in another order.

    Case and blanks do not matter. Letters at the beginning of a word count most, then letters
    next to each other; of all ways to place them the best is taken.
    """
    letters = [letter for letter in wanted.lower() if not letter.isspace()]
    text = title.lower()
    if len(text) != len(title):  # a few capitals become two letters: places would be wrong
        text = title
    ways: dict[int, Match] = {-2: Match(0.0, ())}  # by the place of the last letter
    for letter in letters:
        ways = _placed(letter, text, ways)
        if not ways:
            return None
    best = max(ways.values())
    return Match(best.points - _EARLY * (best.places[0] if best.places else 0), best.places)


def _placed(letter: str, text: str, ways: dict[int, Match]) -> dict[int, Match]:
    """The best way for each place where `letter` can follow one of `ways`."""
    found: dict[int, Match] = {}
    for at, here in enumerate(text):
        if here != letter:
            continue
        fits = [
            Match(way.points + _worth(text, last, at), (*way.places, at))
            for last, way in ways.items()
            if last < at
        ]
        if fits:
            found[at] = max(fits)
    return found


def _worth(text: str, last: int, at: int) -> int:
    if last == at - 1:
        return _NEXT
    return _START if at == 0 or not text[at - 1].isalnum() else _ELSEWHERE
