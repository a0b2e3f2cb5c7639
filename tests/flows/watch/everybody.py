"""A fleet of every engine, each server behind a line that can fail, and what may befall it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import pytest

from app.domain.endpoint import Endpoint, OracleAccess, RedisAccess, Tls, TlsMode
from tests.engines.oracle.conftest import CONTEXT, DATABASE, INSTANCE
from tests.engines.oracle.fake import Dictionary
from tests.engines.oracle.sampling import day
from tests.flows.watch.watched import at
from tests.servers import mysql as mysql_server
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mariadb import MariaDB
from tests.servers.oracle.server import OracleServer
from tests.servers.pairs import RedisWatched, SourceAndReplica
from tests.servers.process import NotStarted
from tests.servers.redis_servers import ClusterNode, Redis, RedisCluster, Sentinel

BROKEN, LINK = "mysql.replica_threads", "redis.replica_link"
CLUSTER, SENTINEL = "redis.cluster_state", "redis.sentinel_master"
PLAIN = Tls(TlsMode.OFF)


class Server(Protocol):
    """What can be ended and begun again, whatever it is."""

    port: int

    def start(self) -> Any: ...
    def kill(self) -> None: ...


@dataclass
class Member:
    """One instance of the fleet."""

    endpoint: Endpoint
    server: Server
    line: FaultProxy

    @property
    def name(self) -> str:
        return self.endpoint.id

    def kill(self) -> None:
        """End it as a crash would."""
        self.server.kill()

    def start(self) -> None:
        self.server.start()

    def block(self) -> None:
        """Connections are accepted, and nothing is answered any more."""
        freeze: Callable[[], None] | None = getattr(self.server, "freeze", None)
        if freeze is None:
            self.line.black_hole = True
        else:
            freeze()

    def unblock(self) -> None:
        thaw: Callable[[], None] | None = getattr(self.server, "thaw", None)
        if thaw is None:
            self.line.black_hole = False
        else:
            thaw()


class Fleet:
    """Who is watched together, by name."""

    def __init__(self, line: Callable[[int], FaultProxy]) -> None:
        self._line = line
        self.members: dict[str, Member] = {}
        self.others: list[Endpoint] = []
        """Those that no line can be put before."""

    def __getitem__(self, name: str) -> Member:
        return self.members[name]

    def add(self, name: str, kind: str, server: Server, **access: Any) -> None:
        line = self._line(server.port)
        self.members[name] = Member(at(line, name, kind, **access), server, line)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.members)

    @property
    def endpoints(self) -> list[Endpoint]:
        return [*(member.endpoint for member in self.members.values()), *self.others]

    def fail_over_after(self, milliseconds: int) -> None:
        """How long a master must be gone until the Sentinel puts another in its place."""
        guard = self["guard"].server
        assert isinstance(guard, Sentinel)
        guard.command("SENTINEL", "SET", guard.name, "down-after-milliseconds", milliseconds)

    def failed_over(self, new: str) -> None:
        """Until the Sentinel says that this one is the master, and holds to it from then on: where
        half a second without an answer counts, a busy machine would have it fail over once more.
        """
        guard, port = self["guard"].server, self[new].server.port
        assert isinstance(guard, Sentinel)
        try:
            guard.wait_until(lambda: guard.master_port() == port, 10)
        except NotStarted:
            # Not run for two seconds itself, it rests for thirty. By then no replica is good enough
            # for it: each was without a master for more than ten times what it was to wait.
            self.fail_over_after(LENIENT)
            guard.wait_until(lambda: guard.master_port() == port, 60)
        self.fail_over_after(PATIENT)

    def follow(self, name: str, master: str) -> None:
        """Have one Redis be the replica of another."""
        one, other = self[name].server, self[master].server
        assert isinstance(one, Redis)
        assert isinstance(other, Redis)
        one.follow(other)

    def cluster_fails_after(self, milliseconds: int) -> None:
        """How long a node must be gone until the others say that their cluster failed."""
        for member in self.members.values():
            if isinstance(member.server, ClusterNode):
                member.server.command("CONFIG", "SET", "cluster-node-timeout", milliseconds)

    def but(self, *names: str) -> tuple[str, ...]:
        """All others that have a line."""
        return tuple(name for name in self.members if name not in names)


def oracle_day() -> Dictionary:
    """An instance in the midst of its day."""
    dictionary = Dictionary()
    views: dict[str, Any] = {
        "dual": CONTEXT, "v$instance": INSTANCE, "gv$instance": INSTANCE, "v$database": DATABASE,
        "session_privs": {"granted": "SELECT ANY DICTIONARY"},
    }  # fmt: skip
    for view, row in views.items():
        dictionary.put(view, row)
    day.begin(dictionary)
    return dictionary


@pytest.fixture
def fleet(
    request: pytest.FixtureRequest,
    mariadb_pair: SourceAndReplica[MariaDB],
    redis_sentinel: RedisWatched,
    redis_cluster: RedisCluster,
    oracle_server: Callable[..., OracleServer],
    fault_proxy: Callable[..., FaultProxy],
) -> Iterator[Fleet]:
    """Two MariaDB that replicate, a MySQL 9 (where it can be had), Redis with its Sentinel, a
    cluster of three, and Oracle's wire.
    """
    made = Fleet(fault_proxy)
    made.add("orders", "mariadb", mariadb_pair.source, user="root", tls=PLAIN)
    made.add("orders-copy", "mariadb", mariadb_pair.replica, user="root", tls=PLAIN)
    if not mysql_server.missing():
        mysql9 = request.getfixturevalue("mysql9")
        made.add("shop", "mysql", mysql9, user="root", tls=PLAIN)
    made.add("cache-1", "redis", redis_sentinel.master, tls=PLAIN)
    made.add("cache-2", "redis", redis_sentinel.replica, tls=PLAIN)
    sentinel = redis_sentinel.sentinel
    made.add("guard", "redis", sentinel, tls=PLAIN)
    for number, node in enumerate(redis_cluster.nodes, 1):
        made.add(
            f"ring-{number}", "redis", node, user=redis_cluster.user,
            tls=Tls(TlsMode.VERIFY_FULL, ca=str(redis_cluster.certificates.ca)),
            redis=RedisAccess(cluster=True),
        )  # fmt: skip
    ledger = oracle_server(oracle_day())
    made.add("ledger", "oracle", ledger, user="system", oracle=OracleAccess(service="testdb"))
    by_name = RedisAccess(
        sentinels=(f"{sentinel.host}:{sentinel.port}",), sentinel_master=sentinel.name
    )
    made.others.append(at(sentinel, "cache", "redis", tls=PLAIN, redis=by_name))
    yield made
    for member in made.members.values():
        member.line.close()


AT_ONCE = (
    ("orders", "ring-1", "cache-1", "ledger"),
    ("orders-copy", "ring-2", "cache-2", "shop"),
    ("guard", "ring-3"),
)
"""Who may fail at the same time, so that it is still seen what comes of whom."""

PATIENT, LENIENT, HASTY, QUICK = 60_000, 5_000, 500, 1_000
"""Milliseconds until Sentinel and cluster act: never while a test is about something else."""

LOSSES = {
    "orders": {("orders-copy", BROKEN): 0.0},
    "cache-1": {("cache-2", LINK): 0.0},
    "ring-1": {(name, CLUSTER): 0.0 for name in ("ring-2", "ring-3")},
    "ring-2": {(name, CLUSTER): 0.0 for name in ("ring-1", "ring-3")},
    "ring-3": {(name, CLUSTER): 0.0 for name in ("ring-1", "ring-2")},
}
"""What others show when one is lost, and show no more (1 instead) when it is back. All of them go
on to answer, but `cache`, which is whoever the Sentinel names: as long as it names nobody else,
`cache` is as `cache-1` is. Losing the Sentinel itself or Oracle changes nobody; losing a replica
leaves its source standing alone.
"""

SECRETS = {f"instance/ring-{number}/password": RedisCluster.password for number in (1, 2, 3)}
