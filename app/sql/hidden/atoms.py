"""Text of a statement while it is put together, each part with its place in the mapper."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from app.domain.finding import Position
from app.sql.lines import Lines
from app.sql.split.origin import Places, Segment


@dataclass(frozen=True, slots=True)
class Atom:
    """A part: as it stands in the file (`exact`), or put for what stands from `start` to `end`.

    `filled` names what a `${…}` fills in here, `missing` a fragment that nobody knows.
    """

    text: str
    start: Position
    end: Position
    exact: bool = False
    filled: str = ""
    missing: str = ""


def joined(atoms: Iterable[Atom]) -> str:
    """The text of all."""
    return "".join(atom.text for atom in atoms)


class Parts:
    """Parts of the text of some atoms; what stands before and behind one is not looked at."""

    def __init__(self, atoms: Sequence[Atom]) -> None:
        self._atoms = atoms
        self._begins = list(accumulate((len(atom.text) for atom in atoms), initial=0))
        self._lines: dict[int, Lines] = {}

    def part(self, start: int, end: int) -> list[Atom]:
        """What stands from `start` to before `end`."""
        kept: list[Atom] = []
        number = max(bisect_right(self._begins, start) - 1, 0)
        while number < len(self._atoms) and (at := self._begins[number]) < end:
            atom = self._atoms[number]
            first, last = max(start - at, 0), min(end - at, len(atom.text))
            if first or last < len(atom.text):
                atom = self._cut(number, first, last)
            if first < last:
                kept.append(atom)
            number += 1
        return kept

    def _cut(self, number: int, first: int, last: int) -> Atom:
        atom = self._atoms[number]
        text = atom.text[first:last]
        if not atom.exact:
            return replace(atom, text=text)
        lines = self._lines.get(number)
        if lines is None:
            lines = self._lines[number] = Lines(atom.text, atom.start)
        return replace(atom, text=text, start=lines.position(first), end=lines.position(last))


def without(atoms: Sequence[Atom], front: int, back: int) -> list[Atom]:
    """All but the first `front` and the last `back` code points."""
    return Parts(atoms).part(front, sum(len(atom.text) for atom in atoms) - back)


def stripped(atoms: Sequence[Atom]) -> list[Atom]:
    """All but the blanks around it."""
    text = joined(atoms)
    front = len(text) - len(text.lstrip())
    return without(atoms, front, len(text) - len(text.rstrip()) if text.strip() else 0)


def trimmed(atoms: Sequence[Atom], prefixes: Sequence[str], suffixes: Sequence[str]) -> list[Atom]:
    """What is between the blanks around it, without one of `prefixes` and one of `suffixes`."""
    inside = stripped(atoms)
    text = joined(inside)
    upper = text.upper()
    front = next((len(each) for each in prefixes if upper.startswith(each)), 0)
    back = next((len(each) for each in suffixes if upper[front:].endswith(each)), 0)
    return without(inside, front, back)


def places(atoms: Iterable[Atom]) -> Places:
    """Where all of it stands."""
    segments: list[Segment] = []
    at = 0
    for atom in atoms:
        segments.append(
            Segment(
                at, atom.start, atom.text if atom.exact else "", None if atom.exact else atom.end
            )
        )
        at += len(atom.text)
    return Places(segments)


def spots(atoms: Iterable[Atom]) -> Iterator[tuple[int, int, Atom]]:
    """Where something is filled in or missing: from, to, and the part."""
    at = 0
    for atom in atoms:
        if atom.filled or atom.missing:
            yield at, at + len(atom.text), atom
        at += len(atom.text)


def filled(
    text: str, spot: re.Pattern[str], given: Mapping[str, str], most: int
) -> tuple[str, int]:
    """`text` with what is given for each `spot`, and what that leaves of `most` code points.

    Where they are too few, less than 0 is left, and what comes after stays as it is.
    """
    done: list[str] = []
    at = 0
    for found in spot.finditer(text):
        value = given.get(found[1].strip())
        if value is None:
            continue
        most -= len(value)
        if most < 0:
            break
        done += text[at : found.start()], value
        at = found.end()
    return "".join((*done, text[at:])), most


def has_words(text: str) -> bool:
    """Whether there is anything but blanks."""
    return re.search(r"\S", text) is not None
