"""Getting in: what is shown when a login fails, and what can be done there and then."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from tests.servers.mariadb import MariaDB
from tests.views.operate.conftest import Opened


def said(part: Any) -> str:
    return " ".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


def test_a_password_can_be_given_where_it_is_missed(
    qtbot: Any, opened: Opened, mariadb: MariaDB
) -> None:
    mariadb.create_user("刘", "秘密", "PROCESS ON *.*")
    desk = opened("mariadb", mariadb.port, user="刘", wait=False)
    page = desk.connecting
    for attempt, (word, keep) in enumerate((("wrong", False), ("秘密", True))):
        qtbot.waitUntil(page.password.isVisible)
        assert "did not let us in" in said(page)
        assert attempt == 0 or "wrong" not in said(page)
        QTest.mouseClick(page.password, Qt.MouseButton.LeftButton)
        ask = page.asking
        assert ask is not None
        assert not ask.log_in.isEnabled(), "nothing is typed yet"
        assert "刘" in said(ask)
        ask.keep.setChecked(keep)
        ask.line.setText(word)  # as an input method does
        QTest.keyClick(ask.line, Qt.Key.Key_Return)
        assert page.asking is None
    qtbot.waitUntil(lambda: bool(desk.panels))
    [secret] = opened.secrets
    assert opened.lasting[secret]


def test_no_password_is_asked_for_where_nothing_listens(qtbot: Any, opened: Opened) -> None:
    desk = opened("mariadb", 1, wait=False)
    qtbot.waitUntil(desk.connecting.again.isVisible)
    assert "could not be reached" in said(desk.connecting)
    assert not desk.connecting.password.isVisible()
