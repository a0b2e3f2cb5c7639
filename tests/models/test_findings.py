"""The table of findings as a view sees it."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QTableView

from app.domain.finding import Finding, Severity
from app.models.findings import FindingsTable
from app.models.findings_order import Choice, Column, Grouping, words_of

DOWN = Qt.SortOrder.DescendingOrder
Make = Callable[..., Finding]


@pytest.fixture
def table(qtbot: Any, made: Make) -> FindingsTable:
    """Five findings in two files, sorted."""
    model = FindingsTable()
    model.add(
        [
            ("b.sql", [made("naming", Severity.NOTICE, "Zoo", 9), made(about="users", line=4)]),
            ("a.sql", [made("columns", Severity.WARNING, "", 7), made(about="users", line=2)]),
            ("a.sql", [made("naming", Severity.NOTICE, "art", 1, "agreed")]),
        ]
    )
    settled(qtbot, model)
    return model


def settled(qtbot: Any, model: FindingsTable) -> None:
    qtbot.waitUntil(lambda: not model.arranging, timeout=5000)


def column(model: FindingsTable, which: Column) -> list[str]:
    return [model.index(row, which).data() for row in range(model.rowCount())]


def test_the_worst_is_first_and_the_suppressed_are_hidden(table: FindingsTable) -> None:
    assert column(table, Column.SEVERITY) == ["▲ error", "▲ error", "● warning", "◦ notice"]
    assert column(table, Column.FILE) == ["a.sql", "b.sql", "a.sql", "b.sql"]
    assert column(table, Column.LINE) == ["2", "4", "7", "9"]


def test_the_suppressed_can_be_shown(qtbot: Any, table: FindingsTable) -> None:
    table.choose(Choice(suppressed=True))
    settled(qtbot, table)
    assert "⊘ suppressed" in column(table, Column.SEVERITY)


@pytest.mark.parametrize("grouping", Grouping)
@pytest.mark.parametrize("by", Column)
def test_keeps_qts_contract(
    qtbot: Any, qtmodeltester: Any, made: Make, grouping: Grouping, by: Column
) -> None:
    model = FindingsTable()
    qtmodeltester.check(model)  # and it goes on checking while the model changes
    model.group_by(grouping)
    model.add([("a.sql", [made(line=n) for n in range(1, 9)])])
    settled(qtbot, model)
    model.add([("b.sql", [made("naming", Severity.NOTICE, line=n) for n in range(1, 5)])])
    model.sort(by, DOWN)
    settled(qtbot, model)
    model.fold(0, folded=True)
    model.choose(Choice(words=words_of("naming")))
    settled(qtbot, model)
    model.choose(Choice())
    settled(qtbot, model)
    model.fold(0, folded=False)
    model.forget(["a.sql"])
    settled(qtbot, model)
    qtmodeltester.check(model)
    model.clear()
    assert model.rowCount() == 0


def test_sorting_carries_the_selection(qtbot: Any, table: FindingsTable) -> None:
    held = QPersistentModelIndex(table.index(0, Column.RULE))
    number = table.number(0)
    table.sort(Column.SEVERITY, DOWN)
    settled(qtbot, table)
    assert held.row() == 3
    assert table.number(held.row()) == number


def test_a_hidden_selection_is_gone_and_a_shown_one_stays(qtbot: Any, table: FindingsTable) -> None:
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(table)
    view.show()
    view.selectRow(1)
    view.selectionModel().select(
        table.index(3, 0),
        QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
    )
    table.choose(Choice(severities=frozenset({Severity.NOTICE})))
    settled(qtbot, table)
    assert [index.row() for index in view.selectionModel().selectedRows()] == [0]
    assert view.model().rowCount() == 1
    view.grab()


def test_arrivals_announce_only_the_new_rows(qtbot: Any, table: FindingsTable, made: Make) -> None:
    with qtbot.waitSignal(table.rowsInserted) as heard:
        table.add([("c.sql", [made(line=1), made(line=2)]), ("d.sql", [made(line=3)])])
    assert heard.args[1:] == [4, 6]
    with qtbot.waitSignal(table.arranged):
        pass
    assert column(table, Column.SEVERITY)[:5] == ["▲ error"] * 5


def test_what_is_filtered_out_does_not_arrive(qtbot: Any, table: FindingsTable, made: Make) -> None:
    table.choose(Choice(words=words_of("zoo")))
    settled(qtbot, table)
    with qtbot.assertNotEmitted(table.rowsInserted):
        table.add([("c.sql", [made(about="orders")])])
    assert column(table, Column.OBJECT) == ["Zoo"]
    assert table.store.totals[Severity.ERROR] == 3


def test_groups_by_rule(qtbot: Any, table: FindingsTable) -> None:
    table.group_by(Grouping.RULE)
    settled(qtbot, table)
    heads = [table.group(row) for row in range(table.rowCount())]
    assert [head.key for head in heads if head] == ["dml-require-where", "columns", "naming"]
    assert table.text(0, Column.SEVERITY) == "dml-require-where   ▲ 2"
    table.fold(0, folded=True)
    assert [table.group(row) is not None for row in range(3)] == [True, True, False]
    table.sort(Column.FILE)
    settled(qtbot, table)
    assert table.rowCount() == 5  # the first group stays folded, wherever it went
    table.fold_all(folded=False)
    settled(qtbot, table)
    assert table.rowCount() == 7


def test_a_changed_file_is_marked(table: FindingsTable) -> None:
    table.mark_stale(["a.sql"])
    assert column(table, Column.FILE) == ["a.sql ↻", "b.sql", "a.sql ↻", "b.sql"]
    table.mark_stale([])
    assert column(table, Column.FILE) == ["a.sql", "b.sql", "a.sql", "b.sql"]


def test_row_and_number_belong_together(table: FindingsTable) -> None:
    for row in range(table.rowCount()):
        number = table.number(row)
        assert number is not None
        assert table.row_of(number) == row
    suppressed = next(n for n in range(5) if table.store.finding(n).suppressed)
    assert table.row_of(suppressed) is None


def test_a_sort_on_no_column_is_ignored(table: FindingsTable) -> None:
    table.sort(-1)
    assert not table.arranging
