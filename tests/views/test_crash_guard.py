"""What nobody caught: a bug is kept and shown once, an expected error goes to the notice bar."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from pytestqt.qtbot import QtBot

from app.domain.errors import Unwritable
from app.views.crash_guard import CrashGuard


class Desk:
    """Remembers what it was shown and told, and may fail at it."""

    def __init__(self, then: Callable[[], object] = lambda: None) -> None:
        self.reports: list[str] = []
        self.errors: list[Exception] = []
        self._then = then

    def show(self, report: str) -> None:
        self.reports.append(report)
        self._then()


def guard_over(desk: Desk, folder: Path) -> CrashGuard:
    return CrashGuard(folder, desk.errors.append, desk.show)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def guard(qtbot: QtBot, desk: Desk, tmp_path: Path) -> CrashGuard:
    return guard_over(desk, tmp_path)


@pytest.fixture
def installed(guard: CrashGuard) -> Iterator[CrashGuard]:
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    guard.install()
    yield guard
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def bug(text: str = "bug") -> Exception:
    try:
        raise RuntimeError(text)
    except RuntimeError as error:
        return error


def other_bug() -> Exception:
    try:
        raise LookupError
    except LookupError as error:
        return error


def settle() -> None:
    """Let everything queued happen."""
    QCoreApplication.processEvents()


def test_a_bug_is_kept_and_shown(guard: CrashGuard, desk: Desk, tmp_path: Path) -> None:
    guard.take(bug())
    assert desk.reports == []  # not in the middle of what failed
    settle()
    [report] = desk.reports
    [kept] = tmp_path.glob("crash-*.txt")
    assert kept.read_text("utf-8") == report


def test_an_expected_error_is_presented_and_not_kept(
    guard: CrashGuard, desk: Desk, tmp_path: Path
) -> None:
    error = Unwritable("The disk is full.")
    guard.take(error)
    settle()
    assert (desk.errors, desk.reports) == ([error], [])
    assert list(tmp_path.iterdir()) == []


def test_the_same_bug_is_shown_once(guard: CrashGuard, desk: Desk, tmp_path: Path) -> None:
    for _ in range(100):
        guard.take(bug())
        settle()
        guard.shown()
    assert len(desk.reports) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_one_report_at_a_time_but_each_is_kept(
    guard: CrashGuard, desk: Desk, tmp_path: Path
) -> None:
    guard.take(bug())
    guard.take(other_bug())
    settle()
    assert len(desk.reports) == 1
    assert len(list(tmp_path.iterdir())) == 2


def test_after_reading_the_next_bug_is_shown(guard: CrashGuard, desk: Desk) -> None:
    guard.take(bug())
    settle()
    guard.shown()
    guard.take(other_bug())
    settle()
    assert len(desk.reports) == 2


def test_a_bug_in_showing_a_bug_does_not_go_round(qtbot: QtBot, tmp_path: Path) -> None:
    def fail() -> None:
        raise LookupError

    desk = Desk(fail)
    guard = guard_over(desk, tmp_path)
    with qtbot.captureExceptions() as raised:
        guard.take(bug())
        settle()
    for _kind, error, _trace in raised:
        guard.take(error)
    settle()
    assert len(desk.reports) == 1
    assert len(list(tmp_path.glob("crash-*.txt"))) == 2


def test_a_full_disk_still_shows_the_report(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    guard_over(desk, tmp_path / "state").take(bug())
    settle()
    assert len(desk.reports) == 1


def test_a_bug_in_a_slot_comes_here(
    qtbot: QtBot, installed: CrashGuard, desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    QTimer.singleShot(0, lambda: sys.excepthook(RuntimeError, bug("in a slot"), None))
    qtbot.waitUntil(lambda: len(desk.reports) == 1)
    assert "in a slot" in desk.reports[0]
    assert "in a slot" in capfd.readouterr().err


def test_a_bug_in_a_thread_comes_here(qtbot: QtBot, installed: CrashGuard, desk: Desk) -> None:
    def fail() -> None:
        raise RuntimeError("in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(desk.reports) == 1)
    assert "in a thread" in desk.reports[0]


def test_a_bug_in_a_destructor_comes_here(qtbot: QtBot, installed: CrashGuard, desk: Desk) -> None:
    class Bad:
        def __del__(self) -> None:
            raise RuntimeError("in a destructor")

    made = Bad()
    del made
    qtbot.waitUntil(lambda: len(desk.reports) == 1)
    assert "in a destructor" in desk.reports[0]


def test_ctrl_c_is_no_bug(qtbot: QtBot, installed: CrashGuard, desk: Desk) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    settle()
    assert desk.reports == []
