"""Fixing what was found from the window: seen, chosen, written with a copy, audited again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.flows.fixable_files import Effect
from app.views.audit import AuditPage
from app.views.audit.fix_dialog import FixDialog

from .conftest import settle

TWICE = "CREATE INDEX idx_a ON t (a, b, a);\n"
ONCE = "CREATE INDEX idx_a ON t (a, b);\n"
NULL = "SELECT id FROM 订单 WHERE a = NULL;\n"
Ask = Callable[[], FixDialog]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "迁移"
    made.mkdir()
    (made / "V1.sql").write_bytes(f"-- 日志\r\n{TWICE}".encode("gb18030"))
    (made / "V2.sql").write_text(TWICE + NULL, "utf-8")
    (made / "V3.sql").write_text("SELECT 1;\n", "utf-8")
    return made


@pytest.fixture
def ask(qtbot: QtBot, real_page: AuditPage, folder: Path) -> Ask:
    """Audits the folder and opens the dialog, until it knows what could be mended."""

    def opened() -> FixDialog:
        page = real_page
        if page.session.empty:
            page.take_files([folder])
            qtbot.waitUntil(lambda: page.session.last is not None, timeout=60_000)
            settle(qtbot, page)
        page.changed.emit()
        page.command_actions["fix"].refresh()
        page.command_actions["fix"].trigger()
        dialog = page.findChildren(FixDialog)[-1]
        qtbot.waitUntil(lambda: dialog._looking is None and dialog._counting is None)
        return dialog

    return opened


def titles(dialog: FixDialog) -> list[tuple[str, int, bool]]:
    table = dialog.files
    rows = range(table.shown)
    return [
        (Path(table.record(row).path).name, table.record(row).fixes, table.is_ticked(row))
        for row in rows
    ]


def test_what_is_safe_is_shown_chosen_and_written_with_a_copy(
    qtbot: QtBot, real_page: AuditPage, ask: Ask, folder: Path
) -> None:
    dialog = ask()
    assert titles(dialog) == [("V1.sql", 1, True), ("V2.sql", 1, True)]
    assert dialog.write.text() == "Fix 2 files"
    qtbot.waitUntil(lambda: "+CREATE INDEX idx_a ON t (a, b);" in dialog.change.toPlainText())
    dialog.files.tick([str(folder / "V2.sql")], on=False)
    assert dialog.write.text() == "Fix 1 file"
    before = (folder / "V1.sql").read_bytes()
    with qtbot.waitSignal(dialog.fixed):
        dialog.write.click()
    assert (folder / "V1.sql").read_bytes() == f"-- 日志\r\n{ONCE}".encode("gb18030")
    assert (folder / "V1.sql.bak").read_bytes() == before
    assert (folder / "V2.sql").read_text("utf-8") == TWICE + NULL
    settle(qtbot, real_page)
    store = real_page.session.findings.store
    rules = {store.finding(n).rule for n in store.of_file(str(folder / "V1.sql"))}
    assert "index-duplicate-column" not in rules, "it was audited again"
    assert real_page.session.findings.store.of_file(str(folder / "V2.sql")), "the others stay"


def test_what_may_change_a_script_waits_to_be_ticked(qtbot: QtBot, ask: Ask, folder: Path) -> None:
    dialog = ask()
    kinds = {kind.rule: kind for kind in dialog.kinds.records.values()}
    assert kinds["query-equal-null"].effect is Effect.OTHER
    assert [kind.rule for kind in dialog.kinds.ticked_records] == ["index-duplicate-column"]
    dialog.kinds.tick([kinds["query-equal-null"].key])
    qtbot.waitUntil(lambda: ("V2.sql", 2, True) in titles(dialog))
    dialog.kinds.tick([kinds["index-duplicate-column"].key], on=False)
    qtbot.waitUntil(lambda: titles(dialog) == [("V1.sql", 0, False), ("V2.sql", 1, True)])
    assert dialog.file_panel.view.select(str(folder / "V1.sql"))
    qtbot.waitUntil(lambda: "Nothing of this file" in dialog.change.toPlainText())
    assert dialog.file_panel.view.select(str(folder / "V2.sql"))
    qtbot.waitUntil(lambda: "+SELECT id FROM 订单 WHERE a IS NULL;" in dialog.change.toPlainText())
    dialog.reject()
    assert (folder / "V2.sql").read_text("utf-8") == TWICE + NULL
    assert not list(folder.glob("*.bak"))


def test_a_file_that_changed_since_the_audit_is_refused(
    qtbot: QtBot, real_page: AuditPage, ask: Ask, folder: Path
) -> None:
    ask().reject()
    (folder / "V1.sql").write_text("-- another\n" + TWICE, "utf-8")
    dialog = ask()
    assert titles(dialog) == [("V2.sql", 1, True)]
    said = dialog.file_panel.strip.words.text()
    assert "V1.sql changed on disk meanwhile; it was left as it is." in said
    assert "Audit it again, then fix it." in said
    (folder / "V2.sql").write_text("-- another\n" + TWICE, "utf-8")  # and while it is open
    dialog.write.click()
    qtbot.waitUntil(lambda: "V2.sql changed on disk" in dialog.file_panel.strip.words.text())
    assert dialog.isVisible()
    assert not list(folder.glob("*.bak"))
    dialog.reject()


def test_where_nothing_can_be_mended_it_says_so(qtbot: QtBot, ask: Ask, folder: Path) -> None:
    for name in ("V1.sql", "V2.sql"):
        (folder / name).write_text("DELETE FROM orders;\n", "utf-8")
    dialog = ask()
    assert dialog.file_panel.states.now == "empty"
    assert not dialog.write.isEnabled()
    dialog.reject()


def test_stopping_leaves_the_files_that_were_not_reached(
    qtbot: QtBot, real_page: AuditPage, ask: Ask, folder: Path
) -> None:
    dialog = ask()
    dialog.write.click()
    assert dialog.leave.text() == "Stop"
    dialog.reject()  # Esc
    qtbot.waitUntil(lambda: dialog._writing is None)
    changed = [path.name for path in folder.glob("*.bak")]
    assert len(changed) < 2 or not dialog.isVisible()
    for path in ("V1.sql", "V2.sql"):
        text = (folder / path).read_bytes().decode("gb18030", "replace")
        assert ("a, b, a" in text) is (f"{path}.bak" not in changed)
    settle(qtbot, real_page)
