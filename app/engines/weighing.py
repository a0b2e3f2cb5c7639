"""What engines find out about a write before it runs, in the same words for each of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.domain.console.blast import BlastRadius, Method, ReplicaBehind
from app.domain.console.transaction import Blocking
from app.domain.errors import Refused, StatementFailed
from app.domain.operating.locks import LockWait

COUNT_MOST = 100_000
"""Rows that are counted at most."""


@dataclass(slots=True)
class Known:
    """What was found so far."""

    unknown: list[str] = field(default_factory=list)
    rows: int | None = None
    method: Method = Method.NONE
    of_rows: int | None = None
    bytes: int | None = None
    locks: list[str] = field(default_factory=list)
    triggers: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    replicas: tuple[ReplicaBehind, ...] = ()

    @contextmanager
    def trying(self, sentence: str) -> Iterator[None]:
        """Name what could not be looked up, and go on; a lost session ends it all."""
        try:
            yield
        except (StatementFailed, Refused) as error:
            self.unknown.append(f"{sentence} {error}")

    def count(self, counted: int | None, estimate: int | None) -> None:
        """Take what was counted, up to one more than is at most, or what was estimated."""
        if counted is not None and counted <= COUNT_MOST:
            self.rows, self.method = counted, Method.COUNT
        elif counted is not None and counted > (estimate or 0):
            self.rows, self.method = COUNT_MOST, Method.COUNT_CUT
        elif estimate is not None:
            self.rows, self.method = estimate, Method.EXPLAIN

    def in_the_text(self, rows: int) -> None:
        """The rows stand in the statement."""
        self.rows, self.method = rows, Method.TEXT

    def all_of_them(self) -> None:
        """Every row is meant: as many as the statistics have."""
        self.rows = self.of_rows
        self.method = Method.NONE if self.of_rows is None else Method.STATISTICS

    def radius(
        self, statement: str, kind: str, tables: tuple[str, ...], *, reversible: bool | None
    ) -> BlastRadius:
        """All of it."""
        return BlastRadius(
            statement, kind, tables, self.rows, self.method, self.of_rows, self.bytes,
            tuple(self.locks), tuple(self.triggers), tuple(self.keys), self.replicas, reversible,
            tuple(self.unknown),
        )  # fmt: skip


def blocked_by(waits: tuple[LockWait, ...], session: str) -> Blocking:
    """All who wait for a session, those who wait for them included."""
    found: dict[str, float] = {}
    behind = {session}
    while behind:
        fresh = {
            wait.waiter.session: wait.seconds or 0.0
            for wait in waits
            if behind & set(wait.blocker.session.split(" | "))
            and wait.waiter.session not in found
            and wait.waiter.session != session
        }
        found |= fresh
        behind = set(fresh)
    return Blocking(tuple(found), max(found.values(), default=0.0))
