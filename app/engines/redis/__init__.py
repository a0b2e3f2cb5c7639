"""Redis and Valkey: one server, a replica, a Sentinel, a cluster."""

from app.domain.connecting import Tell
from app.domain.endpoint import Endpoint
from app.domain.inventory import DatabaseType
from app.domain.stop import Stop
from app.engines.base import Engine, Reveal, Session


def _connect(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> Session:
    from app.engines.redis.connect import connect

    return connect(endpoint, reveal, stop, tell)


def _connect_console(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> Session:
    from app.engines.redis.console.session import connect_console

    return connect_console(endpoint, reveal, stop, tell)


ENGINE = Engine((DatabaseType.REDIS,), "Redis", _connect, _connect_console, drivers=("redis",))
