"""Sessions of ours, with the real driver, on the Oracle server of the tests."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Protocol

import pytest

from app.domain.connecting import StageReport, tell_nobody
from app.domain.endpoint import Access, Endpoint, OracleAccess
from app.domain.stop import Stop
from app.engines.oracle import ENGINE
from tests.engines.oracle.fake import Dictionary
from tests.servers.oracle.server import OracleServer

CONTEXT = {
    "clock": "2026-11-23T03:04:05.123456+08:00",
    "db_zone": "+00:00",
    "session_zone": "Asia/Shanghai",
    "account": "SYSTEM",
    "is_dba": "FALSE",
    "container": "TESTPDB",
    "container_id": "3",
    "role": "PRIMARY",
    "unique_name": "testdb",
    "instance_number": "1",
    "instance": "testdb1",
    "host": "db1",
}
INSTANCE = {
    "instance_number": 1,
    "instance_name": "testdb1",
    "host_name": "db1",
    "version": "19.0.0.0.0",
    "version_full": "19.24.0.0.0",
    "startup_time": datetime(2026, 11, 1, 8, 0, 0),
    "status": "OPEN",
    "parallel": "NO",
    "edition": "EE",
    "inst_id": 1,
}
DATABASE = {
    "name": "TESTDB",
    "open_mode": "READ WRITE",
    "database_role": "PRIMARY",
    "db_unique_name": "testdb",
    "protection_mode": "MAXIMUM PERFORMANCE",
    "switchover_status": "NOT ALLOWED",
    "current_scn": 123456789,
    "cdb": "YES",
}


class Opens(Protocol):
    """Makes a session to the fake database, or to a port of a proxy before it."""

    def __call__(
        self,
        *,
        password: str | None = "oracle",
        port: int = 0,
        production: bool = False,
        told: list[StageReport] | None = None,
        stop: Stop | None = None,
        oracle: OracleAccess | None = None,
        wallet_password: str | None = None,
        address: str = "127.0.0.1",
        **access: Any,
    ) -> Any: ...


@pytest.fixture
def dictionary() -> Dictionary:
    """A database of one instance, whose account may see everything."""
    made = Dictionary()
    made.put("dual", CONTEXT)
    made.put("v$instance", INSTANCE)
    made.put("gv$instance", INSTANCE)
    made.put("v$database", DATABASE)
    made.put("session_privs", {"granted": "SELECT ANY DICTIONARY"}, {"granted": "ALTER SYSTEM"})
    return made


@pytest.fixture
def database(dictionary: Dictionary, oracle_server: Callable[..., OracleServer]) -> OracleServer:
    """The server that answers from the dictionary."""
    return oracle_server(dictionary)


@pytest.fixture
def open_session(request: pytest.FixtureRequest, database: OracleServer) -> Iterator[Opens]:
    """Give a factory of sessions. They are Any: what one can do is asked with isinstance."""
    opened: list[Any] = []

    def make(
        *,
        password: str | None = "oracle",
        port: int = 0,
        production: bool = False,
        told: list[StageReport] | None = None,
        stop: Stop | None = None,
        oracle: OracleAccess | None = None,
        wallet_password: str | None = None,
        address: str = "127.0.0.1",
        **access: Any,
    ) -> Any:
        defaults: dict[str, Any] = {
            "user": "system",
            "connect_timeout": 5.0,
            "oracle": oracle or OracleAccess(service="testdb"),
        }
        port = port or database.port
        secrets = {"instance/1/password": password, "instance/1/wallet": wallet_password}
        endpoint = Endpoint(
            "1", "orders", "oracle", address, port, Access(**(defaults | access)),
            production=production,
        )  # fmt: skip
        tell = tell_nobody if told is None else told.append
        opened.append(ENGINE.connect(endpoint, secrets.get, stop or Stop(), tell))
        return opened[-1]

    yield make
    for session in opened:
        session.close()
