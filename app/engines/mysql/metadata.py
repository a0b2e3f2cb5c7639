"""Who holds up whom at metadata locks: the servers list locks, and leave the reckoning to us.

A request waits for granted locks it does not go with, and for stronger requests that came before.
The tables are those of `sql/mdl.cc` of MySQL 8 and of MariaDB 10.11.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

S, SH, SR, SW, SWLP = (
    "SHARED", "SHARED_HIGH_PRIO", "SHARED_READ", "SHARED_WRITE", "SHARED_WRITE_LOW_PRIO",
)  # fmt: skip
SU, SRO, SNW, SNRW, X = (
    "SHARED_UPGRADABLE", "SHARED_READ_ONLY", "SHARED_NO_WRITE", "SHARED_NO_READ_WRITE", "EXCLUSIVE",
)  # fmt: skip
IX = "INTENTION_EXCLUSIVE"

_AGAINST_GRANTED = {
    S: {X},
    SH: {X},
    SR: {SNRW, X},
    SW: {SRO, SNW, SNRW, X},
    SWLP: {SRO, SNW, SNRW, X},
    SU: {SU, SNW, SNRW, X},
    SRO: {SW, SWLP, SNRW, X},
    SNW: {SW, SWLP, SU, SNW, SNRW, X},
    SNRW: {SR, SW, SWLP, SU, SRO, SNW, SNRW, X},
    X: {S, SH, SR, SW, SWLP, SU, SRO, SNW, SNRW, X},
}
"""What is granted that a request has to wait for."""
_AGAINST_PENDING = {
    S: {X},
    SH: set[str](),
    SR: {SNRW, X},
    SW: {SNW, SNRW, X},
    SWLP: {SRO, SNW, SNRW, X},
    SU: {X},
    SRO: {SW, SNRW, X},
    SNW: {X},
    SNRW: {X},
    X: set[str](),
}
"""What waits already that a request has to let pass."""
_CHANGING = {
    "BACKUP_DML", "BACKUP_TRANS_DML", "BACKUP_SYS_DML", "BACKUP_DDL", "BACKUP_ALTER_COPY",
    "BACKUP_COMMIT",
}  # fmt: skip
"""MariaDB's backup locks of those who change something; they go with one another."""


@dataclass(frozen=True, slots=True)
class Lock:
    """One metadata lock, held or asked for. `owner` is whatever the caller knows sessions by."""

    owner: object
    kind: str
    schema: str
    name: str
    mode: str
    granted: bool

    @property
    def object(self) -> str:
        """What is locked, as it is shown."""
        dotted = ".".join(part for part in (self.schema, self.name) if part)
        return dotted or self.kind


@dataclass(frozen=True, slots=True)
class Held:
    """A request and one lock, or earlier request, that it waits for."""

    request: Lock
    obstacle: Lock


def held_up(locks: Sequence[Lock]) -> Iterator[Held]:
    """Each waiting request with whoever it waits for."""
    by_object: dict[tuple[str, str, str], list[Lock]] = {}
    for lock in locks:
        by_object.setdefault((lock.kind, lock.schema, lock.name), []).append(lock)
    for same in by_object.values():
        for request in same:
            if not request.granted:
                yield from _of_request(request, same)


def _of_request(request: Lock, same: Iterable[Lock]) -> list[Held]:
    """Who holds what it wants; where nobody does, the first that stands before it in the queue.

    Behind a holder the others of the queue are no news: each waits for all before it.
    """
    found: dict[object, Held] = {}
    for other in same:
        if other.owner == request.owner or other.owner in found:
            continue
        if _conflicts(request.mode, other.mode, granted=other.granted):
            found[other.owner] = Held(request, other)
    held = [each for each in found.values() if each.obstacle.granted]
    return held or list(found.values())[:1]


def goes_with(request: str, granted: str) -> bool:
    """Whether a lock that is asked for need not wait for one that is granted to another."""
    return not _conflicts(request, granted, granted=True)


def _conflicts(request: str, other: str, *, granted: bool) -> bool:
    if request.startswith("BACKUP") or other.startswith("BACKUP"):
        return granted and not (request in _CHANGING and other in _CHANGING)
    if IX in (request, other):  # of a schema, or of everything
        return granted and request != other
    table = _AGAINST_GRANTED if granted else _AGAINST_PENDING
    return other in table.get(request, {X})
