"""The feed through a real Redis: what arrives, how late the window is for it, and what it costs.

    python benchmarks/feed.py [--seconds 8] [--rates 1000,10000,50000]

A process of its own publishes samples of eight values of 1,000 instances at each rate. In another
one a `Subscriber` in a QThread decodes and checks all of them; 20 times a second the GUI thread
takes what came and puts it into a table of 1,000 rows that is on the screen. A precise 16 ms timer
in the GUI thread is the measure of lateness; processor time is that of the whole console process.

Beside it, in the same run and with the same table: qasync with redis.asyncio, a message and a
signal each, as one would write it first; it decodes with msgpack alone and checks nothing. A last
part counts what memory grows by while 10,000 a second arrive and nobody takes.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, QThread, QTimer, Signal
from PySide6.QtWidgets import QApplication, QTableView

from app.domain.endpoint import Access, Endpoint
from app.domain.monitoring.feed import Payload
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Health, Sample
from app.domain.stop import Stop
from app.flows.watch.feed import Subscriber
from app.flows.watch.feed_out import Publisher
from app.flows.watch.reconnect import Connect, feed_connector
from app.monitor.bus import wire
from app.workers.tidy import Tidy
from tests.fakes import warden
from tests.servers.redis_servers import Redis

PERIOD = 16  # milliseconds
INSTANCES = 1000
TAKES = 50  # milliseconds between two
WARM = 1.5  # seconds before anything is counted
NAMES = (
    "threads_running", "threads_connected", "questions", "slow_queries", "rows_read",
    "buffer_pool_hit", "lock_waits", "bytes_sent",
)  # fmt: skip


def sample(number: int) -> Sample:
    """The next of an estate."""
    values = {f"mysql.{name}": number * place / 7 for place, name in enumerate(NAMES)}
    return Sample(f"{number % INSTANCES:032x}", Tier.LIVE, time.time(), Health.UP, values)


def connect_to(port: int) -> Connect:
    """Without a password."""
    at = Endpoint("feed", "feed", "redis", "127.0.0.1", port, Access())
    return feed_connector(at, lambda _id, _stop: None, warden())


# --------------------------------------------------------------- the process that publishes


def paced(rate: int, publish: Callable[[int], None]) -> None:
    """Publish at a rate until whoever started us goes."""
    begun, number = time.perf_counter(), 0
    while os.getppid() != 1:
        due = int((time.perf_counter() - begun) * rate)
        while number < due:
            publish(number)
            number += 1
        time.sleep(0.005)


def publish_ours(port: int, rate: int) -> None:
    """As a collector does."""
    import threading

    publisher = Publisher("tower", connect_to(port))
    threading.Thread(target=publisher.run, args=(Stop(),), daemon=True).start()
    paced(rate, lambda number: publisher.publish(sample(number)))


def publish_plain(port: int, rate: int) -> None:
    """A PUBLISH for each message, in pipelines of what is due."""
    import redis

    client = redis.Redis(port=port)
    messages = [wire.encode(sample(number)) for number in range(INSTANCES)]
    begun, number = time.perf_counter(), 0
    while os.getppid() != 1:
        due = int((time.perf_counter() - begun) * rate)
        with client.pipeline(transaction=False) as pipe:
            for each in range(number, due):
                pipe.publish("plain", messages[each % INSTANCES])
            pipe.execute()
        number = due
        time.sleep(0.005)


# ---------------------------------------------------------------------------- the console


class Rows(QAbstractTableModel):
    """The last value of each instance."""

    def __init__(self) -> None:
        super().__init__()
        self.cells = [["0"] * len(NAMES) for _each in range(INSTANCES)]

    def rowCount(self, _parent: Any = None) -> int:
        """One each."""
        return INSTANCES

    def columnCount(self, _parent: Any = None) -> int:
        """One for each value."""
        return len(NAMES)

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Text alone."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        cell: str = self.cells[index.row()][index.column()]
        return cell

    def put(self, samples: Sequence[Sample]) -> None:
        """The newest of each instance is shown."""
        newest = {each.instance: each for each in samples}
        for each in newest.values():
            self.cells[int(each.instance, 16)] = [f"{v:.1f}" for v in each.values.values()]
        self.announce()

    def announce(self) -> None:
        """All of it may have changed."""
        self.dataChanged.emit(self.index(0, 0), self.index(INSTANCES - 1, len(NAMES) - 1))


class Clock(QObject):
    """Notes how late its ticks are, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._due = 0.0
        self._timer = QTimer(self, interval=PERIOD, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        """Count from now on."""
        self.late, self._due = [], time.perf_counter() * 1000 + PERIOD
        self._timer.start()

    def _tick(self) -> None:
        late = max(0.0, time.perf_counter() * 1000 - self._due)
        self.late.append(late)
        self._due += PERIOD * (1 + late // PERIOD)


@dataclass(frozen=True)
class Figures:
    """Of one way at one rate."""

    way: str
    rate: int
    delivered: float
    late: Sequence[float]
    busy: float
    """Share of one core."""

    def line(self) -> str:
        """A row of the table."""
        ordered = sorted(self.late) or [0.0]
        p50, p99 = (ordered[int(len(ordered) * part)] for part in (0.5, 0.99))
        return (
            f"{self.way:<8}{self.rate:8,}/s{self.delivered:10,.0f} delivered/s"
            f"   late p50 {p50:5.1f}  p99 {p99:5.1f}  max {ordered[-1]:5.1f} ms"
            f"   {self.busy:5.1%} of a core"
        )


class Runner(QThread):
    """A subscriber's loop in a thread of Qt's."""

    def __init__(self, feed: Subscriber, stop: Stop) -> None:
        super().__init__()
        self._feed, self._stop = feed, stop

    def run(self) -> None:
        """Until it is stopped."""
        self._feed.run(self._stop)


def measured(
    way: str, rate: int, seconds: float, count: Callable[[], int], spin: Callable[[float], None]
) -> Figures:
    """Count for so long."""
    clock = Clock()
    spin(WARM)
    before, cpu, begun = count(), time.process_time(), time.perf_counter()
    clock.begin()
    spin(seconds)
    took = time.perf_counter() - begun
    cpu = time.process_time() - cpu
    return Figures(way, rate, (count() - before) / took, tuple(clock.late), cpu / took)


def spin_qt(app: QApplication) -> Callable[[float], None]:
    """Qt's own loop for so many seconds."""

    def spin(seconds: float) -> None:
        QTimer.singleShot(int(seconds * 1000), app.quit)
        app.exec()

    return spin


def ours(app: QApplication, port: int, rate: int, seconds: float) -> Figures:
    """The feed."""
    rows, view = Rows(), QTableView()
    view.setModel(rows)
    view.resize(1200, 800)
    view.show()
    counted = [0]

    def keep(payloads: Sequence[Payload]) -> None:
        counted[0] += len(payloads)

    feed, stop = Subscriber(connect_to(port), keep=keep), Stop()
    runner, timer = Runner(feed, stop), QTimer(interval=TAKES)
    timer.timeout.connect(lambda: rows.put(feed.take().samples))
    timer.start()
    runner.start()
    figures = measured("feed", rate, seconds, lambda: counted[0], spin_qt(app))
    stop.set()
    runner.wait()
    return figures


def plain(app: QApplication, port: int, rate: int, seconds: float) -> Figures:
    """Qasync and a signal for each message."""
    import msgpack
    import qasync  # type: ignore[import-untyped]
    from redis.asyncio import Redis as Client

    rows, view = Rows(), QTableView()
    view.setModel(rows)
    view.resize(1200, 800)
    view.show()

    class Heard(QObject):
        came = Signal(object)

    heard, counted = Heard(), [0]

    def show(fields: dict[str, Any]) -> None:
        counted[0] += 1
        rows.cells[int(fields["i"], 16)] = [f"{v:.1f}" for v in fields["v"].values()]

    heard.came.connect(show)
    timer = QTimer(interval=TAKES)
    timer.timeout.connect(rows.announce)
    timer.start()
    loop = qasync.QEventLoop(app)

    async def listen() -> None:
        async with Client(port=port) as client, client.pubsub() as pubsub:
            await pubsub.subscribe("plain")
            async for message in pubsub.listen():
                if message["type"] == "message":
                    heard.came.emit(msgpack.unpackb(message["data"])[1])

    with loop:
        task = loop.create_task(listen())
        figures = measured(
            "qasync", rate, seconds, lambda: counted[0],
            lambda many: loop.run_until_complete(asyncio.sleep(many)),
        )  # fmt: skip
        task.cancel()
        loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
        return figures


def stalled(port: int, seconds: float) -> str:
    """Nobody takes; by how much does memory grow?"""
    counted = [0]

    def keep(payloads: Sequence[Payload]) -> None:
        counted[0] += len(payloads)

    feed, stop = Subscriber(connect_to(port), keep=keep), Stop()
    runner = Runner(feed, stop)
    runner.start()
    time.sleep(2 * WARM)
    before = resident()
    time.sleep(seconds)
    after = resident()
    stop.set()
    runner.wait()
    taken = feed.take()
    return (
        f"nobody takes for {seconds:.0f} s: {counted[0]:,} came, {len(taken.samples):,} are kept,"
        f" memory grew by {(after - before) / 1024:+.1f} MB"
    )


def resident() -> int:
    """Of this process, in KB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def console(role: str, port: int, rate: int, seconds: float) -> None:
    """One measurement, in a process that ends at once behind it: Qt is not to be taken apart."""
    if role == "stalled":
        print(stalled(port, seconds), flush=True)
    else:
        app = QApplication([])
        Tidy(app)  # as the program does, for both
        way = ours if role == "feed" else plain
        print(json.dumps(asdict(way(app, port, rate, seconds))), flush=True)
    os._exit(0)


def beside(publisher: str, role: str, port: int, rate: int, seconds: float) -> str:
    """What a console says while a publisher works, each in a process of its own."""
    words = [sys.executable, __file__, "--seconds", str(seconds), "--role"]
    with subprocess.Popen([*words, publisher, str(port), str(rate)]) as working:
        try:
            ran = subprocess.run(
                [*words, role, str(port), str(rate)],
                stdout=subprocess.PIPE, text=True, check=True, timeout=seconds + 30,
            )  # fmt: skip
        finally:
            working.kill()
    return ran.stdout


def main() -> None:
    """Measure all, and print ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--rates", default="1000,10000,50000")
    parser.add_argument("--role", nargs=3, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.role:
        role, port, rate = chosen.role[0], int(chosen.role[1]), int(chosen.role[2])
        if role == "publish":
            publish_ours(port, rate)
        elif role == "publish-plain":
            publish_plain(port, rate)
        else:
            console(role, port, rate, chosen.seconds)
        return
    for rate in map(int, chosen.rates.split(",")):
        both = []
        for publisher, role in (("publish", "feed"), ("publish-plain", "qasync")):
            with Redis() as server:
                said = beside(publisher, role, server.port, rate, chosen.seconds)
            both.append(Figures(**json.loads(said)))
            print(both[-1].line(), flush=True)
        feed, first = (each.busy / max(each.delivered, 1) for each in both)
        print(f"{'':8}{rate:8,}/s  a message costs {feed / first:.2f} of what it costs qasync\n")
    with Redis() as server:
        print(beside("publish", "stalled", server.port, 10_000, chosen.seconds), end="")


if __name__ == "__main__":
    main()
