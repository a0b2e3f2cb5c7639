"""The file of a tab: opened, saved in its encoding, and compared with the disk."""

from dataclasses import replace
from difflib import unified_diff
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.console.draft import Binding
from app.domain.errors import BadInput, ConsoleError
from app.domain.stop import Stop
from app.flows.console.script_file import read_script, write_script
from app.flows.gather import ENDINGS
from app.i18n import _
from app.views.console.room import ConsoleRoom
from app.views.style import set_font
from app.views.theme import code_font
from app.workers.lane import Job

_COMPARED = 20_000
"""Lines of a difference that are shown."""
_SIZE = 900, 640


class SheetFile(QObject):
    """What concerns the file alone; the text is the sheet's.

    Signals:
        read: a ScriptFile that was asked for; it becomes the text of the tab.
        saved: the Binding of the file as it was written.
        failed: a ConsoleError.
    """

    read = Signal(object)
    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, room: ConsoleRoom, window: QWidget) -> None:
        super().__init__(window)
        self._room, self._window = room, window
        self._job: Job[Any] | None = None
        self.difference: QDialog | None = None
        """What is shown of a comparison."""

    def open(self, path: Path, encoding: str = "") -> None:
        """Read a file."""
        self._do(lambda stop: read_script(path, stop, encoding), self.read.emit)

    def save(self, text: str, binding: Binding) -> None:
        """Write it where and how it says; in UTF-8 where its encoding lacks a character."""
        self._do(lambda _stop: write_script(text, binding), self.saved.emit)

    def save_as(self, text: str, binding: Binding, name: str) -> None:
        """Ask where, then write it there."""
        dialog = QFileDialog(self._window, _("Save the script"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("sql")
        dialog.selectFile(binding.path or f"{name}.sql")
        dialog.setNameFilters([scripts_filter(), _("All files (*)")])
        dialog.fileSelected.connect(
            lambda chosen: self.save(text, replace(binding, path=chosen, stamp=None))
        )
        dialog.open()

    def compare(self, text: str, path: str, name: str) -> None:
        """Show what differs between the file and the text."""
        self._do(lambda stop: _difference(text, Path(path), name, stop), self._show_difference)

    def _do(self, call: Any, then: Any) -> None:
        job = self._room.lane.submit(call)
        self._job = job
        job.succeeded.connect(then)
        job.failed.connect(self._fail)

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self.failed.emit(error)

    @Slot(object)
    def _show_difference(self, lines: str) -> None:
        self.difference = dialog = QDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(_("The file on the disk, and the text here"))
        dialog.resize(*_SIZE)
        shown = QPlainTextEdit(lines or _("They are the same."))
        shown.setReadOnly(True)
        shown.setAccessibleName(dialog.windowTitle())
        now = self._room.preferences.now
        set_font(shown, code_font(now.code_font, now.code_size))
        QVBoxLayout(dialog).addWidget(shown)
        dialog.finished.connect(self._forget)
        dialog.open()

    @Slot()
    def _forget(self) -> None:
        self.difference = None


def scripts_filter() -> str:
    """What a dialog calls files of SQL."""
    patterns = " ".join(f"*{ending}" for ending in sorted(ENDINGS))
    return _("SQL scripts ({patterns})").format(patterns=patterns)


def _difference(text: str, path: Path, name: str, stop: Stop) -> str:
    there = read_script(path, stop).text
    if len(there) + len(text) > 16 << 20:
        raise BadInput(_("The texts are too long to be compared here."))
    lines = []
    for line in unified_diff(there.splitlines(), text.splitlines(), str(path), name, lineterm=""):
        stop.check()
        lines.append(line)
        if len(lines) > _COMPARED:
            lines.append("…")
            break
    return "\n".join(lines)
