"""The ways to name something to audit: dialogs, drag and drop, the clipboard, the sample."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.errors import UnreadableInput
from app.domain.stop import Stop
from app.flows.gather import ENDINGS, HIDING
from app.i18n import _
from app.views.audit.scratch import Scratch
from app.workers.lane import Lane


class Adding(QObject):
    """Asks and listens; what is named is the page's business.

    Signals:
        named: paths, and better names for some of them.
        failed: a `ConsoleError` for the user.
    """

    named = Signal(object, object)
    failed = Signal(object)

    def __init__(self, lane: Lane, window: QWidget) -> None:
        super().__init__(window)
        self._lane, self._window = lane, window
        self.scratch = Scratch()

    def ask_folder(self) -> None:
        """Let the user choose a folder."""
        dialog = self._dialog(_("Audit a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def ask_files(self) -> None:
        """Let the user choose files."""
        dialog = self._dialog(_("Audit files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        patterns = " ".join(f"*{ending}" for ending in sorted({*ENDINGS, *HIDING}))
        scripts = _("SQL scripts ({patterns})").format(patterns=patterns)
        dialog.setNameFilters([scripts, _("All files (*)")])
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._take_names)
        return dialog

    @Slot(list)
    def _take_names(self, names: list[str]) -> None:
        self.named.emit([Path(name) for name in names], {})

    def add_sample(self) -> None:
        """Name a copy of the built-in sample."""
        self._name(lambda _stopped: self.scratch.sample())

    def paste(self) -> None:
        """Name the files, or the text, that are in the clipboard."""
        content = QGuiApplication.clipboard().mimeData()
        if not self.drop(content):
            self.failed.emit(
                UnreadableInput(
                    _("There is no SQL in the clipboard."),
                    hint=_("Copy SQL text or files, then paste here."),
                )
            )

    @staticmethod
    def accepts(content: QMimeData) -> bool:
        """Whether something that is dragged or copied can be audited."""
        return bool(_local_files(content)) or bool(content.text().strip())

    def drop(self, content: QMimeData) -> bool:
        """Name what was dropped; False where it is nothing to audit."""
        if paths := _local_files(content):
            self.named.emit(paths, {})
        elif text := content.text().strip():
            self._name(lambda _stopped: self.scratch.paste(text))
        else:
            return False
        return True

    def add_text(self, text: str) -> None:
        """Name a text that comes from elsewhere in the window (a running statement)."""
        self._name(lambda _stopped: self.scratch.paste(text))

    def _name(self, make: Callable[[Stop], tuple[Path, str]]) -> None:
        """Have a script made in the lane, and name it."""
        job = self._lane.submit(make)
        job.succeeded.connect(self._take_made)
        job.failed.connect(self.failed)

    @Slot(object)
    def _take_made(self, made: tuple[Path, str]) -> None:
        path, title = made
        self.named.emit([path], {str(path): title})


def _local_files(content: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in content.urls() if url.isLocalFile()]
