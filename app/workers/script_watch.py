"""Notice that scripts in folders are changed, new or gone, and say so once they stand still."""

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.stop import Stop
from app.flows.changed_files import ChangedFiles, Changes, Look
from app.workers.lane import Job, Lane

_PACE = 1.0
"""Seconds between an answer and the next question at least."""
_SHARE = 20
"""So many times as long as a look takes is waited for the next: large trees cost no more."""


class ScriptWatch(QObject):
    """Looks again and again, in a lane of its own; lives in the GUI thread.

    Signals:
        changed: `Changes` of scripts, each time there are some.
    """

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None, pace: float = _PACE) -> None:
        super().__init__(parent)
        self._pace = pace
        self._lane = Lane("watch", self)
        self._files: ChangedFiles | None = None
        self._job: Job[tuple[ChangedFiles, Changes, float]] | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)

    @property
    def on(self) -> bool:
        """Whether it watches."""
        return self._job is not None or self._timer.isActive()

    def watch(self, paths: Iterable[Path], known: Mapping[Path, Look]) -> None:
        """Watch the scripts at and below `paths`; `known` is how some looked when last taken in."""
        self.stop()
        named = tuple(paths)
        self._ask(lambda stop: ChangedFiles(named, known, stop))

    @Slot()
    def look(self) -> None:
        """Look now."""
        files = self._files
        if files is not None and self._job is None:
            self._timer.stop()
            self._ask(lambda _stop: files)

    def _ask(self, files: Callable[[Stop], ChangedFiles]) -> None:
        def look(stop: Stop) -> tuple[ChangedFiles, Changes, float]:
            begun = time.perf_counter()
            looked = files(stop)
            changed = looked.look(stop)
            return looked, changed, time.perf_counter() - begun

        self._job = self._lane.submit(look)
        self._job.succeeded.connect(self._answered)

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
        self._job = self._files = None

    def close(self) -> None:
        """End the thread; the window closes."""
        self.stop()
        self._lane.close()

    @Slot(object)
    def _answered(self, answer: tuple[ChangedFiles, Changes, float]) -> None:
        self._job = None
        self._files, changed, took = answer
        self._timer.start(round(1000 * max(self._pace, _SHARE * took)))
        if any(changed):
            self.changed.emit(changed)
