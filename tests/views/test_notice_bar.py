"""The bar that says what went wrong."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.domain.errors import Cancelled, Unwritable
from app.i18n import _, speaking
from app.views.notice_bar import Notice, NoticeBar
from app.views.theme import DARK
from tests.views.parts import part


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    made = NoticeBar()
    qtbot.addWidget(made)
    return made


def test_it_is_not_there_without_need(bar: NoticeBar) -> None:
    assert bar.isHidden()
    bar.present(Cancelled(""))
    assert bar.texts == []


def test_an_expected_error_is_said_with_what_to_do(bar: NoticeBar) -> None:
    bar.present(Unwritable("The disk is full.", hint="Make room."))
    assert bar.texts == ["The disk is full. Make room."]
    assert not bar.isHidden()
    assert part(bar, Notice).kind == "error"


def test_a_bug_is_not_for_here(bar: NoticeBar) -> None:
    with pytest.raises(ZeroDivisionError):
        bar.present(ZeroDivisionError())


def test_the_newest_is_first_and_the_same_is_said_once(bar: NoticeBar) -> None:
    for text in ("one", "two", "one"):
        bar.say(text)
    assert bar.texts == ["one", "two"]


def test_there_are_never_too_many(bar: NoticeBar) -> None:
    for number in range(9):
        bar.say(str(number))
    assert bar.texts == ["8", "7", "6"]


def test_closing_the_last_hides_the_bar(qtbot: QtBot, bar: NoticeBar) -> None:
    bar.say("one")
    part(bar, QToolButton).click()
    assert bar.texts == []
    assert bar.isHidden()


def test_what_it_says_can_be_copied(bar: NoticeBar) -> None:
    bar.say("Look", "there")
    part(bar, QPushButton).click()
    assert QGuiApplication.clipboard().text() == "Look there"


def test_it_follows_language_and_theme(bar: NoticeBar) -> None:
    bar.say("one")
    with speaking("zh_CN"):
        bar.retranslate()
        bar.apply_theme(DARK)
        assert part(bar, QPushButton).text() == _("Copy") != "Copy"
    assert not part(bar, QToolButton).icon().isNull()
