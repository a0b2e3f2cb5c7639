"""The flight recorder's tables, and the marks: written at once, each by itself."""

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from app.domain.monitoring.metric import Severity
from app.domain.monitoring.sample import Capture, CaptureKind, Mark, MarkKind
from app.monitor.history import file, shelf
from app.monitor.history.keeping import DAY

_MOST = 64 * 1024 * 1024  # bytes that a capture may inflate to: more is none of ours


def packed_capture(capture: Capture) -> bytes:
    """As it lies on the disk."""
    text = json.dumps([capture.columns, capture.rows], ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def unpacked_capture(instance: str, kind: CaptureKind, at: float, packed: bytes) -> Capture:
    """The table again.

    Raises:
        ValueError: these bytes are none.
    """
    inflating = zlib.decompressobj()
    try:
        text = inflating.decompress(packed, _MOST)
        columns, rows = json.loads(text.decode("utf-8", "surrogatepass"))
        return Capture(instance, kind, at, tuple(columns), tuple(tuple(row) for row in rows))
    except (zlib.error, TypeError, RecursionError) as error:
        raise ValueError("no capture") from error


class CaptureFile:
    """Captures of one day, open for writing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = file.opened(path, file.CAPTURES)

    def close(self) -> None:
        """Done with the file."""
        self.connection.close()

    def add(self, capture: Capture) -> None:
        """Keep it; one of the same moment is the same."""
        with file.judging(self.path), file.whole(self.connection):
            self.connection.execute(
                "INSERT OR REPLACE INTO capture VALUES (?, ?, ?, ?)",
                (capture.instance, capture.kind, capture.at, packed_capture(capture)),
            )

    def shed(self, most_rows: int = 32) -> bool:
        """Delete some of the oldest, and give their room back; whether there were any."""
        with file.judging(self.path):
            with file.whole(self.connection):
                gone = self.connection.execute(
                    "DELETE FROM capture WHERE (instance, kind, at) IN"
                    " (SELECT instance, kind, at FROM capture ORDER BY at LIMIT ?)",
                    (most_rows,),
                ).rowcount
            file.give_back(self.connection)
        return gone > 0


def captures(
    folder: Path, instance: str, kind: CaptureKind, begin: float, end: float
) -> tuple[float, ...]:
    """When there are any, oldest first."""
    found: list[float] = []
    for kept in shelf.files(folder, "captures"):
        if not shelf.day_of(begin) <= kept.first <= shelf.day_of(end):
            continue
        with suppress(FileNotFoundError), file.reading(kept.path) as connection:
            found.extend(
                at
                for (at,) in connection.execute(
                    "SELECT at FROM capture WHERE instance = ? AND kind = ?"
                    " AND at BETWEEN ? AND ? ORDER BY at",
                    (instance, kind, begin, end),
                )
            )
    return tuple(found)


def capture_at(folder: Path, instance: str, kind: CaptureKind, at: float) -> Capture | None:
    """The newest that was taken by then; damaged ones are passed over."""
    for kept in reversed(shelf.files(folder, "captures")):
        if kept.first * DAY > at:
            continue
        with suppress(FileNotFoundError), file.reading(kept.path) as connection:
            rows = connection.execute(
                "SELECT at, packed FROM capture WHERE instance = ? AND kind = ? AND at <= ?"
                " ORDER BY at DESC",
                (instance, kind, at),
            )
            for taken, packed in rows:
                with suppress(ValueError):
                    return unpacked_capture(instance, kind, taken, packed)
    return None


def add_mark(connection: sqlite3.Connection, mark: Mark) -> None:
    """Keep it; told twice it is one, and the later telling of its end counts.

    Its severity stands behind its kind (`alert/warning`): older programs pass such marks over, and
    write into the same table.
    """
    kind = f"{mark.kind}/{mark.severity}" if mark.severity is not None else str(mark.kind)
    with file.whole(connection):
        connection.execute(
            "DELETE FROM mark WHERE at = ? AND instance = ? AND reference = ? AND reference != ''"
            " AND (kind = ? OR kind GLOB ? || '/*')",
            (mark.at, mark.instance, mark.reference, mark.kind, mark.kind),
        )
        connection.execute(
            "INSERT OR REPLACE INTO mark VALUES (?, ?, ?, ?, ?, ?)",
            (mark.instance, kind, mark.at, mark.reference, mark.text, mark.until),
        )


def drop_marks(connection: sqlite3.Connection, before: float, most_rows: int = 500) -> bool:
    """Delete some of those that are too old; whether there were any."""
    with file.whole(connection):
        gone = connection.execute(
            "DELETE FROM mark WHERE (at, instance, kind, reference, text) IN (SELECT"
            " at, instance, kind, reference, text FROM mark WHERE at < ? LIMIT ?)",
            (before, most_rows),
        ).rowcount
    return gone > 0


def marks(folder: Path, begin: float, end: float, instance: str) -> tuple[Mark, ...]:
    """Those that touch the time between, oldest first: of all instances, or one and all at once."""
    with suppress(FileNotFoundError), file.reading(folder / shelf.MARKS) as connection:
        rows = connection.execute(
            "SELECT instance, kind, at, text, until, reference FROM mark"
            " WHERE at <= ? AND coalesce(until, at) >= ?"
            " AND (? = '' OR instance IN (?, '')) ORDER BY at",
            (end, begin, instance, instance),
        )
        return tuple(
            Mark(whose, kind, at, text, until, reference, severity)
            for whose, written, at, text, until, reference in rows
            for kind, severity in _kinds(written)
        )
    return ()


def _kinds(written: str) -> Iterator[tuple[MarkKind, Severity | None]]:
    """What `add_mark` wrote; nothing where a newer program did."""
    kind, _slash, severity = written.partition("/")
    with suppress(ValueError):
        yield MarkKind(kind), Severity(severity) if severity else None
