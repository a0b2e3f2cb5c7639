"""Where the window is put together. Nothing below this module looks anything up."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator, Signal, Slot
from PySide6.QtWidgets import QApplication

from app import i18n, log
from app.i18n import _
from app.models.preferences import Preferences
from app.paths import settings_folder, state_folder
from app.store.settings import Settings
from app.views.audit import AuditPage
from app.views.crash_dialog import CrashGuard
from app.views.main_window import MainWindow
from app.views.settings_page import SettingsPage
from app.views.theme import interface_font
from app.views.theme_keeper import ThemeKeeper


class Speaker(QObject):
    """Speaks the chosen language: our words and Qt's own buttons.

    Signals:
        changed: another language is spoken now; everything on the screen must be said again.
    """

    changed = Signal()

    def __init__(self, app: QApplication, preferences: Preferences, forced: str) -> None:
        super().__init__(app)
        self._app = app
        self._chosen = preferences.now.language
        self._translator = QTranslator(self)
        self._speak(forced or self._chosen)
        preferences.changed.connect(self.follow)

    @Slot(object)
    def follow(self, settings: Settings) -> None:
        """Change when another language is chosen."""
        if settings.language != self._chosen:
            self._chosen = settings.language
            self._speak(settings.language)
            self.changed.emit()

    def _speak(self, language: str) -> None:
        i18n.install(language)
        self._app.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(QLocale(i18n.language()), "qtbase", "_", folder):
            self._app.installTranslator(self._translator)


@dataclass
class Console:
    """The parts that live as long as the program."""

    preferences: Preferences
    themes: ThemeKeeper
    speaker: Speaker
    window: MainWindow
    audit: AuditPage


def build(app: QApplication, settings: Path, state: Path, language: str = "") -> Console:
    """The console over the files in two folders; shown by the caller."""
    preferences = Preferences(settings / "settings.json", app)
    speaker = Speaker(app, preferences, language)
    app.setFont(interface_font())
    themes = ThemeKeeper(app, preferences)
    window = MainWindow(preferences, themes, state / "window.json")
    audit = AuditPage(preferences)
    window.add_page(audit)
    window.add_page(SettingsPage(preferences), at_foot=True)
    window.finish()
    speaker.changed.connect(window.retranslate)
    if preferences.damaged:
        said = _("The settings could not be read and are the defaults now.")
        hint = _("The damaged file was kept as {file}.").format(file=preferences.damaged)
        window.notices.say(said, hint)
    return Console(preferences, themes, speaker, window, audit)


def main(language: str = "") -> int:
    """Open the window and stay until it is closed; the exit code."""
    _free_children()
    log.install(state_folder())
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Mohist")
    app.setDesktopFileName("mohist")
    console = build(app, settings_folder(), state_folder(), language)
    guard = CrashGuard(state_folder(), console.window.notices.present)
    guard.install()
    console.window.show()
    return app.exec()


def _free_children() -> None:
    """Give programs we start (browser, file manager) the system's libraries, not the frozen."""
    if not getattr(sys, "frozen", False):
        return
    for name in ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH"):
        before = os.environ.pop(f"{name}_ORIG", None)
        os.environ.pop(name, None)
        if before is not None:
            os.environ[name] = before
