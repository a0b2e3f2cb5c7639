"""A console's session to a server, and what it tells of a query."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from app.domain.act import Consent
from app.domain.console.result import Affected, Head, ResultColumn, Rows
from app.domain.endpoint import Access, Endpoint
from app.domain.stop import Stop
from app.engines.console import Order
from app.engines.mysql.console.connect import connect_console
from tests.servers.mariadb import MariaDB
from tests.servers.mysql_family import MysqlFamilyServer

Sessions: TypeAlias = Callable[[MysqlFamilyServer], Any]


def endpoint_of(server: MysqlFamilyServer, **more: Any) -> Endpoint:
    """The server as the inventory knows it, schema `shop`."""
    kind = "mariadb" if isinstance(server, MariaDB) else "mysql"
    access = Access(user=server.user, database="shop")
    return Endpoint("1", "orders", kind, server.host, server.port, access, **more)


@contextmanager
def opened(server: MysqlFamilyServer, **at: Any) -> Iterator[Any]:
    """A session that a user would type into."""
    session = connect_console(
        endpoint_of(server, **at), lambda _secret: "", Stop(), lambda *_told: None
    )
    try:
        yield session
    finally:
        session.close()


def read(session: Any, statement: str) -> tuple[list[ResultColumn], list[tuple[Any, ...]]]:
    """Columns and rows of a query."""
    columns: list[ResultColumn] = []
    rows: list[tuple[Any, ...]] = []
    for told in session.execute(Order(statement, clip=1 << 40), Consent("lin")):
        if isinstance(told, Head):
            columns = list(told.columns)
        elif isinstance(told, Rows):
            rows += told.rows
    return columns, rows


def run(session: Any, statement: str) -> int:
    """Run a statement; how many rows it changed."""
    told = list(session.execute(Order(statement), Consent("lin")))
    return sum(one.rows or 0 for one in told if isinstance(one, Affected))
