"""A key draws its own line, and the screen holds what a whole drawing would show."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QImage, QInputMethodEvent, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.views.console.editor.editor import SqlEditor
from tests.views.console.editor.conftest import Show

TEXT = "SELECT a, '名', 1 FROM t WHERE a > 2 -- c\n" * 40


class Painted(QObject):
    """What was drawn of an editor's text."""

    def __init__(self, editor: SqlEditor) -> None:
        super().__init__(editor)
        self.height = 0
        editor.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.height = max(self.height, event.rect().height())
        return False


def screen(editor: SqlEditor) -> QImage:
    """What the screen shows; the cursor is not there to blink."""
    editor.setCursorWidth(0)
    QApplication.processEvents()
    return editor.screen().grabWindow(editor.winId()).toImage()


def whole(editor: SqlEditor) -> QImage:
    editor.viewport().update()
    editor.margin.update()
    return screen(editor)


def press(editor: SqlEditor, letter: str) -> None:
    key = {"\r": Qt.Key.Key_Return, "\b": Qt.Key.Key_Backspace}.get(letter)
    if key is not None:
        QTest.keyClick(editor, key)
    elif letter.isascii():
        QTest.keyClicks(editor, letter)
    else:
        event = QInputMethodEvent()
        event.setCommitString(letter)
        QApplication.sendEvent(editor, event)


@pytest.mark.parametrize(
    "typed", ["x", "名", "(", "'", "/*", "/**/", "\r", "a\rb", "\b", "\b\b", "x" * 120]
)
def test_the_screen_is_what_a_whole_drawing_shows(show: Show, typed: str, qtbot: QtBot) -> None:
    editor = show(TEXT, 200)
    qtbot.waitUntil(lambda: not editor.findings.busy, timeout=20_000)
    for timer in (editor.statements._soon, editor.statements._later, editor.findings._soon):
        timer.setInterval(60_000)  # what comes later would come between two looks
    for letter in typed:
        press(editor, letter)
    qtbot.waitUntil(lambda: not editor.colouring.busy)
    assert screen(editor) == whole(editor)
    editor.undo()
    qtbot.waitUntil(lambda: not editor.colouring.busy)
    assert screen(editor) == whole(editor)


def test_a_letter_draws_one_line_and_a_quote_all_it_colours(show: Show, qtbot: QtBot) -> None:
    editor = show(TEXT, 200)
    qtbot.waitUntil(lambda: not editor.findings.busy, timeout=20_000)
    screen(editor)
    painted, line = Painted(editor), editor.fontMetrics().height()
    QTest.keyClicks(editor, "x")
    QApplication.processEvents()
    assert 0 < painted.height < 3 * line
    QTest.keyClicks(editor, "/*")
    QApplication.processEvents()
    assert painted.height > 8 * line


def test_a_line_that_grows_wide_gets_its_scroll_bar(show: Show) -> None:
    editor = show(TEXT, 20)
    assert editor.horizontalScrollBar().maximum() == 0
    for _letter in range(100):
        QTest.keyClicks(editor, "x")
        QApplication.processEvents()
    assert editor.horizontalScrollBar().maximum() > 0
    assert editor.viewport().rect().contains(editor.cursorRect())


def test_marks_come_in_sight_with_their_lines(show: Show, qtbot: QtBot) -> None:
    editor = show("SELECT * FROM t;\n" * 100)
    qtbot.waitUntil(lambda: bool(editor.margin.marks), timeout=20_000)
    assert 0 in editor.margin.marks
    assert 99 not in editor.margin.marks
    editor.verticalScrollBar().setValue(editor.verticalScrollBar().maximum())
    assert 99 in editor.margin.marks
    assert 0 not in editor.margin.marks
    QTest.keyClick(editor, Qt.Key.Key_Return)  # at the top, out of sight
    editor.verticalScrollBar().setValue(editor.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: 100 in editor.margin.marks)
