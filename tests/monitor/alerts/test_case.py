"""What a DBA is told over time: nothing twice, nothing too early, nothing lost on the way."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity, Tier
from app.domain.monitoring.rule import AGE, HEALTH, Rule, Scope
from app.domain.monitoring.sample import Health
from tests.monitor.alerts.judging import KEY, SHOP, Court, rule

FIRING, PENDING, CLEARED = AlertState.FIRING, AlertState.PENDING, AlertState.CLEARED
WARNING, CRITICAL = Severity.WARNING, Severity.CRITICAL
OTHER = {"mysql.threads_running": 1.0}


def told(court: Court, *values: float, after: float = 10.0) -> list[tuple[AlertState, Severity]]:
    return [(a.state, a.severity) for value in values for a in court.see(value, after)]


def test_critical_waits_for_its_time_while_the_warning_stands(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80", "> 95 for 1m"))
    assert told(court, 99) == [(FIRING, WARNING)]
    assert (FIRING, CRITICAL) not in told(court, *[99] * 5)
    assert told(court, 99) == [(FIRING, CRITICAL)]


def test_what_was_critical_and_is_less_so_is_a_warning_at_once(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80 for 10m", "> 95"))
    assert told(court, 96, 90, 70) == [(FIRING, CRITICAL), (FIRING, WARNING), (CLEARED, WARNING)]


def test_acknowledged_holds_while_it_gets_less_bad_and_while_it_flaps(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80", "> 95"))
    (alert,) = court.see(96)
    court.judge.acknowledge(alert.id, "mei")
    assert court.see(85)[0].acknowledged_by == "mei"
    assert court.see(10)[0].state is CLEARED
    assert court.see(85)[0].acknowledged_by == "mei"
    assert court.see(96)[0].acknowledged is None


def test_what_fires_hours_later_is_news(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    (alert,) = court.see(90)
    court.judge.acknowledge(alert.id, "mei")
    court.see(10)
    (again,) = court.see(90, after=7200)
    assert (again.id, again.acknowledged) == (alert.id, None)
    assert "comes and goes" not in again.text


def test_what_did_not_last_leaves_the_last_alert_as_it_was(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80 for 20s"))
    told(court, 90, 90, 90, 10)
    (over,) = court.judge.alerts
    assert told(court, 90, 10) == [(PENDING, WARNING), (CLEARED, WARNING)]
    assert court.judge.alerts == (over,)


def test_while_it_does_not_answer_nothing_else_begins_or_ends(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80 for 1m"), replace(rule("> 5"), id="b"))
    told(court, *[90] * 5)
    down = [a for _ in range(20) for a in court.see(health=Health.DOWN)]
    assert {a.rule for a in down if a.state is FIRING} == {HEALTH}
    back = court.see(90)
    assert {(a.rule, a.state) for a in back} == {(HEALTH, CLEARED), ("of the test", PENDING)}
    assert {a.rule for a in court.judge.alerts if a.state is FIRING} == {"b"}


def test_the_machine_below_is_judged_while_the_instance_is_down(tmp_path: Path) -> None:
    court = Court(tmp_path, replace(rule("> 80"), metric="host.cpu_pct"))
    found = court.see(99, key="host.cpu_pct", health=Health.DOWN, tier=Tier.STATUS)
    assert ("of the test", FIRING) in {(a.rule, a.state) for a in found}
    gone = court.see(10, key="host.cpu_pct", health=Health.DOWN, tier=Tier.STATUS)
    assert ("of the test", CLEARED) in {(a.rule, a.state) for a in gone}


def test_a_wrong_password_fires_though_it_is_tried_once_an_hour(tmp_path: Path) -> None:
    court = Court(tmp_path)
    court.see(1)
    found = [*court.see(health=Health.REFUSED)]
    for _ in range(600):
        court.now += 2
        found += court.judge.take()
    assert [(a.rule, a.state) for a in found] == [(HEALTH, PENDING), (HEALTH, FIRING)]
    assert [(a.rule, a.state) for a in court.see(1)] == [(HEALTH, CLEARED)]


def test_one_that_was_locked_meanwhile_is_still_down(tmp_path: Path) -> None:
    court = Court(tmp_path)
    for _ in range(3):
        court.see(health=Health.DOWN)
    assert [a for _ in range(5) for a in court.see(health=Health.LOCKED)] == []
    assert [a.state for a in court.judge.alerts] == [FIRING]


def test_one_that_was_never_heard_of(tmp_path: Path) -> None:
    court = Court(tmp_path)
    found: list[Alert] = []
    for _ in range(310):
        court.now += 2
        found += court.judge.take()
    assert {a.rule for a in found} == {AGE}
    assert [a.severity for a in court.judge.alerts] == [CRITICAL]


def test_a_computer_that_slept_needs_a_second_look_before_it_accuses(tmp_path: Path) -> None:
    court = Court(tmp_path)
    court.see(1)
    court.see(health=Health.DOWN, after=2)
    court.now += 8 * 3600
    assert [a.state for a in court.judge.take()] == [CLEARED]
    assert [a.state for a in court.see(health=Health.DOWN, after=2)] == [PENDING]
    assert [a.state for a in court.see(1, after=2)] == [CLEARED]


def test_a_value_that_comes_back_is_told_of_as_it_is(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    court.see(90)
    (stale,) = [a for _ in range(5) for a in court.see(values=OTHER)]
    assert "No value has come since" in stale.text
    (back,) = court.see(91)
    assert (back.state, back.fired, back.text) == (
        FIRING, stale.fired, "Connected threads: 91 threads, above 80 threads."
    )  # fmt: skip


def test_samples_of_other_tiers_miss_nothing(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    court.see(90)
    assert [a for _ in range(50) for a in court.see(values=OTHER, tier=Tier.STATUS)] == []


def test_a_clock_that_is_set_back_by_an_hour_stops_no_judge(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    court.see(10)
    assert told(court, 90, after=-3600) == [(FIRING, WARNING)]
    assert told(court, 10) == [(CLEARED, WARNING)]


def test_a_role_that_changes_brings_its_own_limits(tmp_path: Path) -> None:
    limits = {**rule("> 80").thresholds, "slave": rule("> 10").thresholds[""]}
    court = Court(tmp_path, rule(thresholds=limits))
    assert [a.state for a in court.see(50, role="slave")] == [FIRING]
    assert court.see(50, role="unknown") == ()
    assert [a.state for a in court.see(50, role="master")] == [CLEARED]


def test_an_own_rule_on_some_parts_leaves_the_others_to_what_is_made_in(tmp_path: Path) -> None:
    disk = "host.disk_used_pct"
    court = Court(tmp_path, replace(rule("> 10"), metric=disk, parts="/tmp*"))
    values = {f"{disk}//tmp": 50.0, f"{disk}//data": 99.0, f"{disk}//var": 50.0}
    found = [
        a for _ in range(3) for a in court.see(values=values, tier=Tier.STATUS)
        if a.rule != HEALTH
    ]  # fmt: skip
    assert {(a.rule, a.key) for a in found} == {
        ("of the test", f"{disk}//tmp"), (disk, f"{disk}//data")
    }  # fmt: skip


def test_an_own_rule_that_is_off_leaves_what_is_made_in(tmp_path: Path) -> None:
    running = "mysql.threads_running"
    court = Court(tmp_path, replace(rule("> 5", enabled=False), metric=running))
    assert [a.rule for _ in range(8) for a in court.see(65, key=running)][-1] == running


def test_rules_that_changed_while_it_was_off(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"), replace(rule("> 5"), id="b"))
    court.see(90)
    (tmp_path / "rules.toml").unlink()
    court.killed()
    later = Court(tmp_path)
    assert {(a.rule, a.state) for a in later.judge.alerts} == {
        ("of the test", CLEARED), ("b", CLEARED)
    }  # fmt: skip


def test_who_left_while_it_was_off_has_no_alerts(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    court.see(90)
    court.killed()
    later = Court(tmp_path, subject=replace(SHOP, instance="other"))
    assert [a.state for a in later.judge.alerts] == [CLEARED]


def test_before_the_inventory_is_read_what_stands_may_be_acknowledged(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    (alert,) = court.see(90)
    court.killed()
    later = Court(tmp_path, subject=None)
    assert [a.state for a in later.judge.alerts] == [FIRING]
    assert later.judge.acknowledge(alert.id, "mei")[0].acknowledged_by == "mei"
    later.judge.know([SHOP])
    assert [(a.state, a.acknowledged_by) for a in later.judge.alerts] == [(FIRING, "mei")]


def test_what_is_over_is_kept_for_a_week(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    told(court, 90, 10)
    court.now += 6.9 * 86_400
    court.judge.take()
    assert len(court.judge.alerts) == 1
    court.now += 0.2 * 86_400
    court.judge.take()
    assert [a for a in court.judge.alerts if a.rule != AGE] == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from([2.0, 10.0, 45.0, 400.0]),
        st.none() | st.sampled_from([10.0, 76.0, 85.0, 99.0]),
        st.sampled_from([Health.UP, Health.UP, Health.UP, Health.DOWN]),
        st.booleans(),
    ),
    max_size=40,
)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_whatever_comes_it_is_told_in_order(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[float, float | None, Health, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("judge")
    mine: Rule = rule(
        "> 80 for 20s clear 75", "> 95 for 1m", scope=Scope(types=frozenset({"mysql"}))
    )
    court, last = Court(folder, mine), dict[str, Alert]()
    for after, value, health, restarts in steps:
        if restarts:
            now, court = court.now, Court(folder)
            court.now = now
            last = {i: a for i, a in last.items() if a.state is not PENDING}
        changed = court.see(value if health is Health.UP else None, after, health, OTHER)
        assert len({a.id for a in changed}) == len(changed)
        for alert in changed:
            before = last.get(alert.id)
            if alert.state is FIRING and alert.rule == mine.id:
                assert alert.fired is not None
                least = 20 if alert.severity is WARNING else 60
                assert alert.fired - alert.since >= 20
                assert court.now - alert.since >= least or before is not None
            if alert.state is FIRING and before is not None and before.state is FIRING:
                assert alert.fired == before.fired
            if alert.state is CLEARED:
                assert before is not None
                assert before.state is not CLEARED
            last[alert.id] = alert
        known = {a.id: a for a in court.judge.alerts}
        assert {i for i, a in last.items() if a.state is FIRING} == {
            i for i, a in known.items() if a.state is FIRING
        }
        assert all(a.key in (KEY, HEALTH, AGE) for a in known.values())
