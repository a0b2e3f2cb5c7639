"""The language: chosen, changed while everything is on the screen, Qt's buttons too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from app import i18n
from app.models.preferences import Preferences
from app.views.speaker import Speaker


@pytest.fixture
def preferences(qtbot: QtBot, tmp_path: Path) -> Iterator[Preferences]:
    made = Preferences(tmp_path / "settings.json")
    yield made
    made.finish()


@pytest.fixture
def speaker(qapp: QApplication, preferences: Preferences) -> Iterator[Speaker]:
    preferences.change(language="en")
    made = Speaker(qapp, preferences)
    yield made
    preferences.change(language="en")  # takes Qt's Chinese buttons off again
    made.deleteLater()


def close_button(qtbot: QtBot) -> str:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    qtbot.addWidget(box)
    return box.buttons()[0].text().replace("&", "")


def test_another_language_is_spoken_everywhere(
    qtbot: QtBot, speaker: Speaker, preferences: Preferences
) -> None:
    assert close_button(qtbot) == "Close"
    with qtbot.waitSignal(speaker.changed):
        preferences.change(language="zh_CN")
    assert i18n.language() == "zh_CN"
    assert close_button(qtbot) == "关闭"
    preferences.change(language="en")
    assert (i18n.language(), close_button(qtbot)) == ("en", "Close")


def test_other_settings_are_not_its_concern(
    qtbot: QtBot, speaker: Speaker, preferences: Preferences
) -> None:
    with qtbot.assertNotEmitted(speaker.changed):
        preferences.change(theme="dark")


def test_the_command_line_comes_before_the_settings(
    qapp: QCoreApplication, preferences: Preferences
) -> None:
    preferences.change(language="zh_CN")
    made = Speaker(qapp, preferences, "en")
    assert i18n.language() == "en"
    made.deleteLater()
