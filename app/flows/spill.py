"""Bytes that are kept for the end of a long work: in memory while they are few, then in a file.

The file is private, and nobody sees it: it has no name where the system can do that (elsewhere it
goes with the program), so that nothing is left of it however the program ends.
"""

import os
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, NamedTuple, cast

from app.domain.errors import Unwritable
from app.i18n import _

ROOM = 24_000_000
"""Bytes that stay in memory."""


class Slot(NamedTuple):
    """Where some bytes are kept."""

    at: int
    size: int


class Spill:
    """Takes bytes, and gives them back; what it holds goes with it.

    All of it raises Unwritable where the folder of temporary files is full, or is not there.
    """

    def __init__(self, room: int = ROOM) -> None:
        spooled = tempfile.SpooledTemporaryFile(max_size=room, prefix="mohist-")  # noqa: SIM115
        self._file = cast(BinaryIO, spooled)
        self._end = 0
        weakref.finalize(self, _close, self._file)

    def keep(self, content: bytes) -> Slot:
        """Take some bytes."""
        with _told():
            self._file.seek(self._end)
            self._file.write(content)
        slot = Slot(self._end, len(content))
        self._end += slot.size
        return slot

    def settle(self) -> None:
        """See now that all of it could be kept, and not when it is wanted."""
        with _told():
            self._file.flush()

    def read(self, slot: Slot) -> bytes:
        """What is kept there."""
        with _told():
            self._file.seek(slot.at)
            return self._file.read(slot.size)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        said = _("Findings could not be kept in {folder}: {reason}.")
        raise Unwritable(
            said.format(folder=_folder(), reason=error.strerror or error),
            hint=_("Make room, or name another folder in TMPDIR."),
        ) from error


def _folder() -> str:
    """Where temporary files go, or should."""
    try:
        return tempfile.gettempdir()
    except OSError:  # there is none
        return os.environ.get("TMPDIR", "")


def _close(file: BinaryIO) -> None:
    with suppress(OSError):  # what it cannot write any more, nobody wants any more
        file.close()
