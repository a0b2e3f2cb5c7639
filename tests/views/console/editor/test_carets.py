"""Several carets: what one key does is done at each, and undone at once."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.views.console.editor.conftest import Show
from tests.views.console.editor.keys import press, type_text

TEXT = "SELECT id, id2 FROM t\nWHERE id = 1\n  AND id = '😀 id'"


def test_the_next_occurrences_are_typed_over_and_undone_at_once(show: Show) -> None:
    editor = show(TEXT, "SELECT id")
    press(editor, *["Ctrl+D"] * 4)
    assert len(editor.carets.all()) == 4
    type_text(editor, "k")
    type_text(editor, "e")
    assert editor.text == "SELECT ke, ke2 FROM t\nWHERE ke = 1\n  AND ke = '😀 id'"
    press(editor, "Ctrl+Z", "Ctrl+Z")
    assert editor.text == TEXT
    assert not editor.carets


def test_all_occurrences_backspace_and_escape(show: Show) -> None:
    editor = show(TEXT, "SELECT id")
    press(editor, "Ctrl+F2", "Backspace", "Backspace")
    assert editor.text == "SELECT,2 FROM t\nWHERE = 1\n  AND = '😀'"
    press(editor, "Esc")
    type_text(editor, "x")
    assert editor.text.count("x") == 1


def test_carets_above_and_below_move_select_and_indent(show: Show) -> None:
    editor = show("a b\nc d\ne f", "a")
    press(editor, "Ctrl+Alt+Down", "Ctrl+Alt+Down")
    type_text(editor, ",")
    assert editor.text == "a, b\nc, d\ne, f"
    press(editor, "End", "Shift+Left", "Delete")
    assert editor.text == "a, \nc, \ne, "
    press(editor, "Home")
    press(editor, "Tab")
    assert editor.text == "    a, \n    c, \n    e, "
    press(editor, "End")
    type_text(editor, "\n")
    assert editor.text == "    a, \n    \n    c, \n    \n    e, \n    "


def test_carets_that_meet_become_one(show: Show) -> None:
    editor = show("aaa", 3)
    press(editor, "Home")
    press(editor, "Ctrl+F2", "Home")
    type_text(editor, "b")
    assert editor.text == "baaa"


def test_copied_parts_are_pasted_one_at_each(show: Show) -> None:
    editor = show("one two\nthree four", 0)
    press(editor, "Ctrl+Alt+Down", "Ctrl+Shift+Right", "Shift+Left", "Ctrl+C", "End")
    assert QApplication.clipboard().text() == "one\nthree"
    press(editor, "Ctrl+V")
    assert editor.text == "one twoone\nthree fourthree"
    QApplication.clipboard().setText("x\ny\nz")
    press(editor, "Ctrl+V")
    assert editor.text.count("x\ny\nz") == 2


def test_alt_and_a_click_put_carets_and_take_them_away(show: Show) -> None:
    editor = show("aaa\nbbb\nccc", 0)
    place = editor.cursorRect(editor.cursor_over(5, 5)).center()
    QTest.mouseClick(
        editor.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, place
    )
    assert len(editor.carets.all()) == 2
    type_text(editor, "x")
    assert editor.text == "xaaa\nbxbb\nccc"
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not editor.carets


def test_an_input_method_writes_at_each(show: Show) -> None:
    editor = show("a\nb", "a")
    press(editor, "Ctrl+Alt+Down")
    QApplication.sendEvent(editor, QInputMethodEvent("ni", []))
    assert editor.text == "a\nb"
    done = QInputMethodEvent("", [])
    done.setCommitString("你")
    QApplication.sendEvent(editor, done)
    assert editor.text == "a你\nb你"
    press(editor, "Ctrl+Z")
    assert editor.text == "a\nb"
