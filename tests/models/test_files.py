"""The list of files as a view sees it."""

from collections import Counter
from typing import Any

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt

from app.domain.dialect import Dialect
from app.domain.finding import FileFailure, FileReport, Finding, Level, Position, Severity
from app.flows.events import Failed, Finished, Found, Progress, Started
from app.models.files import FileColumn, FilesTable

FOLDER = "/srv/migrations"
V2, V10 = f"{FOLDER}/V2.sql", f"{FOLDER}/V10.sql"
ALONE = "/srv/alone.sql"


def finding(severity: Severity) -> Finding:
    at = Position(1, 1, 0)
    return Finding("r", severity, Level.TEXT, "", (), 0, "", at, at)


def report(path: str) -> FileReport:
    return FileReport(path, Dialect.MYSQL, "utf-8", 3, 2, 0.1)


@pytest.fixture
def files(qapp: Any) -> FilesTable:
    made = FilesTable()
    made.change(lambda desk: desk.add([FOLDER, ALONE]))
    made.take([Started(path, 10) for path in (V10, V2, ALONE)])
    made.take([Found(V10, (finding(Severity.WARNING),)), Finished(report(V2))])
    made.take([Failed(FileFailure(ALONE, "The file is not text."))])
    return made


def shown(files: FilesTable, column: FileColumn = FileColumn.NAME) -> list[str]:
    return [files.index(row, column).data() for row in range(files.rowCount())]


def test_inputs_and_scripts_in_order_with_their_state(files: FilesTable) -> None:
    files.take([Progress(V10, 0.71, report(V10))])
    assert shown(files) == [
        "All files: 3",
        "migrations",
        "✓ V2.sql",
        "V10.sql  71%",
        "✕ alone.sql",
    ]
    assert shown(files, FileColumn.WARNINGS) == ["1", "1", "", "1", ""]
    assert shown(files, FileColumn.ERRORS) == [""] * 5


def test_keeps_qts_contract(files: FilesTable, qtmodeltester: Any) -> None:
    qtmodeltester.check(files)
    files.take([Started(f"{FOLDER}/V{n}.sql", 1) for n in range(20, 40)])
    files.sort(FileColumn.WARNINGS)
    files.change(lambda desk: desk.remove([FOLDER]))
    qtmodeltester.check(files)
    files.change(lambda desk: desk.remove([ALONE]))
    assert shown(files) == ["All files: 0"]


def test_the_chosen_row_stays_chosen_when_others_come(files: FilesTable) -> None:
    held = QPersistentModelIndex(files.index(3, 0))
    files.take([Started(f"{FOLDER}/V1.sql", 1)])
    assert held.row() == 4
    files.change(lambda desk: desk.begin([FOLDER]))
    assert not held.isValid()


def test_only_what_happened_is_painted_anew(files: FilesTable, qtbot: Any) -> None:
    rows: set[int] = set()
    files.dataChanged.connect(lambda first, last: rows.update(range(first.row(), last.row() + 1)))
    files.take([Progress(V10, 0.9, report(V10))])
    assert rows == {0, 1, 3}


def test_the_most_findings_come_first_when_sorted_by_them(files: FilesTable) -> None:
    files.sort(FileColumn.WARNINGS)
    assert [name.strip() for name in shown(files)][2:4] == ["V10.sql  …", "✓ V2.sql"]
    files.sort(FileColumn.NAME)
    assert [name.strip() for name in shown(files)][2:4] == ["✓ V2.sql", "V10.sql  …"]


def test_a_changed_file_is_marked_and_explained(files: FilesTable) -> None:
    files.mark_stale(frozenset({V2}))
    assert shown(files)[2] == "↻ V2.sql"
    tip = files.index(2, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == f"{V2}\nIt changed on disk since it was audited."


def test_a_failure_is_explained(files: FilesTable) -> None:
    assert "not text" in files.index(4, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_a_folder_without_scripts_says_so(qapp: Any) -> None:
    files = FilesTable()
    files.change(lambda desk: desk.add([FOLDER]))
    assert shown(files)[1] == "migrations"
    files.change(lambda desk: desk.end([FOLDER]))
    assert shown(files)[1] == "migrations  no SQL files here"


def test_rows_stand_for_scripts(files: FilesTable) -> None:
    assert files.scripts_of(0) is None
    assert files.scripts_of(1) == frozenset({V2, V10})
    assert files.scripts_of(2) == frozenset({V2})
    assert files.row_of(V10) == 3
    assert [files.is_inside(row) for row in range(5)] == [False, False, True, True, False]
    assert files.row_of("nowhere") is None


def test_thousands_of_files_are_laid_out_now_and_then(qtbot: Any, files: FilesTable) -> None:
    layouts: list[int] = []
    files.layoutChanged.connect(lambda: layouts.append(files.rowCount()))
    for n in range(3_000):
        files.take([Started(f"{FOLDER}/V{n + 100}.sql", 1)])
    assert len(layouts) <= 510
    qtbot.waitUntil(lambda: files.rowCount() == 3_005)
    assert len(layouts) <= 512


@pytest.mark.parametrize(
    ("count", "said"),
    [(7, "7"), (9_999, "9,999"), (21_505, "21k"), (999_999, "999k"), (5_000_000, "5M")],
)
def test_large_counts_are_brief(files: FilesTable, count: int, said: str) -> None:
    files.change(lambda desk: desk.recount(V2, Counter({Severity.ERROR: count})))
    assert shown(files, FileColumn.ERRORS)[2] == said
