"""What is audited: chosen, dropped, pasted, added and taken away again."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog
from pytestqt.qtbot import QtBot

from app.domain.errors import ConsoleError
from app.models.preferences import Preferences
from app.views.audit import AuditPage

from .conftest import Audit, SmallFlow, places, settle, severities

Key = Qt.Key


def test_recent_files_are_offered_and_taken(
    qtbot: QtBot, page: AuditPage, preferences: Preferences, scripts: Path
) -> None:
    preferences.remember(scripts)
    buttons = page.empty.findChildren(QAbstractButton)
    entry = next(button for button in buttons if scripts.name in button.text())
    qtbot.waitUntil(entry.isVisible)
    entry.click()
    settle(qtbot, page)
    assert page.session.files.desk.inputs.keys() == {str(scripts)}


def test_dropping_a_folder_audits_it(
    qtbot: QtBot, page: AuditPage, preferences: Preferences, scripts: Path
) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(scripts))])
    drop(page, content)
    settle(qtbot, page)
    assert severities(page) == ["▲ error", "▲ error", "● warning", "◦ notice"]
    assert preferences.now.recent == (str(scripts),)


def drop(page: AuditPage, content: QMimeData) -> None:
    action, buttons, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(QPoint(9, 9), action, content, buttons, none)
    page.dragEnterEvent(enter)
    assert enter.isAccepted()
    page.dropEvent(QDropEvent(QPointF(9, 9), action, content, buttons, none))


def test_something_else_cannot_be_dropped(page: AuditPage) -> None:
    content = QMimeData()
    content.setData("image/png", b"x")
    assert not page.adding.accepts(content)


def test_pasted_sql_is_audited_under_a_name_of_its_own(qtbot: QtBot, page: AuditPage) -> None:
    QGuiApplication.clipboard().setText("DELETE FROM orders;\n")
    page.command_actions["paste"].trigger()
    qtbot.waitUntil(lambda: not page.session.empty)
    settle(qtbot, page)
    [(file, line)] = places(page)
    assert file.startswith("Pasted at ")
    assert line == "1"
    assert page._preferences.now.recent == ()


def test_pasted_files_are_audited(qtbot: QtBot, page: AuditPage, scripts: Path) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path)) for path in sorted(scripts.iterdir())])
    QGuiApplication.clipboard().setMimeData(content)
    page.adding.paste()
    settle(qtbot, page)
    assert len(page.session.files.desk.inputs) == 2


def test_an_empty_clipboard_is_explained(qtbot: QtBot, page: AuditPage) -> None:
    QGuiApplication.clipboard().setText("  ")
    with qtbot.waitSignal(page.failed) as heard:
        page.adding.paste()
    assert isinstance(heard.args[0], ConsoleError)


@pytest.mark.parametrize("command", ["add-folder", "add-files"])
def test_a_dialog_names_what_to_audit(
    qtbot: QtBot, page: AuditPage, scripts: Path, command: str
) -> None:
    page.command_actions[command].trigger()
    dialog = page.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.filesSelected.emit([str(scripts)])
    dialog.reject()
    settle(qtbot, page)
    assert list(page.session.files.desk.inputs) == [str(scripts)]


def test_more_can_be_added_while_an_audit_runs(
    qtbot: QtBot, page: AuditPage, flow: SmallFlow, scripts: Path, tmp_path: Path
) -> None:
    more = tmp_path / "more.sql"
    more.write_text("DELETE FROM more;\n")
    flow.gate.clear()
    page.take_files([scripts])
    qtbot.waitUntil(lambda: page.session.findings.rowCount() > 0)
    page.take_files([more, scripts / "V2.sql"])
    assert len(flow.requests) == 1
    flow.gate.set()
    qtbot.waitUntil(lambda: len(flow.requests) == 2)
    settle(qtbot, page)
    assert flow.requests[1].paths == (more,)
    assert len(severities(page)) == 5


def test_removing_an_input_removes_its_findings(
    qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "alone.sql"
    alone.write_text("DELETE FROM alone;\n")
    audited(scripts, alone)
    page.files.show_path(str(scripts / "V2.sql"))
    QTest.keyClick(page.files, Key.Key_Delete)
    settle(qtbot, page)
    assert places(page) == [("alone.sql", "1")]
    page.files.show_path(str(alone))
    page.command_actions["remove"].trigger()
    assert page.empty.isVisible()
    assert page.source.message == "Choose a finding to see its source."
