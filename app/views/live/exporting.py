"""Exporting charts: asked for, written in a lane, told in a strip."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from app.i18n import _, ngettext
from app.views.live.drawn_file import KINDS, Kind, Sheet, write
from app.views.widgets.file_errand import FileErrand, file_name


class ChartExporting(FileErrand):
    """Writes the sheet that is made when a file was named. `strip` belongs above the charts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "charts")
        self._kind = KINDS[0]
        self._make: Callable[[], Sheet] | None = None

    def fill(self, menu: QMenu, make: Callable[[], Sheet]) -> None:
        """Put the ways to write it into a menu."""
        for kind in KINDS:
            menu.addAction(f"{_(kind.title)}…", partial(self.ask, kind, make))

    def ask(self, kind: Kind, make: Callable[[], Sheet]) -> None:
        """Ask where to write."""
        self._kind, self._make = kind, make
        dialog = QFileDialog(self._owner, _("Export"))
        dialog.setNameFilters([f"{_(kind.title)} (*.{kind.ending})"])
        dialog.setDefaultSuffix(kind.ending)
        dialog.selectFile(f"{file_name(make().title)}.{kind.ending}")
        dialog.fileSelected.connect(self._take_name)
        self._open(dialog)

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
        self._begin(path, lambda: lambda stop, tell: write(path, kind, sheet, stop, tell))

    def _words(self, written: int) -> str:
        return ngettext(
            "{count} chart was written to {file}.",
            "{count} charts were written to {file}.",
            written,
        )


class ExportButton(QToolButton):
    """Its menu holds the ways to write what is shown."""

    def __init__(self, exporting: ChartExporting, make: Callable[[], Sheet]) -> None:
        super().__init__()
        self._exporting, self._make = exporting, make
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(QMenu(self))
        self.menu().aboutToShow.connect(self._fill)

    @Slot()
    def _fill(self) -> None:
        self.menu().clear()
        self._exporting.fill(self.menu(), self._make)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.setText(_("Export"))
