"""Passwords from the keychain into the vault, or back, with what really came of it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.auth.secrets import PLACE_NAMES, Moved, Place, Whereabouts
from app.domain.errors import ConsoleError
from app.domain.journal import Deed
from app.domain.rights import Ability
from app.flows.ours import changing
from app.flows.rights import Warden
from app.i18n import _, ngettext
from app.models.source_text import visible
from app.views.theme import GAP
from app.workers.secret_keeper import SecretKeeper

_WIDTH = 560
_LASTING = (Place.KEYCHAIN, Place.VAULT)


class MovingSecrets(QDialog):
    """Moves every secret of the inventory that the place of now holds.

    Signals:
        moved: the Place in which secrets are kept from now on.
    """

    moved = Signal(object)

    def __init__(
        self, keeper: SecretKeeper, ids: Callable[[], tuple[str, ...]], warden: Warden,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._keeper, self._ids, self._warden = keeper, ids, warden
        self._from: Place | None = None
        self._job: Any = None
        self._told = False
        self.setWindowTitle(_("Move the passwords"))
        self.setMinimumWidth(_WIDTH)
        self.now, self.to, self.words = QLabel(wordWrap=True), QComboBox(), QLineEdit()
        self.words.setEchoMode(QLineEdit.EchoMode.Password)
        self.words.setPlaceholderText(_("where it is locked, or not made yet"))
        self.to.setAccessibleName(_("Move to"))
        self.words.setAccessibleName(_("Passphrase of the vault"))
        self.bar, self.said = QProgressBar(), QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.bar.setAccessibleName(_("Progress"))
        self.bar.hide()
        self.go, self.leave = QPushButton(_("Move them")), QPushButton(_("Close"))
        self.go.setEnabled(False)
        self.go.setDefault(True)
        self.go.clicked.connect(self._begin)
        self.leave.clicked.connect(self.reject)
        self._lay_out()
        keeper.moving.connect(self._show_share)
        self._look(self._show_place)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(QLabel(_("Kept now in")), self.now)
        form.addRow(QLabel(_("Move to")), self.to)
        form.addRow(QLabel(_("Passphrase of the vault")), self.words)
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(self.go)
        last.addWidget(self.leave)
        down = QVBoxLayout(self)
        down.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        down.setSpacing(3 * GAP)
        down.addLayout(form)
        down.addWidget(self.bar)
        down.addWidget(self.said)
        down.addLayout(last)

    def _look(self, then: Callable[[Whereabouts], None]) -> None:
        job = self._keeper.where()
        job.succeeded.connect(then)
        job.failed.connect(self._fail)

    @Slot(object)
    def _show_place(self, found: Whereabouts) -> None:
        self._from = found.place
        self.now.setText(_(PLACE_NAMES[found.place]))
        self.to.clear()
        for place in _LASTING:
            if place is not found.place:
                self.to.addItem(_(PLACE_NAMES[place]), place)
        self.go.setEnabled(True)

    # ------------------------------------------------------------------------- the move

    @Slot()
    def _begin(self) -> None:
        self._told = False
        self._say("", "")
        self.go.setEnabled(False)
        self.leave.setText(_("Stop"))
        self.bar.setRange(0, 0)
        self.bar.show()
        ids, to = self._ids(), Place(self.to.currentData())
        asked = changing(
            self._warden, Ability.MOVE_SECRETS, Deed.SECRETS_MOVED,
            _("{user} moves the passwords to another place: {where}."),
            facts=[("to", to.value), ("count", str(len(ids)))], where=_(PLACE_NAMES[to]),
        )  # fmt: skip
        job = self._keeper.move(ids, to, asked, self.words.text())
        self.words.clear()
        self._job = job
        job.succeeded.connect(self._succeed)
        job.failed.connect(self._fail)
        job.finished.connect(self._end)

    @Slot(object, object)
    def _show_share(self, done: int, whole: int) -> None:
        self.bar.setRange(0, whole)
        self.bar.setValue(done)

    @Slot(object)
    def _succeed(self, moved: Moved) -> None:
        self._told = True
        place = Place(self.to.currentData())
        said = ngettext(
            "{count} password is in its new place now: {place}.",
            "{count} passwords are in their new place now: {place}.",
            moved.count,
        ).format(count=moved.count, place=_(PLACE_NAMES[place]))
        if moved.left:
            said += " " + ngettext(
                "{count} of them could not be taken out of the old place, and is in both.",
                "{count} of them could not be taken out of the old place, and are in both.",
                len(moved.left),
            ).format(count=len(moved.left))
            self._say(f"▲ {said}", "warning")
        else:
            self._say(f"✓ {said}", "")
        self.moved.emit(place)
        self._look(self._show_place)

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._told = True
        self._say(f"▲ {error} {error.hint}".strip(), "error")

    @Slot()
    def _end(self) -> None:
        self._job = None
        self.bar.hide()
        self.leave.setText(_("Close"))
        self.go.setEnabled(True)
        if not self._told:
            self._look(self._say_stopped)

    @Slot(object)
    def _say_stopped(self, found: Whereabouts) -> None:
        """A job that was cancelled says nothing: look where secrets are kept now."""
        place = _(PLACE_NAMES[found.place])
        if found.place is self._from:
            said = _(
                "Stopped: all are where they were: {place}. Some may be in the new place, too."
            )
        else:
            said = _("All are in the new place now: {place}. Some may be in the old one, too.")
            self.moved.emit(found.place)
        self._say(f"▲ {said.format(place=place)}", "warning")
        self._show_place(found)

    def reject(self) -> None:
        """Stop what goes on, and stay to tell what came of it; else close."""
        if self._job is not None:
            self._job.cancel()
        else:
            super().reject()

    def _say(self, text: str, role: str) -> None:
        self.said.setText(visible(text))
        self.said.setProperty("role", role)
        self.said.style().polish(self.said)
