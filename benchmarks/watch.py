"""A thousand instances watched by the real crew: what it takes of a core, here and there.

    python benchmarks/watch.py [--instances 1000] [--seconds 40] [--status 10]

As many connections to two MariaDB, a MySQL 9 where it can be had, and a Redis; samples go to a
history. Our share of a core is that of all threads of this process: asking, parsing, deriving,
writing. Each server has hundreds of our own connections here, so that who was at work (a capture)
is dearer than it ever is.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.fakes import warden

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.domain.endpoint import Access, Endpoint, Tls, TlsMode
from app.domain.monitoring.metric import PERIODS, Tier
from app.domain.monitoring.sample import Health
from app.flows.watch.record import Record
from app.flows.watch.rota import CAPTURE_PERIODS
from app.flows.watch.threads import plain_thread
from app.flows.watch.watch import Manner, Watch
from app.monitor.bus.local import LocalBus
from app.monitor.catalogue import load
from app.monitor.history import History
from benchmarks.monitor_cost import processor_time
from tests.servers import mysql
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL
from tests.servers.redis_servers import Redis

_SETTLE = 70.0
"""Seconds until all are logged in, and even what is asked once an hour was asked."""


def endpoints(count: int, servers: list[Any]) -> Iterator[Endpoint]:
    """As many, of the servers in turn."""
    kinds = {MariaDB: "mariadb", MySQL: "mysql", Redis: "redis"}
    for number in range(count):
        server = servers[number % len(servers)]
        access = Access(user=getattr(server, "user", ""), tls=Tls(TlsMode.OFF))
        kind = kinds[type(server)]
        yield Endpoint(str(number), f"i{number}", kind, server.host, server.port, access)


def main() -> None:
    """Read what is wanted, and do it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--status", type=float, default=PERIODS[Tier.STATUS])
    parser.add_argument("--no-captures", action="store_true", help="leave out who was at work")
    parser.add_argument("--one-tier", action="store_true", help="that of 10 s, and nothing else")
    said = parser.parse_args()
    status = {Tier.STATUS: said.status}
    periods = status if said.one_tier else {**PERIODS, **status}
    captures = {} if said.no_captures or said.one_tier else CAPTURE_PERIODS
    watch_many(said.instances, said.seconds, Manner(periods, captures))


def watch_many(count: int, seconds: float, manner: Manner | None = None) -> None:
    """Start the servers, watch so many, and print what it takes."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    bus, errors = LocalBus(), list[Exception]()
    inlet = bus.subscribe()
    with ExitStack() as ends:
        makers = [MariaDB, MariaDB, *(() if mysql.missing() else (MySQL,))]
        servers: list[Any] = [
            *(ends.enter_context(make("--max-connections=2000")) for make in makers),
            ends.enter_context(Redis()),
        ]
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="mohist-watch-")))
        record: Record[History, Any] = Record(lambda: History(folder), None, bus, errors.append)
        watch = Watch(
            load(None), lambda _id, _stop: "", warden(), bus, record, plain_thread, errors.append,
            manner,
        )  # fmt: skip
        ends.callback(watch.close, 20.0)
        begun, used = time.monotonic(), time.process_time()
        watch.watch(endpoints(count, servers))
        take(inlet, _SETTLE)
        print(f"{_SETTLE:.0f} s of logins: {time.process_time() - used:.1f} s of a core here")
        begun, used = time.monotonic(), time.process_time()
        there = sum(processor_time(server.pid) for server in servers)
        late, up, samples = take(inlet, seconds)
        passed, used = time.monotonic() - begun, time.process_time() - used
        there = sum(processor_time(server.pid) for server in servers) - there
        print(
            f"{len(up)} of {count} up, {samples / passed:.0f} samples/s in {watch.hands} threads"
            f"\n{100 * used / passed:.1f} % of a core here, {1000 * used / samples:.2f} ms a"
            f" sample; {100 * there / passed:.1f} % in the servers,"
            f" {1000 * there / samples:.2f} ms"
            f"\na sample is here {1000 * late[len(late) // 2]:.0f} ms after it was taken (p50),"
            f" {1000 * late[len(late) * 99 // 100]:.0f} ms (p99); errors: {errors[:3]}"
        )


def take(inlet: Any, seconds: float) -> tuple[list[float], set[str], int]:
    """As the window does, 20 times a second; how late all was, who is up, how many samples."""
    late, up, count, until = list[float](), set[str](), 0, time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.05)
        now = time.time()
        for sample in inlet.take().samples:
            count += 1
            late.append(now - sample.at)
            if sample.health is Health.UP:
                up.add(sample.instance)
    return sorted(late), up, count


if __name__ == "__main__":
    main()
