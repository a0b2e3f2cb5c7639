"""The window: a rail, pages, and a bar for what went wrong. It handles nothing else."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import N_, _, language
from app.models.preferences import Preferences
from app.store import window_state
from app.views.actions import Command, CommandAction, actions_for
from app.views.help import show_about, show_shortcuts
from app.views.icons import app_icon
from app.views.notice_bar import NoticeBar
from app.views.page import Page
from app.views.palette import CommandPalette, Entry
from app.views.rail import Rail
from app.views.status import Status
from app.views.theme import Theme
from app.views.theme_keeper import ThemeKeeper

MENUS = (N_("&File"), N_("&Audit"), N_("&View"), N_("&Help"))
_SAVE_AFTER = 500  # milliseconds without a change, so that a crash loses next to nothing


class MainWindow(QMainWindow):
    """Holds pages, says what went wrong, remembers where it stood."""

    def __init__(self, preferences: Preferences, themes: ThemeKeeper, state: Path) -> None:
        super().__init__()
        self._preferences, self._themes, self._state_file = preferences, themes, state
        self._pages: list[Page] = []
        self._actions: list[CommandAction] = []
        self._menus: list[tuple[str, QMenu]] = []
        self.setWindowTitle("Mohist")
        self.setWindowIcon(app_icon())
        self.setMinimumSize(960, 600)
        self.rail, self.stack = Rail(), QStackedWidget()
        self.notices, self.status = NoticeBar(), Status()
        self._lay_out()
        self._saving = QTimer(self, singleShot=True, interval=_SAVE_AFTER)
        self._saving.timeout.connect(self.save_state)
        self.rail.wanted.connect(self.show_page)
        themes.changed.connect(self.apply_theme)
        preferences.failed.connect(self.notices.present)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.notices)
        right.addWidget(self.stack, 1)
        centre = QWidget()
        across = QHBoxLayout(centre)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addLayout(right, 1)
        self.setCentralWidget(centre)
        self.setStatusBar(self.status)

    # ------------------------------------------------------------------ pages

    def add_page(self, page: Page, *, at_foot: bool = False) -> None:
        """Give `page` a place in the stack and on the rail."""
        self._pages.append(page)
        self.stack.addWidget(page)
        self.rail.add(page, at_foot=at_foot)
        page.failed.connect(self.notices.present)
        page.busy.connect(self.status.show_busy)

    @Slot(int)
    def show_page(self, number: int) -> None:
        """Bring a page to the front."""
        self.stack.setCurrentIndex(number)
        self.rail.select(number)
        self._pages[number].setFocus()

    def finish(self) -> None:
        """All pages are there: make menus and shortcuts, dress, and stand where it stood."""
        commands = [command for page in self._pages for command in page.commands()]
        self._actions = list(actions_for([*commands, *self._own_commands()], self))
        for title in MENUS:
            menu = self.menuBar().addMenu("")
            menu.addActions([a for a in self._actions if a.command.menu == title])
            self._menus.append((title, menu))
        self.retranslate()
        self.apply_theme(self._themes.now)
        self._restore()
        self.show_page(0)

    def _own_commands(self) -> list[Command]:
        file, view, help_ = "&File", "&View", "&Help"
        pages = [
            Command(f"page-{n}", page.title, partial(self.show_page, n), (f"Ctrl+{n + 1}",), view)
            for n, page in enumerate(self._pages)
        ]
        return [
            *pages,
            Command("palette", N_("&Command palette…"), self.open_palette, ("Ctrl+K",), view),
            Command("next-pane", N_("&Next pane"), self.next_pane, ("F6",), view),
            Command("theme", N_("Light or &dark"), self._switch_theme, ("Ctrl+Shift+D",), view),
            Command("language", "English / 中文", self._switch_language, ("Ctrl+Shift+L",), view),
            Command("shortcuts", N_("&Shortcuts"), self._show_shortcuts, ("F1",), help_),
            Command("about", N_("&About Mohist"), partial(show_about, self), (), help_),
            Command("quit", N_("&Quit"), self.close, ("Ctrl+Q",), file),
        ]

    # ------------------------------------------------------------------ commands

    @Slot()
    def open_palette(self) -> CommandPalette:
        """Show the palette over the middle of the window."""
        entries = [
            Entry(a.command.title, a.shortcut().toString(), a.trigger)
            for a in self._actions
            if a.isEnabled() and a.command.name != "palette"
        ]
        made = CommandPalette(entries, self)
        made.move(self.mapToGlobal(self.rect().center()) - made.rect().center())
        made.open()
        return made

    @Slot()
    def next_pane(self) -> None:
        """Move the focus on to the next pane of the page, and round."""
        page = self._pages[self.stack.currentIndex()]
        panes = (part for part in page.findChildren(QWidget) if part.property("pane"))
        shown = [pane for pane in panes if pane.isVisible()]
        if not shown:
            return
        has = [n for n, pane in enumerate(shown) if pane.hasFocus()]
        shown[(has[0] + 1) % len(shown) if has else 0].setFocus()

    def _switch_theme(self) -> None:
        self._preferences.change(theme="light" if self._themes.now.is_dark else "dark")

    def _switch_language(self) -> None:
        self._preferences.change(language="en" if language() == "zh_CN" else "zh_CN")

    def _show_shortcuts(self) -> None:
        show_shortcuts([a.command for a in self._actions if a.command.shortcuts], self)

    # ------------------------------------------------------------------ looks

    @Slot()
    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        for title, menu in self._menus:
            menu.setTitle(_(title))
        for action in self._actions:
            action.retranslate()
        for page in self._pages:
            page.retranslate()
        self.rail.retranslate()
        self.notices.retranslate()
        self.status.retranslate()

    @Slot(object)
    def apply_theme(self, theme: Theme) -> None:
        """Hand the colours on to what draws by itself."""
        for page in self._pages:
            page.apply_theme(theme)
        self.rail.apply_theme(theme)

    # ------------------------------------------------------------------ where it stood

    def _restore(self) -> None:
        state = window_state.read(self._state_file)
        if not self.restoreGeometry(QByteArray(state.get("window", b""))):
            room = QGuiApplication.primaryScreen().availableGeometry().size()
            self.resize(min(1360, room.width()), min(860, room.height()))
        if not any(
            s.geometry().intersects(self.frameGeometry()) for s in QGuiApplication.screens()
        ):
            self.move(QGuiApplication.primaryScreen().availableGeometry().topLeft())
        for page in self._pages:
            page.restore(state)

    @Slot()
    def save_state(self) -> None:
        """Keep where the window and the parts of its pages stand; it is no loss if that fails."""
        state = {"window": bytes(self.saveGeometry().data())}
        for page in self._pages:
            state.update(page.state())
        try:
            window_state.write(self._state_file, state)
        except OSError:
            self._saving.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Save once the size stays."""
        super().resizeEvent(event)
        self._saving.start()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Save once the place stays."""
        super().moveEvent(event)
        self._saving.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the arrangement and end what runs."""
        self.save_state()
        for page in self._pages:
            page.shut()
        super().closeEvent(event)
