"""Suppressing a finding from the window: asked, shown, written, seen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import ConsoleError
from app.models.findings_order import Column
from app.sql.decode import read_text
from app.views.audit import AuditPage
from app.views.audit.suppress_dialog import SuppressDialog

from .conftest import settle

BEFORE = "-- 日志\r\nSELECT 1;\r\nDELETE FROM 日志;\r\nDELETE FROM users;\r\n"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "v1.sql"
    path.write_bytes(BEFORE.encode("gb18030"))
    return path


@pytest.fixture
def ask(qtbot: QtBot, real_page: AuditPage, script: Path) -> Callable[[int], SuppressDialog]:
    """Audits the script, chooses the DELETE on a line, and opens the dialog."""

    def opened(line: int) -> SuppressDialog:
        page = real_page
        page.take_files([script])
        qtbot.waitUntil(
            lambda: bool(page.session.last) and not page.session.running, timeout=60_000
        )
        settle(qtbot, page)
        store = page.session.findings.store
        numbers = store.of_file(str(script))
        number = next(
            n
            for n in numbers
            if store.finding(n).rule == "dml-require-where" and store.finding(n).start.line == line
        )
        assert page.findings.view.show_number(number)
        page.changed.emit()
        page.command_actions["suppress"].refresh()
        page.command_actions["suppress"].trigger()
        dialog = page.findChild(SuppressDialog)
        assert isinstance(dialog, SuppressDialog)
        return dialog

    return opened


def test_the_change_is_shown_before_it_is_written(
    qtbot: QtBot, ask: Callable[[int], SuppressDialog], script: Path
) -> None:
    dialog = ask(3)
    assert not dialog.write.isEnabled()
    dialog.reason.setText("表很小")
    qtbot.waitUntil(dialog.write.isEnabled)
    shown = dialog.change.toPlainText()
    assert "+-- mohist: ignore dml-require-where 表很小" in shown
    assert " DELETE FROM 日志;" in shown
    dialog.reject()
    assert script.read_bytes() == BEFORE.encode("gb18030")


def test_without_a_reason_nothing_can_be_written(
    qtbot: QtBot, ask: Callable[[int], SuppressDialog]
) -> None:
    dialog = ask(3)
    dialog.reason.setText("because")
    qtbot.waitUntil(dialog.write.isEnabled)
    dialog.reason.setText("   ")
    assert not dialog.write.isEnabled()
    dialog.accept()
    assert dialog.isVisible()
    dialog.reject()


def test_a_suppressed_finding_is_shown_so_and_the_others_move(
    qtbot: QtBot, real_page: AuditPage, ask: Callable[[int], SuppressDialog], script: Path
) -> None:
    page = real_page
    dialog = ask(3)
    dialog.reason.setText("表很小")
    qtbot.waitUntil(dialog.write.isEnabled)
    with qtbot.waitSignal(page.acting.suppressed):
        dialog.write.click()
    settle(qtbot, page)
    text = BEFORE.replace(
        "DELETE FROM 日志", "-- mohist: ignore dml-require-where 表很小\r\nDELETE FROM 日志"
    )
    assert script.read_bytes() == text.encode("gb18030")
    store = page.session.findings.store
    mine = [
        store.finding(n)
        for n in store.of_file(str(script))
        if store.finding(n).rule == "dml-require-where"
    ]
    assert [(f.start.line, f.suppressed) for f in mine] == [(4, "表很小"), (5, None)]
    for finding in mine:
        marked = read_text(script)[finding.start.offset : finding.end.offset]
        assert marked.startswith("DELETE FROM")
    assert page.session.files.desk.totals == store.totals
    page.findings.bar.toggles[None].click()
    settle(qtbot, page)
    table = page.session.findings
    rows = range(table.rowCount())
    assert "⊘ suppressed" in [table.text(row, Column.SEVERITY) for row in rows]
    page.session.watch.look()
    qtbot.waitUntil(lambda: not page.session.watch.busy)
    assert not page.session.stale


def test_a_file_that_changed_since_is_refused(
    qtbot: QtBot, ask: Callable[[int], SuppressDialog], script: Path
) -> None:
    dialog = ask(3)
    script.write_bytes(b"SELECT 1;\n" * 9)
    dialog.reason.setText("because")
    qtbot.waitUntil(lambda: "changed on disk" in dialog.change.toPlainText())
    assert not dialog.write.isEnabled()
    dialog.reject()
    assert script.read_bytes() == b"SELECT 1;\n" * 9


def test_a_file_that_changes_while_the_dialog_is_open_is_refused(
    qtbot: QtBot, real_page: AuditPage, ask: Callable[[int], SuppressDialog], script: Path
) -> None:
    dialog = ask(3)
    dialog.reason.setText("because")
    qtbot.waitUntil(dialog.write.isEnabled)
    script.write_bytes(b"SELECT 1;\n" * 9)
    with qtbot.waitSignal(real_page.failed) as heard:
        dialog.write.click()
    assert isinstance(heard.args[0], ConsoleError)
    assert script.read_bytes() == b"SELECT 1;\n" * 9
