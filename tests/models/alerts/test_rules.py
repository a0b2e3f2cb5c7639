"""Rules as a DBA reads them: whose, from when on, made in, changed or own."""

from dataclasses import replace
from typing import Any

import pytest

from app import i18n
from app.domain.monitoring.alert import AlertState
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import HEALTH, Rule, Scope
from app.models.alerts.rules import CHANGED, MADE_IN, OWN, RULES, RuleRow, rule_rows
from app.models.records import RecordTable
from app.monitor.catalogue import Catalogue, load
from app.monitor.catalogue.thresholds import thresholds
from tests.views.alerts.judged import SUBJECTS, firing, made_of

RUNNING = "mysql.threads_running"
NAMES = {subject.instance: subject.name for subject in SUBJECTS}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def shown(row: RuleRow) -> dict[str, str]:
    return {field.key: field.shown(row) for field in RULES}


def test_a_rule_is_made_in_changed_or_own(catalogue: Catalogue) -> None:
    made = made_of(catalogue)
    own = Rule("own-1", RUNNING, {"": thresholds("> 5", Severity.WARNING)}, title="Ours")
    changed = replace(made[RUNNING], note="call 1234")
    off = replace(made[HEALTH], enabled=False)
    rules = {**made, RUNNING: changed, HEALTH: off, own.id: own}
    rows = rule_rows(rules.values(), made, (), catalogue.metrics, NAMES)
    kinds = {row.rule.id: row.kind for row in rows}
    assert (kinds[RUNNING], kinds["own-1"], kinds[HEALTH]) == (CHANGED, OWN, CHANGED)
    assert set(kinds.values()) == {MADE_IN, CHANGED, OWN}
    by_id = {row.rule.id: shown(row) for row in rows}
    assert by_id[HEALTH]["kind"] == "◦ changed, off"
    assert by_id["own-1"]["title"] == "Ours"


def test_limits_are_said_as_they_are_written_those_of_roles_behind(catalogue: Catalogue) -> None:
    limits = {
        "slave": thresholds("> 200 for 5m", Severity.WARNING),
        "": (*thresholds("> 60 or > 40 for 1h", Severity.WARNING),
             *thresholds("> 90", Severity.CRITICAL)),
    }  # fmt: skip
    rule = Rule(RUNNING, RUNNING, limits, Scope(environments=frozenset({"production"})))
    (row,) = rule_rows([rule], {}, (), catalogue.metrics, NAMES)
    said = shown(row)
    assert said["warning"] == "> 60 or > 40 for 1h; slave: > 200 for 5m"
    assert said["critical"] == "> 90"
    assert (said["family"], said["scope"], said["unit"]) == ("MySQL", "production", "threads")


def test_only_what_fires_is_counted(catalogue: Catalogue) -> None:
    alerts = (
        firing(RUNNING, "o1"), firing(RUNNING, "o2"),
        firing(RUNNING, "c1", state=AlertState.CLEARED),
        firing(RUNNING, "l1", state=AlertState.PENDING),
    )  # fmt: skip
    made = made_of(catalogue)
    (row,) = rule_rows([made[RUNNING]], made, alerts, catalogue.metrics, NAMES)
    assert shown(row)["firing"] == "● 2"


def test_a_metric_that_is_gone_is_called_by_its_name(catalogue: Catalogue) -> None:
    (row,) = rule_rows([Rule("own-2", "mysql.no_such")], {}, (), catalogue.metrics, NAMES)
    assert shown(row)["title"] == "mysql.no_such"


def test_it_speaks_chinese(catalogue: Catalogue) -> None:
    i18n.install("zh_CN")
    made = made_of(catalogue)
    (row,) = rule_rows([made[HEALTH]], made, (), catalogue.metrics, NAMES)
    assert (row.title, row.for_whom) == ("实例无响应", "全部实例")


def test_the_table_of_rules_is_a_sound_model(catalogue: Catalogue, qtmodeltester: Any) -> None:
    made = made_of(catalogue)
    table: RecordTable[RuleRow] = RecordTable(RULES, lambda row: row.rule.id)
    table.replace(rule_rows(made.values(), made, (), catalogue.metrics, NAMES))
    qtmodeltester.check(table)
    assert table.total > 100
