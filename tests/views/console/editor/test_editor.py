"""The editor under the fingers: what is typed is told exactly, coloured, indented, and zoomed."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent, QInputMethodEvent, QTextCursor, QTextFormat, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.dialect import Commands, Dialect
from app.models.editing.typed_text import Edit
from app.models.source_colours import Ink
from app.models.source_text import units
from app.views.console.editor.editor import SqlEditor
from app.views.inks import ink_of
from app.views.theme import DARK, LIGHT
from tests.views.console.editor.conftest import Show

KEYS = [
    Qt.Key.Key_Return, Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Tab, Qt.Key.Key_Home,
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_End,
]  # fmt: skip
HELD = [
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
]
PASTED = "x\n\r\t😀志\u2028\xa0\u2029"
COMMANDS = [
    *("comment", "line-up", "line-down", "line-again", "line-delete", "lines-join", "upper"),
    *("caret-next", "caret-all", "caret-above", "caret-below", "fold-all", "unfold-all", "fold"),
]
acts = st.lists(
    st.tuples(st.just("key"), st.sampled_from(KEYS), st.sampled_from(HELD))
    | st.tuples(st.just("type"), st.sampled_from(["a", "('", "😀", "日志", "-- ", "/*"]))
    | st.tuples(
        st.just("paste"), st.text(st.sampled_from("x\n\r\t😀志\u2028\xa0\u2029"), max_size=9)
    )
    | st.tuples(st.just("drop"), st.sampled_from(["dropped\n", "😀"]))
    | st.tuples(st.just("compose"), st.sampled_from(["ni", "你好", "😀"]), st.booleans())
    | st.tuples(st.just("place"), st.integers(0, 60), st.integers(0, 60))
    | st.tuples(st.just("command"), st.sampled_from(COMMANDS))
    | st.tuples(st.sampled_from(["undo", "redo", "cut", "theme", "dialect", "all"])),
    max_size=25,
)


def compose(editor: SqlEditor, text: str, *, commit: bool) -> None:
    """Let an input method show `text`, then put it in or give up."""
    QApplication.sendEvent(editor, QInputMethodEvent(text, []))
    done = QInputMethodEvent("", [])
    if commit:
        done.setCommitString(text)
    QApplication.sendEvent(editor, done)


def type_in(editor: SqlEditor, text: str) -> None:
    """Type it; what no key has, as an input method gives it."""
    for letter in text:
        if letter.isascii():
            QTest.keyClicks(editor, letter)
        else:
            compose(editor, letter, commit=True)


def drop(editor: SqlEditor, text: str) -> None:
    """Let go of a text that was dragged here from another window."""
    data = QMimeData()
    data.setText(text)
    place = editor.cursorRect().center()
    event = QDropEvent(
        QPointF(place),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    editor.dropEvent(event)


def act(editor: SqlEditor, name: str, *how: Any) -> None:
    """Do one thing a user could do."""
    match name, *how:
        case "key", key, held:
            QTest.keyClick(editor, key, held)
        case "type", str(text):
            for letter in text:
                QTest.keyClicks(editor, letter) if letter < "\x7f" else editor.insertPlainText(
                    letter
                )
        case "paste", str(text):
            QApplication.clipboard().setText(text)
            editor.paste()
        case "command", str(which):
            next(each for each in editor.commands if each.name == which).does()
        case "drop", str(text):
            drop(editor, text)
        case "compose", str(text), bool(commit):
            compose(editor, text, commit=commit)
        case "place", int(anchor), int(place):
            cursor = editor.textCursor()
            text = editor.text
            cursor.setPosition(units(text[:anchor]))  # never between the halves of a letter
            cursor.setPosition(units(text[:place]), QTextCursor.MoveMode.KeepAnchor)
            editor.setTextCursor(cursor)
        case ("theme",):
            editor.apply_theme(LIGHT if editor.theme is DARK else DARK)
        case ("dialect",):
            editor.set_language(Dialect.ORACLE)
        case ("all",):
            editor.selectAll()
        case _:
            getattr(editor, name)()


def replaying(editor: SqlEditor) -> Callable[[], str]:
    """Hear of all edits from now on; what they make of the text of now."""
    heard: list[Edit] = []
    begun = editor.text
    editor.edited.connect(lambda *told: heard.append(Edit(*told)))

    def replay() -> str:
        text = begun
        for edit in heard:
            text = edit.on(text)
        return text

    return replay


def shown(editor: SqlEditor) -> str:
    """The text as Qt holds it."""
    return editor.document().toRawText().replace("\u2029", "\n")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.sampled_from("ab \n('😀志"), max_size=40), done=acts)
def test_edits_replayed_make_the_text(
    show: Show, text: str, done: list[tuple[object, ...]]
) -> None:
    editor = show(text)
    replay = replaying(editor)
    for name, *how in done:
        act(editor, str(name), *how)
        assert replay() == shown(editor) == editor.text
    editor.close_lanes()
    editor.close()


def test_a_text_shown_is_no_edit_and_cannot_be_undone(show: Show) -> None:
    editor = show("a")
    replay = replaying(editor)
    editor.set_text("SELECT 1;\r\nSELECT 2;\rx")
    assert editor.text == "SELECT 1;\nSELECT 2;\nx"
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.text == "SELECT 1;\nSELECT 2;\nx"
    assert replay() == "a"
    assert not editor.document().isModified()


def test_a_long_text_comes_in_slices_and_is_coloured_to_its_end(show: Show, qtbot: QtBot) -> None:
    lines = ["SELECT 1 FROM t;"] * 6_000
    editor = show("\n".join(["SELECT 'a", *lines, "'"]))
    qtbot.waitUntil(lambda: not editor.colouring.busy, timeout=20_000)
    assert editor.text.count("\n") == 6_001
    editor.select(len(editor.text) - 20, len(editor.text))
    assert inks(editor, 6_000) == [(0, 16, Ink.STRING)]
    QTest.keyClick(editor, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    editor.select(9, 9)
    QTest.keyClicks(editor, "'")  # closes what was open over 6,000 lines
    qtbot.waitUntil(lambda: not editor.colouring.busy, timeout=20_000)
    editor.select(len(editor.text) - 20, len(editor.text))
    assert inks(editor, 6_000)[0] == (0, 6, Ink.KEYWORD)


def inks(editor: SqlEditor, line: int) -> list[tuple[int, int, Ink]]:
    """What is coloured in a line on the screen."""
    editor.colouring.see()
    names = {ink_of(ink, editor.theme).lower(): ink for ink in Ink}
    return [
        (part.start, part.start + part.length, names[part.format.foreground().color().name()])
        for part in editor.document().findBlockByNumber(line).layout().formats()
        if part.format.hasProperty(QTextFormat.Property.ForegroundBrush)
    ]


def test_colours_follow_what_is_typed(show: Show) -> None:
    editor = show("FROM 😀\nx", 0)
    QTest.keyClicks(editor, "SELECT '")
    assert inks(editor, 0) == [(0, 6, Ink.KEYWORD), (7, 15, Ink.STRING)]
    assert inks(editor, 1) == [(0, 1, Ink.STRING)]
    QTest.keyClicks(editor, "' ")
    assert inks(editor, 0) == [(0, 6, Ink.KEYWORD), (7, 9, Ink.STRING), (10, 14, Ink.KEYWORD)]
    assert inks(editor, 1) == []
    editor.apply_theme(DARK)
    assert inks(editor, 0)[0] == (0, 6, Ink.KEYWORD)
    editor.set_language(Commands.REDIS)
    assert inks(editor, 0)[0] == (0, 6, Ink.KEYWORD)


def test_tab_and_enter_keep_lines_under_each_other(show: Show) -> None:
    editor = show()
    QTest.keyClicks(editor, "BEGIN")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "a;")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "b")
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    QTest.keyClicks(editor, "c")
    assert editor.text == "BEGIN\n    a;\n    b   c"
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.text == "    BEGIN\n        a;\n        b   c"
    QTest.keyClick(editor, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(editor, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert editor.text == "BEGIN\na;\nb   c"
    editor.undo()
    assert editor.text == "BEGIN\n    a;\n    b   c"
    editor.select(10, 10)  # within the indent: a whole step goes
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    assert editor.text == "BEGIN\na;\n    b   c"


def test_home_goes_to_the_first_letter_then_to_the_margin(show: Show) -> None:
    editor = show("    a b", "b")
    QTest.keyClick(editor, Qt.Key.Key_Home)
    assert editor.position == 4
    QTest.keyClick(editor, Qt.Key.Key_Home)
    assert editor.position == 0
    QTest.keyClick(editor, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
    assert editor.selection == (0, 4)


def test_an_input_method_composes_in_colour(show: Show) -> None:
    editor = show("SELECT  FROM t", 7)
    replay = replaying(editor)
    QApplication.sendEvent(editor, QInputMethodEvent("ri'zhi", []))
    assert editor.composing
    assert editor.text == "SELECT  FROM t"
    assert (14, 18, Ink.KEYWORD) in inks(editor, 0)  # FROM, behind what is composed
    QApplication.sendEvent(editor, QInputMethodEvent("", []))
    assert not editor.textCursor().block().layout().preeditAreaText()
    assert inks(editor, 0) == [(0, 6, Ink.KEYWORD), (8, 12, Ink.KEYWORD)]
    compose(editor, "日志", commit=True)
    assert editor.text == replay() == "SELECT 日志 FROM t"
    assert inks(editor, 0) == [(0, 6, Ink.KEYWORD), (10, 14, Ink.KEYWORD)]


def test_zooming_by_key_and_wheel(show: Show) -> None:
    editor = show("SELECT 1")
    told: list[object] = []
    editor.zoomed.connect(told.append)
    before = editor.fontMetrics().height()
    QTest.keyClick(editor, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert editor.fontMetrics().height() > before
    QTest.keyClick(editor, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(editor, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert editor.fontMetrics().height() == before
    turn = QPoint(0, 120)
    wheel = QWheelEvent(
        QPointF(20, 20),
        editor.mapToGlobal(QPointF(20, 20)),
        QPoint(),
        turn,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(editor.viewport(), wheel)
    assert editor.fontMetrics().height() > before
    assert told == [11, 10, 10, 11]
