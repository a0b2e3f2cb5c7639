"""What is kept, read from any thread: of one key over time, of one instance at a moment.

Of every day the best telling there is is taken: where the steps wanted are coarse, or the raw
samples are gone, the rolled ones. All points of one answer are of one step, the coarsest among
them.
"""

from collections.abc import Callable, Container, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from math import isfinite, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from app.domain.monitoring.metric import PERIODS
from app.domain.monitoring.series import Series
from app.monitor.history import blocks, points, shelf
from app.monitor.history.blocks import Found
from app.monitor.history.file import reading
from app.monitor.history.keeping import LEVELS, SLICE
from app.monitor.history.names import Keys, Names
from app.monitor.history.packing import RESTARTED
from app.monitor.history.points import Points
from app.monitor.history.rolling import COUNT, EACH, HIGH, LOW, MEAN
from app.monitor.history.tail import TIERS, Tail

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Open:
    """The newest samples of a day, in memory, and the names their numbers stand for."""

    tail: Tail
    names: Names


_LAST = 253_402_300_799.0  # the end of the year 9999

_TICK = 0.001  # seconds: the finest times there are
_ALL = 1 << 40  # beyond every slice
_Rows: TypeAlias = tuple[Any, Any, Any]
"""Times, values and flags of samples, as they lie there."""
OpenOf = Callable[[int], Open | None]
"""Gives what of a day is not packed yet."""


@dataclass(slots=True)
class _Told:
    """What is known of one key: the points of each day, and the coarsest step among them."""

    step: int
    days: dict[int, list[Points]] = field(default_factory=dict)

    def take_rolled(self, step: int, told: Mapping[int, Points], raw_days: Container[int]) -> None:
        """Days that nothing finer tells of."""
        new = {day: [told[day]] for day in told if day not in self.days and day not in raw_days}
        if new:
            self.step = max(self.step, step)
        self.days.update(new)

    def series(self, instance: str, key: str, begin: float, end: float, most: int) -> Series:
        """All of it in one."""
        step = self.step
        parts = [
            points.rolled(part, step) if step else part
            for day in sorted(self.days)
            for part in self.days[day]
        ]
        whole = points.between(points.joined(parts), begin - step + _TICK if step else begin, end)
        return points.series(instance, key, whole, step, most)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one folder."""

    folder: Path
    open_of: OpenOf

    def series(self, instance: str, key: str, begin: float, end: float, most: int) -> Series:
        """As `History.series`."""
        return self.series_of(instance, (key,), begin, end, most)[key]

    def series_of(
        self, instance: str, keys: Keys, begin: float, end: float, most: int
    ) -> dict[str, Series]:
        """As `History.series_of`."""
        begin, end, most = max(begin, 0.0), min(end, _LAST), max(most, 4)
        wanted = (end - begin) / most
        level = max((level for level in LEVELS if level <= wanted), default=0)
        told = {key: _Told(level) for key in keys}
        first, last = shelf.day_of(begin), shelf.day_of(end)
        raws = shelf.files(self.folder, "raw")
        raw_days = {kept.first for kept in raws} if level == 0 else set()
        for each in LEVELS:
            if each >= level and not raw_days.issuperset(range(first, last + 1)):
                for key, days in self._rolled(instance, keys, each, first, last).items():
                    told[key].take_rolled(each, days, raw_days)
        for kept in raws:
            if first <= kept.first <= last:
                for known in (False, True):
                    some = tuple(key for key in keys if (kept.first in told[key].days) is known)
                    for key, parts in self._raw(kept, instance, some, known, (begin, end)).items():
                        told[key].days.setdefault(kept.first, []).extend(parts)
        return {key: told[key].series(instance, key, begin, end, most) for key in keys}

    def _rolled(
        self, instance: str, keys: Keys, level: int, first: int, last: int
    ) -> dict[str, dict[int, Points]]:
        """By key, and by day."""
        told: dict[str, dict[int, Points]] = {key: {} for key in keys}
        for kept in shelf.files(self.folder, "rolled", level):
            if kept.last < first or kept.first > last:
                continue
            with suppress(FileNotFoundError), reading(kept.path) as connection:
                number = _number(connection, instance)
                for found in blocks.each(connection, number, keys, first, last):
                    for key in keys:
                        rows = blocks.column(found.block, found.keys, key, EACH)
                        if rows is not None:
                            told[key][found.slice] = _rolled_points(found, rows)
        return told

    def _raw(
        self, kept: shelf.Kept, instance: str, keys: Keys, known: bool, span: tuple[float, float]
    ) -> dict[str, list[Points]]:
        """By key, the samples of a day; none where all of them are in what is rolled (`known`)."""
        import numpy as np

        if not keys:
            return {}
        newest = self._newest(kept.first, instance, keys)
        packed: dict[str, dict[int, list[_Rows]]] = {key: {} for key in keys}
        first, last = (int(max(0, at) // SLICE) for at in span)
        with suppress(FileNotFoundError), reading(kept.path) as connection:
            number = _number(connection, instance)
            if known and not newest and not _is_fresh(connection, number):
                return {}
            if known:
                first, last = 0, _ALL
            for found in blocks.each(connection, number, keys, first, last):
                block = found.block
                for key in keys:
                    rows = blocks.column(block, found.keys, key)
                    if rows is not None:
                        part = (block.times, rows[0], block.flags)
                        packed[key].setdefault(found.tier, []).append(part)
        for tier, of_keys in newest.items():  # after what is packed: of two of a moment it counts
            for key, newer in of_keys.items():
                if tier in packed[key] or not np.isnan(newer[1]).all():
                    packed[key].setdefault(tier, []).append(newer)
        return {key: [_samples(rows_) for rows_ in packed[key].values()] for key in keys}

    def _newest(self, day: int, instance: str, keys: Keys) -> "dict[int, dict[str, _Rows]]":
        """What is not packed yet, by tier and by key; NaN where there is none of the key."""
        there = self.open_of(day)
        if there is None or (number := there.names.instances.get(instance)) is None:
            return {}
        import numpy as np

        found: dict[int, dict[str, _Rows]] = {}
        for tier in range(len(TIERS)):
            kept = there.tail.of(number, tier)
            if not kept:
                continue
            times = np.array([each.at for each in kept], np.int64)
            flags = np.array([each.flags for each in kept], np.int64)
            whose = np.array([each.layout for each in kept], np.int64)
            columns = {key: np.full(len(kept), nan) for key in keys}
            for layout in {each.layout for each in kept}:
                rows = np.flatnonzero(whose == layout)
                flat = b"".join(kept[row].values.tobytes() for row in rows)
                table = np.frombuffer(flat, np.float32).reshape(len(rows), -1)
                for key in keys:
                    if (place := _place(there.names, layout, key)) >= 0:
                        columns[key][rows] = table[:, place]
            found[tier] = {key: (times, columns[key], flags) for key in keys}
        return found

    # ------------------------------------------------------------------ one moment

    def state_at(self, instance: str, at: float) -> Mapping[str, float]:
        """As `History.state_at`."""
        newest: dict[str, tuple[float, float]] = {}
        for days_back in (0, 1):
            day = shelf.day_of(at) - days_back
            self._take_raw(instance, day, at, newest)
        if not newest:
            self._take_rolled(instance, at, newest)
        return {key: value for key, (_at, value) in newest.items() if isfinite(value)}

    def _take_raw(
        self, instance: str, day: int, at: float, newest: dict[str, tuple[float, float]]
    ) -> None:
        oldest = at - points.GAP * max(PERIODS.values())
        path = shelf.raw_path(self.folder, day)
        there = self.open_of(day)
        if there is not None and (number := there.names.instances.get(instance)) is not None:
            for tier in range(len(TIERS)):
                for each in there.tail.of(number, tier):
                    keys = there.names.layouts[each.layout - 1]
                    _keep(newest, TIERS[tier], at, each.at / 1000, keys, each.values)
        with suppress(FileNotFoundError), reading(path) as connection:
            number = _number(connection, instance)
            span = (int(max(0, oldest) // SLICE), int(max(0, at) // SLICE))
            for found in blocks.each(connection, number, (), *span):
                n = int((found.block.times / 1000 <= at).sum()) - 1
                if n >= 0:
                    moment = float(found.block.times[n]) / 1000
                    values = found.block.columns[:, n]
                    _keep(newest, TIERS[found.tier], at, moment, found.keys, values)

    def _take_rolled(
        self, instance: str, at: float, newest: dict[str, tuple[float, float]]
    ) -> None:
        day = shelf.day_of(at)
        for level in reversed(LEVELS):  # the finest last: it counts
            path = shelf.rolled_path(self.folder, level, day)
            with suppress(FileNotFoundError), reading(path) as connection:
                number = _number(connection, instance)
                for found in blocks.each(connection, number, (), day, day):
                    begun = (found.block.times / 1000 <= at) & (
                        found.block.times / 1000 > at - max(level, PERIODS[TIERS[found.tier]])
                    )
                    if begun.any():
                        n = int(begun.nonzero()[0][-1])
                        means = found.block.columns[MEAN::EACH, n]
                        newest.update(
                            (key, (at, float(mean)))
                            for key, mean in zip(found.keys, means, strict=False)
                        )

    # ------------------------------------------------------------------ what there is

    def instances(self) -> tuple[str, ...]:
        """As `History.instances`."""
        found: set[str] = set()
        for kept in self._told():
            if kept.kind == "raw" and (there := self.open_of(kept.first)) is not None:
                found.update(list(there.names.instances))
            with suppress(FileNotFoundError), reading(kept.path) as connection:
                found.update(name for (name,) in connection.execute("SELECT id FROM instance"))
        return tuple(sorted(found))

    def keys(self, instance: str) -> tuple[str, ...]:
        """As `History.keys`."""
        found: set[str] = set()
        for kept in self._told():
            if kept.kind == "raw" and (there := self.open_of(kept.first)) is not None:
                number = there.names.instances.get(instance)
                for layout in there.tail.layouts(number) if number else ():
                    found.update(there.names.layouts[layout - 1])
            with suppress(FileNotFoundError), reading(kept.path) as connection:
                number = _number(connection, instance)
                for keys in blocks.layouts_of(connection, number, 0, _ALL).values():
                    found.update(keys)
        return tuple(sorted(found))

    def _told(self) -> list[shelf.Kept]:
        """Files with samples: raw, and the hours, in which everything older is."""
        return [*shelf.files(self.folder, "raw"), *shelf.files(self.folder, "rolled", LEVELS[-1])]


def _number(connection: "sqlite3.Connection", instance: str) -> int:
    found = connection.execute("SELECT no FROM instance WHERE id = ?", (instance,)).fetchone()
    return int(found[0]) if found else 0


def _is_fresh(connection: "sqlite3.Connection", instance: int) -> bool:
    return bool(
        connection.execute("SELECT 1 FROM fresh WHERE instance = ?", (instance,)).fetchone()
    )


def _place(names: Names, layout: int, key: str) -> int:
    keys: Keys = names.layouts[layout - 1]
    return keys.index(key) if key in keys else -1


def _samples(parts: "list[_Rows]") -> Points:
    """Of two values of one moment the later in `parts` counts; any counts before none."""
    import numpy as np

    times, values, flags = (np.concatenate([part[row] for part in parts]) for row in range(3))
    order = np.lexsort((np.arange(len(times)), np.isfinite(values), times))
    ordered = times[order]
    order = order[np.append(ordered[1:] != ordered[:-1], True)]
    breaks = (flags[order] & RESTARTED).astype(np.float64)
    return points.of_samples(times[order] / 1000, values[order], breaks)


def _rolled_points(found: Found, rows: Any) -> Points:
    import numpy as np

    there = rows[COUNT] > 0
    return Points(
        found.block.times[there] / 1000, rows[MEAN][there], rows[LOW][there], rows[HIGH][there],
        rows[COUNT][there], (found.block.flags[there] & RESTARTED).astype(np.float64),
    )  # fmt: skip


def _keep(
    newest: dict[str, tuple[float, float]], tier: Any, at: float, moment: float,
    keys: Keys, values: Any,
) -> None:  # fmt: skip
    """Take the values of a sample, where it is the newest one that still tells of `at`."""
    if not at - points.GAP * PERIODS[tier] <= moment <= at:
        return
    for key, value in zip(keys, values, strict=False):
        known = newest.get(key)
        if known is None or known[0] <= moment:
            newest[key] = (moment, float(value))
