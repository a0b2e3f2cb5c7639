"""Parameters beside those of other instances and of earlier moments."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolButton

from app.domain.endpoint import Endpoint
from app.views.operate.histories import NoHistories
from app.views.operate.panels.parameters import ParametersPanel
from app.views.widgets.record_view import RecordView
from tests.servers.mariadb import MariaDB
from tests.views.operate.conftest import Opened

BEFORE = datetime(2026, 11, 1, tzinfo=UTC)


class Remembered(NoHistories):
    """What was seen on two days."""

    def of_all_parameters(self, instance: str) -> Sequence[tuple[datetime, str, str]]:
        return (
            (BEFORE, "long_query_time", "1.5"), (BEFORE, "gone", "1"),
            (BEFORE + timedelta(days=1), "long_query_time", "2.5"),
        )  # fmt: skip


class Beside:
    """A panel whose inventory knows other instances."""

    def __init__(self, qtbot: Any, opened: Opened, server: MariaDB) -> None:
        self.qtbot, self.known = qtbot, list[Endpoint]()
        opened.use(known=lambda: self.known, histories=Remembered())
        self.desk = opened("mariadb", server.port)
        self.desk.open_panel("parameters")
        panel = self.desk.panels["parameters"]
        assert isinstance(panel, ParametersPanel)
        self.panel = panel
        qtbot.waitUntil(lambda: panel.table.total > 100, timeout=10_000)

    def add(self, name: str, port: int, **changes: Any) -> None:
        at = self.desk.room.endpoint
        self.known.append(replace(at, id=name, name=name, port=port, **changes))

    def choose(self, *keys: str) -> None:
        """Tick these, or all, and compare."""
        self.panel._ask_what()
        self.qtbot.waitUntil(lambda: self.panel.choosing is not None)
        dialog = self.panel.choosing
        assert dialog is not None
        dialog.table.tick(keys or dialog.table.keys, True)
        dialog.compare.click()

    @property
    def rows(self) -> dict[str, list[str]]:
        """What is shown of each parameter."""
        panel = self.panel.comparison.panel
        assert panel is not None
        table = panel.table
        records = (table.record(row) for row in range(table.shown))
        return {each.name: [field.shown(each) for field in table.fields[1:]] for each in records}

    @property
    def headings(self) -> list[str]:
        panel = self.panel.comparison.panel
        assert panel is not None
        return [field.heading for field in panel.table.fields[2:]]


def test_instances_side_by_side_and_one_that_is_silent_is_a_column_that_says_so(
    qtbot: Any, opened: Opened, mariadb: MariaDB, start_mariadb: Any
) -> None:
    other = start_mariadb("--long-query-time=3")
    beside = Beside(qtbot, opened, mariadb)
    beside.add("orders-2", other.port)
    beside.add("orders-3", 1)
    beside.add("cache", 6379, type="redis")
    beside.choose("orders-2", "orders-3")
    comparison = beside.panel.comparison
    assert comparison.isVisible()
    qtbot.waitUntil(lambda: beside.headings == ["orders-db", "orders-2", "▲ orders-3"])
    qtbot.waitUntil(lambda: "long_query_time" in beside.rows)
    how, mine, theirs, silent = beside.rows["long_query_time"]
    assert ("differs" in how, mine, theirs) == (True, "10.000000", "3.000000")
    assert silent == "▲ no answer"
    assert "orders-3" in comparison.said.text()
    assert "as it must" in beside.rows["port"][0]
    assert "max_allowed_packet" not in beside.rows
    comparison.unexpected.setChecked(True)
    assert "port" not in beside.rows
    comparison.differing.setChecked(False)
    qtbot.waitUntil(lambda: "max_allowed_packet" in beside.rows)
    comparison.back.click()
    assert not comparison.isVisible()
    assert beside.panel.records.isVisible()


def test_only_instances_of_the_type_are_offered_and_moments(
    qtbot: Any, opened: Opened, mariadb: MariaDB
) -> None:
    beside = Beside(qtbot, opened, mariadb)
    beside.add("orders-2", 1)
    beside.add("cache", 6379, type="redis")
    beside.panel._ask_what()
    qtbot.waitUntil(lambda: beside.panel.choosing is not None)
    dialog = beside.panel.choosing
    assert dialog is not None
    assert dialog.table.total == 3
    assert not dialog.compare.isEnabled()
    dialog.reject()


def test_two_moments_and_now(qtbot: Any, opened: Opened, mariadb: MariaDB) -> None:
    beside = Beside(qtbot, opened, mariadb)
    beside.choose()
    qtbot.waitUntil(lambda: "gone" in beside.rows)
    assert beside.rows["long_query_time"][1:] == ["10.000000", "2.5", "1.5"]
    assert beside.rows["gone"][1:] == ["–", "1", "1"]


def test_a_silent_server_is_given_up_and_the_others_stay(
    qtbot: Any, opened: Opened, mariadb: MariaDB, fault_proxy: Any
) -> None:
    proxy = fault_proxy(mariadb.port)
    proxy.black_hole = True
    beside = Beside(qtbot, opened, mariadb)
    beside.add("silent", proxy.port)
    beside.choose("silent", BEFORE.isoformat())
    comparison = beside.panel.comparison
    assert "0 of 2" not in comparison.said.text()
    assert "1 of 2" in comparison.said.text()
    qtbot.waitUntil(lambda: "long_query_time" in beside.rows)
    assert beside.rows["long_query_time"][1:] == ["10.000000", "asking…", "1.5"]
    comparison.cancel.click()
    qtbot.waitUntil(lambda: "it was not waited for" in comparison.said.text(), timeout=2_000)
    qtbot.waitUntil(lambda: "long_query_time" in beside.rows)
    assert beside.rows["long_query_time"][2] == "▲ no answer"


def test_closing_the_tab_in_the_middle_leaves_nothing(
    qtbot: Any, opened: Opened, mariadb: MariaDB, fault_proxy: Any
) -> None:
    proxy = fault_proxy(mariadb.port)
    proxy.black_hole = True
    beside = Beside(qtbot, opened, mariadb)
    beside.add("silent", proxy.port)
    beside.choose("silent")
    assert beside.panel.comparison._survey is not None
    beside.desk.shut()


def test_the_button_opens_the_cell_of_the_value(
    qtbot: Any, opened: Opened, mariadb: MariaDB
) -> None:
    beside = Beside(qtbot, opened, mariadb)
    panel, view = beside.panel, beside.panel.records.view
    assert isinstance(view, RecordView)
    [button] = [
        each for each in panel.records.actions_bar.findChildren(QToolButton)
        if each.text() == "Change the value…"
    ]  # fmt: skip
    view.select("basedir")
    assert not button.isEnabled(), "it cannot be changed while the server runs"
    view.select("long_query_time")
    button.click()
    editor = view.findChild(QLineEdit)
    assert editor is not None
    editor.setText("7.5")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.room.proposals.ask is not None)
    ask = panel.room.proposals.ask
    assert ask is not None
    assert any("long_query_time" in text and "7.5" in text for text in ask.statements)
    ask.reject()
