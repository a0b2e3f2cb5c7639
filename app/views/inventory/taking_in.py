"""A file of an inventory of ours: what it would bring is shown line by line, then taken."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.conflict import Clash
from app.domain.errors import ConsoleError
from app.domain.estate import Inventory
from app.domain.stop import Stop
from app.domain.validation import Record
from app.flows.merging import choices
from app.i18n import N_, _
from app.models.fields import Field, State
from app.models.records import RecordTable
from app.store.exchange.changes import Changes
from app.store.exchange.csv_file import kind_named
from app.store.exchange.json_file import key_of
from app.views.inventory.exporting import KIND_NAMES
from app.views.inventory.field_words import label, shown
from app.views.theme import GAP, Theme
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.errand import Errand

_SIZE = 900, 560
_MARKS = {"new": N_("new"), "changed": N_("changed"), "refused": N_("refused")}
_STATES = {"new": State.GOOD, "changed": State.NOTICE, "refused": State.WARNING}


@dataclass(frozen=True, slots=True)
class Line:
    """A record of the file, or a line that cannot be taken; `record` is what would be kept."""

    number: int
    mark: str
    kind: str
    name: str
    detail: str
    record: Record | None = None


LINES: tuple[Field[Line], ...] = (
    Field("mark", N_("Change"), lambda each: _(_MARKS[each.mark]), width=130,
          state=lambda each: _STATES[each.mark]),
    Field("kind", N_("Kind"), lambda each: _(KIND_NAMES.get(each.kind, "")) or None, width=130),
    Field("name", N_("Name"), lambda each: each.name, width=180),
    Field("detail", N_("What is so"), lambda each: each.detail, stretch=True),
)  # fmt: skip


def lines_of(found: Changes, inventory: Inventory) -> list[Line]:
    """What the file brings, what it changes, and what is wrong with it."""
    here = Inventory.of([*inventory.records.values(), *found.wanted])
    said = [("refused", "", "", str(each), None) for each in found.refused]
    rows: list[tuple[str, str, str, str, Record | None]] = [*said]
    rows += [("new", key_of(type(each)), each.name, "", each) for each in found.added]
    rows += [
        ("changed", key_of(type(after)), after.name, _changes(before, after, here), after)
        for before, after in found.changed
    ]
    return [Line(number, *row) for number, row in enumerate(rows)]


def _changes(before: Record, after: Record, here: Inventory) -> str:
    return "; ".join(
        f"{label(each.path)}: {shown(each.path, each.theirs, here)}"
        f" → {shown(each.path, each.mine, here)}"
        for each in choices(Clash(after, before, before))
    )


class TakingInDialog(QDialog):
    """Reads a JSON or CSV of ours; what is ticked is kept, all of it or nothing.

    Signals:
        wanted: the records to save, and the Inventory they were compared with.
    """

    wanted = Signal(object, object)

    def __init__(self, inventory: Inventory, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inventory = inventory
        self._path: Path | None = None
        self._errand: Errand | None = None
        self.setWindowTitle(_("Import an inventory"))
        self.resize(*_SIZE)
        self.choose, self.kind, self.said = QPushButton(_("Choose a file…")), QComboBox(), QLabel()
        for kind, name in KIND_NAMES.items():
            self.kind.addItem(_(name), kind)
        self.kind.setAccessibleName(_("Kind of record in the CSV"))
        self.kind.setToolTip(_("Kind of record in the CSV"))
        self.kind.hide()
        self.said.setProperty("role", "muted")
        self.table: RecordTable[Line] = RecordTable(LINES, lambda each: each.number, checkable=True)
        self.panel: TablePanel[Line] = TablePanel(
            self.table, N_("What the file would change"),
            Empty(N_("Nothing was read yet"),
                  N_("Choose a .json or .csv that Mohist exported: what it would change is shown"
                     " before it is kept. Nothing is ever deleted by it."),
                  N_("Choose a file…"), icon="import"),
        )  # fmt: skip
        self.panel.apply_theme(theme)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self.save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        self.save.setText(_("Take what is ticked"))
        self.save.setProperty("primary", True)
        self.save.setEnabled(False)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self._connect()
        self._lay_out()

    def _connect(self) -> None:
        self.choose.clicked.connect(self.choose_file)
        self.panel.begin_wanted.connect(self.choose_file)
        self.panel.cancel_wanted.connect(self._give_up)
        self.panel.retry_wanted.connect(self._read)
        self.kind.activated.connect(self._read)
        self.table.ticked.connect(self._grey)
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.addWidget(self.said, 1)
        above.addWidget(self.kind)
        above.addWidget(self.choose)
        down = QVBoxLayout(self)
        down.setContentsMargins(3 * GAP, 3 * GAP, 3 * GAP, 3 * GAP)
        down.addLayout(above)
        down.addWidget(self.panel, 1)
        down.addWidget(self.buttons)

    @Slot()
    def choose_file(self) -> None:
        """Ask which."""
        kinds = _("Inventories (*.json *.csv)")
        name, _kind = QFileDialog.getOpenFileName(self, _("Import an inventory"), "", kinds)
        if name:
            self.open_file(name)

    def open_file(self, name: str) -> None:
        """Read a file; of a CSV its name may tell what it holds."""
        self._path = Path(name)
        self.kind.setVisible(self._path.suffix.lower() == ".csv")
        if (found := kind_named(self._path.name)) is not None:
            self.kind.setCurrentIndex(self.kind.findData(key_of(found)))
        self._read()

    @Slot()
    def _read(self) -> None:
        if self._path is None:
            return
        self._give_up()
        self.table.clear()
        path, kind, inventory = self._path, str(self.kind.currentData()), self._inventory
        doing = _("Reading {file}…").format(file=path.name)
        self.said.setText(path.name)
        self.panel.wait(doing)

        def call(stop: Stop, tell: Callable[[float], object]) -> Changes:
            from app.flows.exchange_inventory import read_changes

            return read_changes(path, kind, inventory, stop, tell)

        errand = self._errand = Errand("take in", call)
        errand.told.connect(lambda share: self.panel.wait(doing, share))
        errand.succeeded.connect(self._show)
        errand.failed.connect(self._fail)

    @Slot()
    def _give_up(self) -> None:
        errand, self._errand = self._errand, None
        if errand is not None:
            errand.told.disconnect()
            errand.cancel()
            self.panel.settle()

    def done(self, result: int) -> None:
        """Close, and let go of a file that is being read."""
        self._give_up()
        super().done(result)

    @Slot(object)
    def _show(self, found: Changes) -> None:
        self._give_up()
        lines = lines_of(found, self._inventory)
        self.panel.show_empty(
            Empty(N_("Nothing would change"), N_("All that the file holds is there already."),
                  icon="good")
        )  # fmt: skip
        self.panel.show_records(lines)
        self.table.tick([line.number for line in lines if line.record is not None])
        counts = {mark: sum(line.mark == mark for line in lines) for mark in _MARKS}
        counted = [f"{_(_MARKS[mark])}: {count:,}" for mark, count in counts.items() if count]
        counted.append(_("as it is: {count}").format(count=f"{len(found.unchanged):,}"))
        self.said.setText(" · ".join((self.said.text(), *counted)))

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._errand = None
        self.panel.fail(error)

    def _ticked(self) -> Iterable[Record]:
        return (line.record for line in self.table.ticked_records if line.record is not None)

    @Slot()
    def _grey(self) -> None:
        self.save.setEnabled(any(self._ticked()))

    @Slot()
    def _take(self) -> None:
        if records := tuple(self._ticked()):
            self.wanted.emit(records, self._inventory)
            self.accept()
