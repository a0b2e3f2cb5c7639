"""Files of commands that are sent from the tabs of the console: one at a time from each."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from app.domain.dialect import Commands
from app.i18n import _
from app.views.console.pipeline_dialog import PipelineDialog
from app.views.console.sheet import Sheet
from app.views.theme import Theme

if TYPE_CHECKING:
    from app.views.console.page import ConsolePage


class Pipelines(QObject):
    """Lives with the page."""

    def __init__(self, page: "ConsolePage") -> None:
        super().__init__(page)
        self._page = page
        self.open: dict[Sheet, PipelineDialog] = {}
        """The window of each tab that has one."""

    def can_begin(self) -> bool:
        """Whether the tab in front is at a Redis."""
        sheet = self._page.sheet
        return (
            sheet is not None and sheet.endpoint is not None
            and sheet.language is Commands.REDIS and not sheet.running.busy
        )  # fmt: skip

    def ask(self) -> None:
        """Ask which file; or show the one that is on its way."""
        sheet = self._page.sheet
        if sheet is None or not self.can_begin():
            return
        if sheet in self.open:
            self._raise(sheet)
            return
        dialog = QFileDialog(self._page, _("Send commands out of a file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [_("Commands of Redis ({patterns})").format(patterns="*.redis *.resp *.aof *.txt"),
             _("All files (*)")]
        )  # fmt: skip
        dialog.fileSelected.connect(lambda name: self.take(sheet, Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take(self, sheet: Sheet, path: Path) -> PipelineDialog:
        """Look through a file, and ask whether to send it."""
        made = PipelineDialog(self._page.room, sheet.session, path, sheet.running.theme, sheet)
        self.open[sheet] = made
        made.finished.connect(lambda _result: self._forget(sheet))
        made.changed.connect(sheet.changed)
        sheet.destroyed.connect(self._tidy)
        made.show()
        return made

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        for dialog in self.open.values():
            dialog.view.apply_theme(theme)

    def _raise(self, sheet: Sheet) -> None:
        self.open[sheet].raise_()
        self.open[sheet].activateWindow()

    def _forget(self, sheet: Sheet) -> None:
        self.open.pop(sheet).deleteLater()

    @Slot()
    def _tidy(self) -> None:
        there = set(self._page.tabs)
        self.open = {sheet: it for sheet, it in self.open.items() if sheet in there}
