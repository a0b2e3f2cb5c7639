"""The page as its user has it: tabs that survive, runs, consent, transactions, files."""

from pathlib import Path
from typing import Any

from app.domain.console.ran import RanEnding
from app.domain.console.result import Level
from app.domain.people import Role
from app.views.console.production_dialog import ProductionDialog
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
    sheet.editor.select(5, 5)
    sheet.explaining.begin()
    plan = sheet.below.plan.view
    qtbot.waitUntil(plan.has_plan, timeout=10_000)
    assert sheet.below.tabs.currentWidget() is sheet.below.plan
    console.run(sheet, "CREATE DATABASE later")
    qtbot.waitUntil(lambda: sheet.choice.schema.findText("later") >= 0, timeout=10_000)
