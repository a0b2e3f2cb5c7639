"""Brackets that close themselves and are matched, whole lines, comments, folds, statements."""

import pytest
from pytestqt.qtbot import QtBot

from app.domain.dialect import Commands, Dialect
from app.views.console.editor.editor import SqlEditor
from tests.views.console.editor.conftest import Show
from tests.views.console.editor.keys import press, type_text


@pytest.mark.parametrize(
    ("text", "typed", "made"),
    [
        ("", "f(a", "f(a)"),
        ("", "f(a)", "f(a)"),  # typed over
        ("", "'it''s'", "'it''s'"),
        ("", "f('x', [1])", "f('x', [1])"),
        ("-- ", "don't (", "-- don't ("),
        ("/* ", "(", "/* ("),
        ("'a😀 ", '("', "'a😀 (\""),
        ("'😀' ", "(", "'😀' ()"),
        ("n", "'x", "n'x"),  # a word before: it may well close
    ],
)
def test_what_is_typed_is_what_stands_there(show: Show, text: str, typed: str, made: str) -> None:
    editor = show(text, text)
    type_text(editor, typed)
    assert editor.text == made


def test_nothing_closes_in_front_of_a_word(show: Show) -> None:
    editor = show("a", 0)
    type_text(editor, "(")
    assert editor.text == "(a"


def test_a_pair_goes_at_once_and_what_the_user_typed_is_not_typed_over(show: Show) -> None:
    editor = show()
    type_text(editor, "(")
    press(editor, "Backspace")
    assert editor.text == ""
    type_text(editor, "()")
    press(editor, "Left")
    type_text(editor, ")")  # the one behind is typed over no more: the cursor left it
    assert editor.text == "())"


def test_a_selection_is_put_into_brackets(show: Show) -> None:
    editor = show("SELECT 😀a FROM t")
    editor.select(7, 9)
    type_text(editor, "(")
    assert editor.text == "SELECT (😀a) FROM t"
    assert editor.selection == (8, 10)
    press(editor, "Ctrl+Z")
    assert editor.text == "SELECT 😀a FROM t"


def marked(editor: SqlEditor) -> set[tuple[int, int]]:
    """The spans marked as a pair."""
    return set(editor.brackets.pair or ())


def test_pairs_are_matched_and_a_lonely_one_is_told(show: Show, qtbot: QtBot) -> None:
    text = "SELECT f(')', (1 + 2)); SELECT (1]; BEGIN NOT ATOMIC IF a THEN b; END IF; END"
    editor = show(text, "SELECT f")
    qtbot.waitUntil(lambda: marked(editor) == {(8, 9), (21, 22)})
    press(editor, "Ctrl+Shift+\\")
    assert editor.position == 22
    place = text.index("]")
    editor.select(place, place)
    qtbot.waitUntil(lambda: editor.brackets.lonely == (place, place + 1))
    editor.set_language(Dialect.MARIADB)
    place = text.index("IF a")
    editor.select(place, place)
    qtbot.waitUntil(lambda: marked(editor) == {(place, place + 2), (place + 13, place + 19)})
    place = text.index("'") + 1
    editor.select(place, place)  # within a string
    qtbot.waitUntil(lambda: not marked(editor) and editor.brackets.lonely is None)


@pytest.mark.parametrize(
    ("text", "at", "keys", "made"),
    [
        ("a\nb\nc", "a\n", ["Alt+Up"], "b\na\nc"),
        ("a\nb😀\nc", "a\n", ["Alt+Down"], "a\nc\nb😀"),
        ("a\nb", "", ["Alt+Up"], "a\nb"),
        ("a\nb", "a", ["Shift+Alt+Down"], "a\na\nb"),
        ("a\nb\nc", "a\n", ["Ctrl+Shift+K"], "a\nc"),
        ("a\nb", "a\n", ["Ctrl+Shift+K"], "a"),
        ("a", "", ["Ctrl+Shift+K"], ""),
        ("SELECT 😀\n    a\nb", "", ["Ctrl+J"], "SELECT 😀 a\nb"),
        ("select a", "sel", ["Ctrl+Shift+X"], "SELECT a"),
        ("SELECT A", "SEL", ["Ctrl+Shift+Y"], "select A"),
        ("  a\n    b", "", ["Ctrl+A", "Ctrl+/"], "  -- a\n  --   b"),
        ("  -- a\n  --   b", "", ["Ctrl+A", "Ctrl+/"], "  a\n    b"),
    ],
)
def test_lines(show: Show, text: str, at: str, keys: list[str], made: str) -> None:
    editor = show(text, at)
    press(editor, *keys)
    assert editor.text == made
    if made != text:
        press(editor, "Ctrl+Z")
        assert editor.text == text


def test_the_cursor_goes_with_a_moved_line(show: Show) -> None:
    editor = show("😀x\nsecond\nthird", "sec")
    press(editor, "Alt+Up", "Alt+Down", "Alt+Down")
    type_text(editor, "!")
    assert editor.text == "😀x\nthird\nsec!ond"


def test_comments_of_redis(show: Show) -> None:
    editor = show("GET a")
    editor.set_language(Commands.REDIS)
    press(editor, "Ctrl+/")
    assert editor.text == "# GET a"


SCRIPT = "SELECT 1;\n\nSELECT (\n  2,\n  (\n  3)\n) FROM t;\nSELECT 4"


def test_the_statement_at_the_cursor_is_marked_and_taken(show: Show, qtbot: QtBot) -> None:
    editor = show(SCRIPT, "3")
    qtbot.waitUntil(lambda: editor.margin.statement == (2, 6))
    assert editor.selected_or_current() == ("SELECT (\n  2,\n  (\n  3)\n) FROM t", 11)
    editor.select(1, 1)
    part = editor.current_statement()
    assert part is not None
    assert part.text == "SELECT 1"
    type_text(editor, "x;\n")
    assert editor.selected_or_current()[0] == "ELECT 1"
    editor.select(3, 5)
    assert editor.selected_or_current() == ("\nE", 3)
    editor.set_text("")
    assert editor.selected_or_current()[0] == ""


def visible(editor: SqlEditor) -> list[int]:
    """The lines in sight, from 1."""
    block, seen = editor.document().firstBlock(), []
    while block.isValid():
        if block.isVisible():
            seen.append(block.blockNumber() + 1)
        block = block.next()
    return seen


def test_folding_by_key_and_what_unfolds_it(show: Show, qtbot: QtBot) -> None:
    editor = show(SCRIPT, "3")
    qtbot.waitUntil(lambda: editor.folding.folds_at(2))
    press(editor, "Ctrl+Shift+[")
    assert visible(editor) == [1, 2, 3, 4, 5, 7, 8]
    press(editor, "Ctrl+Shift+[")
    assert visible(editor) == [1, 2, 3, 8]
    press(editor, "Ctrl+Shift+]")  # the inner one stays folded
    assert visible(editor) == [1, 2, 3, 4, 5, 7, 8]
    press(editor, "Ctrl+Alt+[")
    press(editor, "Ctrl+Home")
    type_text(editor, "\n")
    assert visible(editor) == [1, 2, 3, 4, 9]
    editor.select(editor.text.index("3"), editor.text.index("3"))  # as a search would
    assert visible(editor) == list(range(1, 10))
    press(editor, "Ctrl+Alt+[", "Ctrl+A", "Delete")
    assert visible(editor) == [1]
    press(editor, "Ctrl+Z")
    assert editor.text == "\n" + SCRIPT
