"""How late the window is, and how soon a cancel is done, while servers misbehave.

    python benchmarks/operate_lateness.py [--seconds N]

Real servers behind a proxy that fails: for each engine the sessions page refreshes every second
while the fault holds. Lateness is that of a precise 16 ms timer in the GUI thread, an idle phase
first; a cancel is timed from the click to the end of the question.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QElapsedTimer, QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from app.domain.endpoint import Access, Endpoint
from app.models.preferences import Preferences
from app.views.operate.answers import AnswerPanel
from app.views.operate.desk import Desk
from app.views.operate.histories import NoHistories
from app.views.operate.making import DeskMaker
from app.workers.lane import wait_for_lanes
from tests.fakes import FakeJournal
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mariadb import MariaDB
from tests.servers.redis_servers import Redis

PERIOD = 16  # milliseconds


class Clock(QObject):
    """Notes how late each tick is, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._since = QElapsedTimer()
        self._timer = QTimer(self, interval=PERIOD, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin a phase."""
        self.late = []
        self._since.start()
        self._timer.start()

    @Slot()
    def _tick(self) -> None:
        self.late.append(max(0.0, self._since.nsecsElapsed() / 1e6 - PERIOD))
        self._since.start()


def spin(until: Callable[[], bool], seconds: float) -> bool:
    """Let the window run until it is so."""
    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
    return until()


def line(name: str, late: list[float], note: str = "") -> str:
    """A row of the table."""
    ordered = sorted(late) or [0.0]
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return (
        f"{name:<28}{len(ordered):6} ticks   p50 {statistics.median(ordered):5.1f}"
        f"   p99 {p99:6.1f}   max {ordered[-1]:6.1f} ms   {note}"
    )


@contextmanager
def opened(folder: Path, type_: str, port: int) -> Iterator[Desk]:
    """A desk over a server."""
    preferences = Preferences(folder / "settings.json")
    maker = DeskMaker(
        preferences, FakeJournal(), lambda _id: None, NoHistories(), print, print, print
    )
    access = Access(user="" if type_ == "redis" else "root", statement_timeout=60)
    desk = maker(Endpoint("b" * 32, type_, type_, "127.0.0.1", port, access))
    desk.resize(1200, 700)
    desk.show()
    desk.connect_now()
    try:
        assert spin(lambda: bool(desk.panels), 15), "no connection"
        yield desk
    finally:
        desk.shut()
        wait_for_lanes()
        preferences.finish()


def measure(type_: str, port: int, seconds: float, folder: Path) -> None:
    """All faults against one engine."""
    clock = Clock()
    with FaultProxy(port) as proxy, opened(folder, type_, proxy.port) as desk:
        desk.open_panel("sessions")
        panel = desk.panels["sessions"]
        assert isinstance(panel, AnswerPanel)
        panel.refreshing.set_interval(1)
        spin(lambda: panel._answered, 10)
        faults: dict[str, Callable[[bool], object]] = {
            "nothing wrong": lambda _on: None,
            "slow (0.3 s a way)": lambda on: setattr(proxy, "latency", 0.3 if on else 0.0),
            "black hole": lambda on: setattr(proxy, "black_hole", on),
            "reset": lambda _on: None,
            "refused": lambda on: setattr(proxy, "refuse", on),
            "silent at login": lambda on: setattr(proxy, "silent", on),
        }
        breaks = {"reset", "refused", "silent at login"}
        for name, put in faults.items():
            put(True)
            if name in breaks:
                proxy.reset()
            clock.start()
            spin(lambda: False, seconds)
            note = ""
            if panel.poller.running:
                begun = time.perf_counter()
                panel.poller.cancel()
                done = spin(lambda: not panel.poller.running, 10)
                note = f"cancel {time.perf_counter() - begun:.2f} s{'' if done else ' NOT DONE'}"
            print(line(f"{type_}: {name}", clock.late, note), flush=True)
            put(False)
            spin(lambda: False, 1.5)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each phase")
    seconds = parser.parse_args().seconds
    application = QApplication([])
    with tempfile.TemporaryDirectory() as name:
        os.environ["MOHIST_HOME"] = name
        clock = Clock()
        clock.start()
        spin(lambda: False, seconds)
        print(line("idle", clock.late))
        with MariaDB() as mariadb:
            measure("mariadb", mariadb.port, seconds, Path(name))
        with Redis() as redis:
            measure("redis", redis.port, seconds, Path(name))
    del application


if __name__ == "__main__":
    main()
