"""Rules switched, made more severe and given parameters, and a profile of them saved and used."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from app.audit.profile import load
from app.audit.profile.editing import choices
from app.audit.registry import catalogue
from app.domain.finding import Severity
from app.views.audit import AuditPage
from app.views.audit.profile_editor import ProfileEditor
from app.views.theme import DARK
from app.workers.lane import Lane, wait_for_lanes

Open = Callable[..., ProfileEditor]


@pytest.fixture
def editor(qtbot: QtBot) -> Iterator[Open]:
    """Opens one over a profile, and waits until it was read."""
    lane = Lane("profiles of a test")

    def opened(name: str = "", rules: int = len(catalogue())) -> ProfileEditor:
        made = ProfileEditor(name, lane, DARK, QFont("monospace"))
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(made)
        made.show()
        qtbot.waitUntil(lambda: made.panel.view.counts[0] == rules)
        return made

    yield opened
    lane.close()
    wait_for_lanes()


def on(editor: ProfileEditor, rule: str) -> None:
    """Put the keyboard on a rule."""
    assert editor.panel.view.select(rule)


def test_a_rule_is_changed_and_saved_to_a_new_file(
    qtbot: QtBot, editor: Open, tmp_path: Path
) -> None:
    dialog = editor()
    assert not dialog.save.isEnabled()
    on(dialog, "dml-require-where")
    assert "WHERE" in dialog.form.page.toPlainText()
    dialog.form.severity.setCurrentIndex(dialog.form.severity.findData(Severity.NOTICE))
    on(dialog, "index-max-columns")
    field = dialog.form.fields["max"]
    assert isinstance(field, QSpinBox)
    field.setValue(7)
    on(dialog, "query-no-select-star")
    QTest.keyClick(dialog.panel.view, Qt.Key.Key_Delete)
    assert "3 changes" in dialog.told.text()
    target = tmp_path / "mohist.toml"
    with qtbot.waitSignal(dialog.saved) as heard:
        dialog.write(str(target))
    assert heard.args == [str(target)]
    made = choices(load(target))
    assert made["dml-require-where"].severity is Severity.NOTICE
    assert made["index-max-columns"].parameters["max"] == 7
    assert not made["query-no-select-star"].on
    assert dialog.told.text() == str(target)


def test_what_was_written_by_hand_stays_and_a_reset_takes_a_line_out(
    qtbot: QtBot, editor: Open, tmp_path: Path
) -> None:
    path = tmp_path / "规则.toml"
    path.write_text('# ours\n[rules]\ndml-require-where = "off"  # for now\n', "utf-8")
    dialog = editor(str(path))
    on(dialog, "dml-require-where")
    assert dialog.panel.view.current is not None
    assert dialog.panel.view.current.changed
    QTest.keyClick(dialog.panel.view, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(dialog.saved):
        dialog.keep()
    assert path.read_text("utf-8") == "# ours\n[rules]\n"


def test_a_pattern_that_is_none_is_told_and_not_taken(editor: Open) -> None:
    dialog = editor()
    on(dialog, "naming-table-pattern")
    field = next(f for f in dialog.form.fields.values() if isinstance(f, QLineEdit))
    field.setText("[")
    field.editingFinished.emit()
    assert "regular expression" in dialog.form.trouble.text()
    assert dialog.told.text().startswith("A built-in profile")


def test_a_file_that_changed_meanwhile_is_not_written_over(
    qtbot: QtBot, editor: Open, tmp_path: Path
) -> None:
    path = tmp_path / "mohist.toml"
    path.write_text("[rules]\n", "utf-8")
    dialog = editor(str(path))
    on(dialog, "dml-require-where")
    dialog.form.severity.setCurrentIndex(dialog.form.severity.findData("off"))
    path.write_text("[rules] # mine\n", "utf-8")
    dialog.keep()
    qtbot.waitUntil(lambda: "changed meanwhile" in dialog.panel.strip.words.text())
    assert path.read_text("utf-8") == "[rules] # mine\n"


def test_changes_are_not_lost_without_a_word(qtbot: QtBot, editor: Open) -> None:
    dialog = editor()
    on(dialog, "dml-require-where")
    QTest.keyClick(dialog.panel.view, Qt.Key.Key_Delete)
    dialog.reject()
    assert dialog.isVisible()
    assert dialog.asking is not None
    with qtbot.waitSignal(dialog.finished):
        dialog.asking.accept()


def test_a_profile_that_makes_no_sense_is_told(qtbot: QtBot, editor: Open, tmp_path: Path) -> None:
    path = tmp_path / "mohist.toml"
    path.write_text("[rules]\nno-such-rule = 1\n", "utf-8")
    dialog = editor(str(path), rules=0)
    qtbot.waitUntil(
        lambda: any("no-such-rule" in each.text() for each in dialog.findChildren(QLabel))
    )
    assert not dialog.save_as.isEnabled()


def test_the_page_uses_what_was_saved(qtbot: QtBot, page: AuditPage, tmp_path: Path) -> None:
    page.command_actions["edit-rules"].trigger()
    editor: Any = page.manner.editor
    qtbot.waitUntil(lambda: editor.panel.view.counts[0] > 0)
    editor.panel.view.select("dml-require-where")
    editor.form.severity.setCurrentIndex(editor.form.severity.findData("off"))
    target = tmp_path / "ours.toml"
    with qtbot.waitSignal(editor.saved):
        editor.write(str(target))
    assert page.bar.profile.currentData() == str(target)
    editor.reject()
