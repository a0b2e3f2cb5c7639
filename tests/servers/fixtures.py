"""Real servers as fixtures; each is started when the first test asks for it.

A test gets a server as new as on the first day: what a test leaves (schemas, accounts, sessions,
keys) is removed, and a server that was changed beyond that (stopped, its variables set) is
replaced for the next one. Sharing costs nothing, and every test may do what it likes.

    def test_lists_the_sessions(mariadb: MariaDB) -> None:
        mariadb.create_user("dba", "secret", "ALL ON *.*", require="SSL")
        mariadb.sql("CREATE DATABASE shop")
        ... connect to mariadb.host, mariadb.port, mariadb.certificates.ca ...

What all server processes have (`ServerProcess`): `host`, `port`, `pid`, `folder`, `log`,
`running`, `stop()`, `start()`, `restart()`, `kill()` as a crash, `freeze()` and `thaw()`,
`wait_until(condition)`. A server stopped by a test need not be started again.
MariaDB and MySQL: `sql(statement, *values)` and `rows(…)` as root, `create_user(name, password,
*grants, require=…)`, `connect(**options)`, `socket`, `slow_log`, `certificates`, `channels()`.
Redis: `command(*words)`, `info(section)`, `connect(**options)`. Oracle: `OracleServer` and
`tests.servers.oracle.answers` say what a handler may answer. Faults: see `FaultProxy`.

| fixture                | gives                                                                  |
|------------------------|------------------------------------------------------------------------|
| `mariadb`              | `MariaDB`: root without password, TLS, performance_schema on           |
| `mariadb_pair`         | `.source`, `.replica` by GTID; `.catch_up()` waits for the replica     |
| `start_mariadb`        | factory: one of its own, `start_mariadb("--slow-query-log=ON", …)`     |
| `mysql9` …             | `mysql9`, `mysql9_pair`, `start_mysql9`: the same of MySQL 9           |
| `mysql9_group`         | `MySQLGroup`: three `.members` in a replication group, `.primary`      |
| `redis_server`         | `Redis`: no password; `.connect()`, `.command(…)`, `.info(section)`    |
| `start_redis`          | factory: one of its own, `start_redis("--requirepass", "secret")`      |
| `redis_replica_pair`   | `.master`, `.replica`                                                  |
| `redis_sentinel`       | `.master`, `.replica`, `.sentinel` (its `.name` is the service's)      |
| `redis_cluster`        | `RedisCluster`: three masters `.nodes`, TLS only, `.user`, `.password` |
| `redis_cluster_pairs`  | the same with a replica to each master, `.replicas`, `.all`            |
| `start_redis_cluster`  | factory: one of its own, `start_redis_cluster(3, 3)`                   |
| `oracle_server`        | factory: `oracle_server(handler)` gives an `OracleServer`              |
| `fault_proxy`          | factory: `fault_proxy(mariadb.port)` gives a `FaultProxy`              |
| `sshd`, `start_sshd`   | `Sshd`: `.user`, `.key`, `.known_hosts`; the factory for more, to jump |
| `ssh_agent`            | `SshAgent`: `.socket`, `.add(key)`                                     |
| `socks_server`         | factory: `socks_server("user", "password")` gives a `SocksServer`      |
| `oidc_provider`        | `OidcProvider`: npm's, `.provider()` is it as the console knows it     |
| `authlib_provider`     | `AuthlibProvider`: `.classic()` and `.openid()`, `.misbehave(…)`       |
| `visitor`              | `Visitor`: signs in there as a browser would, without one              |
| `browser`              | `Browser`: Chromium without a screen, `.open(address)`, `.text(…)`     |
| `desktop`              | `Desktop`: a session bus; `.start_keychain()`, `.lock_keychain()`, …   |
| `certificates`         | an authority, and what it signed: server, client, expired               |

The classes can be used without fixtures: `with MariaDB() as server: …`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Generic, Protocol, Self, TypeVar

import pytest

from tests.servers import desktop as desktops
from tests.servers import mariadb as mariadb_server
from tests.servers import mysql as mysql_server
from tests.servers import redis_servers
from tests.servers import sshd as sshd_server
from tests.servers.certificates import Certificates, make_certificates
from tests.servers.desktop import Desktop
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL
from tests.servers.mysql_group import MySQLGroup
from tests.servers.oracle.server import OracleServer
from tests.servers.pairs import RedisPair, RedisWatched, SourceAndReplica
from tests.servers.providers import browser as chromium
from tests.servers.providers import oidc_provider as node_provider
from tests.servers.providers.authlib_provider import AuthlibProvider, Visitor
from tests.servers.providers.browser import Browser
from tests.servers.providers.oidc_provider import OidcProvider
from tests.servers.redis_servers import Redis, RedisCluster
from tests.servers.socks import SocksServer
from tests.servers.sshd import SshAgent, Sshd


class Started(Protocol):
    """What a factory starts for one test."""

    def start(self) -> Self: ...
    def close(self) -> None: ...


class Lent(Protocol):
    """What can be given to one test after another."""

    def tidy(self) -> bool:
        """Undo what a test did; False where that cannot be."""

    def close(self) -> None: ...


LentT = TypeVar("LentT", bound=Lent)
StartedT = TypeVar("StartedT", bound="Started")


class Keeper(Generic[LentT]):
    """Starts what is asked for first, and replaces what a test has spoilt."""

    def __init__(self, start: Callable[[], LentT]) -> None:
        self._start = start
        self._kept: LentT | None = None

    def lend(self) -> Iterator[LentT]:
        if self._kept is None:
            self._kept = self._start()
        yield self._kept
        if not self._kept.tidy():
            self.close()

    def close(self) -> None:
        if self._kept is not None:
            self._kept.close()
            self._kept = None


def _skip(reason: str) -> None:
    if reason:
        pytest.skip(reason)


def _kept(start: Callable[[], LentT]) -> Iterator[Keeper[LentT]]:
    keeper = Keeper(start)
    yield keeper
    keeper.close()


def _started(begin: Callable[..., StartedT]) -> Iterator[Callable[..., StartedT]]:
    """Give a factory whose products end with the test."""
    begun: list[StartedT] = []

    def start(*arguments: Any, **options: Any) -> StartedT:
        begun.append(begin(*arguments, **options).start())
        return begun[-1]

    yield start
    for one in reversed(begun):
        one.close()


# MariaDB


@pytest.fixture(scope="session")
def _mariadb_keeper() -> Iterator[Keeper[MariaDB]]:
    _skip(mariadb_server.missing())
    yield from _kept(lambda: MariaDB().start())


@pytest.fixture
def mariadb(_mariadb_keeper: Keeper[MariaDB]) -> Iterator[MariaDB]:
    yield from _mariadb_keeper.lend()


@pytest.fixture(scope="session")
def _mariadb_pair_keeper() -> Iterator[Keeper[SourceAndReplica[MariaDB]]]:
    _skip(mariadb_server.missing())
    yield from _kept(lambda: SourceAndReplica(MariaDB(), MariaDB()).start())


@pytest.fixture
def mariadb_pair(
    _mariadb_pair_keeper: Keeper[SourceAndReplica[MariaDB]],
) -> Iterator[SourceAndReplica[MariaDB]]:
    yield from _mariadb_pair_keeper.lend()


@pytest.fixture
def start_mariadb() -> Iterator[Callable[..., MariaDB]]:
    _skip(mariadb_server.missing())
    yield from _started(MariaDB)


# MySQL 9


@pytest.fixture(scope="session")
def _mysql9_keeper() -> Iterator[Keeper[MySQL]]:
    _skip(mysql_server.missing())
    yield from _kept(lambda: MySQL().start())


@pytest.fixture
def mysql9(_mysql9_keeper: Keeper[MySQL]) -> Iterator[MySQL]:
    yield from _mysql9_keeper.lend()


@pytest.fixture(scope="session")
def _mysql9_pair_keeper() -> Iterator[Keeper[SourceAndReplica[MySQL]]]:
    _skip(mysql_server.missing())
    yield from _kept(lambda: SourceAndReplica(MySQL(), MySQL()).start())


@pytest.fixture
def mysql9_pair(
    _mysql9_pair_keeper: Keeper[SourceAndReplica[MySQL]],
) -> Iterator[SourceAndReplica[MySQL]]:
    yield from _mysql9_pair_keeper.lend()


@pytest.fixture(scope="session")
def _mysql9_group_keeper() -> Iterator[Keeper[MySQLGroup]]:
    _skip(mysql_server.missing())
    yield from _kept(lambda: MySQLGroup().start())


@pytest.fixture
def mysql9_group(_mysql9_group_keeper: Keeper[MySQLGroup]) -> Iterator[MySQLGroup]:
    yield from _mysql9_group_keeper.lend()


@pytest.fixture
def start_mysql9() -> Iterator[Callable[..., MySQL]]:
    _skip(mysql_server.missing())
    yield from _started(MySQL)


# Redis


@pytest.fixture
def start_redis() -> Iterator[Callable[..., Redis]]:
    _skip(redis_servers.missing())
    yield from _started(Redis)


@pytest.fixture
def redis_server(start_redis: Callable[..., Redis]) -> Redis:
    return start_redis()


@pytest.fixture
def redis_replica_pair() -> Iterator[RedisPair]:
    _skip(redis_servers.missing())
    with RedisPair() as pair:
        yield pair


@pytest.fixture
def redis_sentinel() -> Iterator[RedisWatched]:
    _skip(redis_servers.missing())
    with RedisWatched() as watched:
        yield watched


@pytest.fixture(scope="session")
def _redis_cluster_keeper() -> Iterator[Keeper[RedisCluster]]:
    _skip(redis_servers.missing())
    yield from _kept(lambda: RedisCluster().start())


@pytest.fixture
def redis_cluster(_redis_cluster_keeper: Keeper[RedisCluster]) -> Iterator[RedisCluster]:
    yield from _redis_cluster_keeper.lend()


@pytest.fixture(scope="session")
def _redis_cluster_pairs_keeper() -> Iterator[Keeper[RedisCluster]]:
    _skip(redis_servers.missing())
    yield from _kept(lambda: RedisCluster(3, 3).start())


@pytest.fixture
def redis_cluster_pairs(
    _redis_cluster_pairs_keeper: Keeper[RedisCluster],
) -> Iterator[RedisCluster]:
    yield from _redis_cluster_pairs_keeper.lend()


@pytest.fixture
def start_redis_cluster() -> Iterator[Callable[..., RedisCluster]]:
    _skip(redis_servers.missing())
    yield from _started(RedisCluster)


# Oracle


@pytest.fixture
def oracle_server() -> Iterator[Callable[..., OracleServer]]:
    yield from _started(OracleServer)


# Signing in


@pytest.fixture(scope="module")
def oidc_provider() -> Iterator[OidcProvider]:
    _skip(node_provider.missing())
    with OidcProvider() as server:
        yield server


@pytest.fixture(scope="session")
def _authlib_keeper() -> Iterator[Keeper[AuthlibProvider]]:
    yield from _kept(lambda: AuthlibProvider().start())


@pytest.fixture
def authlib_provider(_authlib_keeper: Keeper[AuthlibProvider]) -> Iterator[AuthlibProvider]:
    yield from _authlib_keeper.lend()


@pytest.fixture
def visitor(authlib_provider: AuthlibProvider) -> Iterator[Visitor]:
    with Visitor(authlib_provider) as one:
        yield one


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    _skip(chromium.missing())
    with Browser() as one:
        yield one


# The keychain


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    _skip(desktops.missing())
    running = Desktop(tmp_path)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
    yield running
    running.close()


# The network between


@pytest.fixture
def fault_proxy() -> Iterator[Callable[..., FaultProxy]]:
    yield from _started(FaultProxy)


@pytest.fixture
def start_sshd() -> Iterator[Callable[..., Sshd]]:
    _skip(sshd_server.missing())
    yield from _started(Sshd)


@pytest.fixture
def sshd(start_sshd: Callable[..., Sshd]) -> Sshd:
    return start_sshd()


@pytest.fixture
def ssh_agent() -> Iterator[SshAgent]:
    _skip(sshd_server.missing())
    with SshAgent() as agent:
        yield agent


@pytest.fixture
def socks_server() -> Iterator[Callable[..., SocksServer]]:
    yield from _started(SocksServer)


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("tls"))
