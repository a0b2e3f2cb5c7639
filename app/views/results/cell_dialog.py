"""One value to change: as text, NULL, or an expression of SQL."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.console.result import ResultColumn
from app.domain.dialect import Dialect
from app.domain.errors import BadInput
from app.i18n import _
from app.results.typed import Expression, value_of
from app.results.written import written
from app.views.theme import GAP

_WIDTH, _HEIGHT = 520, 260


class CellDialog(QDialog):
    """Asks for the value of one cell, and is gone. Ctrl+Enter takes it, Esc leaves it.

    Signals:
        typed: the value, ready for `Edits.set`.
    """

    typed = Signal(object)

    def __init__(
        self, column: ResultColumn, value: object, dialect: Dialect, font: QFont, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Change {column}").format(column=column.origin or column.name))
        self.resize(_WIDTH, _HEIGHT)
        self._column, self._dialect = column, dialect
        self.text = QPlainTextEdit()
        self.text.setFont(font)
        self.text.setTabChangesFocus(True)
        self.null, self.expression = QCheckBox("NULL"), QCheckBox(_("An expression of SQL"))
        self.trouble = QLabel(wordWrap=True)
        self.trouble.setProperty("role", "warning")
        self.trouble.hide()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.accepted.connect(self.take)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setShortcut("Ctrl+Return")
        head = QLabel("  ".join(part for part in (column.name, column.type_name) if part))
        head.setTextFormat(Qt.TextFormat.PlainText)
        head.setProperty("role", "heading")
        down = QVBoxLayout(self)
        down.setSpacing(2 * GAP)
        for part in (head, self.text, self.null, self.expression, self.trouble, self.buttons):
            down.addWidget(part)
        self._show(value)
        self.null.setEnabled(column.nullable)
        self.null.toggled.connect(self.text.setDisabled)
        self.text.setAccessibleName(head.text())
        self.text.setFocus()

    def _show(self, value: object) -> None:
        if isinstance(value, Expression):
            self.expression.setChecked(True)
            self.text.setPlainText(value.text)
        elif value is None:
            self.null.setChecked(True)
            self.text.setDisabled(True)
        else:
            self.text.setPlainText(written(value, self._column))
            self.text.selectAll()

    @Slot()
    def take(self) -> None:
        """Take what was typed, or say what is wrong with it."""
        text = self.text.toPlainText()
        try:
            if self.null.isChecked():
                value: object = None
            elif self.expression.isChecked():
                if not text.strip():
                    raise BadInput(_("An expression must say something: NOW(), DEFAULT."))
                value = Expression(text.strip())
            else:
                value = value_of(text, self._column, self._dialect)
        except BadInput as error:
            self.trouble.setText(f"{error} {error.hint}".strip())
            self.trouble.show()
            return
        self.typed.emit(value)
        self.accept()
