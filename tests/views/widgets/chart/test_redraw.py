"""How many charts are drawn in a frame."""

from typing import Any

import pytest
from PySide6.QtCore import QObject

from app.views.widgets.chart import redraw
from app.views.widgets.chart.redraw import Redraw


class Clock:
    """Goes on while something is drawn."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Slow(QObject):
    """Takes its time."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        super().__init__()
        self.drawn, self._clock, self._seconds = 0, clock, seconds

    def is_seen(self) -> bool:
        return True

    def render_now(self) -> None:
        self.drawn += 1
        self._clock.now += self._seconds


@pytest.mark.parametrize(("seconds", "in_a_frame"), [(0.001, 2), (0.02, 1)])
def test_a_slow_chart_is_alone_in_its_frame(
    qapp: Any, monkeypatch: pytest.MonkeyPatch, seconds: float, in_a_frame: int
) -> None:
    clock, frames = Clock(), Redraw()
    monkeypatch.setattr(redraw, "perf_counter", clock)
    charts = [Slow(clock, seconds) for _chart in range(4)]
    for chart in charts:
        frames.ask(chart)
    for frame in range(1, 4 // in_a_frame + 1):
        frames.draw_frame()
        assert sum(chart.drawn for chart in charts) == frame * in_a_frame
    assert not frames.waiting
