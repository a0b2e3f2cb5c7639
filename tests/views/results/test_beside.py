"""What stands beside a grid: one value in full, the figures of a column, what is copied."""

from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from app.domain.console.result import Clipped, ResultColumn, ValueKind
from app.results.folder import ResultFolder
from app.results.selection import Selection
from app.results.store import ResultReader, ResultWriter
from app.results.viewing import Way
from app.views.results.copying import ResultCopying
from app.views.results.statistics_panel import StatisticsPanel
from app.views.results.value_viewer import ValueViewer
from app.views.theme import DARK, LIGHT
from app.workers.lane import Lane
from tests.views.results.conftest import Write


def picture() -> bytes:
    image, data = QImage(40, 30, QImage.Format.Format_RGB32), QByteArray()
    image.fill(QColor("teal"))
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


VALUES: tuple[tuple[ValueKind, object], ...] = (
    (ValueKind.TEXT, "墨者\nis long"), (ValueKind.JSON, '{"a": [1.10, null]}'),
    (ValueKind.BINARY, b"\x00\xff"), (ValueKind.BINARY, picture()), (ValueKind.TEXT, None),
    (ValueKind.TEXT, Clipped("begin", 9_000)),
)  # fmt: skip


@pytest.fixture
def reader(folder: ResultFolder) -> ResultReader:
    columns = [ResultColumn(f"c{n}", kind, "t") for n, (kind, _value) in enumerate(VALUES)]
    writer = ResultWriter(columns, folder)
    writer.append([tuple(value for _kind, value in VALUES)])
    writer.finish()
    return writer.reader


@pytest.fixture
def viewer(qtbot: QtBot, lane: Lane) -> ValueViewer:
    made = ValueViewer(lane)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    return made


def look(qtbot: QtBot, viewer: ValueViewer, reader: ResultReader, column: int) -> str:
    viewer.show_value(reader, 0, column)
    qtbot.waitUntil(lambda: viewer.head.text().startswith(f"c{column} "))
    return viewer.text.toPlainText()


def test_values_are_shown_for_what_they_are(
    qtbot: QtBot, viewer: ValueViewer, reader: ResultReader
) -> None:
    assert look(qtbot, viewer, reader, 0) == "墨者\nis long"
    assert look(qtbot, viewer, reader, 1) == '{\n  "a": [\n    1.10,\n    null\n  ]\n}'
    viewer.ways.choose(Way.TEXT)
    assert viewer.text.toPlainText() == '{"a": [1.10, null]}'
    assert look(qtbot, viewer, reader, 2).startswith("00000000  00 ff")
    look(qtbot, viewer, reader, 3)
    assert "40 × 30" in viewer.head.text()
    assert viewer.image.isVisible()
    assert viewer.image.pixmap().width() == 40, "never larger than it is"
    look(qtbot, viewer, reader, 4)
    assert viewer.text.placeholderText() == "NULL"
    assert not viewer.copy.isEnabled()
    viewer.show_value(reader, -1, -1)
    assert viewer.head.text() == ""


def test_what_was_not_fetched_is_told_and_fetched_on_wish(
    qtbot: QtBot, viewer: ValueViewer, reader: ResultReader
) -> None:
    look(qtbot, viewer, reader, 5)
    assert "8,995 characters of 9,000 characters are missing" in viewer.missing.text()
    with qtbot.waitSignal(viewer.whole_wanted) as wanted:
        viewer.whole.click()
    assert wanted.args == [0, 5]
    reader.learn(0, 5, "begin" + "x" * 8_995)
    viewer.show_value(reader, 0, 5)
    qtbot.waitUntil(lambda: not viewer.missing.isVisible())
    viewer.copy_value()
    assert len(QGuiApplication.clipboard().text()) == 9_000


def test_a_column_tells_its_figures(qtbot: QtBot, lane: Lane, written: Write) -> None:
    panel = StatisticsPanel(lane)
    qtbot.addWidget(panel)
    panel.set_code_font(QFont())
    reader = written(300).reader
    panel.show_column(reader, 0)
    qtbot.waitUntil(lambda: panel.figures.record is not None)
    text = panel.figures.text.toPlainText()
    assert "Median" in text
    assert "149" in text
    assert not panel.histogram.isHidden()
    for theme in (DARK, LIGHT):
        panel.apply_theme(theme)
    panel.resize(300, 500)
    assert not panel.grab().isNull()
    panel.show_column(reader, 2)
    qtbot.waitUntil(lambda: panel.table.total == 3)
    assert panel.histogram.isHidden(), "texts lie nowhere"


def test_what_is_selected_comes_to_the_clipboard(
    qtbot: QtBot, lane: Lane, written: Write, viewer: ValueViewer
) -> None:
    copying = ResultCopying(viewer, lane)
    reader = written(10).reader
    selection = Selection(reader, None, ((0, 1), (2, 4)), (1, 2))
    copying.copy("tsv", selection)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().startswith("name 0\tOslo\nname 2"))
    copying.copy("update", selection)
    qtbot.waitUntil(lambda: "from no table" in copying.strip.words.text())


def test_nothing_is_shown_of_a_result_that_is_gone(
    qtbot: QtBot, viewer: ValueViewer, written: Write
) -> None:
    reader: Any = written(3).reader
    reader.close()
    viewer.show_value(reader, 0, 0)
    qtbot.waitUntil(lambda: viewer._job is None or viewer.head.text() == "")
