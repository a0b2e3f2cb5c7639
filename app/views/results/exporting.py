"""A statement run anew on a login of its own, and all its rows into a file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.connecting import Tell, tell_nobody
from app.domain.stop import Stop
from app.engines.base import Session
from app.engines.console import Order
from app.flows.console.export import export
from app.flows.rights import Warden
from app.i18n import _, ngettext
from app.models.formats import count
from app.results.export.forms import TITLES, Choices, Format
from app.results.export.writing import Exported
from app.views.widgets.file_errand import FileErrand, Work, file_name

Connect = Callable[[Stop, Tell], Session]
"""As `flows.connect.console_connector` makes one."""


class ResultExporting(FileErrand):
    """Exports any number of rows with progress and cancel. `strip` belongs above the rows."""

    def __init__(self, owner: QWidget, connect: Connect, warden: Warden) -> None:
        super().__init__(owner, "export rows")
        self._connect, self._warden = connect, warden
        self._order = Order("")
        self._schema = ""
        self._choices = Choices()
        self._done: list[Exported] = []

    def ask(self, order: Order, schema: str = "") -> None:
        """Ask where to write the rows of this statement, and in which form."""
        self._order, self._schema = order, schema
        self._ask_again()

    @Slot()
    def _ask_again(self) -> None:
        dialog = QFileDialog(self._owner, _("Export all rows"))
        filters = {f"{_(TITLES[form])} (*.{form})": form for form in Format}
        dialog.setNameFilters(list(filters))
        dialog.setDefaultSuffix(Format.CSV)
        dialog.filterSelected.connect(lambda name: dialog.setDefaultSuffix(filters[name]))
        name = file_name(_("rows"))
        dialog.selectFile(f"{name}.{Format.CSV}")
        dialog.fileSelected.connect(lambda path: self.write(Path(path), self._form_of(path)))
        self._open(dialog)

    def _form_of(self, name: str) -> Choices:
        ending = Path(name).suffix.lower().removeprefix(".")
        form = Format(ending) if ending in [*Format] else Format.CSV
        return Choices(form, bom=form is Format.CSV)

    def write(self, path: Path, choices: Choices) -> None:
        """Write, unless something is being written already."""
        connect, warden, order, schema = self._connect, self._warden, self._order, self._schema
        done = self._done = []

        def prepare() -> Work:
            def work(stop: Stop, tell: Callable[[float], object]) -> int:
                session = connect(stop, tell_nobody)
                try:
                    with session.during(stop):
                        if schema:
                            session.use_schema(schema)  # type: ignore[attr-defined]
                        made = export(session, order, path, choices, warden, stop, tell)
                finally:
                    session.close()
                done.append(made)
                return made.rows

            return work

        self._begin(path, prepare)

    @Slot(object)
    def _show_share(self, rows: float) -> None:
        """How many rows are written: of how many, nobody knows before the end."""
        if self._errand is not None:
            said = _("Writing {file}: {rows} rows")
            self.strip.show_busy(said.format(file=self._path.name, rows=count(int(rows))))

    def _words(self, written: int) -> str:
        words = ngettext(
            "{count} row was written to {file}.", "{count} rows were written to {file}.", written
        )
        if not self._done:
            return words
        made = self._done[0]
        told = [_("Checksum: {checksum}").format(checksum=made.checksum), *made.notes]
        return words + " " + " ".join(part.replace("{", "{{").replace("}", "}}") for part in told)
