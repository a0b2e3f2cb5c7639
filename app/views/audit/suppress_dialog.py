"""Asks why a finding is suppressed, and shows what will be written before it is."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import ConsoleError
from app.domain.finding import Finding
from app.flows.suppress_in_file import Insertion
from app.i18n import _
from app.views.audit.diff_html import diff_html
from app.views.theme import GAP, Theme
from app.workers.lane import Job

_TYPING = 150  # milliseconds without a key before the change is worked out


class SuppressDialog(QDialog):
    """The reason, the change, yes or no.

    Signals:
        agreed: the `Insertion` to write, and the reason.
    """

    agreed = Signal(object, object)

    def __init__(
        self,
        finding: Finding,
        title: str,
        plan: Callable[[str], Job[Insertion]],
        theme: Theme,
        code_font: QFont,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._plan, self._theme = plan, theme
        self._job: Job[Insertion] | None = None
        self._planned: Insertion | None = None
        self.setWindowTitle(_("Suppress a finding"))
        self.resize(680, 380)
        about = QLabel(
            _("{rule} in {file}, line {line}: {message}").format(
                rule=finding.rule, file=title, line=finding.start.line, message=finding.message
            )
        )
        about.setWordWrap(True)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(_("Why is it all right here?"))
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setMaxLength(300)
        self.change = QTextBrowser()
        self.change.setFont(code_font)
        self.change.setAccessibleName(_("The change to the file"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.write = QPushButton(_("Write the comment"))
        self.write.setProperty("primary", True)
        self.write.setEnabled(False)
        self.buttons.addButton(self.write, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        layout.setSpacing(2 * GAP)
        for widget in (about, self.reason, self.change, self.buttons):
            layout.addWidget(widget)
        self._typed = QTimer(self, singleShot=True, interval=_TYPING)
        self._typed.timeout.connect(self._work_out)
        self.reason.textChanged.connect(self._type)
        self._say(_("Say a reason, and the change to the file is shown here."))

    @Slot(str)
    def _type(self, _text: str) -> None:
        self._planned = None
        self.write.setEnabled(False)
        self._typed.start()

    @Slot()
    def _work_out(self) -> None:
        if self._job:
            self._job.cancel()
        reason = self.reason.text().strip()
        if reason:
            self._job = self._plan(reason)
            self._job.succeeded.connect(self._show)
            self._job.failed.connect(self._fail)

    @Slot(object)
    def _show(self, planned: Insertion) -> None:
        self._planned = planned
        self.write.setEnabled(True)
        self.write.setDefault(True)
        self.change.setHtml(diff_html(planned.diff, self._theme))

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._say(f"{error} {error.hint}".strip())

    def _say(self, text: str) -> None:
        self.change.setPlainText(text)

    def accept(self) -> None:
        """Agree to the change that is shown."""
        if self._planned is not None:
            self.agreed.emit(self._planned, self.reason.text().strip())
            super().accept()

    def done(self, result: int) -> None:
        """Close, and wait for nothing any more."""
        self._typed.stop()
        if self._job:
            self._job.cancel()
        super().done(result)
