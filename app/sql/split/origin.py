"""Where a statement comes from that stands in no script: a log, a mapper, a changelog.

What is found in such a statement is said of the file it stands in. So its text may be put together
of several places of that file, and it may be one of several forms the same statement can take.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.finding import Note, Position
from app.sql.lines import Lines

if TYPE_CHECKING:
    from app.sql.split.piece import Piece


@dataclass(frozen=True, slots=True)
class Mark:
    """What an input tells of a piece beside its text; rules ask for a class of marks.

    It goes from `start` to before `end` of the text of the piece, and is about `about`.
    """

    start: int
    end: int
    about: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a text: as it stands in the file at `start`, or in the place of what stands there.

    `at` is where it begins in the text. `text` is empty for what was put in the place of what
    stands in the file from `start` to `end`.
    """

    at: int
    start: Position
    text: str = ""
    end: Position | None = None


class Places:
    """Where in its file each part of a text stands."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._begins = [segment.at for segment in segments]
        self._lines: dict[int, Lines] = {}

    def span(self, start: int, end: int) -> tuple[Position, Position]:
        """Where in the file the text from `start` to before `end` stands.

        What goes on at another place of the file, before it, ends with the part it begins in.
        """
        first = self._segment(start)
        begin = self._start(first, start)
        behind = self._end(self._segment(max(end - 1, start)), end)
        if behind.offset <= begin.offset:
            segment = self._segments[first]
            behind = self._end(first, segment.at + len(segment.text))
        return begin, behind

    def _segment(self, offset: int) -> int:
        return max(bisect_right(self._begins, offset) - 1, 0)

    def _start(self, number: int, offset: int) -> Position:
        segment = self._segments[number]
        if not segment.text:
            return segment.start
        lines = self._lines.get(number)
        if lines is None:
            lines = self._lines[number] = Lines(segment.text, segment.start)
        return lines.position(max(min(offset - segment.at, len(segment.text)), 0))

    def _end(self, number: int, offset: int) -> Position:
        end = self._segments[number].end
        return self._start(number, offset) if end is None else end


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of such a statement.

    `places` is None where the text stands in the file as it is. `others` are further forms of the
    same statement. Whatever is found gets `note()`, and what only one of `others` has gets its own.
    """

    places: Places | None = None
    marks: tuple[Mark, ...] = ()
    others: "tuple[Piece, ...]" = ()
    told: Note | None = None
    aside: bool = False
    """It is there to take something back: the schema does not follow it."""

    @property
    def is_plain(self) -> bool:
        """Whether its text stands in the file as it is, in one form, and nothing is marked."""
        return self.places is None and not self.others and not self.marks

    def note(self) -> Note | None:
        """What is to be told with each finding; asked for only where there is one."""
        return self.told
