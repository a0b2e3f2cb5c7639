"""What each role may do, as a table and as the team has it written: to be read by all, changed by
who may.
"""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import BadInput, ConsoleError
from app.domain.rights_file import read_matrix
from app.i18n import _
from app.models.fields import State
from app.models.records import RecordTable
from app.models.users.matrix import MATRIX, MatrixRow, matrix_rows
from app.views.style import style
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.record_view import RecordView

_WIDTH, _LINES = 960, 26


class MatrixDialog(QDialog):
    """Shows the text; nothing holds before “Save”.

    Signals:
        save_wanted: the text as it shall be; "" for the one that comes with Mohist.
    """

    save_wanted = Signal(str)

    def __init__(
        self, text: str, why_not: str, code: QFont, parent: QWidget | None = None,
        theme: Theme = LIGHT,
    ) -> None:  # fmt: skip
        """`why_not` is why whoever sits in front may only read it; "" where they may change it."""
        super().__init__(parent)
        self._may = not why_not
        self.setWindowTitle(_("What each role may do"))
        self.setMinimumWidth(_WIDTH)
        self.why, self.said = QLabel(why_not, wordWrap=True), QLabel(wordWrap=True)
        self.why.setVisible(bool(why_not))
        self.why.setProperty("role", "muted")
        self.said.setProperty("role", "error")
        self.said.hide()
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(not self._may)
        self.text.setTabChangesFocus(True)
        self.text.setFont(code)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(_("What each role may do"))
        height = self.text.fontMetrics().lineSpacing() * _LINES
        style(self.text, f"QPlainTextEdit {{ min-height: {height}px; }}")
        self.text.document().setModified(False)
        self.table: RecordTable[MatrixRow] = RecordTable(MATRIX, lambda row: row.ability)
        self.view: RecordView[MatrixRow] = RecordView(self.table)
        self.view.setAccessibleName(_("What each role may do"))
        self.view.apply_theme(theme)
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.addTab(self.view, _("As a table"))
        self.tabs.addTab(self.text, _("As it is written"))
        self.tabs.currentChanged.connect(self._follow)
        self._follow()
        self.save, self.made_in = QPushButton(_("Save")), QPushButton(_("As it comes with Mohist"))
        self.leave = QPushButton(_("Close"))
        self.save.setProperty("primary", True)
        self.save.setEnabled(False)
        self.made_in.setEnabled(self._may)
        self.text.document().modificationChanged.connect(self.save.setEnabled)
        self.save.clicked.connect(self.try_save)
        self.made_in.clicked.connect(lambda: self.save_wanted.emit(""))
        self.leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * GAP)
        buttons.addWidget(self.save)
        buttons.addWidget(self.made_in)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        down = QVBoxLayout(self)
        down.setContentsMargins(5 * GAP, 4 * GAP, 5 * GAP, 4 * GAP)
        down.setSpacing(3 * GAP)
        down.addWidget(self.why)
        down.addWidget(self.tabs, 1)
        down.addWidget(self.said)
        down.addLayout(buttons)

    @Slot()
    def _follow(self) -> None:
        """Have the table say what the text says now; what makes no sense is told."""
        if self.tabs.currentWidget() is not self.view:
            return
        try:
            rows = matrix_rows(read_matrix(self.text.toPlainText()))
        except BadInput as error:
            self.refuse(error)
            return
        self.said.hide()
        self.table.replace(rows)

    @Slot()
    def try_save(self) -> None:
        """Have it hold, if it makes sense."""
        text = self.text.toPlainText()
        try:
            read_matrix(text)
        except BadInput as error:
            self.refuse(error)
            return
        self.save_wanted.emit(text)

    @Slot(object)
    def refuse(self, error: ConsoleError) -> None:
        """Say why it was not kept; nothing that was typed is lost."""
        self.said.setText(f"{State.ERROR.shape} {error} {error.hint}".strip())
        self.said.show()
