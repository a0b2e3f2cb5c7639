"""Who waits for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LockParty:
    """A session that holds or wants a lock."""

    session: str
    node: str = ""
    user: str = ""
    client: str = ""
    program: str = ""
    state: str = ""
    statement: str = ""
    transaction_seconds: float | None = None
    idle: bool = False
    statement_id: str = ""
    """What ending the statement alone takes, where the engine names statements."""
    transaction_rows: int | None = None
    orphaned: bool = False
    """Its transaction outlived its session (prepared XA): there is no session to end."""


@dataclass(frozen=True, slots=True)
class LockWait:
    """One session waits for another; a wait for several blockers is several of these."""

    waiter: LockParty
    blocker: LockParty
    kind: str
    """`row`, `metadata`, `table`, `TX`, `TM`…"""
    object: str = ""
    wanted: str = ""
    held: str = ""
    seconds: float | None = None
    """The waiter has waited."""


@dataclass(frozen=True, slots=True)
class LockNode:
    """A session in the tree of blockers: who waits for it hangs below."""

    party: LockParty
    wait: LockWait | None
    """Why it hangs where it hangs; None at the root."""
    waiters: tuple["LockNode", ...] = ()
    in_cycle: bool = False
    """It already stands above in this branch: a deadlock that nobody has broken yet."""

    @property
    def blocked(self) -> int:
        """How many sessions wait below it, directly or not."""
        return sum(1 + node.blocked for node in self.waiters)

    @property
    def longest(self) -> float | None:
        """Seconds that the session below it waits that waits longest, where that is told."""
        waits = [node.wait.seconds if node.wait else None for node in self.waiters]
        known = [each for each in (*waits, *(node.longest for node in self.waiters)) if each]
        return max(known, default=None)

    def holds(self, key: tuple[str, str]) -> bool:
        """Whether it is that session, or one that waits below it; `key` is node and session."""
        return _key(self.party) == key or any(node.holds(key) for node in self.waiters)


_LARGE = 2000  # sessions drawn, counting one as often as it is drawn


def blocker_tree(waits: tuple[LockWait, ...]) -> tuple[LockNode, ...]:
    """The waits as trees, with those at the root who block and wait for nobody; worst first.

    A ring of waits has no such root: its smallest session stands at the root, and the branch
    ends where it comes round again. One that waits for several hangs below each of them with all
    that wait for it; once the tree is large, only below the first with them, for a layer of
    sessions that all wait for all before them would double it each time.
    """
    by_blocker: dict[tuple[str, str], list[LockWait]] = {}
    parties: dict[tuple[str, str], LockParty] = {}
    waiting = set()
    for wait in waits:
        blocker, waiter = _key(wait.blocker), _key(wait.waiter)
        parties.setdefault(blocker, wait.blocker)
        parties.setdefault(waiter, wait.waiter)
        by_blocker.setdefault(blocker, []).append(wait)
        waiting.add(waiter)
    seen: set[tuple[str, str]] = set()
    drawn: list[tuple[str, str]] = []

    def grow(
        party: LockParty, wait: LockWait | None, above: tuple[tuple[str, str], ...]
    ) -> LockNode:
        key = _key(party)
        if key in above:
            return LockNode(party, wait, in_cycle=True)
        if key in seen and len(drawn) > _LARGE:
            return LockNode(party, wait)
        seen.add(key)
        drawn.append(key)
        below = tuple(grow(each.waiter, each, (*above, key)) for each in by_blocker.get(key, ()))
        return LockNode(party, wait, below)

    roots = [grow(parties[key], None, ()) for key in by_blocker if key not in waiting]
    for key in sorted(parties):
        if key not in seen:
            roots += [grow(parties[key], None, ())]
    return tuple(sorted(roots, key=lambda node: -node.blocked))


def roots_of(roots: tuple[LockNode, ...], chosen: Iterable[LockParty]) -> tuple[LockNode, ...]:
    """Of the trees, those whose root holds up one of the chosen, or is one of them."""
    keys = {_key(party) for party in chosen}
    return tuple(root for root in roots if any(root.holds(key) for key in keys))


def _key(party: LockParty) -> tuple[str, str]:
    return party.node, party.session


@dataclass(frozen=True, slots=True)
class Deadlock:
    """The last deadlock a server remembers; `text` is what it says of it, whole."""

    at: datetime | None
    text: str
    victim: str = ""
    parties: tuple[LockParty, ...] = ()
