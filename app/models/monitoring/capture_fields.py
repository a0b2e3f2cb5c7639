"""Captures as tables: who was at work, and which statements took most. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.figures import duration, number
from app.domain.monitoring.sample import (
    SESSION_COLUMNS,
    STATEMENT_COLUMNS,
    Capture,
    CaptureKind,
    Scalar,
)
from app.i18n import N_
from app.models.fields import Align, Field, State
from app.models.formats import count, plain

_LONG = 60.0
"""Seconds at work from which on a session is marked."""


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """A row of a capture; `number` is its place there."""

    number: int
    cells: Mapping[str, Scalar]

    def figure(self, name: str) -> float | None:
        """A cell that is a number."""
        value = self.cells.get(name)
        return float(value) if isinstance(value, int | float) else None


def capture_rows(capture: Capture | None) -> list[CaptureRow]:
    """The rows of a capture, in its order."""
    if capture is None:
        return []
    return [
        CaptureRow(place + 1, dict(zip(capture.columns, row, strict=False)))
        for place, row in enumerate(capture.rows)
    ]


_TITLES = {
    "id": N_("Id"), "user": N_("User"), "client": N_("Client"), "database": N_("Database"),
    "state": N_("State"), "wait_class": N_("Wait class"), "seconds": N_("Time"),
    "statement": N_("Statement"), "blocked_by": N_("Blocked by"), "count": N_("Calls"),
    "lock_seconds": N_("Lock time"), "rows_read": N_("Rows read"), "rows_sent": N_("Rows sent"),
    "rows_changed": N_("Rows changed"), "errors": N_("Errors"),
}  # fmt: skip
_SECONDS, _COUNTS = {"seconds", "lock_seconds"}, {"count", "rows_read", "rows_sent", "rows_changed"}
_WIDE = {"statement": 320, "seconds": 70, "count": 70, "user": 80, "client": 130}


def _field(name: str) -> Field[CaptureRow]:
    def value(row: CaptureRow) -> Any:
        cell = row.cells.get(name)
        return None if cell == "" else cell

    def state(row: CaptureRow) -> State:
        if name == "blocked_by":
            return State.ERROR if value(row) is not None else State.NONE
        seconds = row.figure("seconds")
        return State.WARNING if seconds is not None and seconds >= _LONG else State.NONE

    figure = name in _SECONDS or name in _COUNTS or name == "errors"
    text = _duration if name in _SECONDS else (_count if figure else plain)
    return Field(
        name, _TITLES[name], value, text, align=Align.RIGHT if figure else Align.LEFT,
        width=_WIDE.get(name, 90), stretch=name == "statement", code=name == "statement",
        state=state if name == "blocked_by" else None,
    )  # fmt: skip


def _duration(value: Any) -> str:
    return duration(value) if isinstance(value, int | float) else plain(value)


def _count(value: Any) -> str:
    if isinstance(value, float) and not value.is_integer():
        return number(value)
    return count(int(value)) if isinstance(value, int | float) else plain(value)


def _telling_first(columns: tuple[str, ...]) -> list[str]:
    """Where there is room for few columns, those that tell most are seen."""
    first = [n for n in ("seconds", "count", "user", "wait_class", "statement") if n in columns]
    return first + [name for name in columns if name not in first]


FIELDS: Mapping[CaptureKind, tuple[Field[CaptureRow], ...]] = {
    CaptureKind.SESSIONS: tuple(_field(name) for name in _telling_first(SESSION_COLUMNS)),
    CaptureKind.STATEMENTS: tuple(_field(name) for name in _telling_first(STATEMENT_COLUMNS)),
}
