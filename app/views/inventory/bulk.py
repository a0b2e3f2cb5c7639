"""One change to many instances."""

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.estate import Inventory
from app.domain.inventory import ROLE_NAMES, Environment, Host, Service, TopologyRole
from app.flows.inventory_rows import Bulk
from app.i18n import _, ngettext


class BulkEditor(QDialog):
    """Asks what to change; what is left alone stays as it is.

    Signals:
        wanted: a Bulk.
    """

    wanted = Signal(object)

    def __init__(self, count: int, inventory: Inventory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = ngettext("Change {count} instance", "Change {count} instances", count)
        self.setWindowTitle(title.format(count=count))
        self._boxes: dict[str, QComboBox] = {}
        form = QFormLayout()
        kinds: tuple[tuple[str, str, type[Any]], ...] = (
            ("service", _("Service"), Service), ("host", _("Host"), Host),
            ("environment", _("Environment"), Environment),
        )  # fmt: skip
        for name, label, kind in kinds:
            box = QComboBox()
            box.addItem(_("leave as it is"), None)
            box.addItem("–", "")
            found: dict[str, str] = {each.name: each.id for each in inventory.all(kind)}
            for known in sorted(found, key=str.casefold):
                box.addItem(known, found[known])
            self._boxes[name] = box
            form.addRow(QLabel(label), box)
        role = QComboBox()
        role.addItem(_("leave as it is"), None)
        for each in TopologyRole:
            role.addItem(_(ROLE_NAMES[each]), each)
        read_only = QComboBox()
        for text, value in (
            (_("leave as it is"), None), (_("read-only"), True), (_("for changes, too"), False),
        ):  # fmt: skip
            read_only.addItem(text, value)
        self._boxes |= {"role": role, "read_only": read_only}
        form.addRow(QLabel(_("Role")), role)
        form.addRow(QLabel(_("Open")), read_only)
        self.tags = QLineEdit()
        form.addRow(QLabel(_("Add tags")), self.tags)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Save).setText(_("Save"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        down = QVBoxLayout(self)
        down.addLayout(form)
        down.addWidget(buttons)

    @Slot()
    def _accept(self) -> None:
        tags = tuple(part.strip() for part in self.tags.text().replace("，", ",").split(","))
        values = {name: box.currentData() for name, box in self._boxes.items()}
        if values["role"] is not None:
            values["role"] = TopologyRole(values["role"])  # Qt gives a text back for a StrEnum
        self.wanted.emit(Bulk(**values, add_tags=tuple(filter(None, tags))))
        self.accept()
