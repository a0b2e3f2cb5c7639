"""The table of what the window itself can do, whatever page is in front."""

from functools import partial
from typing import TYPE_CHECKING

from app.i18n import N_
from app.views.actions import Command
from app.views.menus import FILE, HELP, VIEW

if TYPE_CHECKING:
    from app.views.main_window import MainWindow


def window_commands(window: "MainWindow") -> tuple[Command, ...]:
    """Every command of the window; the pages come first in their menu, as on the rail."""
    pages = tuple(
        Command(
            f"page-{number}",
            page.title,
            partial(window.show_page, number - 1),
            (f"Ctrl+{number}",),
            VIEW,
            page.icon,
        )
        for number, page in enumerate(window.pages, start=1)
    )
    return (
        *pages,
        Command("palette", N_("&Command palette"), window.open_palette,
                ("Ctrl+K",), VIEW, "palette"),
        Command("next-pane", N_("&Next pane"), partial(window.step_pane, 1),
                ("F6",), VIEW, "next-pane"),
        Command("previous-pane", N_("&Previous pane"), partial(window.step_pane, -1),
                ("Shift+F6",), VIEW, "previous-pane"),
        Command("theme", N_("Light or &dark"), window.switch_theme,
                ("Ctrl+Shift+D",), VIEW, "theme"),
        Command("language", "English / 中文", window.switch_language,
                ("Ctrl+Shift+L",), VIEW, "language"),
        Command("full-screen", N_("&Full screen"), window.switch_full_screen,
                ("F11",), VIEW, "full-screen", checked=window.isFullScreen),
        Command("shortcuts", N_("&Shortcuts"), window.show_shortcuts, ("F1",), HELP, "shortcuts"),
        Command("about", N_("&About Mohist"), window.show_about, (), HELP, "about"),
        Command("table-export", N_("&Export the table…"), window.export_table,
                ("Ctrl+Shift+E",), FILE, "export"),
        Command("quit", N_("&Quit"), window.close, ("Ctrl+Q",), FILE, "quit"),
    )  # fmt: skip
