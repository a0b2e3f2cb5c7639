"""One axis: it goes on while it is live, and stands, zooms and goes back when told."""

from typing import Any

import pytest

from app.models.monitoring.time_axis import LONGEST, SHORTEST, TimeAxis


class Clock:
    def __init__(self) -> None:
        self.now = 10_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def axis(clock: Clock, qapp: Any) -> TimeAxis:
    return TimeAxis(600.0, clock)


def test_live_it_goes_on(qtbot: Any, axis: TimeAxis, clock: Clock) -> None:
    clock.now += 5
    with qtbot.waitSignal(axis.moved, timeout=2000):
        pass
    assert (axis.begin, axis.end) == (9405, 10_005)


def test_paused_it_stands_and_goes_on_from_now(axis: TimeAxis, clock: Clock) -> None:
    axis.pause()
    clock.now += 50
    axis.step()
    assert axis.end == 10_000
    axis.toggle()
    assert axis.live
    assert axis.end == 10_050


def test_zooming_keeps_the_moment_in_its_place(axis: TimeAxis) -> None:
    axis.show(9000, 9400)
    axis.zoom(0.5, 9100)
    assert (axis.begin, axis.end) == (9050, 9250)
    axis.zoom(1e9)
    assert axis.span == LONGEST
    axis.zoom(1e-12)
    assert axis.span == SHORTEST


def test_live_zooming_stays_live(axis: TimeAxis) -> None:
    axis.zoom(2)
    assert axis.live
    assert (axis.begin, axis.end) == (8800, 10_000)


def test_back_is_what_was_before(axis: TimeAxis) -> None:
    axis.show(9100, 9000)
    assert (axis.begin, axis.end, axis.live) == (9000, 9100, False)
    axis.back()
    assert axis.live
    assert axis.span == 600
    assert not axis.can_go_back
    axis.back()


def test_nothing_is_shown_of_what_is_to_come(axis: TimeAxis) -> None:
    axis.shift(-0.5)
    assert axis.end == 9700
    axis.shift(5)
    assert axis.end == 10_000
    axis.show_around(9990)
    assert axis.end == 10_000
    assert axis.cursor == 9990


def test_pointing_is_told_once(qtbot: Any, axis: TimeAxis) -> None:
    told: list[float | None] = []
    axis.pointed.connect(lambda: told.append(axis.cursor))
    for moment in (9500.0, 9500.0, None):
        axis.point(moment)
    assert told == [9500, None]
