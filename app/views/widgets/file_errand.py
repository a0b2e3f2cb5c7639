"""A file that is being written: its progress, its end and its failure told in a strip."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.stop import Stop
from app.i18n import _
from app.models.formats import count, percent
from app.views.theme import Theme
from app.views.widgets.strip import Strip
from app.workers.errand import Errand

Work = Callable[[Stop, Callable[[float], object]], int]
"""Writes, asking whether to stop and telling the share that is done; how much was written."""


class FileErrand(QObject):
    """One file at a time. `strip` belongs above what is written.

    What is written, and where to is asked, is for those who inherit it.
    """

    def __init__(self, owner: QWidget, name: str) -> None:
        """`name` is that of the thread that writes."""
        super().__init__(owner)
        self._owner, self._name = owner, name
        self._errand: Errand | None = None
        self._path = Path()
        self.dialog: QFileDialog | None = None
        """The question where to write, while it is open."""
        self.strip = Strip()
        self.strip.cancel_wanted.connect(self.cancel)
        self.strip.retry_wanted.connect(self._ask_again)

    @property
    def busy(self) -> bool:
        """Whether a file is being written."""
        return self._errand is not None

    @Slot()
    def _ask_again(self) -> None:
        """Ask where to write what could not be written."""
        raise NotImplementedError

    def _words(self, written: int) -> str:
        """How much was written: with {count} and {file} still open."""
        raise NotImplementedError

    def _open(self, dialog: QFileDialog) -> None:
        """Ask with this dialog, and forget it once it is closed."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.destroyed.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.open()

    @Slot()
    def _forget_dialog(self) -> None:
        self.dialog = None

    def _begin(self, path: Path, prepare: Callable[[], Work]) -> None:
        """Write, unless something is being written already: then nothing is even prepared."""
        if self._errand is not None:
            return
        self._path = path
        errand = Errand(self._name, prepare())
        self._errand = errand
        self._owner.destroyed.connect(errand.cancel)
        errand.told.connect(self._show_share)  # queued: told in the lane
        errand.succeeded.connect(self._tell)
        errand.failed.connect(self.strip.show_failed)
        errand.finished.connect(self._end)
        self._show_share(0.0)

    @Slot()
    def cancel(self) -> None:
        """Write nothing after all."""
        if self._errand is not None:
            self._errand.cancel()

    @Slot(object)
    def _show_share(self, share: float) -> None:
        if self._errand is not None:
            said = _("Writing {file}: {share}")
            self.strip.show_busy(said.format(file=self._path.name, share=percent(share)))

    @Slot(object)
    def _tell(self, written: int) -> None:
        said = self._words(written).format(count=count(written), file=self._path)
        self.strip.show_done(said)

    @Slot()
    def _end(self) -> None:
        cancelled, self._errand = self.strip.waiting, None
        if cancelled:
            self.strip.rest()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.strip.apply_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.strip.retranslate()


def file_name(title: str) -> str:
    """A title as the name of a file."""
    return "".join("-" if mark in '/\\:*?"<>|' or mark.isspace() else mark for mark in title)
