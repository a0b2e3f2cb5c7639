"""What each statement did since the panel was opened, in a row and as curves."""

from pathlib import Path
from typing import Any

import pytest

from app.domain.endpoint import OracleAccess
from app.models.operating.statements import DigestRow
from app.views.operate.panels.slow_sql import SlowSqlPanel
from tests.engines.oracle.rac import rac
from tests.views.operate.conftest import Opened

_LOG = """# Time: 2026-11-28T09:00:00.000000Z
# User@Host: app[app] @ localhost []
# Query_time: 2.000000  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 9
SET timestamp=1764320400;
SELECT * FROM orders WHERE v = 1;
"""


def ask(qtbot: Any, panel: SlowSqlPanel) -> None:
    qtbot.waitUntil(lambda: not panel.poller.running, timeout=10_000)
    with qtbot.waitSignal(panel.poller.answered, timeout=10_000):
        panel.refresh()


def counting(panel: SlowSqlPanel) -> DigestRow:
    rows = (panel.table.record(row) for row in range(panel.table.total))
    row = next(
        row for row in rows
        if row.digest.text.startswith("SELECT COUNT") and "trended" in row.digest.text
    )  # fmt: skip
    assert isinstance(row, DigestRow)
    return row


@pytest.mark.parametrize("server", ["mariadb", "mysql9"])
def test_calls_since_it_was_opened(
    qtbot: Any, opened: Opened, request: pytest.FixtureRequest, server: str, tmp_path: Path
) -> None:
    there = request.getfixturevalue(server)
    there.sql("CREATE DATABASE shop")
    there.sql("CREATE TABLE shop.trended (id INT PRIMARY KEY)")
    there.sql("SELECT COUNT(*) FROM shop.trended")
    desk = opened({"mysql9": "mysql"}.get(server, server), there.port)
    desk.open_panel("slow")
    panel = desk.panels["slow"]
    assert isinstance(panel, SlowSqlPanel)
    qtbot.waitUntil(lambda: panel._answered, timeout=10_000)
    panel.refreshing.set_interval(0)
    for _time in range(3):
        there.sql("SELECT COUNT(*) FROM shop.trended")
        ask(qtbot, panel)
    row = counting(panel)
    assert row.recent_count == 3
    assert row.trend is not None
    assert [each.count for each in row.trend.intervals] == [1, 1, 1]
    panel.records.view.select((row.digest.schema, row.digest.id))
    qtbot.waitUntil(panel.trend.isVisible)
    assert "3 calls" in panel.trend.sentence.text()
    assert "Calls" in panel.trend.curves.accessibleDescription()
    log = tmp_path / "slow.log"
    log.write_text(_LOG, "utf-8")
    panel.open_file(str(log))
    qtbot.waitUntil(lambda: panel.table.total == 1, timeout=10_000)
    assert panel.table.record(0).trend is None
    qtbot.waitUntil(lambda: not panel.trend.isVisible())


def test_an_oracle_statement_and_a_cursor_that_was_pushed_out(
    qtbot: Any, opened: Opened, oracle_server: Any
) -> None:
    dictionary, more = rac(), {"executions": 0, "elapsed_time": 0}
    counted = dictionary.chosen["gv$sqlstats"]
    dictionary.chosen["gv$sqlstats"] = lambda sql, binds: [
        {**row, **{name: row[name] + more[name] for name in more if name in row}}
        for row in counted(sql, binds)
    ]
    opened.secrets["instance/" + "i" * 32 + "/password"] = "oracle"
    desk = opened(
        "oracle", oracle_server(dictionary).port, user="system",
        oracle=OracleAccess(service="testdb"),
    )  # fmt: skip
    desk.open_panel("slow")
    panel = desk.panels["slow"]
    assert isinstance(panel, SlowSqlPanel)
    qtbot.waitUntil(lambda: panel._answered, timeout=10_000)
    panel.refreshing.set_interval(0)
    for executions, seconds in ((10, 2), (20, 4), (-5, 4)):
        more.update(executions=executions, elapsed_time=seconds * 1_000_000)
        ask(qtbot, panel)
    row = panel.table.record(0)
    nodes = row.trend.intervals[0].count // 10
    assert nodes in (1, 2), "added up over the nodes of the cluster"
    assert [(each.count, each.anew) for each in row.trend.intervals] == [
        (10 * nodes, False), (10 * nodes, False), (None, True),
    ]  # fmt: skip
    panel.records.view.select((row.digest.schema, row.digest.id))
    qtbot.waitUntil(panel.trend.isVisible)
    assert "not known" in panel.trend.curves.accessibleDescription()
