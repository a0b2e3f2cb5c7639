"""The bar that finds and replaces, and the one that goes to a line."""

from pytestqt.qtbot import QtBot

from app.views.console.editor import finding
from app.views.console.editor.editor import SqlEditor
from tests.views.console.editor.conftest import Show
from tests.views.console.editor.keys import press, type_text

TEXT = "SELECT id, id2\nFROM 😀 t\nWHERE id = 1"


def find(editor: SqlEditor, qtbot: QtBot, text: str, keys: str = "Ctrl+F") -> None:
    press(editor, keys)
    qtbot.waitUntil(editor.find_bar.wanted.hasFocus)
    editor.find_bar.wanted.clear()
    type_text(editor.find_bar.wanted, text)
    settle(editor, qtbot)


def settle(editor: SqlEditor, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not editor.find_bar.searching.busy)


def test_finding_goes_along_and_round_the_end(show: Show, qtbot: QtBot) -> None:
    editor = show(TEXT)
    find(editor, qtbot, "id")
    assert editor.selection == (7, 9)
    assert editor.find_bar.words.text() == "1 of 3"
    press(editor.find_bar.wanted, "Return", "Return")
    assert editor.selection == (30, 32)
    press(editor.find_bar.wanted, "Return")
    assert editor.selection == (7, 9)
    press(editor.find_bar.wanted, "Shift+Return")
    assert editor.selection == (30, 32)
    press(editor.find_bar.wanted, "Esc")
    assert editor.hasFocus()
    assert not editor.find_bar.isVisible()
    press(editor, "F3")  # goes on with what was wanted last
    settle(editor, qtbot)
    assert editor.selection == (7, 9)


def test_the_choices_and_what_is_told(show: Show, qtbot: QtBot) -> None:
    editor = show(TEXT)
    bar = editor.find_bar
    find(editor, qtbot, "ID")
    bar.case.click()
    settle(editor, qtbot)
    assert bar.words.text() == "Nothing found."
    bar.case.click()
    bar.word.click()
    settle(editor, qtbot)
    assert bar.words.text() == "1 of 2"
    bar.word.click()
    bar.regex.click()
    bar.wanted.setText("id(")
    settle(editor, qtbot)
    assert bar.words.text().startswith("Not a pattern:")
    bar.wanted.setText(r"id\d")
    settle(editor, qtbot)
    assert bar.words.text() == "1 of 1"
    editor.select(0, 0)
    type_text(editor, "id9 ")  # what is typed is counted
    qtbot.waitUntil(lambda: bar.words.text() == "Found: 2")


def test_replacing_one_and_all_is_undone_at_once(show: Show, qtbot: QtBot) -> None:
    editor = show(TEXT)
    bar = editor.find_bar
    find(editor, qtbot, "id", "Ctrl+H")
    bar.instead.setText("k")
    bar.instead.setFocus()
    press(bar.instead, "Return")
    settle(editor, qtbot)
    assert editor.text == TEXT.replace("id", "k", 1)
    assert editor.selection == (10, 12)
    press(bar.instead, "Ctrl+Return")
    settle(editor, qtbot)
    assert editor.text == TEXT.replace("id", "k")
    assert bar.words.text() == "Replaced: 2"
    editor.undo()
    assert editor.text == TEXT.replace("id", "k", 1)


def test_replacing_very_many_is_one_step(show: Show, qtbot: QtBot) -> None:
    text = "😀 id x\n" * (finding._ONE_BY_ONE + 1)
    editor = show(text)
    bar = editor.find_bar
    find(editor, qtbot, "(i)d", "Ctrl+H")
    bar.regex.click()
    bar.instead.setText("$1$1")
    bar.all.click()
    settle(editor, qtbot)
    assert editor.text == text.replace("id", "ii")
    editor.undo()
    assert editor.text == text


def test_only_in_the_selection(show: Show, qtbot: QtBot) -> None:
    editor = show(TEXT)
    editor.select(0, 15)
    press(editor, "Ctrl+H")
    bar = editor.find_bar
    assert bar.selection.isChecked()  # more than a line was selected
    bar.wanted.setText("id")
    bar.instead.setText("k")
    settle(editor, qtbot)
    bar.all.click()
    settle(editor, qtbot)
    assert editor.text == "SELECT k, k2\nFROM 😀 t\nWHERE id = 1"


def test_what_is_found_in_a_fold_comes_in_sight(show: Show, qtbot: QtBot) -> None:
    editor = show("SELECT (\n  a,\n  b\n)")
    qtbot.waitUntil(lambda: editor.folding.folds_at(0))
    press(editor, "Ctrl+Alt+[")
    assert not editor.document().findBlockByNumber(2).isVisible()
    find(editor, qtbot, "b")
    assert editor.document().findBlockByNumber(2).isVisible()


def test_going_to_a_line_and_back(show: Show, qtbot: QtBot) -> None:
    editor = show("a\n😀bc\nd", "a")
    press(editor, "Ctrl+G")
    qtbot.waitUntil(editor.go_to_line.hasFocus)
    type_text(editor.go_to_line, "2:3")
    assert editor.position == 4
    press(editor.go_to_line, "Esc")
    assert editor.position == 1
    press(editor, "Ctrl+G")
    type_text(editor.go_to_line, "99")
    press(editor.go_to_line, "Return")
    assert editor.position == 6
    assert editor.hasFocus()
