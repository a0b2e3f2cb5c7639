"""The list under the cursor: comes while one types, and never takes a key that is text."""

import threading
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.console.candidate import Candidate, CandidateKind, Candidates
from app.domain.console.snippet import Snippet
from app.domain.dialect import Dialect
from app.domain.stop import Stop
from app.views.console.editor.choice_list import _MARKS
from app.views.console.editor.editor import SqlEditor
from tests.views.console.editor.conftest import Show
from tests.views.console.editor.keys import press, type_text

NAMES = ["id", "customer_id", "created_at", "名称"]


def provide(text: str, position: int, _stop: Stop) -> Candidates:
    """Columns with the letters of the word before the place."""
    start = position
    while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    word = text[start:position]
    items = [
        Candidate(name, CandidateKind.COLUMN, name, "bigint")
        for name in NAMES
        if not word or word[0] in name
    ]
    items.append(Candidate("COUNT", CandidateKind.FUNCTION, "COUNT()", "expr", caret=6))
    return Candidates(start, position, tuple(items))


def ready(show: Show, text: str = "", at: str | int = 0) -> SqlEditor:
    editor = show(text, at)
    editor.completion.set_provider(provide)
    return editor


def labels(editor: SqlEditor) -> list[str]:
    choices = editor.completion.choices
    return [choices.choice(row).label for row in range(choices.rowCount())]


def come(editor: SqlEditor, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: editor.completion.visible)


def test_it_comes_narrows_and_puts_in(show: Show, qtbot: QtBot) -> None:
    editor = ready(show, "SELECT 😀 ", "😀 ")
    type_text(editor, "ci")
    come(editor, qtbot)
    assert labels(editor) == ["customer_id"]
    assert editor.hasFocus()
    press(editor, "Return")
    assert editor.text == "SELECT 😀 customer_id"
    assert not editor.completion.visible
    press(editor, "Ctrl+Z")
    assert editor.text == "SELECT 😀 ci"


def test_it_is_asked_for_and_walked_through_by_key(show: Show, qtbot: QtBot) -> None:
    editor = ready(show, "c", 1)
    press(editor, "Ctrl+Space")
    come(editor, qtbot)
    assert labels(editor) == ["customer_id", "created_at", "COUNT"]
    wanted = labels(editor)[1]
    press(editor, "Down", "Down", "Up", "Tab")
    assert editor.text == wanted
    press(editor, "Ctrl+Space")
    qtbot.waitUntil(lambda: editor.completion._job is None)
    assert not editor.completion.visible  # it stands there already


def test_a_call_leaves_the_cursor_between_the_brackets(show: Show, qtbot: QtBot) -> None:
    editor = ready(show, "COU", "COU")
    press(editor, "Ctrl+Space")
    come(editor, qtbot)
    press(editor, "Tab")
    type_text(editor, "x")
    assert editor.text == "COUNT(x)"


def test_keys_that_are_text_stay_text(show: Show, qtbot: QtBot) -> None:
    editor = ready(show)
    type_text(editor, "cu")
    come(editor, qtbot)
    type_text(editor, "s ")
    assert not editor.completion.visible
    type_text(editor, "cu")
    come(editor, qtbot)
    press(editor, "Esc")
    type_text(editor, "\n")
    assert editor.text == "cus cu\n"
    type_text(editor, "cr")
    come(editor, qtbot)
    press(editor, "Down", "Up")  # chosen by hand: a comma takes it, and is a comma
    type_text(editor, ",")
    assert editor.text == "cus cu\ncreated_at,"


def test_letters_typed_while_it_is_asked_make_the_answer_old(show: Show, qtbot: QtBot) -> None:
    go, asked = threading.Event(), list[str]()

    def slow(text: str, position: int, stop: Stop) -> Candidates:
        asked.append(text)
        go.wait(5)
        return provide(text, position, stop)

    editor = show()
    editor.completion.set_provider(slow)
    type_text(editor, "cr")
    qtbot.waitUntil(lambda: asked == ["cr"])
    type_text(editor, "eat;")
    go.set()
    qtbot.waitUntil(lambda: editor.completion._job is None)
    assert not editor.completion.visible
    assert editor.text == "creat;"


def test_nothing_comes_while_an_input_method_composes(show: Show, qtbot: QtBot) -> None:
    editor = ready(show)
    type_text(editor, "cu")
    come(editor, qtbot)
    QApplication.sendEvent(editor, QInputMethodEvent("ming", []))
    assert not editor.completion.visible
    press(editor, "Ctrl+Space")
    assert editor.completion._job is None
    done = QInputMethodEvent("", [])
    done.setCommitString("名")
    QApplication.sendEvent(editor, done)
    assert editor.text == "cu名"


def test_it_goes_with_the_keyboard_and_the_wheel(show: Show, qtbot: QtBot) -> None:
    away: list[Callable[[SqlEditor], object]] = [
        lambda editor: press(editor, "Left"),
        lambda editor: editor.verticalScrollBar().setValue(3),
        lambda editor: press(editor, "Ctrl+G"),
        lambda editor: editor.select(0, 0),
    ]
    for go in away:
        editor = ready(show, "x\n" * 50, 20)
        type_text(editor, "cu")
        come(editor, qtbot)
        go(editor)
        assert not editor.completion.visible


SNIPPETS = [
    Snippet("ins", "INSERT INTO ${1:t} (${2:a}) VALUES (:${2});\n${0}", "Insert a row"),
    Snippet("orc", "x", "Only Oracle's", Dialect.ORACLE),
]


def test_a_snippet_is_filled_in(show: Show, qtbot: QtBot) -> None:
    editor = show("  ", 2)
    editor.completion.set_snippets(SNIPPETS)
    type_text(editor, "in")
    come(editor, qtbot)
    assert labels(editor) == ["ins"]
    press(editor, "Tab")
    assert editor.text == "  INSERT INTO t (a) VALUES (:a);\n  "
    type_text(editor, "ord")
    press(editor, "Tab")
    type_text(editor, "id")  # in both its places
    assert editor.text == "  INSERT INTO ord (id) VALUES (:id);\n  "
    press(editor, "Shift+Backtab")
    assert editor.textCursor().selectedText() == "ord"
    press(editor, "Tab")
    press(editor, "Tab")
    type_text(editor, "!")
    assert editor.text.endswith("\n  !")
    press(editor, "Tab")
    assert editor.text.endswith("! ")  # a tab again


def test_every_kind_has_its_mark() -> None:
    assert set(_MARKS) == {None, *CandidateKind}


def test_a_click_puts_in(show: Show, qtbot: QtBot) -> None:
    editor = ready(show)
    type_text(editor, "cr")
    come(editor, qtbot)
    view = editor.completion.list
    place = view.visualRect(view.model().index(0, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert editor.text == "created_at"
    assert editor.hasFocus()
