"""The board of charts, which is laid out anew with each view that is looked at."""

from typing import Any

import pytest

from app.models.monitoring.time_axis import TimeAxis
from app.views.live.board import Board, Plan
from app.views.widgets.chart import Redraw, Scene
from benchmarks.memory_in_use import heap
from tests.views.live.watching import Clock


def test_laid_out_again_and_again_it_takes_no_more_memory(qtbot: Any) -> None:
    """What a layout keeps of each widget is nobody's once it was taken out of it by number."""
    if not heap()[0]:
        pytest.skip("this C library does not tell what is in use")
    board = Board(TimeAxis(3600.0, Clock()), Redraw())
    qtbot.addWidget(board)
    plans = [Plan(str(number), lambda _start, _end: Scene("Threads")) for number in range(12)]

    def again(times: int) -> None:
        for _each in range(times):
            board.show_plans(plans)

    again(10)
    before, _held = heap()
    again(500)
    after, _held = heap()
    assert after - before < 250  # KiB; an item left behind each time makes 560
    assert list(board.charts) == [plan.key for plan in plans]
