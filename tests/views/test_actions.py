"""Commands: their words, their keys, and when they can be done."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.views.actions import Command, actions_for, without_mark
from app.views.theme import LIGHT


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("&Run", "Run"),
        ("E&xit", "Exit"),
        ("运行(&R)", "运行"),
        ("设置(&S)…", "设置…"),
        ("Run", "Run"),
    ],
)
def test_the_mark_for_the_keyboard_is_taken_out(marked: str, plain: str) -> None:
    assert without_mark(marked) == plain


@pytest.fixture
def widget(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_an_action_says_its_name_and_keys(widget: QWidget) -> None:
    command = Command("run", "&Run", lambda: None, ("F5", "Ctrl+R"))
    [action] = actions_for([command], widget)
    assert action.toolTip() == "Run (F5)"
    assert command.keys == "F5, Ctrl+R"
    assert action in widget.actions()


def test_it_does_what_it_is_for(widget: QWidget) -> None:
    done: list[str] = []
    [action] = actions_for([Command("run", "&Run", lambda: done.append("run"))], widget)
    action.trigger()
    assert done == ["run"]


def test_it_is_grey_while_it_cannot_be_done(widget: QWidget) -> None:
    can: list[bool] = []
    command = Command("run", "&Run", lambda: None, enabled=lambda: bool(can))
    [action] = actions_for([command], widget)
    assert not action.isEnabled()
    can.append(True)
    action.refresh()
    assert action.isEnabled()


def test_it_is_ticked_while_it_is_on(widget: QWidget) -> None:
    on: list[bool] = []
    command = Command("full", "&Full", lambda: on.append(True), checked=lambda: bool(on))
    [action] = actions_for([command], widget)
    assert (action.isCheckable(), action.isChecked()) == (True, False)
    action.trigger()
    assert action.isChecked()


def test_its_icon_is_tinted(widget: QWidget) -> None:
    with_icon, without = actions_for(
        [Command("a", "A", lambda: None, icon="run"), Command("b", "B", lambda: None)], widget
    )
    for action in (with_icon, without):
        action.apply_theme(LIGHT)
    assert not with_icon.icon().isNull()
    assert without.icon().isNull()
