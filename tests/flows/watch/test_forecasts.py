"""Dates of exhaustion, out of real history files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import Cancelled
from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import PERIODS, Family, Tier
from app.domain.monitoring.rule import Subject
from app.domain.monitoring.sample import Health, Sample
from app.flows.watch.forecasts import LOOK_BACK, forecasts, limit_of
from app.monitor.catalogue import load
from app.monitor.history import History

HOUR, DAY = 3600.0, 86_400.0
NOW = 20_400 * DAY + 20 * HOUR
CATALOGUE = load()
DISKS = "host.disk_used_pct"


def never() -> bool:
    return False


def subject(instance: str) -> Subject:
    return Subject(instance, f"db-{instance}", "mysql")


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    made = History(tmp_path / "history", clock=lambda: NOW)
    yield made
    made.close()


def kept(history: History, instance: str, tier: Tier, hours: float, **values: object) -> None:
    """Samples of the last `hours`, a quarter of an hour apart; a value is a function of hours."""
    count = int(hours * 4)
    history.write(
        Sample(
            instance, tier, NOW - HOUR * left / 4, Health.UP,
            {key: call(-left / 4) for key, call in values.items()},  # type: ignore[operator]
        )
        for left in range(count, -1, -1)
    )  # fmt: skip


def test_soonest_first_and_what_does_not_fill_up_last(history: History) -> None:
    kept(
        history, "a", Tier.MINUTE, 20,
        **{
            f"{DISKS}/data": lambda hour: 80 + hour,
            f"{DISKS}/": lambda hour: 40 + hour * 0,
            f"{DISKS}/var": lambda hour: 70 + hour * 0,
            "host.cpu_used_pct": lambda hour: 50 + hour,
        },
    )  # fmt: skip
    kept(
        history, "b", Tier.STATUS, 20,
        **{
            "mysql.connections_used_pct": lambda hour: 90 + 2 * hour,
            "host.memory_available_pct": lambda hour: 10 - 0.4 * hour,
        },
    )  # fmt: skip
    kept(history, "c", Tier.MINUTE, 20, **{f"{DISKS}/data": lambda hour: 95 + 5 * hour})
    shares: list[float] = []
    subjects = [subject("a"), subject("b")]
    found = forecasts(history, CATALOGUE, subjects, NOW, never, shares.append)
    assert shares == [0.5, 1]
    assert [(each.instance, each.key) for each in found] == [
        ("b", "mysql.connections_used_pct"),
        ("a", f"{DISKS}/data"),
        ("b", "host.memory_available_pct"),
        ("a", f"{DISKS}/var"),
        ("a", f"{DISKS}/"),
    ]
    hours = [(each.full_at - NOW) / HOUR for each in found if each.full_at is not None]
    assert hours == pytest.approx([5, 20, 25], rel=0.01)
    assert [each.limit for each in found] == [100, 100, 0, 100, 100]


def test_what_is_full_is_full_now(history: History) -> None:
    kept(history, "a", Tier.MINUTE, 10, **{f"{DISKS}/data": lambda hour: min(100, 105 + hour)})
    (found,) = forecasts(history, CATALOGUE, [subject("a")], NOW, never)
    assert found.full_at == found.earliest == found.latest == NOW


def test_a_disk_that_is_gone_has_no_date_and_one_not_watched_today_has(history: History) -> None:
    for left in range(8 * 4, -1, -1):
        values = {f"{DISKS}/data": 80 - left / 4}
        if left >= 16:
            values[f"{DISKS}/old"] = 90 - left / 4
        at = NOW - 3 * HOUR - HOUR * left / 4  # nobody watched in the last three hours
        history.write([Sample("a", Tier.MINUTE, at, Health.UP, values)])
    (found,) = forecasts(history, CATALOGUE, [subject("a")], NOW, never)
    assert found.key == f"{DISKS}/data"
    assert found.full_at == pytest.approx(NOW + 17 * HOUR, rel=1e-6)


def test_it_can_be_stopped(history: History) -> None:
    kept(history, "a", Tier.MINUTE, 1, **{f"{DISKS}/data": lambda hour: 80 + hour})
    with pytest.raises(Cancelled):
        forecasts(history, CATALOGUE, [subject("a")], NOW, lambda: True)


@pytest.mark.parametrize("kind", [*DatabaseType, Family.HOST])
def test_what_fills_up_is_known_of_every_kind(kind: DatabaseType | Family) -> None:
    """Disks and memory of MySQL are the host's; Oracle's sequences and Redis' disks nobody asks."""
    filling = {metric.capacity: metric for metric in CATALOGUE.of(kind) if metric.capacity}
    assert {
        "mysql": {"connections", "auto-increment"},
        "mariadb": {"connections", "auto-increment"},
        "oracle": {"connections", "memory", "space"},
        "redis": {"connections", "memory"},
        "host": {"space", "memory"},
    }[kind.value] == filling.keys()
    for capacity, metric in filling.items():
        assert LOOK_BACK[capacity] > 100 * PERIODS[metric.tier]
        assert limit_of(metric) == (0 if metric.name == "host.memory_available_pct" else 100)
