"""The palette: a few letters find it, Enter does it, Escape goes back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.views.palette import CommandPalette
from app.views.palette_list import Entry
from app.views.theme import LIGHT
from tests.views.parts import part


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(800, 500)
    QVBoxLayout(made).addWidget(QLineEdit())
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    part(made, QLineEdit).setFocus()
    return made


@pytest.fixture
def palette(qtbot: QtBot, window: QWidget, done: list[str]) -> CommandPalette:
    def does(title: str) -> Callable[[], None]:
        return lambda: done.append(title)

    made = CommandPalette(
        [
            Entry("Run", does("Run"), keys="F5", icon="run"),
            Entry("Stop", does("Stop"), detail="Audit"),
            Entry("打开文件夹", does("打开文件夹"), also="Open the folder"),
        ],
        LIGHT,
        window,
    )
    made.open()
    qtbot.waitUntil(made.search.hasFocus)
    return made


def test_everything_is_there_in_its_order(palette: CommandPalette) -> None:
    assert palette.shown == ["Run", "Stop", "打开文件夹"]


def test_typing_narrows_and_enter_does(
    qtbot: QtBot, window: QWidget, palette: CommandPalette, done: list[str]
) -> None:
    QTest.keyClicks(palette.search, "st")
    assert palette.shown == ["Stop"]
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert done == ["Stop"]
    qtbot.waitUntil(lambda: window.findChild(CommandPalette) is None)


@pytest.mark.parametrize("wanted", ["文件", "open", "OTF"])
def test_a_translated_title_is_found_in_both_languages(
    palette: CommandPalette, wanted: str
) -> None:
    palette.search.setText(wanted)
    assert palette.shown == ["打开文件夹"]


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        ([Qt.Key.Key_Down], "Stop"),
        ([Qt.Key.Key_Up], "打开文件夹"),
        ([Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down], "Run"),
        ([Qt.Key.Key_PageDown], "打开文件夹"),
        ([Qt.Key.Key_PageDown, Qt.Key.Key_PageUp], "Run"),
    ],
)
def test_arrows_move_in_the_list(
    qtbot: QtBot, palette: CommandPalette, done: list[str], keys: list[Qt.Key], chosen: str
) -> None:
    for key in (*keys, Qt.Key.Key_Return):
        QTest.keyClick(palette.search, key)
    assert done == [chosen]


def test_nothing_found_is_said_and_does_nothing(
    qtbot: QtBot, palette: CommandPalette, done: list[str]
) -> None:
    QTest.keyClicks(palette.search, "zzz")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(palette.search, key)
    assert (palette.shown, done) == ([], [])
    assert palette.isVisible()


def test_escape_gives_the_focus_back(
    qtbot: QtBot, window: QWidget, palette: CommandPalette, done: list[str]
) -> None:
    behind = QAction("Back", window, shortcut=QKeySequence("Esc"))
    behind.triggered.connect(lambda: done.append("Back"))
    window.addAction(behind)
    QTest.keyClick(palette.search, Qt.Key.Key_Escape)
    assert done == []
    assert part(window, QLineEdit).hasFocus()
    qtbot.waitUntil(lambda: window.findChild(CommandPalette) is None)


def test_the_focus_elsewhere_closes_it(
    qtbot: QtBot, window: QWidget, palette: CommandPalette
) -> None:
    part(window, QLineEdit).setFocus()
    qtbot.waitUntil(lambda: window.findChild(CommandPalette) is None)


def test_it_fits_a_small_window(qtbot: QtBot, window: QWidget, palette: CommandPalette) -> None:
    window.resize(400, 300)
    palette.search.setText("r")
    assert window.rect().contains(palette.geometry())


def test_it_can_be_drawn_in_every_state(qtbot: QtBot, palette: CommandPalette) -> None:
    for wanted in ("", "st", "文", "zzz"):
        palette.search.setText(wanted)
        assert not palette.grab().isNull()
