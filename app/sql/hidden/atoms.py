"""Text of a statement while it is put together, each part with its place in the mapper."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

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


def without(atoms: Sequence[Atom], front: int, back: int) -> list[Atom]:
    """All but the first `front` and the last `back` code points."""
    kept: list[Atom] = []
    behind = sum(len(atom.text) for atom in atoms) - back
    at = 0
    for atom in atoms:
        first = max(front - at, 0)
        last = min(behind - at, len(atom.text))
        at += len(atom.text)
        if first >= last:
            continue
        if first or last < len(atom.text):
            kept.append(_part(atom, first, last))
        else:
            kept.append(atom)
    return kept


def _part(atom: Atom, first: int, last: int) -> Atom:
    if not atom.exact:
        return replace(atom, text=atom.text[first:last])
    start = Lines(atom.text, atom.start).position(first)
    end = Lines(atom.text, atom.start).position(last)
    return replace(atom, text=atom.text[first:last], start=start, end=end)


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


def has_words(text: str) -> bool:
    """Whether there is anything but blanks."""
    return re.search(r"\S", text) is not None
