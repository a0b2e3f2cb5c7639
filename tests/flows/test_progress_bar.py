from io import StringIO

import pytest

from app.domain.dialect import Dialect
from app.domain.display import width
from app.domain.finding import FileFailure, FileReport
from app.flows.events import Explaining, Failed, Finished, Found, Gathered, Progress, Started
from app.flows.progress_bar import ProgressBar


def report(path: str) -> FileReport:
    return FileReport(path, Dialect.MYSQL, "utf-8", 1, 1, 0.1)


@pytest.fixture
def bar() -> ProgressBar:
    """Two files of three done, the third to a half, by bytes."""
    bar = ProgressBar(StringIO())
    bar.take(Gathered(3, 1000))
    bar.take(Started("a.sql", 300))
    bar.take(Finished(report("a.sql")))
    bar.take(Started("b.sql", 100))
    bar.take(Failed(FileFailure("b.sql", "The file is not text.")))
    bar.take(Started("迁移/订单.sql", 600))
    bar.take(Progress("迁移/订单.sql", 0.5, report("迁移/订单.sql")))
    bar.take(Found("迁移/订单.sql", ()))
    return bar


def test_the_line_tells_share_files_and_path(bar: ProgressBar) -> None:
    line = bar.line(100)
    assert "██████████████░░░░░░  70%" in line
    assert "files: 2/3" in line
    assert line.endswith("迁移/订单.sql")


def test_plans_are_the_second_half() -> None:
    bar = ProgressBar(StringIO())
    bar.take(Gathered(1, 100, explained=True))
    bar.take(Started("a.sql", 100))
    bar.take(Finished(report("a.sql")))
    assert " 50%" in bar.line(100)
    bar.take(Explaining(0.5))
    assert " 75%" in bar.line(100)


@pytest.mark.parametrize("columns", range(1, 100))
def test_the_line_fits_any_terminal(bar: ProgressBar, columns: int) -> None:
    assert width(bar.line(columns)) <= columns


def test_nothing_is_written_that_would_not_stand_for_a_moment() -> None:
    stream = StringIO()
    bar = ProgressBar(stream)
    bar.take(Gathered(1, 1))
    bar.take(Finished(report("a.sql")))
    bar.clear()
    assert stream.getvalue() == ""
