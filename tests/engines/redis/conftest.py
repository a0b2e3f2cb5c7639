"""Sessions to real Redis servers, closed behind each test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.domain.act import Act, Consent, Outcome
from app.domain.connecting import tell_nobody
from app.domain.endpoint import Access, Endpoint, RedisAccess, Tls, TlsMode
from app.domain.stop import Stop
from app.engines.redis.connect import connect
from tests.servers.redis_servers import Redis, RedisCluster

ID = "r" * 32


def endpoint(port: int, *, production: bool = False, **access: Any) -> Endpoint:
    """A Redis server of the tests."""
    return Endpoint(
        ID, "cache", "redis", "127.0.0.1", port, Access(**{"connect_timeout": 3, **access}),
        production=production,
    )  # fmt: skip


def cluster_endpoint(
    cluster: RedisCluster, node: Redis | None = None, *, user: str = "", port: int = 0,
    **access: Any,
) -> Endpoint:  # fmt: skip
    """A TLS cluster of the tests, by its first node or another."""
    certificates = cluster.certificates
    return endpoint(
        port or (node or cluster.nodes[0]).port,
        user=user or cluster.user,
        tls=Tls(TlsMode.VERIFY_FULL, ca=str(certificates.ca)),
        redis=RedisAccess(cluster=True),
        **access,
    )


ME = Consent("lin")


def no_secret(_id: str) -> None:
    """Nothing is kept anywhere."""


def do(session: Any, act: Act) -> list[Outcome]:
    """Perform all of an act."""
    return [session.perform(command, ME, no_secret) for command in act.commands]


Log = Callable[..., Any]


@pytest.fixture
def log_in() -> Iterator[Log]:
    """Logs in at an endpoint or a port, with secrets by what they are."""
    made: list[Any] = []

    def begin(at: Endpoint | int, stop: Stop | None = None, **secrets: str) -> Any:
        where = endpoint(at) if isinstance(at, int) else at
        named = {f"instance/{ID}/{what}": secret for what, secret in secrets.items()}
        made.append(connect(where, named.get, stop or Stop(), tell_nobody))
        return made[-1]

    yield begin
    for session in made:
        session.close()
