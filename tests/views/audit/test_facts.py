"""Audits with facts: of a snapshot file, and of an instance."""

import json
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.audit.registry import catalogue
from app.domain.endpoint import Access, Endpoint
from app.domain.finding import Finding, Level, Position, Severity
from app.domain.people import Role
from app.flows.explain_audit import DRY_RUN_FAILS
from app.models.findings_order import Column
from app.models.preferences import Preferences
from app.paths import resource
from app.plans import RULES
from app.store.runs import RunStore
from app.views.audit import AuditPage
from app.views.audit.facts_choice import Instances
from app.views.audit.rule_html import finding_html
from app.views.palette import CommandPalette
from app.views.theme import LIGHT
from tests.fakes import FakeJournal, warden
from tests.servers.mariadb import MariaDB

from .conftest import settle
from .test_rule_html import plain

AT = Position(1, 1, 0)


class Inventory:
    """Instances that come and go."""

    def __init__(self) -> None:
        self.endpoints: list[Endpoint] = []

    def add(self, port: int, type_: str = "mariadb") -> None:
        access = Access(user="root", connect_timeout=5.0)
        number = len(self.endpoints)
        self.endpoints.append(
            Endpoint(f"{number:032}", f"orders-{number}", type_, "127.0.0.1", port, access)
        )


@pytest.fixture
def inventory() -> Inventory:
    return Inventory()


@pytest.fixture
def page(
    qtbot: QtBot, preferences: Preferences, inventory: Inventory, tmp_path: Path
) -> Iterator[AuditPage]:
    instances = Instances(
        lambda: inventory.endpoints, lambda _id, _stop: None, warden(FakeJournal(), Role.OWNER)
    )
    made = AuditPage(preferences, RunStore(tmp_path / "runs"), instances=instances)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    yield made
    made.shut()


def pick(page: AuditPage, text: str) -> None:
    """Choose in the bar, as a user does."""
    combo = page.bar.facts
    [row] = [row for row in range(combo.count()) if text in combo.itemText(row)]
    combo.setCurrentIndex(row)
    combo.activated.emit(row)


def pick_file(page: AuditPage, path: Path) -> None:
    pick(page, "snapshot file")
    dialog = page.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.reject()


def pick_instance(page: AuditPage, name: str) -> None:
    pick(page, "an instance")
    palette = page.findChild(CommandPalette)
    assert isinstance(palette, CommandPalette)
    palette.search.setText(name)
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert page.bar.facts.currentText() == f"Facts: {name}"


def rules(page: AuditPage) -> set[str]:
    table = page.session.findings
    return {table.text(row, Column.RULE) for row in range(table.rowCount())}


def ended(qtbot: QtBot, page: AuditPage) -> None:
    qtbot.waitUntil(lambda: page.session.last is not None, timeout=60_000)
    settle(qtbot, page)


def test_a_snapshot_says_more_and_only_plans_are_lacking(
    qtbot: QtBot, page: AuditPage, tmp_path: Path
) -> None:
    script = tmp_path / "V1.sql"
    script.write_text("UPDATE shop.orders SET note = 'x' WHERE note LIKE 'y%';\n")
    page.take_files([script])
    ended(qtbot, page)
    assert "rules not run" in page.bar.summary.text()
    assert "dml-affected-rows" in page.bar.summary.toolTip()
    assert "dml-affected-rows" not in rules(page)
    assert page.bands.lacking.text == ""  # nobody asked for facts
    pick_file(page, resource("facts/example.json"))
    assert page.bar.facts.currentText() == "Facts: example.json"
    assert "other facts" in page.bands.outdated.text
    page.bands.outdated.pressed.emit()
    settle(qtbot, page)
    assert "dml-affected-rows" in rules(page)
    assert "dml-affected-rows" not in page.bands.lacking.text
    assert "plan-full-table-scan" in page.bands.lacking.text
    pick(page, "no server")
    assert page.bar.facts.currentText() == "Facts: no server"
    assert page.bands.lacking.text == ""


def test_what_is_no_snapshot_is_presented(
    qtbot: QtBot, page: AuditPage, scripts: Path, tmp_path: Path
) -> None:
    (tmp_path / "wrong.json").write_text("{}")
    pick_file(page, tmp_path / "wrong.json")
    with qtbot.waitSignal(page.failed) as heard:
        page.take_files([scripts])
    assert "is no snapshot of a server" in str(heard.args[0])
    settle(qtbot, page)
    assert "did not come to an end" in page.findings.message


def test_an_instance_gives_facts_and_explains(
    qtbot: QtBot, page: AuditPage, inventory: Inventory, mariadb: MariaDB, tmp_path: Path
) -> None:
    mariadb.sql("CREATE DATABASE shop")
    mariadb.sql("CREATE TABLE shop.item (id INT PRIMARY KEY, n INT)")
    mariadb.sql("INSERT INTO shop.item SELECT seq, seq FROM shop.seq_1_to_20000")
    mariadb.sql("ANALYZE TABLE shop.item")
    inventory.add(mariadb.port)
    inventory.add(1, "redis")
    script = tmp_path / "V1.sql"
    script.write_text(
        "SELECT id FROM shop.item WHERE n = 5;\nSELECT id FROM shop.item WHERE absent = 1;\n"
        "DELETE FROM shop.item WHERE n < 8;\n"
    )
    pick_instance(page, "orders-0")
    pick(page, "rows counted")
    assert page.bar.facts.currentText() == "Facts: orders-0, rows counted"
    shares: list[float] = []
    page.session.changed.connect(lambda: shares.append(page.session.progress.share))
    page.take_files([script])
    ended(qtbot, page)
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert {"plan-full-table-scan", DRY_RUN_FAILS} <= rules(page)
    table = page.session.findings
    said = [table.text(row, Column.MESSAGE) for row in range(table.rowCount())]
    assert any("DELETE hits exactly 7 rows of item" in each for each in said)
    assert page.session.not_run == []
    assert page.session.result()().not_explained == ()
    target = tmp_path / "report.json"
    page.exporting.write(target, "json")
    qtbot.waitUntil(lambda: not page.exporting.busy)
    assert "plan-full-table-scan" in json.dumps(json.loads(target.read_text("utf-8")))

    asked = mariadb.sql("SELECT COUNT(*) FROM shop.item")
    assert asked == [(20_000,)]  # explained, not run
    inventory.endpoints.clear()
    with qtbot.waitSignal(page.failed) as heard:
        page.session.run()
    assert "orders-0 is no longer in the inventory" in str(heard.args[0])
    settle(qtbot, page)
    assert page.session.result()().not_explained


def test_stopping_reaches_a_server_that_does_not_answer(
    qtbot: QtBot,
    page: AuditPage,
    inventory: Inventory,
    mariadb: MariaDB,
    fault_proxy: Any,
    scripts: Path,
) -> None:
    proxy = fault_proxy(mariadb.port)
    proxy.silent = True
    inventory.add(proxy.port)
    pick_instance(page, "orders-0")
    page.take_files([scripts])
    assert "orders-0" in page.bar.state.words
    assert not page.bar.facts.isEnabled()
    with qtbot.waitSignal(page.session._run.ended, timeout=4_000) as heard:
        page.session.stop()
    assert heard.args[0].stopped
    assert heard.args[0].error is None


def test_no_instance_is_said(qtbot: QtBot, page: AuditPage) -> None:
    with qtbot.waitSignal(page.failed) as heard:
        pick(page, "an instance")
    assert "in the inventory" in str(heard.args[0])


@pytest.mark.parametrize("rule", [*RULES, DRY_RUN_FAILS])
def test_rules_of_plans_say_why(qtbot: QtBot, rule: str) -> None:
    of_plans = RULES.get(rule)
    texts = f"{of_plans.why} {of_plans.advice}" if of_plans else ""
    places = [name for _text, name, *_how in Formatter().parse(texts) if name]
    finding = Finding(
        rule, Severity.WARNING, Level.PLAN, "It does.", tuple((name, "7") for name in places), 0,
        "t", AT, AT,
    )  # fmt: skip
    known = of_plans or catalogue()[rule]
    said = plain(finding_html(finding, known, LIGHT, "mono"))
    assert "Why" in said
    assert "Instead" in said
    assert known.title in said
