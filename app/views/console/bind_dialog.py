"""Asks for the values of a statement's binds, with those given last filled in."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.console.bind import BindType, BindValue, is_secret, value_of
from app.domain.errors import BadInput
from app.i18n import N_, _
from app.sql.editing import Bind, BindKind
from app.views.theme import GAP

_NAMES = {
    BindType.TEXT: N_("Text"), BindType.NUMBER: N_("Number"), BindType.DATE: N_("Date"),
    BindType.DATETIME: N_("Date and time"), BindType.NULL: N_("NULL"),
}  # fmt: skip
_SIZE = 480, 130
_ROW = 36  # pixels
_MOST_ROWS = 10


class BindDialog(QDialog):
    """A line for each value; Enter runs.

    Signals:
        given: the BindValues by their names.
    """

    given = Signal(object)

    def __init__(
        self,
        asked: Sequence[Bind],
        last: Mapping[str, BindValue],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Values for this statement"))
        self.lines: dict[str, QLineEdit] = {}
        self.types: dict[str, QComboBox] = {}
        self.trouble = QLabel(wordWrap=True)
        self.trouble.setProperty("role", "error")
        self.trouble.hide()
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GAP)
        grid.setColumnStretch(1, 1)
        for row, bind in enumerate(asked):
            self._add(grid, row, bind, last.get(bind.name, BindValue()))
        inside = QWidget()
        inside.setLayout(grid)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        said = QLabel(
            _("They are remembered for this instance; what is called like a password is not."),
            wordWrap=True,
        )
        said.setProperty("role", "muted")
        buttons = QDialogButtonBox()
        self.run = buttons.addButton(_("Run"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.run.setProperty("primary", True)
        self.run.setDefault(True)
        buttons.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        down = QVBoxLayout(self)
        down.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        down.setSpacing(2 * GAP)
        down.addWidget(area, 1)
        for part in (self.trouble, said, buttons):
            down.addWidget(part)
        width, height = _SIZE
        self.resize(width, height + _ROW * min(len(asked), _MOST_ROWS))
        next(iter(self.lines.values())).setFocus()

    def _add(self, grid: QGridLayout, row: int, bind: Bind, last: BindValue) -> None:
        mark = {BindKind.NAMED: ":", BindKind.SUBSTITUTED: "&"}.get(bind.kind, "?")
        label = QLabel(f"{mark}{bind.name}")
        line, types = QLineEdit(last.text), QComboBox()
        line.setAccessibleName(label.text())
        if is_secret(bind.name):
            line.setEchoMode(QLineEdit.EchoMode.Password)
        types.setAccessibleName(_("Type of {name}").format(name=label.text()))
        for type_, name in _NAMES.items():
            types.addItem(_(name), type_)
        types.setCurrentIndex(types.findData(last.type))
        types.currentIndexChanged.connect(
            lambda: line.setEnabled(_type(types) is not BindType.NULL)
        )
        line.setEnabled(last.type is not BindType.NULL)
        if bind.kind is BindKind.SUBSTITUTED:  # put in as it is written
            types.setCurrentIndex(types.findData(BindType.TEXT))
            types.setEnabled(False)
        label.setBuddy(line)
        line.selectAll()
        for column, part in enumerate((label, line, types)):
            grid.addWidget(part, row, column)
        self.lines[bind.name], self.types[bind.name] = line, types

    @property
    def values(self) -> dict[str, BindValue]:
        """What is typed now."""
        return {
            name: BindValue(_type(self.types[name]), line.text())
            for name, line in self.lines.items()
        }

    @Slot()
    def accept(self) -> None:
        """Give them away, where each is what its type says."""
        for name, value in self.values.items():
            try:
                value_of(value)
            except BadInput as error:
                self.trouble.setText(f"{error} {error.hint}")
                self.trouble.show()
                self.lines[name].setFocus()
                self.lines[name].selectAll()
                return
        self.given.emit(self.values)
        super().accept()


def _type(box: QComboBox) -> BindType:
    return BindType(box.currentData())
