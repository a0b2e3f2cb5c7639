"""The window: a rail, pages, and a bar for what went wrong. It handles nothing else."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import Unsupported
from app.i18n import _, language
from app.models.fields import State
from app.models.preferences import Preferences
from app.views.actions import Command, CommandAction, actions_for
from app.views.help import AboutDialog, ShortcutsDialog
from app.views.icons import app_icon
from app.views.menus import Menus
from app.views.notice_bar import NoticeBar
from app.views.page import Page
from app.views.palette import CommandPalette
from app.views.palette_list import Entry
from app.views.rail import Rail
from app.views.status import Status
from app.views.theme import Theme
from app.views.theme_keeper import ThemeKeeper
from app.views.widgets.record_panel import RecordPanel
from app.views.window_commands import window_commands
from app.views.window_keeper import WindowKeeper

_SMALLEST = 900, 560


class MainWindow(QMainWindow):
    """Holds pages, says what went wrong, remembers where it stood."""

    def __init__(self, preferences: Preferences, themes: ThemeKeeper, state: Path) -> None:
        super().__init__()
        self._preferences, self._themes = preferences, themes
        self.pages: list[Page] = []
        self.own_actions: tuple[CommandAction, ...] = ()
        self._offered: tuple[Command, ...] = ()
        self._palette: CommandPalette | None = None
        self._shut = False
        self.setWindowIcon(app_icon())
        self.setMinimumSize(*_SMALLEST)
        self.setAcceptDrops(True)
        self.rail, self.stack = Rail(), QStackedWidget()
        self.notices, self.status = NoticeBar(), Status()
        self._menus = Menus(self.menuBar())
        self._keeper = WindowKeeper(self, self.pages, state)
        self._lay_out()
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
        self.pages.append(page)
        self.stack.addWidget(page)
        self.rail.add(page, at_foot=at_foot)
        page.failed.connect(self.notices.present)
        page.busy.connect(partial(self.status.show_busy, page))
        page.changed.connect(self.refresh)
        page.badged.connect(self._set_title)

    def offer(self, *commands: Command) -> None:
        """Put commands of no page beside the window's own; before `finish`."""
        self._offered += commands

    def finish(self) -> None:
        """All pages are there: make menus and shortcuts, dress, and stand where it stood."""
        self.own_actions = actions_for((*window_commands(self), *self._offered), self)
        self._menus.fill(self._page_actions(), self.own_actions)
        self._keeper.restore()
        self.apply_theme(self._themes.now)
        self.show_page(0)
        self.retranslate()

    @property
    def page(self) -> Page:
        """The page in front."""
        return self.pages[self.stack.currentIndex()]

    @Slot(int)
    def show_page(self, number: int) -> None:
        """Bring a page to the front, with the focus where it was on it."""
        self.stack.setCurrentIndex(number)
        self.rail.select(number)
        (self.page.focusWidget() or self.page).setFocus()
        for page in self.pages:
            for action in page.command_actions.values():
                action.setVisible(page is self.page)
        self.refresh()
        self._set_title()

    def _page_actions(self) -> Iterator[CommandAction]:
        return (action for page in self.pages for action in page.command_actions.values())

    def _actions(self) -> Iterator[CommandAction]:
        yield from self._page_actions()
        yield from self.own_actions

    def open_files(self, paths: Iterable[Path]) -> None:
        """Give files to the page that takes them, and show it."""
        taking = next((page for page in self.pages if page.takes_files), None)
        given = tuple(paths)
        if taking is not None and given:
            self.show_page(self.pages.index(taking))
            taking.take_files(given)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files from elsewhere, over whatever part of the window."""
        if _local_files(event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Give them to the page they are for."""
        event.acceptProposedAction()
        self.open_files(_local_files(event.mimeData().urls()))

    # ------------------------------------------------------------------ commands

    @Slot()
    def refresh(self) -> None:
        """Ask every command whether it can be done now."""
        for action in self._actions():
            action.refresh()
        self._menus.refresh()

    @Slot()
    def open_palette(self) -> None:
        """Show the palette."""
        if self._palette is None:
            self._palette = CommandPalette(self._entries(), self._themes.now, self)
            self._palette.destroyed.connect(self._forget_palette)
            self._palette.open()

    @Slot()
    def _forget_palette(self) -> None:
        self._palette = None

    def _entries(self) -> list[Entry]:
        """What can be done now: this page first, then the window, other pages, recent files."""
        made = [_entry(a) for a in self.page.command_actions.values() if a.command.can]
        made += [
            _entry(a) for a in self.own_actions if a.command.can and a.command.name != "palette"
        ]
        for number, page in enumerate(self.pages):
            if page is not self.page:
                made += [
                    _entry(action, _(page.title), partial(self._do_on_page, number, action))
                    for action in page.command_actions.values()
                    if action.command.can
                ]
        for path in map(Path, self._preferences.now.recent):
            made.append(
                Entry(path.name, partial(self.open_files, [path]), str(path.parent), icon="file")
            )
        return made

    def _do_on_page(self, number: int, action: CommandAction) -> None:
        self.show_page(number)
        action.trigger()

    def step_pane(self, by: int) -> None:
        """Move the focus on to the next pane of the page (or the one before), and round."""
        panes = [part for part in self.page.findChildren(QWidget) if part.property("pane")]
        shown = [pane for pane in panes if pane.isVisible()]
        if not shown:
            return
        focus = QApplication.focusWidget()
        at = [n for n, pane in enumerate(shown) if focus and _holds(pane, focus)]
        shown[(at[0] + by) % len(shown) if at else 0].setFocus()

    def export_table(self) -> None:
        """Ask where to write what a table shows: that with the focus, else the first in sight."""
        page, focus = self.page, QApplication.focusWidget()
        seen = [each for each in page.findChildren(RecordPanel) if each.isVisibleTo(page)]
        held = [each for each in seen if focus is not None and _holds(each, focus)]
        if seen:
            (held or seen)[0].exporting.ask()
        else:
            self.notices.present(Unsupported(_("There is no table here that could be exported.")))

    def switch_theme(self) -> None:
        """From light to dark, or back; from now on not as the system."""
        self._preferences.change(theme="light" if self._themes.now.is_dark else "dark")

    def switch_language(self) -> None:
        """From English to Chinese, or back."""
        self._preferences.change(language="en" if language() == "zh_CN" else "zh_CN")

    def switch_full_screen(self) -> None:
        """Take the whole screen, or give it back."""
        self.showNormal() if self.isFullScreen() else self.showFullScreen()

    def show_shortcuts(self) -> None:
        """List what has a shortcut here."""
        commands = [a.command for a in self._actions() if a.command.shortcuts and a.isVisible()]
        ShortcutsDialog(commands, self).open()

    def show_about(self) -> None:
        """Say what this is."""
        AboutDialog(self).open()

    # ------------------------------------------------------------------ looks

    @Slot()
    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        for action in self._actions():
            action.retranslate()
        for page in self.pages:
            page.retranslate()
        for part in (self._menus, self.rail, self.notices, self.status):
            part.retranslate()
        self._set_title()

    @Slot()
    def _set_title(self) -> None:
        """The page in front, behind what is critical on any: a task bar shows no rail."""
        urgent = sum(page.badge.number for page in self.pages if page.badge.state is State.ERROR)
        title = _("{page} – Mohist").format(page=_(self.page.title))
        self.setWindowTitle(f"{State.ERROR.shape} {urgent}  {title}" if urgent else title)

    @Slot(object)
    def apply_theme(self, theme: Theme) -> None:
        """Hand the colours on to what draws by itself."""
        for action in self._actions():
            action.apply_theme(theme)
        for page in self.pages:
            page.apply_theme(theme)
        self.rail.apply_theme(theme)
        self.notices.apply_theme(theme)

    # ------------------------------------------------------------------ the end

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the arrangement and end what runs, unless a page needs the window."""
        if not all(page.may_close() for page in self.pages):
            event.ignore()
            return
        self.shut()
        super().closeEvent(event)

    def shut(self) -> None:
        """Keep the arrangement and end what runs. Twice does no harm."""
        if self._shut:
            return
        self._shut = True
        self._keeper.save()
        for page in self.pages:
            page.shut()
        self._keeper.finish()


def _entry(action: CommandAction, where: str = "", does: partial[None] | None = None) -> Entry:
    command = action.command
    return Entry(
        command.title, does or action.trigger, where, command.keys, command.icon, command.english
    )


def _holds(pane: QWidget, focus: QWidget) -> bool:
    return focus is pane or pane.isAncestorOf(focus)


def _local_files(urls: Iterable[QUrl]) -> tuple[Path, ...]:
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
