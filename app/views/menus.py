"""The menu bar, made from the commands of the window and of the page in front."""

from collections.abc import Iterable

from PySide6.QtWidgets import QMenu, QMenuBar

from app.i18n import N_, _
from app.views.actions import CommandAction

FILE, VIEW, HELP = N_("&File"), N_("&View"), N_("&Help")
"""The menus every page shares; those of the pages stand between File and View."""


class Menus:
    """Shows each action in the menu its command names.

    A menu of which nothing is visible is hidden, and its shortcuts are quiet.
    """

    def __init__(self, bar: QMenuBar) -> None:
        self._bar = bar
        self._menus: dict[str, QMenu] = {}

    def fill(self, of_pages: Iterable[CommandAction], own: Iterable[CommandAction]) -> None:
        """Make the menus: a page's commands first, then the window's own behind a line."""
        groups = tuple(of_pages), tuple(own)
        titles = dict.fromkeys(action.command.menu for action in groups[0] if action.command.menu)
        between = [title for title in titles if title not in {FILE, VIEW, HELP}]
        for title in (FILE, *between, VIEW, HELP):
            menu = self._menus[title] = self._bar.addMenu("")
            for group in groups:
                if menu.actions():
                    menu.addSeparator()
                menu.addActions([action for action in group if action.command.menu == title])

    def refresh(self) -> None:
        """Hide what is empty now."""
        for menu in self._menus.values():
            shown = any(action.isVisible() for action in menu.actions() if not action.isSeparator())
            menu.menuAction().setVisible(shown)

    def retranslate(self) -> None:
        """Say the titles in the language spoken now."""
        for title, menu in self._menus.items():
            menu.setTitle(_(title))
