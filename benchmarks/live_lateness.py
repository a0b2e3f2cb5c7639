"""How late the window is while everything that watches goes on at once.

    python benchmarks/live_lateness.py [--seconds 20] [--rate 10000] [--profile]

The whole program, offscreen: a thousand instances in the fleet, of which a team's feed tells over
a real Redis (its collector is a process of its own), `--rate` messages a second; all of it goes
into the history. One of them has all the metrics of MySQL twice a second, which is what the dozen
charts show. Lateness is that of a precise 16 ms timer in the GUI thread; `own` leaves out the time
in which the machine gave the processor to another program. The window without a feed comes first.
"""

import argparse
import cProfile
import gc
import os
import pstats
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.domain.endpoint import Access, Tls, TlsMode
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Instance
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Health, Sample
from app.domain.stop import Stop
from app.main import Console, build
from app.monitor.catalogue import load
from app.workers.tidy import Tidy
from benchmarks.operate_lateness import Clock, line
from tests.servers.redis_servers import Redis

INSTANCES = 1000
_CHARTED = 0.5
"""Seconds between two samples of the one whose charts are shown."""
_SETTLE = 5.0


def id_of(number: int) -> str:
    """Of an instance."""
    return f"{number:032x}"


# --------------------------------------------------------------- the process that publishes


def publish(port: int, rate: int) -> None:
    """As a collector does, until whoever started us goes."""
    from app.flows.watch.feed_out import Publisher
    from benchmarks.feed import connect_to

    publisher = Publisher("tower", connect_to(port))
    threading.Thread(target=publisher.run, args=(Stop(),), daemon=True).start()
    samples, charted = made_up(), time.time()
    begun, number = time.monotonic(), 0
    while os.getppid() != 1:
        due = int((time.monotonic() - begun) * rate)
        now = time.time()
        while number < due:
            publisher.publish(next(samples))
            number += 1
        if now >= charted:
            charted += _CHARTED
            for tier in (Tier.LIVE, Tier.STATUS):
                publisher.publish(whole(tier, now))
        time.sleep(0.005)


def keys(*tiers: Tier) -> list[str]:
    """Of the metrics of MySQL that have one value."""
    metrics = load().of(DatabaseType.MYSQL)
    return [each.name for each in metrics if each.tier in tiers and not each.each]


def made_up() -> Iterator[Sample]:
    """Of all but the first, in turn, with the figures that the fleet shows among others."""
    names, number = keys(Tier.LIVE, Tier.STATUS)[:8], 0
    while True:
        number += 1
        values = {name: (number * place) % 97 / 7 for place, name in enumerate(names, 1)}
        instance = id_of(1 + number % (INSTANCES - 1))
        yield Sample(instance, Tier.LIVE, time.time(), Health.UP, values)


def whole(tier: Tier, now: float) -> Sample:
    """Of the first, with everything of a tier."""
    values = {
        name: (now * place) % 50 for place, name in enumerate(keys(tier), 1)
    } | {f"mysql.sessions_by_wait/{each}": now % 7 for each in ("CPU", "Lock", "IO", "Log")
         if tier is Tier.LIVE}  # fmt: skip
    return Sample(id_of(0), tier, now, Health.UP, values)


# ------------------------------------------------------------------------------ the window


@contextmanager
def opened(folder: Path, app: QApplication, feed: int) -> Iterator[Console]:
    """The whole program at its live page; the feed is chosen later."""
    console = build(app, folder / "settings", folder / "state", folder / "data")
    access = Access(tls=Tls(TlsMode.OFF))
    fleet = [
        Instance(id_of(n), f"db-{n:04}", DatabaseType.MYSQL, "127.0.0.1", 3306)
        for n in range(INSTANCES)
    ]
    tower = Instance("feed", "feed", DatabaseType.REDIS, "127.0.0.1", feed, access=access)
    console.preferences.change(secrets="run")
    console.window.resize(1500, 900)
    console.window.show()
    console.window.show_page(console.window.pages.index(console.live))
    console.live.set_inventory(Inventory.of([*fleet, tower]))
    try:
        yield console
    finally:
        console.window.close()
        console.close()


def run(seconds: float) -> None:
    """Qt's own loop for so long."""
    QTimer.singleShot(int(1000 * seconds), QApplication.exit)
    QApplication.exec()


class Phases:
    """One after the other."""

    def __init__(self, console: Console, seconds: float, profile: bool) -> None:
        self._console, self._seconds = console, seconds
        self._profile = cProfile.Profile() if profile else None
        self._clock = Clock()
        self._samples = self._drawn = 0
        console.live.keeper.delivered.connect(self._count)

    def _count(self, delivery: object) -> None:
        self._samples += len(delivery.samples)  # type: ignore[attr-defined]

    def phase(self, name: str, begin: Callable[[], object] = lambda: None) -> None:
        """Let it settle, then measure."""
        begin()
        run(_SETTLE)
        self._samples, used, mine = 0, time.process_time(), time.thread_time()
        self._clock.start()
        if self._profile:
            self._profile.enable()
        run(self._seconds)
        if self._profile:
            self._profile.disable()
        used, mine = time.process_time() - used, time.thread_time() - mine
        said = (
            f"{self._samples / self._seconds:6.0f} samples/s delivered,"
            f" {100 * used / self._seconds:.0f} % of a core,"
            f" {100 * mine / self._seconds:.0f} % in the window's thread"
        )
        print(line(name, self._clock, said), flush=True)
        if self._profile:
            pstats.Stats(self._profile).sort_stats("tottime").print_stats(30)
            self._profile.clear()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each phase")
    parser.add_argument("--rate", type=int, default=10_000, help="messages a second")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--publish", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.publish:
        publish(given.publish, given.rate)
        return
    app = QApplication([])
    with tempfile.TemporaryDirectory(prefix="mohist-live-") as name, Redis() as server:
        os.environ["MOHIST_HOME"] = name
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        with opened(Path(name), app, server.port) as console:
            gc.freeze()
            tidy = Tidy(app)
            live = console.live
            phases = Phases(console, given.seconds, given.profile)
            phases.phase("idle, the fleet")
            words = ["--publish", str(server.port), "--rate", str(given.rate)]
            with subprocess.Popen([sys.executable, __file__, *words]) as working:
                try:
                    phases.phase(
                        "the fleet, fed", lambda: console.live.watching.hear("feed")
                    )  # fmt: skip
                    phases.phase("a dozen charts, fed", lambda: live.show_instance(id_of(0)))
                    print(f"{len(live.instance.board.charts)} charts")
                    phases.phase(
                        "a comparison, fed",
                        lambda: live.fleet.compare_wanted.emit([id_of(n) for n in range(6)]),
                    )
                finally:
                    working.kill()
            tidy.stop()


if __name__ == "__main__":
    main()
