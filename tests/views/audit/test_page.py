"""The Audit page, as somebody uses it."""

import multiprocessing
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.errors import BadProfile, ConsoleError
from app.domain.finding import Severity
from app.models.findings_order import Column, Grouping
from app.models.preferences import Preferences
from app.paths import resource
from app.views.audit import AuditPage
from app.views.theme import DARK, LIGHT

from .conftest import SmallFlow, settle

Audit = Callable[..., None]
Key = Qt.Key


def severities(page: AuditPage) -> list[str]:
    table = page.session.findings
    return [table.text(row, Column.SEVERITY) for row in range(table.rowCount())]


def places(page: AuditPage) -> list[tuple[str, str]]:
    table = page.session.findings
    return [
        (table.text(row, Column.FILE), table.text(row, Column.LINE))
        for row in range(table.rowCount())
    ]


# ------------------------------------------------------------------ empty


def test_it_begins_with_an_invitation(page: AuditPage) -> None:
    assert page.empty.isVisible()
    assert not page.findings.isVisible()
    for name in ("run", "run-stale", "stop", "remove", "suppress", "export-html"):
        assert not page.command_actions[name].command.can, name
    for name in ("add-folder", "add-files", "paste", "sample", "filter"):
        assert page.command_actions[name].command.can, name


def test_the_sample_is_one_click_away(qtbot: QtBot, page: AuditPage) -> None:
    page.empty.sample.click()
    qtbot.waitUntil(lambda: not page.session.empty)
    settle(qtbot, page)
    assert len(page.session.files.desk.scripts) == len(
        [path for path in resource("samples").rglob("*") if path.is_file()]
    )
    assert page.findings.isVisible()
    assert page.session.files.index(1, 0).data() == "Sample"
    assert not page._preferences.now.recent


def test_recent_files_are_offered_and_taken(
    qtbot: QtBot, page: AuditPage, preferences: Preferences, scripts: Path
) -> None:
    preferences.remember(scripts)
    buttons = page.empty.findChildren(QAbstractButton)
    entry = next(button for button in buttons if scripts.name in button.text())
    qtbot.waitUntil(entry.isVisible)
    entry.click()
    settle(qtbot, page)
    assert page.session.files.desk.inputs.keys() == {str(scripts)}


# ------------------------------------------------------------------ adding


def test_dropping_a_folder_audits_it(
    qtbot: QtBot, page: AuditPage, preferences: Preferences, scripts: Path
) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(scripts))])
    drop(page, content)
    settle(qtbot, page)
    assert severities(page) == ["▲ error", "▲ error", "● warning", "◦ notice"]
    assert preferences.now.recent == (str(scripts),)


def drop(page: AuditPage, content: QMimeData) -> None:
    action, buttons, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(QPoint(9, 9), action, content, buttons, none)
    page.dragEnterEvent(enter)
    assert enter.isAccepted()
    page.dropEvent(QDropEvent(QPointF(9, 9), action, content, buttons, none))


def test_something_else_cannot_be_dropped(page: AuditPage) -> None:
    content = QMimeData()
    content.setData("image/png", b"x")
    assert not page.adding.accepts(content)


def test_pasted_sql_is_audited_under_a_name_of_its_own(qtbot: QtBot, page: AuditPage) -> None:
    QGuiApplication.clipboard().setText("DELETE FROM orders;\n")
    page.command_actions["paste"].trigger()
    qtbot.waitUntil(lambda: not page.session.empty)
    settle(qtbot, page)
    [(file, line)] = places(page)
    assert file.startswith("Pasted at ")
    assert line == "1"
    assert page._preferences.now.recent == ()


def test_pasted_files_are_audited(qtbot: QtBot, page: AuditPage, scripts: Path) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path)) for path in sorted(scripts.iterdir())])
    QGuiApplication.clipboard().setMimeData(content)
    page.adding.paste()
    settle(qtbot, page)
    assert len(page.session.files.desk.inputs) == 2


def test_an_empty_clipboard_is_explained(qtbot: QtBot, page: AuditPage) -> None:
    QGuiApplication.clipboard().setText("  ")
    with qtbot.waitSignal(page.failed) as heard:
        page.adding.paste()
    assert isinstance(heard.args[0], ConsoleError)


@pytest.mark.parametrize("command", ["add-folder", "add-files"])
def test_a_dialog_names_what_to_audit(
    qtbot: QtBot, page: AuditPage, scripts: Path, command: str
) -> None:
    page.command_actions[command].trigger()
    dialog = page.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.filesSelected.emit([str(scripts)])
    dialog.reject()
    settle(qtbot, page)
    assert list(page.session.files.desk.inputs) == [str(scripts)]


def test_more_can_be_added_while_an_audit_runs(
    qtbot: QtBot, page: AuditPage, flow: SmallFlow, scripts: Path, tmp_path: Path
) -> None:
    more = tmp_path / "more.sql"
    more.write_text("DELETE FROM more;\n")
    flow.gate.clear()
    page.take_files([scripts])
    qtbot.waitUntil(lambda: page.session.findings.rowCount() > 0)
    page.take_files([more, scripts / "V2.sql"])
    assert len(flow.requests) == 1
    flow.gate.set()
    qtbot.waitUntil(lambda: len(flow.requests) == 2)
    settle(qtbot, page)
    assert flow.requests[1].paths == (more,)
    assert len(severities(page)) == 5


# ------------------------------------------------------------------ running


def test_findings_are_seen_before_the_end(
    qtbot: QtBot, page: AuditPage, flow: SmallFlow, scripts: Path
) -> None:
    flow.gate.clear()
    page.take_files([scripts])
    qtbot.waitUntil(lambda: page.session.findings.rowCount() > 0)
    assert page.session.running
    assert page.bar.stop.isVisible()
    assert page.bar.progress.isVisible()
    qtbot.waitUntil(lambda: 0 < page.bar.progress.value() < 1000)
    assert "of 2 files" in page.bar.state.text()
    assert not page.command_actions["run"].command.can
    assert page.command_actions["stop"].command.can


def test_stopping_keeps_what_was_found(
    qtbot: QtBot, page: AuditPage, flow: SmallFlow, scripts: Path
) -> None:
    flow.gate.clear()
    page.take_files([scripts])
    qtbot.waitUntil(lambda: page.session.findings.rowCount() > 0)
    with qtbot.waitSignal(page.session._run.ended, timeout=500):
        page.command_actions["stop"].trigger()
    settle(qtbot, page)
    assert severities(page)
    assert "Stopped" in page.bar.state.text()
    flow.gate.set()
    page.command_actions["run"].trigger()
    settle(qtbot, page)
    assert len(severities(page)) == 4
    assert "Stopped" not in page.bar.state.text()


def test_running_twice_at_once_runs_once(
    qtbot: QtBot, page: AuditPage, flow: SmallFlow, scripts: Path
) -> None:
    flow.gate.clear()
    page.take_files([scripts])
    page.session.run()
    page.session.run()
    flow.gate.set()
    settle(qtbot, page)
    assert len(flow.requests) == 1


def test_running_again_begins_anew(
    qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path
) -> None:
    audited(scripts)
    (scripts / "V2.sql").write_text("SELECT 1;\n")
    page.session.run()
    settle(qtbot, page)
    assert places(page).count((str(Path("migrations/V2.sql")), "1")) == 1
    assert len(severities(page)) == 3


def test_the_choices_go_into_the_request(
    page: AuditPage, flow: SmallFlow, audited: Audit, preferences: Preferences, scripts: Path
) -> None:
    for combo, row in ((page.bar.dialect, 3), (page.bar.profile, 2), (page.bar.encoding, 2)):
        combo.setCurrentIndex(row)
        combo.activated.emit(row)
    audited(scripts)
    [request] = flow.requests
    assert (request.dialect, request.profile, request.encoding) == ("oracle", "strict", "gb18030")
    assert request.responsive
    assert (preferences.now.dialect, preferences.now.profile) == ("oracle", "strict")


def test_other_choices_make_the_findings_outdated(
    qtbot: QtBot, page: AuditPage, flow: SmallFlow, audited: Audit, scripts: Path
) -> None:
    audited(scripts)
    assert not page.bands.isVisible()
    page.bar.dialect.setCurrentIndex(1)
    page.bar.dialect.activated.emit(1)
    assert "another dialect" in page.bands.outdated.text
    page.bands.outdated.pressed.emit()
    settle(qtbot, page)
    assert len(flow.requests) == 2
    assert not page.bands.isVisible()


def test_a_profile_can_be_a_file(page: AuditPage, preferences: Preferences) -> None:
    last = page.bar.profile.count() - 1
    page.bar.profile.activated.emit(last)
    dialog = page.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit("/srv/mohist.toml")
    dialog.reject()
    assert preferences.now.profile == "/srv/mohist.toml"
    assert page.bar.profile.currentText() == "Profile: /srv/mohist.toml"


def test_closing_while_it_runs_ends_everything(
    qtbot: QtBot, real_page: AuditPage, tmp_path: Path
) -> None:
    """The fixtures fail the test if a thread is left."""
    page = real_page
    (tmp_path / "V1.sql").write_text("DELETE FROM orders;\n" * 50_000)
    page.take_files([tmp_path / "V1.sql"])
    qtbot.waitUntil(lambda: len(page.session.findings.store) > 0, timeout=60_000)
    page.shut()
    assert multiprocessing.active_children() == []


def test_the_real_audit_finds_what_is_wrong_with_the_sample(
    qtbot: QtBot, real_page: AuditPage
) -> None:
    page = real_page
    page.adding.add_sample()
    qtbot.waitUntil(lambda: page.session.last is not None, timeout=60_000)
    settle(qtbot, page)
    assert severities(page)[0] == "▲ error"
    assert page.bands.failures.text == ""
    page.findings.view.step(1)
    qtbot.waitUntil(lambda: not page.source.message)
    assert page.source.view.marked_text


# ------------------------------------------------------------------ failing


def test_a_profile_that_makes_no_sense_is_presented(
    qtbot: QtBot, page: AuditPage, flow: SmallFlow, scripts: Path
) -> None:
    flow.error = BadProfile("There is no rule called x.", hint="Take it out.")
    with qtbot.waitSignal(page.failed) as heard:
        page.take_files([scripts])
    assert str(heard.args[0]) == "There is no rule called x."
    settle(qtbot, page)
    assert "did not come to an end" in page.findings.message
    flow.error = None
    page.findings.offer_taken.emit()
    settle(qtbot, page)
    assert len(severities(page)) == 4


def test_a_file_that_fails_is_listed_with_its_reason(
    page: AuditPage, audited: Audit, scripts: Path
) -> None:
    (scripts / "bad.sql").write_bytes(b"\0\1")
    audited(scripts)
    assert "1 file could not be audited" in page.bands.failures.text
    page.bands.failures_wanted.emit()
    assert page.source.message == "The file is not text. Name its encoding."
    assert page.source.head == str(scripts / "bad.sql")
    assert len(page.session.findings.store) == 5


def test_a_path_that_is_gone_fails_by_itself(
    page: AuditPage, audited: Audit, scripts: Path, tmp_path: Path
) -> None:
    audited(tmp_path / "gone", scripts)
    assert "could not be audited" in page.bands.failures.text
    assert len(severities(page)) == 4


# ------------------------------------------------------------------ nothing


def test_a_folder_without_scripts_says_so(page: AuditPage, audited: Audit, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    audited(tmp_path / "empty")
    assert page.findings.message == "There are no SQL files here."
    assert "no SQL files here" in page.session.files.index(1, 0).data()


def test_all_good_is_said_with_joy(page: AuditPage, audited: Audit, tmp_path: Path) -> None:
    script = tmp_path / "good.sql"
    script.write_text("CREATE TABLE t (id INT);\n")
    audited(script)
    assert page.findings.message == "✓ Nothing found in 1 file."


def test_no_match_offers_to_show_all(
    qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path
) -> None:
    audited(scripts)
    page.findings.bar.filter.setText("nothing has this")
    qtbot.waitUntil(lambda: page.findings.message == "No finding matches.")
    page.findings.offer_taken.emit()
    qtbot.waitUntil(lambda: len(severities(page)) == 4)
    assert page.findings.bar.filter.text() == ""


# ------------------------------------------------------------------ choosing


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
    qtbot: QtBot, page: AuditPage, audited: Audit, preferences: Preferences, scripts: Path
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
    other = AuditPage(preferences)
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


# ------------------------------------------------------------------ a finding


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


# ------------------------------------------------------------------ files on disk


def test_a_changed_file_is_stale_until_it_is_audited_again(
    qtbot: QtBot, page: AuditPage, audited: Audit, flow: SmallFlow, scripts: Path
) -> None:
    audited(scripts)
    (scripts / "V2.sql").write_text("DELETE FROM orders;\n")
    page.session.watch.look()
    qtbot.waitUntil(lambda: bool(page.session.stale))
    assert "1 file changed on disk" in page.bands.stale.text
    assert any(file.endswith(" ↻") for file, _line in places(page))
    page.bands.stale.pressed.emit()
    settle(qtbot, page)
    assert flow.requests[-1].paths == (scripts / "V2.sql",)
    qtbot.waitUntil(lambda: not page.session.stale)
    assert page.bands.stale.text == ""
    assert sorted(places(page)) == [
        (str(Path("migrations/V10.sql")), "1"),
        (str(Path("migrations/V10.sql")), "2"),
        (str(Path("migrations/V2.sql")), "1"),
    ]


def test_removing_an_input_removes_its_findings(
    qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "alone.sql"
    alone.write_text("DELETE FROM alone;\n")
    audited(scripts, alone)
    page.files.show_path(str(scripts / "V2.sql"))
    QTest.keyClick(page.files, Key.Key_Delete)
    settle(qtbot, page)
    assert places(page) == [("alone.sql", "1")]
    page.files.show_path(str(alone))
    page.command_actions["remove"].trigger()
    assert page.empty.isVisible()
    assert page.source.message == "Choose a finding to see its source."


# ------------------------------------------------------------------ looks


def test_everything_is_said_in_the_other_language(
    qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path
) -> None:
    audited(scripts)
    page.findings.view.step(1)
    qtbot.waitUntil(lambda: "Why" in page.rule.text.toPlainText())
    i18n.install("zh_CN")
    page.retranslate()
    settle(qtbot, page)
    assert severities(page)[0] == "▲ 错误"
    assert page.bar.run.text() == i18n._("Run") != "Run"
    assert "全部文件" in page.session.files.index(0, 0).data()
    assert i18n._("Why") in page.rule.text.toPlainText()
    i18n.install("en")
    page.retranslate()
    settle(qtbot, page)
    assert severities(page)[0] == "▲ error"
    assert page.bar.run.text() == "Run"


def test_both_themes_paint_every_state(
    qtbot: QtBot, page: AuditPage, audited: Audit, scripts: Path
) -> None:
    for theme in (LIGHT, DARK):
        page.apply_theme(theme)
        page.grab()
    audited(scripts)
    page.findings.view.step(1)
    pictures = []
    for theme in (LIGHT, DARK):
        page.apply_theme(theme)
        pictures.append(page.grab().toImage())
    assert pictures[0] != pictures[1]


def test_its_arrangement_is_remembered(qtbot: QtBot, preferences: Preferences) -> None:
    pages = [AuditPage(preferences), AuditPage(preferences)]
    for page in pages:
        qtbot.addWidget(page)
        page.resize(1280, 720)
    pages[0]._across.setSizes([500, 700])
    pages[1].restore(pages[0].state())
    assert pages[1]._across.sizes() == pages[0]._across.sizes()
    for page in pages:
        page.restore({"audit-across": b"nonsense"})
        page.shut()


def test_everything_can_be_reached_with_the_keyboard(
    page: AuditPage, audited: Audit, scripts: Path
) -> None:
    audited(scripts)
    page.findings.view.step(1)
    reached: set[QWidget] = set()
    widget: QWidget | None = page.bar.add
    while widget is not None and widget not in reached:
        reached.add(widget)
        widget = widget.nextInFocusChain()
    for part in (
        page.bar.add,
        page.bar.run,
        page.bar.dialect,
        page.bar.profile,
        page.bar.encoding,
        page.bar.export,
        page.files,
        page.findings.bar.filter,
        page.findings.bar.grouping,
        *page.findings.bar.toggles.values(),
        page.findings.view,
        page.source.view,
        page.rule.text,
        page.rule.suppress,
    ):
        assert part in reached
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus, part


def test_what_has_no_words_on_it_has_a_name(page: AuditPage) -> None:
    for part in (
        page.files,
        page.findings.view,
        page.findings.bar.filter,
        page.findings.bar.grouping,
        page.source.view,
        page.rule.text,
        page.bar.dialect,
        page.bar.profile,
        page.bar.encoding,
        page.bar.progress,
        *page.findings.bar.toggles.values(),
    ):
        assert part.accessibleName(), part
