"""Rules on the screen: nothing typed is lost, nothing is done unseen, and the past is tried."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.errors import ConsoleError, Unwritable
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.feed import Delivery
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import Rule, Subject
from app.domain.stop import Stop
from app.flows.watch.dry_run import Replay
from app.models.alerts.rules import OWN
from app.monitor.alerts import write_rules
from app.monitor.alerts.rules_file import read_rules
from app.monitor.catalogue import Catalogue
from app.monitor.catalogue.thresholds import thresholds
from app.views.alerts.rule_form import RuleForm
from app.views.alerts.rules_view import RulesView
from app.views.theme import DARK
from app.views.widgets.ask import Ask
from app.workers.standing import Standing
from tests.fakes import warden
from tests.views.alerts.judged import SUBJECTS, FakeKeeper, firing
from tests.views.alerts.test_page import Stage
from tests.views.parts import part

RUNNING = "mysql.threads_running"
WARNING = Severity.WARNING


class Past:
    """A dry run that waits to be let go, and notes what it was asked."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.subjects: Sequence[Subject] = ()
        self.seconds = 0.0
        self.alerts: tuple[Alert, ...] = ()
        self.refusal: ConsoleError | None = None
        self.go_on = Event()
        self.go_on.set()
        self.cancelled = False
        self.known, self.step = 1.0, 0.0

    def __call__(
        self, history: object, catalogue: Catalogue, rules: Sequence[Rule],
        subjects: Sequence[Subject], begin: float, end: float, stop: Stop,
        progress: Callable[[float], object], /,
    ) -> Replay:  # fmt: skip
        self.rules += rules
        self.subjects, self.seconds = subjects, end - begin
        progress(0.5)
        while not self.go_on.wait(0.01):
            if stop():
                self.cancelled = True
                stop.check()
        if self.refusal is not None:
            raise self.refusal
        alerts = tuple(
            replace(each, since=end - 100, fired=end - 90, cleared=end - 10) for each in self.alerts
        )
        return Replay(alerts, {"o1": self.known}, (), self.step)


@pytest.fixture
def keeper(qtbot: QtBot) -> FakeKeeper:
    return FakeKeeper()


@pytest.fixture
def past() -> Past:
    return Past()


@pytest.fixture
def view(qtbot: QtBot, keeper: FakeKeeper, past: Past) -> Iterator[RulesView]:
    made = RulesView(keeper, Standing(warden()), past)
    qtbot.addWidget(made)
    made.set_subjects(SUBJECTS)
    made.apply_theme(DARK)
    made.resize(1280, 720)
    made.show()
    qtbot.waitUntil(lambda: made.table.total > 100)
    yield made
    made.shut()


def opened(view: RulesView, rule: str) -> RuleForm:
    assert view.panel.view.select(rule)
    view.edit()
    assert isinstance(view.split.form, RuleForm)
    return view.split.form


def test_a_limit_is_changed_and_holds(qtbot: QtBot, view: RulesView, keeper: FakeKeeper) -> None:
    form = opened(view, RUNNING)
    card = form.limits.cards[0]
    assert card.lines[WARNING].text() == "> 64 for 1m clear 48"
    assert not form.save.isEnabled()
    card.lines[WARNING].setText("> 70 for")
    assert "“> 70 for” is no threshold." in card.troubles[WARNING].text()
    QTest.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "no threshold" in form.said.text()
    assert keeper.judge.changed == {}
    card.lines[WARNING].setText("> 70 for 2m")
    assert card.troubles[WARNING].isHidden()
    form.save.click()
    qtbot.waitUntil(lambda: view.split.form is None)
    assert keeper.judge.changed[RUNNING].thresholds[""] == thresholds("> 70 for 2m", WARNING)
    qtbot.waitUntil(lambda: view.table.records[RUNNING].kind == "changed")


def test_a_refusal_loses_nothing(qtbot: QtBot, view: RulesView, keeper: FakeKeeper) -> None:
    form = opened(view, RUNNING)
    form.note.setPlainText("call 1234")
    keeper.judge.refusal = Unwritable("The disk is full.", hint="Make room.")
    form.save.click()
    qtbot.waitUntil(lambda: "The disk is full. Make room." in form.said.text())
    assert form.note.toPlainText() == "call 1234"
    assert form.save.isEnabled()
    form.save.click()
    qtbot.waitUntil(lambda: view.split.form is None)
    assert keeper.judge.changed[RUNNING].note == "call 1234"


def test_what_is_not_kept_is_asked_about(qtbot: QtBot, view: RulesView) -> None:
    form = opened(view, RUNNING)
    form.title.setText("Busy")
    assert view.dirty
    view.panel.view.select("age")
    assert view.split.form is form
    view.edit()
    assert view.split.question is not None
    view.split.question.no.click()
    assert view.split.form is form
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert view.split.question is not None
    view.split.question.yes.click()
    qtbot.waitUntil(lambda: view.split.form is None)
    assert not view.dirty


def test_the_window_asks_before_it_closes(
    qtbot: QtBot, view: RulesView, keeper: FakeKeeper, tmp_path: Path
) -> None:
    stage = Stage(qtbot, tmp_path)
    page = stage.page
    page.add_section("Rules", view)
    assert page.may_close()
    opened(view, RUNNING).title.setText("Busy")
    assert not page.may_close()
    assert page.tabs.currentWidget() is view
    question = view.split.question
    assert question is not None
    question.no.click()
    assert view.dirty
    assert not page.may_close()
    question = view.split.question
    assert question is not None
    question.yes.click()
    assert page.may_close()


def test_a_form_in_which_nothing_was_changed_goes_without_a_word(
    qtbot: QtBot, view: RulesView
) -> None:
    form = opened(view, RUNNING)
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert view.split.form is None
    assert view.split.question is None


def test_a_role_has_limits_of_its_own(qtbot: QtBot, view: RulesView, keeper: FakeKeeper) -> None:
    form = opened(view, RUNNING)
    assert form.limits.cards[0].head.text() == "For everybody"
    form.limits.add.click()
    card = form.limits.cards[1]
    assert form.limits.cards[0].head.text() == "For everybody else"
    card.lines[WARNING].setText("> 200")
    form.save.click()
    assert "for which role or tag" in form.said.text()
    card.who.setCurrentText("core")
    assert card.role == "core"
    card.who.setCurrentIndex(card.who.findData("slave"))
    form.save.click()
    qtbot.waitUntil(lambda: view.split.form is None)
    assert keeper.judge.changed[RUNNING].thresholds["slave"] == thresholds("> 200", WARNING)
    form = opened(view, RUNNING)
    form.limits.cards[1].remove.click()
    form.save.click()
    qtbot.waitUntil(lambda: "slave" not in keeper.judge.changed[RUNNING].thresholds)


def test_an_own_rule_is_made_for_some_and_removed_again(
    qtbot: QtBot, view: RulesView, keeper: FakeKeeper
) -> None:
    view.add()
    form = view.split.form
    assert isinstance(form, RuleForm)
    form.save.setEnabled(True)
    form.save.click()
    assert "which metric" in form.said.text()
    line = form.watched
    assert line.completer() is not None
    line.completer().setCompletionPrefix("running threads")
    line.setText(line.completer().currentCompletion())
    assert line.named == RUNNING
    assert "Limits are in threads." in form.unit.text()
    form.limits.cards[0].lines[Severity.CRITICAL].setText("> 500")
    scope = form.scope.lines["environments"]
    scope.choose({"production"})
    form.title.setText("太忙")
    form.save.click()
    qtbot.waitUntil(lambda: view.split.form is None)
    (rule,) = keeper.judge.changed.values()
    assert (rule.metric, rule.scope.environments) == (RUNNING, frozenset({"production"}))
    qtbot.waitUntil(lambda: view.panel.view.current is not None
                    and view.panel.view.current.rule.id == rule.id)  # fmt: skip
    assert view.table.records[rule.id].kind == OWN
    view.remove()
    ask = part(view, Ask)
    assert keeper.judge.changed
    ask.yes.click()
    qtbot.waitUntil(lambda: not keeper.judge.changed)
    qtbot.waitUntil(lambda: rule.id not in view.table.records)


def test_a_changed_rule_goes_back_to_what_is_made_in(
    qtbot: QtBot, view: RulesView, keeper: FakeKeeper
) -> None:
    keeper.judge.changed[RUNNING] = replace(keeper.judge.made_in[RUNNING], enabled=False)
    view.refresh()
    qtbot.waitUntil(lambda: view.table.records[RUNNING].kind == "changed")
    form = opened(view, RUNNING)
    form.back.click()
    part(view, Ask).yes.click()
    qtbot.waitUntil(lambda: view.table.records[RUNNING].kind == "made in")
    assert view.split.form is None


def test_several_are_switched_off_and_on(qtbot: QtBot, view: RulesView, keeper: FakeKeeper) -> None:
    view.panel.filter.setText("running threads")
    view.panel.view.filter_by("running threads")
    view.panel.view.selectAll()
    chosen = {row.rule.id for row in view.panel.view.selected_records}
    assert RUNNING in chosen
    assert len(chosen) > 1
    view.switch()
    qtbot.waitUntil(lambda: keeper.judge.changed.keys() == chosen)
    assert not any(rule.enabled for rule in keeper.judge.changed.values())
    qtbot.waitUntil(lambda: not view.table.records[RUNNING].rule.enabled)
    view.switch()
    qtbot.waitUntil(lambda: all(rule.enabled for rule in keeper.judge.changed.values()))


def test_what_fires_is_counted_when_it_does(
    qtbot: QtBot, view: RulesView, keeper: FakeKeeper
) -> None:
    assert view.table.records[RUNNING].firing == 0
    keeper.judge.alerts = (firing(RUNNING, "o1"),)
    keeper.delivered.emit(Delivery(alerts=keeper.judge.alerts))
    qtbot.waitUntil(lambda: view.table.records[RUNNING].firing == 1)


def test_a_rule_is_tried_as_it_is_typed(qtbot: QtBot, view: RulesView, past: Past) -> None:
    past.alerts = (
        firing(RUNNING, "o1", "It was 90.", state=AlertState.CLEARED),
        firing(RUNNING, "l1", "It was 99.", state=AlertState.CLEARED, severity=Severity.CRITICAL),
    )
    form = opened(view, RUNNING)
    form.limits.cards[0].lines[WARNING].setText("> 9")
    form.enabled.setChecked(False)
    form.dry_run.click()
    trial = view.dry_run
    assert view.split.beside.currentWidget() is trial
    qtbot.waitUntil(lambda: trial.table.total == 2)
    (rule,) = past.rules
    assert rule.thresholds[""] == thresholds("> 9", WARNING)
    assert rule.enabled
    assert past.subjects == SUBJECTS
    assert past.seconds == pytest.approx(86_400, abs=1)
    assert "2 times, for 2 instances. 1 of them critical." in trial.said.text()
    assert trial.picture.sizeHint().height() > 30
    trial.picture.grab()
    with qtbot.waitSignal(view.open_wanted) as told:
        trial.panel.view.opened.emit(trial.table.record(0))
    assert told.args is not None
    assert told.args[0].rule == RUNNING
    trial.back.click()
    assert view.split.beside.currentWidget() is form
    assert form.limits.cards[0].lines[WARNING].text() == "> 9"


def test_a_dry_run_shows_how_far_it_is_and_is_cancelled(
    qtbot: QtBot, view: RulesView, past: Past
) -> None:
    past.go_on.clear()
    view.panel.view.select(RUNNING)
    view.try_current()
    trial = view.dry_run
    qtbot.waitUntil(lambda: trial.bar.value() == 500)
    assert trial.run.text() == "Cancel"
    QTest.keyClick(trial, Qt.Key.Key_Escape)
    assert not trial.running
    qtbot.waitUntil(lambda: past.cancelled)
    past.go_on.set()
    past.known, past.step = 0.5, 300.0
    trial.run.click()
    qtbot.waitUntil(lambda: "It would not have fired." in trial.said.text())
    assert "Values are known of 50.0 % of that time." in trial.said.text()
    assert "means of 5 m 00 s" in trial.said.text()


def test_a_dry_run_that_fails_says_why(qtbot: QtBot, view: RulesView, past: Past) -> None:
    past.refusal = ConsoleError("The history cannot be used.")
    view.panel.view.select(RUNNING)
    view.try_current()
    qtbot.waitUntil(lambda: view.dry_run.panel.states.now == "failed")
    assert not view.dry_run.running


def test_a_file_is_looked_at_before_it_is_taken(
    qtbot: QtBot, view: RulesView, keeper: FakeKeeper, tmp_path: Path
) -> None:
    other = replace(keeper.judge.made_in[RUNNING], thresholds={"": thresholds("> 7", WARNING)})
    lost = Rule("own-2", "mysql.none", {"": thresholds("> 9", WARNING)})
    path = tmp_path / "规则.toml"
    bad = '["own-3"]\nmetric = "age"\nwarning = "> 9 fro 5m"\n'
    path.write_text(write_rules([other, keeper.judge.made_in["age"], lost]) + bad, "utf-8")
    view.exchange.read(path, view.held, DARK)
    preview = view.exchange.preview
    assert preview is not None
    qtbot.waitUntil(lambda: preview.table.total == 3)
    assert [each.rule for each in preview.table.ticked_records] == [other]
    assert "Rule “own-3”: “> 9 fro 5m” is no threshold." in preview.troubles.text()
    assert keeper.judge.changed == {}
    preview.take.click()
    qtbot.waitUntil(lambda: keeper.judge.changed == {RUNNING: other})
    qtbot.waitUntil(lambda: view.panel.strip.words.text() == "1 rule was taken over.")


def test_a_file_that_is_none_says_so(
    qtbot: QtBot, view: RulesView, keeper: FakeKeeper, tmp_path: Path
) -> None:
    path = tmp_path / "rules.toml"
    for content in (b"nonsense", b"\xff\xfe"):
        path.write_bytes(content)
        view.exchange.read(path, view.held, DARK)
        preview = view.exchange.preview
        assert preview is not None
        states = preview.panel.states
        qtbot.waitUntil(lambda states=states: states.now == "failed")  # type: ignore[misc]
        assert not preview.take.isEnabled()
        preview.reject()
    assert keeper.judge.changed == {}


def test_what_is_not_as_it_was_made_in_is_written(
    qtbot: QtBot, view: RulesView, keeper: FakeKeeper, tmp_path: Path
) -> None:
    keeper.judge.changed[RUNNING] = replace(keeper.judge.made_in[RUNNING], enabled=False)
    view.refresh()
    qtbot.waitUntil(lambda: view.table.records[RUNNING].kind == "changed")
    path = tmp_path / "out.toml"
    with qtbot.waitSignal(view.exchange.done) as told:
        view.exchange.write([keeper.judge.changed[RUNNING]], path)
    assert told.args == [f"1 rule is in {path}."]
    assert read_rules(path.read_text("utf-8")) == ((keeper.judge.changed[RUNNING],), ())
    with qtbot.waitSignal(view.failed):
        view.exchange.write([], path / "below" / "a-file.toml")


def test_it_speaks_chinese_and_remembers_how_it_stood(qtbot: QtBot, view: RulesView) -> None:
    i18n.install("zh_CN")
    view.retranslate()
    assert view.table.headerData(0, Qt.Orientation.Horizontal) == "监视内容"
    assert "运行中线程" in view.table.records[RUNNING].title
    view.restore(view.state())


def test_where_nobody_judges_that_is_said(qtbot: QtBot, keeper: FakeKeeper, past: Past) -> None:
    keeper.judges = False
    view = RulesView(keeper, Standing(warden()), past)
    qtbot.addWidget(view)
    view.show()
    assert view.panel.states.now == "empty"
