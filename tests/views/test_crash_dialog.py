"""The dialog of a bug: it shows the report, copies it, and lets go on or quit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.i18n import _, speaking
from app.views.crash_dialog import CrashDialog
from tests.views.parts import part

REPORT = "Mohist 0\n墨者"


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> Iterator[CrashDialog]:
    made = CrashDialog(REPORT, tmp_path)
    made.open()
    yield made
    if isValid(made):  # it deletes itself when it is closed
        made.close()


def press(dialog: CrashDialog, text: str) -> None:
    [button] = [b for b in dialog.findChildren(QPushButton) if b.text() == text]
    button.click()


def test_it_shows_the_report(dialog: CrashDialog) -> None:
    shown = part(dialog, QPlainTextEdit)
    assert shown.toPlainText() == REPORT
    assert shown.isReadOnly()


def test_the_report_can_be_copied(dialog: CrashDialog) -> None:
    press(dialog, "Copy the report")
    assert QGuiApplication.clipboard().text() == REPORT
    assert dialog.isVisible()


def test_going_on_closes_it(qtbot: QtBot, dialog: CrashDialog) -> None:
    with qtbot.waitSignal(dialog.accepted):
        press(dialog, "Go on")


def test_quitting_is_told(qtbot: QtBot, dialog: CrashDialog) -> None:
    with qtbot.waitSignals([dialog.rejected, dialog.leaving]):
        press(dialog, "Quit")


def test_a_folder_that_cannot_be_opened_is_survived(dialog: CrashDialog) -> None:
    press(dialog, "Open the folder")
    assert dialog.isVisible()


def test_it_speaks_chinese(qtbot: QtBot, tmp_path: Path) -> None:
    with speaking("zh_CN"):
        made = CrashDialog(REPORT, tmp_path)
        quit_ = _("Quit")
    qtbot.addWidget(made)
    assert quit_ != "Quit"
    texts = {button.text() for button in made.findChildren(QPushButton)}
    assert quit_ in texts
