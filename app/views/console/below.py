"""Below the editor: results and messages of the last run."""

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.i18n import _
from app.models.fields import State
from app.views.console.messages_panel import MessagesPanel
from app.views.theme import Theme


class Below(QWidget):
    """Signals:
    failed: a ConsoleError for the notice bar.
    """

    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.messages = MessagesPanel()
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.addTab(self.messages, "")
        self.messages.worst_changed.connect(self._name)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(self.tabs)
        self.retranslate()

    def begin(self) -> None:
        """A run begins."""

    @Slot(object, object, object)
    def add_result(self, reader: Any, statement: int, text: str) -> None:
        """Rows of a statement begin to come."""

    def end(self) -> None:
        """The run is over."""

    @Slot()
    def _name(self) -> None:
        shape = self.messages.worst.shape if self.messages.worst is not State.NONE else ""
        self.tabs.setTabText(self.tabs.indexOf(self.messages), f"{shape} {_('Messages')}".strip())

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.messages.retranslate()
        self._name()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.messages.apply_theme(theme)

    def set_code_font(self, font: QFont) -> None:
        """Use another font for values."""

    def shut(self) -> None:
        """Let go of what is shown."""
