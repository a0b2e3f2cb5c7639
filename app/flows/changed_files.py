"""Which scripts were changed, or are gone, since they were last looked at."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from app.flows.gather import gather, never
from app.flows.migrations import beside

Look = tuple[int, int]
"""When a file was written, in nanoseconds, and how long it is in bytes."""


class Changes(NamedTuple):
    """Scripts to audit again, in the order they are found in, and those that are no more."""

    changed: tuple[Path, ...] = ()
    gone: tuple[Path, ...] = ()


class ChangedFiles:
    """Looks at the scripts at and below `paths`, by their times and lengths.

    A script that is still being written is given when it has stood still from one look to the next;
    one that is not there when it was missing twice, for many a program writes a file by replacing
    it. `known` says what some of them looked like when somebody last took them in; for the others
    that is now.
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
        self._missing: set[Path] = set()

    def __len__(self) -> int:
        return len(self._known)

    def look(self, stopped: Callable[[], bool] = never) -> Changes:
        """What became of them since the last look.

        Whoever named a file itself shall hear that it is missing, so it is among the changed; and
        so is what shared a schema with one that is gone.
        """
        now = self._look(stopped)
        if stopped():
            return Changes()
        moving = {path: seen for path, seen in now.items() if self._known.get(path) != seen}
        settled = {path for path, seen in moving.items() if self._moving.get(path) == seen}
        self._moving = {path: seen for path, seen in moving.items() if path not in settled}
        missing = {path for path in self._known if path not in now and self._misses(path)}
        lost = missing & self._missing
        self._missing = missing - lost
        known = {path: seen for path, seen in self._known.items() if path not in lost}
        self._known = known | {path: now[path] for path in settled}
        named = [path for path in self._paths if path in lost]
        gone = tuple(sorted(lost.difference(named)))
        again = settled | {each for path in gone if (each := beside(path, now))}
        return Changes((*(path for path in now if path in again), *named), gone)

    def _misses(self, path: Path) -> bool:
        """Whether a script is no more. Where the folder that was named is away with all that is in
        it, as a drive of the network may be, nobody knows.
        """
        roots = (root for root in self._paths if root != path and path.is_relative_to(root))
        return _is_gone(path) and not any(map(_is_gone, roots))

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


def _is_gone(path: Path) -> bool:
    """Whether it is certain; a folder that may not be read any more hides what is in it."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
