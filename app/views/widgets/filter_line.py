"""The line over a table that filters it."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.i18n import _
from app.views.icons import icon
from app.views.theme import LIGHT, Theme

_TYPING = 80  # milliseconds without a key before it is filtered


class FilterLine(QLineEdit):
    """What is wanted of a table. Esc clears it and, once it is empty, goes back to the table.

    Signals:
        wanted: the text, once nobody types.
        left: the table shall have the focus.
    """

    wanted = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(160)
        self._glass = self.addAction(
            icon("search", LIGHT), QLineEdit.ActionPosition.LeadingPosition
        )
        self._typed = QTimer(self, singleShot=True, interval=_TYPING)
        self._typed.timeout.connect(self.want)
        self.textChanged.connect(self._typed.start)
        self.retranslate()

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.setPlaceholderText(_("Filter"))
        self.setAccessibleName(_("Filter"))
        self.setToolTip(
            "<table>"
            + "".join(
                f"<tr><td><code>{code}</code>&nbsp;&nbsp;</td><td>{what}</td></tr>"
                for code, what in (
                    ("word", _("a shown column has it")),
                    ("-word", _("no shown column has it")),
                    ("user:app", _("that column has it")),
                    ("time&gt;60 &nbsp;size&gt;=1.5G", _("that column is such a number")),
                    ("state=running", _("that column is exactly this")),
                )
            )
            + "</table>"
        )

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._glass.setIcon(icon("search", theme))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears or leaves; Down and Enter go to the table at once."""
        match event.key():
            case Qt.Key.Key_Escape if self.text():
                self.clear()
                self.want()
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Down | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.want()
                self.left.emit()
            case _:
                super().keyPressEvent(event)

    @Slot()
    def want(self) -> None:
        """Filter now."""
        self._typed.stop()
        self.wanted.emit(self.text())
