"""The text of a snippet, with its places to fill in."""

import re
from dataclasses import dataclass

_PLACE = re.compile(r"\$\$|\$\{(\d{1,3})(?::([^}]*))?\}|\$(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Place:
    """Where to fill in: number, and start and end in the text, in code points."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Filled:
    """A snippet as it is put in."""

    text: str
    places: tuple[Place, ...]

    def stops(self) -> list[list[Place]]:
        """The places in the order they are visited, those of a number together; 0 comes last."""
        numbers = sorted({place.number for place in self.places}, key=lambda n: (n == 0, n))
        return [[each for each in self.places if each.number == number] for number in numbers]


def fill_in(text: str, indent: str = "") -> Filled:
    """The text of a snippet without its marks; its lines but the first begin with `indent`.

    A place without a text takes that of another of its number.
    """
    first: dict[int, str] = {}
    for found in _PLACE.finditer(text):
        if found[1] and found[2]:
            first.setdefault(int(found[1]), found[2])
    made, places, at, length = [], [], 0, 0

    def add(part: str) -> None:
        nonlocal length
        made.append(part)
        length += len(part)

    for found in _PLACE.finditer(text):
        add(text[at : found.start()].replace("\n", "\n" + indent))
        at = found.end()
        if found[0] == "$$":
            add("$")
            continue
        number = int(found[1] or found[3])
        begun = length
        add((found[2] or first.get(number, "")).replace("\n", "\n" + indent))
        places.append(Place(number, begun, length))
    add(text[at:].replace("\n", "\n" + indent))
    return Filled("".join(made), tuple(places))
