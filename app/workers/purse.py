"""What signs somebody in, at hand while the console runs: a vault may be locked meanwhile."""

import threading
import time
from collections.abc import Callable
from typing import Protocol

from app.domain.errors import SecretUnavailable
from app.domain.stop import Stop

_PEACE = 900.0
"""Seconds for which a place that gave nothing is not asked again: it may ask the user each time."""


class Keeps(Protocol):
    """What is asked of a `SecretKeeper`."""

    def reveal(
        self, secret: str, stop: Stop | None = None, /, *, unasked: bool = False
    ) -> str | None:
        """The secret of an id; `unasked` where nobody is at the keyboard for it."""

    def put(
        self, secret: str, value: str, /, *, stop: Stop | None = None, unasked: bool = False
    ) -> None:
        """Keep it."""

    def forget(self, secret: str, stop: Stop | None = None, /) -> None:
        """Keep it no longer."""


class Purse:
    """Between an `Account` and where secrets are kept; any thread but the window's.

    Tokens are renewed every few minutes whether somebody is there or not. That keeps no vault
    open, and one that was locked meanwhile signs nobody out: what was had of it is in here, as
    what a program uses is in its memory anyway. It is asked first wherever it can be, for another
    console of the same user may have renewed them.
    """

    def __init__(self, secrets: Keeps, clock: Callable[[], float] = time.monotonic) -> None:
        self._secrets, self._clock = secrets, clock
        self._had: dict[str, str] = {}
        self._owed: set[str] = set()
        """What was renewed and could not be kept: the place has an older one."""
        self._until = 0.0
        self._lock = threading.Lock()  # around what is had, never around what waits

    def ask(self, secret: str, stop: Stop) -> str | None:
        """The secret of an id.

        Raises:
            SecretUnavailable: it is not given now, and was not had before.
            Cancelled: `stop` was set.
        """
        had = self._had.get(secret)
        if had is not None and self._clock() < self._until:
            return had
        try:
            if had is not None and secret in self._owed:
                self._secrets.put(secret, had, stop=stop, unasked=True)
                self._owed.discard(secret)
            found = self._secrets.reveal(secret, stop, unasked=True)
        except SecretUnavailable:
            self._until = self._clock() + _PEACE
            if had is None:
                raise
            return had
        with self._lock:
            if found is None:
                self._had.pop(secret, None)
            else:
                self._had[secret] = found
        return found

    def keep(self, secret: str, value: str, stop: Stop) -> None:
        """Keep it; where that cannot be now, at least for this run what was kept before.

        Raises:
            SecretUnavailable: it cannot be kept, and never was.
            Cancelled: `stop` was set.
        """
        with self._lock:
            known = secret in self._had
            if known:
                self._had[secret] = value
        try:
            self._secrets.put(secret, value, stop=stop, unasked=known)
        except SecretUnavailable:
            if not known:
                raise
            self._owed.add(secret)
            self._until = self._clock() + _PEACE
            return
        with self._lock:
            self._had[secret] = value
            self._owed.discard(secret)

    def forget(self, secret: str, stop: Stop) -> None:
        """Keep it no longer, here nor there; raises as `keep` does."""
        with self._lock:
            self._had.pop(secret, None)
            self._owed.discard(secret)
        self._secrets.forget(secret, stop)
