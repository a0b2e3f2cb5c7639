"""The one question before an act: what will be hit, with which statements, yes or no.

    ask = Ask(_("Kill 3 sessions"), ["KILL 7", "KILL 8"], hits=["7 app@10.0.0.7"],
              word_to_type="orders-prod", parent=self)
    ask.agreed.connect(self.kill)
    ask.open()

"No" has the focus, Enter and Esc say no; in production nothing is done before a name is typed.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _
from app.models.fields import State
from app.models.formats import count
from app.models.source_text import visible
from app.views.theme import GAP, code_font

_HITS = 10
"""Shown of what will be hit."""
_WIDTH, _LINES = 620, 10
_MOST = 200_000  # code points shown of the statements


class Ask(QDialog):
    """Asks once and is gone.

    Signals:
        agreed: do it.
        refused: leave it, also when the dialog was closed.
    """

    agreed = Signal()
    refused = Signal()

    def __init__(
        self,
        title: str,
        statements: Sequence[str],
        hits: Sequence[str] = (),
        warnings: Sequence[str] = (),
        word_to_type: str = "",
        *,
        yes: str = "",
        code: QFont | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        self.statements = tuple(statements)
        self._word = word_to_type.strip()
        self.word = QLineEdit()
        self.yes, self.no, self.copy = QPushButton(), QPushButton(), QPushButton()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(5 * GAP, 4 * GAP, 5 * GAP, 4 * GAP)
        self._layout.setSpacing(2 * GAP)
        self._add(title, "title")
        for warning in warnings:
            self._add(f"{State.WARNING.shape} {warning}", "warning")
        self._add_hits(hits)
        self._add_statements(code or code_font("", 10))
        self._add_word()
        self._add_buttons(yes)
        self.rejected.connect(self.refused)
        self.accepted.connect(self.agreed)

    def _add(self, text: str, role: str) -> QLabel:
        label = QLabel(visible(text))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", role)
        label.setWordWrap(True)
        self._layout.addWidget(label)
        return label

    def _add_hits(self, hits: Sequence[str]) -> None:
        if not hits:
            return
        self._add(_("This will be hit ({count}):").format(count=count(len(hits))), "heading")
        lines = [f"•  {' '.join(hit.split())}" for hit in hits[:_HITS]]
        if len(hits) > _HITS:
            lines.append("•  " + _("and {count} more").format(count=count(len(hits) - _HITS)))
        self._add("\n".join(lines), "hits").setObjectName("hits")

    def _add_statements(self, font: QFont) -> None:
        if not self.statements:
            return
        head = QHBoxLayout()
        label = QLabel(_("Exactly this is sent to the server:"))
        label.setProperty("role", "heading")
        self.copy.setText(_("Copy"))
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy_statements)
        head.addWidget(label, 1)
        head.addWidget(self.copy)
        self._layout.addLayout(head)
        text = "\n".join(self.statements)
        shown = QPlainTextEdit(visible(text[:_MOST]))
        shown.setReadOnly(True)
        shown.setTabChangesFocus(True)
        shown.setFont(font)
        shown.setAccessibleName(label.text())
        shown.document().setDocumentMargin(2 * GAP)
        lines = min(_LINES, max(1, text.count("\n") + 1))
        height = shown.fontMetrics().lineSpacing() * lines + 5 * GAP
        shown.setStyleSheet(f"min-height: {height}px; max-height: {height}px;")
        self._layout.addWidget(shown)

    def _add_word(self) -> None:
        if not self._word:
            return
        asked = _("Type {name} to confirm.").format(name=self._word)
        self._add(asked, "heading")
        self.word.setAccessibleName(asked)
        self.word.setPlaceholderText(self._word)
        self.word.textChanged.connect(self._look)
        self._layout.addWidget(self.word)

    def _add_buttons(self, yes: str) -> None:
        self.yes.setText(yes or _("Do it"))
        self.no.setText(_("No"))
        self.yes.setAutoDefault(False)
        self.no.setDefault(True)
        self.yes.clicked.connect(self.accept)
        self.no.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setContentsMargins(0, 2 * GAP, 0, 0)
        row.setSpacing(2 * GAP)
        row.addStretch(1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        self._layout.addLayout(row)
        (self.word if self._word else self.no).setFocus()
        self._look()

    @property
    def may_agree(self) -> bool:
        """Whether the name was typed, where one has to be."""
        return not self._word or self.word.text().strip() == self._word

    @Slot()
    def _look(self) -> None:
        self.yes.setEnabled(self.may_agree)

    def accept(self) -> None:
        """Agree, unless the name has still to be typed."""
        if self.may_agree:
            super().accept()

    @Slot()
    def _copy_statements(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self.statements))
