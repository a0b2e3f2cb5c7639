"""The files of all tabs: opened by dialog, drop or palette, and watched on the disk."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Slot
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog

from app.flows.gather import ENDINGS
from app.i18n import _
from app.views.console.sheet_file import scripts_filter
from app.workers.file_watch import FileWatch, Stamp, stamp
from app.workers.lane import Lane

if TYPE_CHECKING:
    from app.views.console.page import ConsolePage


class PageFiles(QObject):
    """Lives with the page."""

    def __init__(self, lane: Lane, page: "ConsolePage") -> None:
        super().__init__(page)
        self._page = page
        self._stamps: dict[str, Stamp] = {}
        self.watch = FileWatch(lane, self)
        self.watch.changed.connect(self._changed)
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def eventFilter(self, _page: QObject, event: QEvent) -> bool:
        """Take scripts that are dropped on the page; others are for the window."""
        if isinstance(event, QDropEvent) and event.type() in (
            QEvent.Type.DragEnter, QEvent.Type.Drop,
        ):  # fmt: skip
            scripts = _scripts(event.mimeData())
            if scripts:
                event.acceptProposedAction()
                if event.type() is QEvent.Type.Drop:
                    self.take(scripts)
                return True
        return False

    def take(self, paths: Sequence[Path]) -> None:
        """Open scripts, each in a tab; one that is open comes to the front."""
        page = self._page
        for path in paths:
            known = [each for each in page.tabs if each.binding.path == str(path.resolve())]
            if known:
                page.tabs.setCurrentWidget(known[0])
            else:
                page.new_sheet(title=path.name).open_file(path)

    def ask(self) -> None:
        """Ask which files to open."""
        dialog = QFileDialog(self._page, _("Open scripts"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([scripts_filter(), _("All files (*)")])
        dialog.filesSelected.connect(self._take_names)
        dialog.open()

    @Slot(list)
    def _take_names(self, names: list[str]) -> None:
        self.take([Path(name) for name in names])

    def watch_all(self) -> None:
        """Compare the files of the tabs there are now."""
        stamps: dict[str, Stamp] = {
            each.binding.path: each.binding.stamp for each in self._page.tabs if each.binding.path
        }
        if stamps != self._stamps:
            self._stamps = stamps
            self.watch.watch(stamps)

    @Slot(object)
    def _changed(self, paths: frozenset[str]) -> None:
        for sheet in self._page.tabs:
            path = sheet.binding.path
            if path in paths:
                sheet.file_strip.show_changed(Path(path).name, stamp(path))
            else:
                sheet.file_strip.hide()


def _scripts(dropped: QMimeData) -> list[Path]:
    """The files among what is dropped that are written in a console."""
    paths = [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in {*ENDINGS, ".redis"}]
