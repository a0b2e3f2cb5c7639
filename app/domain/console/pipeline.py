"""Commands of a file sent to a Redis in bulk: what is in the file, how it goes, how it ended."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.domain.errors import ConsoleError


class Weight(StrEnum):
    """What a command is to us."""

    READ = "read"
    WRITE = "write"
    DANGEROUS = "dangerous"
    """It may change or delete far more than one key, and is confirmed by name."""


@dataclass(frozen=True, slots=True)
class Kind:
    """All commands of one name in a file."""

    name: str
    weight: Weight
    count: int
    first: int
    """The line of the first."""


@dataclass(frozen=True, slots=True)
class LineTrouble:
    """What is wrong with a line, or what the server said of its command."""

    line: int
    text: str
    code: str = ""
    """The server's own word (`WRONGTYPE`); "" where it is ours."""


@dataclass(frozen=True, slots=True)
class PipelineFile:
    """A file that was read to its end, with nothing sent of it."""

    path: Path
    stamp: tuple[int, int, int]
    """Modified (ns), bytes, inode: the same file is sent that was looked at."""
    digest: str
    """SHA-256 of its bytes, in hexadecimal digits."""
    commands: int
    kinds: tuple[Kind, ...]
    """The most frequent first."""
    wrong: tuple[LineTrouble, ...] = ()
    """The first lines that are no command, or are never sent from here."""
    wrongs: int = 0
    """How many there are of those."""
    doubtful: tuple[LineTrouble, ...] = ()
    """The first that no server known here takes: an unknown name, too few words."""
    doubtfuls: int = 0
    keys: tuple[bytes, ...] = ()
    """Of the keys that are written: a sample without favour."""

    @property
    def writes(self) -> int:
        """Commands that may change something."""
        return sum(kind.count for kind in self.kinds if kind.weight is not Weight.READ)

    @property
    def dangerous(self) -> tuple[str, ...]:
        """The names of commands that are confirmed."""
        return tuple(kind.name for kind in self.kinds if kind.weight is Weight.DANGEROUS)


@dataclass(frozen=True, slots=True)
class PipelineOrder:
    """How a file is to be sent."""

    batch: int = 1000
    """Commands sent at once."""
    stop_at_error: bool = True
    atomic: bool = False
    """Each batch a MULTI … EXEC; not in a cluster."""


@dataclass(frozen=True, slots=True)
class PipelineProgress:
    """How far it is."""

    sent: int = 0
    answered: int = 0
    """Of those sent, errors among them."""
    errors: int = 0


class PipelineEnding(StrEnum):
    """How it ended."""

    DONE = "done"
    """All was sent and answered; there may be errors among the answers."""
    STOPPED = "stopped"
    """At an error."""
    CANCELLED = "cancelled"
    LOST = "lost"
    """The connection broke."""


@dataclass(frozen=True, slots=True)
class PipelineDone:
    """What came of it."""

    ending: PipelineEnding
    progress: PipelineProgress
    troubles: tuple[LineTrouble, ...] = ()
    """The first errors, by line."""
    unknown: tuple[int, int] | None = None
    """First and last line of what was sent and not answered: it may have happened or not."""
    error: ConsoleError | None = None
    """Why it ended early."""
    seconds: float = 0.0

    @property
    def unanswered(self) -> int:
        """How many may have happened or not."""
        return self.progress.sent - self.progress.answered
