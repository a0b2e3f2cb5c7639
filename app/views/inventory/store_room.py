"""Goes between the settings, the keeper and the dialogs about where the inventory is."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import ConsoleError
from app.domain.stop import Stop
from app.flows.rights import Warden
from app.i18n import _
from app.models.preferences import Preferences
from app.store.inventory.place import place_of, secret_of, shown, without_password
from app.views.inventory.store_choice import StoreChoice
from app.views.inventory.ways_out import WaysOut
from app.workers.estate_keeper import EstateKeeper


class StoreRoom(QObject):
    """Knows which inventory is worked with. One named for this run comes before the settings', and
    is not remembered; choosing another ends that.

    Signals:
        said: a sentence and a hint, for the notice bar.
        failed: a ConsoleError.
    """

    said = Signal(str, str)
    failed = Signal(object)

    def __init__(
        self, preferences: Preferences, keeper: EstateKeeper, keep: Callable[[str, str], Any],
        warden: Warden, data: Path, this_run: str = "", parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._warden = warden
        self._preferences, self._keeper, self._keep = preferences, keeper, keep
        self._data, self._this_run = data, this_run
        self.trouble: ConsoleError | None = None
        """Why it does not open."""
        keeper.failed.connect(self._note)
        keeper.opened.connect(self._forget)

    @property
    def chosen(self) -> str:
        """As the settings or the command line have it."""
        return self._this_run or self._preferences.now.store

    @property
    def place(self) -> Path | str:
        """As the store takes it; any thread may ask."""
        return place_of(self.chosen, self._data)

    @property
    def title(self) -> str:
        """As it may be shown."""
        return shown(self.place)

    def begin(self) -> None:
        """Load it; a password that stands in the settings is put where passwords are kept first."""
        url, password = without_password(self._preferences.now.store)
        if not password or self._this_run:
            self._keeper.load()
            return

        def settle() -> None:
            self._preferences.change(store=url)
            self.said.emit(
                _("The password was taken out of the address of the inventory."),
                _("It is kept where passwords are kept."),
            )
            self._keeper.load()

        job = self._keep(secret_of(url), password)
        job.succeeded.connect(settle)
        job.failed.connect(self.failed)
        job.failed.connect(self._keeper.load)  # which says what is wrong with the address

    def choose(self, window: QWidget) -> StoreChoice:
        """Ask for another."""
        dialog = StoreChoice(self.chosen, self._data / "inventory.db", window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._take)
        dialog.open()
        return dialog

    @Slot(str, str)
    def _take(self, place: str, password: str) -> None:
        if not password:
            self._ask(place)
            return
        job = self._keep(secret_of(place), password)
        job.succeeded.connect(lambda: self._ask(place))
        job.failed.connect(self.failed)

    def _ask(self, place: str) -> None:
        """Go there, if that may be done and is in the journal."""

        def settle() -> None:
            self._this_run = ""
            self._preferences.change(store=place)
            self._keeper.reopen()

        def ask(_stop: Stop) -> None:
            from app.flows.asked_inventory import choose_inventory

            choose_inventory(shown(place_of(place, self._data)), self._warden)

        job = self._keeper.look_up(ask)
        job.succeeded.connect(settle)
        job.failed.connect(self.failed)

    def show_ways_out(self, window: QWidget) -> WaysOut | None:
        """Say what can be done about one that does not open."""
        if self.trouble is None:
            return None
        dialog = WaysOut(self.trouble, self._keeper, self._warden, window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.another_wanted.connect(lambda: self.choose(window))
        dialog.open()
        return dialog

    @Slot(object)
    def _note(self, error: ConsoleError) -> None:
        if not self._keeper.is_open:
            self.trouble = error

    @Slot(bool)
    def _forget(self, is_open: bool) -> None:
        if is_open:
            self.trouble = None
