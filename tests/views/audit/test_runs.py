"""Runs that are kept from the window: listed with a trend, compared, gone to, deleted."""

import gzip
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from app.models.findings_order import Column
from app.models.run_rows import Fate
from app.store.runs import RunStore
from app.views.audit import AuditPage
from app.views.audit.runs_view import RunsView
from app.views.theme import LIGHT
from app.views.widgets.chart.drawing import colour_of
from app.views.widgets.chart.layout import Look

from .conftest import settle


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "迁移"
    made.mkdir()
    (made / "V1.sql").write_text("DELETE FROM orders;\nDELETE FROM 订单;\n", "utf-8")
    (made / "V2.sql").write_text("SELECT 1;\n", "utf-8")
    return made


def audit(qtbot: QtBot, page: AuditPage, folder: Path) -> None:
    if page.session.empty:
        page.take_files([folder])
    else:
        page.session.run()
    qtbot.waitUntil(lambda: page.session.whole, timeout=60_000)
    settle(qtbot, page)


def trigger(page: AuditPage, name: str) -> None:
    page.command_actions[name].refresh()
    page.command_actions[name].trigger()


def rest(qtbot: QtBot, view: RunsView) -> None:
    """Wait until everything that was asked for is shown."""
    qtbot.waitUntil(lambda: view._listing is None and view._job is None)


def keep(qtbot: QtBot, page: AuditPage) -> None:
    before = page.runs.runs.table.total
    page.runs.keep()
    qtbot.waitUntil(lambda: page.runs.runs.table.total == before + 1)
    rest(qtbot, page.runs)


def shown(view: RunsView) -> list[tuple[str, str, int]]:
    table = view.findings.table
    found = [table.record(row).finding for row in range(table.shown)]
    return [(one.path, one.object, one.line) for one in found]


def counts(view: RunsView) -> list[int]:
    assert view.comparison is not None
    return [len(view.comparison.rows[fate]) for fate in Fate]


def test_runs_are_kept_compared_and_gone_to(
    qtbot: QtBot, real_page: AuditPage, folder: Path
) -> None:
    page, view = real_page, real_page.runs
    trigger(page, "runs")
    rest(qtbot, view)
    assert view.isVisible()
    assert view.runs.states.now == "empty"
    assert not view.runs.states.begin.isVisible(), "nothing was audited yet"
    audit(qtbot, page, folder)
    assert not view.isVisible(), "who names files wants to see them"
    trigger(page, "runs")
    rest(qtbot, view)
    assert view.runs.states.begin.isVisible()
    keep(qtbot, page)
    assert view.comparison is None, "there is no other run"
    (folder / "V1.sql").write_text("SELECT 1;\nDELETE FROM 订单;\n", "utf-8")
    (folder / "V2.sql").write_text("SELECT 1;\n\nDELETE FROM users;\n", "utf-8")
    audit(qtbot, page, folder)
    keep(qtbot, page)
    qtbot.waitUntil(lambda: view.comparison is not None)
    assert "is run 2; since run 1: 1 new, 1 gone." in view.runs.strip.words.text()
    assert counts(view) == [1, 1, 1]
    assert shown(view) == [("V2.sql", "users", 3)]
    view.fates.choose(Fate.GONE)
    assert shown(view) == [("V1.sql", "orders", 1)]
    view.fates.choose(Fate.STILL)
    assert shown(view) == [("V1.sql", "订单", 2)]
    view.trend.chart.render_now()
    lines = {line.title: list(line.points.means) for line in view.trend.chart.scene.lines}
    assert lines["Errors"] == [2.0, 2.0]
    look = Look(LIGHT, view.font())
    layout = view.trend.chart.layout_in(QRectF(0, 0, 600, 200), look)
    assert [colour_of(layout, number).name().upper() for number in range(3)] == [
        LIGHT.error, LIGHT.warning, LIGHT.notice
    ]  # fmt: skip
    page.findings.bar.filter.setText("nothing has this")
    view.findings.view.select(0)
    view.findings.activated.emit(view.findings.view.current)
    assert not view.isVisible()
    table = page.session.findings
    qtbot.waitUntil(lambda: page.findings.view.number is not None)
    assert table.store.finding(page.findings.view.number or 0).object == "订单"
    assert page.findings.bar.filter.text() == ""
    row = page.findings.view.currentIndex().row()
    assert table.text(row, Column.OBJECT) == "订单"


def test_a_run_is_kept_once(qtbot: QtBot, real_page: AuditPage, folder: Path) -> None:
    page, view = real_page, real_page.runs
    audit(qtbot, page, folder)
    trigger(page, "runs")
    keep(qtbot, page)
    view.keep()
    qtbot.waitUntil(lambda: "kept already" in view.runs.strip.words.text())
    assert "run 1" in view.runs.strip.words.text()
    assert view.runs.table.total == 1
    page.session.findings.change(
        str(folder / "V1.sql"), lambda one: one._replace(suppressed="agreed")
    )
    keep(qtbot, page)  # that is another
    assert view.runs.table.total == 2


def test_a_finding_that_is_gone_leads_to_its_file(
    qtbot: QtBot, real_page: AuditPage, folder: Path
) -> None:
    page, view = real_page, real_page.runs
    audit(qtbot, page, folder)
    trigger(page, "runs")
    keep(qtbot, page)
    (folder / "V1.sql").write_text("SELECT 1;\n", "utf-8")
    audit(qtbot, page, folder)
    keep(qtbot, page)
    qtbot.waitUntil(lambda: view.comparison is not None)
    view.fates.choose(Fate.GONE)
    with qtbot.waitSignal(page.busy, check_params_cb=lambda said: "any more" in said):
        view.findings.activated.emit(view.findings.table.record(0))
    assert page.files.input is None or not view.isVisible()
    assert page.session.findings.choice.files == frozenset({str(folder / "V1.sql")})
    page.session.remove([str(folder)])
    trigger(page, "runs")
    page.doing.go_back()  # Esc
    assert page.empty.isVisible()
    trigger(page, "runs")
    rest(qtbot, view)
    with qtbot.waitSignal(page.failed) as heard:
        view.findings.activated.emit(view.findings.table.record(0))
    assert "V1.sql is not among the files" in str(heard.args[0])


def test_runs_are_deleted_after_a_question_and_by_others(
    qtbot: QtBot, real_page: AuditPage, folder: Path, tmp_path: Path
) -> None:
    page, view = real_page, real_page.runs
    audit(qtbot, page, folder)
    trigger(page, "runs")
    keep(qtbot, page)
    for _more in range(1):
        audit(qtbot, page, folder)
        keep(qtbot, page)
    view.runs.view.select(1)
    view.ask_delete()
    assert view.asking is not None
    view.asking.reject()
    assert view.runs.table.total == 2
    view.ask_delete()
    view.asking.accept()
    qtbot.waitUntil(lambda: view.runs.table.total == 1)
    rest(qtbot, view)
    terminal = RunStore(tmp_path / "runs")
    assert [run.number for run in terminal.listed().runs] == [2]
    assert view._clock.isActive(), "it looks by itself while it is seen"
    view.look()
    qtbot.waitUntil(lambda: view._looking is None)
    assert view._listing is None, "nothing changed"
    terminal.delete([2])
    view.look()
    qtbot.waitUntil(lambda: view.runs.table.total == 0)
    page.toggle_runs()
    assert not view._clock.isActive()


def test_a_damaged_run_is_told_and_the_others_are_listed(
    qtbot: QtBot, real_page: AuditPage, folder: Path, tmp_path: Path
) -> None:
    page, view = real_page, real_page.runs
    audit(qtbot, page, folder)
    trigger(page, "runs")
    keep(qtbot, page)
    for _more in range(2):
        audit(qtbot, page, folder)
        keep(qtbot, page)
    (one, two, _three) = sorted((tmp_path / "runs").glob("*.gz"))
    two.write_bytes(b"no run")
    view.refresh()
    rest(qtbot, view)
    assert view.runs.table.total == 2
    assert "Run 2 cannot be read" in view.runs.strip.words.text()
    with gzip.open(one, "at", encoding="utf-8") as file:  # its head is well
        file.write("torn")
    view.runs.view.select(1)
    view.runs.view.select(3)
    qtbot.waitUntil(lambda: view.findings.states.now == "failed" or view.findings.strip.isVisible())
    assert view.comparison is None


def test_what_was_not_audited_to_its_end_is_not_kept(
    qtbot: QtBot, page: AuditPage, folder: Path
) -> None:
    page.take_files([folder])
    page.runs.keep()  # while it runs
    settle(qtbot, page)
    trigger(page, "runs")
    rest(qtbot, page.runs)
    assert page.runs.runs.table.total == 0
