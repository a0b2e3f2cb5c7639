"""The catalogues of the servers that consoles are open to: read in the background, kept in memory.

keeper = CatalogueKeeper()
known = keeper.of(endpoint, connect)      # one for all consoles of an instance and account
known.changed.connect(self.complete_anew)
known.catalogue                           # at once, EMPTY before the first was read
known.refresh()                           # on wish
known.note_ddl()                          # a statement changed the schema
"""

import time
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.endpoint import Endpoint
from app.domain.errors import ConsoleError
from app.domain.schema.catalogue import EMPTY, Catalogue
from app.engines.abilities import ReadsCatalogue
from app.workers.lane import Job
from app.workers.link import Connect, Link

_SETTLING = 1_000
"""Milliseconds after a DDL: a script of them is read once, behind its last."""


class KnownCatalogue(QObject):
    """The catalogue of one instance as one account sees it. Lives in the GUI thread.

    It is read on a login of its own, which ends with the reading: no session stays behind. While
    it is read anew, and where that fails, the one before stays.

    Signals:
        changed: `catalogue`, `reading` or `error` is another.
    """

    changed = Signal()

    def __init__(self, name: str, connect: Connect, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.catalogue: Catalogue = EMPTY
        self.error: ConsoleError | None = None
        """Why the last reading failed; None where it did not."""
        self._read_at: float | None = None
        self._job: Job[Catalogue] | None = None
        self._again = False
        self._link = Link(f"{name} catalogue", connect, self)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLING)
        self._settle.timeout.connect(self.refresh)

    @property
    def reading(self) -> bool:
        """Whether it is being read."""
        return self._job is not None

    @property
    def age(self) -> float | None:
        """Seconds since it was read; None before it ever was."""
        return None if self._read_at is None else time.monotonic() - self._read_at

    @Slot()
    def refresh(self) -> None:
        """Read it anew; where that is under way, once more behind it."""
        self._settle.stop()
        if self._job is not None:
            self._again = True
            return
        if self._link.ended:
            return
        self._job = self._link.ask(_read)
        self._job.succeeded.connect(self._take)
        self._job.failed.connect(self._fail)
        self._job.finished.connect(self._end)
        self.changed.emit()

    @Slot()
    def note_ddl(self) -> None:
        """Something in it is another now: read it anew when no more follows for a second."""
        self._settle.start()

    def cancel(self) -> None:
        """Give up reading; the server is told."""
        self._again = False
        if self._job is not None:
            self._job.cancel()

    def close(self) -> None:
        """Log out, in the background."""
        self._settle.stop()
        self._link.close()

    @Slot(object)
    def _take(self, catalogue: Catalogue) -> None:
        self.catalogue, self.error = catalogue, None
        self._read_at = time.monotonic()

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self.error = error

    @Slot()
    def _end(self) -> None:
        self._job = None
        again, self._again = self._again, False
        if again:
            self.refresh()
            return
        self._link.disconnect_session()
        self.changed.emit()


class CatalogueKeeper(QObject):
    """One `KnownCatalogue` for each instance and account."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[tuple[str, ...], KnownCatalogue] = {}

    def of(self, endpoint: Endpoint, connect: Connect) -> KnownCatalogue:
        """The one of this instance and account; reading begins with the first who asks."""
        key = _key(endpoint)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = KnownCatalogue(endpoint.name, connect, self)
            known.refresh()
        return known

    def forget(self, endpoint: Endpoint) -> None:
        """Nobody needs it any more, or the login is another."""
        known = self._known.pop(_key(endpoint), None)
        if known is not None:
            known.close()
            known.deleteLater()

    def close(self) -> None:
        """Log out everywhere."""
        for known in self._known.values():
            known.close()
        self._known.clear()


def _key(endpoint: Endpoint) -> tuple[str, ...]:
    at = endpoint.id or f"{endpoint.address}:{endpoint.port}"
    return at, endpoint.access.user, endpoint.access.database, endpoint.access.oracle.service


def _read(session: Any) -> Catalogue:
    return session.catalogue() if isinstance(session, ReadsCatalogue) else EMPTY
