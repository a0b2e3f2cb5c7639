"""The settings page: every option is on it, a change holds at once, and it follows others'."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import ConsoleError
from app.i18n import _, speaking
from app.models.preferences import Preferences
from app.store.settings import Settings, options
from app.views.settings_page import SettingsPage
from app.views.widgets.option_editor import ChoiceField, FontField, NumberField
from tests.views.parts import part

SHOWN = [pytest.param(name, id=name) for name, option in options() if option.title]


@pytest.fixture
def preferences(qtbot: QtBot, tmp_path: Path) -> Iterator[Preferences]:
    made = Preferences(tmp_path / "settings.json")
    yield made
    made.finish()


@pytest.fixture
def page(qtbot: QtBot, preferences: Preferences, tmp_path: Path) -> SettingsPage:
    made = SettingsPage(preferences, tmp_path, tmp_path / "state")
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.mark.parametrize("name", SHOWN)
def test_every_option_has_a_field_and_a_name(page: SettingsPage, name: str) -> None:
    assert part(page, QWidget, name).accessibleName()


def test_a_choice_holds_at_once(page: SettingsPage, preferences: Preferences) -> None:
    theme = part(page, ChoiceField, "theme")
    theme.setCurrentIndex(theme.findData("dark"))
    theme.activated.emit(theme.currentIndex())
    assert preferences.now.theme == "dark"


def test_a_number_holds_once_it_is_typed(
    qtbot: QtBot, page: SettingsPage, preferences: Preferences
) -> None:
    size = part(page, NumberField, "code_size")
    size.selectAll()
    QTest.keyClicks(size, "14")
    assert preferences.now.code_size == 10
    QTest.keyClick(size, Qt.Key.Key_Return)
    assert preferences.now.code_size == 14
    assert size.text() == "14 pt"


def test_it_follows_what_is_changed_elsewhere(page: SettingsPage, preferences: Preferences) -> None:
    preferences.change(theme="dark", jobs=4, code_font="No Such Font")
    assert part(page, ChoiceField, "theme").currentData() == "dark"
    assert part(page, NumberField, "jobs").value() == 4
    assert part(page, FontField, "code_font").currentText() == "No Such Font"


def test_the_language_changes_under_the_hand(page: SettingsPage) -> None:
    theme = part(page, ChoiceField, "theme")
    with speaking("zh_CN"):
        page.retranslate()
        assert theme.itemText(2) == _("Dark") != "Dark"
        assert part(page, ChoiceField, "theme") is theme
        assert part(page, NumberField, "jobs").text() == _("As many as make sense")


def test_the_wheel_passes_over_what_has_no_focus(
    page: SettingsPage, preferences: Preferences
) -> None:
    size = part(page, QWidget, "code_size")
    part(page, QWidget, "theme").setFocus()
    turned = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(size, turned)
    assert preferences.now.code_size == 10


def test_the_defaults_come_back(page: SettingsPage, preferences: Preferences) -> None:
    preferences.change(theme="dark", jobs=4)
    [reset] = [b for b in page.findChildren(QPushButton) if b.text() == "Restore the defaults"]
    reset.click()
    assert preferences.now == Settings()


def test_it_says_where_things_are(page: SettingsPage, tmp_path: Path) -> None:
    texts = {label.text() for label in page.findChildren(QLabel)}
    assert {str(tmp_path), str(tmp_path / "state")} <= texts


def test_a_system_without_a_file_manager_is_told_where(
    qtbot: QtBot, page: SettingsPage, tmp_path: Path
) -> None:
    """On the offscreen platform there is none."""
    opening = [b for b in page.findChildren(QPushButton) if b.text() == "Open the folder"]
    with qtbot.captureExceptions() as raised:
        opening[1].click()
    [(kind, error, _trace)] = raised
    assert kind is ConsoleError
    assert str(tmp_path / "state") in getattr(error, "hint", "")
    assert (tmp_path / "state").is_dir()
