"""The page as its user has it: tabs that survive, runs, consent, transactions, files."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.console.ran import Ended, RanEnding, Running
from app.domain.console.result import Level
from app.domain.people import Role
from app.models.record_export import FORMS
from app.views.console.production_dialog import ProductionDialog
from app.views.results.cell_dialog import CellDialog
from app.views.results.editing import ResultEditing
from app.views.widgets.ask import Ask
from tests.servers.mariadb import MariaDB
from tests.views.console.conftest import Opened


def levels(sheet: Any) -> list[Level | None]:
    return [line.level for line in sheet.below.messages.lines]


def test_a_script_runs_and_says_how_each_statement_went(console: Opened, mariadb: MariaDB) -> None:
    sheet = console.sheet(console.add(mariadb.port))
    console.run(sheet, "SELECT 1;\nSELEC 2;\nSELECT 3;\n")
    assert levels(sheet) == [None, Level.ERROR]  # it stops at the error
    error = sheet.below.messages.lines[1]
    assert error.place is not None
    assert sheet.editor.text[error.place[0] :].startswith("SELEC 2")
    assert [ran.ended.ending for ran in console.history] == [RanEnding.FAILED, RanEnding.DONE]
    sheet.run_bar.choose_at_error(False)
    console.run(sheet)
    assert levels(sheet)[2:] == [None, Level.ERROR, None]


def test_tabs_come_back_as_they_were(console: Opened, mariadb: MariaDB, qtbot: Any) -> None:
    at = console.add(mariadb.port)
    sheet = console.sheet(at)
    sheet.insert("SELECT '订单';")
    sheet.rename("报表")
    console.page.new_sheet("SELECT 2").insert("-- ")
    console.page.tabs.tabBar().moveTab(1, 0)
    console.close()
    page = console.begin()
    assert [each.editor.text for each in page.tabs] == ["-- SELECT 2", "SELECT '订单';"]
    again = list(page.tabs)[1]
    assert again.title == "报表  ·  orders-0"
    assert not again.session.ready  # nobody asked for that yet
    console.run(again)
    assert levels(again) == [None]
    page.close_sheet(again)
    page.reopen()
    qtbot.waitUntil(lambda: page.tabs.count() == 2)
    assert page.sheet is not None
    assert page.sheet.editor.text == "SELECT '订单';"
    assert page.sheet.name == "报表"


def test_values_are_asked_for_once_and_remembered(
    console: Opened, mariadb: MariaDB, qtbot: Any
) -> None:
    sheet = console.sheet(console.add(mariadb.port))
    sheet.insert("SELECT :a, :b, :a")
    sheet.run(whole=True)
    qtbot.waitUntil(lambda: sheet.running.asking is not None)
    asking: Any = sheet.running.asking
    assert list(asking.lines) == ["a", "b"]
    asking.lines["a"].setText("7")
    asking.lines["b"].setText("订单")
    asking.accept()
    qtbot.waitUntil(lambda: not sheet.running.busy, timeout=5_000)
    assert levels(sheet) == [None]
    sheet.run(whole=True)
    qtbot.waitUntil(lambda: sheet.running.asking is not None)
    again: Any = sheet.running.asking
    assert again.lines["b"].text() == "订单"
    again.reject()
    qtbot.waitUntil(lambda: not sheet.running.busy)


def test_a_write_on_production_shows_what_it_hits_and_wants_the_name(
    console: Opened, mariadb: MariaDB, qtbot: Any
) -> None:
    mariadb.sql("CREATE DATABASE shop")
    mariadb.sql("CREATE TABLE shop.orders (id INT PRIMARY KEY, n INT)")
    mariadb.sql("INSERT INTO shop.orders SELECT seq, seq FROM mysql.seq_1_to_100")
    sheet = console.sheet(console.add(mariadb.port, production=True, environment="prod"))
    sheet.insert("SELECT 1; UPDATE shop.orders SET n = 0 WHERE id < 11")
    sheet.run(whole=True)
    qtbot.waitUntil(lambda: sheet.running.asking is not None, timeout=5_000)
    asking = sheet.running.asking
    assert isinstance(asking, ProductionDialog)
    asking.accept()
    assert sheet.running.asking is asking  # the name was not typed
    qtbot.waitUntil(lambda: not any(each.waiting for each in asking.weighed), timeout=5_000)
    [weighed] = asking.weighed
    assert weighed.statement.startswith("UPDATE")
    asking.word.setText("orders-0")
    asking.accept()
    qtbot.waitUntil(lambda: not sheet.running.busy, timeout=5_000)
    assert mariadb.rows("SELECT COUNT(*) n FROM shop.orders WHERE n = 0") == [{"n": 10}]
    assert len(console.journal.intents) == 1


def test_without_a_where_it_is_asked_anywhere(
    console: Opened, mariadb: MariaDB, qtbot: Any
) -> None:
    mariadb.sql("CREATE DATABASE shop")
    mariadb.sql("CREATE TABLE shop.orders (id INT PRIMARY KEY)")
    mariadb.sql("INSERT INTO shop.orders VALUES (1)")
    sheet = console.sheet(console.add(mariadb.port))
    sheet.insert("DELETE FROM shop.orders")
    sheet.run()
    qtbot.waitUntil(lambda: sheet.running.asking is not None, timeout=5_000)
    asking: Any = sheet.running.asking
    asking.reject()
    qtbot.waitUntil(lambda: not sheet.running.busy)
    assert mariadb.rows("SELECT COUNT(*) n FROM shop.orders") == [{"n": 1}]


def test_nothing_is_changed_on_a_read_only_connection(
    console: Opened, mariadb: MariaDB, qtbot: Any
) -> None:
    at = console.add(mariadb.port, access={"read_only": True})
    sheet = console.sheet(at)
    console.run(sheet, "CREATE DATABASE never")
    assert "read-only" in sheet.strip.words.text()
    assert mariadb.rows("SHOW DATABASES LIKE 'never'") == []


def test_a_transaction_is_seen_and_asked_about_before_the_tab_goes(
    console: Opened, mariadb: MariaDB, qtbot: Any
) -> None:
    mariadb.sql("CREATE DATABASE shop")
    mariadb.sql("CREATE TABLE shop.orders (id INT PRIMARY KEY)")
    sheet = console.sheet(console.add(mariadb.port))
    console.run(sheet, "START TRANSACTION; INSERT INTO shop.orders VALUES (1);")
    assert sheet.session.open
    assert "1 row changed" in sheet.transaction.said.text()
    assert not console.page.may_close()
    asking: Any = sheet.session.asking
    asking.reject()
    console.page.close_sheet(sheet)
    assert console.page.tabs.count() == 1
    leaving: Any = sheet.session.asking
    leaving.commit.click()
    qtbot.waitUntil(lambda: console.page.tabs.count() == 0, timeout=5_000)
    assert mariadb.rows("SELECT id FROM shop.orders") == [{"id": 1}]


def test_what_runs_is_broken_off_and_the_editor_types_on(
    console: Opened, mariadb: MariaDB, qtbot: Any
) -> None:
    sheet = console.sheet(console.add(mariadb.port))
    sheet.insert("SELECT SLEEP(30)")
    sheet.run()
    qtbot.waitUntil(lambda: sheet.running.on_server, timeout=5_000)
    sheet.editor.selectAll()
    sheet.insert("SELECT 2")
    sheet.running.cancel()
    qtbot.waitUntil(lambda: not sheet.running.busy, timeout=5_000)
    assert sheet.editor.text == "SELECT 2"
    assert console.history[0].ended.ending is RanEnding.CANCELLED


def test_files_are_opened_saved_and_watched(console: Opened, tmp_path: Path, qtbot: Any) -> None:
    path = tmp_path / "报表.sql"
    path.write_bytes("SELECT '订单';\r\n".encode("gb18030"))
    page = console.page
    page.take_files([path])
    sheet = page.sheet
    assert sheet is not None
    qtbot.waitUntil(lambda: sheet.editor.text == "SELECT '订单';\n")
    sheet.editor.selectAll()
    sheet.insert("SELECT '库存';\n")
    assert sheet.title == "报表.sql *"
    sheet.save()
    qtbot.waitUntil(lambda: not sheet.binding.unsaved)
    assert path.read_bytes() == "SELECT '库存';\r\n".encode("gb18030")
    path.write_bytes(b"SELECT 'by somebody else';\n")
    page.files.watch.look()
    qtbot.waitUntil(lambda: sheet.file_strip.isVisible())
    sheet.compare()
    qtbot.waitUntil(lambda: sheet.file.difference is not None)
    sheet.file.difference.close()  # type: ignore[union-attr]
    sheet.file_strip.reload.click()
    qtbot.waitUntil(lambda: "somebody else" in sheet.editor.text)
    assert not sheet.file_strip.isVisible()
    page.take_files([path])
    assert page.tabs.count() == 1


def test_whoever_may_not_run_there_is_told_why_on_the_grey_button(
    console: Opened, mariadb: MariaDB
) -> None:
    at = console.add(mariadb.port, production=True, stake="production")
    console.close()
    page = console.begin(Role.VIEWER)
    page.new_sheet("SELECT 1", at)
    run = page.command_actions["console-run"]
    run.refresh()
    assert not run.isEnabled()
    assert "viewer" in run.toolTip()


def test_rows_are_shown_plans_asked_for_and_schemas_known(
    console: Opened, mariadb: MariaDB, qtbot: Any
) -> None:
    mariadb.sql("CREATE DATABASE shop")
    mariadb.sql("CREATE TABLE shop.orders (id INT PRIMARY KEY, n INT)")
    mariadb.sql("INSERT INTO shop.orders SELECT seq, seq FROM mysql.seq_1_to_100")
    sheet = console.sheet(console.add(mariadb.port))
    qtbot.waitUntil(lambda: sheet.choice.schema.findText("shop") >= 0, timeout=10_000)
    sheet.session.use_schema("shop")
    qtbot.waitUntil(lambda: sheet.session.schema == "shop", timeout=5_000)
    console.run(sheet, "SELECT * FROM orders; SELECT 1 AS one;")
    grids = list(sheet.below.tabs.grids)
    assert [grid.reader.count for grid in grids] == [100, 1]
    assert sheet.below.tabs.current is grids[0]
    sheet.parts.setSizes([120, 600])
    gap = sheet.below.tabs.mapTo(sheet.parts, QPoint()).y() - sheet.editor.geometry().bottom()
    assert 0 < gap < 20, "results begin where the editor ends, however high they are"
    sheet.editor.select(5, 5)
    sheet.explaining.begin()
    plan = sheet.below.plan.view
    qtbot.waitUntil(plan.has_plan, timeout=10_000)
    assert sheet.below.tabs.currentWidget() is sheet.below.plan
    console.run(sheet, "CREATE DATABASE later")
    qtbot.waitUntil(lambda: sheet.choice.schema.findText("later") >= 0, timeout=10_000)


def dropped(widget: QWidget, *paths: Path) -> bool:
    """Drop files on it as the window system does; whether the first thing to say was yes."""
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), copy, content, left, none)
    enter.ignore()
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        drop = QDropEvent(QPointF(9, 9), copy, content, left, none)
        QApplication.sendEvent(widget, drop)
    return enter.isAccepted()


def test_scripts_dropped_on_the_page_open_there(console: Opened, tmp_path: Path) -> None:
    sql, redis, other = (tmp_path / name for name in ("报表.sql", "keys.redis", "photo.png"))
    sql.write_text("SELECT 1", "utf-8")
    redis.write_text("GET a", "utf-8")
    other.write_bytes(b"")
    sheet = console.page.new_sheet("SELECT 0")
    assert not dropped(console.page, other)
    assert dropped(sheet.editor.viewport(), sql)  # the page under it takes it
    assert sheet.editor.text == "SELECT 0"  # no name of a file is typed into it
    assert dropped(console.page, sql, redis)
    tabs = console.page.tabs
    console.qtbot.waitUntil(
        lambda: {each.editor.text for each in tabs} == {"SELECT 0", "SELECT 1", "GET a"}
    )


def test_the_whole_history_is_exported_and_not_what_was_read_of_it(
    console: Opened, tmp_path: Path
) -> None:
    history = console.page.room.history
    for number in range(450):
        began = Running(1e9 + number, "i", "orders", "root", "", f"SELECT {number}", "tab")
        history.conclude(history.intend(began), Ended(RanEnding.DONE, 0.1, 1))
    console.page.toggle_beside(1)
    panel = console.page.beside.history
    console.qtbot.waitUntil(lambda: len(panel.table.keys) == 200)
    path = tmp_path / "history.json"
    panel.panel.exporting.write(path, next(form for form in FORMS if form.key == "json"))
    console.qtbot.waitUntil(path.exists)
    assert len(json.loads(path.read_text("utf-8"))) == 450


def test_the_page_formats_the_statement_at_the_cursor(console: Opened) -> None:
    sheet = console.page.new_sheet("select a,b from t where a=1")
    action = console.page.command_actions["console-format"]
    action.refresh()  # as the window does
    action.trigger()
    console.qtbot.waitUntil(lambda: sheet.editor.text == "SELECT a, b FROM t WHERE a = 1")


def test_rows_that_were_edited_are_read_anew_into_their_tab(
    console: Opened, mariadb: MariaDB, qtbot: Any
) -> None:
    mariadb.sql("CREATE DATABASE edited")
    mariadb.sql("CREATE TABLE edited.t (id INT PRIMARY KEY, n INT)")
    mariadb.sql("INSERT INTO edited.t VALUES (1, 10), (2, 20)")
    sheet = console.sheet(console.add(mariadb.port))
    console.run(sheet, "SELECT * FROM edited.t; SELECT 1 AS one;")
    tabs = sheet.below.tabs
    first, second = tabs.grids
    editing: Any = first.findChild(ResultEditing)
    editing.edit(0, 1)
    qtbot.waitUntil(lambda: bool(_opened(CellDialog)), timeout=5_000)
    (dialog,) = _opened(CellDialog)
    dialog.text.setPlainText("11")
    dialog.take()
    assert first.model.index(0, 1).data() == "11"
    editing.ask()
    (ask,) = _opened(Ask)
    ask.accept()
    qtbot.waitUntil(lambda: next(tabs.grids) is not first, timeout=10_000)
    qtbot.waitUntil(lambda: not sheet.running.busy, timeout=10_000)
    newer, other = tabs.grids
    assert newer.reader.rows(0, 9) == [(1, 11), (2, 20)]
    assert other is second
    assert "1 change was made." in sheet.below.uses.copying.strip.words.text()


def _opened(kind: Any) -> list[Any]:
    return [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, kind) and each.isVisible()
    ]
