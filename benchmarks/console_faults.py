"""How late the console is, and how soon a cancel is done, while its server misbehaves.

    python benchmarks/console_faults.py [--seconds N] [--only FAULT]

The whole program offscreen, over a real MariaDB behind a proxy that fails. For each fault a tab of
its own runs a statement of 200,000 rows into it; keys are typed and the result is scrolled
meanwhile. Lateness is that of a precise 16 ms timer in the GUI thread, by the clock and
without the time the machine gave to others. The cancel is timed from the key until another
statement may be run. After each fault the text, the pinned rows and the window are compared with
what they have to be, the same tab runs again, and is closed; sessions are what the server then
still holds by its own word.
"""

import argparse
import gc
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.endpoint import Access, Endpoint
from app.domain.inventory import DatabaseType, Instance
from app.main import build
from app.views.console.page import ConsolePage
from app.views.console.sheet import Sheet
from app.views.results.grid import ResultGrid
from app.workers.tidy import Tidy
from benchmarks.far_side import FarSide
from benchmarks.operate_lateness import Clock, left_of, line, spin
from tests.servers.mariadb import MariaDB
from tests.views.operate.tried import TriedMysql

KEYS = 40  # milliseconds between two keys: a fast typist's
SOON = 30.0  # seconds
MANY = "SELECT seq, REPEAT('x', 100) FROM mysql.seq_1_to_200000"
EARLIER = "SELECT seq, REPEAT('y', 40) FROM mysql.seq_1_to_5000"
TYPED = "abcdefghij "


@dataclass(frozen=True)
class Fault:
    """What happens between a tab and its server: put once rows come, or before the run."""

    name: str
    put: Callable[[], object] = lambda: None
    lift: Callable[[], object] = lambda: None
    before: bool = False


class Typist(QObject):
    """Presses a key at the end of the text, and scrolls the result in front, again and again."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._sheet = sheet
        self.typed = 0
        self._timer = QTimer(self, interval=KEYS)
        self._timer.timeout.connect(self._press)
        self._timer.start()

    @Slot()
    def _press(self) -> None:
        QTest.keyClicks(self._sheet.editor, TYPED[self.typed % len(TYPED)])
        self.typed += 1
        front = self._sheet.below.tabs.currentWidget()
        if isinstance(front, ResultGrid):
            bar = front.sheet.free.verticalScrollBar()
            bar.setValue((bar.value() + 7) % max(1, bar.maximum()))

    def stop(self) -> str:
        """Press no more; what was typed."""
        self._timer.stop()
        return "".join(TYPED[number % len(TYPED)] for number in range(self.typed))


def faults(tried: TriedMysql, far: FarSide) -> Iterator[Fault]:
    """All that are measured."""
    put, reset = far.put, far.reset
    yield Fault("nothing wrong")
    yield Fault("slow (0.3 s, 200 KB/s)",
                lambda: (put("latency", 0.3), put("rate", 200_000)),
                lambda: (put("latency", 0.0), put("rate", None)), before=True)  # fmt: skip
    yield Fault("silent in mid-result", lambda: put("black_hole", True),
                lambda: put("black_hole", False))  # fmt: skip
    yield Fault("reset in mid-result", reset)
    yield Fault("cut in mid-result", lambda: put("cut_after", 400_000),
                lambda: put("cut_after", None), before=True)  # fmt: skip
    yield Fault("refused", lambda: (put("refuse", True), reset()),
                lambda: put("refuse", False), before=True)  # fmt: skip
    yield Fault("silent at login", lambda: (put("silent", True), reset()),
                lambda: put("silent", False), before=True)  # fmt: skip
    # Beside the window, whose wait for it would be measured.
    yield Fault("restart", lambda: threading.Thread(target=tried.restart).start())


@contextmanager
def opened(folder: Path, port: int) -> Iterator[tuple[ConsolePage, Endpoint]]:
    """The whole program, with its console in front."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    console = build(application, folder / "settings", folder / "state", folder / "data")
    console.preferences.change(secrets="run")
    orders = Instance(
        "b" * 32, "orders", DatabaseType.MARIADB, "127.0.0.1", port,
        access=Access(user="root", connect_timeout=5.0),
    )  # fmt: skip
    console.window.resize(1500, 900)
    console.window.show()
    console.window.show_page(console.window.pages.index(console.sql))
    console.estate.load()
    console.estate.save([orders])
    try:
        assert spin(lambda: bool(console.inventory.endpoints()), SOON), "no inventory"
        yield console.sql, console.inventory.endpoints()[0]
    finally:
        console.window.close()
        console.close()


class Phase:
    """One fault, in a tab of its own."""

    def __init__(
        self, page: ConsolePage, at: Endpoint, tried: TriedMysql, fault: Fault, seconds: float
    ) -> None:
        self._page, self._tried, self._fault, self._seconds = page, tried, fault, seconds
        self.sheet = page.open_console(at)
        assert spin(lambda: self.sheet.session.ready, SOON), "no connection"
        assert tried.held() > 0, "sessions are not counted"
        self._run(EARLIER)
        [self.earlier] = self.sheet.below.tabs.grids
        self.sheet.below.tabs.pin(self.earlier)
        self._rows = self.earlier.reader.rows(0, 5000)

    def measure(self) -> None:
        """Print its row."""
        sheet, fault, clock = self.sheet, self._fault, Clock()
        shown = f"{MANY};\n-- "
        self._write(shown)
        typist = Typist(sheet)
        if fault.before:
            fault.put()
        clock.start()
        sheet.run(whole=True)
        if not fault.before:
            spin(lambda: self._rows_so_far() > 0, SOON)
            fault.put()
        spin(lambda: False, self._seconds)
        took = self._cancel()
        spin(lambda: False, 0.2)
        shown += typist.stop()
        row = line(fault.name, clock, f"cancel {took:.2f} s" if took is not None else "")
        lost = self._lost(shown)
        fault.lift()
        again = self._comes_back()
        left = self._close()
        print(
            f"{row}   {typist.typed} keys   {lost or 'all intact'};"
            f" back after {again:.1f} s; sessions left {left}",
            flush=True,
        )

    def _write(self, text: str) -> None:
        self.sheet.editor.selectAll()
        self.sheet.insert(text)

    def _run(self, text: str) -> None:
        self._write(text)
        self.sheet.run(whole=True)
        assert spin(lambda: not self.sheet.running.busy, SOON), f"it does not end: {text}"

    def _rows_so_far(self) -> int:
        last = [*self.sheet.below.tabs.grids][-1]
        return last.reader.count if last is not self.earlier else 0

    def _cancel(self) -> float | None:
        """Of what is on its way, or else of a statement that takes half a minute."""
        running = self.sheet.running
        if not running.busy:
            self.sheet.run(whole=True)
            spin(lambda: running.on_server or not running.busy, 1.0)
        if not running.busy:
            return None  # it fails sooner than it can be cancelled
        begun = time.perf_counter()
        running.cancel()
        assert spin(lambda: not running.busy, SOON), "it cannot be cancelled"
        return time.perf_counter() - begun

    def _lost(self, shown: str) -> str:
        """What is not as it was."""
        intact = {
            "text": self.sheet.editor.text == shown,
            "results": self.earlier.reader.rows(0, 5000) == self._rows
            and self.earlier in self.sheet.below.tabs.grids,
            "window": self._page.isVisible() and self._page.sheet is self.sheet,
        }
        return ", ".join(f"{name} LOST" for name, same in intact.items() if not same)

    def _comes_back(self) -> float:
        """Seconds until the same tab runs again."""
        begun = time.perf_counter()
        while self._answers() != "1":
            assert time.perf_counter() - begun < SOON, "it does not come back"
        return time.perf_counter() - begun

    def _answers(self) -> str:
        before = [*self.sheet.below.tabs.grids]
        self._run("SELECT 1")
        new = [grid for grid in self.sheet.below.tabs.grids if grid not in before]
        return str(new[0].reader.cell(0, 0)) if new and new[0].reader.count else ""

    def _close(self) -> int:
        """Sessions on the server once the tab is closed."""
        self._page.close_sheet(self.sheet)
        spin(lambda: self._held() == 0, 10)
        return self._held()

    def _held(self) -> int:
        return self._tried.held()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each fault")
    parser.add_argument("--only", default="", help="faults whose name begins so")
    given = parser.parse_args()
    application = QApplication([])
    gc.freeze()
    tidy = Tidy(application)  # as the program does
    before = set(threading.enumerate())
    with tempfile.TemporaryDirectory() as name, MariaDB() as server, FarSide(server.port) as far:
        os.environ["MOHIST_HOME"] = name
        tried = TriedMysql("mariadb", server)
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        with opened(Path(name), far.port) as (page, at):
            for fault in faults(tried, far):
                if fault.name.startswith(given.only):
                    Phase(page, at, tried, fault, given.seconds).measure()
        spin(lambda: not (left_of(before) or tried.held()), 10)
        print(
            f"in the end: {left_of(before) or 'no'} threads, {far.open} connections at the proxy,"
            f" {tried.held()} sessions at the server; load {os.getloadavg()[0]:.1f}"
        )
    tidy.stop()


if __name__ == "__main__":
    main()
