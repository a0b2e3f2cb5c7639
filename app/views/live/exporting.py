"""Exporting charts: asked for, written in a lane, told in a strip."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.i18n import _, ngettext
from app.models.formats import count, percent
from app.views.live.drawn_file import KINDS, Kind, Sheet, write
from app.views.theme import Theme
from app.views.widgets.strip import Strip
from app.workers.errand import Errand


class ChartExporting(QObject):
    """Writes the sheet that is made when a file was named. `strip` belongs above the charts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._owner = parent
        self._errand: Errand | None = None
        self._path, self._kind = Path(), KINDS[0]
        self._make: Callable[[], Sheet] | None = None
        self.dialog: QFileDialog | None = None
        """The question where to write, while it is open."""
        self.strip = Strip()
        self.strip.cancel_wanted.connect(self.cancel)
        self.strip.retry_wanted.connect(self._ask_again)

    def fill(self, menu: QMenu, make: Callable[[], Sheet]) -> None:
        """Put the ways to write it into a menu."""
        for kind in KINDS:
            menu.addAction(f"{_(kind.title)}…", partial(self.ask, kind, make))

    def ask(self, kind: Kind, make: Callable[[], Sheet]) -> None:
        """Ask where to write."""
        self._kind, self._make = kind, make
        dialog = QFileDialog(self._owner, _("Export"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{_(kind.title)} (*.{kind.ending})"])
        dialog.setDefaultSuffix(kind.ending)
        title = make().title
        name = "".join("-" if mark in '/\\:*?"<>|' or mark.isspace() else mark for mark in title)
        dialog.selectFile(f"{name}.{kind.ending}")
        dialog.fileSelected.connect(self._take_name)
        dialog.destroyed.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.open()

    @Slot()
    def _forget_dialog(self) -> None:
        self.dialog = None

    @Slot()
    def _ask_again(self) -> None:
        if self._make is not None:
            self.ask(self._kind, self._make)

    @Slot(str)
    def _take_name(self, name: str) -> None:
        if self._make is not None:
            self.write(Path(name), self._kind, self._make())

    def write(self, path: Path, kind: Kind, sheet: Sheet) -> None:
        """Write, unless something is being written already."""
        if self._errand is not None:
            return
        self._path = path
        errand = Errand("charts", lambda stop, tell: write(path, kind, sheet, stop, tell))
        self._errand = errand
        self._owner.destroyed.connect(errand.cancel)
        errand.told.connect(self._show_share)
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
        said = ngettext(
            "{count} chart was written to {file}.",
            "{count} charts were written to {file}.",
            written,
        )
        self.strip.show_done(said.format(count=count(written), file=self._path))

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
