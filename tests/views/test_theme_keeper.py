"""The theme that holds: chosen, or the system's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.preferences import Preferences
from app.views.theme import DARK, LIGHT
from app.views.theme_keeper import ThemeKeeper


@pytest.fixture
def preferences(qtbot: QtBot, tmp_path: Path) -> Iterator[Preferences]:
    made = Preferences(tmp_path / "settings.json")
    yield made
    made.finish()


@pytest.fixture
def themes(qapp: QApplication, preferences: Preferences) -> Iterator[ThemeKeeper]:
    made = ThemeKeeper(qapp, preferences)
    yield made
    made.deleteLater()


def test_a_choice_dresses_the_program_and_is_told(
    qtbot: QtBot, qapp: QApplication, themes: ThemeKeeper, preferences: Preferences
) -> None:
    for theme in (DARK, LIGHT):
        with qtbot.waitSignal(themes.changed) as told:
            preferences.change(theme=theme.name if theme is not themes.now else "dark")
        assert told.args == [theme]
        assert qapp.palette().window().color() == QColor(theme.window)
        assert theme.surface in qapp.styleSheet()


def test_a_system_without_an_opinion_is_light(
    qtbot: QtBot, themes: ThemeKeeper, preferences: Preferences
) -> None:
    """The offscreen platform has none."""
    assert themes.now is LIGHT
    preferences.change(theme="dark")
    preferences.change(theme="")
    assert themes.now is LIGHT


def test_other_settings_change_no_theme(
    qtbot: QtBot, themes: ThemeKeeper, preferences: Preferences
) -> None:
    with qtbot.assertNotEmitted(themes.changed):
        preferences.change(code_size=20)


def test_a_widget_is_not_dressed_again_for_each_that_it_is_in(
    qtbot: QtBot, themes: ThemeKeeper, preferences: Preferences
) -> None:
    """A window of 3,000 widgets was held for two seconds."""
    outer = within = QWidget()
    qtbot.addWidget(outer)
    for _depth in range(12):
        within = QWidget(within)
    outer.show()
    dressed = 0

    class Count(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            nonlocal dressed
            dressed += event.type() == QEvent.Type.StyleChange
            return super().eventFilter(watched, event)

    count = Count()
    within.installEventFilter(count)
    preferences.change(theme="dark" if themes.now is LIGHT else "light")
    assert 1 <= dressed <= 3
