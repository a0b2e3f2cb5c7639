"""What the journal holds: who meant to do what, where, and what came of it.

An act is two entries or more: the intent, on the disk before anything is sent; then, for each
command that ended, a conclusion, and one for the act as a whole. An intent without that last one
is an act nobody knows the end of: the console was killed, or still is at it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from app.domain.act import Ending, Outcome

WHOLE = -1
"""The step of a conclusion that speaks of the act as a whole."""


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
    title: str = ""
    hits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What came of the intent with the id; `step` counts its statements from 0, or is WHOLE."""

    intent: str
    outcome: Outcome
    step: int = WHOLE


class Happening(StrEnum):
    """What the journal notes of itself."""

    TORN = "torn"
    """The line before was not finished: the machine or the console stopped while writing it."""
    CLOCK = "clock"
    """The clock was put back."""


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
    """An intent with what came of it, in the order it came."""

    entry: Entry
    intent: Intent
    conclusions: tuple[Entry, ...] = ()

    @property
    def outcome(self) -> Outcome | None:
        """Of the act as a whole; None where nobody knows."""
        for entry in reversed(self.conclusions):
            if isinstance(entry.body, Conclusion) and entry.body.step == WHOLE:
                return entry.body.outcome
        return None

    @property
    def ending(self) -> Ending:
        """How the act ended; unknown where nobody wrote it down."""
        return self.outcome.ending if self.outcome else Ending.UNKNOWN


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
