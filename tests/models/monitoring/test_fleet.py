"""The fleet's rows say how every instance stands, the worst first, and never pretend."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

import pytest

from app.domain.inventory import DatabaseType, Instance
from app.domain.monitoring.alert import Alert, AlertState
from app.domain.monitoring.feed import Delivery
from app.domain.monitoring.metric import Family, Kind, Metric, Severity, Threshold, Tier
from app.domain.monitoring.sample import Health, Sample
from app.flows.inventory_rows import InstanceRow
from app.models.fields import State
from app.models.monitoring.fleet import Fleet, FleetRow
from app.models.monitoring.fleet_fields import FLEET

NOW = 1_800_000_000.0
RUNNING, LAG = "mysql.threads_running", "mysql.replica_lag"


def metric(name: str, unit: str, each: str = "", *limits: Threshold) -> Metric:
    return Metric(
        name, Family.MYSQL, name, unit, Kind.GAUGE, Tier.LIVE, "status.X", ("status.X",), each,
        thresholds=MappingProxyType({"": limits}),
    )  # fmt: skip


class Catalogue:
    """Two metrics of MySQL."""

    def of(self, type: DatabaseType) -> Iterable[Metric]:  # noqa: A002
        if type is not DatabaseType.MYSQL:
            return ()
        warning = Threshold(Severity.WARNING, 30.0)
        critical = Threshold(Severity.CRITICAL, 300.0)
        return metric(RUNNING, "threads"), metric(LAG, "s", "replica", warning, critical)


def instance(name: str = "orders") -> InstanceRow:
    return InstanceRow(Instance(name, name, DatabaseType.MYSQL, "10.0.0.1", 3306))


def sample(at: float = NOW, name: str = "orders", **changes: Any) -> Sample:
    values = changes.pop("values", {RUNNING: 3.0})
    return Sample(name, Tier.LIVE, at, changes.pop("health", Health.UP), values, **changes)


def alert(state: AlertState, severity: Severity = Severity.CRITICAL, **changes: Any) -> Alert:
    return Alert(
        "a1", "r", "orders", RUNNING, severity, state, NOW, 99.0, 50.0, "99 threads run", **changes
    )


@pytest.fixture
def fleet() -> Fleet:
    made = Fleet(Catalogue())
    made.set_instances([instance()], frozenset({"orders"}))
    return made


def row(fleet: Fleet, now: float = NOW) -> FleetRow:
    [found] = fleet.rows(now)
    return found


def texts(shown: FleetRow) -> dict[str, str]:
    return {field.key: field.shown(shown) for field in FLEET}


def test_who_is_not_watched_says_so_and_keeps_nothing(fleet: Fleet) -> None:
    fleet.take(Delivery((sample(),)))
    fleet.set_instances([instance()], frozenset())
    fleet.take(Delivery((sample(),)))
    assert texts(row(fleet))["state"] == "not watched"
    assert row(fleet).figures == (None, None, None)


def test_what_is_not_measured_any_more_is_not_shown_as_if_it_were(fleet: Fleet) -> None:
    fleet.take(Delivery((sample(values={RUNNING: 3.0, f"{LAG}/main": 0.0}),)))
    fleet.take(Delivery((sample(NOW + 2),)))  # the replica stopped: its lag is unknown
    assert row(fleet, NOW + 2).figures[2] is None


def test_nothing_is_old_where_nobody_asks_for_want_of_a_password(fleet: Fleet) -> None:
    fleet.take(Delivery((sample(health=Health.LOCKED, values={}),)))
    found = row(fleet, NOW + 90)
    assert (found.old, found.age, found.why) == (False, 90.0, "cannot log in")


def test_figures_have_units_and_the_worst_channel_counts(fleet: Fleet) -> None:
    fleet.take(Delivery((sample(values={RUNNING: 12.0, f"{LAG}/a": 2.0, f"{LAG}/b": 45.0}),)))
    shown = texts(row(fleet, NOW + 1))
    assert shown["figure-1"] == "running 12 threads"
    assert shown["figure-3"] == "● lag 45 s"
    assert shown["state"] == "✓ up"


@pytest.mark.parametrize("health", [Health.DOWN, Health.STALLED, Health.REFUSED])
def test_one_that_is_away_shows_no_old_figures_as_if_live(fleet: Fleet, health: Health) -> None:
    fleet.take(Delivery((sample(NOW - 2), sample(NOW, health=health, values={}, trouble="gone"))))
    found = row(fleet)
    assert found.state is State.ERROR
    assert found.figures == (None, None, None)
    assert texts(found)["state"].endswith(": gone")


def test_late_news_does_not_bring_it_back(fleet: Fleet) -> None:
    fleet.take(Delivery((sample(NOW, health=Health.DOWN, values={}), sample(NOW - 60))))
    assert row(fleet).health is Health.DOWN


def test_silence_is_seen(fleet: Fleet) -> None:
    fleet.take(Delivery((sample(),)))
    assert row(fleet, NOW + 5).state is State.GOOD
    old = row(fleet, NOW + 90)
    assert old.old
    assert texts(old)["state"] == "● nothing heard for 1 m 30 s"
    assert texts(old)["age"] == "● 1 m 30 s"


def test_alerts_stand_above_health_and_go_when_cleared(fleet: Fleet) -> None:
    fleet.take(Delivery((sample(),), (alert(AlertState.FIRING),)))
    assert texts(row(fleet))["state"] == "▲ 99 threads run"
    assert texts(row(fleet))["alerts"] == "1"
    fleet.take(Delivery((), (alert(AlertState.CLEARED),)))
    assert row(fleet).state is State.GOOD
    assert texts(row(fleet))["alerts"] == "–"


def test_silenced_ones_are_counted_and_do_not_colour(fleet: Fleet) -> None:
    fleet.take(Delivery((sample(),), (alert(AlertState.FIRING, silenced=True),)))
    assert row(fleet).state is State.GOOD
    assert row(fleet).firing == 1


def test_the_line_is_broken_at_gaps_and_restarts(fleet: Fleet) -> None:
    times = [0, 2, 4, 40, 42]
    fleet.take(Delivery(tuple(sample(NOW + at) for at in times)))
    assert [point is None for point in row(fleet, NOW + 42).line] == [
        False, False, False, True, False, False,
    ]  # fmt: skip
    fleet.take(Delivery((sample(NOW + 44, restarted=True),)))
    assert row(fleet, NOW + 44).line[-2] is None


def test_the_worst_sorts_last_in_rank() -> None:
    fleet = Fleet(Catalogue())
    fleet.set_instances([instance(n) for n in ("a", "b", "c")], frozenset({"a", "b", "c"}))
    fleet.take(
        Delivery(
            (sample(name="a"), sample(name="b", health=Health.DOWN, values={}),
             sample(name="c", values={RUNNING: 9.0})),
        )
    )  # fmt: skip
    found = sorted(fleet.rows(NOW), key=lambda each: each.worst, reverse=True)
    assert [each.id for each in found] == ["b", "c", "a"]
