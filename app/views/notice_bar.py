"""The bar under the menu that says what went wrong: one sentence, what to do, details to copy."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from app.domain.errors import Cancelled, ConsoleError
from app.i18n import _


class NoticeBar(QFrame):
    """Shows the last error that the user can act on, until it is closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._text = QLabel(wordWrap=True)
        self._text.setTextInteractionFlags(self._text.textInteractionFlags().TextSelectableByMouse)
        self._copy = QPushButton()
        self._copy.clicked.connect(self._copy_text)
        self._close = QToolButton()
        self._close.setText("✕")
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._copy)
        layout.addWidget(self._close)
        self.retranslate()
        self.hide()

    @Slot(object)
    def present(self, error: Exception) -> None:
        """Say an expected error; anything else goes on to the crash dialog."""
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, ConsoleError):
            raise error
        self.say(str(error), error.hint)

    def say(self, text: str, hint: str = "") -> None:
        """Show a sentence and what to do about it."""
        self._text.setText(f"{text} {hint}".strip())
        self.show()

    @property
    def text(self) -> str:
        """What is said now."""
        return self._text.text()

    def retranslate(self) -> None:
        """Say the buttons in the language spoken now."""
        self._copy.setText(_("Copy"))
        self._close.setToolTip(_("Close"))
        self._close.setAccessibleName(_("Close this notice"))

    @Slot()
    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self._text.text())
