"""The window: pages, menus, shortcuts, palette, notices, the end."""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QLineEdit, QMenu, QToolButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from app.domain.errors import Unwritable
from app.i18n import N_, _, speaking
from app.models.preferences import Preferences
from app.models.records import RecordTable
from app.views.actions import Command
from app.views.help import AboutDialog, ShortcutsDialog
from app.views.main_window import MainWindow
from app.views.page import Page
from app.views.palette import CommandPalette
from app.views.theme import Theme
from app.views.theme_keeper import ThemeKeeper
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from tests.models.sessions import SESSIONS, sessions
from tests.views.parts import part


class Sheet(Page):
    """A page that remembers what it was asked."""

    title = N_("Audit")
    icon = "audit"
    takes_files = True

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[object] = []
        self.can = True
        self.panes = [QLineEdit(), QLineEdit(), QLineEdit()]
        layout = QVBoxLayout(self)
        for pane in self.panes:
            pane.setProperty("pane", True)
            layout.addWidget(pane)

    def commands(self) -> tuple[Command, ...]:
        run = Command("run", N_("&Run"), lambda: self.asked.append("run"), ("F5",), "&Audit",
                      "run", enabled=lambda: self.can)  # fmt: skip
        return (run,)

    def take_files(self, paths: Sequence[Path]) -> None:
        self.asked.append(tuple(paths))

    def retranslate(self) -> None:
        self.asked.append("retranslate")

    def apply_theme(self, theme: Theme) -> None:
        self.asked.append(theme.name)

    def may_close(self) -> bool:
        return self.can

    def shut(self) -> None:
        self.asked.append("shut")


class Other(Sheet):
    """Another page."""

    title = N_("Settings")
    icon = "settings"
    takes_files = False


@pytest.fixture
def preferences(tmp_path: Path, qtbot: QtBot) -> Iterator[Preferences]:
    made = Preferences(tmp_path / "settings.json")
    yield made
    made.finish()


@pytest.fixture
def themes(qapp: object, preferences: Preferences) -> Iterator[ThemeKeeper]:
    made = ThemeKeeper(qapp, preferences)  # type: ignore[arg-type]
    yield made
    made.deleteLater()


@pytest.fixture
def window(
    qtbot: QtBot, tmp_path: Path, preferences: Preferences, themes: ThemeKeeper
) -> Iterator[MainWindow]:
    made = MainWindow(preferences, themes, tmp_path / "window.json")
    made.add_page(Sheet())
    made.add_page(Other(), at_foot=True)
    made.finish()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    yield made
    made.shut()


@pytest.fixture
def sheet(window: MainWindow) -> Sheet:
    page = window.pages[0]
    assert isinstance(page, Sheet)
    return page


def menus(window: MainWindow) -> dict[str, list[str]]:
    """What stands in the visible menus."""
    shown = {}
    for action in window.menuBar().actions():
        menu = action.menu()
        assert isinstance(menu, QMenu)
        if action.isVisible():
            entries = (entry for entry in menu.actions() if not entry.isSeparator())
            shown[action.text()] = [entry.text() for entry in entries if entry.isVisible()]
    return shown


def test_the_menus_are_those_of_the_page_in_front(window: MainWindow) -> None:
    shown = menus(window)
    assert list(shown) == ["&File", "&Audit", "&View", "&Help"]
    assert shown["&Audit"] == ["&Run"]
    assert "&Quit" in shown["&File"]


def test_a_shortcut_is_the_page_in_fronts(qtbot: QtBot, window: MainWindow, sheet: Sheet) -> None:
    other = window.pages[1]
    assert isinstance(other, Other)
    QTest.keyClick(window, Qt.Key.Key_F5)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.page is other
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert (sheet.asked.count("run"), other.asked.count("run")) == (1, 1)


def test_the_table_in_sight_is_exported(qtbot: QtBot, window: MainWindow, sheet: Sheet) -> None:
    keys = Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, *keys)
    assert "no table" in window.notices.texts[-1]
    tables = [
        TablePanel(RecordTable(SESSIONS, attrgetter("id")), title, Empty("Nobody"))
        for title in ("One", "Two")
    ]
    layout = sheet.layout()
    assert layout is not None
    for table in tables:
        table.show_records(sessions(3))
        layout.addWidget(table)
    qtbot.waitUntil(tables[1].isVisible)
    QTest.keyClick(window, *keys)
    assert tables[0].exporting.dialog is not None
    tables[0].exporting.dialog.reject()
    tables[1].view.setFocus()
    QTest.keyClick(window, *keys)
    assert tables[1].exporting.dialog is not None
    tables[1].exporting.dialog.reject()
    qtbot.waitUntil(lambda: not any(table.exporting.dialog for table in tables))


def test_the_rail_shows_pages(window: MainWindow) -> None:
    buttons = window.rail.findChildren(QToolButton)
    assert [button.accessibleName() for button in buttons] == ["Audit", "Settings"]
    buttons[1].click()
    assert window.page is window.pages[1]
    assert window.windowTitle() == "Settings – Mohist"
    assert [button.isChecked() for button in buttons] == [False, True]


def test_what_cannot_be_done_is_grey(qtbot: QtBot, window: MainWindow, sheet: Sheet) -> None:
    run = sheet.command_actions["run"]
    assert run.isEnabled()
    sheet.can = False
    sheet.changed.emit()
    assert not run.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert "run" not in sheet.asked
    sheet.can = True


def test_f6_goes_round_the_panes(qtbot: QtBot, window: MainWindow, sheet: Sheet) -> None:
    for number in (0, 1, 2, 0):
        QTest.keyClick(window, Qt.Key.Key_F6)
        assert sheet.panes[number].hasFocus()
    QTest.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert sheet.panes[2].hasFocus()
    window.show_page(1)
    window.show_page(0)
    assert sheet.panes[2].hasFocus()


def palette(qtbot: QtBot, window: MainWindow) -> CommandPalette:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    return part(window, CommandPalette)


def test_the_palette_offers_everything(
    qtbot: QtBot, window: MainWindow, sheet: Sheet, preferences: Preferences, tmp_path: Path
) -> None:
    preferences.remember(tmp_path / "v1.sql")
    window.show_page(1)
    made = palette(qtbot, window)
    assert made.shown.count("Run") == 2  # of this page and of the other
    assert {"Audit", "Settings", "Quit", "v1.sql"} <= set(made.shown)
    made.search.setText("v1.sql")
    QTest.keyClick(made.search, Qt.Key.Key_Return)
    assert window.page is sheet
    assert sheet.asked[-1] == (tmp_path / "v1.sql",)


def test_a_command_of_another_page_shows_that_page(
    qtbot: QtBot, window: MainWindow, sheet: Sheet
) -> None:
    window.show_page(1)
    made = palette(qtbot, window)
    made.search.setText("run")
    QTest.keyClick(made.search, Qt.Key.Key_Down)
    QTest.keyClick(made.search, Qt.Key.Key_Return)
    assert window.page is sheet
    assert "run" in sheet.asked


def test_the_palette_opens_again_but_not_twice(qtbot: QtBot, window: MainWindow) -> None:
    made = palette(qtbot, window)
    window.open_palette()
    assert window.findChildren(CommandPalette) == [made]
    QTest.keyClick(made.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(CommandPalette) is None)
    palette(qtbot, window)


def dropped(urls: list[QUrl]) -> tuple[QDropEvent, QMimeData]:
    data = QMimeData()
    data.setUrls(urls)
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    return QDropEvent(QPointF(9, 9), copy, data, left, none), data


def test_files_dropped_anywhere_go_to_their_page(window: MainWindow, sheet: Sheet) -> None:
    window.show_page(1)
    event, _data = dropped([QUrl.fromLocalFile("/a.sql"), QUrl("https://example.org/b.sql")])
    window.dropEvent(event)
    assert window.page is sheet
    assert sheet.asked[-1] == (Path("/a.sql"),)


def test_nothing_dropped_changes_nothing(window: MainWindow, sheet: Sheet) -> None:
    window.show_page(1)
    event, _data = dropped([])
    window.dropEvent(event)
    assert window.page is not sheet


def test_language_and_theme_change_everything_at_once(
    window: MainWindow, sheet: Sheet, preferences: Preferences
) -> None:
    sheet.asked.clear()
    preferences.change(theme="dark")
    with speaking("zh_CN"):
        window.retranslate()
        assert next(iter(menus(window))) == _("&File") != "&File"
        assert window.windowTitle().startswith(_("Audit"))
    assert sheet.asked == ["dark", "retranslate"]


def test_the_switches_choose(window: MainWindow, preferences: Preferences) -> None:
    window.switch_theme()
    assert preferences.now.theme == "dark"
    window.switch_theme()
    assert preferences.now.theme == "light"
    window.switch_language()
    assert preferences.now.language == "zh_CN"


def test_full_screen_and_back(qtbot: QtBot, window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert not window.isFullScreen()


@pytest.mark.parametrize(
    ("name", "dialog"), [("shortcuts", ShortcutsDialog), ("about", AboutDialog)]
)
def test_help_opens(window: MainWindow, name: str, dialog: type[QDialog]) -> None:
    [command] = [a.command for a in window.own_actions if a.command.name == name]
    command.does()
    shown = part(window, dialog)
    assert shown.isVisible()
    shown.close()


def test_failures_of_pages_and_settings_are_said(
    window: MainWindow, sheet: Sheet, preferences: Preferences
) -> None:
    sheet.failed.emit(Unwritable("The disk is full."))
    preferences.failed.emit(Unwritable("The settings are lost."))
    assert window.notices.texts == ["The settings are lost.", "The disk is full."]


def test_what_a_page_does_is_in_the_status_bar(window: MainWindow, sheet: Sheet) -> None:
    sheet.busy.emit("Auditing…")
    assert window.status.text == "Auditing…"


def test_a_page_may_hold_the_window_open(window: MainWindow, sheet: Sheet) -> None:
    sheet.can = False
    assert not window.close()
    assert "shut" not in sheet.asked
    sheet.can = True
    assert window.close()
    window.shut()
    assert sheet.asked.count("shut") == 1


def test_no_two_commands_share_a_key_or_a_name(window: MainWindow) -> None:
    for page in window.pages:
        commands = [a.command for a in (*page.command_actions.values(), *window.own_actions)]
        keys = [key for command in commands for key in command.shortcuts]
        assert len(keys) == len(set(keys))
        names = [command.name for command in commands]
        assert len(names) == len(set(names))


def test_every_button_has_a_name_for_those_who_listen(window: MainWindow) -> None:
    own = (b for b in window.findChildren(QAbstractButton) if not b.objectName().startswith("qt_"))
    for button in own:
        assert button.text() or button.accessibleName(), button
