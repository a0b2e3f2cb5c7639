"""Captures are shown with their units; a session that is held up says by whom."""

from app.domain.monitoring.sample import CaptureKind
from app.models.fields import State
from app.models.monitoring.capture_fields import FIELDS, CaptureRow, capture_rows
from tests.views.live.watching import NOW, sessions, statements


def cells(kind: CaptureKind, row: CaptureRow) -> dict[str, str]:
    return {field.key: field.shown(row) for field in FIELDS[kind]}


def test_sessions() -> None:
    first = capture_rows(sessions("a", NOW, "ann"))[0]
    shown = cells(CaptureKind.SESSIONS, first)
    assert shown["seconds"] == "2 s"
    assert shown["user"] == "ann"
    assert shown["blocked_by"] == "–"
    held = CaptureRow(1, {**first.cells, "blocked_by": "17"})
    field = next(each for each in FIELDS[CaptureKind.SESSIONS] if each.key == "blocked_by")
    assert field.state_of(held) is State.ERROR
    assert field.state_of(first) is State.NONE


def test_statements() -> None:
    shown = cells(CaptureKind.STATEMENTS, capture_rows(statements("a", NOW, "SELECT 1"))[0])
    assert shown["seconds"] == "3.5 s"
    assert shown["count"] == "10"
    assert shown["lock_seconds"] == "–"


def test_no_capture_has_no_rows() -> None:
    assert capture_rows(None) == []
