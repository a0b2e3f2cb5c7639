"""An anchor of the journal: shown, to be copied, mailed, printed or saved in another place."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import (
    QDesktopServices,
    QFont,
    QGuiApplication,
    QPagedPaintDevice,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import Unwritable
from app.domain.journal import Anchor
from app.flows.keep_journal import save_anchor
from app.i18n import _
from app.models.fields import State
from app.models.formats import count, stamp
from app.models.source_text import visible
from app.store.journal.anchors import written
from app.views.style import style
from app.views.theme import GAP
from app.workers.errand import Errand

_WIDTH = 680
_LINES = 15


class AnchorDialog(QDialog):
    """Shows one, and is gone."""

    def __init__(
        self, anchor: Anchor, code: QFont, parent: QWidget | None = None,
        opener: Callable[[QUrl], bool] = QDesktopServices.openUrl,
    ) -> None:  # fmt: skip
        """`opener` opens the program for mail, and says False where there is none."""
        super().__init__(parent)
        self._opener = opener
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Anchor of the journal"))
        self.setMinimumWidth(_WIDTH)
        self.anchor, self._code = anchor, code
        self.why, self.told = QLabel(_why(), wordWrap=True), QLabel(wordWrap=True)
        self.told.setProperty("role", "muted")
        self.document = QPlainTextEdit(written(anchor))
        self.document.setReadOnly(True)
        self.document.setTabChangesFocus(True)
        self.document.setFont(code)
        self.document.setAccessibleName(_("The anchor as a document"))
        height = self.document.fontMetrics().lineSpacing() * _LINES
        style(self.document, f"QPlainTextEdit {{ min-height: {height}px; }}")
        self.copy, self.save = QPushButton(_("Copy")), QPushButton(_("Save…"))
        self.mail, self.print_it = QPushButton(_("Mail…")), QPushButton(_("Print…"))
        self.close_it = QPushButton(_("Close"))
        self.mail.clicked.connect(self.mail_it)
        self.copy.clicked.connect(self.copy_it)
        self.save.clicked.connect(self._ask_where)
        self.print_it.clicked.connect(self._ask_printer)
        self.close_it.clicked.connect(self.reject)
        self._lay_out()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(GAP)
        form.setHorizontalSpacing(3 * GAP)
        for name, text in facts(self.anchor):
            value = QLabel(visible(text), wordWrap=True)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(name, value)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * GAP)
        for button in (self.copy, self.mail, self.save, self.print_it):
            buttons.addWidget(button)
        buttons.addWidget(self.told, 1)
        buttons.addWidget(self.close_it)
        down = QVBoxLayout(self)
        down.setContentsMargins(5 * GAP, 4 * GAP, 5 * GAP, 4 * GAP)
        down.setSpacing(3 * GAP)
        down.addWidget(self.why)
        down.addLayout(form)
        down.addWidget(self.document, 1)
        down.addLayout(buttons)

    @Slot()
    def copy_it(self) -> None:
        """Put the document where a ticket or a mail takes it from."""
        QGuiApplication.clipboard().setText(written(self.anchor))
        self._say(_("It is copied."))

    @Slot()
    def mail_it(self) -> None:
        """Have the program for mail write to somebody else; who that is, the user says there."""
        number = count(self.anchor.sequence)
        subject = _("Anchor of the journal of {who}, entry {number}").format(
            who=f"{self.anchor.account}@{self.anchor.machine}", number=number
        )
        body = written(self.anchor).replace("\n", "\r\n")  # RFC 6068, 5
        address = QUrl(f"mailto:?subject={quote(subject)}&body={quote(body)}")
        if self._opener(address):
            self._say(_("The mail is open in the program for mail."))
        else:
            self._say(_("No program for mail opened. Copy it into a mail."))

    @Slot()
    def _ask_where(self) -> None:
        dialog = QFileDialog(self, _("Save the anchor"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Anchors (*.json)")])
        dialog.setDefaultSuffix("json")
        dialog.selectFile(f"journal-anchor-{self.anchor.sequence}.json")
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write it into a new file."""
        errand = Errand("anchor", lambda _stop, _tell: save_anchor(self.anchor, path))
        errand.succeeded.connect(self._say_saved)
        errand.failed.connect(self._say_failed)

    @Slot(object)
    def _say_saved(self, path: Path) -> None:
        self._say(_("It is in {file}.").format(file=path.name))

    @Slot(object)
    def _say_failed(self, error: Unwritable) -> None:
        self._say(f"{State.ERROR.shape} {error} {error.hint}")

    @Slot()
    def _ask_printer(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_to(printer))
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def print_to(self, device: QPagedPaintDevice) -> None:
        """A page with what it is of and the document, to be signed and filed."""
        page = QTextDocument()
        page.setHtml(_page(self.anchor, self._code))
        page.print_(device)
        self._say(_("It is printed."))

    def _say(self, text: str) -> None:
        self.told.setText(text)


def facts(anchor: Anchor) -> tuple[tuple[str, str], ...]:
    """What it holds, for people."""
    by = f"{anchor.account}@{anchor.machine}"
    return (
        (_("Entry"), _("no. {number}").format(number=count(anchor.sequence))),
        (_("Written"), _("{when} by {who}").format(when=stamp(anchor.utc.astimezone()), who=by)),
        (_("Hash"), anchor.hash),
        (_("Signed by"), anchor.key or _("nobody: whoever wrote it had no key")),
    )


def _why() -> str:
    return _(
        "Keep this where whoever uses this computer cannot change it: in a ticket, in another"
        " person's mailbox, on paper. As long as the journal agrees with it, no entry up to this"
        " one was changed or cut off."
    )


def _page(anchor: Anchor, code: QFont) -> str:
    rows = "".join(
        f"<tr><td><b>{escape(name)}</b>&nbsp;&nbsp;</td><td>{escape(text)}</td></tr>"
        for name, text in facts(anchor)
    )
    title, receipt = _("Anchor of the journal"), _("Received by, on, signature:")
    return (
        f"<h2>{escape(title)}</h2><p>{escape(_why())}</p>"
        f"<table cellspacing='0' cellpadding='3'>{rows}</table>"
        f"<pre style=\"font-family:'{escape(code.family())}'; white-space:pre-wrap\">"
        f"{escape(written(anchor))}</pre>"
        f"<p>{escape(receipt)}</p>"
    )
