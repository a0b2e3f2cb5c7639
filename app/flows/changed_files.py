"""Which scripts were changed since they were last looked at."""

from collections.abc import Iterable
from pathlib import Path

from app.flows.gather import gather

_Look = tuple[int, int]
"""When a file was written, in nanoseconds, and how long it is in bytes."""


class ChangedFiles:
    """Looks at the scripts at and below `paths`, by their times and lengths.

    A script that is still being written is given when it has stood still from one look to the next.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(paths)
        self._known = self._look()
        self._moving: dict[Path, _Look] = {}

    def __len__(self) -> int:
        return len(self._known)

    def look(self) -> list[Path]:
        """The scripts that are new or changed, in the order they are found in."""
        now = self._look()
        moving = {path: seen for path, seen in now.items() if self._known.get(path) != seen}
        settled = [path for path, seen in moving.items() if self._moving.get(path) == seen]
        self._moving = {path: seen for path, seen in moving.items() if path not in settled}
        self._known = {
            path: seen if path in settled else self._known[path]
            for path, seen in now.items()
            if path in settled or path in self._known
        }
        return settled

    def _look(self) -> dict[Path, _Look]:
        scripts, _failures = gather(self._paths)
        seen: dict[Path, _Look] = {}
        for script in scripts:
            try:
                status = script.path.stat()
            except OSError:  # gone between two looks
                continue
            seen[script.path] = status.st_mtime_ns, status.st_size
        return seen
