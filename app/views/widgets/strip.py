"""The strip over rows that are still shown: what is waited for, was done, or went wrong."""

from time import monotonic

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.domain.errors import ConsoleError
from app.i18n import _
from app.models.formats import duration
from app.views.icons import filled_icon
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.states import details

_PATIENCE = 1000  # milliseconds until a refresh is worth a word
_READ = 12_000  # milliseconds in which a line was read


class Strip(QFrame):
    """One line with what to do about it; hidden while all is well.

    Signals:
        cancel_wanted, retry_wanted: a button was pressed.
    """

    cancel_wanted = Signal()
    retry_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._theme = LIGHT
        self._error: ConsoleError | None = None
        self._doing, self._begun, self._kind = "", 0.0, "notice"
        self._picture, self.words = QLabel(), QLabel(wordWrap=True)
        self.cancel, self.retry, self.copy = QPushButton(), QPushButton(), QPushButton()
        self.cancel.clicked.connect(self.cancel_wanted)
        self.retry.clicked.connect(self.retry_wanted)
        self.copy.clicked.connect(self._copy_details)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(3 * GAP, GAP, 2 * GAP, GAP)
        layout.setSpacing(2 * GAP)
        layout.addWidget(self._picture)
        layout.addWidget(self.words, 1)
        for button in (self.retry, self.copy, self.cancel):
            layout.addWidget(button)
        self._clock = QTimer(self, interval=100)
        self._clock.timeout.connect(self._tick)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self._show_waiting)
        self._farewell = QTimer(self, singleShot=True, interval=_READ)
        self._farewell.timeout.connect(self.rest)
        self.retranslate()
        self.hide()

    @property
    def waiting(self) -> bool:
        """Whether something is waited for, seen or not yet."""
        return self._patience.isActive() or self._clock.isActive()

    def show_busy(self, doing: str, *, cancel: bool = True) -> None:
        """Say what is waited for, once it takes longer than a second."""
        if not self.waiting:
            self._begun = monotonic()
            self._patience.start()
        self._doing = doing
        self.cancel.setEnabled(cancel)

    def show_failed(self, error: ConsoleError) -> None:
        """Say what went wrong; it stays until something succeeds."""
        self._rest()
        self._error = error
        self.words.setText(f"{error} {error.hint}".strip())
        self._dress("error")
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def show_done(self, text: str) -> None:
        """Say what was done; it goes by itself."""
        self._rest()
        self._error = None
        self.words.setText(text)
        self._dress("good")
        self.show()
        self._farewell.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def rest(self) -> None:
        """All is well."""
        self._rest()
        self._error = None
        self.hide()

    def _rest(self) -> None:
        for timer in (self._clock, self._patience, self._farewell):
            timer.stop()

    @Slot()
    def _show_waiting(self) -> None:
        self._error = None
        self._tick()
        self._dress("notice")
        self._clock.start()
        self.show()

    @Slot()
    def _tick(self) -> None:
        took = duration(int((monotonic() - self._begun) * 10) / 10)
        self.words.setText(f"{self._doing}  {took}")

    def _dress(self, kind: str) -> None:
        """Show the buttons, icon and edge of a failure, of a wait or of what was done."""
        self._kind = kind
        self.retry.setVisible(kind == "error")
        self.copy.setVisible(kind == "error")
        self.cancel.setVisible(kind == "notice" and self.cancel.isEnabled())
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)
        self.apply_theme(self._theme)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.cancel.setText(_("Cancel"))
        self.retry.setText(_("Try again"))
        self.copy.setText(_("Copy details"))

    def apply_theme(self, theme: Theme) -> None:
        """Draw the icon in its colours."""
        self._theme = theme
        name, colour = {
            "error": ("error", theme.error), "good": ("good", theme.good),
        }.get(self._kind, ("about", theme.notice))  # fmt: skip
        self._picture.setPixmap(filled_icon(name, colour).pixmap(16, 16))

    @Slot()
    def _copy_details(self) -> None:
        if self._error is not None:
            QGuiApplication.clipboard().setText(details(self._error))
