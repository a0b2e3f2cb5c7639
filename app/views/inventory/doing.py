"""What is done to the inventory: forms, changes to many, deleting, topology, the vault."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from app.domain.conflict import Conflict
from app.domain.connecting import tell_nobody
from app.domain.endpoint import Endpoint, secret_id
from app.domain.errors import ConsoleError, SecretUnavailable
from app.domain.inventory import Instance, Service
from app.domain.stop import Stop
from app.domain.validation import Record
from app.engines.base import Session
from app.flows.connect import AskSecret, connector
from app.flows.inventory_rows import Bulk, changed
from app.flows.topology import Difference, accepted, ask
from app.i18n import _, ngettext
from app.store.exchange.preview import FoundSecret
from app.store.exchange.sources import Source, read_connections
from app.views.inventory.bulk import BulkEditor
from app.views.inventory.conflict import ConflictDialog
from app.views.inventory.editor import RecordEditor
from app.views.inventory.importing import ImportDialog
from app.views.inventory.taking_in import TakingInDialog
from app.views.inventory.topology import TopologyDialog
from app.views.theme import LIGHT
from app.views.widgets.ask import Ask
from app.workers.estate_keeper import EstateKeeper
from app.workers.standing import Standing
from app.workers.survey import Survey

Keep = Callable[[str, str], Any]
"""Keeps a secret by its id, in the background; gives the job."""


class Doing(QObject):
    """Opens dialogs over a page and has the keeper do what was agreed to in them.

    Signals:
        failed: a ConsoleError.
    """

    failed = Signal(object)

    def __init__(
        self, keeper: EstateKeeper, standing: Standing, reveal: AskSecret, keep: Keep,
        window: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self.keeper, self.theme = keeper, LIGHT
        self._standing = standing
        self._reveal, self._keep, self._window = reveal, keep, window
        self.editor: RecordEditor | None = None
        """The form that is open."""
        self.deciding: ConflictDialog | None = None
        """The two versions that are asked about."""

    def edit(self, record: Record | None) -> None:
        """Open the form of a record."""
        if record is None:
            return
        editor = RecordEditor(
            record, self.keeper.now, self._standing.warden, self._reveal, self.theme, self._window
        )
        editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        editor.accepted_record.connect(self._save_edited)
        editor.finished.connect(self._forget_editor)
        self.editor = editor
        editor.open()

    @Slot()
    def _forget_editor(self) -> None:
        self.editor = None

    @Slot(object, object)
    def _save_edited(self, record: Record, secrets: dict[str, str]) -> None:
        """Secrets first: an instance whose password is nowhere would be a trap."""
        for what, value in secrets.items():
            job = self._keep(secret_id(record.id, what), value)
            if job is not None:
                job.failed.connect(partial(self._not_kept, record.name))
        assert self.editor is not None
        job = self.keeper.save([record], self.editor.seen)
        job.succeeded.connect(self._close_editor)

    def _not_kept(self, name: str, error: ConsoleError) -> None:
        """Over the window, for the form is about to close."""
        text = _("A password of {name} was not kept.").format(name=name)
        self.failed.emit(SecretUnavailable(f"{text} {error}", hint=error.hint))

    @Slot()
    def _close_editor(self) -> None:
        if self.editor is not None:
            self.editor.accept()

    @Slot(object)
    def refuse(self, error: ConsoleError) -> None:
        """Say in the dialog in front what went wrong; a conflict is put before the user."""
        if isinstance(error, Conflict) and error.clashes:
            self._decide(error)
        elif self.deciding is not None:
            self.deciding.refuse(error)
        elif self.editor is not None:
            self.editor.refuse(error)
        else:
            self.failed.emit(error)

    def _decide(self, conflict: Conflict) -> None:
        self.give_up_deciding()
        form = self.editor
        dialog = ConflictDialog(
            conflict,
            form.seen if form is not None else conflict.now,
            form or self._window,
            has_form=form is not None,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.decided.connect(self._save_decided)
        dialog.finished.connect(self._forget_deciding)
        self.deciding = dialog
        dialog.open()

    @Slot(object)
    def _save_decided(self, records: tuple[Record, ...]) -> None:
        assert self.deciding is not None
        if records:
            job = self.keeper.save(records, self.deciding.conflict.now)
            job.succeeded.connect(self._end_deciding)
        else:
            self._end_deciding()

    @Slot()
    def _end_deciding(self) -> None:
        self.give_up_deciding()
        self._close_editor()

    def give_up_deciding(self) -> None:
        """Take the two versions off the screen."""
        if self.deciding is not None:
            self.deciding.done(QDialog.DialogCode.Accepted)

    @Slot()
    def _forget_deciding(self) -> None:
        self.deciding = None

    def import_connections(self) -> ImportDialog:
        """Show what a file of another tool holds, and take over what is ticked."""
        inventory = self.keeper.now

        def read(source: Source, path: Path) -> Any:
            return self.keeper.look_up(lambda stop: read_connections(source, path, inventory, stop))

        dialog = ImportDialog(read, self.theme, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(self._take_over)
        dialog.open()
        return dialog

    def import_inventory(self) -> TakingInDialog:
        """Show what a file of ours would change, and keep what is ticked."""
        dialog = TakingInDialog(self.keeper.now, self.theme, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(self.keeper.save)
        dialog.open()
        return dialog

    @Slot(object, object)
    def _take_over(self, instances: tuple[Instance, ...], secrets: tuple[FoundSecret, ...]) -> None:
        for found in secrets:
            job = self._keep(found.id, found.secret.reveal())
            if job is not None:
                job.failed.connect(self.failed)
        self.keeper.save(instances)

    def change_many(self, instances: tuple[Instance, ...]) -> None:
        """Ask for one change to many instances, and make it."""
        seen = self.keeper.now
        dialog = BulkEditor(len(instances), seen, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def save(change: Bulk) -> None:
            if fresh := changed(instances, change):
                self.keeper.save(fresh, seen)

        dialog.wanted.connect(save)
        dialog.open()

    def delete(self, records: Sequence[Record]) -> None:
        """Ask, then take records out."""
        ask = Ask(
            ngettext("Delete {count} entry", "Delete {count} entries", len(records)).format(
                count=len(records)
            ),
            [],
            [record.name for record in records],
            [_("The services and instances in them are deleted, too. The servers are left alone.")],
            yes=_("Delete"),
            parent=self._window,
        )
        ask.agreed.connect(
            lambda: self.keeper.delete([record.id for record in records], below=True)
        )
        ask.open()

    def show_topology(self, service: Service) -> None:
        """Ask the servers of a service who they are, and draw it."""
        dialog = TopologyDialog(service, lambda: self.keeper.now, self.theme, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        inventory = self.keeper.now
        instances = inventory.below(service, Instance)

        def connect(endpoint: Endpoint, stop: Stop) -> Session:
            return connector(endpoint, self._reveal, self._standing.warden)(stop, tell_nobody)

        questions = {each.id: partial(ask, inventory, each, connect) for each in instances}
        survey = Survey(questions, self)
        survey.finished.connect(survey.deleteLater)
        dialog.follow(survey, {each.id: each.name for each in instances})
        dialog.accepted_differences.connect(self._accept_differences)
        self.keeper.changed.connect(dialog.refresh)
        dialog.open()

    @Slot(object)
    def _accept_differences(self, chosen: tuple[Difference, ...]) -> None:
        save, gone = accepted(chosen)
        if save:
            job = self.keeper.save(save)
            if gone:
                job.succeeded.connect(lambda: self.keeper.delete(gone))
        elif gone:
            self.keeper.delete(gone)
