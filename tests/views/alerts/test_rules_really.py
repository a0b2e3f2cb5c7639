"""Rules over a real judge and a real history."""

import time
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.domain.monitoring.metric import Severity, Tier
from app.domain.monitoring.sample import Health, Sample
from app.monitor.alerts import Judge
from app.monitor.catalogue.thresholds import thresholds
from app.monitor.history import History
from app.views.alerts.rule_form import RuleForm
from app.views.alerts.rules_view import RulesView
from app.workers.standing import Standing
from tests.fakes import warden
from tests.views.alerts.judged import SUBJECTS, FakeKeeper

RUNNING = "mysql.threads_running"
WARNING = Severity.WARNING


def test_a_real_judge_keeps_it_and_a_real_history_is_tried(qtbot: QtBot, tmp_path: Path) -> None:
    keeper = FakeKeeper()
    keeper.judge = Judge(tmp_path / "alerts", keeper.catalogue)  # type: ignore[assignment]
    keeper.history = history = History(tmp_path / "history")
    now = time.time()
    history.write(
        Sample("o1", Tier.LIVE, now - 1200 + 10 * n, Health.UP, {RUNNING: 90.0 if n < 60 else 1.0})
        for n in range(120)
    )
    view = RulesView(keeper, Standing(warden()))
    qtbot.addWidget(view)
    view.set_subjects(SUBJECTS)
    view.show()
    qtbot.waitUntil(lambda: view.table.total > 100)
    assert view.panel.view.select(RUNNING)
    view.edit()
    form = view.split.form
    assert isinstance(form, RuleForm)
    form.limits.cards[0].lines[WARNING].setText("> 80 for 1m")
    view.dry_run.range.setCurrentIndex(0)
    form.dry_run.click()
    qtbot.waitUntil(lambda: view.dry_run.table.total == 1, timeout=10_000)
    assert "It would have fired 1 time, for 1 instance." in view.dry_run.said.text()
    assert "Values are known of" in view.dry_run.said.text()
    view.split.show_again()
    form.save.click()
    qtbot.waitUntil(lambda: view.split.form is None)
    kept = Judge(tmp_path / "alerts", keeper.catalogue)
    (rule,) = (each for each in kept.rules if each.id == RUNNING)
    assert rule.thresholds[""] == thresholds("> 80 for 1m", WARNING)
    assert view.table.records[RUNNING].kind == "changed"
    kept.close()
    history.close()
