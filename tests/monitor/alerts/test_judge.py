"""Sequences of values, and the alerts a DBA would expect of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.metric import Severity
from app.domain.monitoring.rule import AGE, HEALTH, Scope, Silence
from app.domain.monitoring.sample import Health
from tests.monitor.alerts.judging import BEGIN, KEY, SHOP, Court, rule

FIRING, PENDING, CLEARED = AlertState.FIRING, AlertState.PENDING, AlertState.CLEARED


def states(court: Court, *values: float, after: float = 10.0) -> list[AlertState]:
    return [alert.state for value in values for alert in court.see(value, after)]


def test_what_is_as_it_should_be_says_nothing(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    assert states(court, 1, 80, 79) == []
    assert court.judge.alerts == ()


def test_a_value_beyond_its_limit_fires_and_clears_once(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    (fired,) = court.see(90)
    assert (fired.state, fired.severity) == (FIRING, Severity.WARNING)
    assert fired.text == "Connected threads: 90 threads, above 80 threads."
    assert court.see(90) == ()
    (cleared,) = court.see(70)
    assert (cleared.state, cleared.id, cleared.cleared) == (CLEARED, fired.id, court.now)
    assert states(court, 70, 60) == []


def test_it_must_last_without_a_break(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80 for 1m"))
    assert states(court, 90, 90, 90) == [PENDING]
    assert states(court, 10) == [CLEARED]
    assert states(court, *[90] * 6) == [PENDING]
    (fired,) = court.see(90)
    assert fired.state is FIRING
    assert fired.fired is not None
    assert fired.fired - fired.since == 60


def test_time_in_which_nobody_looked_is_no_duration(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80 for 1m"))
    assert states(court, 90) == [PENDING]
    assert states(court, 90, after=300) == [PENDING]  # since now
    assert states(court, *[90] * 5) == []
    assert states(court, 90) == [FIRING]


def test_below_and_hysteresis(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("< 20 clear 25"))
    assert states(court, 19, 21, 24, 25) == [FIRING, CLEARED]


def test_warning_and_critical_are_one_alert_that_rises_and_falls(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80", "> 95"))
    seen = [alert for value in (85, 96, 85, 10) for alert in court.see(value)]
    assert len({alert.id for alert in seen}) == 1
    assert [(a.state, a.severity) for a in seen] == [
        (FIRING, Severity.WARNING), (FIRING, Severity.CRITICAL),
        (FIRING, Severity.WARNING), (CLEARED, Severity.WARNING),
    ]  # fmt: skip
    assert len({alert.fired for alert in seen}) == 1


def test_what_rises_no_more_is_over(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 30 for 1m rising"))
    assert states(court, *range(31, 37)) == [PENDING]
    assert states(court, 37) == [FIRING]
    assert CLEARED in states(court, *[37] * 12)


def test_flapping_is_told_of_twice_at_the_most(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    told = [(a.state, a.fired) for value in [90, 10] * 20 for a in court.see(value)]
    assert list(dict.fromkeys(told)) == [
        (FIRING, BEGIN + 10), (CLEARED, BEGIN + 10), (FIRING, BEGIN + 30)
    ]  # fmt: skip
    (alert,) = court.judge.alerts
    assert alert.text.endswith("It comes and goes: 20 times until now.")
    assert states(court, *[10] * 31) == [CLEARED]


def test_the_value_of_an_alert_is_told_now_and_then(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    told = [alert.value for n in range(12) for alert in court.see(90 + n)]
    assert told == [90, 93, 96, 99]


@pytest.mark.parametrize("health", [Health.DOWN, Health.STALLED, Health.REFUSED])
def test_who_does_not_answer_is_one_alert(tmp_path: Path, health: Health) -> None:
    court = Court(tmp_path, rule("> 80"))
    court.see(90)
    told = [a for _ in range(6) for a in court.see(health=health, after=2)]
    assert [(a.rule, a.state) for a in told] == [(HEALTH, PENDING), (HEALTH, FIRING)]
    assert told[-1].severity is Severity.CRITICAL
    assert told[-1].text == "Nobody is there."
    (over,) = court.see(90)
    assert (over.rule, over.state) == (HEALTH, CLEARED)
    assert {a.rule for a in court.judge.alerts if a.state is FIRING} == {"of the test"}


def test_who_has_no_password_now_is_not_judged(tmp_path: Path) -> None:
    court = Court(tmp_path)
    assert [a for _ in range(6) for a in court.see(health=Health.LOCKED)] == []


def test_who_is_not_heard_of_any_more(tmp_path: Path) -> None:
    court = Court(tmp_path)
    court.see(1)
    told: list[Alert] = []
    for _ in range(70):
        court.now += 2
        told += court.judge.take()
    assert {(a.rule, a.state, a.severity) for a in told} == {(AGE, FIRING, Severity.WARNING)}
    assert [a.state for a in (*court.see(1), *court.see(1))] == [CLEARED]


def test_a_computer_that_slept_accuses_nobody(tmp_path: Path) -> None:
    court = Court(tmp_path)
    court.see(1)
    court.now += 8 * 3600
    assert court.judge.take() == ()
    assert court.see(1, after=2) == ()


def test_a_value_that_is_missing_neither_fires_nor_clears(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    court.see(90)
    other = {"mysql.threads_running": 1.0}
    told = [a for _ in range(9) for a in court.see(values=other)]
    assert [(a.state, a.text) for a in told] == [
        (FIRING, "Connected threads: 90 threads, above 80 threads. No value has come since "
         f"{datetime.fromtimestamp(BEGIN + 10):%H:%M:%S}.")
    ]  # fmt: skip
    (gone,) = court.see(values=other)
    assert (gone.state, gone.text) == (CLEARED, "There is no such value any more.")


@pytest.mark.parametrize("nonsense", [float("nan"), float("inf"), float("-inf")])
def test_nonsense_is_no_value(tmp_path: Path, nonsense: float) -> None:
    court = Court(tmp_path, rule("> 80"))
    assert court.see(nonsense) == ()


def test_what_comes_late_changes_nothing(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    court.see(10)
    assert court.see(90, after=-5) == ()


def test_a_role_has_limits_of_its_own(tmp_path: Path) -> None:
    limits = {**rule("> 80").thresholds, "slave": rule("> 10").thresholds[""]}
    court = Court(tmp_path, rule(thresholds=limits))
    assert court.see(50, role="master") == ()
    assert [a.state for a in court.see(50, role="slave")] == [FIRING]


def test_a_tag_goes_before_the_role(tmp_path: Path) -> None:
    limits = {**rule("> 80").thresholds, "core": rule("> 10").thresholds[""]}
    assert Court(tmp_path, rule(thresholds=limits)).see(50)


def test_an_own_rule_takes_the_place_of_what_is_made_in_for_those_it_is_about(
    tmp_path: Path,
) -> None:
    running = "mysql.threads_running"
    mine = replace(rule("> 5"), metric=running, scope=Scope(tags=frozenset({"core"})))
    court = Court(tmp_path, mine)
    assert [a.rule for a in court.see(6, key=running)] == ["of the test"]
    other = Court(tmp_path / "other", mine, subject=replace(SHOP, tags=frozenset()))
    assert [a for _ in range(8) for a in other.see(65, key=running)][-1].rule == running


def test_parts_that_a_rule_does_not_name(tmp_path: Path) -> None:
    key = "mysql.statement_mix"
    court = Court(tmp_path, replace(rule("> 1"), metric=key, parts="in*"))
    assert court.see(values={f"{key}/select": 9.0, f"{key}/insert": 9.0})[0].key == f"{key}/insert"


def test_a_rule_that_is_switched_off_ends_its_alert(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    court.see(90)
    (ended,) = court.judge.set_rule(rule("> 80", enabled=False))
    assert (ended.state, ended.text) == (CLEARED, "The rule does not hold for it any more.")
    assert court.see(90) == ()


def test_a_changed_limit_goes_on_with_the_alert(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    court.see(90)
    assert court.judge.set_rule(rule("> 85")) == ()
    court.judge.set_rule(rule("> 95"))
    assert states(court, 90) == [CLEARED]


def test_who_is_not_watched_any_more_has_no_alerts(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    court.see(90)
    assert [a.state for a in court.judge.know([])] == [CLEARED]


def test_acknowledged_until_it_gets_worse(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80", "> 95"))
    (alert,) = court.see(85)
    (seen,) = court.judge.acknowledge(alert.id, "mei")
    assert (seen.acknowledged, seen.acknowledged_by) == (court.now, "mei")
    assert court.judge.unacknowledge(alert.id)[0].acknowledged is None
    court.judge.acknowledge(alert.id, "mei")
    assert court.see(86) == ()
    assert court.see(99)[0].acknowledged is None
    assert court.judge.acknowledge("nobody", "mei") == ()


def silence(**said: object) -> Silence:
    return replace(Silence("quiet", BEGIN, BEGIN + 3600), **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fits",
    [
        {}, {"rules": frozenset({"of the test"})}, {"keys": frozenset({KEY})},
        {"scope": Scope(instances=frozenset({"shop"}))},
    ],
)  # fmt: skip
def test_a_silence_keeps_quiet_and_ends_by_itself(tmp_path: Path, fits: dict[str, object]) -> None:
    court = Court(tmp_path, rule("> 80"))
    court.see(90)
    assert [a.silenced for a in court.judge.silence(silence(**fits))] == [True]
    court.now = BEGIN + 3600
    assert [a.silenced for a in court.judge.take() if a.rule == "of the test"] == [False]
    court.now += 2
    court.judge.take()
    assert court.judge.silences == ()


def test_a_silence_of_others_is_none_of_ours(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    court.see(90)
    assert court.judge.silence(silence(scope=Scope(tags=frozenset({"else"})))) == ()
    assert court.judge.silence(silence(rules=frozenset({"another"}))) == ()
    assert court.judge.unsilence("quiet") == ()


def test_what_fires_in_a_silence_is_quiet_from_the_first_word_on(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80"))
    court.judge.silence(silence())
    assert [a.silenced for a in court.see(90)] == [True]


@pytest.mark.parametrize("again", [1, 2])
def test_after_a_restart_nothing_is_told_twice(tmp_path: Path, again: int) -> None:
    court = Court(tmp_path, rule("> 80", "> 95 for 1m"))
    (fired,) = court.see(90)
    court.judge.acknowledge(fired.id, "mei")
    court.judge.silence(silence())
    later = court
    for _ in range(again):
        later.killed()
        later = Court(tmp_path)
        later.now = court.now
        assert [r.id for r in later.judge.own_rules] == ["of the test"]
        assert later.see(90) == ()
        (known,) = later.judge.alerts
        assert (known.fired, known.acknowledged_by, known.silenced) == (fired.fired, "mei", True)
    assert states(later, 10) == [CLEARED]


def test_what_was_pending_begins_anew_after_a_restart(tmp_path: Path) -> None:
    court = Court(tmp_path, rule("> 80 for 1m"))
    assert states(court, *[90] * 6) == [PENDING]
    court.killed()
    later = Court(tmp_path)
    later.now = court.now
    assert states(later, *[90] * 6) == [PENDING]
    assert states(later, 90) == [FIRING]


def test_a_trend_fires_before_it_is_full(tmp_path: Path, line: Callable[..., object]) -> None:
    space = replace(rule("full within 4h"), metric="host.disk_used_pct")
    per_second = 40 / (6 * 3600)
    past = line(BEGIN, 80.0, per_second)
    court = Court(tmp_path, space, past=past)  # type: ignore[arg-type]
    told = [a for _ in range(2) for a in court.see(80, key="host.disk_used_pct/data")]
    assert [a.state for a in told] == [FIRING]
    assert told[0].exhausted_at == pytest.approx(BEGIN + 20 / per_second, abs=60)
    assert "if it goes on like this" in told[0].text
