"""A strip that says one thing about the audit and offers what to do about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.views.theme import GAP, Theme


class Band(QFrame):
    """Hidden while there is nothing to say.

    Signals:
        pressed: somebody wants it done.
    """

    pressed = Signal()

    def __init__(
        self, shape: str, ink: str, parent: QWidget | None = None, *, offers: bool = True
    ) -> None:
        """`offers` says that there is ever something to do about it."""
        super().__init__(parent)
        self._ink = ink
        self.setObjectName("band")
        self._shape, self._text = QLabel(shape), QLabel()
        self._button = QPushButton() if offers else None
        self._text.setWordWrap(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(3 * GAP, GAP, GAP, GAP)
        layout.setSpacing(2 * GAP)
        layout.addWidget(self._shape)
        layout.addWidget(self._text, 1)
        if self._button:
            self._button.clicked.connect(self.pressed)
            layout.addWidget(self._button)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, empty while hidden."""
        return self._text.text() if not self.isHidden() else ""

    def say(self, text: str, offer: str = "") -> None:
        """Say something, with a button where something is offered; nothing hides the strip."""
        self._text.setText(text)
        if self._button:
            self._button.setText(offer)
            self._button.setVisible(bool(offer))
        self.setVisible(bool(text))

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        ink = getattr(theme, self._ink)
        self.setStyleSheet(
            f"QFrame#band {{ background: {theme.raised}; border: 1px solid {theme.border};"
            f" border-left: 3px solid {ink}; border-radius: 4px; }}"
        )
        self._shape.setStyleSheet(f"color: {ink}; font-weight: 600;")
