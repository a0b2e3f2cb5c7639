"""What each digest did since the page was opened, interval by interval. No Qt.

A server's counters only say what happened since it began to count; two answers beside each other
say what happened between them. That is kept here, bounded, for every digest there is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeAlias

from app.domain.operating.statements import Digest
from app.i18n import _, ngettext
from app.models import formats

MOST = 240
"""Intervals kept. Then neighbours are put together: what is old is told more coarsely."""
_POINTS = 40
"""Of a line in a cell: more would not be seen."""
_THIRD = 3
_MUCH = 1.5
"""How many times as much is a rise and no accident (heuristic)."""

Key: TypeAlias = tuple[str, str]
Point: TypeAlias = tuple[float, float] | None
"""Place in the whole time and height, both from 0 to 1; None where the line is broken."""


class _Part(NamedTuple):
    """What came to a digest in one interval; None is "not known"."""

    calls: int | None
    seconds: float | None
    anew: bool = False


_QUIET = _Part(0, 0.0)
_UNKNOWN = _Part(None, None)


@dataclass(frozen=True, slots=True)
class Interval:
    """Between two answers. Moments are seconds on a monotonic clock.

    `count` and `seconds` are None where the digest was missing in one of the answers, or the
    server counts `anew`. It was not `watched` where nobody asked for longer than was meant.
    """

    begins: float
    ends: float
    count: int | None
    seconds: float | None
    anew: bool = False
    watched: bool = True

    @property
    def load(self) -> float | None:
        """Seconds a second: how many ran at the same time, on average."""
        return None if self.seconds is None else self.seconds / (self.ends - self.begins)

    @property
    def calls(self) -> float | None:
        """Calls a second."""
        return None if self.count is None else self.count / (self.ends - self.begins)

    @property
    def average(self) -> float | None:
        """Seconds a call; None where there was none."""
        return self.seconds / self.count if self.count and self.seconds is not None else None


class _Series:
    """One digest: parts by the number of their interval; one that is not there is a quiet one."""

    __slots__ = ("before", "count", "parts", "seconds")

    def __init__(self, parts: dict[int, _Part]) -> None:
        self.before: Digest | None = None  # as the last answer had it
        self.parts = parts
        self.count = 0
        self.seconds = 0.0

    def add(self, number: int, part: _Part) -> None:
        """Take what came in an interval."""
        self.count += part.calls or 0
        self.seconds += part.seconds or 0.0
        if part != _QUIET:
            self.parts[number] = part

    def halved(self) -> "_Series":
        """Neighbours put together; what is not known of one is not known of both."""
        made = _Series({})
        made.before, made.count, made.seconds = self.before, self.count, self.seconds
        for half in {number // 2 for number in self.parts}:
            one, two = (self.parts.get(2 * half + side, _QUIET) for side in (0, 1))
            if one.calls is None or two.calls is None or one.seconds is None or two.seconds is None:
                made.parts[half] = _Part(None, None, one.anew or two.anew)
            else:
                made.parts[half] = _Part(one.calls + two.calls, one.seconds + two.seconds)
        return made


class _State(NamedTuple):
    """What fits together. Put in place as a whole: who reads in another thread reads one of them.

    `ends` are those of the intervals, after the moment of the first answer.
    """

    ends: tuple[float, ...]
    unwatched: frozenset[int]
    series: dict[Key, _Series]


class Trends:
    """What came since the first answer, for every digest that was ever in one.

    One thread notes, the lane in which the server is asked, for a thousand digests take their time;
    any other may read meanwhile.
    """

    def __init__(self) -> None:
        self.version = 0
        """Another with every answer."""
        self._state = _State((), frozenset(), {})
        self._seen_until: datetime | None = None  # by the server's clock
        self._points: dict[Key, tuple[Point, ...]] = {}

    def note(self, digests: Iterable[Digest], at: float, patience: float = 0.0) -> None:
        """Take an answer that was so `at`; after more than `patience` seconds there is a gap.

        With 0 any time is as long as it was meant. An answer that is not later is left alone.
        """
        ends, unwatched, series = self._state
        if ends and at <= ends[-1]:
            return
        number = len(ends) - 1  # of the interval that ends now; -1 is the first answer
        if ends and at - ends[-1] > patience > 0:
            unwatched |= {number}
        missing = set(series)
        latest = self._seen_until
        for digest in digests:
            key = key_of(digest)
            missing.discard(key)
            self._take(series, key, digest, number)
            if digest.last_seen is not None:
                latest = max(latest, digest.last_seen) if latest else digest.last_seen
        for key in missing:
            _miss(series, key, number)
        self._seen_until = latest
        made = _State((*ends, at), unwatched, series)
        self._state = made if len(made.ends) <= MOST else _halved(made)
        self._points = {}
        self.version += 1

    def _take(self, known: dict[Key, _Series], key: Key, digest: Digest, number: int) -> None:
        series = known.get(key)
        if series is None:
            series = _Series(parts=dict.fromkeys(range(number), _UNKNOWN))
        if number >= 0:
            series.add(number, self._between(series.before, digest))
        series.before = digest
        known[key] = series

    def _between(self, before: Digest | None, now: Digest) -> _Part:
        """Of counters that fell, or were not there before, only those that began since are known.

        What rose into the heaviest thousand, or lost one of the cursors it was added up from,
        looks the same and is not: all it ever did would stand there as done just now.
        """
        if before is not None and before.count <= now.count and before.first_seen == now.first_seen:
            return _Part(now.count - before.count, max(0.0, now.seconds - before.seconds))
        first, until = now.first_seen, self._seen_until
        if first is not None and until is not None and first > until:
            return _Part(now.count, now.seconds, anew=before is not None)
        return _Part(None, None, anew=before is not None)

    # what is shown of it

    def of(self, digest: Digest) -> "Trend":
        """That of a digest."""
        return Trend(self, key_of(digest), self.version)

    def intervals(self, key: Key) -> tuple[Interval, ...]:
        """All of a digest, the oldest first."""
        ends, unwatched, known = self._state
        series = known.get(key)
        if series is None:
            return ()
        return tuple(
            Interval(
                ends[number], ends[number + 1], part.calls, part.seconds, part.anew,
                number not in unwatched,
            )
            for number in range(len(ends) - 1)
            for part in (series.parts.get(number, _QUIET),)
        )  # fmt: skip

    def last(self, key: Key) -> Interval | None:
        """The interval that ended with the last answer; without looking at the others."""
        ends, _unwatched, known = self._state
        series, number = known.get(key), len(ends) - 2
        if series is None or number < 0:
            return None
        part = series.parts.get(number, _QUIET)
        return Interval(ends[-2], ends[-1], part.calls, part.seconds, part.anew)

    def since(self, key: Key) -> tuple[int, float] | None:
        """Calls and seconds since the first answer, as far as they are known."""
        ends, _unwatched, known = self._state
        series = known.get(key)
        return None if series is None or len(ends) < 2 else (series.count, series.seconds)

    def points(self, key: Key) -> tuple[Point, ...]:
        """The load as a line of few points, from left to right; a page of them is drawn at once."""
        kept, state = self._points, self._state  # another thread may put others in their place
        found = kept.get(key)
        if found is None:
            series = state.series.get(key)
            found = kept[key] = () if series is None else _line(state, series.parts)
        return found


def _miss(known: dict[Key, _Series], key: Key, number: int) -> None:
    """A digest that is not in an answer; one of which nothing is known any more is forgotten."""
    series = known[key]
    series.before = None
    if number >= 0:
        series.parts[number] = _UNKNOWN
    if len(series.parts) >= MOST and not any(part.calls for part in series.parts.values()):
        del known[key]


def _halved(state: _State) -> _State:
    """Neighbours put together, in new places: what is read meanwhile stays as it is."""
    return _State(
        state.ends[::2],
        frozenset(number // 2 for number in state.unwatched),
        {key: series.halved() for key, series in state.series.items()},
    )


class Trend:
    """What one digest did, looked up when it is asked for: most rows are never painted."""

    __slots__ = ("_trends", "key", "version")

    def __init__(self, trends: Trends, key: Key, version: int) -> None:
        self._trends, self.key, self.version = trends, key, version

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Trend) and self.key == other.key and self.version == other.version

    def __hash__(self) -> int:
        return hash((self.key, self.version))

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """The oldest first."""
        return self._trends.intervals(self.key)

    @property
    def now(self) -> float | None:
        """The load of the last interval."""
        last = self._trends.last(self.key)
        return None if last is None else last.load

    @property
    def since(self) -> tuple[int, float] | None:
        """Calls and seconds since the page was opened."""
        return self._trends.since(self.key)

    @property
    def points(self) -> tuple[Point, ...]:
        """To draw in a cell."""
        return self._trends.points(self.key)

    @property
    def sentence(self) -> str:
        """The trend in words, for those who cannot see it and for what is exported."""
        known = [(each.load, each) for each in self.intervals if each.load is not None]
        if len(known) < _THIRD:
            return _("too few samples yet")
        calls = sum(each.count or 0 for _load, each in known)
        time = formats.duration(sum(each.ends - each.begins for _load, each in known))
        if not calls:
            return _("did not run in {time}").format(time=time)
        loads = [load for load, _each in known]
        third = len(loads) // _THIRD
        early, late = sum(loads[:third]) / third, sum(loads[-third:]) / third
        if late > _MUCH * early:
            said = _("rising: {calls} in {time}, {early} running at once at first, {late} lately")
        elif early > _MUCH * late:
            said = _("falling: {calls} in {time}, {early} running at once at first, {late} lately")
        else:
            said = _("steady: {calls} in {time}, {late} running at once")
        counted = ngettext("{count} call", "{count} calls", calls).format(
            count=formats.count(calls)
        )
        return said.format(
            calls=counted, time=time, early=formats.number(early), late=formats.number(late)
        )


def key_of(digest: Digest) -> Key:
    """Tells digests apart."""
    return digest.schema, digest.id


def _line(state: _State, parts: dict[int, _Part]) -> tuple[Point, ...]:
    """A point in the middle of each stretch of intervals, the highest load at 1; quiet: no line."""
    ends, unwatched = state.ends, state.unwatched
    count = len(ends) - 1
    if count < 1:
        return ()
    begin, whole = ends[0], ends[-1] - ends[0]
    stride = -(-count // _POINTS)
    heights: list[Point] = []
    for first in range(0, count, stride):
        last = min(first + stride, count)
        load = -1.0
        for number in range(first, last):
            seconds = parts.get(number, _QUIET).seconds
            if seconds is not None and number not in unwatched:
                load = max(load, seconds / (ends[number + 1] - ends[number]))
        middle = ((ends[first] + ends[last]) / 2 - begin) / whole
        heights.append(None if load < 0 else (middle, load))
    most = max((point[1] for point in heights if point), default=0.0)
    if not most:
        return (None,)
    return tuple(point and (point[0], point[1] / most) for point in heights)
