"""A form for any record of the inventory, made from the record's own fields."""

import dataclasses
from collections.abc import Callable
from enum import Enum
from typing import Any

from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.domain.errors import BadInput
from app.domain.estate import Inventory
from app.domain.inventory import (
    DIAL_NAMES,
    PORTS,
    ROLE_NAMES,
    ROLES,
    STAKE_NAMES,
    TYPE_NAMES,
    DatabaseType,
    Dial,
    Environment,
    Host,
    Owner,
    Pool,
    Product,
    Service,
    Stake,
    TopologyRole,
)
from app.domain.validation import Record
from app.i18n import N_, _

LABELS = {
    "name": N_("Name"), "code": N_("Code"), "owners": N_("Owners"), "tags": N_("Tags"),
    "notes": N_("Notes"), "product": N_("Product"), "type": N_("Type"),
    "service_name": N_("Service name"), "environment": N_("Environment"), "domain": N_("Domain"),
    "site": N_("Site"), "business_ip": N_("Business IP"), "management_ip": N_("Management IP"),
    "pool": N_("Resource pool"), "system": N_("System"), "cores": N_("Cores"),
    "memory": N_("Memory (GiB)"), "disk": N_("Disk (GiB)"), "address": N_("Address"),
    "port": N_("Port"), "dial": N_("Dialled by its"), "service": N_("Service"), "host": N_("Host"),
    "vip": N_("VIP"),
    "version": N_("Version"), "role": N_("Role"), "stake": N_("At stake"),
    "colour": N_("Colour"), "email": N_("E-mail"), "phone": N_("Phone"),
}  # fmt: skip
REFERENCES: dict[str, type[Any]] = {
    "product": Product, "environment": Environment, "pool": Pool, "service": Service, "host": Host,
}  # fmt: skip
_GIB = 2**30
_SIZES = ("memory", "disk")


class RecordForm(QWidget):
    """Shows a record and makes one of what was typed."""

    def __init__(self, record: Record, inventory: Inventory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record, self._inventory = record, inventory
        self._readers: dict[str, Callable[[], Any]] = {}
        self.editors: dict[str, QWidget] = {}
        self._form = QFormLayout(self)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name in _order(record):
            self._add(name, getattr(record, name))
        kind = self.editors.get("type")
        if isinstance(kind, QComboBox):
            kind.activated.connect(self._take_type)
            self._take_type(keep=True)

    def value(self) -> Record:
        """The record as it was typed; BadInput where a number is none."""
        values = {name: read() for name, read in self._readers.items()}
        return dataclasses.replace(self._record, **values)

    def mark(self, field: str) -> None:
        """Put the focus where something is wrong."""
        if (editor := self.editors.get(field)) is not None:
            editor.setFocus()

    def _add(self, name: str, value: Any) -> None:
        editor, reader = self._made(name, value)
        label = _(LABELS[name])
        editor.setAccessibleName(label)
        editor.setObjectName(name)
        self._form.addRow(QLabel(label), editor)
        self.editors[name], self._readers[name] = editor, reader

    def _made(self, name: str, value: Any) -> tuple[QWidget, Callable[[], Any]]:
        if isinstance(value, Enum):
            names: dict[Any, str] = {
                DatabaseType: TYPE_NAMES, TopologyRole: ROLE_NAMES, Stake: STAKE_NAMES,
                Dial: DIAL_NAMES,
            }[type(value)]  # type: ignore[index, assignment]  # fmt: skip
            kind = type(value)
            box, _held = _choice({each: _(names[each]) for each in kind}, value)
            return box, lambda: kind(box.currentData())  # Qt gives a text back for a StrEnum
        if name in REFERENCES:
            found = {each.id: each.name for each in self._inventory.all(REFERENCES[name])}
            ordered = dict(sorted(found.items(), key=lambda item: item[1].casefold()))
            return _choice({"": "–", **ordered}, value)
        if name == "owners":
            return self._owners(value)
        if isinstance(value, tuple):
            line = QLineEdit(", ".join(value))
            return line, lambda: _parted(line.text())
        if isinstance(value, int):
            shown = value / _GIB if name in _SIZES else value
            number = QLineEdit(f"{shown:g}" if shown else "" if name != "port" else "0")
            return number, lambda: _number(number.text(), name)
        if name == "notes":
            area = QPlainTextEdit(value)
            area.setTabChangesFocus(True)
            area.setFixedHeight(64)
            return area, area.toPlainText
        text = QLineEdit(value)
        return text, lambda: text.text().strip()

    def _owners(self, value: tuple[str, ...]) -> tuple[QWidget, Callable[[], Any]]:
        by_name = {owner.name: owner.id for owner in self._inventory.all(Owner)}
        names = [owner.name for owner in self._inventory.all(Owner) if owner.id in value]
        line = QLineEdit(", ".join(names))
        line.setPlaceholderText(", ".join(list(by_name)[:4]))

        def read() -> tuple[str, ...]:
            found = []
            for name in _parted(line.text()):
                if name not in by_name:
                    raise BadInput(
                        _("There is no owner called {name}.").format(name=name),
                        hint=_("Add the owner first, or choose one of those there are."),
                    )
                found.append(by_name[name])
            return tuple(found)

        return line, read

    def _take_type(self, *_arguments: object, keep: bool = False) -> None:
        """Offer the roles of the type, and its port where the old type's stands there."""
        kind, role, port = (self.editors.get(name) for name in ("type", "role", "port"))
        assert isinstance(kind, QComboBox)
        type_ = DatabaseType(kind.currentData())
        if isinstance(role, QComboBox):
            held = role.currentData()
            role.clear()
            for each in TopologyRole:
                if each in ROLES[type_]:
                    role.addItem(_(ROLE_NAMES[each]), each)
            role.setCurrentIndex(max(0, role.findData(held)))
        if isinstance(port, QLineEdit) and not keep:
            known = {str(number) for number in PORTS.values()} | {"", "0"}
            if port.text() in known:
                port.setText(str(PORTS[type_]))


def _order(record: Record) -> list[str]:
    """The fields to be shown, as they are declared; the choice of an address behind the last."""
    names = [field.name for field in dataclasses.fields(record) if field.name in LABELS]
    if "dial" in names:
        names.remove("dial")
        names.insert(names.index("domain") + 1, "dial")
    return names


def _choice(options: dict[Any, str], value: Any) -> tuple[QComboBox, Callable[[], Any]]:
    box = QComboBox()
    for data, text in options.items():
        box.addItem(text, data)
    box.setCurrentIndex(max(0, box.findData(value)))
    return box, box.currentData


def _parted(text: str) -> tuple[str, ...]:
    parts = (part.strip() for part in text.replace("，", ",").split(","))
    return tuple(dict.fromkeys(filter(None, parts)))


def _number(text: str, name: str) -> int:
    text = text.strip()
    if not text:
        return 0
    try:
        found = float(text)
    except ValueError:
        raise BadInput(
            _("{field}: {text} is no number.").format(field=_(LABELS[name]), text=text)
        ) from None
    return round(found * _GIB) if name in _SIZES else round(found)
