"""Which files there are, and which stretch of time each tells of. Days and months are of UTC."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.monitor.history.keeping import DAY

_NAME = re.compile(
    r"(?:(?P<kind>raw|captures)-(?P<day>\d{4}-\d\d-\d\d)"
    r"|rolled-(?P<level>\d{1,6})-(?P<month>\d{4}-\d\d))\.sqlite",
    re.ASCII,
)
MARKS = "marks.sqlite"


@dataclass(frozen=True, slots=True)
class Kept:
    """One file: of a day, or of a month at a level."""

    path: Path
    kind: str
    """`raw`, `captures` or `rolled`."""
    level: int
    first: int
    """Day since 1970."""
    last: int


def day_of(at: float) -> int:
    """Days since 1970."""
    return int(at // DAY)


def raw_path(folder: Path, day: int) -> Path:
    """The samples of a day."""
    return folder / f"raw-{_date(day):%Y-%m-%d}.sqlite"


def captures_path(folder: Path, day: int) -> Path:
    """The recorder's tables of a day."""
    return folder / f"captures-{_date(day):%Y-%m-%d}.sqlite"


def rolled_path(folder: Path, level: int, day: int) -> Path:
    """The steps of the month `day` is in."""
    return folder / f"rolled-{level}-{_date(day):%Y-%m}.sqlite"


def files(folder: Path, kind: str = "", level: int = 0) -> list[Kept]:
    """All, or those of a kind and level, the oldest first."""
    found = [
        each
        for each in _files(folder)
        if (not kind or each.kind == kind) and (not level or each.level == level)
    ]
    return sorted(found, key=lambda each: (each.first, each.level))


def _files(folder: Path) -> Iterator[Kept]:
    for path in folder.iterdir():
        if not (said := _NAME.fullmatch(path.name)):
            continue
        try:
            if said["kind"]:
                day = _day(said["day"])
                yield Kept(path, said["kind"], 0, day, day)
            else:
                first = _day(f"{said['month']}-01")
                later = _date(first + 31).replace(day=1)
                yield Kept(path, "rolled", int(said["level"]), first, _number(later) - 1)
        except ValueError:  # named like ours, of a day that is none
            continue


def _date(day: int) -> datetime:
    return datetime.fromtimestamp(day * DAY, UTC)


def _day(text: str) -> int:
    return _number(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC))


def _number(date: datetime) -> int:
    return int(date.timestamp()) // DAY


def size(folder: Path) -> int:
    """Bytes of everything in it that is in use; damaged files that are kept count too."""
    total = 0
    for path in folder.iterdir():
        try:
            total += path.stat().st_size
        except OSError:  # gone meanwhile
            continue
    return total
