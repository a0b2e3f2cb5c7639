"""The findings: the strip over them, the table, or a sentence where there is none to show."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.views.audit.findings_bar import FindingsBar
from app.views.audit.findings_view import FindingsView
from app.views.audit.session import AuditSession
from app.views.audit.summary import nothing_shown, summary
from app.views.theme import GAP, Theme

_PACE = 200  # milliseconds between two counts of what is shown


class FindingsPanel(QWidget):
    """Shows the findings of a session.

    Signals:
        offer_taken: the button under the sentence was pressed.
        counted: what is shown, in a line.
    """

    offer_taken = Signal()
    counted = Signal(object)

    def __init__(self, session: AuditSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._files: frozenset[str] | None = None
        self.bar = FindingsBar()
        self.view = FindingsView(session.findings)
        self.view.setProperty("pane", True)
        self._said, self._offer = QLabel(), QPushButton()
        self._said.setProperty("role", "title")
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._said.setWordWrap(True)
        self._offer.clicked.connect(self.offer_taken)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._nothing())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GAP)
        layout.addWidget(self.bar)
        layout.addWidget(self._stack, 1)
        self._soon = QTimer(self, singleShot=True, interval=_PACE)
        self._soon.timeout.connect(self.refresh)
        self.bar.chosen.connect(self._choose)
        self.bar.grouped.connect(session.findings.group_by)
        session.findings.arranged.connect(self.refresh)
        session.findings.counted.connect(self.refresh_soon)

    def _nothing(self) -> QWidget:
        made = QFrame()
        made.setProperty("role", "card")
        layout = QVBoxLayout(made)
        layout.addStretch(1)
        layout.addWidget(self._said)
        layout.addWidget(self._offer, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        return made

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.bar.retranslate()
        self.view.retranslate()
        self._session.findings.retranslate()
        self.refresh()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.bar.apply_theme(theme)
        self.view.apply_theme(theme)

    @property
    def message(self) -> str:
        """What is said where there is no finding to show, else nothing."""
        return self._said.text() if self._stack.currentIndex() == 1 else ""

    def choose_files(self, files: frozenset[str] | None) -> None:
        """Show the findings of some scripts only; None for all."""
        self._files = files
        self._choose()

    def take_filters_away(self) -> None:
        """Show every severity and any words, at once."""
        self.bar.clear()
        self._choose()

    @Slot()
    def _choose(self) -> None:
        self._session.findings.choose(self.bar.choice(self._files))

    @Slot()
    def refresh_soon(self) -> None:
        """Count what is shown before long: findings come twenty times a second."""
        if not self._soon.isActive():
            self._soon.start()

    @Slot()
    def refresh(self) -> None:
        """Bring counts and sentences to what is shown now."""
        session, findings = self._session, self._session.findings
        self.bar.show_counts(findings.store)
        self.counted.emit(summary(session, findings.shown))
        said, offer = nothing_shown(session)
        empty = findings.rowCount() == 0 and bool(said)
        self._said.setText(said)
        self._offer.setText(offer)
        self._offer.setVisible(bool(offer))
        self._stack.setCurrentIndex(1 if empty else 0)
