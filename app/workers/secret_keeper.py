"""Secrets while the program runs: given to logins in their lanes, kept in a lane of its own."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.auth.secrets import Moved, Place, Secrets, Whereabouts
from app.domain.stop import Stop
from app.workers.lane import Job, Lane

_LOOK = 10_000  # milliseconds between two looks at how long the vault was left alone
_POLL = 0.05  # seconds between two looks at whether somebody wants to stop


class SecretKeeper(QObject):
    """Finds out at the first need where secrets can be kept, unless the user has chosen.

    The vault is locked when nothing was asked of it for `idle` minutes; 0 leaves it open.

    Signals:
        locked: the vault was locked, for nothing was asked of it so long.
        moving: how many steps of how many of a move are done.
    """

    locked = Signal()
    moving = Signal(object, object)

    def __init__(
        self, secrets: Secrets, chosen: Callable[[], str], parent: QObject | None = None,
        idle: Callable[[], int] = lambda: 0,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._secrets, self._chosen, self._idle = secrets, chosen, idle
        self._clock = QTimer(self, interval=_LOOK)
        self._clock.timeout.connect(self.look_at_the_clock)
        self._settled = ""
        self._lock = threading.Lock()
        self._lane = Lane("secrets", self)
        self._clock.start()

    def reveal(self, secret: str, stop: Stop | None = None, *, unasked: bool = False) -> str | None:
        """The secret of an id; from any thread but the window's. `unasked` where nobody is at the
        keyboard for it: that keeps no vault open.

        Raises:
            SecretUnavailable: the place it is kept in does not give it now.
            Cancelled: `stop` was set, while a keychain waited for its password, say.
        """
        with self._settled_place(stop or Stop(), unasked=unasked) as stop:
            return self._secrets.get(secret, stop)

    def put(
        self, secret: str, value: str, *, stop: Stop | None = None, unasked: bool = False
    ) -> None:
        """Keep a secret; from any thread but the window's, and raises as `reveal` does."""
        with self._settled_place(stop or Stop(), unasked=unasked) as stop:
            self._secrets.put(secret, value, stop=stop)

    def forget(self, secret: str, stop: Stop | None = None) -> None:
        """Keep it no longer; from any thread but the window's, and raises as `reveal` does."""
        with self._settled_place(stop or Stop()) as stop:
            self._secrets.forget(secret, stop)

    @contextmanager
    def _settled_place(self, stop: Stop, *, unasked: bool = False) -> Iterator[Stop]:
        """Be the only one at the secrets, once it is clear where they are."""
        while not self._lock.acquire(timeout=_POLL):
            stop.check()
        try:
            self._settle(stop)
            with self._secrets.vault.unasked() if unasked else nullcontext():
                yield stop
        finally:
            self._lock.release()

    def keep(self, secret: str, value: str, *, run_only: bool = False) -> Job[None]:
        """Keep a secret; for this run where that is wanted, or there is no lasting place."""

        def work(stop: Stop) -> None:
            with self._lock:
                self._settle(stop)
                self._secrets.put(secret, value, run_only=run_only, stop=stop)

        return self._lane.submit(work)

    def unlock(self, passphrase: str) -> Job[None]:
        """Open the vault, or make one under this passphrase, and keep secrets there."""

        def work(_stop: Stop) -> None:
            with self._lock:
                self._open_vault(passphrase)
                self._secrets.choose(Place.VAULT)
                self._settled = self._chosen()

        return self._lane.submit(work)

    def lock(self) -> None:
        """Lock the vault now; nobody waits for that."""
        self._secrets.vault.lock()

    @property
    def lasting_place(self) -> str:
        """Where secrets are kept, as far as that was settled; "" where it is this run only."""
        place = self._secrets.place
        return "" if place is Place.RUN else place.value

    @property
    def is_open(self) -> bool:
        """Whether the vault is unlocked."""
        return not self._secrets.vault.locked

    @Slot()
    def look_at_the_clock(self) -> None:
        """Lock the vault if nothing was asked of it for long enough."""
        seconds = 60 * self._idle()
        if seconds and self.is_open and self._secrets.vault.lock_if_idle(monotonic(), seconds):
            self.locked.emit()

    def where(self) -> Job[Whereabouts]:
        """Where secrets are kept now."""

        def work(stop: Stop) -> Whereabouts:
            with self._lock:
                self._settle(stop)
                return self._secrets.where(stop)

        return self._lane.submit(work)

    def move(
        self, ids: Sequence[str], to: Place, asked: AbstractContextManager[None],
        passphrase: str = "",
    ) -> Job[Moved]:  # fmt: skip
        """Bring the secrets of these ids to another place, and keep secrets there from then on.

        With a passphrase the vault is opened first, or made. Cancelled, it says nothing: `where`
        tells in which of the two places they are, and none is lost. `asked` is entered around it
        in the lane: it asks whether that may be done, and writes it down.
        """

        def work(stop: Stop) -> Moved:
            with asked, self._lock:  # the journal's key is a secret itself
                self._settle(stop)
                if passphrase:
                    self._open_vault(passphrase)
                moved = self._secrets.move(ids, to, stop, self.moving.emit)
                self._settled = self._chosen() or "found"
                return moved

        return self._lane.submit(work)

    def close(self) -> None:
        """End the process that speaks to the keychain, and lock the vault."""
        self._clock.stop()
        self._lane.close(self._secrets.close)

    def _open_vault(self, passphrase: str) -> None:
        vault = self._secrets.vault
        if vault.exists:
            vault.unlock(passphrase)
        else:
            vault.create(passphrase)

    def _settle(self, stop: Stop) -> None:
        chosen = self._chosen()
        if chosen and chosen != self._settled:
            self._secrets.choose(Place(chosen))
        elif not chosen and not self._settled:
            self._secrets.choose(self._secrets.first_ready(stop))
        self._settled = chosen or "found"
