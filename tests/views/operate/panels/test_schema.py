"""The objects of a server in its desk, and its schemas compared."""

from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication

from app.views.operate.panels.schema import SchemaPanel
from app.views.theme import DARK
from tests.servers.mariadb import MariaDB
from tests.views.operate.conftest import Opened


def shown(qtbot: Any, opened: Opened, server: MariaDB) -> SchemaPanel:
    for statement in (
        "CREATE DATABASE here", "CREATE DATABASE wanted",
        "CREATE TABLE here.orders (id INT PRIMARY KEY, old INT)",
        "CREATE TABLE wanted.orders (id BIGINT PRIMARY KEY)",
        "CREATE TABLE wanted.`订单` (id INT)",
    ):  # fmt: skip
        server.sql(statement)
    desk = opened("mariadb", server.port)
    desk.open_panel("schema")
    panel = desk.panels["schema"]
    assert isinstance(panel, SchemaPanel)
    qtbot.waitUntil(lambda: len(panel.view.objects.schemas) > 2, timeout=10_000)
    return panel


def test_schemas_are_compared_and_the_script_is_opened(
    qtbot: Any, opened: Opened, mariadb: MariaDB
) -> None:
    panel = shown(qtbot, opened, mariadb)
    panel.compare.click()
    view = panel.comparison
    assert not view.go.isEnabled()
    view.here.schema.setCurrentText("here")
    view.there.schema.setCurrentText("wanted")
    view.go.click()
    qtbot.waitUntil(lambda: view.table.total == 3, timeout=10_000)
    assert {(each.object, each.name) for each in view.table.records.values()} == {
        ("orders", "id"), ("orders", "old"), ("订单", ""),
    }  # fmt: skip
    view.panel.view.setCurrentIndex(view.table.index(0, 0))
    assert any(text.text.toPlainText() for text in view.texts)
    assert view.script.script is not None
    assert "-- ALTER TABLE `orders` DROP COLUMN `old`;" in view.script.script.text
    assert view.findings.total
    view.destructive.click()
    assert "\nALTER TABLE `orders` DROP COLUMN `old`;" in view.script.script.text
    view.script.copy.click()
    assert QGuiApplication.clipboard().text() == view.script.script.text
    view.script.open.click()
    assert opened.audited == [view.script.script.text]
    view.there.schema.setCurrentText("here")
    view.go.click()
    qtbot.waitUntil(lambda: view.table.total == 0 and view.go.isEnabled(), timeout=10_000)
    view.back.click()
    assert panel.view.isVisible()


def test_a_file_is_a_side_and_what_fails_is_said(
    qtbot: Any, opened: Opened, mariadb: MariaDB, tmp_path: Path
) -> None:
    panel = shown(qtbot, opened, mariadb)
    panel.compare.click()
    view = panel.comparison
    file = tmp_path / "wanted.sql"
    file.write_text("CREATE TABLE orders (id INT PRIMARY KEY, old INT);\n", "utf-8")
    view.here.schema.setCurrentText("here")
    view.there.use_file(file)
    view.go.click()
    qtbot.waitUntil(lambda: view.panel.states.now == "empty" and view.go.isEnabled())
    file.unlink()
    view.go.click()
    qtbot.waitUntil(lambda: view.panel.states.now == "failed", timeout=10_000)
    panel.apply_theme(DARK)
    panel.retranslate()
    view.stop()
