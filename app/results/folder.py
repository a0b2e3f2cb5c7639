"""Where the parts of results lie while they are shown: a folder a process, gone with it.

The folder is the user's alone, and locked by the process that made it; what a killed one left is
swept by the next.
"""

import atexit
import os
import shutil
import threading
import uuid
from contextlib import ExitStack, suppress
from pathlib import Path

from app import files
from app.paths import state_folder

_LOCK = ".lock"


class ResultFolder:
    """A folder for this process below `root`, made when the first part wants to be written."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._guard = threading.Lock()
        self._own: Path | None = None
        self._held = ExitStack()
        self._count = 0

    def new_file(self) -> Path:
        """A path that is free.

        Raises:
            OSError: the folder could not be made.
        """
        with self._guard:
            if self._own is None:
                self._own = self._make()
            self._count += 1
            return self._own / f"{self._count}.arrow"

    def _make(self) -> Path:
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        sweep(self.root)
        while True:
            own = self.root / uuid.uuid4().hex
            lock = own.with_suffix(_LOCK)
            held = ExitStack()
            try:
                held.enter_context(files.locked(lock, 0))
            except files.StillLocked:  # somebody sweeps it
                continue
            if not lock.exists():  # somebody swept it
                held.close()
                continue
            own.mkdir(mode=0o700)
            self._held = held
            return own

    def close(self) -> None:
        """Take the folder away with all that is in it; another one is made if need be."""
        with self._guard:
            if self._own is not None:
                shutil.rmtree(self._own, ignore_errors=True)
                self._held.close()
                with suppress(OSError):
                    self._own.with_suffix(_LOCK).unlink()
                self._own = None


def sweep(root: Path) -> None:
    """Take away what processes left that are no more; those of the living are locked."""
    for lock in root.glob(f"*{_LOCK}"):
        try:
            with files.locked(lock, 0):
                shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
                if os.name != "nt":
                    lock.unlink(missing_ok=True)
        except (OSError, files.StillLocked):
            continue
        if os.name == "nt":  # an open file cannot go there
            with suppress(OSError):
                lock.unlink(missing_ok=True)


def sweep_ours() -> None:
    """Take away what killed consoles left in the folder of this one's state; in a lane, once."""
    sweep(our_folder().root)


_ours: ResultFolder | None = None
_ours_guard = threading.Lock()


def our_folder() -> ResultFolder:
    """That of this program, in the folder of its state."""
    global _ours
    with _ours_guard:
        wanted = state_folder() / "results"
        if _ours is None or _ours.root != wanted:  # a test moved home
            _ours = ResultFolder(wanted)
            atexit.register(_ours.close)
        return _ours
