"""Running an audit from the page, stopping it, and whatever comes of it."""

import multiprocessing
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog
from pytestqt.qtbot import QtBot

from app.domain.errors import BadProfile
from app.domain.finding import UnreadRows
from app.domain.input_kind import InputKind
from app.flows.events import Event, Finished
from app.models.files import FileColumn
from app.models.preferences import Preferences
from app.views.audit import AuditPage

from .conftest import Audit, SmallFlow, places, settle, severities


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
    assert "of 2 files" in page.bar.state.words
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
    assert page.bands.stopped.text == "Stopped: 0 of 2 files were audited to their end."
    assert page.bands.failures.text == ""
    assert page.session.files.text(2, FileColumn.NAME) == "■ V2.sql"
    assert [failure.stopped for failure in page.session.result()().failures] == [True]
    assert not page.session.whole
    flow.gate.set()
    page.command_actions["run"].trigger()
    settle(qtbot, page)
    assert len(severities(page)) == 4
    assert page.bands.stopped.text == ""
    assert page.session.whole


def test_what_was_stopped_stays_unfinished_when_but_some_of_it_is_audited_again(
    qtbot: QtBot, page: AuditPage, flow: SmallFlow, scripts: Path
) -> None:
    flow.gate.clear()
    page.take_files([scripts])
    qtbot.waitUntil(lambda: page.session.findings.rowCount() > 0)
    page.command_actions["stop"].trigger()
    settle(qtbot, page)
    flow.gate.set()
    page.session.run_again([str(scripts / "V2.sql")])
    settle(qtbot, page)
    assert page.session.last is not None
    assert not page.session.last.stopped
    assert not page.session.whole


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


def choose(combo: QComboBox, text: str) -> None:
    combo.setCurrentText(text)
    combo.activated.emit(combo.currentIndex())


def test_what_the_files_are_can_be_said(
    qtbot: QtBot,
    page: AuditPage,
    flow: SmallFlow,
    audited: Audit,
    preferences: Preferences,
    scripts: Path,
) -> None:
    for n, kind in enumerate(InputKind):
        row = page.bar.input.findData(kind)
        assert page.bar.input.itemData(row, Qt.ItemDataRole.ToolTipRole)
        choose(page.bar.input, page.bar.input.itemText(row))
        if n == 0:
            audited(scripts)
        page.session.run()
        settle(qtbot, page)
        assert flow.requests[-1].input is kind
        assert page.bar.input.currentData() == preferences.now.input == kind
    choose(page.bar.input, "Input: automatic")
    assert "another dialect, input," in page.bands.outdated.text


def test_commands_of_redis_are_an_input_and_a_dialect(
    page: AuditPage, flow: SmallFlow, audited: Audit, scripts: Path
) -> None:
    choose(page.bar.input, "Input: commands of Redis")
    assert page.bar.dialect.currentText() == "Redis"
    audited(scripts)
    assert (flow.requests[-1].input, flow.requests[-1].dialect) == ("script", "redis")
    choose(page.bar.input, "Input: slow log")
    assert page.bar.dialect.currentText() == "Dialect: automatic"
    choose(page.bar.dialect, "Redis")
    assert page.bar.input.currentText() == "Input: commands of Redis"
    choose(page.bar.dialect, "MariaDB")
    assert page.bar.input.currentText() == "Input: automatic"


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
    page.bar.profile.activated.emit(page.bar.profile.findText("Profile from a file…"))
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


def test_rows_that_nobody_looked_at_are_told(
    qtbot: QtBot, page: AuditPage, audited: Audit, flow: SmallFlow, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    rows = (UnreadRows(7, 101, 5_000),)
    whole = flow._audit

    def counted(*given: Any) -> Iterator[Event]:
        for each in whole(*given):
            if isinstance(each, Finished):
                each = Finished(replace(each.report, unread=rows))
            yield each

    monkeypatch.setattr(flow, "_audit", counted)
    folder = tmp_path / "dumps"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.sql").write_text("INSERT INTO t VALUES (1);\n")
    audited(folder)
    said = page.bands.lacking.text
    assert "0.sql: only counted, not looked at, were rows 101 to 5000 of the INSERT in line" in said
    assert said.endswith("2 files more have such rows.")
    assert "rows 101 to 5000" in page.bar.summary.toolTip()
    monkeypatch.undo()
    page.session.run()
    settle(qtbot, page)
    assert page.bands.lacking.text == ""
