"""What the catalogue and the formatter do for an editor, by key."""

from pytestqt.qtbot import QtBot

from app.domain.dialect import Commands
from app.domain.schema.catalogue import EMPTY
from app.views.console.editor.assistance import Assistance
from app.views.console.editor.editor import SqlEditor
from tests.views.console.editor.conftest import Show
from tests.views.console.editor.keys import press, type_text


def settle(editor: SqlEditor, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not editor.formatting.busy, timeout=10_000)


def test_the_statement_at_the_cursor_is_laid_out_and_the_cursor_stays_in_its_word(
    show: Show, qtbot: QtBot
) -> None:
    text = "select  1;\nselect a,b from 😀t   where a=1 and b=2;\nselect  2"
    editor = show(text, "whe")
    press(editor, "Ctrl+Shift+F")
    settle(editor, qtbot)
    assert editor.text.startswith("select  1;\nSELECT a, b")
    assert editor.text.endswith(";\nselect  2")
    type_text(editor, "!")
    assert "WHE!RE" in editor.text
    press(editor, "Ctrl+Z", "Ctrl+Z")
    assert editor.text == text


def test_the_selection_is_laid_out(show: Show, qtbot: QtBot) -> None:
    editor = show("select  1;\nselect  2;\nselect  3")
    editor.select(0, 15)
    press(editor, "Ctrl+Shift+F")
    settle(editor, qtbot)
    assert editor.text == "SELECT 1;\nSELECT 2;\nselect  3"


def test_what_is_typed_meanwhile_wins(show: Show, qtbot: QtBot) -> None:
    editor = show("select  1", 9)
    press(editor, "Ctrl+Shift+F")
    type_text(editor, "2")
    settle(editor, qtbot)
    assert editor.text == "select  12"


def test_words_of_the_language_are_offered(show: Show, qtbot: QtBot) -> None:
    editor = show()
    Assistance(editor, lambda: EMPTY, lambda: "")
    type_text(editor, "SEL")
    qtbot.waitUntil(lambda: editor.completion.visible)
    press(editor, "Tab")
    assert editor.text.startswith("SELECT")


def test_commands_of_redis_and_what_they_take_are_offered(show: Show, qtbot: QtBot) -> None:
    editor = show()
    Assistance(editor, lambda: EMPTY, lambda: "")
    editor.set_language(Commands.REDIS)
    type_text(editor, "hgeta")
    qtbot.waitUntil(lambda: editor.completion.visible)
    press(editor, "Tab")
    assert editor.text.startswith("hgetall")
