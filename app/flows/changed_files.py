"""Which scripts were changed since they were last looked at."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from app.flows.gather import gather, never

Look = tuple[int, int]
"""When a file was written, in nanoseconds, and how long it is in bytes."""


class ChangedFiles:
    """Looks at the scripts at and below `paths`, by their times and lengths.

    A script that is still being written is given when it has stood still from one look to the next.
    `known` says what some of them looked like when somebody last took them in; for the others that
    is now.
    """

    def __init__(
        self,
        paths: Iterable[Path],
        known: Mapping[Path, Look] | None = None,
        stopped: Callable[[], bool] = never,
    ) -> None:
        self._paths = tuple(paths)
        self._known = {**self._look(stopped), **(known or {})}
        self._moving: dict[Path, Look] = {}

    def __len__(self) -> int:
        return len(self._known)

    def look(self, stopped: Callable[[], bool] = never) -> list[Path]:
        """The scripts that are new or changed, in the order they are found in."""
        now = self._look(stopped)
        if stopped():
            return []
        moving = {path: seen for path, seen in now.items() if self._known.get(path) != seen}
        settled = [path for path, seen in moving.items() if self._moving.get(path) == seen]
        self._moving = {path: seen for path, seen in moving.items() if path not in settled}
        self._known = {
            path: seen if path in settled else self._known[path]
            for path, seen in now.items()
            if path in settled or path in self._known
        }
        return settled

    def _look(self, stopped: Callable[[], bool]) -> dict[Path, Look]:
        scripts, _failures = gather(self._paths, stopped=stopped)
        seen: dict[Path, Look] = {}
        for script in scripts:
            try:
                status = script.path.stat()
            except OSError:  # gone between two looks
                continue
            seen[script.path] = status.st_mtime_ns, status.st_size
        return seen
