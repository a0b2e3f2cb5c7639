"""Which inventory is worked with: that of this computer, another file, or the team's database."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _
from app.store.inventory.place import without_password
from app.views.theme import GAP

EXAMPLE = "mysql+pymysql://mohist@db.corp/mohist"
_WIDTH = 620


class StoreChoice(QDialog):
    """Asks for a place. A file that is not there yet is made, with an empty inventory in it.

    Signals:
        chosen: the place as the settings keep it ("" for this computer's), and the password of a
            team's database as it was typed ("" for the one that is kept).
    """

    chosen = Signal(str, str)

    def __init__(self, now: str, usual: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Choose the inventory"))
        self.setMinimumWidth(_WIDTH)
        self.here, self.there = QRadioButton(_("Of this computer")), QRadioButton(_("Another file"))
        self.team = QRadioButton(_("Of the team, in MySQL or MariaDB"))
        self.file, self.url, self.password = QLineEdit(), QLineEdit(), QLineEdit()
        self.browse = QPushButton(_("Choose a file…"))
        self.said = QLabel(wordWrap=True)
        self.said.setProperty("role", "muted")
        self.said.hide()
        self._name(usual)
        is_url = "://" in now
        (self.team if is_url else self.there if now else self.here).setChecked(True)
        if now:
            (self.url if is_url else self.file).setText(now)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Open it"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self._lay_out()
        self.browse.clicked.connect(self._choose_file)
        self.buttons.accepted.connect(self._try_accept)
        self.buttons.rejected.connect(self.reject)
        self.url.editingFinished.connect(self._take_password_out)
        for radio in (self.here, self.there, self.team):
            radio.toggled.connect(self._look)
        self._look()

    def _name(self, usual: Path) -> None:
        self.here.setToolTip(str(usual))
        self.file.setAccessibleName(_("Another file"))
        self.url.setAccessibleName(_("Address of the database"))
        self.url.setPlaceholderText(EXAMPLE)
        self.password.setAccessibleName(_("Its password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText(_("as it is kept"))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setVerticalSpacing(2 * GAP)
        grid.addWidget(self.here, 0, 0, 1, 3)
        grid.addWidget(self.there, 1, 0, 1, 3)
        grid.addWidget(self.file, 2, 1)
        grid.addWidget(self.browse, 2, 2)
        grid.addWidget(self.team, 3, 0, 1, 3)
        grid.addWidget(self.url, 4, 1, 1, 2)
        grid.addWidget(self.password, 5, 1, 1, 2)
        grid.setColumnMinimumWidth(0, 5 * GAP)
        grid.setColumnStretch(1, 1)
        down = QVBoxLayout(self)
        down.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        down.setSpacing(3 * GAP)
        down.addLayout(grid)
        down.addWidget(self.said)
        down.addWidget(self.buttons)

    @Slot()
    def _look(self) -> None:
        for part in (self.file, self.browse):
            part.setEnabled(self.there.isChecked())
        for line in (self.url, self.password):
            line.setEnabled(self.team.isChecked())

    @Slot()
    def _choose_file(self) -> None:
        dialog = QFileDialog(self, _("Another file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # one that is there is opened
        dialog.fileSelected.connect(self.file.setText)
        dialog.open()

    @Slot()
    def _take_password_out(self) -> bool:
        """No password stays in an address, which is kept in a file and shown; whether one did."""
        url, password = without_password(self.url.text().strip())
        if password:
            self.url.setText(url)
            self.password.setText(password)
            self._say(
                _("The password was taken out of the address: it is kept where passwords are kept.")
            )
        return bool(password)

    @Slot()
    def _try_accept(self) -> None:
        if self._take_password_out():  # to be read before this is gone
            return
        place = ""
        if self.there.isChecked():
            place = self.file.text().strip()
        elif self.team.isChecked():
            place = self.url.text().strip()
        if not self.here.isChecked() and not place:
            self._say(_("Say where it is."))
            return
        if self.there.isChecked() and not Path(place).expanduser().is_absolute():
            self._say(_("{file} is no full path.").format(file=place))
            return
        self.chosen.emit(place, self.password.text() if self.team.isChecked() else "")
        self.accept()

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.show()
