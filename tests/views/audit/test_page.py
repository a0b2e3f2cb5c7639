"""The Audit page, as somebody uses it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import i18n
from app.models.preferences import Preferences
from app.paths import resource
from app.store.runs import RunStore
from app.views.audit import AuditPage
from app.views.theme import DARK, LIGHT

from .conftest import Audit, settle, severities


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


def test_its_arrangement_is_remembered(
    qtbot: QtBot, preferences: Preferences, tmp_path: Path
) -> None:
    pages = [
        AuditPage(preferences, RunStore(tmp_path / "runs")),
        AuditPage(preferences, RunStore(tmp_path / "runs")),
    ]
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
