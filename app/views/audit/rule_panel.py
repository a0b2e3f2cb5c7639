"""The panel beside the source: what the finding says, why, what to write instead."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from app.audit.registry import catalogue
from app.domain.finding import Finding
from app.i18n import _
from app.plans import RULES
from app.views.audit.rule_html import finding_html
from app.views.theme import GAP, LIGHT, Theme


class RulePanel(QWidget):
    """Shows one finding and its rule.

    Signals:
        suppress_wanted, copy_wanted, folder_wanted: a button was pressed.
    """

    suppress_wanted = Signal()
    copy_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._font = QFont()
        self._finding: Finding | None = None
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setProperty("pane", True)
        self.text.document().setDocumentMargin(2 * GAP)
        self.suppress, self.copy, self.folder = QPushButton(), QPushButton(), QPushButton()
        self.suppress.clicked.connect(self.suppress_wanted)
        self.copy.clicked.connect(self.copy_wanted)
        self.folder.clicked.connect(self.folder_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * GAP)
        for button in (self.suppress, self.copy, self.folder):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GAP)
        layout.addWidget(self.text, 1)
        layout.addLayout(buttons)
        self.retranslate()

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.suppress.setText(_("Suppress…"))
        self.suppress.setToolTip(_("Write a comment into the file that suppresses this finding"))
        self.copy.setText(_("Copy"))
        self.copy.setToolTip(_("Copy the finding as text"))
        self.folder.setText(_("Open folder"))
        self.folder.setToolTip(_("Open the folder of the file"))
        self.text.setAccessibleName(_("About the finding"))
        self.text.setPlaceholderText(_("Here is said why, and what to write instead."))
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._fill()

    def set_code_font(self, font: QFont) -> None:
        """Use another font for examples."""
        self._font = font
        self._fill()

    def show_finding(self, finding: Finding | None) -> None:
        """Show a finding, or nothing."""
        self._finding = finding
        self._fill()

    def _fill(self) -> None:
        finding = self._finding
        self.setEnabled(finding is not None)
        if finding is None:
            self.text.clear()
            return
        self.suppress.setEnabled(finding.suppressed is None)
        rule = RULES.get(finding.rule) or catalogue().get(finding.rule)
        self.text.setHtml(finding_html(finding, rule, self._theme, self._font.family()))
