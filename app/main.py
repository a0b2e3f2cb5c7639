"""Where the window is put together. Nothing below this module looks anything up."""

import gc
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QApplication

from app import log
from app.i18n import _
from app.models.preferences import Preferences
from app.paths import settings_folder, state_folder
from app.views import qt_messages
from app.views.audit import AuditPage
from app.views.crash_dialog import CrashDialog
from app.views.crash_guard import CrashGuard
from app.views.main_window import MainWindow
from app.views.settings_page import SettingsPage
from app.views.speaker import Speaker
from app.views.theme import interface_font
from app.views.theme_keeper import ThemeKeeper
from app.workers.tidy import Tidy

_NO_WINDOW = 2
"""The exit code where Qt finds no way to show one."""
_ENDED_BY_A_BUG = 3
"""The exit code where the user quit because of a bug."""
_PACKAGES = "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxkbcommon-x11-0"


@dataclass
class Console:
    """The parts that live as long as the program."""

    preferences: Preferences
    themes: ThemeKeeper
    speaker: Speaker
    window: MainWindow
    audit: AuditPage

    def close(self) -> None:
        """End what runs, and wait until everything is written."""
        self.window.shut()
        self.preferences.finish()


def build(app: QApplication, settings: Path, state: Path, language: str = "") -> Console:
    """The console over the files in two folders; shown by the caller."""
    preferences = Preferences(settings / "settings.json", app)
    speaker = Speaker(app, preferences, language)
    app.setFont(interface_font())
    themes = ThemeKeeper(app, preferences)
    window = MainWindow(preferences, themes, state / "window.json")
    audit = AuditPage(preferences)
    window.add_page(audit)
    window.add_page(SettingsPage(preferences, settings, state), at_foot=True)
    window.finish()
    speaker.changed.connect(window.retranslate)
    if preferences.trouble:
        window.notices.present(preferences.trouble)
    return Console(preferences, themes, speaker, window, audit)


def main(language: str = "", files: Sequence[Path] = ()) -> int:
    """Open the window, with `files` in it, and stay until it is closed; the exit code."""
    _free_children()
    state = state_folder()
    log.install(state)
    qt_messages.to_log(_no_window)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Mohist")
    app.setDesktopFileName("mohist")
    qt_messages.to_log(_last_words)
    console = build(app, settings_folder(), state, language)
    guard = _guard(console, state)
    fault = log.watch_faults(state)
    if fault:
        said = _("Mohist was ended by a fault the last time.")
        console.window.notices.say(said, _("What is known of it is in {file}.").format(file=fault))
    gc.freeze()  # what is there now stays: looking through it again only makes the window late
    console.window.show()
    console.window.open_files(files)
    tidy = Tidy(app)
    code = app.exec()
    tidy.stop()
    console.close()
    guard.remove()
    qt_messages.silence()
    return code


def _guard(console: Console, folder: Path) -> CrashGuard:
    """See to what nobody catches, from now on."""

    def show(report: str) -> None:
        dialog = CrashDialog(report, folder, console.window)
        dialog.finished.connect(made.shown)
        dialog.leaving.connect(_quit)
        dialog.open()

    made = CrashGuard(folder, console.window.notices.present, show)
    made.install()
    return made


@Slot()
def _quit() -> None:
    """End without asking the pages, one of which may be what is broken."""
    QCoreApplication.exit(_ENDED_BY_A_BUG)


def _no_window(message: str) -> None:
    """Say in a sentence why Qt cannot start, before it ends the process with a signal."""
    said = _(
        "The window cannot be opened: {reason} On Debian or Ubuntu, install {packages}."
        " Without a window, use: mohist audit PATH"
    ).format(reason=_reason(message), packages=_PACKAGES)
    sys.stderr.write(f"mohist: {said}\n")
    sys.stderr.flush()
    os._exit(_NO_WINDOW)


def _reason(message: str) -> str:
    """What the platform plugin said before; else the first line of Qt's last words."""
    said = [line.partition("qt: ")[2] for line in log.last_lines()]
    return next(filter(None, said), message.strip().partition("\n")[0])


def _last_words(message: str) -> None:
    sys.stderr.write(f"mohist: {message}\n")


def _free_children() -> None:
    """Give programs we start (browser, file manager) the system's libraries, not the frozen."""
    if not getattr(sys, "frozen", False):
        return
    for name in ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH"):
        before = os.environ.pop(f"{name}_ORIG", None)
        os.environ.pop(name, None)
        if before is not None:
            os.environ[name] = before
