"""What is wrong is marked as one types, said under the mouse, gone to by key, and mended."""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from app.domain.dialect import Commands, Dialect
from app.domain.finding import Severity
from app.flows import judge_text
from app.flows.judge_text import judge_text as judge
from app.views.console.editor.editor import SqlEditor
from app.views.theme import DARK
from tests.views.console.editor.conftest import Show
from tests.views.console.editor.keys import press, type_text

TEXT = "SELECT 1;\n-- 😀\nDELETE FROM t;\nSELECT id FROM t WHERE a = NULL;\n"


def settle(editor: SqlEditor, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not editor.findings.busy, timeout=10_000)


def all_marked(editor: SqlEditor) -> list[str]:
    return [text for severity in Severity for text in editor.markings.texts(severity)]


def test_what_is_typed_is_judged_after_a_moment(show: Show, qtbot: QtBot) -> None:
    editor = show("-- 😀\n", "😀\n")
    counts: list[dict[Severity, int]] = []
    editor.markings.counted.connect(counts.append)
    type_text(editor, "DELETE FROM t;")
    settle(editor, qtbot)
    assert any("DELETE FROM t" in text for text in all_marked(editor))
    assert set(editor.margin.marks) == {1}
    assert sum(counts[-1].values()) >= 1
    editor.select(0, 0)
    type_text(editor, "x\n")  # the shape moves with its line, before anything is judged
    qtbot.waitUntil(lambda: set(editor.margin.marks) == {2})
    assert editor.findings.busy
    press(editor, "Ctrl+Z", "Ctrl+Z")
    press(editor, "Ctrl+End")
    press(editor, "Left")
    type_text(editor, " WHERE id = 1")
    settle(editor, qtbot)
    assert all_marked(editor) == []
    assert not editor.margin.marks


def test_they_are_gone_to_by_key_and_said(show: Show, qtbot: QtBot) -> None:
    editor = show(TEXT)
    settle(editor, qtbot)
    press(editor, "F8")
    assert editor.position == TEXT.index("DELETE")
    assert "WHERE" in QToolTip.text()
    press(editor, "F8")
    second = editor.position
    assert second >= TEXT.index("a = NULL")
    press(editor, "Shift+F8")
    assert editor.position == TEXT.index("DELETE")
    QToolTip.hideText()
    place = editor.cursorRect(editor.cursor_over(TEXT.index("NULL"), TEXT.index("NULL"))).center()
    tip = QHelpEvent(QEvent.Type.ToolTip, place, editor.viewport().mapToGlobal(place))
    QApplication.sendEvent(editor.viewport(), tip)
    assert "No row meets a comparison with NULL" in QToolTip.text()


def test_a_click_on_the_shape_goes_there(show: Show, qtbot: QtBot) -> None:
    editor = show(TEXT)
    settle(editor, qtbot)
    place = editor.cursorRect(editor.cursor_over(TEXT.index("DELETE"), TEXT.index("DELETE")))
    QTest.mouseClick(editor.margin, Qt.MouseButton.LeftButton, pos=QPoint(8, place.center().y()))
    assert editor.position == TEXT.index("DELETE")


def test_a_fix_is_chosen_from_a_menu_and_undone_at_once(show: Show, qtbot: QtBot) -> None:
    editor = show(TEXT, "a = ")
    settle(editor, qtbot)
    press(editor, "Ctrl+.")
    menu = editor.findChild(QMenu)
    assert isinstance(menu, QMenu)
    qtbot.waitUntil(menu.isVisible)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert editor.text == TEXT.replace("a = NULL", "a IS NULL")
    press(editor, "Ctrl+Z")
    assert editor.text == TEXT


def test_a_fix_of_an_old_text_is_not_done(show: Show, qtbot: QtBot) -> None:
    editor = show(TEXT, "a = ")
    settle(editor, qtbot)
    menu = editor.markings.fix_menu()
    assert menu is not None
    fix = next(action for action in menu.actions() if action.text() == "Write IS NULL")
    editor.select(0, 0)
    editor.replace(0, 0, "😀")  # before it: the fix goes along
    fix.trigger()
    assert "a IS NULL" in editor.text
    editor.set_text("SELECT 1")
    fix.trigger()
    assert editor.text == "SELECT 1"


def test_an_error_of_the_server_is_marked_until_something_runs(show: Show, qtbot: QtBot) -> None:
    editor = show("SELECT 😀 FRM t")
    editor.findings.set_on(False)
    editor.mark_error(9, 3, "You have an error in your SQL syntax <near> FRM")
    assert editor.markings.texts(Severity.ERROR) == ["FRM"]
    assert "&lt;near&gt;" in editor.margin.said(0)
    editor.apply_theme(DARK)
    assert editor.markings.texts(Severity.ERROR) == ["FRM"]
    editor.mark_error(999, 0, "At its end")
    assert editor.markings.texts(Severity.ERROR) == ["FRM", "t"]
    editor.clear_errors()
    assert all_marked(editor) == []


def test_commands_of_redis_are_not_judged(show: Show, qtbot: QtBot) -> None:
    editor = show(TEXT)
    settle(editor, qtbot)
    editor.set_language(Commands.REDIS)
    settle(editor, qtbot)
    assert all_marked(editor) == []


def test_of_a_long_text_what_is_near_is_judged() -> None:
    line = "DELETE FROM t;\n"
    text = line * (judge_text.WHOLE // len(line) + 1)
    found = judge(text, len(text) // 2, Dialect.MYSQL, lambda: False)
    assert found
    places = [one.finding.start.offset for one in found]
    assert all(abs(place - len(text) // 2) < 70_000 for place in places)
    assert judge(text, 0, Dialect.MYSQL, lambda: True) == []
