"""Sessions of ours to the real servers, closed when the test ends."""

from collections.abc import Iterator
from typing import Any, Protocol

import pytest

from app.domain.connecting import StageReport, tell_nobody
from app.domain.endpoint import Access, Endpoint
from app.domain.stop import Stop
from app.engines.mysql import ENGINE
from tests.servers.mariadb import MariaDB
from tests.servers.mysql_family import MysqlFamilyServer


class Opens(Protocol):
    """Makes a session to a server, or to a port of a proxy before it."""

    def __call__(
        self,
        server: MysqlFamilyServer,
        *,
        password: str = "",
        port: int = 0,
        production: bool = False,
        told: list[StageReport] | None = None,
        stop: Stop | None = None,
        **access: Any,
    ) -> Any: ...


@pytest.fixture
def open_session() -> Iterator[Opens]:
    """Give a factory of sessions. They are Any: what one can do is asked with isinstance."""
    opened: list[Any] = []

    def make(
        server: MysqlFamilyServer,
        *,
        password: str = "",
        port: int = 0,
        production: bool = False,
        told: list[StageReport] | None = None,
        stop: Stop | None = None,
        **access: Any,
    ) -> Any:
        defaults: dict[str, Any] = {"user": server.user, "connect_timeout": 5.0}
        endpoint = Endpoint(
            "1",
            "orders",
            "mariadb" if isinstance(server, MariaDB) else "mysql",
            server.host,
            port or server.port,
            Access(**(defaults | access)),
            production=production,
        )
        session = ENGINE.connect(
            endpoint,
            lambda _id: password,
            stop or Stop(),
            tell_nobody if told is None else told.append,
        )
        opened.append(session)
        return session

    yield make
    for session in opened:
        session.close()


@pytest.fixture(params=["mariadb", "mysql9"])
def server(request: pytest.FixtureRequest) -> MysqlFamilyServer:
    """Each flavour in turn."""
    found: MysqlFamilyServer = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["mariadb_pair", "mysql9_pair"])
def pair(request: pytest.FixtureRequest) -> Any:
    """A source and its replica of each flavour in turn."""
    return request.getfixturevalue(request.param)
