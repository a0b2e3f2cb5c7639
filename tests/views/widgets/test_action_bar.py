"""The buttons over a list."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.views.actions import Command, CommandAction
from app.views.widgets.action_bar import ActionBar


def button(bar: ActionBar, action: CommandAction) -> QToolButton:
    found = bar.widgetForAction(action)
    assert isinstance(found, QToolButton)
    return found


def test_it_is_there_once_there_is_something_to_do(qtbot: QtBot) -> None:
    done = []
    bar = ActionBar()
    qtbot.addWidget(bar)
    assert bar.isHidden()
    action = CommandAction(Command("kill", "End the &session…", lambda: done.append(1)), bar)
    bar.offer([action])
    bar.show()
    assert button(bar, action).text() == "End the session…"
    QTest.mouseClick(button(bar, action), Qt.MouseButton.LeftButton)
    assert done == [1]


def test_tab_reaches_it_once_and_arrows_go_along_it(qtbot: QtBot) -> None:
    page, field, bar = QWidget(), QLineEdit(), ActionBar()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    layout.addWidget(field)
    layout.addWidget(bar)
    greyed = Command("b", "Second", list, enabled=lambda: False)
    actions = [
        CommandAction(command, bar)
        for command in (Command("a", "First", list), greyed, Command("c", "Third", list))
    ]
    bar.offer(actions)
    page.resize(800, 100)
    page.show()
    qtbot.waitExposed(page)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert page.focusWidget() is button(bar, actions[0])
    QTest.keyClick(button(bar, actions[0]), Qt.Key.Key_Right)
    assert page.focusWidget() is button(bar, actions[2]), "what is greyed is passed over"
    QTest.keyClick(button(bar, actions[2]), Qt.Key.Key_Right)
    assert page.focusWidget() is button(bar, actions[0])
    QTest.keyClick(button(bar, actions[0]), Qt.Key.Key_Tab)
    assert page.focusWidget() is field
    actions[0].setEnabled(False)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert page.focusWidget() is button(bar, actions[2]), "the first of those that can be done"
