"""Lines of the console's to a real server, and all that their runs tell."""

from collections.abc import Callable
from typing import Any

from app.domain.act import Consent
from app.domain.console.ran import RanEnding
from app.domain.console.result import Affected
from app.domain.endpoint import Access, Endpoint
from app.domain.stop import Stop
from app.flows.connect import connector, console_connector
from app.flows.console.script import Piece, RanStatement
from app.workers.console_line import ConsoleLine
from app.workers.console_run import ConsoleRun
from tests.flows.console_desk import Desk
from tests.servers.mariadb import MariaDB

LIN = Consent("lin")
MANY = "SELECT a.seq, REPEAT('x', 100) FROM mysql.seq_1_to_3000000 a"


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
