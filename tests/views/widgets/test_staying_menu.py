"""Several things are ticked in one go, by mouse and by keys; other entries close the menu."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt

from app.views.widgets.staying_menu import StayingMenu


@pytest.fixture
def menu(qtbot: Any) -> StayingMenu:
    made = StayingMenu()
    qtbot.addWidget(made)
    for text in ("Load", "Locks"):
        made.addAction(text).setCheckable(True)
    made.addAction("The usual ones")
    made.popup(QPoint(10, 10))
    return made


def test_what_is_ticked_leaves_it_open(qtbot: Any, menu: StayingMenu) -> None:
    load, locks, _usual = menu.actions()
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(load).center())
    menu.setActiveAction(locks)
    qtbot.keyClick(menu, Qt.Key.Key_Space)
    assert (load.isChecked(), locks.isChecked(), menu.isVisible()) == (True, True, True)
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()


def test_what_is_done_closes_it(qtbot: Any, menu: StayingMenu) -> None:
    done: list[bool] = []
    usual = menu.actions()[2]
    usual.triggered.connect(lambda: done.append(True))
    menu.setActiveAction(usual)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert len(done) == 1
    assert not menu.isVisible()
