"""What a chart shows, said once: for the screen, a picture and a file alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.domain import finding
from app.domain.errors import ConsoleError
from app.domain.figures import is_word, with_unit
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.sample import Mark
from app.i18n import _
from app.models.formats import DASH, duration
from app.models.monitoring.points import Points
from app.models.monitoring.scale import clock

MOST = 6
"""Lines that can be told apart; of more, the first five are named and the rest drawn as one."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One of a chart's lines; `title` is in the language spoken now."""

    key: str
    title: str
    points: Points
    period: float = 10.0
    """Seconds between two samples: how far from a moment a value still speaks of it."""
    severity: finding.Severity | None = None
    """Whose colour it has everywhere else; of any other line the place gives the colour."""

    def value(self, moment: float | None, slack: float = 0.0) -> float | None:
        """The value at a moment, or the last there is; None in a gap.

        `slack` is what a pixel is in seconds: the mouse cannot point more exactly.
        """
        points = self.points
        if moment is None:
            moment = points.newest
            if moment is None:
                return None
        return points.at(moment, max(1.5 * max(self.period, points.step), slack))


@dataclass(frozen=True, slots=True)
class Limit:
    """A threshold, drawn as a thin line where it is near what is measured."""

    value: float
    severity: Severity


@dataclass(frozen=True, eq=False)
class Scene:
    """All there is to see of one chart over one stretch of time."""

    title: str
    unit: str = ""
    begin: float = 0.0
    end: float = 1.0
    lines: tuple[Line, ...] = ()
    stacked: bool = False
    stepped: bool = False
    whole: bool = False
    """Its values are counts of things."""
    limits: tuple[Limit, ...] = ()
    marks: tuple[Mark, ...] = ()
    now: float | None = None
    """The clock, where the chart is live: it then says how old its data is."""
    stale_after: float = 30.0
    """Seconds after which that is too old."""
    error: ConsoleError | None = field(default=None)
    """Why there is nothing to see."""
    group: str = ""
    """What it belongs to; said beside the title."""
    colours: tuple[int, ...] = ()
    """The place among the colours of each line that is named; its own place where there is none."""
    wait: float | None = None
    """Seconds within which the first value is expected, where there is none yet."""

    @property
    def named(self) -> tuple[Line, ...]:
        """The lines with a colour and a name of their own."""
        return self.lines if len(self.lines) <= MOST else self.lines[: MOST - 1]

    @property
    def rest(self) -> tuple[Line, ...]:
        """The lines that share the last colour."""
        return () if len(self.lines) <= MOST else self.lines[MOST - 1 :]

    @cached_property
    def newest(self) -> float | None:
        """When the last of all values was measured."""
        there = [line.points.newest for line in self.lines]
        return max((moment for moment in there if moment is not None), default=None)

    @cached_property
    def age(self) -> float | None:
        """Seconds since then, where it is too old for a live chart; else None."""
        newest = self.newest
        if self.now is None or newest is None or self.now - newest <= self.stale_after:
            return None
        return self.now - newest

    @property
    def note(self) -> str:
        """What is said in the place of lines; "" where there are some."""
        if self.error is not None:
            return str(self.error)
        if self.newest is not None:
            return ""
        if self.wait is not None and self.now is not None:
            return _("The first value comes within {time}.").format(time=duration(self.wait))
        return _("Nothing was measured in this time.")

    def said(self, value: float | None) -> str:
        """A value with its unit."""
        return DASH if value is None else with_unit(value, self.unit)

    def tick(self, value: float) -> str:
        """A value at the axis: units that are words stand in the title's value already."""
        what, slash, per = self.unit.partition("/")
        return with_unit(value, f"{slash}{per}" if is_word(what) else self.unit)

    def words(self, moment: float | None, slack: float = 0.0) -> str:
        """Title, moment and all values in a sentence, for those who do not see it."""
        if self.note:
            hint = self.error.hint if self.error is not None else ""
            return f"{self.title}: {self.note} {hint}".strip()
        spoken = moment if moment is not None else self.newest
        values = ", ".join(
            f"{line.title} {self.said(line.value(moment, slack))}" for line in self.lines
        )
        when = clock(spoken, self.end - self.begin) if spoken is not None else ""
        near = [
            mark.text for mark in self.marks if spoken is not None and _meets(mark, spoken, slack)
        ]
        parts = [self.title, when, values, *near]
        if self.age is not None:
            parts.append(old(self.age))
        return " · ".join(filter(None, parts))

    def mark_at(self, moment: float, slack: float) -> Mark | None:
        """What happened there, the nearest."""
        near = [mark for mark in self.marks if _meets(mark, moment, slack)]
        return min(near, key=lambda mark: abs(mark.at - moment), default=None)


def _meets(mark: Mark, moment: float, slack: float) -> bool:
    until = mark.until if mark.until is not None else mark.at
    return mark.at - slack <= moment <= until + slack


def old(age: float) -> str:
    """How old data is, once that is too old."""
    return _("The data is {duration} old").format(duration=duration(int(age)))


def ranked(
    lines: Sequence[Line], before: Sequence[str]
) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """Lines in an order in which the first five are the greatest, and the keys of those.

    Who is among them stays at its place, and so keeps its colour, for as long as it is.
    """
    if len(lines) <= MOST:
        return tuple(lines), ()
    by_key = {line.key: line for line in lines}
    greatest = sorted(lines, key=_weight, reverse=True)[: MOST - 1]
    wanted = {line.key for line in greatest}
    places: list[str | None] = [key if key in wanted else None for key in before[: MOST - 1]]
    places += [None] * (MOST - 1 - len(places))
    new = iter([line.key for line in greatest if line.key not in places])
    keys = tuple(key if key is not None else next(new) for key in places)
    rest = [line for line in lines if line.key not in wanted]
    return (*(by_key[key] for key in keys), *rest), keys


def coloured(lines: Sequence[Line], before: Mapping[str, int]) -> dict[str, int]:
    """A colour for each of the lines that are named, by its key.

    Who had one keeps it, whoever else comes and goes: a wait class is not blue now and red then.
    """
    most = MOST if len(lines) <= MOST else MOST - 1
    named = [line.key for line in lines[:most]]
    kept = {key: before[key] for key in named if before.get(key, most) < most}
    free = iter([number for number in range(most) if number not in kept.values()])
    return {key: kept[key] if key in kept else next(free) for key in named}


def _weight(line: Line) -> float:
    import numpy as np

    values = line.points.means[np.isfinite(line.points.means)]
    with np.errstate(over="ignore"):
        return float(values.mean()) if len(values) else float("-inf")
