"""A search through a server's objects: what it finds comes place after place."""

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.schema.objects import Hits, Search
from app.engines.dictionary import SearchesObjects
from app.workers.lane import Job
from app.workers.link import Link


class _Voice(QObject):
    """Speaks out of the lane, and belongs to nobody: who searches may go in the middle of it."""

    came = Signal(object)


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

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._job: Job[None] | None = None
        self._voice: _Voice | None = None

    @property
    def running(self) -> bool:
        """Whether hits may still come."""
        return self._job is not None

    def begin(self, search: Search) -> None:
        """Look for something else from now on."""
        self.stop()
        voice = self._voice = _Voice()
        voice.came.connect(self._take)  # queued: emitted in the login's lane

        def look(session: Any) -> None:
            if isinstance(session, SearchesObjects):
                session.search(search, voice.came.emit)

        job = self._link.ask(look)
        self._job = job
        job.failed.connect(self.failed)
        job.finished.connect(self._end)

    @Slot()
    def stop(self) -> None:
        """End the search; the server is told."""
        if self._job is not None:
            self._job.cancel()
            self._job.finished.disconnect(self._end)
            self._job = self._voice = None
            self.finished.emit()

    @Slot(object)
    def _take(self, hits: Hits) -> None:
        if self.sender() is self._voice:
            self.found.emit(hits)

    @Slot()
    def _end(self) -> None:
        self._job = self._voice = None
        self.finished.emit()
