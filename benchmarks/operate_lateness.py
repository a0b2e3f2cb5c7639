"""How late the window is, and how soon a cancel is done, while servers misbehave.

    python benchmarks/operate_lateness.py [--seconds N] [--only ENGINE]

Real servers behind a proxy that fails: for each engine the sessions page refreshes every second
while the fault holds. Lateness is that of a precise 16 ms timer in the GUI thread, an idle phase
first; a cancel is timed from the click to the end of the question, the worst of three. In the end
the tab is closed, and what is left is counted: threads here, connections at the proxy and by the
server's own word.
"""

import argparse
import gc
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QElapsedTimer, QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from app.domain.endpoint import Access, Endpoint, secret_id
from app.main import build
from app.views.operate.answers import AnswerPanel
from app.views.operate.desk import Desk
from app.views.operate.panels.sessions import SessionsPanel
from app.workers.tidy import Tidy
from benchmarks.far_side import FarOracle, FarSide
from tests.servers import mysql
from tests.servers.mariadb import MariaDB
from tests.servers.redis_servers import Redis
from tests.views.operate.tried import Tried, TriedMysql, TriedRedis

PERIOD = 16  # milliseconds


class Clock(QObject):
    """Notes how late each tick is, in milliseconds, and how much of it is our own doing."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self.own: list[float] = []
        """Without the time in which the machine gave the processor to others."""
        self._waited = 0.0
        self._since = QElapsedTimer()
        self._timer = QTimer(self, interval=PERIOD, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin a phase."""
        self.late, self.own = [], []
        self._waited = kept_waiting()
        self._since.start()
        self._timer.start()

    @Slot()
    def _tick(self) -> None:
        late = max(0.0, self._since.nsecsElapsed() / 1e6 - PERIOD)
        waited, before = kept_waiting(), self._waited
        self._waited = waited
        self.late.append(late)
        self.own.append(max(0.0, late - (waited - before)))
        self._since.start()


def kept_waiting() -> float:
    """Milliseconds this thread could have run, and another program did: the kernel's own count."""
    try:
        said = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat").read_text()
    except OSError:
        return 0.0
    return int(said.split()[1]) / 1e6


def spin(until: Callable[[], bool], seconds: float) -> bool:
    """Let the window run until it is so."""
    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
    return until()


def line(name: str, clock: Clock, note: str = "") -> str:
    """A row of the table."""
    late, own = sorted(clock.late) or [0.0], sorted(clock.own) or [0.0]
    place = min(len(late) - 1, int(len(late) * 0.99))
    return (
        f"{name:<30}{len(late):5} ticks  p50 {statistics.median(late):5.1f}  p99 {late[place]:6.1f}"
        f"  max {late[-1]:6.1f} ms   own p99 {own[place]:6.1f}  max {own[-1]:6.1f} ms   {note}"
    )


@contextmanager
def opened(folder: Path, tried: Tried, port: int) -> Iterator[Desk]:
    """The whole program, with a server open in it."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    console = build(application, folder / "settings", folder / "state", folder / "data")
    console.preferences.change(secrets="run")
    at = Endpoint("b" * 32, tried.type_, tried.type_, "127.0.0.1", port, Access(**tried.access()))
    if tried.password is not None:
        console.secrets.keep(secret_id(at.id), tried.password)
    console.window.resize(1500, 900)
    console.window.show()
    console.window.show_page(console.window.pages.index(console.operate))
    desk = console.operate.open(at)
    try:
        assert spin(lambda: bool(desk.panels), 15), "no connection"
        yield desk
    finally:
        console.window.close()
        console.close()


class Phases:
    """All faults against one engine."""

    def __init__(self, tried: Tried, far: FarSide, panel: AnswerPanel, seconds: float) -> None:
        self._tried, self._far, self._panel, self._seconds = tried, far, panel, seconds
        self._clock = Clock()

    def run(self) -> None:
        """Each in turn, with a pause to come back in."""
        put, reset = self._far.put, self._far.reset
        question = self._panel.question
        self._phase("nothing wrong")
        self._phase("slow (0.3 s a way)", lambda: put("latency", 0.3), lambda: put("latency", 0.0))
        self._phase("black hole", lambda: put("black_hole", True), lambda: put("black_hole", False))
        self._phase("reset, again and again", reset, reset)
        self._phase(
            "cut in the midst", lambda: put("cut_after", 40), lambda: put("cut_after", None)
        )
        self._phase("refused", lambda: (put("refuse", True), reset()), lambda: put("refuse", False))
        self._phase(
            "silent at login", lambda: (put("silent", True), reset()), lambda: put("silent", False)
        )
        self._phase("restart", self._restart)
        self._phase(
            "a statement of 30 s",
            lambda: self._panel.poller.use(self._tried.slow),
            lambda: self._panel.poller.use(question),
        )

    def _restart(self) -> None:
        """Beside the window, whose wait for it would be measured."""
        threading.Thread(target=self._tried.restart).start()

    def _phase(
        self,
        name: str,
        put: Callable[[], object] = lambda: None,
        lift: Callable[[], object] = lambda: None,
    ) -> None:
        put()
        self._clock.start()
        spin(lambda: False, self._seconds)
        took = [self._cancel() for _again in range(3)]
        done = [seconds for seconds in took if seconds is not None]
        note = f"cancel {max(done):.2f} s" if done else ""
        print(line(f"{self._tried.type_}: {name}", self._clock, note), flush=True)
        lift()
        assert spin(self._answered(), 30), "it did not come back"

    def _cancel(self) -> float | None:
        """Once a question has been on its way for a moment; None where it never takes so long."""
        poller = self._panel.poller
        if not spin(lambda: poller.running and time.monotonic() - poller.began_at > 0.4, 2.5):
            return None
        begun = time.perf_counter()
        poller.cancel()
        spin(lambda: not poller.running, 10)
        return time.perf_counter() - begun

    def _answered(self) -> Callable[[], bool]:
        heard: list[object] = []
        self._panel.poller.answered.connect(heard.append)
        return lambda: bool(heard)


def measure(tried: Tried, far: FarSide, seconds: float, folder: Path) -> None:
    """Every phase, and what is left."""
    before = set(threading.enumerate())
    with opened(folder, tried, far.port) as desk:
        desk.open_panel("sessions")
        panel = desk.panels["sessions"]
        assert isinstance(panel, SessionsPanel)
        panel.own.setChecked(True)
        panel.idle.setChecked(True)
        panel.refreshing.set_interval(1)
        assert spin(lambda: panel._answered, 10)
        Phases(tried, far, panel, seconds).run()
    spin(lambda: not (left_of(before) or far.open or tried.held()), 10)
    print(
        f"{tried.type_}: left behind: {left_of(before) or 'no'} threads,"
        f" {far.open} connections at the proxy, {tried.held()} at the server"
    )


def left_of(before: set[threading.Thread]) -> list[str]:
    """Names of the threads that were not there; Qt's own, which called into Python once, aside."""
    left = set(threading.enumerate()) - before
    return [thread.name for thread in left if not isinstance(thread, threading._DummyThread)]


def mariadb() -> Iterator[tuple[Tried, FarSide]]:
    """MariaDB, and the network before it."""
    with MariaDB() as server, FarSide(server.port) as far:
        yield TriedMysql("mariadb", server), far


def mysql9() -> Iterator[tuple[Tried, FarSide]]:
    """MySQL 9, where it can be had."""
    if reason := mysql.missing():
        print(f"mysql: {reason}")
        return
    with mysql.MySQL() as server, FarSide(server.port) as far:
        yield TriedMysql("mysql", server), far


def redis() -> Iterator[tuple[Tried, FarSide]]:
    """Redis."""
    with Redis() as server, FarSide(server.port) as far:
        yield TriedRedis(server), far


def oracle() -> Iterator[tuple[Tried, FarSide]]:
    """The Oracle server of the tests."""
    with FarSide() as far:
        yield FarOracle(far), far


ENGINES = {"mariadb": mariadb, "mysql": mysql9, "redis": redis, "oracle": oracle}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each phase")
    parser.add_argument("--only", default="", choices=("", *ENGINES), help="one engine")
    given = parser.parse_args()
    application = QApplication([])
    gc.freeze()
    tidy = Tidy(application)  # as the program does
    with tempfile.TemporaryDirectory() as name:
        os.environ["MOHIST_HOME"] = name
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, nice {os.nice(0)}")
        clock = Clock()
        clock.start()
        spin(lambda: False, given.seconds)
        print(line("idle", clock))
        for only in [given.only] if given.only else ENGINES:
            for tried, far in ENGINES[only]():
                measure(tried, far, given.seconds, Path(name))
        print(f"load {os.getloadavg()[0]:.1f}")
    tidy.stop()


if __name__ == "__main__":
    main()
