"""What a file of rules would change is said before it is done."""

from dataclasses import replace
from typing import Any

from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import Rule, Scope
from app.models.alerts.rule_changes import CHANGES, What, changes
from app.models.alerts.rule_draft import watchable
from app.models.records import RecordTable
from app.monitor.catalogue import load
from app.monitor.catalogue.thresholds import thresholds
from tests.views.alerts.judged import made_of

RUNNING = "mysql.threads_running"


def test_each_rule_is_held_against_the_one_that_holds(qtmodeltester: Any) -> None:
    catalogue = load()
    made = made_of(catalogue)
    other = replace(
        made[RUNNING], thresholds={"": thresholds("> 7 for 1m", Severity.WARNING)}, enabled=False,
        scope=Scope(tags=frozenset({"core"})), note="call",
    )  # fmt: skip
    fresh = Rule("own-1", RUNNING, {"": thresholds("> 9", Severity.CRITICAL)}, title="Ours")
    lost = Rule("own-2", "mysql.none", {"": thresholds("> 9", Severity.CRITICAL)})
    same = made["mysql.threads_connected"] if "mysql.threads_connected" in made else made["health"]
    found = changes(
        [other, fresh, lost, same], made.values(), catalogue.metrics, {},
        watchable(catalogue.metrics),
    )  # fmt: skip
    assert [each.what for each in found] == [What.CHANGE, What.NEW, What.UNKNOWN, What.SAME]
    assert "warning: > 64 for 1m clear 48 → > 7 for 1m" in found[0].says
    assert "on: yes → no" in found[0].says
    assert "for whom: everybody → #core" in found[0].says
    assert "what to do: – → call" in found[0].says
    assert "critical: > 9" in found[1].says
    assert found[3].says == ""
    table = RecordTable(CHANGES, lambda change: change.rule.id, checkable=True)
    table.replace(found)
    qtmodeltester.check(table)
