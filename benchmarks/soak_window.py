"""Whether the window can stay open for ever: memory, objects, threads and collections over time.

    python benchmarks/soak_window.py [--minutes 160] [--rows 1500] [--csv FILE] [--feed 200]
        [--trace]

The whole program, offscreen: two MariaDB that replicate, MySQL 9 where it can be had, three Redis,
each watched under several names (fourteen in all); a team's feed over another Redis; the history,
captures, and the live page, which goes from the fleet to charts to a comparison to the recorder. A
server hangs, and one restarts, now and then. A line a minute; at the end the slope of what the
first minutes did not fill, equal minutes of half an hour compared, with its standard error, and
whether memory is flat: 0 is given back where it is, 1 where it rises, 2 where the run
was too short to tell.
"""

import argparse
import gc
import itertools
import math
import os
import subprocess
import sys
import tempfile
import threading
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.domain.endpoint import Access, Tls, TlsMode
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Instance
from app.main import Console, build
from app.models.monitoring import live_series
from app.monitor.history.keeping import SLICE
from app.workers import tidy
from app.workers.tidy import Tidy, keep_apart
from benchmarks.memory_in_use import heap, rss, small_objects
from tests.servers import mysql
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL
from tests.servers.pairs import SourceAndReplica
from tests.servers.redis_servers import Redis

WARM_UP = 100.0
"""Minutes that fill caches, the half hour of samples that is held before its older quarter is first
packed (from then on memory in use falls and rises with the quarters, by what one holds), and twice
the live rows that are kept: they have room for so many. That is over after 62; the holes of the C
library settle more slowly, what they add having halved with each half hour. They are left out of
the slope."""
_PERIOD = math.lcm(int(SLICE // 60), tidy.OLD // 60_000)
"""Minutes after which memory goes through the same again: the history packs what came in each
quarter of an hour, and what was freed is given back every ten minutes."""
LIMIT = 16.0
"""KiB a minute below which memory is called flat: 23 MiB a day."""
_TURN = 60.0
"""Seconds between two views: each instance's charts were seen once before the slope begins."""
_ILL = 420.0
"""Seconds between two illnesses."""
_ROWS = 1500.0
"""Seconds of live rows that are kept here, so that they are full before the slope begins. The
program keeps two hours of them: with `--rows 7200` the first 125 minutes must be left out."""
_HEARD = 100
"""Instances of the feed that stand in the inventory."""
_COLUMNS = (
    "minute,rss_kib,anonymous_kib,heap_kib,held_back_kib,arenas_kib,blocks_kib,objects,threads,"
    "cpu,history_kib,young_ms,middle_ms,old_ms,samples,view"
)


class Collections:
    """How long the collector of garbage holds the window, by generation: milliseconds of processor
    time, for the machine may give the processor to others meanwhile.
    """

    def __init__(self) -> None:
        self.longest = [0.0, 0.0, 0.0]
        self.ever = [0.0, 0.0, 0.0]
        self.young: list[float] = []
        self._begun = 0.0
        gc.callbacks.append(self._note)

    def _note(self, phase: str, said: dict[str, Any]) -> None:
        if phase == "start":
            self._begun = time.thread_time()
            return
        took, generation = 1000 * (time.thread_time() - self._begun), said["generation"]
        self.longest[generation] = max(self.longest[generation], took)
        self.ever[generation] = max(self.ever[generation], took)
        if generation == 1:
            self.young.append(took)

    def minute(self) -> list[float]:
        """The longest of each since the last."""
        told, self.longest = self.longest, [0.0, 0.0, 0.0]
        return told


def instance(id_: str, name: str, type_: DatabaseType, port: int, user: str = "") -> Instance:
    """Without TLS, which the servers would pay for."""
    return Instance(
        id_, name, type_, "127.0.0.1", port, access=Access(user, tls=Tls(TlsMode.OFF))
    )  # fmt: skip


class Servers:
    """What is watched."""

    def __init__(self, ends: ExitStack) -> None:
        pair = ends.enter_context(SourceAndReplica(MariaDB(), MariaDB()))
        self.all: list[Any] = [pair.source, pair.replica]
        self.ends = [(DatabaseType.MARIADB, each, "root") for each in self.all]
        if not mysql.missing():
            self.all.append(ends.enter_context(MySQL()))
            self.ends.append((DatabaseType.MYSQL, self.all[-1], "root"))
        self.caches = [ends.enter_context(Redis()) for _each in range(3)]
        self.ends += [(DatabaseType.REDIS, each, "") for each in self.caches]
        self.feed = ends.enter_context(Redis())
        self._turn = itertools.count()

    def instances(self, count: int) -> Iterator[Instance]:
        """So many logins at them in turn."""
        for number, (type_, server, user) in zip(range(count), itertools.cycle(self.ends)):
            name = f"{type_.value}-{number:02}"
            yield instance(name, name, type_, server.port, user)

    def fall_ill(self) -> None:
        """One hangs for half a minute, then another restarts; in a thread beside the window."""
        turn = next(self._turn)
        if turn % 2:
            victim = self.caches[turn % len(self.caches)]
            threading.Thread(target=victim.restart, daemon=True).start()
            return
        victim = self.all[turn // 2 % len(self.all)]

        def hang() -> None:
            victim.freeze()
            time.sleep(30)
            victim.thaw()

        threading.Thread(target=hang, daemon=True).start()


class Visitor:
    """Goes from view to view of the live page."""

    def __init__(self, console: Console, ids: Sequence[str]) -> None:
        self._live, self.seen = console.live, "fleet"
        self._ids = itertools.cycle(ids)
        self._stops = itertools.cycle((self._one, self._one, self._fleet, self._many, self._past))
        self._all = tuple(ids)

    def go_on(self) -> None:
        """The next."""
        next(self._stops)()

    def _one(self) -> None:
        self.seen = next(self._ids)
        self._live.show_instance(self.seen)

    def _fleet(self) -> None:
        self.seen = "fleet"
        self._live.show_fleet()

    def _many(self) -> None:
        self.seen = "compare"
        self._live.fleet.compare_wanted.emit(self._all[:6])

    def _past(self) -> None:
        self.seen = "recorder"
        self._live.fleet.recorder_wanted.emit(self._all[:3])


def verdict(rise: float, error: float) -> tuple[str, int]:
    """Whether memory is flat, in words and as what a program gives back."""
    if rise + 2 * error <= LIMIT:
        return "flat", 0
    if rise - 2 * error > LIMIT:
        return "rises", 1
    return "cannot be told: run it longer", 2


def slope(minutes: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    """Units a minute by least squares, and the standard error of it.

    Memory rises while the samples of a quarter of an hour come in, and falls as they are packed and
    as what was freed is given back: only what was measured at the same minute of both is compared,
    each phase having a level of its own.
    """
    phases: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for minute, value in zip(minutes, values, strict=True):
        phases[round(minute) % _PERIOD].append((minute, value))
    spread = together = 0.0
    apart: list[tuple[float, float]] = []
    for points in phases.values():
        middle, mean = (sum(each) / len(points) for each in zip(*points, strict=True))
        for minute, value in points:
            apart.append((minute - middle, value - mean))
            spread += (minute - middle) ** 2
            together += (minute - middle) * (value - mean)
    free = len(apart) - len(phases) - 1
    if free < 1 or not spread:
        return math.nan, math.nan
    rise = together / spread
    rest = sum((value - rise * minute) ** 2 for minute, value in apart)
    return rise, math.sqrt(rest / free / spread)


class Follower:
    """Prints a line a minute."""

    def __init__(self, folder: Path, visitor: Visitor, said: argparse.Namespace) -> None:
        self._folder, self._visitor = folder, visitor
        self._csv, self._trace, self._warm_up = said.csv, said.trace, said.warm_up
        self._begun = self._at = time.monotonic()
        self._used = time.process_time()
        self.samples = 0
        self.collections = Collections()
        self.minutes: list[float] = []
        self.memory: list[float] = []
        self.in_use: list[float] = []
        """KiB of it that the program holds: taken with malloc, or small objects of Python's."""
        self.held_back: list[float] = []
        """KiB of it that the program gave back, and the C library or Python keeps."""
        self.objects: list[float] = []
        self._first: tracemalloc.Snapshot | None = None
        print(_COLUMNS, flush=True)

    def take(self, delivery: Any) -> None:
        """Count."""
        self.samples += len(delivery.samples)

    def tell(self) -> None:
        """A minute passed."""
        now, used = time.monotonic(), time.process_time()
        passed, minute = now - self._at, (now - self._begun) / 60
        longest = self.collections.minute()
        self.minutes.append(minute)
        there, anonymous = rss()
        used_heap, held_back = heap()
        arenas, blocks = small_objects()
        self.memory.append(there)
        self.in_use.append(used_heap + blocks)
        self.held_back.append(held_back + arenas - blocks)
        self.objects.append(len(gc.get_objects()))
        size = sum(each.stat().st_size for each in self._folder.rglob("*") if each.is_file())
        threads = sum(1 for _each in Path("/proc/self/task").iterdir())
        busy = 100 * (used - self._used) / passed
        line = (
            f"{minute:.1f},{there},{anonymous},{used_heap},{held_back},{arenas},{blocks},"
            f"{self.objects[-1]:.0f},{threads},{busy:.1f},{size // 1024},"
            f"{longest[0]:.1f},{longest[1]:.1f},{longest[2]:.1f},{self.samples},{self._visitor.seen}"
        )
        self._at, self._used, self.samples = now, time.process_time(), 0
        print(line, flush=True)
        if self._csv is not None:
            fresh = not self._csv.exists()
            with self._csv.open("a") as out:
                out.write(f"{_COLUMNS}\n{line}\n" if fresh else f"{line}\n")
        if self._trace and self._first is None and minute >= self._warm_up:
            gc.collect()
            self._first = tracemalloc.take_snapshot()

    def end(self) -> int:
        """Say what rises; what the program gives back."""
        later = [n for n, minute in enumerate(self.minutes) if minute > self._warm_up]
        minutes = [self.minutes[n] for n in later]
        said = {}
        for name, values in (
            ("KiB resident", self.memory), ("KiB in use", self.in_use),
            ("KiB held back", self.held_back), ("objects", self.objects),
        ):  # fmt: skip
            rise, error = said[name] = slope(minutes, [values[n] for n in later])
            print(f"{name} a minute after {self._warm_up:g} minutes: {rise:+.1f} ± {error:.1f}")
        word, _code = verdict(*said["KiB in use"])
        print(f"memory in use: {word} (limit: {LIMIT:g} KiB a minute)")
        word, code = verdict(*said["KiB resident"])
        print(f"memory: {word} (limit: {LIMIT:g} KiB a minute)")
        young = sorted(self.collections.young) or [0.0]
        print(
            f"young collections: {len(young)}, p50 {young[len(young) // 2]:.1f},"
            f" p99 {young[len(young) * 99 // 100]:.1f}, max {young[-1]:.1f} ms;"
            f" of everything: max {self.collections.ever[2]:.1f} ms"
        )
        if self._first is not None:
            gc.collect()
            last = tracemalloc.take_snapshot()  # the feed goes on meanwhile, and nobody takes it
            held = (sum(e.size for e in s.statistics("filename")) for s in (last, self._first))
            print(f"Python holds {(next(held) - next(held)) / 1024:+.0f} KiB more")
            for each in last.compare_to(self._first, "traceback")[:25]:
                print(each, *each.traceback.format(6), sep="\n")
        return code


def publisher(port: int, rate: int) -> "subprocess.Popen[bytes]":
    """A collector, in a process of its own."""
    feed = Path(__file__).with_name("feed.py")
    return subprocess.Popen([sys.executable, str(feed), "--role", "publish", str(port), str(rate)])


def every(seconds: float, call: Callable[[], None]) -> QTimer:
    """A timer that runs as long as it is held."""
    timer = QTimer(interval=int(seconds * 1000))
    timer.timeout.connect(call)
    timer.start()
    return timer


def main() -> int:
    """Run, print, and say whether memory is flat."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=WARM_UP + 60)
    parser.add_argument("--instances", type=int, default=14)
    parser.add_argument("--feed", type=int, default=200, help="messages a second")
    parser.add_argument("--warm-up", type=float, default=WARM_UP, help="minutes left out")
    parser.add_argument("--rows", type=float, default=_ROWS, help="seconds of live rows kept")
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--trace", action="store_true", help="say where memory was taken")
    said = parser.parse_args()
    live_series.KEPT = said.rows
    keep_apart()  # as the program does
    app = QApplication([])
    with ExitStack() as ends:
        home = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="mohist-soak-")))
        os.environ["MOHIST_HOME"] = str(home)
        servers = Servers(ends)
        working = ends.enter_context(publisher(servers.feed.port, said.feed))
        ends.callback(working.kill)
        console = build(app, home / "settings", home / "state", home / "data")
        watched = list(servers.instances(said.instances))
        heard = [
            instance(f"{n:032x}", f"far-{n:03}", DatabaseType.MYSQL, 3306) for n in range(_HEARD)
        ]
        feed = instance("feed", "feed", DatabaseType.REDIS, servers.feed.port)
        console.preferences.change(
            secrets="run", feed="feed", watched=tuple(each.id for each in watched)
        )
        console.window.resize(1500, 900)
        console.window.show()
        console.window.show_page(console.window.pages.index(console.live))
        console.live.set_inventory(Inventory.of([*watched, *heard, feed]))
        gc.freeze()
        keeper = Tidy(app)
        if said.trace:
            tracemalloc.start(6)
        visitor = Visitor(console, [each.id for each in watched])
        follower = Follower(home / "data", visitor, said)
        console.live.keeper.delivered.connect(follower.take)
        visitor.go_on()
        timers = [
            every(60, follower.tell), every(_TURN, visitor.go_on), every(_ILL, servers.fall_ill)
        ]  # fmt: skip
        QTimer.singleShot(int(said.minutes * 60_000) + 500, app.quit)
        app.exec()
        timers.clear()
        code = follower.end()
        keeper.stop()
        console.window.close()
        console.close()
    print("ended")
    return code


if __name__ == "__main__":
    sys.exit(main())
