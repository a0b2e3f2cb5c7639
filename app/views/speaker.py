"""Which language is spoken: the one that was chosen, our words and those of Qt's own buttons."""

from PySide6.QtCore import (
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QObject,
    QTranslator,
    Signal,
    Slot,
)

from app import i18n
from app.models.preferences import Preferences
from app.store.settings import Settings


class Speaker(QObject):
    """Follows the settings.

    Signals:
        changed: another language is spoken now; everything on the screen must be said again.
    """

    changed = Signal()

    def __init__(self, app: QCoreApplication, preferences: Preferences, forced: str = "") -> None:
        super().__init__(app)
        self._app = app
        self._chosen = preferences.now.language
        self._translator = QTranslator(self)
        self._speak(forced or self._chosen)
        preferences.changed.connect(self._follow)

    @Slot(object)
    def _follow(self, settings: Settings) -> None:
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
