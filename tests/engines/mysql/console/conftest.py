"""Consoles' sessions on the real servers, closed when the test ends."""

from collections.abc import Iterator
from typing import Any, Protocol

import pytest

from app.domain.act import Consent
from app.domain.connecting import tell_nobody
from app.domain.console.result import Affected, Head, Rows, Said, Told
from app.domain.endpoint import Access, Endpoint
from app.domain.stop import Stop
from app.engines.console import Order
from app.engines.mysql import ENGINE
from tests.servers.mariadb import MariaDB
from tests.servers.mysql_family import MysqlFamilyServer

LIN = Consent("lin")


class Console:
    """A session of a console, and what its statements told."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self.told: list[Told] = []

    def run(self, text: str, consent: Consent = LIN, **order: Any) -> list[tuple[object, ...]]:
        """The rows of all its results; an error is raised, with what was told before in `told`."""
        self.told = []
        for told in self.session.execute(Order(text, **order), consent):
            self.told.append(told)
        return self.rows

    @property
    def rows(self) -> list[tuple[object, ...]]:
        return [row for told in self.told if isinstance(told, Rows) for row in told.rows]

    @property
    def heads(self) -> list[Head]:
        return [told for told in self.told if isinstance(told, Head)]

    @property
    def affected(self) -> list[Affected]:
        return [told for told in self.told if isinstance(told, Affected)]

    @property
    def said(self) -> list[str]:
        return [told.text for told in self.told if isinstance(told, Said)]


class OpensConsoles(Protocol):
    """Makes a console on a server."""

    def __call__(self, server: MysqlFamilyServer, **at: Any) -> Console: ...


@pytest.fixture
def open_console() -> Iterator[OpensConsoles]:
    opened: list[Console] = []

    def make(server: MysqlFamilyServer, **at: Any) -> Console:
        access = Access(**({"user": server.user, "connect_timeout": 5.0} | at.pop("access", {})))
        kind = "mariadb" if isinstance(server, MariaDB) else "mysql"
        endpoint = Endpoint(
            "1", "orders", kind, server.host, at.pop("port", server.port), access, **at
        )
        assert ENGINE.console is not None
        opened.append(Console(ENGINE.console(endpoint, lambda _id: "", Stop(), tell_nobody)))
        return opened[-1]

    yield make
    for console in opened:
        console.session.close()


@pytest.fixture
def shop(server: MysqlFamilyServer) -> MysqlFamilyServer:
    """A server with some tables."""
    for statement in (
        "CREATE DATABASE shop CHARACTER SET utf8mb4",
        "CREATE TABLE shop.item (id INT PRIMARY KEY, name VARCHAR(20), price DECIMAL(10,2),"
        " INDEX (name)) ENGINE = InnoDB",
        "CREATE TABLE shop.line (id INT PRIMARY KEY, item INT, FOREIGN KEY line_item (item)"
        " REFERENCES shop.item (id) ON DELETE CASCADE) ENGINE = InnoDB",
        "INSERT INTO shop.item VALUES (1, 'pen', 1.50), (2, '墨', 20), (3, NULL, NULL)",
    ):
        server.sql(statement)
    return server
