"""Which theme holds: the one that was chosen, or the system's, whenever that changes."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from app.models.preferences import Preferences
from app.views.style_sheet import style_sheet
from app.views.theme import DARK, LIGHT, Theme, palette


class ThemeKeeper(QObject):
    """Dresses the application, and says so.

    Signals:
        changed: the Theme that holds now.
    """

    changed = Signal(object)

    def __init__(self, app: QApplication, preferences: Preferences) -> None:
        super().__init__(app)
        self._app = app
        self._preferences = preferences
        self.now: Theme = LIGHT
        if app.style().objectName() != "fusion":
            app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self.follow)
        preferences.changed.connect(self.follow)
        self._dress(self._wanted())

    @Slot()
    def follow(self) -> None:
        """Change where another theme is wanted by now."""
        wanted = self._wanted()
        if wanted is not self.now:
            self._dress(wanted)
            self.changed.emit(wanted)

    def _wanted(self) -> Theme:
        chosen = self._preferences.now.theme
        if chosen:
            return DARK if chosen == "dark" else LIGHT
        dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT

    def _dress(self, theme: Theme) -> None:
        self.now = theme
        if self._app.styleSheet() != (sheet := style_sheet(theme)):  # Qt would dress all anew
            self._app.setPalette(palette(theme))
            self._app.setStyleSheet("")  # or Qt styles a widget once for each that it is in
            self._app.setStyleSheet(sheet)
