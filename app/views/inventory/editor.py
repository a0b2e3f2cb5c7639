"""The dialog in which a record is made or changed, and a connection tried."""

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.endpoint import Endpoint, secret_id
from app.domain.errors import BadInput, ConsoleError
from app.domain.estate import Authors, Inventory
from app.domain.inventory import Instance
from app.domain.stop import Stop
from app.domain.validation import BadField, Record, check
from app.flows.connect import AskSecret
from app.flows.endpoints import endpoint_of
from app.flows.rights import Warden
from app.i18n import _
from app.models.formats import stamp
from app.views.inventory.access_form import AccessForm
from app.views.inventory.form import RecordForm
from app.views.inventory.trial import Trial
from app.views.theme import GAP, Theme

_SIZE = 720, 640


class RecordEditor(QDialog):
    """Edits one record. `seen` is the inventory it was found in: what is saved is held against it.

    Signals:
        accepted_record: the record, and the secrets that were typed with it, by what they are.
    """

    accepted_record = Signal(object, object)

    def __init__(
        self, record: Record, inventory: Inventory, warden: Warden, reveal: AskSecret, theme: Theme,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._record, self.seen, self._reveal = record, inventory, reveal
        self._warden = warden
        self.form = RecordForm(record, inventory)
        self.access: AccessForm | None = None
        self.trial: Trial | None = None
        self.said = QLabel(wordWrap=True)
        self.said.setProperty("role", "error")
        self.said.hide()
        known = record.id in inventory.records
        self.setWindowTitle(record.name if known else _("New"))
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setText(_("Save"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self._try_accept)
        self.buttons.rejected.connect(self.reject)
        down = QVBoxLayout(self)
        down.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        if isinstance(record, Instance):
            self.resize(*_SIZE)
            self.access = AccessForm(record.access, record.type)
            self.access.setFrameShape(QFrame.Shape.NoFrame)
            self.trial = Trial(self._endpoint, self._warden, self._revealed, theme)
            self.trial.failed.connect(self._say)
            tabs = QTabWidget()
            tabs.addTab(self.form, _("Instance"))
            tabs.addTab(self.access, _("Connection"))
            tabs.addTab(self.trial, _("Test"))
            self.tabs = tabs
            kind = self.form.editors["type"]
            kind.activated.connect(self._take_type)  # type: ignore[attr-defined]
            down.addWidget(tabs, 1)
        else:
            down.addWidget(self.form, 1)
        down.addWidget(self.said)
        if authors := inventory.authors.get(record.id):
            written = QLabel(_written(authors), wordWrap=True)
            written.setProperty("role", "muted")
            written.setTextFormat(Qt.TextFormat.PlainText)
            down.addWidget(written)
        down.addWidget(self.buttons)

    def value(self) -> Record:
        """The record as it was typed, checked; BadInput where it makes no sense."""
        record = self.form.value()
        if self.access is not None:
            assert isinstance(record, Instance)
            record = replace(record, access=self.access.value())
        check(record)
        return record

    @Slot()
    def _take_type(self) -> None:
        """Another kind of database has another connection; what both know is kept."""
        assert self.access is not None
        record = self.form.value()
        assert isinstance(record, Instance)
        fresh = AccessForm(self.access.value(), record.type)
        fresh.setFrameShape(QFrame.Shape.NoFrame)
        fresh.type_secrets(self.access.secrets())
        place = self.tabs.indexOf(self.access)
        self.tabs.removeTab(place)
        self.access.deleteLater()
        self.access = fresh
        self.tabs.insertTab(place, fresh, _("Connection"))

    def _endpoint(self) -> Endpoint:
        record = self.value()
        assert isinstance(record, Instance)
        return endpoint_of(self.seen, record)

    def _revealed(self, secret: str, stop: Stop) -> str | None:
        """What was typed here goes before what is kept."""
        typed = self.access.secrets() if self.access is not None else {}
        for what, value in typed.items():
            if secret == secret_id(self._record.id, what):
                return value
        return self._reveal(secret, stop)

    @Slot()
    def _try_accept(self) -> None:
        try:
            record = self.value()
        except BadInput as error:
            self._say(error)
            return
        secrets = self.access.secrets() if self.access is not None else {}
        self.accepted_record.emit(record, secrets)

    @Slot(object)
    def _say(self, error: ConsoleError) -> None:
        self.said.setText(f"{error} {error.hint}".strip())
        self.said.show()
        if isinstance(error, BadField):
            self.form.mark(error.field)

    def refuse(self, error: ConsoleError) -> None:
        """The store did not take it: say why, and lose nothing that was typed."""
        self._say(error)

    def done(self, result: int) -> None:
        """Close, and let go of a trial that runs."""
        if self.trial is not None:
            self.trial.close_link()
        super().done(result)


def _written(authors: Authors) -> str:
    """Who made the record, and who changed it last."""
    changed = _("Changed by {who}, {when}.").format(
        who=authors.changed_by, when=_moment(authors.changed_at)
    )
    if not authors.created_at:  # before that was written down
        return changed
    made = _("Made by {who}, {when}.").format(
        who=authors.created_by, when=_moment(authors.created_at)
    )
    return made if authors.created_at == authors.changed_at else f"{made} {changed}"


def _moment(text: str) -> str:
    return stamp(datetime.fromisoformat(text).astimezone())
