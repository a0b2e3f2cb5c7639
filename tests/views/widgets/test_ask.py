"""The question before an act."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.views.widgets.ask import Ask
from tests.views.parts import part

Key = Qt.Key
KILLS = [f"KILL {n}" for n in range(14)]


@pytest.fixture
def asked(qtbot: QtBot) -> Callable[..., Ask]:
    def make(**more: Any) -> Ask:
        ask = Ask("Kill 14 sessions", KILLS, **more)
        ask.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(ask)
        ask.open()
        ask.activateWindow()
        return ask

    return make


def test_shows_exactly_what_is_sent_and_copies_it(asked: Callable[..., Ask]) -> None:
    ask = asked()
    assert part(ask, QPlainTextEdit).toPlainText() == "\n".join(KILLS)
    ask.copy.click()
    assert QGuiApplication.clipboard().text() == "\n".join(KILLS)


def test_shows_ten_of_what_is_hit_and_how_many_more(asked: Callable[..., Ask]) -> None:
    ask = asked(hits=[f"session {n}" for n in range(14)])
    lines = part(ask, QLabel, "hits").text().splitlines()
    assert len(lines) == 11
    assert lines[0] == "•  session 0"
    assert lines[-1] == "•  and 4 more"


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Escape, Key.Key_Space])
def test_every_hasty_key_is_a_no(qtbot: QtBot, asked: Callable[..., Ask], key: Key) -> None:
    ask = asked()
    with qtbot.assertNotEmitted(ask.agreed), qtbot.waitSignal(ask.refused):
        QTest.keyClick(ask.focusWidget() or ask, key)


def test_closing_is_a_no(qtbot: QtBot, asked: Callable[..., Ask]) -> None:
    ask = asked()
    with qtbot.assertNotEmitted(ask.agreed), qtbot.waitSignal(ask.refused):
        ask.close()


def test_yes_by_keyboard(qtbot: QtBot, asked: Callable[..., Ask]) -> None:
    ask = asked(yes="Kill")
    ask.yes.setFocus()
    with qtbot.assertNotEmitted(ask.refused), qtbot.waitSignal(ask.agreed):
        QTest.keyClick(ask.yes, Key.Key_Space)


def test_in_production_the_name_is_typed(qtbot: QtBot, asked: Callable[..., Ask]) -> None:
    ask = asked(word_to_type="orders-prod", warnings=["It is the master."])
    assert not ask.yes.isEnabled()
    ask.accept()
    assert ask.isVisible()
    QTest.keyClicks(ask.word, "orders-pro")
    assert not ask.yes.isEnabled()
    QTest.keyClicks(ask.word, "d")
    assert ask.yes.isEnabled()
    with qtbot.assertNotEmitted(ask.agreed), qtbot.waitSignal(ask.refused):
        QTest.keyClick(ask.word, Key.Key_Return)  # typing is not yet saying yes


def test_the_name_typed_can_be_agreed_to(qtbot: QtBot, asked: Callable[..., Ask]) -> None:
    ask = asked(word_to_type="orders-prod")
    ask.word.setText("orders-prod")
    with qtbot.waitSignal(ask.agreed):
        ask.yes.click()


def test_what_acts_and_is_not_seen_is_shown(qtbot: QtBot) -> None:
    ask = Ask("Drop", ["DROP TABLE a\u202e"], hits=["<b>a</b>"])
    qtbot.addWidget(ask)
    assert "\u202e" not in part(ask, QPlainTextEdit).toPlainText()
    assert part(ask, QLabel, "hits").textFormat() == Qt.TextFormat.PlainText
    ask.copy.click()
    assert QGuiApplication.clipboard().text() == "DROP TABLE a\u202e"
