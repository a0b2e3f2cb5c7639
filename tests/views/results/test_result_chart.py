"""A chart of a result: what is chosen, what is told of what is not drawn, and the picture."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.console.result import ResultColumn, ValueKind
from app.results.folder import ResultFolder
from app.results.store import ResultReader, ResultWriter
from app.views.results.result_chart import ResultChart
from app.views.results.result_plot import Kind
from app.views.theme import DARK, LIGHT
from app.workers.lane import Lane

COLUMNS = (
    ResultColumn("城市", ValueKind.TEXT),
    ResultColumn("day", ValueKind.DATE),
    ResultColumn("sales", ValueKind.DECIMAL),
)


def result(folder: ResultFolder, rows: list[tuple[Any, ...]], columns: Any = COLUMNS) -> Any:
    writer = ResultWriter(columns, folder)
    writer.append(rows)
    writer.finish()
    return writer.reader


@pytest.fixture
def chart(qtbot: QtBot, lane: Lane) -> ResultChart:
    made = ResultChart(lane)
    qtbot.addWidget(made)
    made.resize(520, 360)
    made.show()
    return made


def days(count: int) -> list[tuple[Any, ...]]:
    return [("上海", date(2024, 1, 1 + n % 28), n % 28) for n in range(count)]


def shown(qtbot: QtBot, chart: ResultChart, reader: ResultReader) -> None:
    chart.show_result(reader)
    qtbot.waitUntil(lambda: chart._job is None)


def inked(chart: ResultChart, colour: str) -> int:
    """How many pixels of the plot are of a colour."""
    image = chart.plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    wanted = QColor(colour).rgb()
    return sum(
        image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height())
    )


def test_a_time_is_drawn_over_until_somebody_chooses(
    qtbot: QtBot, chart: ResultChart, folder: ResultFolder
) -> None:
    shown(qtbot, chart, result(folder, days(20)))
    assert chart.across.currentText() == "day"
    assert chart.up.currentText() == "sales"
    assert chart.kinds.now is Kind.LINE
    for kind in Kind:
        chart.kinds.choose(kind)
        for theme in (DARK, LIGHT):
            chart.apply_theme(theme)
            assert inked(chart, theme.series[0]) > 20, "something is drawn"
    chart.across.setCurrentIndex(chart.across.findText("城市"))
    chart.across.activated.emit(chart.across.currentIndex())
    qtbot.waitUntil(lambda: chart.data is not None and chart.data.x_name == "城市")


def test_keys_tell_point_by_point(qtbot: QtBot, chart: ResultChart, folder: ResultFolder) -> None:
    shown(qtbot, chart, result(folder, days(5)))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_End):
        QTest.keyClick(chart.plot, key)
    assert chart.plot.told == "2024-01-05:  4"
    assert chart.plot.accessibleDescription() == chart.plot.told


def test_what_is_not_drawn_is_told(qtbot: QtBot, chart: ResultChart, folder: ResultFolder) -> None:
    rows = days(12_000)
    rows[3] = ("x", None, 5)
    rows[4] = ("x", date(9999, 12, 31), 5)
    shown(qtbot, chart, result(folder, rows))
    assert "The first 10,000 of 12,000 rows are drawn." in chart.note.text()
    assert "2 rows have no place along the foot and are left out." in chart.note.text()


def test_nothing_to_draw_is_said(qtbot: QtBot, chart: ResultChart, folder: ResultFolder) -> None:
    for rows in ([], [("a", None, None)]):
        shown(qtbot, chart, result(folder, rows))
        assert chart.states.isVisible()
        assert not chart.save.isEnabled()
    shown(qtbot, chart, result(folder, [("a",)], COLUMNS[:1]))
    assert chart.states.isVisible()


@pytest.mark.parametrize("value", [10**400, -(10**300), 0, float("inf"), 1e-300])
def test_numbers_of_any_size_break_nothing(
    qtbot: QtBot, chart: ResultChart, folder: ResultFolder, value: Any
) -> None:
    columns = (ResultColumn("x", ValueKind.FLOAT), ResultColumn("y", ValueKind.FLOAT))
    shown(qtbot, chart, result(folder, [(value, value), (1.0, 2.0), (1.0, 2.0)], columns))
    for kind in Kind:
        chart.kinds.choose(kind)
        assert not chart.plot.grab().isNull()


def test_the_picture_is_saved(
    qtbot: QtBot, chart: ResultChart, folder: ResultFolder, tmp_path: Path
) -> None:
    shown(qtbot, chart, result(folder, days(9)))
    chart.write(tmp_path / "图.png")
    qtbot.waitUntil(lambda: "Written to" in chart.note.text())
    assert QImage(str(tmp_path / "图.png")).width() == chart.plot.width()
    chart.write(tmp_path / "nowhere" / "a.png")
    qtbot.waitUntil(lambda: "could not be written" in chart.note.text())
