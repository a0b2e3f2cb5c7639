"""What can be done about an inventory that does not open: nothing here takes it away."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import ConsoleError
from app.domain.estate import Inventory
from app.domain.stop import Stop
from app.flows.rights import Warden
from app.i18n import _, ngettext
from app.models import formats
from app.models.source_text import visible
from app.views.theme import GAP
from app.workers.estate_keeper import EstateKeeper

_SIZE = 680, 520
_SHOWN = 6
"""Sentences about what was lost."""


class WaysOut(QDialog):
    """Restores a copy, reads what is left, or goes to another inventory.

    Signals:
        another_wanted: another inventory is to be chosen.
    """

    another_wanted = Signal()

    def __init__(
        self, error: ConsoleError, keeper: EstateKeeper, warden: Warden,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._keeper, self._warden = keeper, warden
        self._read: Inventory | None = None
        self.setWindowTitle(_("The inventory does not open"))
        self.resize(*_SIZE)
        self.copies = QListWidget()
        self.copies.setAccessibleName(_("Copies beside it"))
        self.said = QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.restore, self.file = QPushButton(_("Restore this copy")), QPushButton()
        self.file.setText(_("Another copy…"))
        self.salvage = QPushButton(_("Read what can be read"))
        self.save = QPushButton(_("Save it as JSON…"))
        self.another = QPushButton(_("Another inventory…"))
        self.retry, self.leave = QPushButton(_("Try again")), QPushButton(_("Close"))
        for button, does in (
            (self.restore, self._restore_chosen), (self.file, self._choose_file),
            (self.salvage, self._salvage), (self.save, self._choose_target),
            (self.another, self._go_elsewhere), (self.retry, self._try_again),
            (self.leave, self.reject),
        ):  # fmt: skip
            button.setAutoDefault(False)
            button.clicked.connect(does)
        self._lay_out(error)
        self.restore.setEnabled(False)
        self.save.setEnabled(False)
        self.copies.currentItemChanged.connect(self._look)
        keeper.copies().succeeded.connect(self._show_copies)

    def _lay_out(self, error: ConsoleError) -> None:
        down = QVBoxLayout(self)
        down.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        down.setSpacing(2 * GAP)
        down.addWidget(_text(str(error), "heading"))
        down.addWidget(_text(_("It stays as it is, whatever you choose here."), "muted"))
        down.addSpacing(2 * GAP)
        down.addWidget(_text(_("Put an earlier copy in its place; this one is kept."), "heading"))
        down.addWidget(self.copies, 1)
        down.addLayout(_row(self.restore, self.file))
        down.addSpacing(2 * GAP)
        down.addWidget(_text(_("Read what is left of it, without changing anything."), "heading"))
        down.addLayout(_row(self.salvage, self.save))
        down.addSpacing(2 * GAP)
        down.addWidget(_text(_("Work with another: a new one, or that of the team."), "heading"))
        down.addLayout(_row(self.another))
        down.addSpacing(2 * GAP)
        down.addWidget(self.said)
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(self.retry)
        last.addWidget(self.leave)
        down.addLayout(last)

    # ------------------------------------------------------------------------- copies

    @Slot(object)
    def _show_copies(self, found: Any) -> None:
        for copy in found:
            size, when = formats.size(copy.size), formats.stamp(copy.when)
            item = QListWidgetItem(f"{visible(copy.path.name)}   {when}   {size}")
            item.setData(Qt.ItemDataRole.UserRole, str(copy.path))
            self.copies.addItem(item)
        if not found:
            none = QListWidgetItem(_("There is no copy beside it."))
            none.setFlags(Qt.ItemFlag.NoItemFlags)
            self.copies.addItem(none)

    @Slot()
    def _look(self) -> None:
        item = self.copies.currentItem()
        self.restore.setEnabled(item is not None and bool(item.data(Qt.ItemDataRole.UserRole)))

    @Slot()
    def _restore_chosen(self) -> None:
        self.restore_copy(self.copies.currentItem().data(Qt.ItemDataRole.UserRole))

    @Slot()
    def _choose_file(self) -> None:
        dialog = QFileDialog(self, _("Another copy…"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.restore_copy)
        dialog.open()

    @Slot(str)
    def restore_copy(self, name: str) -> None:
        """Put this one in its place."""
        self._begin(_("Restoring {copy}…").format(copy=Path(name).name))
        job = self._keeper.restore(Path(name))
        job.succeeded.connect(self._say_restored)
        job.failed.connect(self._fail)

    @Slot(object)
    def _say_restored(self, kept: Path | None) -> None:
        said = _("The copy stands in its place.")
        if kept is not None:
            said += " " + _("The one before is kept as {kept}.").format(kept=kept)
        self._end(said)
        self._keeper.reopen().succeeded.connect(self._leave_in_peace)

    @Slot()
    def _leave_in_peace(self) -> None:
        self.copies.setEnabled(False)
        for button in (self.restore, self.file, self.salvage, self.another, self.retry):
            button.setEnabled(False)
        self.leave.setFocus()

    # ---------------------------------------------------------------- reading what is left

    @Slot()
    def _salvage(self) -> None:
        self._begin(_("Reading what can be read…"))
        job = self._keeper.salvage()
        job.succeeded.connect(self._say_salvaged)
        job.failed.connect(self._fail)

    @Slot(object)
    def _say_salvaged(self, found: Any) -> None:
        self._read = found.inventory
        self.save.setEnabled(True)
        count = len(found.inventory.records)
        said = [
            ngettext(
                "{count} record was read, and is shown behind this; nothing can be changed in it.",
                "{count} records were read, and are shown behind this; nothing can be changed in"
                " them.",
                count,
            ).format(count=count)
        ]
        said += [f"▲ {each}" for each in found.lost[:_SHOWN]]
        if (more := len(found.lost) - _SHOWN) > 0:
            said.append(_("… and {count} more").format(count=more))
        self._end("\n".join(said))

    @Slot()
    def _choose_target(self) -> None:
        dialog = QFileDialog(self, _("Save it as JSON…"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.fileSelected.connect(self.save_as)
        dialog.open()

    @Slot(str)
    def save_as(self, name: str) -> None:
        """Write what was read into a file that can be imported."""
        inventory = self._read
        assert inventory is not None
        self._begin(_("Writing {file}…").format(file=Path(name).name))

        def write(_stop: Stop) -> None:
            from app.flows.exchange_inventory import export

            export(inventory, Path(name), self._warden)

        job = self._keeper.look_up(write)
        job.succeeded.connect(lambda: self._end(_("Written: {file}").format(file=name)))
        job.failed.connect(self._fail)

    # ------------------------------------------------------------------------ elsewhere

    @Slot()
    def _go_elsewhere(self) -> None:
        self.accept()
        self.another_wanted.emit()

    @Slot()
    def _try_again(self) -> None:
        self._begin(_("Reading the inventory…"))
        job = self._keeper.reopen()
        job.succeeded.connect(self.accept)
        job.failed.connect(self._fail)

    # ------------------------------------------------------------------------ what is said

    def _begin(self, doing: str) -> None:
        self._say(doing, "muted")

    def _end(self, said: str) -> None:
        self._say(f"✓ {said}", "")

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._say(f"▲ {error} {error.hint}".strip(), "error")

    def _say(self, text: str, role: str) -> None:
        self.said.setText(visible(text))
        self.said.setProperty("role", role)
        self.said.style().polish(self.said)


def _text(text: str, role: str) -> QLabel:
    label = QLabel(visible(text), wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label


def _row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(2 * GAP)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
