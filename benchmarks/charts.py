"""What twelve charts of 3,600 points cost when all of them have something new twice a second.

    python benchmarks/charts.py [--charts N] [--points N] [--seconds S] [--platform offscreen]

First our chart and pyqtgraph's, each tuned as well as it goes, draw everything once, many times:
milliseconds of processor time for all of them. Then a window with ours runs live, and a precise
16 ms timer in the GUI thread says how late it fires, with hovering and without.
"""

import argparse
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from app.models.monitoring.live_series import LiveSeries
from app.models.monitoring.time_axis import TimeAxis
from app.views.style_sheet import style_sheet
from app.views.theme import LIGHT, palette
from app.views.widgets.chart import Chart, Line, Redraw, Scene
from benchmarks.gui_lateness import Clock

WIDTH, HEIGHT = 1280, 780
ROUNDS = 40


def walk(points: int, seed: int) -> list[float]:
    """Values as a server has them: a random walk with peaks."""
    import numpy as np

    dice = np.random.default_rng(seed)
    steps = np.abs(np.cumsum(dice.normal(0, 2, points)) + 200)
    steps[:: max(points // 12, 1)] *= 3
    values: list[float] = steps.tolist()
    return values


def board(charts: int) -> tuple[QWidget, QGridLayout]:
    """A window for so many charts in three columns."""
    window = QWidget()
    window.resize(WIDTH, HEIGHT)
    grid = QGridLayout(window)
    grid.setSpacing(4)
    return window, grid


def cost(draw: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Milliseconds of processor time of one call."""
    draw()
    spent = []
    for _round in range(rounds):
        begun = time.process_time()
        draw()
        spent.append((time.process_time() - begun) * 1000)
    return statistics.median(spent)


class Ours:
    """A window of our charts, a line each, whose series grow."""

    def __init__(self, charts: int, points: int, lines: int = 1) -> None:
        self.window, grid = board(charts)
        self.redraw, self.axis = Redraw(), TimeAxis(span=2.0 * points)
        self.series = [[LiveSeries(2.0, points) for _ in range(lines)] for _ in range(charts)]
        now = time.time()
        for number, parts in enumerate(self.series):
            for part, series in enumerate(parts):
                for place, value in enumerate(walk(points, number * 10 + part)):
                    series.add(now - 2.0 * (points - place), value)
        self.charts = [
            Chart(self.axis, self.redraw, self._source(number)) for number in range(charts)
        ]
        for number, chart in enumerate(self.charts):
            grid.addWidget(chart, number // 3, number % 3)
        self.window.show()

    def _source(self, number: int) -> Callable[[float, float], Scene]:
        def scene(begin: float, end: float) -> Scene:
            lines = tuple(
                Line(str(part), f"part {part}", series.points(begin, end), 2.0)
                for part, series in enumerate(self.series[number])
            )
            return Scene(f"Chart {number}", "1/s", lines=lines)

        return scene

    def draw(self) -> None:
        """All of them at once, which the program never does."""
        for chart in self.charts:
            chart.render_now()
            chart.repaint()

    def deliver(self) -> None:
        """A new point for each."""
        now = time.time()
        for number, parts in enumerate(self.series):
            for series in parts:
                series.add(now, (now * 7 + number * 11) % 400)
            self.charts[number].touch()


def pyqtgraph_draws(charts: int, points: int) -> Callable[[], object] | None:
    """The same drawn by pyqtgraph, with ranges fixed, its finiteness check off, a plain axis."""
    try:
        import numpy as np
        import pyqtgraph as pg
    except ImportError:
        return None
    window, grid = board(charts)
    times = np.arange(points) * 2.0
    curves = []
    for number in range(charts):
        plot = pg.PlotWidget(background="w")
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.disableAutoRange()
        plot.setRange(xRange=(0, 2.0 * points), yRange=(0, 1000), padding=0)
        curve = plot.plot(pen=pg.mkPen("b", width=1), skipFiniteCheck=True)
        curve.setDownsampling(auto=True, method="peak")
        curve.setClipToView(True)
        curves.append((plot, curve, np.array(walk(points, number))))
        grid.addWidget(plot, number // 3, number % 3)
    window.show()

    def draw() -> object:
        nonlocal times
        times = times + 2.0
        for plot, curve, values in curves:
            values[:-1] = values[1:]
            plot.setXRange(times[0], times[-1], padding=0)
            curve.setData(times, values)
            plot.viewport().repaint()
        return window

    return draw


def lateness(ours: Ours, seconds: float) -> Iterator[str]:
    """How late the window is while charts are fed twice a second."""
    clock = Clock()

    def after() -> Callable[[], bool]:
        end = time.perf_counter() + seconds
        return lambda: time.perf_counter() > end

    yield clock.during("standing still", after()).line()
    feed = QTimer(interval=500)
    feed.timeout.connect(ours.deliver)
    feed.start()
    yield clock.during("fed at 2 Hz", after()).line()
    hover = QTimer(interval=33)
    hover.timeout.connect(lambda: ours.axis.point(ours.axis.begin + time.time() % 60 * 60))
    hover.start()
    yield clock.during("and hovered over at 30 Hz", after()).line()


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description="What charts cost")
    arguments.add_argument("--charts", type=int, default=12)
    arguments.add_argument("--points", type=int, default=3600)
    arguments.add_argument("--seconds", type=float, default=5.0)
    arguments.add_argument("--platform", default="offscreen", help="a Qt platform, such as xcb")
    chosen = arguments.parse_args()
    os.environ["QT_QPA_PLATFORM"] = chosen.platform
    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")
    app.setPalette(palette(LIGHT))
    app.setStyleSheet(style_sheet(LIGHT))
    for lines in (1, 6):
        ours = Ours(chosen.charts, chosen.points, lines)
        app.processEvents()
        name = f"{chosen.charts} charts of {lines} × {chosen.points:,} points"
        print(f"{name}: {cost(ours.draw):6.1f} ms an update", flush=True)
        for line in lateness(ours, chosen.seconds):
            print(f"    {line}", flush=True)
        ours.window.close()
    print(f"resident: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    theirs = pyqtgraph_draws(chosen.charts, chosen.points)
    if theirs is not None:
        app.processEvents()
        print(f"the same, 1 line each, by pyqtgraph: {cost(theirs):6.1f} ms an update")
        print(f"resident: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
