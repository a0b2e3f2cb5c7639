"""The algorithms and locks of online DDL, and what comes of several actions together.

MySQL 9 manual 17.12.1 (Online DDL Operations); MariaDB knowledge base, InnoDB Online DDL
Operations with the INSTANT, NOCOPY and INPLACE algorithms. What they say was held against real
servers: `tests/engines/mysql/test_online_ddl.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Algorithm(IntEnum):
    """From the cheapest on. NOCOPY is MariaDB's word for INPLACE that builds no table anew."""

    INSTANT = 0
    NOCOPY = 1
    INPLACE = 2
    """The table is built anew within the engine."""
    COPY = 3
    """Row by row through the server."""


class Lock(IntEnum):
    """What others may do meanwhile, but for a moment at the beginning and the end."""

    NONE = 0
    """Read and write."""
    SHARED = 1
    """Read."""
    EXCLUSIVE = 2


@dataclass(frozen=True, slots=True)
class Online:
    """How an ALTER is carried out."""

    algorithm: Algorithm
    lock: Lock = Lock.NONE

    @property
    def rebuilds(self) -> bool:
        """Whether all rows are written again."""
        return self.algorithm >= Algorithm.INPLACE


INSTANT = Online(Algorithm.INSTANT)
NOCOPY = Online(Algorithm.NOCOPY)
NOCOPY_SHARED = Online(Algorithm.NOCOPY, Lock.SHARED)
REBUILD = Online(Algorithm.INPLACE)
REBUILD_SHARED = Online(Algorithm.INPLACE, Lock.SHARED)
COPY = Online(Algorithm.COPY, Lock.SHARED)


@dataclass(frozen=True, slots=True)
class Server:
    """What decides beside the statement."""

    mariadb: bool
    release: tuple[int, ...]
    foreign_key_checks: bool = True

    def since(self, *release: int) -> bool:
        """Whether it is of that release or later."""
        return self.release >= release


def together(parts: Iterable[Online]) -> Online:
    """One statement does all of it by the dearest algorithm and under the strictest lock."""
    found = list(parts)
    return Online(max(each.algorithm for each in found), max(each.lock for each in found))
