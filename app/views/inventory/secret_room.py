"""What can be done about where passwords are kept: open and lock the vault, move them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QInputDialog, QLineEdit, QWidget

from app.auth.secrets import Place
from app.flows.rights import Warden
from app.i18n import N_, _
from app.models.preferences import Preferences
from app.views.actions import Command
from app.views.inventory.moving_secrets import MovingSecrets
from app.workers.secret_keeper import SecretKeeper


class SecretRoom(QObject):
    """Goes between the settings, the keeper of secrets and the dialogs.

    Signals:
        said: a sentence and a hint, for the notice bar.
        failed: a ConsoleError.
        changed: what can be done now may be something else.
    """

    said = Signal(str, str)
    failed = Signal(object)
    changed = Signal()

    def __init__(
        self, keeper: SecretKeeper, preferences: Preferences, ids: Callable[[], tuple[str, ...]],
        warden: Warden, parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._keeper, self._preferences, self._ids = keeper, preferences, ids
        self._warden = warden
        keeper.locked.connect(self._say_locked)

    def commands(self, window: QWidget, menu: str) -> tuple[Command, ...]:
        """Open, lock, move."""
        return (
            Command("vault-unlock", N_("Open the &vault…"), lambda: self.unlock(window), (), menu,
                    "locks"),
            Command("vault-lock", N_("&Lock the vault"), self.lock, (), menu, "locks",
                    lambda: self._keeper.is_open),
            Command("secrets-move", N_("&Move the passwords…"), lambda: self.move(window), (), menu,
                    "keys"),
        )  # fmt: skip

    def unlock(self, window: QWidget) -> None:
        """Ask for the passphrase; a vault that is not there yet is made under it."""
        words, agreed = QInputDialog.getText(
            window, _("Vault"),
            _("Passphrase of the vault; a new vault is made under it where there is none"),
            QLineEdit.EchoMode.Password,
        )  # fmt: skip
        if agreed and words:
            job = self._keeper.unlock(words)
            job.succeeded.connect(self.changed)
            job.failed.connect(self.failed)

    @Slot()
    def lock(self) -> None:
        """Lock it now."""
        self._keeper.lock()
        self.said.emit(_("The vault is locked."), "")
        self.changed.emit()

    def move(self, window: QWidget) -> MovingSecrets:
        """Bring all of them to another place."""
        dialog = MovingSecrets(self._keeper, self._ids, self._warden, window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.moved.connect(self._take_place)
        dialog.open()
        return dialog

    @Slot(object)
    def _take_place(self, place: Place) -> None:
        self._preferences.change(secrets=place.value)
        self.changed.emit()

    @Slot()
    def _say_locked(self) -> None:
        self.said.emit(
            _("The vault was locked: nothing was asked of it for {minutes} minutes.").format(
                minutes=self._preferences.now.vault_idle
            ),
            _("Its passphrase opens it again; the time is one of the settings."),
        )
        self.changed.emit()
