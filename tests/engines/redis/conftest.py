"""Sessions to real Redis servers, closed behind each test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.domain.connecting import tell_nobody
from app.domain.endpoint import Access, Endpoint
from app.domain.stop import Stop
from app.engines.redis.connect import connect

ID = "r" * 32


def endpoint(port: int, *, production: bool = False, **access: Any) -> Endpoint:
    """A Redis server of the tests."""
    return Endpoint(
        ID, "cache", "redis", "127.0.0.1", port, Access(**{"connect_timeout": 3, **access}),
        production=production,
    )  # fmt: skip


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
