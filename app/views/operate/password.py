"""Asks for the password of an account whose login failed."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _
from app.views.theme import GAP

_WIDTH = 380


class PasswordDialog(QDialog):
    """One line, and whether it is to be kept.

    Signals:
        given: the password, and whether to keep it for longer than this run.
    """

    given = Signal(str, bool)

    def __init__(self, account: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Password"))
        self.setMinimumWidth(_WIDTH)
        said = _("Password of {account} on {name}") if account else _("Password for {name}")
        label = QLabel(said.format(account=account, name=name), wordWrap=True)
        self.line = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        label.setBuddy(self.line)
        self.line.setAccessibleName(label.text())
        self.keep = QCheckBox(_("Keep it, where passwords are kept"))
        self.keep.setChecked(True)
        buttons = QDialogButtonBox()
        self.log_in = buttons.addButton(_("Log in"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.log_in.setProperty("primary", True)
        self.log_in.setEnabled(False)
        buttons.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.line.textChanged.connect(self._grey)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        down = QVBoxLayout(self)
        down.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        down.setSpacing(2 * GAP)
        for part in (label, self.line, self.keep, buttons):
            down.addWidget(part)

    @Slot()
    def _grey(self) -> None:
        self.log_in.setEnabled(bool(self.line.text()))

    def accept(self) -> None:
        """Give it away, and hold it no longer."""
        self.given.emit(self.line.text(), self.keep.isChecked())
        self.line.clear()
        super().accept()
