"""What the journal holds: who meant to do what, where, and what came of it.

An act is two entries: the intent, on the disk before anything is sent, and the conclusion with
the outcome of each command that was tried. An intent without one is an act nobody knows the end of:
the console was killed, or still is at it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from app.domain.act import Ending, Outcome


@dataclass(frozen=True, slots=True)
class Where:
    """The instance as it was called that day: it may be renamed or gone when this is read."""

    id: str
    name: str
    address: str
    """`host:port`"""
    environment: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """What is about to be done. `who` is how the user is shown; the system's account is added."""

    flow: str
    """The name of the act: `session-kill`, `parameter-set`…"""
    who: str
    where: Where
    statements: tuple[str, ...]
    """Exactly as they are sent, with `{secret:ID}` where a secret is filled in."""
    targets: tuple[str, ...]
    """The node each goes to, "" where the session speaks to one alone."""
    title: str = ""
    hits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What came of the intent with that id: an outcome for each statement that was tried."""

    intent: str
    outcomes: tuple[Outcome, ...]


class Happening(StrEnum):
    """What the journal notes of itself."""

    TORN = "torn"
    """The line before was not finished: the machine or the console stopped while writing it."""
    CLOCK = "clock"
    """The clock was put back."""
    SET_ASIDE = "set-aside"
    """An older journal could not be gone on with; its size and its hash are in the note."""


@dataclass(frozen=True, slots=True)
class Note:
    """What the journal says of itself. Of a torn line: its bytes are counted and hashed."""

    what: Happening
    size: int = 0
    digest: str = ""


Body: TypeAlias = Intent | Conclusion | Note


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal. `utc` has microseconds; `monotonic` seconds since `boot`."""

    sequence: int
    id: str
    utc: datetime
    monotonic: float
    boot: str
    """The system's id of this run of the machine; "" where it has none."""
    account: str
    """The user of the operating system."""
    machine: str
    process: int
    body: Body


@dataclass(frozen=True, slots=True)
class Recorded:
    """An intent with what came of it; no outcomes and no `concluded` where nobody knows."""

    entry: Entry
    intent: Intent
    outcomes: tuple[Outcome, ...] = ()
    concluded: datetime | None = None

    @property
    def ending(self) -> Ending:
        """How the act ended as a whole: as the first command that was not done, if there is one."""
        for outcome in self.outcomes:
            if outcome.ending is not Ending.DONE:
                return outcome.ending
        whole = len(self.outcomes) == len(self.intent.statements)
        return Ending.DONE if self.concluded and whole else Ending.UNKNOWN


class Wrong(StrEnum):
    """How a journal can be other than it was written."""

    DAMAGED = "damaged"
    CHANGED = "changed"
    REMOVED = "removed"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    CLOCK = "clock"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first line that is not as it was written, counted from 1; 0 means the file as such."""

    wrong: Wrong
    file: str
    line: int
    text: str
    """One sentence in the user's language."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check came to. `remarks` are no faults: torn lines, a clock that was put back."""

    files: int
    entries: int
    fault: Fault | None = None
    remarks: tuple[str, ...] = ()
