"""Marks and captures come back as they were."""

from dataclasses import replace

from app.domain.monitoring.metric import Severity
from app.domain.monitoring.sample import Capture, CaptureKind, Mark, MarkKind
from app.monitor.history import History
from app.monitor.history.keeping import DAY
from tests.monitor.history.samples import DAWN, Clock, never


def test_marks_are_of_one_or_of_all_and_told_twice_are_one(history: History) -> None:
    alert = Mark("a", MarkKind.ALERT, DAWN, "Too many threads.", reference="r1")
    history.mark(alert)
    ended = Mark("a", MarkKind.ALERT, DAWN, "Too many threads.", DAWN + 60, "r1")
    history.mark(ended)
    note = Mark("", MarkKind.NOTE, DAWN + 30, "发布")
    history.mark(note)
    history.mark(Mark("b", MarkKind.RESTART, DAWN + 40, "Began anew."))
    assert history.marks(DAWN + 20, DAWN + 35, "a") == (ended, note)
    assert len(history.marks(DAWN, DAWN + 100)) == 3
    assert history.marks(DAWN + 61, DAWN + 100, "a") == ()


def test_an_alert_that_got_worse_is_one_mark_and_older_ones_have_no_severity(
    history: History,
) -> None:
    old = Mark("a", MarkKind.ALERT, DAWN, "Too many threads.", DAWN + 9, "r0")
    history.mark(old)
    mild = Mark("a", MarkKind.ALERT, DAWN + 30, "61 threads.", None, "r1", Severity.WARNING)
    history.mark(mild)
    assert history.marks(DAWN, DAWN + 100) == (old, mild)
    bad = replace(mild, text="200 threads.", until=DAWN + 60, severity=Severity.CRITICAL)
    history.mark(bad)
    assert history.marks(DAWN, DAWN + 100) == (old, bad)


def test_captures_are_found_by_time_and_come_back_whole(history: History, clock: Clock) -> None:
    def capture(at: float) -> Capture:
        rows = ((1, "root", None, 2.5), (2, "应用", "SELECT '\ud800'", at))
        return Capture("a", CaptureKind.SESSIONS, at, ("id", "user", "sql", "age"), rows)

    clock.now = DAWN + DAY + 60
    for at in (DAWN, DAWN + 60, DAWN + DAY + 5):
        history.capture(capture(at))
        history.capture(capture(at))
    kind = CaptureKind.SESSIONS
    assert history.captures("a", kind, DAWN + 1, DAWN + 2 * DAY) == (DAWN + 60, DAWN + DAY + 5)
    assert history.capture_at("a", kind, DAWN + 59) == capture(DAWN)
    assert history.capture_at("a", kind, DAWN + DAY) == capture(DAWN + 60)
    assert history.capture_at("a", kind, DAWN - 1) is None
    assert history.capture_at("a", CaptureKind.STATEMENTS, DAWN + DAY) is None
    clock.now = DAWN + 4 * DAY + 60
    history.compact(never)
    assert history.captures("a", kind, 0, 1e12) == (DAWN + DAY + 5,)
