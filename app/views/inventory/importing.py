"""Connections of other tools: read, looked at, and taken over one by one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
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

from app.domain.endpoint import secret_id
from app.domain.errors import ConsoleError
from app.domain.inventory import TYPE_NAMES
from app.i18n import N_, _, ngettext
from app.models.fields import Align, Field, State
from app.models.records import RecordTable
from app.store.exchange.preview import FoundInstance, ImportPreview
from app.store.exchange.sources import SOURCE_NAMES, Source, guessed
from app.views.theme import GAP, Theme
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel

_SIZE = 860, 560
_PROBLEMS = 8
Read = Callable[[Source, Path], Any]
"""Reads a file in the background; gives the job."""

FOUND: tuple[Field[FoundInstance], ...] = (
    Field("name", N_("Instance"), lambda each: each.instance.name, width=170),
    Field("type", N_("Type"), lambda each: TYPE_NAMES[each.instance.type], width=80),
    Field("address", N_("Address"), lambda each: each.instance.address, width=170),
    Field("port", N_("Port"), lambda each: each.instance.port, str, align=Align.RIGHT, width=70),
    Field("user", N_("User"), lambda each: each.instance.access.user, width=90),
    Field("known", N_("Already there as"),
          lambda each: each.duplicate_of.name if each.duplicate_of else None, width=130,
          state=lambda each: State.NOTICE if each.duplicate_of else State.NONE),
    Field("place", N_("Found at"), lambda each: each.place, stretch=True),
)  # fmt: skip


class ImportDialog(QDialog):
    """Shows what a file would bring; only what is ticked is taken.

    Signals:
        wanted: the instances that are ticked, and the secrets to keep with them (perhaps none).
    """

    wanted = Signal(object, object)

    def __init__(self, read: Read, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read = read
        self._reading: Any = None
        self._preview = ImportPreview()
        self.setWindowTitle(_("Import connections"))
        self.resize(*_SIZE)
        self.source, self.choose = QComboBox(), QPushButton(_("Choose a file…"))
        for source, name in SOURCE_NAMES.items():
            self.source.addItem(_(name), source)
        self.source.setAccessibleName(_("From"))
        self.table: RecordTable[FoundInstance] = RecordTable(
            FOUND, lambda each: each.instance.id, checkable=True
        )
        self.panel: TablePanel[FoundInstance] = TablePanel(
            self.table, N_("Connections found"),
            Empty(N_("Nothing was read yet"),
                  N_("Choose a file of another tool: what it holds is shown before it is taken."),
                  icon="import"),
        )  # fmt: skip
        self.panel.apply_theme(theme)
        self.problems, self.secrets = QLabel(wordWrap=True), QCheckBox()
        self.problems.setProperty("role", "muted")
        self.secrets.hide()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setText(_("Take what is ticked"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.panel.cancel_wanted.connect(self._give_up)
        self.choose.clicked.connect(self._choose_file)
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        above = QHBoxLayout()
        above.addWidget(self.source, 1)
        above.addWidget(self.choose)
        down = QVBoxLayout(self)
        down.setContentsMargins(3 * GAP, 3 * GAP, 3 * GAP, 3 * GAP)
        down.addLayout(above)
        down.addWidget(self.panel, 1)
        down.addWidget(self.problems)
        down.addWidget(self.secrets)
        down.addWidget(self.buttons)

    @Slot()
    def _choose_file(self) -> None:
        dialog = QFileDialog(self, _("Import connections"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open_file)
        dialog.open()

    @Slot(str)
    def open_file(self, name: str) -> None:
        """Read a file; its name may tell whose it is."""
        path = Path(name)
        if (source := guessed(path)) is not None:
            self.source.setCurrentIndex(self.source.findData(source))
        self._give_up()
        self.panel.wait(_("Reading {file}…").format(file=path.name))
        job = self._reading = self._read(Source(self.source.currentData()), path)
        job.succeeded.connect(self._show)
        job.failed.connect(self._fail)

    @Slot()
    def _give_up(self) -> None:
        """What is being read is not wanted any more."""
        job, self._reading = self._reading, None
        if job is not None:
            job.cancel()
            self.panel.settle()

    def done(self, result: int) -> None:
        """Close, and let go of a file that is being read."""
        self._give_up()
        super().done(result)

    @Slot(object)
    def _show(self, preview: ImportPreview) -> None:
        self._preview = preview
        self.panel.show_records(preview.instances)
        self.table.tick([instance.id for instance in preview.fresh])
        said = [
            f"● {replace(problem, where=Path(problem.where).name)}"
            for problem in preview.problems[:_PROBLEMS]
        ]
        if (more := len(preview.problems) - _PROBLEMS) > 0:
            said.append(_("… and {count} more").format(count=more))
        self.problems.setText("\n".join(said))
        count = len(preview.secrets)
        self.secrets.setVisible(count > 0)
        self.secrets.setText(
            ngettext(
                "Keep the password that was found, where passwords are kept",
                "Keep the {count} passwords that were found, where passwords are kept",
                count,
            ).format(count=count)
        )

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self.table.clear()
        self.panel.fail(error)

    @Slot()
    def _take(self) -> None:
        instances = tuple(found.instance for found in self.table.ticked_records)
        if not instances:
            return
        ours = tuple(secret_id(instance.id, "") for instance in instances)
        kept = [
            secret
            for secret in self._preview.secrets
            if self.secrets.isChecked() and secret.id.startswith(ours)
        ]
        self.wanted.emit(instances, tuple(kept))
        self.accept()
