"""The journal into a file: all entries that are chosen, whether they were read yet or not."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.flows.export_journal import export_journal
from app.flows.rights import Warden
from app.i18n import N_, _, ngettext
from app.store.journal import Journal, Wanted
from app.views.widgets.file_errand import FileErrand, Work

_FORMS = {
    "csv": N_("CSV: a line for each entry (UTF-8 with BOM)"),
    "json": N_("JSON: all there is of each entry"),
}


class JournalExporting(FileErrand):
    """Asks where to, and writes. `strip` belongs above the rows."""

    def __init__(self, owner: QWidget, journal: Journal, warden: Warden) -> None:
        super().__init__(owner, "export")
        self._journal, self._warden = journal, warden
        self._wanted = Wanted()

    def ask(self, wanted: Wanted) -> None:
        """Ask where these entries are to be written, and in which form."""
        self._wanted = wanted
        dialog = QFileDialog(self._owner, _("Export the journal"))
        names = {f"{_(title)} (*.{ending})": ending for ending, title in _FORMS.items()}
        dialog.setNameFilters([*names])
        dialog.setDefaultSuffix("csv")
        dialog.selectFile("journal.csv")
        dialog.filterSelected.connect(lambda name: self._choose(dialog, names[name]))
        dialog.fileSelected.connect(self._take_name)
        self._open(dialog)

    def _choose(self, dialog: QFileDialog, ending: str) -> None:
        dialog.setDefaultSuffix(ending)
        for name in dialog.selectedFiles():
            dialog.selectFile(f"{Path(name).stem}.{ending}")

    @Slot(str)
    def _take_name(self, name: str) -> None:
        self.write(Path(name), self._wanted)

    @Slot()
    def _ask_again(self) -> None:
        self.ask(self._wanted)

    def write(self, path: Path, wanted: Wanted) -> None:
        """Write them, unless something is being written already."""

        def prepare() -> Work:
            return lambda stop, tell: export_journal(
                self._journal, self._warden, path, wanted, stop, tell
            )

        self._begin(path, prepare)

    def _words(self, written: int) -> str:
        return ngettext(
            "{count} entry was written to {file}.", "{count} entries were written to {file}.",
            written,
        )  # fmt: skip
