"""Notice that audited files change on disk, by looking at them every now and then.

Not `QFileSystemWatcher`: it sees no change on most network drives, and the system lets a user
watch some thousand files only. A look at 10,000 files takes a thread a few hundredths of a second.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.workers.lane import Job, Lane

Stamp: TypeAlias = tuple[int, int] | None
"""When a file was last written (ns) and its size in bytes; None where there is no file."""

_EVERY = 2_000  # milliseconds between an answer and the next question


def stamp(path: str) -> Stamp:
    """The stamp of a file as it is now."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def changed_since(stamps: Mapping[str, Stamp], stopped: Callable[[], bool]) -> frozenset[str]:
    """The files whose stamp is another one by now."""
    changed = set()
    for path, then in stamps.items():
        if stopped():
            break
        if stamp(path) != then:
            changed.add(path)
    return frozenset(changed)


class FileWatch(QObject):
    """Compares files with their stamps, again and again; lives in the GUI thread.

    Signals:
        changed: the set of all paths that differ, whenever it became another set.
    """

    changed = Signal(object)

    def __init__(self, lane: Lane, parent: QObject | None = None, every: int = _EVERY) -> None:
        super().__init__(parent)
        self._lane = lane
        self._stamps: dict[str, Stamp] = {}
        self._stale: frozenset[str] = frozenset()
        self._job: Job[frozenset[str]] | None = None
        self._timer = QTimer(self, singleShot=True, interval=every)
        self._timer.timeout.connect(self.look)

    @property
    def stale(self) -> frozenset[str]:
        """The paths that differ, as of the last look."""
        return self._stale

    @property
    def busy(self) -> bool:
        """Whether it looks just now."""
        return self._job is not None

    def watch(self, stamps: Mapping[str, Stamp]) -> None:
        """Compare these files, and no others, from now on; one with a new stamp is not stale."""
        same = {path for path in self._stale if stamps.get(path) == self._stamps.get(path)}
        self._stamps = dict(stamps)
        self._tell(frozenset(same & stamps.keys()))
        self.look()

    @Slot()
    def look(self) -> None:
        """Look now; an answer to an earlier question is dropped."""
        self._timer.stop()
        if self._job:
            self._job.cancel()
        stamps = dict(self._stamps)
        self._job = self._lane.submit(lambda stopped: changed_since(stamps, stopped))
        self._job.succeeded.connect(self._answered)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
        if self._job:
            self._job.cancel()
            self._job = None

    @Slot(object)
    def _answered(self, stale: frozenset[str]) -> None:
        self._job = None
        self._tell(stale)
        if self._stamps:
            self._timer.start()

    def _tell(self, stale: frozenset[str]) -> None:
        if stale != self._stale:
            self._stale = stale
            self.changed.emit(stale)
