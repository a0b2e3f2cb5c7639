"""The line that says that not the newest entries are shown, and leads back to them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.i18n import _
from app.models.formats import count
from app.views.theme import GAP


class Around(QWidget):
    """Hidden while the newest are shown.

    Signals:
        left: back to the newest.
    """

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sequence = 0
        self.said, self.back = QLabel(), QPushButton()
        self.back.clicked.connect(self.left)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GAP)
        row.addWidget(self.said)
        row.addWidget(self.back)
        row.addStretch(1)
        self.hide()

    def show_place(self, sequence: int) -> None:
        """Those around the entry with that number are shown."""
        self._sequence = sequence
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        said = _("What stands around entry no. {number} is shown.")
        self.said.setText(said.format(number=count(self._sequence)))
        self.back.setText(_("Back to the newest"))
