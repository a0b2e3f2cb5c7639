"""Silences on the screen, and the judge that holds them."""

from pathlib import Path

import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.errors import Unwritable
from app.domain.monitoring.rule import Scope, Silence, Weekly
from app.models.alerts.silences import Phase
from app.monitor.alerts import Judge
from app.views.alerts.silence_editor import SilenceEditor
from app.views.alerts.silences_view import SilencesView
from app.views.theme import DARK
from app.views.widgets.ask import Ask
from app.workers.standing import Standing
from tests.fakes import warden
from tests.views.alerts.judged import SUBJECTS, FakeKeeper
from tests.views.parts import part

NOW = 1_764_331_200.0


@pytest.fixture
def keeper(qtbot: QtBot, tmp_path: Path) -> FakeKeeper:
    """Over a real judge, with its files."""
    made = FakeKeeper()
    made.judge = Judge(tmp_path, made.catalogue)  # type: ignore[assignment]
    return made


@pytest.fixture
def view(qtbot: QtBot, keeper: FakeKeeper) -> SilencesView:
    made = SilencesView(keeper, Standing(warden()), clock=lambda: NOW)
    qtbot.addWidget(made)
    made.set_subjects(SUBJECTS)
    made.apply_theme(DARK)
    made.resize(1280, 700)
    made.show()
    qtbot.waitUntil(lambda: made.panel.states.now == "empty")
    return made


def opened(view: SilencesView) -> SilenceEditor:
    assert isinstance(view.split.form, SilenceEditor)
    return view.split.form


def made(qtbot: QtBot, view: SilencesView, *silences: Silence) -> None:
    for silence in silences:
        view._keeper.judge_do(lambda judge, silence=silence: judge.silence(silence))  # type: ignore[misc]
    view.refresh()
    qtbot.waitUntil(lambda: view.table.total == len(silences))


def test_an_open_form_speaks_another_language_and_keeps_what_is_typed(view: SilencesView) -> None:
    view.add()
    form = view.split.form
    assert isinstance(form, SilenceEditor)
    form.reason.setText("moving house")
    form.length.setCurrentIndex(2)
    i18n.install("zh_CN")
    view.retranslate()
    again = view.split.form
    assert isinstance(again, SilenceEditor)
    assert again is not form
    assert (again.reason.text(), again.length.currentIndex()) == ("moving house", 2)
    assert again.save.text() == "保存"
    assert again.dirty
    again.save.click()
    assert not again.save.isEnabled()


def test_a_silence_is_made_and_ended(qtbot: QtBot, view: SilencesView, keeper: FakeKeeper) -> None:
    assert view.now.text() == "Nothing is silenced now: every alert is told."
    view.add()
    form = opened(view)
    form.scope.lines["instances"].choose({"o1"})
    form.rules.choose({"mysql.threads_running"})
    form.reason.setText("换盘")
    QTest.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: view.split.form is None)
    (silence,) = keeper.judge.silences
    assert (silence.begin, silence.until, silence.by) == (NOW, NOW + 3600, "lin")
    assert silence.scope == Scope(instances=frozenset({"o1"}))
    assert silence.reason == "换盘"
    assert "orders-1 (Running threads)" in view.now.text()
    view.panel.view.select(silence.id)
    view.end()
    qtbot.waitUntil(lambda: view.table.record(0).phase is Phase.PAST)
    assert view.now.text() == "Nothing is silenced now: every alert is told."


def test_a_weekly_window_needs_days(qtbot: QtBot, view: SilencesView, keeper: FakeKeeper) -> None:
    view.add_window()
    form = opened(view)
    form.save.click()
    assert "on which days" in form.said.text()
    assert not keeper.judge.silences
    form.week.boxes[5].setChecked(True)
    form.week.boxes[6].setChecked(True)
    form.save.click()
    qtbot.waitUntil(lambda: view.split.form is None)
    (silence,) = keeper.judge.silences
    assert silence.weekly == Weekly(frozenset({5, 6}), 120, 120)
    assert silence.until is None


def test_a_window_that_is_ended_opens_again_next_week(
    qtbot: QtBot, view: SilencesView, keeper: FakeKeeper
) -> None:
    always = Weekly(frozenset(range(7)), 0, 1440)
    made(qtbot, view, Silence("w", NOW - 9, None, weekly=always))
    view.panel.view.select("w")
    assert view.table.record(0).phase is Phase.NOW
    view.end()
    qtbot.waitUntil(lambda: view.table.record(0).phase is Phase.LATER)
    (silence,) = keeper.judge.silences
    assert silence.weekly == always
    assert silence.begin > NOW


def test_one_that_is_there_is_changed_and_asked_about(
    qtbot: QtBot, view: SilencesView, keeper: FakeKeeper
) -> None:
    made(qtbot, view, Silence("s", NOW - 60.5, NOW + 600, reason="disk"))
    view.panel.view.select("s")
    view.edit()
    form = opened(view)
    assert not form.dirty
    form.until.setDateTime(QDateTime.fromSecsSinceEpoch(int(NOW) - 9000))
    form.save.click()
    assert "over before it began" in form.said.text()
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert view.split.question is not None
    view.split.question.no.click()
    form.until.setDateTime(QDateTime.fromSecsSinceEpoch(int(NOW) + 9000))
    form.save.click()
    qtbot.waitUntil(lambda: view.split.form is None)
    (silence,) = keeper.judge.silences
    assert (silence.begin, silence.until) == (NOW - 60.5, NOW + 9000)


def test_those_that_are_selected_are_removed_after_asking(
    qtbot: QtBot, view: SilencesView, keeper: FakeKeeper
) -> None:
    made(qtbot, view, Silence("a", NOW, None), Silence("b", NOW, NOW + 5))
    view.panel.view.selectAll()
    view.remove()
    ask = part(view, Ask)
    assert len(keeper.judge.silences) == 2
    ask.yes.click()
    qtbot.waitUntil(lambda: keeper.judge.silences == ())
    qtbot.waitUntil(lambda: view.table.total == 0)


def test_a_refusal_loses_nothing(qtbot: QtBot) -> None:
    keeper = FakeKeeper()
    view = SilencesView(keeper, Standing(warden()))
    qtbot.addWidget(view)
    view.show()
    view.add()
    form = opened(view)
    form.reason.setText("disk")
    keeper.judge.refusal = Unwritable("The disk is full.")
    form.save.click()
    qtbot.waitUntil(lambda: "The disk is full." in form.said.text())
    assert form.reason.text() == "disk"
    assert form.save.isEnabled()


def test_it_speaks_chinese_and_remembers_how_it_stood(qtbot: QtBot, view: SilencesView) -> None:
    i18n.install("zh_CN")
    view.retranslate()
    assert view.now.text() == "当前没有静默：所有告警都会通知。"
    view.restore(view.state())
