"""Writing small files without anybody waiting for the disk."""

import threading
from collections.abc import Callable
from pathlib import Path

from app import files


class Writer:
    """Writes files whole, one after another, in a thread that lives while there is something.

    Of several contents for one file only the newest is written. `failed` is called in that
    thread, with the path and the OSError. The program does not end before the last is written.
    """

    def __init__(self, failed: Callable[[Path, OSError], object]) -> None:
        self._failed = failed
        self._waiting: dict[Path, bytes] = {}
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def write(self, path: Path, content: bytes) -> None:
        """Have `content` stand in the file at `path` soon."""
        with self._lock:
            self._waiting[path] = content
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="mohist-writer")
                self._thread.start()

    def finish(self) -> None:
        """Wait until everything is written."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        while (item := self._next()) is not None:
            try:
                files.write(*item)
            except OSError as error:
                self._failed(item[0], error)

    def _next(self) -> tuple[Path, bytes] | None:
        with self._lock:
            if self._waiting:
                return self._waiting.popitem()
            self._thread = None
            return None
