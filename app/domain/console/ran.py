"""A statement that was run from the console, as the history keeps it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class RanEnding(StrEnum):
    """How a statement ended."""

    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    """The console itself said no: it was never sent."""
    LOST = "lost"
    """The connection broke: it may have happened or not."""
    RUNNING = "running"
    UNKNOWN = "unknown"
    """The program ended before the statement did."""


@dataclass(frozen=True, slots=True)
class Running:
    """What is about to run: written into the history before it is sent."""

    at: float
    """Seconds since 1970."""
    instance: str
    """The instance's id in the inventory."""
    instance_name: str
    account: str
    """Whom the server knows the session as; "" where it was not asked yet."""
    schema: str
    statement: str
    """With `***` for every password in it."""
    tab: str = ""
    """The id of the draft it was run from."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of it."""

    ending: RanEnding
    seconds: float = 0.0
    rows: int | None = None
    """Rows fetched, or changed where it gave none; None where nobody says."""
    error: str = ""
    """One sentence of the server's or ours."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A line of the history."""

    number: int
    running: Running
    ended: Ended


class KeepsHistory(Protocol):
    """The history, to whoever runs statements. Called off the GUI thread."""

    def intend(self, running: Running) -> int:
        """Have it on the disk before the statement is sent; its number.

        Raises:
            Unwritable: the disk is full, or the file out of reach.
        """

    def conclude(self, number: int, ended: Ended) -> None:
        """Write what came of it.

        Raises:
            Unwritable: as above; the line then says that the end is not known.
        """
