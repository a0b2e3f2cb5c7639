"""The whole inventory into a file: all of it as JSON, or one kind of record as CSV."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.estate import Inventory
from app.domain.rights import Ability
from app.flows.ours import ExportRight
from app.flows.rights import Warden
from app.i18n import N_, _
from app.views.widgets.record_panel import RecordPanel
from app.views.widgets.strip import Strip
from app.workers.errand import Errand

_ALL = N_("JSON: all of the inventory, to be read in again")
_ONE = N_("CSV: {list}, with their ids, to be read in again")
KIND_NAMES = {
    "instance": N_("Instances"), "service": N_("Services"), "product": N_("Products"),
    "host": N_("Hosts"), "pool": N_("Resource pools"), "environment": N_("Environments"),
    "owner": N_("Owners"),
}  # fmt: skip
"""By what the store calls them in files."""


class InventoryExporting(QObject):
    """Asks for the name of a file and writes it in a thread; `window` is where it asks.

    Signals:
        failed: a ConsoleError.
    """

    failed = Signal(object)

    def __init__(self, warden: Warden, window: QWidget) -> None:
        super().__init__(window)
        self._warden, self._window = warden, window
        self._strip: Strip | None = None
        self.errand: Errand | None = None
        """What is being written."""

    def guard(self, *panels: RecordPanel[Any]) -> None:
        """Have rows of these leave for those alone who may export the inventory."""
        text = N_("{user} exports rows of the inventory to {file}.")
        for panel in panels:
            panel.exporting.right = ExportRight(self._warden, Ability.EXPORT_INVENTORY, text)

    def ask(self, inventory: Inventory, strip: Strip) -> None:
        """Ask where to; what comes of it is said in the strip."""
        filters = {f"{_(_ALL)} (*.json)": ""}
        for kind, title in KIND_NAMES.items():
            filters[f"{_(_ONE).format(list=_(title))} (*.csv)"] = kind
        dialog = QFileDialog(self._window, _("Export the inventory"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(filters))
        dialog.setDefaultSuffix("json")
        dialog.selectFile("inventory.json")

        def choose(name: str) -> None:
            kind = filters[name]
            dialog.setDefaultSuffix("csv" if kind else "json")
            dialog.selectFile(f"{kind}.csv" if kind else "inventory.json")

        dialog.filterSelected.connect(choose)
        dialog.fileSelected.connect(
            lambda name: self.write(
                inventory, Path(name), filters[dialog.selectedNameFilter()], strip
            )
        )
        dialog.open()

    def write(self, inventory: Inventory, path: Path, kind: str, strip: Strip) -> None:
        """Write all of it, or one kind."""

        def call(_stop: Any, _tell: Any) -> Path:
            from app.flows.exchange_inventory import export

            export(inventory, path, self._warden, kind)
            return path

        self._strip = strip
        errand = Errand("export", call)
        self.errand = errand
        errand.succeeded.connect(self._tell)
        errand.failed.connect(self.failed)

    @Slot(object)
    def _tell(self, path: Path) -> None:
        if self._strip is not None:
            self._strip.show_done(_("The inventory is in {file}.").format(file=path))
