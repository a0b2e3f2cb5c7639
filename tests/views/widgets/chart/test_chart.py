"""What a chart shows and says: to the eye by its pixels, to the mouse, the keyboard, the ear."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from app import i18n
from app.domain.errors import ConsoleError
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.sample import Mark, MarkKind
from app.models.monitoring.points import Points, points
from app.models.monitoring.time_axis import TimeAxis
from app.views.theme import DARK, LIGHT
from app.views.widgets.chart import Chart, Limit, Line, Redraw, Scene
from app.views.widgets.chart.layout import Look

NOW = 1_764_331_200.0
TIMES = np.arange(NOW - 600, NOW, 2.0)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


def line(values: Sequence[float] | Any, title: str = "calls") -> Line:
    return Line(title, title, points(TIMES[: len(values)], values), 2.0)


class Stand:
    """Charts on one axis, drawn when the test says so."""

    def __init__(self, qtbot: Any) -> None:
        self.qtbot, self.clock = qtbot, Clock()
        self.axis, self.redraw = TimeAxis(600.0, self.clock), Redraw()
        self.axis.pause()

    def chart(self, scene: Scene, size: tuple[int, int] = (640, 200)) -> Chart:
        made = Chart(self.axis, self.redraw, lambda _begin, _end: scene)
        self.qtbot.addWidget(made)
        made.resize(*size)
        made.show()
        QApplication.processEvents()
        self.draw()
        return made

    def draw(self) -> None:
        while self.redraw.waiting:
            self.redraw.draw_frame()


@pytest.fixture
def stand(qtbot: Any) -> Stand:
    return Stand(qtbot)


def place(chart: Chart, moment: float, share: float = 0.5) -> QPoint:
    """Where a moment stands on a chart, so high up."""
    layout = chart.layout_in(QRectF(chart.rect()), Look(LIGHT, chart.font()))
    return QPointF(layout.x(moment), layout.plot.bottom() - share * layout.plot.height()).toPoint()


def inks(chart: Chart, begin: float, end: float) -> set[str]:
    """The colours between two moments, of the whole height of the plot."""
    image: QImage = chart.grab().toImage()
    low, high = place(chart, begin, 0.0), place(chart, end, 1.0)
    return {
        image.pixelColor(x, y).name()
        for x in range(low.x(), high.x())
        for y in range(high.y() + 1, low.y())
    }


def test_no_line_goes_across_a_gap(stand: Stand) -> None:
    values = np.full(300, 50.0)
    values[100:200] = np.nan
    chart = stand.chart(Scene("Calls", "1/s", lines=(line(values),)))
    colour = LIGHT.series[0].lower()
    assert colour in inks(chart, NOW - 590, NOW - 410)
    assert colour not in inks(chart, NOW - 395, NOW - 205)
    assert colour in inks(chart, NOW - 190, NOW - 10)


def test_no_area_goes_across_a_gap(stand: Stand) -> None:
    values = np.full(300, 50.0)
    values[100:200] = np.nan
    scene = Scene("Sessions", lines=(line(values, "CPU"), line(values, "Lock")), stacked=True)
    chart = stand.chart(scene)
    drawn = inks(chart, NOW - 590, NOW - 410)
    gap = inks(chart, NOW - 395, NOW - 205)
    assert {LIGHT.series[0].lower(), LIGHT.series[1].lower()} <= drawn
    assert not gap & {each.lower() for each in LIGHT.series}
    assert len(gap) <= 4  # the ground and the grid


def test_lows_and_highs_are_a_band_around_the_line(stand: Stand) -> None:
    means = np.full(300, 50.0)
    banded = Points(TIMES, means, means - 20, means + 20, 2.0)
    chart = stand.chart(Scene("Calls", lines=(Line("c", "calls", banded, 2.0),)))
    image = chart.grab().toImage()
    span = chart.layout_in(QRectF(chart.rect()), Look(LIGHT, chart.font())).span

    def at(value: float) -> str:
        return image.pixelColor(place(chart, NOW - 310, value / span.high)).name()

    assert at(65) != LIGHT.surface.lower()
    assert at(35) == at(65)
    assert at(75) == LIGHT.surface.lower()


def test_a_threshold_is_shown_only_where_it_is_near(stand: Stand) -> None:
    scene = Scene(
        "Calls",
        lines=(line(np.full(300, 50.0)),),
        limits=(Limit(60, Severity.WARNING), Limit(5000, Severity.CRITICAL)),
    )
    drawn = inks(stand.chart(scene), NOW - 500, NOW - 400)
    assert LIGHT.warning.lower() in drawn
    assert LIGHT.error.lower() not in drawn


def test_twelve_charts_never_redraw_in_one_frame(stand: Stand) -> None:
    charts = [stand.chart(Scene(str(n), lines=(line([1.0] * 300),))) for n in range(12)]
    before = [chart.renders for chart in charts]
    stand.axis.show_last(600)  # all of them have something new
    assert [chart.renders for chart in charts] == before
    frames = 0
    while stand.redraw.waiting:
        now = sum(chart.renders for chart in charts)
        stand.redraw.draw_frame()
        assert sum(chart.renders for chart in charts) - now <= 2
        frames += 1
    assert frames >= 6
    assert [chart.renders for chart in charts] == [count + 1 for count in before]


def test_what_is_not_seen_is_not_drawn_until_it_is(stand: Stand) -> None:
    chart = stand.chart(Scene("Calls"))
    chart.hide()
    before = chart.renders
    chart.touch()
    stand.draw()
    assert chart.renders == before
    chart.show()
    stand.draw()
    assert chart.renders == before + 1


def test_hovering_one_says_the_values_of_all_at_that_moment(stand: Stand) -> None:
    ramp = np.arange(300.0)
    one = stand.chart(Scene("Up", "1/s", lines=(line(ramp, "up"),)))
    other = stand.chart(Scene("Down", "1/s", lines=(line(300 - ramp, "down"),)))
    stand.qtbot.mouseMove(one, place(one, NOW - 400))
    stand.qtbot.waitUntil(lambda: stand.axis.cursor is not None)
    assert stand.axis.cursor == pytest.approx(NOW - 400, abs=2)
    for chart, value in ((one, 100), (other, 200)):
        said = chart.scene.lines[0].value(stand.axis.cursor)
        assert said == pytest.approx(value, abs=2)
        assert f"{said:,.0f} /s" in chart.said
        assert LIGHT.muted.lower() in inks(chart, NOW - 402, NOW - 398)


def test_in_a_gap_there_is_no_value(stand: Stand) -> None:
    values = np.full(300, 5.0)
    values[100:200] = np.nan
    chart = stand.chart(Scene("Calls", "1/s", lines=(line(values),)))
    stand.axis.point(NOW - 300)
    assert "calls –" in chart.said


def test_dragging_zooms_and_a_double_click_goes_back(stand: Stand) -> None:
    chart = stand.chart(Scene("Calls", lines=(line([1.0] * 300),)))
    bot, button = stand.qtbot, Qt.MouseButton.LeftButton
    bot.mousePress(chart, button, pos=place(chart, NOW - 500))
    bot.mouseMove(chart, place(chart, NOW - 400))
    bot.waitUntil(lambda: stand.axis.cursor is not None)
    bot.mouseRelease(chart, button, pos=place(chart, NOW - 400))
    assert stand.axis.begin == pytest.approx(NOW - 500, abs=2)
    assert stand.axis.end == pytest.approx(NOW - 400, abs=2)
    bot.mouseDClick(chart, button, pos=place(chart, NOW - 450))
    assert (stand.axis.begin, stand.axis.end) == (NOW - 600, NOW)


def test_a_click_is_no_zoom(stand: Stand) -> None:
    chart = stand.chart(Scene("Calls", lines=(line([1.0] * 300),)))
    stand.qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=place(chart, NOW - 300))
    assert stand.axis.span == 600


def test_a_click_on_the_value_says_which(stand: Stand) -> None:
    chart = stand.chart(Scene("Calls", lines=(line([1.0] * 300),)))
    with stand.qtbot.waitSignal(chart.chosen) as told:
        stand.qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(20, 12))
    assert told.args == ["calls"]


def test_the_wheel_scrolls_and_with_ctrl_zooms(stand: Stand) -> None:
    chart = stand.chart(Scene("Calls", lines=(line([1.0] * 300),)))
    for keys, span in (
        (Qt.KeyboardModifier.NoModifier, 600),
        (Qt.KeyboardModifier.ControlModifier, 480),
    ):
        turned = QWheelEvent(
            QPointF(300, 100), QPointF(300, 100), QPoint(), QPoint(0, 120),
            Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(chart, turned)
        assert stand.axis.span == pytest.approx(span)


def test_everything_can_be_done_by_keys(stand: Stand) -> None:
    chart = stand.chart(Scene("Calls", "1/s", lines=(line(np.arange(300.0)),)))
    axis = stand.axis

    def press(key: Qt.Key) -> None:
        stand.qtbot.keyClick(chart, key)

    chart.setFocus()
    press(Qt.Key.Key_Home)
    assert axis.cursor == axis.begin
    assert "calls 0 /s" in chart.accessibleDescription()
    press(Qt.Key.Key_Right)
    assert axis.cursor == axis.begin + 5
    press(Qt.Key.Key_End)
    assert axis.cursor == axis.end
    press(Qt.Key.Key_Left)
    assert axis.cursor == axis.end - 5
    assert "calls 297 /s" in chart.accessibleDescription()
    press(Qt.Key.Key_Plus)
    assert axis.span == 300
    press(Qt.Key.Key_Minus)
    assert axis.span == 600
    press(Qt.Key.Key_PageUp)
    assert axis.end < NOW
    press(Qt.Key.Key_Backspace)
    press(Qt.Key.Key_Space)
    assert axis.live
    press(Qt.Key.Key_Escape)
    assert chart.said.startswith("Calls · 11-28")
    with stand.qtbot.waitSignal(chart.chosen):
        press(Qt.Key.Key_Return)


def test_old_data_is_grey_and_says_how_old_it_is(stand: Stand) -> None:
    chart = stand.chart(Scene("Calls", lines=(line([5.0] * 150),), stale_after=30))
    assert LIGHT.series[0].lower() in inks(chart, NOW - 590, NOW - 310)  # paused: as it was
    stand.axis.show_last(600)
    stand.draw()
    assert chart.scene.age == 302
    assert "The data is 5 m 02 s old" in chart.said
    shown = inks(chart, NOW - 590, NOW - 310)
    assert LIGHT.faint.lower() in shown
    assert LIGHT.series[0].lower() not in shown


def test_empty_and_failed_say_so(stand: Stand) -> None:
    empty = stand.chart(Scene("Calls"))
    assert empty.said == "Calls: Nothing was measured in this time."
    wrong = ConsoleError("The history cannot be read.", hint="Look at the disk.")
    failed = stand.chart(Scene("Calls", error=wrong))
    assert failed.said == "Calls: The history cannot be read. Look at the disk."
    assert LIGHT.error.lower() in inks(failed, NOW - 590, NOW)


def test_marks_are_seen_and_said(stand: Stand) -> None:
    mark = Mark("a", MarkKind.RESTART, NOW - 300, "The server began anew")
    chart = stand.chart(Scene("Calls", lines=(line([5.0] * 300),), marks=(mark,)))
    assert LIGHT.warning.lower() in inks(chart, NOW - 303, NOW - 297)
    stand.axis.point(NOW - 301)
    assert chart.said.endswith("The server began anew")
    stand.axis.point(NOW - 100)
    assert "anew" not in chart.said


def test_of_many_lines_five_are_named_and_keep_their_colours(stand: Stand) -> None:
    shown = {n: [float(n)] * 300 for n in range(9)}
    chart = Chart(
        stand.axis,
        stand.redraw,
        lambda _b, _e: Scene("C", lines=tuple(line(v, str(n)) for n, v in shown.items())),
    )
    stand.qtbot.addWidget(chart)
    chart.resize(640, 200)
    chart.show()
    stand.draw()
    assert [each.title for each in chart.scene.named] == ["8", "7", "6", "5", "4"]
    assert {each.title for each in chart.scene.rest} == {"0", "1", "2", "3"}
    shown[0], shown[6] = [99.0] * 300, [0.5] * 300
    chart.touch()
    stand.draw()
    assert [each.title for each in chart.scene.named] == ["8", "7", "0", "5", "4"]


def test_who_stays_keeps_its_colour_whoever_else_comes_and_goes(stand: Stand) -> None:
    shown = ["CPU", "Lock"]
    chart = Chart(
        stand.axis,
        stand.redraw,
        lambda _b, _e: Scene("C", lines=tuple(line([1.0] * 300, name) for name in shown)),
    )
    stand.qtbot.addWidget(chart)
    assert chart.take_scene().colours == (0, 1)
    shown[:] = ["IO", "Lock"]
    assert chart.take_scene().colours == (0, 1)
    shown[:] = ["CPU", "IO", "Lock"]
    assert chart.take_scene().colours == (2, 0, 1)


def test_it_takes_the_colours_and_the_language_of_the_day(stand: Stand) -> None:
    chart = stand.chart(Scene("Calls", lines=(line([5.0] * 300),)))
    chart.apply_theme(DARK)
    stand.draw()
    assert chart.grab().toImage().pixelColor(3, 3) == QColor(DARK.surface)
    assert DARK.series[0].lower() in inks(chart, NOW - 590, NOW - 310)
    empty = stand.chart(Scene("调用"))
    i18n.install("zh_CN")
    empty.retranslate()
    stand.draw()
    assert empty.said == "调用: 这段时间内没有测量数据。"


def test_ten_thousand_points_keep_their_peak(stand: Stand) -> None:
    values = np.full(10_000, 10.0)
    values[5000] = 1000
    times = np.linspace(NOW - 600, NOW, 10_000)
    chart = stand.chart(Scene("Calls", lines=(Line("c", "c", points(times, values), 0.06),)))
    peak = place(chart, times[5000], 0.5)
    image = chart.grab().toImage()
    around = {image.pixelColor(peak.x() + n, peak.y()).name() for n in (-1, 0, 1)}
    assert LIGHT.series[0].lower() in around


ANY = st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=40)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=ANY, other=ANY, stacked=st.booleans(), stepped=st.booleans())
def test_any_values_can_be_drawn(
    stand: Stand, one: list[float], other: list[float], stacked: bool, stepped: bool
) -> None:
    scene = Scene("Any", "B", lines=(line(one, "one"), line(other, "other")), stacked=stacked,
                  stepped=stepped)  # fmt: skip
    chart = stand.chart(scene, (300, 140))
    stand.axis.point(NOW - 590)
    chart.grab()
    assert chart.said
    chart.deleteLater()
