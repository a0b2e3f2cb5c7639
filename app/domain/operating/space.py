"""Space, and indexes that earn theirs or not."""

from dataclasses import dataclass
from enum import StrEnum


class SpaceKind(StrEnum):
    """What takes space."""

    SCHEMA = "schema"
    TABLE = "table"
    INDEX = "index"
    TABLESPACE = "tablespace"
    DATA_FILE = "data-file"
    UNDO = "undo"
    TEMP = "temp"
    LOG = "log"
    RECOVERY = "recovery-area"
    MEMORY = "memory"
    KEY_TYPE = "key-type"
    KEY_PATTERN = "key-pattern"
    REST = "rest"
    """What was too much to list, all together."""


@dataclass(frozen=True, slots=True)
class SpaceItem:
    """Bytes, all of them; `opens` tells that there is more below (ask `space(of=item)`)."""

    kind: SpaceKind
    name: str
    owner: str = ""
    used: int | None = None
    allocated: int | None = None
    limit: int | None = None
    """What it may grow to."""
    free: int | None = None
    """Free within `allocated`: what fragmentation holds, or what a tablespace has left."""
    rows: int | None = None
    """About, where the server estimates."""
    opens: bool = False
    listed: int = 0
    """Of a rest: how many were listed before it."""
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def fullness(self) -> float | None:
        """0 to 1 of the limit, or of what is allocated where there is no limit."""
        whole = self.limit or self.allocated
        return self.used / whole if whole and self.used is not None else None


class IndexFault(StrEnum):
    """What is wrong with a table or an index."""

    NO_KEY = "no-key"
    NO_INDEX = "no-index"
    """A foreign key that no index serves."""
    UNUSED = "unused"
    DUPLICATE = "duplicate"
    FRAGMENTED = "fragmented"
    CHAINED = "chained"
    """Rows in more than one block."""
    INVISIBLE = "invisible"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class IndexIssue:
    """One of them; `remedy` is a statement to look at, never run from here by itself."""

    fault: IndexFault
    schema: str
    table: str
    index: str = ""
    columns: str = ""
    text: str = ""
    remedy: str = ""
    used: int | None = None
    rows: int | None = None
    since: str = ""
    """Since when the server has counted uses."""
