"""Secrets while the program runs: given to logins in their lanes, kept in a lane of its own."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject

from app.auth.secrets import Place, Secrets
from app.domain.stop import Stop
from app.workers.lane import Job, Lane

_POLL = 0.05  # seconds between two looks at whether somebody wants to stop


class SecretKeeper(QObject):
    """Finds out at the first need where secrets can be kept, unless the user has chosen."""

    def __init__(
        self, secrets: Secrets, chosen: Callable[[], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._secrets, self._chosen = secrets, chosen
        self._settled = ""
        self._lock = threading.Lock()
        self._lane = Lane("secrets", self)

    def reveal(self, secret: str, stop: Stop | None = None) -> str | None:
        """The secret of an id; from any thread but the window's.

        Raises:
            SecretUnavailable: the place it is kept in does not give it now.
            Cancelled: `stop` was set, while a keychain waited for its password, say.
        """
        stop = stop or Stop()
        while not self._lock.acquire(timeout=_POLL):
            stop.check()
        try:
            self._settle(stop)
            return self._secrets.get(secret, stop)
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
                vault = self._secrets.vault
                if vault.exists:
                    vault.unlock(passphrase)
                else:
                    vault.create(passphrase)
                self._secrets.choose(Place.VAULT)
                self._settled = self._chosen()

        return self._lane.submit(work)

    def close(self) -> None:
        """End the process that speaks to the keychain, and lock the vault."""
        self._lane.close(self._secrets.close)

    def _settle(self, stop: Stop) -> None:
        chosen = self._chosen()
        if chosen and chosen != self._settled:
            self._secrets.choose(Place(chosen))
        elif not chosen and not self._settled:
            self._secrets.choose(self._secrets.first_ready(stop))
        self._settled = chosen or "found"
