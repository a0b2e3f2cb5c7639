"""A search through a server's objects: what it finds comes place after place."""

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.schema.objects import Hits, Search
from app.engines.dictionary import SearchesObjects
from app.workers.lane import Job
from app.workers.link import Link


class SchemaSearch(QObject):
    """One search at a time; a new one ends the one before, at the server too.

    Signals:
        found: the Hits of a place.
        failed: a ConsoleError.
        finished: nothing more comes, whatever came of it.
    """

    found = Signal(object)
    failed = Signal(object)
    finished = Signal()
    _came = Signal(object, object)

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._job: Job[None] | None = None
        self._number = 0
        self._came.connect(self._take)  # queued: emitted in the login's lane

    @property
    def running(self) -> bool:
        """Whether hits may still come."""
        return self._job is not None

    def begin(self, search: Search) -> None:
        """Look for something else from now on."""
        self.stop()
        self._number += 1
        number, came = self._number, self._came

        def look(session: Any) -> None:
            if isinstance(session, SearchesObjects):
                session.search(search, lambda hits: came.emit(number, hits))

        job = self._link.ask(look)
        self._job = job
        job.failed.connect(self.failed)
        job.finished.connect(lambda: self._end(number))

    @Slot()
    def stop(self) -> None:
        """End the search; the server is told."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.finished.emit()

    @Slot(object, object)
    def _take(self, number: int, hits: Hits) -> None:
        if number == self._number and self._job is not None:
            self.found.emit(hits)

    def _end(self, number: int) -> None:
        if number == self._number and self._job is not None:
            self._job = None
            self.finished.emit()
