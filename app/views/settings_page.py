"""The settings page, drawn from the options of `Settings`."""

import dataclasses

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.models.preferences import Preferences
from app.store.settings import Settings
from app.views.page import Page


class SettingsPage(Page):
    """One line an option; a change holds at once."""

    title = N_("Settings")
    icon = "settings"

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._heading = QLabel()
        self._heading.setProperty("role", "title")
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._form.setHorizontalSpacing(24)
        self._form.setVerticalSpacing(12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(20)
        layout.addWidget(self._heading)
        layout.addLayout(self._form)
        layout.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        """Draw the form anew in the language spoken now."""
        self._heading.setText(_(self.title))
        while self._form.rowCount():
            self._form.removeRow(0)
        for field in dataclasses.fields(Settings):
            if title := field.metadata["title"]:
                editor = self._editor(field)
                editor.setAccessibleName(_(title))
                self._form.addRow(_(title), editor)

    def _editor(self, field: "dataclasses.Field[object]") -> QWidget:
        value = getattr(self._preferences.now, field.name)
        if choices := field.metadata["choices"]:
            return self._choice(field.name, {key: _(text) for key, text in choices.items()}, value)
        if isinstance(value, int):
            return self._number(field, value)
        fonts = {"": _("The best there is"), **{f: f for f in _fixed_fonts()}}
        return self._choice(field.name, fonts, value)

    def _choice(self, name: str, choices: dict[str, str], value: str) -> QComboBox:
        box = QComboBox()
        for key, text in choices.items():
            box.addItem(text, key)
        box.setCurrentIndex(max(0, box.findData(value)))
        box.setMinimumWidth(260)
        box.activated.connect(self._chosen)
        box.setObjectName(name)
        return box

    def _number(self, field: "dataclasses.Field[object]", value: int) -> QSpinBox:
        box = QSpinBox()
        box.setRange(field.metadata["least"], field.metadata["most"])
        box.setValue(value)
        box.setObjectName(field.name)
        box.valueChanged.connect(self._numbered)
        return box

    @Slot()
    def _chosen(self) -> None:
        box = self.sender()
        if isinstance(box, QComboBox):
            self._preferences.change(**{box.objectName(): box.currentData()})

    @Slot()
    def _numbered(self) -> None:
        box = self.sender()
        if isinstance(box, QSpinBox):
            self._preferences.change(**{box.objectName(): box.value()})


def _fixed_fonts() -> list[str]:
    """Families in which every letter is as wide as the other."""
    return [family for family in QFontDatabase.families() if QFontDatabase.isFixedPitch(family)]
