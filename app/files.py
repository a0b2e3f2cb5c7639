"""Files that survive a crash, a full disk, and two consoles at once."""

import os
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

T = TypeVar("T")
_AGAIN = 0.005  # seconds between two attempts to get a lock


class StillLocked(OSError):
    """Somebody else held the lock all the time."""


def write(path: Path, content: bytes) -> None:
    """Put `content` into a new file beside `path`, on the disk, and let it take the place.

    It has the rights of the file that was there, or is the user's alone.

    Raises:
        OSError: the new file could not be written; the old one is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as fresh:
        fresh.write_bytes(content)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Gives the name of a new, empty file beside `path`; once written, it takes the place.

    It has the rights of the file that was there, or is the user's alone. Whatever is raised in
    here, nothing of it stays, and the old file is untouched.

    Raises:
        OSError: it could not be made, or put on the disk.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    os.close(handle)
    fresh = Path(name)
    try:
        yield fresh
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            fresh.chmod(stat.S_IMODE(path.stat().st_mode))
        fresh.replace(path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    settle(path.parent)


class FirstRefusal:
    """A binary file for who tries to write once more when it is let go, as a ZipFile does.

    Once something was raised here, or the file was left behind, nothing more is asked of it: what
    went wrong is told once, and not a second time to the terminal.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._over = False

    def write(self, data: bytes) -> int:
        """Write, unless it was refused already."""
        return self._ask(lambda: self._file.write(data), len(data))

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place."""
        return self._ask(lambda: self._file.seek(place, whence), 0)

    def tell(self) -> int:
        """Where it is."""
        return self._ask(self._file.tell, 0)

    def flush(self) -> None:
        """Write what waits."""
        self._ask(self._file.flush, None)

    def _ask(self, what: Callable[[], T], otherwise: T) -> T:
        if self._over or self._file.closed:
            return otherwise
        try:
            return what()
        except BaseException:
            self._over = True
            raise


def settle(folder: Path) -> None:
    """Have the names in `folder` on the disk, where the system can: a crash takes none back."""
    with suppress(OSError):  # Windows opens no folders, and some network drives sync none
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def locked(path: Path, seconds: float = 5.0) -> Iterator[None]:
    """Be the only one in here among all threads and processes that name the same file.

    The file stays, empty: were it removed, two could hold locks on two files of one name. The
    system frees the lock of a process that dies.

    Raises:
        StillLocked: it was not free within `seconds`.
        OSError: the file could not be made.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until = time.monotonic() + seconds
        while not _take(handle):
            if time.monotonic() > until:
                raise StillLocked(f"{path} is locked by another process")
            time.sleep(_AGAIN)
        try:
            yield
        finally:
            _free(handle)
    finally:
        os.close(handle)


if sys.platform == "win32":

    def _take(handle: int) -> bool:
        os.lseek(handle, 0, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _free(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _free(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
