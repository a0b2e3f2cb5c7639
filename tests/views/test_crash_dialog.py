"""What nobody caught: a bug gets a dialog with a report, an expected error the notice bar."""

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from app.domain.errors import ConsoleError, Unwritable
from app.views.crash_dialog import CrashDialog, CrashGuard, report_of


class Shown:
    """Remembers the dialogs it was asked to show, and may fail while it does."""

    def __init__(self, then=lambda: None) -> None:
        self.dialogs: list[CrashDialog] = []
        self._then = then

    def __call__(self, dialog: CrashDialog) -> None:
        self.dialogs.append(dialog)
        self._then()


@pytest.fixture
def bug() -> ZeroDivisionError:
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError as error:
        return error
    raise AssertionError


def caught(qtbot, guard: CrashGuard, error: BaseException) -> None:
    with qtbot.waitSignal(guard._caught):
        guard._hook(type(error), error, error.__traceback__)
    qtbot.wait(1)


def test_a_bug_is_shown_and_kept(qtbot, tmp_path: Path, bug: Exception) -> None:
    shown = Shown()
    guard = CrashGuard(tmp_path, lambda error: None, shown)
    caught(qtbot, guard, bug)
    assert len(shown.dialogs) == 1
    kept = next(tmp_path.glob("crash-*.txt")).read_text("utf-8")
    assert "ZeroDivisionError" in kept
    assert "PySide6" in kept


def test_an_expected_error_is_presented(qtbot, tmp_path: Path) -> None:
    shown, presented = Shown(), []
    guard = CrashGuard(tmp_path, presented.append, shown)
    error = Unwritable("The disk is full.")
    caught(qtbot, guard, error)
    assert presented == [error]
    assert shown.dialogs == []
    assert list(tmp_path.iterdir()) == []


def test_a_bug_while_the_dialog_is_up_brings_no_second_one(
    qtbot, tmp_path: Path, bug: Exception
) -> None:
    shown = Shown(lambda: guard._bring(bug))
    guard = CrashGuard(tmp_path, lambda error: None, shown)
    caught(qtbot, guard, bug)
    assert len(shown.dialogs) == 1


def test_a_full_disk_still_shows_the_dialog(qtbot, bug: Exception) -> None:
    shown = Shown()
    guard = CrashGuard(Path("/dev/null/nowhere"), lambda error: None, shown)
    caught(qtbot, guard, bug)
    assert len(shown.dialogs) == 1


def test_the_report_is_copied(qtbot, tmp_path: Path, bug: Exception) -> None:
    dialog = CrashDialog(report_of(bug), tmp_path)
    qtbot.addWidget(dialog)
    dialog.copy()
    assert "ZeroDivisionError" in QGuiApplication.clipboard().text()


def test_console_errors_keep_their_hint_across_processes() -> None:
    import pickle

    error = pickle.loads(pickle.dumps(ConsoleError("text", hint="do this")))
    assert (str(error), error.hint) == ("text", "do this")
