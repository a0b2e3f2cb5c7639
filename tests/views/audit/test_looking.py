"""Looking through findings: filters, groups, the source beside them, copies."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.domain.finding import Severity
from app.models.findings_order import Grouping
from app.models.preferences import Preferences
from app.store.runs import RunStore
from app.views.audit import AuditPage
from tests.views.tabbing import missed

from .conftest import Audit, settle, severities

Key = Qt.Key


def test_no_match_offers_to_show_all(
    qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path
) -> None:
    audited(scripts)
    page.findings.bar.filter.setText("nothing has this")
    qtbot.waitUntil(lambda: page.findings.message == "No finding matches.")
    page.findings.offer_taken.emit()
    qtbot.waitUntil(lambda: len(severities(page)) == 4)
    assert page.findings.bar.filter.text() == ""


def test_typing_filters(qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path) -> None:
    audited(scripts)
    page.command_actions["filter"].trigger()
    assert page.findings.bar.filter.hasFocus()
    QTest.keyClicks(page.findings.bar.filter, "V10 delete")
    qtbot.waitUntil(lambda: len(severities(page)) == 1)
    assert "1 of 5 shown" in page.bar.summary.text()
    page.command_actions["back"].trigger()
    qtbot.waitUntil(lambda: len(severities(page)) == 4)
    page.command_actions["back"].trigger()
    assert page.findings.view.hasFocus()


def test_tab_goes_through_everything_from_the_bars_on(
    page: AuditPage, audited: Audit, scripts: Path
) -> None:
    audited(scripts)
    page.setFocus()
    assert page.findings.view.hasFocus(), "whoever comes to the page is at the findings"
    assert not missed(page)
    page.toggle_runs()
    assert not missed(page)


def test_severities_are_switched_with_their_counts(
    qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path
) -> None:
    audited(scripts)
    bar = page.findings.bar
    assert [toggle.text() for toggle in bar.toggles.values()] == ["▲ 2", "● 1", "◦ 1", "⊘ 1"]
    bar.toggles[Severity.ERROR].click()
    bar.toggles[None].click()
    assert page._preferences.now.show_suppressed
    qtbot.waitUntil(lambda: severities(page) == ["● warning", "◦ notice", "⊘ suppressed"])


def test_groups_are_chosen_and_remembered(
    qtbot: QtBot,
    page: AuditPage,
    audited: Audit,
    preferences: Preferences,
    scripts: Path,
    tmp_path: Path,
) -> None:
    audited(scripts)
    page.command_actions["group-rule"].trigger()
    settle(qtbot, page)
    assert page.command_actions["group-rule"].isChecked()
    assert preferences.now.group == "rule"
    assert page.session.findings.rowCount() == 4 + 3
    page.command_actions["fold"].trigger()
    settle(qtbot, page)
    assert page.session.findings.rowCount() == 3
    page.command_actions["unfold"].trigger()
    settle(qtbot, page)
    assert page.session.findings.rowCount() == 7
    other = AuditPage(preferences, RunStore(tmp_path / "runs"))
    qtbot.addWidget(other)
    assert other.session.findings.grouping is Grouping.RULE
    other.shut()


def test_a_chosen_file_limits_the_findings(
    qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path
) -> None:
    audited(scripts)
    page.files.show_path(str(scripts / "V2.sql"))
    qtbot.waitUntil(lambda: len(severities(page)) == 2)
    page.files.show_all()
    qtbot.waitUntil(lambda: len(severities(page)) == 4)


def test_a_chosen_file_without_a_chosen_finding_is_shown_from_its_top(
    qtbot: QtBot, page: AuditPage, audited: Audit, tmp_path: Path
) -> None:
    script = tmp_path / "good.sql"
    script.write_text("CREATE TABLE t (id INT);\n")
    audited(script)
    page.files.show_path(str(script))
    qtbot.waitUntil(lambda: page.source.view.toPlainText() == "CREATE TABLE t (id INT);\n")


def test_a_chosen_finding_shows_its_source_and_rule(
    qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path
) -> None:
    audited(scripts)
    page.findings.view.setCurrentIndex(page.session.findings.index(3, 0))
    qtbot.waitUntil(lambda: page.source.view.marked_text == "SELECT * FROM 日志😀")
    text = page.rule.text.toPlainText()
    assert "SELECT on line 1" in text
    assert "query-no-select-star" in text
    for heading in ("Why", "Instead", "Bad", "Good", "Also checked by"):
        assert heading in text
    page.command_actions["next"].trigger()
    page.command_actions["previous"].trigger()
    qtbot.waitUntil(lambda: page.source.view.marked_text == "UPDATE users")


def test_enter_goes_to_the_source_and_escape_comes_back(
    qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path
) -> None:
    audited(scripts)
    page.findings.view.setFocus()
    page.findings.view.step(1)
    qtbot.waitUntil(lambda: not page.source.message)
    QTest.keyClick(page.findings.view, Key.Key_Return)
    assert page.source.view.hasFocus()
    page.command_actions["back"].trigger()
    assert page.findings.view.hasFocus()


def test_a_mark_in_the_margin_chooses_its_finding(
    qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path
) -> None:
    audited(scripts)
    page.findings.view.step(1)
    qtbot.waitUntil(lambda: not page.source.message)
    path = str(scripts / "V10.sql")
    page.source.picked.emit(path, 1)
    number = page.findings.view.number
    assert number is not None
    assert page.session.findings.store.finding(number).start.line == 1
    assert page.session.findings.store.path(number) == path


def test_copies(qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path) -> None:
    audited(scripts)
    page.findings.view.setCurrentIndex(page.session.findings.index(0, 0))
    page.command_actions["copy-message"].trigger()
    assert QGuiApplication.clipboard().text() == "DELETE on line 2"
    qtbot.waitUntil(page.rule.copy.isEnabled)
    page.rule.copy.click()
    path = scripts / "V2.sql"
    expected = f"{path}:2:1: error dml-require-where: DELETE on line 2"
    assert QGuiApplication.clipboard().text() == expected


def test_the_context_menu_has_what_can_be_done(
    page: AuditPage, audited: Audit, scripts: Path
) -> None:
    audited(scripts)
    page.findings.view.setCurrentIndex(page.session.findings.index(0, 0))
    page.findings.view.customContextMenuRequested.emit(QPoint(9, 40))
    menu = next(menu for menu in page.findChildren(QMenu) if menu.isVisible())
    titles = [action.text().replace("&", "") for action in menu.actions()]
    assert "Suppress…" in titles
    assert "Copy message" in titles
    menu.close()
