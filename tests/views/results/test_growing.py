"""A result that grows below what is in sight costs no drawing."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.views.results.grid import ResultGrid
from tests.views.results.conftest import Show, Write, rows


class Painted(QObject):
    """How often cells were drawn."""

    def __init__(self, grid: ResultGrid) -> None:
        super().__init__(grid)
        self.times = 0
        grid.sheet.free.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.Paint
        return False


def test_rows_that_come_below_what_is_in_sight_are_not_drawn(
    show: Show, written: Write, qtbot: QtBot
) -> None:
    writer = written(3, whole=False)
    grid = show(writer.reader)
    qtbot.waitUntil(lambda: grid._fitted)
    painted = Painted(grid)

    def add(first: int, last: int) -> int:
        painted.times = 0
        writer.append(rows(first, last))
        grid.look()
        qtbot.waitUntil(lambda: grid.sheet.free.verticalScrollBar().maximum() >= last - 50)
        QApplication.processEvents()
        return painted.times

    assert add(3, 5)  # they are in sight
    assert add(5, 990)  # some of them
    assert not add(990, 995)
    painted.times = 0
    grid.sheet.free.verticalScrollBar().setValue(10_000)
    QApplication.processEvents()
    assert painted.times
    assert grid.sheet.free.rowAt(grid.sheet.free.viewport().height() - 1) in (994, -1)
    writer.append(rows(995, 996))
    grid.look()
    grid.sort(0, True)  # before it is laid out
    qtbot.waitUntil(lambda: not grid.arranger.busy)
    QApplication.processEvents()
    assert grid.model.index(0, 0).data() == "995"
    writer.finish()
