"""The bar over the page that says what went wrong: one sentence, what to do, details to copy."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import Cancelled, ConsoleError
from app.i18n import _
from app.views.icons import filled_icon, icon
from app.views.theme import LIGHT, Theme

_MOST = 3
"""Notices shown at a time; the oldest makes room."""


class Notice(QFrame):
    """One sentence and what to do about it; it stays until it is closed.

    Signals:
        closed: the user has read it.
    """

    closed = Signal()

    def __init__(self, text: str, hint: str, kind: str) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.setProperty("kind", kind)
        self.text = f"{text} {hint}".strip()
        self.kind = kind
        self._icon = QLabel()
        self._words = QLabel(wordWrap=True)
        self._words.setText(self.text)
        self._words.setTextInteractionFlags(
            self._words.textInteractionFlags().TextSelectableByMouse
            | self._words.textInteractionFlags().TextSelectableByKeyboard
        )
        self._copy, self._close = QPushButton(), QToolButton()
        self._copy.clicked.connect(self._copy_text)
        self._close.clicked.connect(self.closed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._copy)
        layout.addWidget(self._close)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the buttons in the language spoken now."""
        self._copy.setText(_("Copy"))
        self._close.setToolTip(_("Close this notice"))
        self._close.setAccessibleName(_("Close this notice"))

    def apply_theme(self, theme: Theme) -> None:
        """Draw the icons in its colours."""
        colour = theme.error if self.kind == "error" else theme.notice
        name = "error" if self.kind == "error" else "about"
        self._icon.setPixmap(filled_icon(name, colour).pixmap(20, 20))
        self._close.setIcon(icon("close", theme))

    @Slot()
    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self.text)


class NoticeBar(QWidget):
    """Shows what the user should hear of, the newest at the top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._notices: list[Notice] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.hide()

    @property
    def texts(self) -> list[str]:
        """What is said now, the newest first."""
        return [notice.text for notice in self._notices]

    @Slot(object)
    def present(self, error: Exception) -> None:
        """Say an expected error; anything else goes on to the crash dialog."""
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, ConsoleError):
            raise error
        self._show(str(error), error.hint, "error")

    def say(self, text: str, hint: str = "") -> None:
        """Say something that is not an error."""
        self._show(text, hint, "notice")

    def retranslate(self) -> None:
        """Say the buttons in the language spoken now."""
        for notice in self._notices:
            notice.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Draw the icons in its colours."""
        self._theme = theme
        for notice in self._notices:
            notice.apply_theme(theme)

    def _show(self, text: str, hint: str, kind: str) -> None:
        made = Notice(text, hint, kind)
        for old in [old for old in self._notices if old.text == made.text]:
            self._drop(old)
        made.apply_theme(self._theme)
        made.closed.connect(self._drop_sender)
        self._notices.insert(0, made)
        self._layout.insertWidget(0, made)
        for old in self._notices[_MOST:]:
            self._drop(old)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(made, QAccessible.Event.Alert))

    @Slot()
    def _drop_sender(self) -> None:
        notice = self.sender()
        assert isinstance(notice, Notice)
        self._drop(notice)

    def _drop(self, notice: Notice) -> None:
        self._notices.remove(notice)
        self._layout.removeWidget(notice)
        notice.hide()
        notice.deleteLater()
        self.setVisible(bool(self._notices))
