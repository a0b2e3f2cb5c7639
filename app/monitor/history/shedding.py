"""Which files go: those that are too old, and where the bytes do not suffice the oldest first."""

from pathlib import Path

from app.monitor.history import shelf
from app.monitor.history.keeping import DAY, Keeping


def outdated(folder: Path, keeping: Keeping, now: float) -> list[shelf.Kept]:
    """Files all of whose time is longer ago than it is to be kept."""
    ages = {"raw": keeping.raw, "captures": keeping.captures}
    return [
        each
        for each in shelf.files(folder)
        if (each.last + 1) * DAY < now - ages.get(each.kind, keeping.rolled.get(each.level, 0))
    ]


def too_much(folder: Path, keeping: Keeping) -> shelf.Kept | None:
    """The file of which something must go now, so that all fit into the bytes they may have.

    Captures go for their own limit; for that of everything raw samples go first, then captures,
    then the finer steps, and the hours last.
    """
    captures = shelf.files(folder, "captures")
    if captures and _bytes(captures) > keeping.most_bytes_of_captures:
        return captures[0]
    if shelf.size(folder) <= keeping.most_bytes:
        return None
    everything = shelf.files(folder)
    order = {"raw": 0, "captures": 1, "rolled": 2}
    return min(
        everything, key=lambda each: (order[each.kind], each.level, each.first), default=None
    )


def _bytes(files: list[shelf.Kept]) -> int:
    return sum(each.path.stat().st_size for each in files if each.path.exists())
