"""One rule of a profile: how severe it is, its parameters, and its page."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.audit.profile.editing import Choice
from app.audit.scope import Parameter, Pattern
from app.domain.finding import Severity
from app.i18n import _
from app.models.rule_rows import RuleRow
from app.models.severities import shown
from app.views.audit.rule_html import rule_html
from app.views.theme import GAP, LIGHT, Theme

_OFF = "off"
_MOST = 2_000_000_000


class RuleForm(QWidget):
    """Edits one rule at a time.

    Signals:
        changed: another choice for the rule that is shown: its id and a Choice.
    """

    changed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._font = LIGHT, QFont()
        self._row: RuleRow | None = None
        self._filling = False
        self.severity = QComboBox()
        self.fields: dict[str, QSpinBox | QLineEdit] = {}
        self.trouble = QLabel(wordWrap=True)
        self.trouble.setProperty("role", "error")
        self.page = QTextBrowser()
        self.page.setProperty("pane", True)
        self.page.document().setDocumentMargin(2 * GAP)
        self._form = QFormLayout()
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._name = QLabel()
        self._form.addRow(self._name, self.severity)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(2 * GAP)
        down.addLayout(self._form)
        down.addWidget(self.trouble)
        down.addWidget(self.page, 1)
        self.severity.currentIndexChanged.connect(self._take)
        self.retranslate()

    def retranslate(self) -> None:
        """Speak the language of now."""
        self._name.setText(_("Severity"))
        self.severity.setAccessibleName(_("Severity"))
        self.page.setAccessibleName(_("About the rule"))
        self._filling = True
        self.severity.clear()
        for severity in reversed(Severity):
            self.severity.addItem(shown(severity), severity)
        self.severity.addItem(_("off"), _OFF)
        self._filling = False
        self.show_row(self._row)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._fill_page()

    def set_code_font(self, font: QFont) -> None:
        """Use another font for examples."""
        self._font = font
        self._fill_page()

    def show_row(self, row: RuleRow | None) -> None:
        """Show another rule, or nothing."""
        same = row is not None and self._row is not None and row.id == self._row.id
        self._row = row
        self.setEnabled(row is not None)
        self._filling = True
        if row is not None:
            if not same:
                self._make_fields(row)
                self._fill_page()
            self._fill(row.choice)
        self._filling = False

    def _make_fields(self, row: RuleRow) -> None:
        self.trouble.hide()
        while self._form.rowCount() > 1:
            self._form.removeRow(1)
        self.fields = {}
        for name, value in row.rule.parameters.items():
            field: QSpinBox | QLineEdit
            if isinstance(value, int):
                field = QSpinBox(maximum=_MOST)
                field.valueChanged.connect(self._take)
            else:
                field = QLineEdit()
                field.editingFinished.connect(partial(self._take, 0))
                if isinstance(value, tuple):
                    field.setPlaceholderText(_("words with commas between"))
            field.setAccessibleName(name)
            self.fields[name] = field
            self._form.addRow(name, field)

    def _fill(self, choice: Choice) -> None:
        wanted: Severity | str = choice.severity if choice.on else _OFF
        self.severity.setCurrentIndex(self.severity.findData(wanted))
        for name, field in self.fields.items():
            value = choice.parameters[name]
            if isinstance(field, QSpinBox):
                assert isinstance(value, int)
                field.setValue(value)
            elif not field.hasFocus() or not field.isModified():
                field.setText(", ".join(value) if isinstance(value, tuple) else str(value))

    def _fill_page(self) -> None:
        rule = self._row.rule if self._row else None
        family = self._font.family()
        self.page.setHtml(rule_html(rule, self._theme, family) if rule else "")

    @Slot(int)
    def _take(self, _index: int) -> None:
        if self._filling or self._row is None:
            return
        row, wanted = self._row, self.severity.currentData()
        on = wanted != _OFF
        severity = wanted if on else row.choice.severity
        parameters = {name: self._value(name, row) for name in self.fields}
        trouble = next(filter(None, map(refused, parameters.values())), "")
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        if not trouble:
            choice = replace(row.choice, on=on, severity=severity, parameters=parameters)
            if choice != row.choice:
                self.changed.emit(row.id, choice)

    def _value(self, name: str, row: RuleRow) -> Parameter:
        """What stands in the field, as the rule declares it."""
        field, declared = self.fields[name], row.rule.parameters[name]
        if isinstance(field, QSpinBox):
            return field.value()
        if isinstance(declared, tuple):
            return tuple(word.strip() for word in field.text().split(",") if word.strip())
        make: Callable[[str], str] = Pattern if isinstance(declared, Pattern) else str
        return make(field.text())


def refused(value: Parameter) -> str:
    """Why `value` cannot be, in a sentence; nothing where it can."""
    if isinstance(value, Pattern):
        try:
            re.compile(value)
        except re.error as error:
            return _("It is not a regular expression: {reason}.").format(reason=error)
    return ""
