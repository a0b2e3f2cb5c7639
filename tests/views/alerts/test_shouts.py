"""A click on a notification of the tray opens the alert it was about, and never another."""

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.views.alerts.shouts import TrayShouts


@pytest.mark.qt_log_ignore("systemTrayWindowChanged")  # there is no tray offscreen
def test_the_alert_a_notification_was_about_is_opened_and_none_is_guessed(qtbot: QtBot) -> None:
    now, heard, parent = [0.0], list[str](), QObject()
    shouts = TrayShouts(parent, lambda: now[0])
    shouts.clicked.connect(heard.append)
    shouts.show("▲ critical", "one", "one", critical=True)
    now[0] = 600.0  # it is in the list of the desktop still
    shouts.tray.messageClicked.emit()
    shouts.show("▲ critical", "two", "two", critical=True)
    shouts.tray.messageClicked.emit()
    now[0] = 605.0
    shouts.show("● warning", "three", "three", critical=False)
    shouts.tray.messageClicked.emit()
    assert heard == ["one", "two", ""]
    shouts.close()
