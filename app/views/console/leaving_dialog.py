"""What becomes of an open transaction, asked before its session ends."""

from enum import Enum, auto

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.console.transaction import Blocking, TransactionState
from app.domain.endpoint import Endpoint
from app.i18n import _, ngettext
from app.models.formats import count
from app.views.console.transaction_bar import blocking_said
from app.views.theme import GAP

_WIDTH = 520


class Leaving(Enum):
    """What the user chose."""

    COMMIT = auto()
    ROLL_BACK = auto()


class LeavingDialog(QDialog):
    """Asks once. "Stay" has the focus; Enter and Esc stay.

    Signals:
        chosen: a Leaving; nothing where the user stays.
    """

    chosen = Signal(object)

    def __init__(
        self, endpoint: Endpoint, state: TransactionState, blocking: Blocking,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(_("A transaction is open"))
        self.setMinimumWidth(_WIDTH)
        down = QVBoxLayout(self)
        down.setContentsMargins(5 * GAP, 4 * GAP, 5 * GAP, 4 * GAP)
        down.setSpacing(2 * GAP)
        changed = ngettext(
            "{count} row was changed in it and is not lasting yet.",
            "{count} rows were changed in it and are not lasting yet.",
            state.rows_changed,
        ).format(count=count(state.rows_changed))
        for text, role in (
            (_("A transaction on {name} is open").format(name=endpoint.name), "title"),
            (changed if state.rows_changed else "", ""),
            (
                "" if state.exact else _("The server does not say whether it is; it may be."),
                "muted",
            ),
            (blocking_said(blocking), "error"),
        ):
            if text:
                label = QLabel(text, wordWrap=True)
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setProperty("role", role)
                down.addWidget(label)
        self.commit, self.roll_back = QPushButton(_("Commit")), QPushButton(_("Roll back"))
        self.stay = QPushButton(_("Stay"))
        row = QHBoxLayout()
        row.setContentsMargins(0, 3 * GAP, 0, 0)
        row.setSpacing(2 * GAP)
        row.addStretch(1)
        for button in (self.commit, self.roll_back, self.stay):
            button.setAutoDefault(False)
            row.addWidget(button)
        down.addLayout(row)
        self.stay.setDefault(True)
        self.stay.setFocus()
        self.commit.clicked.connect(lambda: self._choose(Leaving.COMMIT))
        self.roll_back.clicked.connect(lambda: self._choose(Leaving.ROLL_BACK))
        self.stay.clicked.connect(self.reject)

    def _choose(self, what: Leaving) -> None:
        self.accept()
        self.chosen.emit(what)
