"""What a session may be able to do, a protocol each.

No method here has a body, so that "not supported" can never look like "empty". What `plan_…`
returns changes nothing: it is shown, consented to, and performed by the operate flow.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, runtime_checkable

from app.domain.act import Act
from app.domain.monitoring.sample import Ask, Captured, CaptureKind, Raw
from app.domain.operating.keyspace import (
    HeardChannels,
    KeyFacts,
    KeyPage,
    KeySample,
    Message,
    ValuePage,
)
from app.domain.operating.locks import Deadlock, LockWait
from app.domain.operating.replication import FoundTopology, Replication, ReplicationStep
from app.domain.operating.server import ResultSet
from app.domain.operating.sessions import Kill, ServerSession, Transaction
from app.domain.operating.settings import Account, Parameter, Reach
from app.domain.operating.space import IndexIssue, SpaceItem
from app.domain.operating.statements import (
    DigestReport,
    Latency,
    SlowEntry,
    StatementDetails,
)
from app.domain.plan import Plan
from app.domain.schema.catalogue import Catalogue
from app.domain.snapshot import Snapshot


@runtime_checkable
class Samples(Protocol):
    """Can be looked at again and again for little."""

    @property
    def sample_sources(self) -> frozenset[str]:
        """The sources it knows, whatever this server and this account give of them."""

    def sample(self, ask: Ask) -> Raw:
        """One look, in as few statements as can be. Raises only where the session is of no use."""


@runtime_checkable
class Captures(Protocol):
    """Can keep for later what stood there at a moment, again and again for little."""

    @property
    def capture_kinds(self) -> frozenset[CaptureKind]:
        """What it can, whatever this account may."""

    def capture(self, kind: CaptureKind) -> Captured:
        """Active sessions now, without ours; or statements since this session's last capture of
        them (none the first time). Without rows where the account may see none.
        """


@runtime_checkable
class ListsSessions(Protocol):
    """Knows the sessions of the server."""

    def sessions(self) -> tuple[ServerSession, ...]: ...


@runtime_checkable
class KillsSessions(Protocol):
    """Can end sessions or their statements."""

    @property
    def kills(self) -> tuple[Kill, ...]:
        """What it can end."""

    def plan_kill(self, targets: Sequence[ServerSession], what: Kill) -> Act: ...


@runtime_checkable
class ExplainsRunning(Protocol):
    """Can show the plan of what another session runs now."""

    def explain_running(self, target: ServerSession) -> Plan: ...


@runtime_checkable
class ExplainsPlans(Protocol):
    """Can show how it would run a statement, or how it did."""

    def explain_plan(self, statement: str, schema: str = "", *, analyze: bool = False) -> Plan:
        """The plan, with places in the statement. `analyze` runs the statement for it: whatever
        does more than read is refused then, and it ends with the time allowed for statements.
        """


@runtime_checkable
class ShowsLocks(Protocol):
    """Knows who waits for whom."""

    def lock_waits(self) -> tuple[LockWait, ...]: ...


@runtime_checkable
class RemembersDeadlock(Protocol):
    """Keeps the text of its last deadlock."""

    def last_deadlock(self) -> Deadlock | None: ...


@runtime_checkable
class ShowsTransactions(Protocol):
    """Knows the open transactions."""

    def transactions(self) -> tuple[Transaction, ...]: ...


@runtime_checkable
class ShowsReplication(Protocol):
    """Knows its place in replication."""

    def replication(self) -> Replication: ...


@runtime_checkable
class ControlsReplication(Protocol):
    """Can start, stop, skip in or fail over replication."""

    @property
    def replication_steps(self) -> tuple[ReplicationStep, ...]:
        """What it can do."""

    def plan_replication(self, step: ReplicationStep, channel: str) -> Act:
        """`channel` is the name of one, or the address of the member to promote or to follow."""


@runtime_checkable
class FindsTopology(Protocol):
    """Knows servers that belong to the same service."""

    def find_topology(self) -> FoundTopology: ...


@runtime_checkable
class TakesSnapshot(Protocol):
    """Can give what an audit wants to know of its schemas, without any data."""

    def snapshot(
        self, schemas: Sequence[str] = (), tell: Callable[[int, int], object] = ...
    ) -> Snapshot:
        """Of these schemas, or of all; tells how many schemas are done, and of how many.

        In Oracle it is the account's own where none is named. Raises BadInput for a schema that is
        not there.
        """


@runtime_checkable
class CountsDigests(Protocol):
    """Counts statements by their shape."""

    def digests(self) -> DigestReport: ...


@runtime_checkable
class DetailsStatements(Protocol):
    """Holds more of a statement than a list says: all its text, the plans in use."""

    def statement_details(self, statement_id: str) -> StatementDetails: ...


@runtime_checkable
class KeepsSlowLog(Protocol):
    """Keeps single slow commands, newest first."""

    def slow_log(self, limit: int = 500) -> tuple[SlowEntry, ...]: ...


@runtime_checkable
class WatchesLatency(Protocol):
    """Keeps spikes of latency, and can say what they may come from."""

    def latency(self) -> tuple[Latency, ...]: ...

    def latency_advice(self) -> str: ...


@runtime_checkable
class ShowsParameters(Protocol):
    """Knows its parameters."""

    def parameters(self) -> tuple[Parameter, ...]: ...


@runtime_checkable
class SetsParameters(Protocol):
    """Can change a parameter, for now or for good."""

    def plan_parameter(self, parameter: Parameter, value: str, *, persist: bool) -> Act: ...


@runtime_checkable
class PlacesParameters(Protocol):
    """Can change a parameter on all instances of a database or on one, and take it back."""

    def parameter_places(self) -> tuple[str, ...]:
        """`*` for all, and the instances where there are several."""

    def plan_placed(self, parameter: Parameter, value: str, *, reach: Reach, place: str) -> Act: ...

    def plan_reset(self, parameter: Parameter, *, place: str) -> Act:
        """Have the default hold again, from the next start on."""


@runtime_checkable
class ShowsAccounts(Protocol):
    """Knows users, roles, and what they may."""

    def accounts(self) -> tuple[Account, ...]: ...

    def grants(self, account: Account) -> tuple[str, ...]: ...


@runtime_checkable
class ShowsSpace(Protocol):
    """Knows what takes space; the big first. `of` opens an item of an earlier answer."""

    def space(self, of: SpaceItem | None = None) -> tuple[SpaceItem, ...]: ...


@runtime_checkable
class FindsIndexIssues(Protocol):
    """Knows indexes that nobody uses, and tables that lack one."""

    def index_issues(self) -> tuple[IndexIssue, ...]: ...


@runtime_checkable
class KeepsLedger(Protocol):
    """Notes every dictionary view it queried, with how often and when last."""

    def ledger(self) -> ResultSet: ...


@runtime_checkable
class BrowsesKeys(Protocol):
    """Can walk the keys of a Redis server without holding it up."""

    def databases(self) -> tuple[tuple[int, int], ...]:
        """Number and keys of each that has any."""

    def use_database(self, database: int) -> None: ...

    def scan(
        self, cursor: str = "", *, pattern: str = "*", kind: str = "", count: int = 1000
    ) -> KeyPage: ...

    def key_facts(self, keys: Sequence[bytes]) -> tuple[KeyFacts, ...]:
        """Of those that are still there; one that may not be read says so (`trouble`)."""

    def value(self, key: bytes, cursor: str = "", count: int = 200) -> ValuePage: ...

    def weigh_keys(self, tell: Callable[[KeySample], object], *, count: int = 100_000) -> KeySample:
        """Look at up to `count` keys for big ones, telling what was found so far now and then."""


@runtime_checkable
class ChangesKeys(Protocol):
    """Can plan what is done to keys."""

    def plan_delete(self, keys: Sequence[bytes]) -> Act: ...

    def plan_expire(self, key: bytes, seconds: float | None) -> Act: ...

    def plan_rename(self, key: bytes, name: bytes) -> Act: ...

    def plan_command(self, line: str) -> Act:
        """Any command as redis-cli takes it; the dangerous ask for their name, some are refused."""


@runtime_checkable
class ReadsCatalogue(Protocol):
    """Can tell all names one may write into a statement."""

    def catalogue(self) -> Catalogue:
        """What the account sees, in few bounded statements; seconds on a large database.

        A part that could not be read is named in `lacking`; raises only where nothing could.
        """


@runtime_checkable
class Subscribes(Protocol):
    """Can listen to channels, on a connection of its own, until stopped."""

    def listen(
        self, channels: Sequence[str], patterns: Sequence[str], sharded: Sequence[str] = ()
    ) -> Iterator[Message]: ...

    def channels(self) -> HeardChannels:
        """Channels that somebody listens to, with how many do."""
