"""How late the window is while 100,000 findings arrive, are sorted, filtered and grouped.

    python benchmarks/gui_lateness.py [--findings N] [--files N] [--platform offscreen]

A precise 16 ms timer in the GUI thread is the measure: how many milliseconds after its time it
fires. The audit is a real one: scripts in a folder of its own, the flow with its processes, the
worker, the models, the page on the screen. Every phase is measured in one run, an idle one first.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.domain.finding import Severity
from app.models.findings_order import Choice, Column, Grouping, words_of
from app.models.preferences import Preferences
from app.store.runs import RunStore
from app.views.audit import AuditPage
from app.views.style_sheet import style_sheet
from app.views.theme import LIGHT, palette
from app.workers.tidy import Tidy

PERIOD = 16  # milliseconds
WATCHED = 3.0  # seconds of the phases that have no end by themselves
STATEMENT = "DELETE FROM account_{n};\n"
"""Each statement gives one finding of the default profile, each of another object."""
WAIT = QEventLoop.ProcessEventsFlag.WaitForMoreEvents


@dataclass(frozen=True)
class Figures:
    """Lateness of the ticks of one phase, in milliseconds."""

    phase: str
    late: list[float]
    seconds: float
    note: str = ""
    busy: tuple[float, ...] = ()
    """Milliseconds of CPU that the GUI thread took at a stretch, whatever else runs."""

    def line(self) -> str:
        """A row of the table."""
        ordered = sorted(self.late)
        p50 = statistics.median(ordered)
        p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
        return (
            f"{self.phase:<28}{self.seconds:7.2f} s{len(ordered):7} ticks"
            f"   p50 {p50:5.1f}   p99 {p99:6.1f}   max {ordered[-1]:6.1f} ms"
            f"{self._own}   {self.note}"
        )

    @property
    def _own(self) -> str:
        if not self.busy:
            return ""
        ordered = sorted(self.busy)
        p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
        return f"   cpu p99 {p99:5.1f} max {ordered[-1]:5.1f} ms"


class Clock(QObject):
    """Notes how late its ticks are."""

    def __init__(self) -> None:
        super().__init__()
        self._late: list[float] = []
        self._due = 0.0
        self._timer = QTimer(self, interval=PERIOD, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        late = max(0.0, time.perf_counter() * 1000 - self._due)
        self._late.append(late)
        self._due += PERIOD * (1 + late // PERIOD)  # Qt leaves out what it missed

    def during(self, phase: str, until: Callable[[], bool]) -> Figures:
        """Tick while events are processed, until something is so."""
        self._late, begun = [], time.perf_counter()
        self._due = begun * 1000 + PERIOD
        self._timer.start()
        busy = []
        while not until():
            before = time.thread_time()
            QApplication.processEvents(WAIT)  # without a time limit, which would not wait
            busy.append((time.thread_time() - before) * 1000)
        self._timer.stop()
        seconds = time.perf_counter() - begun
        return Figures(phase, self._late or [0.0], seconds, busy=tuple(busy))


def write_scripts(folder: Path, files: int, findings: int) -> None:
    """Scripts with so many findings together."""
    folder.mkdir()
    for file in range(files):
        text = "".join(STATEMENT.format(n=n) for n in range(file, findings, files))
        (folder / f"V{file + 1}__change.sql").write_text(text, "utf-8")


def after(seconds: float) -> Callable[[], bool]:
    """True once so much time is over."""
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() > end


def phases(page: AuditPage, scripts: Path) -> Iterator[Figures]:
    """Everything that may hold the window up, one after the other."""
    clock, table, view = Clock(), page.session.findings, page.findings.view

    def settled() -> bool:
        return not table.arranging

    def stepped() -> bool:
        view.step(1)
        return over()

    yield clock.during("idle", after(WATCHED))
    page.take_files([scripts])
    ran = clock.during("findings arrive", lambda: not page.session.running)
    pace = f"{len(table.store):,} findings, {len(table.store) / ran.seconds:,.0f} a second"
    yield replace(ran, note=pace)
    yield clock.during("then they are sorted", settled)
    for column in (Column.OBJECT, Column.MESSAGE, Column.LINE):
        view.sortByColumn(column, Qt.SortOrder.DescendingOrder)
        yield clock.during(f"sort by {column.name.lower()}", settled)
    for typed in ("a", "ac", "acc", "account_77"):
        table.choose(Choice(words=words_of(typed)))
        yield clock.during(f"filter by {typed!r}", settled)
    table.choose(Choice(severities=frozenset({Severity.ERROR})))
    yield clock.during("errors only", settled)
    for grouping in (Grouping.FILE, Grouping.RULE, Grouping.NONE):
        table.group_by(grouping)
        yield clock.during(f"group: {grouping}", settled)
    over = after(WATCHED)
    yield clock.during("next finding, at full speed", stepped)


def main() -> None:
    """Print a row for each phase."""
    arguments = argparse.ArgumentParser(description="How late the window is")
    arguments.add_argument("--findings", type=int, default=100_000)
    arguments.add_argument("--files", type=int, default=200)
    arguments.add_argument("--platform", default="offscreen", help="a Qt platform, such as xcb")
    chosen = arguments.parse_args()
    os.environ["QT_QPA_PLATFORM"] = chosen.platform
    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")
    app.setPalette(palette(LIGHT))
    app.setStyleSheet(style_sheet(LIGHT))
    Tidy(app)  # as the program does
    with tempfile.TemporaryDirectory() as name:
        scripts = Path(name) / "scripts"
        write_scripts(scripts, chosen.files, chosen.findings)
        page = AuditPage(Preferences(Path(name) / "settings.json"), RunStore(Path(name) / "runs"))
        page.apply_theme(LIGHT)
        page.resize(1400, 900)
        page.show()
        for figures in phases(page, scripts):
            print(figures.line(), flush=True)
        page.shut()


if __name__ == "__main__":
    main()
