"""Whether watching goes on for ever: memory, objects, threads and CPU over time.

    python benchmarks/soak.py [--minutes 60] [--instances 1000] [--status 10]

The servers are simulated (a sample is made up in this process), so what is shown is our own share:
who is due, rates, the history, the bus. One in a hundred is down for a while, hangs for a while, or
restarts. A line a minute; the first minutes fill caches, after them nothing may rise.
"""

import argparse
import gc
import random
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.fakes import warden

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.domain.connecting import Stage, StageReport, StageState, Tell
from app.domain.endpoint import Endpoint
from app.domain.errors import Cancelled, ConnectFailed, SessionLost
from app.domain.inventory import DatabaseType, TopologyRole
from app.domain.monitoring.metric import PERIODS, Tier
from app.domain.monitoring.sample import (
    SESSION_COLUMNS,
    Ask,
    Captured,
    CaptureKind,
    Raw,
    SampleCost,
)
from app.domain.operating.server import ServerFacts, WatchCost
from app.domain.stop import Stop
from app.engines.base import Engine, Reveal
from app.flows import connect
from app.flows.watch.record import Record
from app.flows.watch.threads import plain_thread
from app.flows.watch.watch import Manner, Watch
from app.monitor.bus.local import LocalBus
from app.monitor.catalogue import load
from app.monitor.history import History

ILL = 0.01
"""Share of the instances that are ill at a moment."""
WAITS = ("CPU", "Lock", "Metadata lock", "IO", "Log", "Network", "Other")


class Server:
    """Made up: counters that rise, an illness now and then."""

    def __init__(self, number: int) -> None:
        self.name, self.boot, self.begun = f"instance-{number:04}", "0", time.monotonic()
        self.counters: dict[str, int] = {}
        self.random = random.Random(number)
        self.down_until = self.hangs_until = 0.0

    def fall_ill(self) -> None:
        """Be down, hang, or restart."""
        now, kind = time.monotonic(), self.random.randrange(3)
        if kind == 0:
            self.down_until = now + 30
        elif kind == 1:
            self.hangs_until = now + 20
        else:
            self.boot, self.counters = str(int(self.boot) + 1), {}

    def field(self, name: str) -> int:
        """A counter that has risen since."""
        found = self.counters.get(name, 0) + self.random.randrange(1000)
        self.counters[name] = found
        return found


class MadeUpSession:
    """A login at one of them."""

    sample_sources = frozenset({"status", "variable", "waits", "probe", "cost"})
    capture_kinds = frozenset({CaptureKind.SESSIONS})

    def __init__(self, endpoint: Endpoint, server: Server) -> None:
        self.endpoint, self._server, self._stop = endpoint, server, Stop()
        self.facts = ServerFacts(DatabaseType.MYSQL, "8.0.36", (8, 0, 36), role=TopologyRole.MASTER)
        self.cost = WatchCost()

    @contextmanager
    def during(self, stop: Stop) -> Iterator[None]:
        """As long as it lasts."""
        self._stop = stop
        yield

    def sample(self, ask: Ask) -> Raw:
        """Everything that is asked for."""
        server = self._server
        while time.monotonic() < server.hangs_until:
            if self._stop.wait(0.1):
                raise Cancelled("")
        if time.monotonic() < server.down_until:
            raise SessionLost("The server has gone away.")
        fields: dict[str, Any] = {}
        tables: dict[str, Any] = {}
        for source, names in ask.wanted.items():
            if source == "waits":
                tables[source] = {each: {"sessions": 1} for each in WAITS}
            elif source != "replica":
                fields |= {f"{source}.{name}": server.field(name) for name in names}
        fields["status.Threads_running"] = 3
        now, cost = time.monotonic(), SampleCost(2, 0.001, 2000, 60)
        return Raw(now, fields, tables, server.boot, now - server.begun, cost=cost)

    def capture(self, kind: CaptureKind) -> Captured:
        """Three sessions at work."""
        row = (1, "app", "10.0.0.1", "shop", "executing", "CPU", 0.1, "SELECT 1 FROM orders", None)
        return Captured(SESSION_COLUMNS, (row, row, row))

    def close(self) -> None:
        """Nothing to let go."""


def engine(servers: dict[str, Server]) -> Engine:
    """Logs in at them."""

    def log_in(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> Any:
        tell(StageReport(Stage.TCP, StageState.PASSED))
        server = servers[endpoint.id]
        if time.monotonic() < server.down_until:
            raise ConnectFailed("Nobody is there.")
        return MadeUpSession(endpoint, server)

    return Engine((DatabaseType.MYSQL,), "Made up", log_in)


def rss() -> float:
    """MiB of memory that are there now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def main() -> None:
    """Run, and print a line a minute."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--instances", type=int, default=1000)
    parser.add_argument("--status", type=float, default=10.0, help="seconds between two samples")
    said = parser.parse_args()
    servers = {server.name: server for server in map(Server, range(said.instances))}
    made = engine(servers)
    vars(connect)["engine_for"] = lambda _type: made
    bus = LocalBus()
    inlet = bus.subscribe()
    errors: list[Exception] = []
    with tempfile.TemporaryDirectory(prefix="mohist-soak-") as folder:
        record: Record[History, Any] = Record(
            lambda: History(Path(folder)), None, bus, errors.append
        )
        periods = {**PERIODS, Tier.STATUS: said.status}
        watch = Watch(
            load(None), lambda _id, _stop: None, warden(), bus, record, plain_thread, errors.append,
            Manner(periods),
        )  # fmt: skip
        watch.watch(Endpoint(name, name, "mysql", "db", 3306) for name in servers)
        try:
            follow(said.minutes, servers, watch, inlet, Path(folder))
        finally:
            print("ended in time" if watch.close(20.0) else "did not end in time")
            print(f"errors: {errors[:3]}, lost: {record.lost}")


def follow(
    minutes: float, servers: dict[str, Server], watch: Any, inlet: Any, folder: Path
) -> None:
    """Take what comes 20 times a second, as the window does, and print how it goes."""
    print("min    RSS MiB   objects  threads  samples/s  CPU %  history MiB   late p50/p99 ms")
    begun = line = time.monotonic()
    ill_at, busy, samples, late = begun, time.process_time(), 0, list[float]()
    while time.monotonic() - begun < minutes * 60:
        time.sleep(0.05)
        delivery = inlet.take()
        samples += len(delivery.samples)
        now_wall = time.time()
        late.extend(now_wall - each.at for each in delivery.samples)
        now = time.monotonic()
        if now >= ill_at:
            ill_at = now + 1
            if random.random() < ILL * len(servers) / 20:
                random.choice(tuple(servers.values())).fall_ill()
        if now - line >= 60:
            gc.collect()
            late.sort()
            size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
            used = time.process_time()
            print(
                f"{(now - begun) / 60:4.0f}  {rss():8.1f}  {len(gc.get_objects()):8}"
                f"  {threading.active_count():7}  {samples / (now - line):9.1f}"
                f"  {100 * (used - busy) / (now - line):5.1f}  {size / 2**20:11.1f}"
                f"   {late[len(late) // 2] * 1000:6.1f} {late[len(late) * 99 // 100] * 1000:8.1f}",
                flush=True,
            )
            line, busy, samples, late = now, used, 0, []


if __name__ == "__main__":
    main()
