"""A lane for grids, and results to show."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.domain.console.result import ResultColumn, ValueKind
from app.results.folder import ResultFolder
from app.results.store import ResultWriter
from app.workers.lane import Lane

COLUMNS = (
    ResultColumn("id", ValueKind.INTEGER),
    ResultColumn("name", ValueKind.TEXT),
    ResultColumn("city", ValueKind.TEXT),
    ResultColumn("note", ValueKind.TEXT),
)
CITIES = ("Oslo", "上海", "Kyiv")
Write = Callable[..., ResultWriter]


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
