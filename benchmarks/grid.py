"""The result grid with a million rows of twenty columns, beside Qt's own way on the same rows.

    python benchmarks/grid.py [--rows N] [--proxy N] [--platform offscreen]

Rows come in a lane, as from a driver, while the window lives; half of that time they are made. A
precise 16 ms timer in the GUI thread says how late it is (`gui_lateness.py`). CPU seconds tell what
a quiet machine would take. The other way is a list of tuples behind a `QAbstractTableModel`, sorted
and filtered by a `QSortFilterProxyModel`: in a process of its own, and with fewer rows, for a
million take it minutes. SQLite and DuckDB in the place of our store are measured by
`result_store.py`, without a window.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QApplication, QTableView

from app.domain.stop import Stop
from app.results.folder import ResultFolder
from app.results.store import ResultWriter
from app.views.results.grid import ResultGrid
from app.views.results.result_columns import Shapes
from app.views.style_sheet import style_sheet
from app.views.theme import LIGHT, palette
from app.workers.lane import Lane
from app.workers.tidy import Tidy
from benchmarks.gui_lateness import Clock, Figures, after
from benchmarks.result_store import DAY, INT, TEXT, WIDTH, batches, columns, memory

WATCHED = 3.0  # seconds of the phases that have no end by themselves
ROOT = QModelIndex()


def ours(count: int, folder: Path) -> Iterator[Figures]:
    """Everything somebody does with a large result, one after the other."""
    kept, lane, work = ResultFolder(folder), Lane("fill"), Lane("results")
    writer = ResultWriter(columns(), kept)
    base, begun = memory(), time.perf_counter()

    def fill(stop: Stop) -> None:
        for rows in batches(count):
            stop.check()
            writer.append(rows)
        writer.finish()

    grid = ResultGrid(writer.reader, work, Shapes())
    grid.apply_theme(LIGHT)
    grid.resize(1400, 800)
    grid.show()
    clock, first = Clock(), [0.0]

    def filled() -> bool:
        if grid.model.shown and not first[0]:
            grid.sheet.free.viewport().repaint()
            first[0] = time.perf_counter() - begun
        return writer.reader.complete and grid.model.shown == count

    yield clock.during("idle", after(WATCHED))
    begun = time.perf_counter()
    job = lane.submit(fill)
    ran = clock.during("rows arrive", filled)
    pace = f"first rows painted after {first[0]:.3f} s, {count / ran.seconds:,.0f} rows/s"
    yield Figures(ran.phase, ran.late, ran.seconds, f"{pace}, memory +{memory() - base:.0f} MB")
    most = memory()
    for phase, what in (
        ("sort by a number", lambda: grid.sort(INT)),
        ("sort by a text", lambda: grid.sort(TEXT)),
        ("sort by a date, descending", lambda: grid.sort(DAY, True)),
        ("filter: a word anywhere", lambda: _filter(grid, "abc")),
        ("filter: digits anywhere", lambda: _filter(grid, "4711")),
        ("filter: one column", lambda: _filter(grid, "column_12:hamb column_1>1000000000")),
        ("sort what is filtered", lambda: grid.sort(TEXT)),
        ("no filter any more", lambda: _filter(grid, "")),
        ("as it came", lambda: grid.sort(None)),
    ):
        yield _shown(clock, grid, phase, what)
        most = max(most, memory())
    yield _scrolled(clock, "a page at a time, as it came", grid.sheet.free)
    yield _shown(clock, grid, "sort by a text again", lambda: grid.sort(TEXT))
    told = _scrolled(clock, "a page at a time, sorted", grid.sheet.free)
    most = max(most, memory())
    on_disk = writer.reader.on_disk / 1e6
    note = f"{told.note}; memory most +{most - base:.0f} MB (now {memory():.0f} MB in all)"
    yield Figures(told.phase, told.late, told.seconds, f"{note}, {on_disk:.0f} MB on disk")
    del job
    grid.close_result()
    for each in (lane, work):
        each.close()
    writer.reader.close()
    kept.close()


def _filter(grid: ResultGrid, text: str) -> None:
    grid.filter.setText(text)
    grid.filter.want()


def _shown(clock: Clock, grid: ResultGrid, phase: str, what: Callable[[], object]) -> Figures:
    """From the wish until it is on the screen."""
    begun: list[float] = []

    def over() -> bool:
        if not begun:
            begun.extend((time.perf_counter(), time.process_time()))
            what()
        return not grid.arranger.busy

    made = clock.during(phase, over)
    grid.sheet.free.viewport().repaint()
    took, worked = time.perf_counter() - begun[0], time.process_time() - begun[1]
    return Figures(phase, made.late, took, f"{grid.model.shown:,} rows, {worked:.2f} s of CPU")


def _scrolled(clock: Clock, phase: str, view: QTableView) -> Figures:
    """Pages after pages, each painted, through all of it."""
    bar, took, worked = view.verticalScrollBar(), list[float](), list[float]()
    step = max(bar.maximum() // 150, 1)
    bar.setValue(0)

    def over() -> bool:
        begun, idle = time.perf_counter(), time.thread_time()
        bar.setValue(bar.value() + step)
        view.viewport().repaint()
        took.append((time.perf_counter() - begun) * 1e3)
        worked.append((time.thread_time() - idle) * 1e3)
        return bar.value() >= bar.maximum() or len(took) >= 150

    made = clock.during(phase, over)
    took.sort()
    worked.sort()
    middle = len(took) // 2
    note = f"{len(took)} steps: p50 {took[middle]:.1f}, most {took[-1]:.1f} ms"
    note += f" (CPU {worked[middle]:.1f}, {worked[-1]:.1f})"
    return Figures(phase, made.late, made.seconds, note)


class _ListModel(QAbstractTableModel):
    """Rows as a list, the way it is done in most examples."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        super().__init__()
        self.rows = rows

    def rowCount(self, parent: Any = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Any = ROOT) -> int:
        return 0 if parent.isValid() else WIDTH

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        value = self.rows[index.row()][index.column()]
        return value if isinstance(value, int | float) else "" if value is None else str(value)


def theirs(count: int) -> Iterator[Figures]:
    """The same with a list and a proxy, which work in the GUI thread."""
    base, clock = memory(), Clock()
    rows = [row for batch in batches(count) for row in batch]
    model, proxy, view = _ListModel(rows), QSortFilterProxyModel(), QTableView()
    proxy.setSourceModel(model)
    proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    view.setModel(proxy)
    view.resize(1400, 800)
    view.show()

    def during(phase: str, what: Callable[[], object]) -> Figures:
        begun: list[float] = []

        def over() -> bool:
            if not begun:
                begun.extend((time.perf_counter(), time.process_time()))
                what()
                return False
            return True

        made = clock.during(phase, over)
        took, worked = time.perf_counter() - begun[0], time.process_time() - begun[1]
        return Figures(phase, made.late, took, f"{proxy.rowCount():,} rows, {worked:.2f} s of CPU")

    yield during(f"(memory +{memory() - base:.0f} MB)", lambda: None)
    yield during("sort by a number", lambda: proxy.sort(INT))
    yield during("sort by a text", lambda: proxy.sort(TEXT))
    yield during("sort by a date", lambda: proxy.sort(DAY))
    proxy.sort(-1)
    proxy.setFilterKeyColumn(-1)
    yield during("filter: a word anywhere", lambda: proxy.setFilterFixedString("abc"))
    proxy.setFilterFixedString("")
    yield _scrolled(clock, "a page at a time", view)


def main() -> None:
    """Print a row for each phase."""
    arguments = argparse.ArgumentParser(description="The result grid")
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--proxy", type=int, default=20_000, help="rows of the other way")
    arguments.add_argument("--platform", default="offscreen", help="a Qt platform, such as xcb")
    arguments.add_argument("--theirs", action="store_true", help="the other way alone")
    chosen = arguments.parse_args()
    os.environ["QT_QPA_PLATFORM"] = chosen.platform
    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")
    app.setPalette(palette(LIGHT))
    app.setStyleSheet(style_sheet(LIGHT))
    tidy = Tidy(app)
    if chosen.theirs:
        print(f"QSortFilterProxyModel over a list of {chosen.proxy:,} rows of {WIDTH} columns")
        for figures in theirs(chosen.proxy):
            print(figures.line(), flush=True)
    else:
        print(f"The result grid, {chosen.rows:,} rows of {WIDTH} columns")
        with tempfile.TemporaryDirectory() as folder:
            for figures in ours(chosen.rows, Path(folder) / "results"):
                print(figures.line(), flush=True)
        if chosen.proxy:
            again = [sys.executable, __file__, "--theirs", "--proxy", str(chosen.proxy)]
            subprocess.run([*again, "--platform", chosen.platform], check=True)
    del tidy


if __name__ == "__main__":
    main()
