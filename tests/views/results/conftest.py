"""A lane for grids, and results to show."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.domain.console.result import ResultColumn, ValueKind
from app.results.folder import ResultFolder
from app.results.store import ResultReader, ResultWriter
from app.views.results.grid import ResultGrid
from app.views.results.result_columns import Shapes
from app.views.theme import LIGHT
from app.workers.lane import Lane

COLUMNS = (
    ResultColumn("id", ValueKind.INTEGER),
    ResultColumn("name", ValueKind.TEXT),
    ResultColumn("city", ValueKind.TEXT),
    ResultColumn("note", ValueKind.TEXT),
)
CITIES = ("Oslo", "上海", "Kyiv")
Write = Callable[..., ResultWriter]
Show = Callable[[ResultReader], ResultGrid]


@pytest.fixture
def lane(qtbot: QtBot) -> Iterator[Lane]:
    made = Lane("results")
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[ResultFolder]:
    made = ResultFolder(tmp_path / "results")
    yield made
    made.close()


def rows(first: int, last: int) -> list[tuple[Any, ...]]:
    return [
        (n, f"name {n}", CITIES[n % 3], None if n % 2 else f"note {n}") for n in range(first, last)
    ]


@pytest.fixture
def written(folder: ResultFolder) -> Write:
    """Makes a result of so many rows, whole unless it is to grow."""

    def made(count: int, *, whole: bool = True) -> ResultWriter:
        writer = ResultWriter(COLUMNS, folder)
        if count:
            writer.append(rows(0, count))
        if whole:
            writer.finish()
        return writer

    return made


@pytest.fixture
def shapes() -> Shapes:
    return Shapes()


@pytest.fixture
def show(qtbot: QtBot, lane: Lane, shapes: Shapes) -> Iterator[Show]:
    grids: list[ResultGrid] = []

    def shown(reader: ResultReader) -> ResultGrid:
        grid = ResultGrid(reader, lane, shapes)
        qtbot.addWidget(grid)
        grid.apply_theme(LIGHT)
        grid.resize(700, 300)
        grid.show()
        grid.activateWindow()
        grid.sheet.setFocus()
        grids.append(grid)
        return grid

    yield shown
    for grid in grids:
        grid.close_result()
