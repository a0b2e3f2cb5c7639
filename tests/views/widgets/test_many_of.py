"""Many of many are ticked, by keys alone."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from app.views.widgets.many_of import ManyOf
from tests.views.parts import part

NAMES = {f"i{n}": f"orders-{n}" for n in range(6)} | {"c": "cache"}


def test_who_is_chosen_is_named_and_the_others_counted(qtbot: QtBot) -> None:
    button = ManyOf("all instances")
    qtbot.addWidget(button)
    button.resize(900, 28)
    button.offer(NAMES)
    assert button.text() == "all instances"
    button.choose({"i1", "c"})
    assert button.text() == "cache, orders-1"
    button.choose(NAMES)
    assert button.text() == "cache, orders-0, orders-1, orders-2 and 3 more"


def test_they_are_found_and_ticked_by_keys(qtbot: QtBot) -> None:
    button = ManyOf("all instances")
    qtbot.addWidget(button)
    button.offer(NAMES)
    button.choose({"i1", "gone"})
    button.show()
    QTest.keyClick(button, Qt.Key.Key_Down)
    popup = part(button, QWidget, "many-of")
    line, listed = part(popup, QLineEdit), part(popup, QListWidget)
    assert listed.count() == len(NAMES) + 1
    line.setText("CACHE")
    with qtbot.waitSignal(button.chosen) as told:
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert told.args == [{"i1", "gone", "c"}]
    line.setText("gone")
    QTest.keyClick(line, Qt.Key.Key_Down)
    QTest.keyClick(listed, Qt.Key.Key_Space)
    assert button.ids == {"i1", "c"}
    popup.close()
