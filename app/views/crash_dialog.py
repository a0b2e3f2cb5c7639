"""When the program has a bug: one dialog with a report to copy, and the choice to go on.

The report names versions, the traceback and the last lines of the log; it holds no text of files
and no settings. It is written to the state folder too, for the dialog may not come up.
"""

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.domain.errors import ConsoleError
from app.i18n import _, language
from app.log import last_lines
from app.store import atomic

log = logging.getLogger(__name__)


def report_of(error: BaseException) -> str:
    """Everything a developer needs to know of `error`, and nothing of the user's data."""
    lines = [
        f"Mohist {__version__}, Python {platform.python_version()}, PySide6 {pyside_version}",
        f"{platform.platform()}, {QGuiApplication.platformName()}, language {language()}",
        datetime.now(UTC).isoformat(timespec="seconds"),
        "",
        *(line.rstrip("\n") for line in traceback.format_exception(error)),
        "",
        *last_lines(),
    ]
    return "\n".join(lines)


class CrashDialog(QDialog):
    """Says that it was our fault, shows the report, lets the user copy it."""

    def __init__(self, report: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Mohist has a bug"))
        self.resize(720, 460)
        self._report, self._folder = report, folder
        said = QLabel(
            _(
                "Something went wrong inside Mohist. Your files are as they were. Please send the "
                "report below to the developers; it holds no text of your files."
            ),
            wordWrap=True,
        )
        shown = QPlainTextEdit(report, readOnly=True)
        shown.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        shown.setAccessibleName(_("Report"))
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        copy = buttons.addButton(_("Copy the report"), role.ActionRole)
        open_ = buttons.addButton(_("Open the folder"), role.ActionRole)
        go_on = buttons.addButton(_("Go on"), role.AcceptRole)
        leave = buttons.addButton(_("Quit"), role.DestructiveRole)
        copy.clicked.connect(self.copy)
        open_.clicked.connect(self._open)
        go_on.clicked.connect(self.accept)
        leave.clicked.connect(self._quit)
        go_on.setDefault(True)
        layout = QVBoxLayout(self)
        layout.addWidget(said)
        layout.addWidget(shown, 1)
        layout.addWidget(buttons)

    @Slot()
    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self._report)

    @Slot()
    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    @Slot()
    def _quit(self) -> None:
        self.reject()
        QGuiApplication.quit()


class CrashGuard(QObject):
    """Catches what nobody caught, in any thread, and brings it before the user in the GUI thread.

    A ConsoleError is no bug: it is handed to `present`. A crash while a dialog is shown is only
    logged, so that one bug cannot pile up dialogs.
    """

    _caught = Signal(object)

    def __init__(
        self,
        folder: Path,
        present: Callable[[Exception], object],
        show: Callable[[CrashDialog], object] = CrashDialog.exec,
    ) -> None:
        super().__init__()
        self._folder, self._present, self._show = folder, present, show
        self._showing = False
        self._caught.connect(self._bring, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take the place of Python's own last resorts."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook
        sys.unraisablehook = self._unraisable_hook

    def _hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
            return
        self._caught.emit(error)

    def _thread_hook(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._caught.emit(arguments.exc_value)

    def _unraisable_hook(self, arguments: "sys.UnraisableHookArgs") -> None:
        log.error("unraisable: %s", arguments.err_msg, exc_info=arguments.exc_value)

    @Slot(object)
    def _bring(self, error: BaseException) -> None:
        if isinstance(error, ConsoleError):
            self._present(error)
            return
        log.error("bug", exc_info=error)
        report = report_of(error)
        self._keep(report)
        if self._showing:
            return
        self._showing = True
        try:
            self._show(CrashDialog(report, self._folder))
        finally:
            self._showing = False

    def _keep(self, report: str) -> None:
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        try:
            atomic.write(self._folder / f"crash-{stamp}.txt", report.encode())
        except OSError:
            log.warning("the crash report could not be written")
