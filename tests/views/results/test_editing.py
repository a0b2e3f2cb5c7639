"""Editing in place: nothing is sent unseen, a conflict is told with what is there now."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from PySide6.QtGui import QColor, QFont, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.act import Consent
from app.domain.console.blast import BlastRadius
from app.domain.console.result import ResultColumn, ValueKind
from app.domain.dialect import Dialect
from app.domain.endpoint import Endpoint
from app.domain.errors import ConsoleError, StatementFailed
from app.flows.console.editing import Conflict, EditsRan
from app.models.console.weighed import Weighed
from app.results.editing import Change
from app.results.folder import ResultFolder
from app.results.store import ResultWriter
from app.results.typed import Expression
from app.views.console.production_dialog import ProductionDialog
from app.views.results.cell_dialog import CellDialog
from app.views.results.editing import ResultEditing, Target
from app.views.results.grid import ResultGrid
from app.views.theme import DARK, LIGHT, blend
from app.views.widgets.ask import Ask
from app.workers.lane import Job, Lane
from tests.views.results.conftest import Show

COLUMNS = [
    ResultColumn("id", ValueKind.INTEGER, "int", "shop", "t", "id", nullable=False, primary=True),
    ResultColumn("name", ValueKind.TEXT, "text", "shop", "t", "name"),
    ResultColumn("n", ValueKind.INTEGER, "int", "shop", "t", "n"),
]


class Line:
    """Answers edits as it is told, in a lane; remembers what was sent."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self.sent: list[tuple[tuple[Change, ...], Consent]] = []
        self.conflict: tuple[int, tuple[object, ...] | None] | None = None
        self.error: ConsoleError | None = None

    def weigh(self, text: str) -> Job[BlastRadius]:
        column = "name" if "SET `name`" in text else "n"
        radius = BlastRadius(text, "UPDATE", ("shop.t",), 1, triggers=(f"audit_{column}",))
        return self._lane.submit(lambda _stop: radius)

    def send(self, changes: Sequence[Change], consent: Consent) -> Job[EditsRan]:
        done = tuple(changes)
        self.sent.append((done, consent))
        found = self.conflict and Conflict(done[0], *self.conflict)
        return self._lane.submit(lambda _stop: EditsRan(done, found, self.error))


@pytest.fixture
def line(lane: Lane) -> Line:
    return Line(lane)


@pytest.fixture
def grid(show: Show, folder: ResultFolder) -> ResultGrid:
    writer = ResultWriter(COLUMNS, folder)
    writer.append([(1, "a", 1), (2, None, 2)])
    writer.finish()
    return show(writer.reader)


def editing_of(grid: ResultGrid, line: Line, qtbot: QtBot, **at: Any) -> ResultEditing:
    endpoint = Endpoint("1", "orders-prod", "mysql", "h", 3306, **at)
    key = {("shop", "t"): ("id",)}
    made = ResultEditing(
        grid,
        Target(
            endpoint, Dialect.MYSQL, line.send,
            lambda *table: line._lane.submit(lambda _stop: key.get(table, ())),
            question=lambda statements, theme, font, parent: ProductionDialog(
                endpoint, [Weighed(n, text) for n, text in enumerate(statements, 1)],
                line.weigh, Dialect.MYSQL, theme, font, parent,
            ),
        ),
    )  # fmt: skip
    made.delete_rows.trigger()  # so that the key is asked for
    qtbot.waitUntil(lambda: made._asking is None)
    made.clear()
    qtbot.addWidget(made.bar)
    made.bar.show()
    made.apply_theme(DARK)
    made.set_code_font(QFont())
    return made


def shown(kind: Any) -> list[Any]:
    """Qt lists windows in no order, and those that are about to go among them."""
    windows = QApplication.topLevelWidgets()
    return [each for each in windows if isinstance(each, kind) and each.isVisible()]


def opened(kind: Any) -> Any:
    (found,) = shown(kind)
    return found


def change(editing: ResultEditing, row: int, column: int, text: str) -> None:
    editing.edit(row, column)
    dialog = opened(CellDialog)
    dialog.null.setChecked(False)
    dialog.text.setPlainText(text)
    dialog.take()


def test_a_cell_is_changed_seen_as_sql_and_sent(grid: ResultGrid, line: Line, qtbot: QtBot) -> None:
    editing = editing_of(grid, line, qtbot)
    change(editing, 0, 1, "b'")
    assert editing.words.text() == "1 row is to be changed"
    editing.ask()
    ask = opened(Ask)
    assert ask.statements[0].startswith("UPDATE `shop`.`t`\n   SET `name` = 'b'''")
    assert line.sent == [], "not before somebody agreed"
    with qtbot.waitSignal(editing.made):
        ask.accept()
    assert not editing.preview.isVisible()
    assert "1 change was made." in editing.strip.words.text()


def _near(one: QColor, other: QColor) -> bool:
    gaps = (one.red() - other.red(), one.green() - other.green(), one.blue() - other.blue())
    return max(map(abs, gaps)) < 4


def _places(image: QImage) -> Iterator[tuple[int, int]]:
    for x in range(0, image.width(), 3):
        for y in range(0, image.height(), 3):
            yield x, y


def test_what_is_not_made_yet_is_seen_in_the_cells(
    grid: ResultGrid, line: Line, qtbot: QtBot
) -> None:
    editing, model = editing_of(grid, line, qtbot), grid.model
    grid.sheet.free.clearSelection()

    def inked(ink: str) -> bool:
        """Whether a wash of that colour is anywhere."""
        image, wash = grid.sheet.grab().toImage(), QColor(blend(ink, LIGHT.surface, 0.22))
        return any(_near(image.pixelColor(x, y), wash) for x, y in _places(image))

    before = grid.sheet.grab().toImage()
    change(editing, 0, 1, "new 墨")
    assert model.index(0, 1).data() == "new 墨"
    assert model.index(0, 2).data() == "1"
    assert inked(LIGHT.warning)
    editing._attempt(lambda: editing._edits.set(0, (1, "a", 1), 2, Expression("NOW()")))  # type: ignore[union-attr]
    assert model.index(0, 2).data() == "NOW()"
    grid.sheet.go(1, 1)
    editing.delete_rows.trigger()
    assert model.is_gone(1)
    grid.sheet.free.clearSelection()
    assert inked(LIGHT.error)
    grid.sort(0, True)
    qtbot.waitUntil(lambda: model.is_gone(0))
    assert model.index(1, 1).data() == "new 墨", "the edit goes with its row"
    grid.sort(None)
    qtbot.waitUntil(lambda: model.is_gone(1))
    editing.clear()
    assert model.index(0, 1).data() == "a"
    assert not inked(LIGHT.error)
    assert before.size() == grid.sheet.grab().toImage().size()


def test_what_a_column_cannot_hold_is_said_where_it_is_typed(
    grid: ResultGrid, line: Line, qtbot: QtBot
) -> None:
    editing = editing_of(grid, line, qtbot)
    editing.edit(0, 2)
    dialog = opened(CellDialog)
    dialog.text.setPlainText("x")
    dialog.take()
    assert "is no value for n" in dialog.trouble.text()
    dialog.expression.setChecked(True)
    taken: list[object] = []
    dialog.typed.connect(taken.append)
    dialog.take()
    assert taken == [Expression("x")]


def test_rows_are_added_and_deleted(grid: ResultGrid, line: Line, qtbot: QtBot) -> None:
    editing = editing_of(grid, line, qtbot)
    grid.sheet.free.setCurrentIndex(grid.model.index(0, 1))
    editing.delete_rows.trigger()
    editing.add_row.trigger()
    editing.ask()
    delete, insert = opened(Ask).statements
    assert delete.startswith("DELETE FROM `shop`.`t`")
    assert insert == "INSERT INTO `shop`.`t` (`name`, `n`)\nVALUES ('a', 1);"
    opened(Ask).reject()
    editing.clear()
    assert not editing.preview.isVisible()


def test_production_shows_what_is_hit_and_wants_its_name(
    grid: ResultGrid, line: Line, qtbot: QtBot
) -> None:
    editing = editing_of(grid, line, qtbot, production=True)
    change(editing, 0, 1, "b")
    change(editing, 1, 2, "5")
    editing.ask()
    ask = opened(ProductionDialog)
    qtbot.waitUntil(lambda: all(each.radius for each in ask.weighed))
    assert [each.radius.triggers for each in ask.weighed] == [("audit_name",), ("audit_n",)]
    ask.accept()
    assert line.sent == []
    ask.word.setText("orders-prod")
    with qtbot.waitSignal(editing.made):
        ask.accept()
    assert line.sent[0][1].typed == "orders-prod"


def test_a_conflict_shows_what_is_there_now(grid: ResultGrid, line: Line, qtbot: QtBot) -> None:
    editing = editing_of(grid, line, qtbot)
    change(editing, 1, 1, "mine")
    line.conflict = (0, (2, "theirs", 2))
    editing.ask()
    first = opened(Ask)
    first.accept()
    qtbot.waitUntil(lambda: any(each is not first for each in shown(Ask)))
    told = opened(Ask)
    hits = told.findChild(object, "hits").text()
    assert "name: was NULL, is theirs now" in hits
    told.accept()
    assert not editing.preview.isVisible(), "the change of this row is forgotten"


def test_a_failure_keeps_the_edits(grid: ResultGrid, line: Line, qtbot: QtBot) -> None:
    editing = editing_of(grid, line, qtbot)
    change(editing, 1, 1, "mine")
    line.error = StatementFailed("Data too long.")
    editing.ask()
    opened(Ask).accept()
    qtbot.waitUntil(lambda: "Data too long." in editing.strip.words.text())
    assert editing.preview.isEnabled()


def test_says_why_rows_cannot_be_edited(
    show: Show, folder: ResultFolder, line: Line, qtbot: QtBot
) -> None:
    writer = ResultWriter([ResultColumn("1+1", ValueKind.INTEGER)], folder)
    writer.append([(2,)])
    writer.finish()
    editing = editing_of(show(writer.reader), line, qtbot)
    editing.edit(0, 0)
    assert "not all columns come from one table" in editing.strip.words.text()
