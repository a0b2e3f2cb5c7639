"""How late the window is while 100,000 findings arrive, are sorted, filtered and grouped.

    python benchmarks/gui_lateness.py [--findings N] [--files N] [--platform offscreen]

A precise 16 ms timer in the GUI thread is the measure: how many milliseconds after its time it
fires. The audit is a real one: scripts in a folder of its own, the flow with its processes, the
worker, the models, the page on the screen. Every phase is measured in one run, after an idle one.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

PERIOD = 16  # milliseconds
IDLE = 3.0  # seconds
STATEMENT = "DELETE FROM account_{n};\n"
"""Each statement gives one finding of the default profile, each of another object."""


@dataclass(frozen=True)
class Figures:
    """Lateness of one phase in milliseconds."""

    phase: str
    late: list[float]
    seconds: float
    note: str = ""

    def line(self) -> str:
        """A row of the table."""
        ordered = sorted(self.late)
        p50 = statistics.median(ordered)
        p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
        return (
            f"{self.phase:<28}{self.seconds:7.2f} s{len(ordered):7} ticks"
            f"   p50 {p50:5.1f}   p99 {p99:6.1f}   max {ordered[-1]:6.1f} ms   {self.note}"
        )


def write_scripts(folder: Path, files: int, findings: int) -> None:
    """Scripts with so many findings together."""
    for file in range(files):
        share = range(file, findings, files)
        text = "".join(STATEMENT.format(n=n) for n in share)
        (folder / f"V{file + 1}__change.sql").write_text(text, "utf-8")


def measure(findings: int, files: int) -> list[Figures]:
    """Run all phases."""
    from PySide6.QtCore import QObject, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from app.domain.finding import Severity
    from app.models.findings_order import Choice, Column, Grouping, words_of
    from app.models.preferences import Preferences
    from app.views.audit import AuditPage
    from app.views.style_sheet import style_sheet
    from app.views.theme import LIGHT, palette
    from app.workers.tidy import Tidy

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setStyle("Fusion")
    app.setPalette(palette(LIGHT))
    app.setStyleSheet(style_sheet(LIGHT))
    Tidy(app)  # as the program does

    class Clock(QObject):
        """Notes how late its ticks are."""

        def __init__(self) -> None:
            super().__init__()
            self.late: list[float] = []
            self._due = 0.0
            self._timer = QTimer(self, interval=PERIOD, timerType=Qt.TimerType.PreciseTimer)
            self._timer.timeout.connect(self._tick)

        def _tick(self) -> None:
            now = time.perf_counter() * 1000
            self.late.append(max(0.0, now - self._due))
            self._due = max(self._due + PERIOD, now)

        def during(self, phase: str, until: Callable[[], bool], note: str = "") -> Figures:
            self.late, begun = [], time.perf_counter()
            self._due = begun * 1000 + PERIOD
            self._timer.start()
            wait(until)
            self._timer.stop()
            return Figures(phase, self.late or [0.0], time.perf_counter() - begun, note)

    def wait(until: Callable[[], bool]) -> None:
        while not until():
            app.processEvents(_WAIT, 50)

    from PySide6.QtCore import QEventLoop

    _WAIT = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "scripts").mkdir()
        write_scripts(place / "scripts", files, findings)
        preferences = Preferences(place / "settings.json")
        page = AuditPage(preferences)
        page.apply_theme(LIGHT)
        page.resize(1400, 900)
        page.show()
        session, table = page.session, page.session.findings
        clock = Clock()
        result = []

        def after(seconds: float) -> Callable[[], bool]:
            end = time.perf_counter() + seconds
            return lambda: time.perf_counter() > end

        def settled() -> bool:
            return not table.arranging

        result.append(clock.during("idle", after(IDLE)))
        page.take_files([place / "scripts"])
        ran = clock.during("findings arrive", lambda: not session.running)
        result.append(
            Figures(ran.phase, ran.late, ran.seconds, f"{len(table.store) / ran.seconds:,.0f}/s")
        )
        result.append(clock.during("then sorted by severity", settled))
        for column in (Column.OBJECT, Column.MESSAGE, Column.LINE):
            page.findings.view.sortByColumn(column, Qt.SortOrder.DescendingOrder)
            result.append(clock.during(f"sort by {column.name.lower()}", settled))
        for typed in ("a", "ac", "acc", "account_77"):
            table.choose(Choice(words=words_of(typed)))
            result.append(clock.during(f"filter {typed!r}", settled, f"{table.shown:,} shown"))
        table.choose(Choice(severities=frozenset({Severity.ERROR})))
        result.append(clock.during("errors only", settled))
        for grouping in (Grouping.FILE, Grouping.RULE, Grouping.NONE):
            table.group_by(grouping)
            result.append(clock.during(f"group by {grouping}", settled))
        rows = page.findings.view
        end = time.perf_counter() + 3

        def scroll() -> bool:
            rows.step(1)
            return time.perf_counter() > end

        result.append(clock.during("step through findings", scroll))
        print(f"{len(table.store):,} findings in {files:,} files, {table.rowCount():,} rows")
        page.shut()
    return result


def main() -> None:
    """Print one row a phase."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--findings", type=int, default=100_000)
    arguments.add_argument("--files", type=int, default=200)
    arguments.add_argument("--platform", default="offscreen", help="a Qt platform, such as xcb")
    chosen = arguments.parse_args()
    os.environ["QT_QPA_PLATFORM"] = chosen.platform
    for figures in measure(chosen.findings, chosen.files):
        print(figures.line())


if __name__ == "__main__":
    main()
