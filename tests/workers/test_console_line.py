"""A tab's line to a real server: it streams, is broken off, loses its session, and says so."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.domain.act import Consent, Ending
from app.domain.connecting import Tell
from app.domain.console.ran import RanEnding
from app.domain.console.result import Affected, Said
from app.domain.console.transaction import Mode
from app.domain.endpoint import Access, Endpoint
from app.domain.errors import Refused
from app.domain.people import Role
from app.domain.stop import Stop
from app.engines.base import Session
from app.flows.connect import connector, console_connector
from app.flows.console.script import Piece, RanStatement
from app.workers.console_line import ConsoleLine
from app.workers.console_run import ConsoleRun
from app.workers.lane import wait_for_lanes
from tests.flows.console_desk import Desk
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mariadb import MariaDB

LIN = Consent("lin")
MANY = "SELECT a.seq, REPEAT('x', 100) FROM seq_1_to_3000000 a"


class Heard:
    """All that one run told."""

    def __init__(self, run: ConsoleRun) -> None:
        self.run = run
        self.readers: list[Any] = []
        self.said: list[str] = []
        self.affected: list[Affected] = []
        self.ended: list[RanStatement] = []
        self.failed: list[Exception] = []
        self.over = False
        run.headed.connect(lambda _index, reader: self.readers.append(reader))
        run.said.connect(lambda _index, said: self.said.append(said.text))
        run.affected.connect(lambda _index, told: self.affected.append(told))
        run.ended.connect(lambda _index, ran: self.ended.append(ran))
        run.failed.connect(self.failed.append)
        run.finished.connect(self._end)

    def _end(self) -> None:
        self.over = True

    @property
    def endings(self) -> list[RanEnding]:
        return [each.ended.ending for each in self.ended]


class Opened:
    """A line, its server, and what it was made with."""

    def __init__(self, qtbot: Any, server: MariaDB, desk: Desk, **at: Any) -> None:
        self.qtbot, self.server, self.desk = qtbot, server, desk
        access = Access(**({"user": server.user, "connect_timeout": 5.0} | at.pop("access", {})))
        port = at.pop("port", server.port)
        self.endpoint = Endpoint("1", "orders", "mariadb", server.host, port, access, **at)
        ask: Callable[[str, Stop], str | None] = lambda _id, _stop: ""  # noqa: E731
        self.line = ConsoleLine(
            "test",
            console_connector(self.endpoint, ask, desk.warden),
            connector(self.endpoint, ask, desk.warden),
            desk.means,
        )

    def start(self, *texts: str, consent: Consent = LIN, **how: Any) -> Heard:
        return Heard(self.line.run([Piece(text) for text in texts], consent=consent, **how))

    def run(self, *texts: str, **how: Any) -> Heard:
        heard = self.start(*texts, **how)
        self.wait(heard)
        return heard

    def wait(self, heard: Heard) -> None:
        self.qtbot.waitUntil(lambda: heard.over, timeout=20_000)

    def done(self, job: Any) -> None:
        with self.qtbot.waitSignal(job.finished, timeout=10_000):
            pass

    def sessions(self) -> int:
        """How many of ours the server has."""
        [(count,)] = self.server.sql(
            "SELECT COUNT(*) FROM information_schema.processlist WHERE command <> 'Daemon'"
            " AND id <> CONNECTION_ID()"
        )
        return int(count)


@pytest.fixture
def opened(qtbot: Any, mariadb: MariaDB) -> Iterator[Callable[..., Opened]]:
    made: list[Opened] = []

    def make(role: Role = Role.OWNER, **at: Any) -> Opened:
        made.append(Opened(qtbot, mariadb, Desk(role), **at))
        return made[-1]

    yield make
    for each in made:
        each.line.close()
    wait_for_lanes()


def test_rows_come_while_they_are_fetched_and_the_rest_is_left_when_cancelled(
    opened: Callable[..., Opened],
) -> None:
    console = opened()
    heard = console.start(MANY)
    console.qtbot.waitUntil(lambda: bool(heard.readers and heard.readers[0].count))
    reader = heard.readers[0]
    assert reader.rows(0, 2) == [(1, "x" * 100), (2, "x" * 100)]
    begun = time.monotonic()
    heard.run.cancel()
    console.wait(heard)
    assert time.monotonic() - begun < 1
    assert heard.endings == [RanEnding.CANCELLED]
    assert reader.complete
    assert reader.count == len(reader.rows(0, 10**7)) < 3_000_000
    assert console.run("SELECT 1").endings == [RanEnding.DONE]
