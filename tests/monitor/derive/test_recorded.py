"""Rates of recorded samples equal what is computed by hand from the same fields."""

import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.monitoring.metric import Family, Tier, key_of
from app.domain.monitoring.sample import Raw
from app.monitor.catalogue import load
from app.monitor.derive import Derived, Deriver
from tests.monitor.derive.recorded import recorded

CATALOGUE = load()
RECORDINGS = [
    ("mariadb-status", Family.MARIADB, Tier.STATUS, None, 5),
    ("redis-live", Family.REDIS, Tier.LIVE, 3, 5),
    ("redis-status", Family.REDIS, Tier.STATUS, 3, 5),
]
_RATE = re.compile(r"rate\((\w+)\.(\w+)\)")


def plain_rates(family: Family, tier: Tier) -> list[tuple[str, str, str, str]]:
    """Name, table, source and field of every metric that is nothing but the rate of one field."""
    found = []
    for metric in CATALOGUE.of(family):
        formulas = metric.parts or {"": metric.formula}
        for part, formula in formulas.items():
            if metric.tier is tier and (rate := _RATE.fullmatch(formula)):
                found.append((key_of(metric.name, part), metric.each, rate[1], rate[2]))
    return found


def by_hand(before: Raw, now: Raw, name: str, each: str, source: str, field: str) -> dict[str, Any]:
    """Key and rate, exactly; where a field is missing, or a counter fell, there is none."""
    ends: dict[str, tuple[Any, Any]] = {}
    if each:
        for row in before.tables.get(each, {}).keys() & now.tables.get(each, {}).keys():
            old, new = before.tables[each][row], now.tables[each][row]
            ends[key_of(name, row)] = old.get(field), new.get(field)
    else:
        whole = f"{source}.{field}"
        ends[name] = before.fields.get(whole), now.fields.get(whole)
    seconds = Fraction(now.at) - Fraction(before.at)
    return {
        key: (Fraction(new) - Fraction(old)) / seconds
        for key, (old, new) in ends.items()
        if old is not None and new is not None
    }


@pytest.mark.parametrize(("name", "family", "tier", "reset", "restart"), RECORDINGS)
def test_rates_are_right_through_a_reset_and_a_restart(
    name: str, family: Family, tier: Tier, reset: int | None, restart: int
) -> None:
    samples = recorded(name)
    deriver = Deriver(CATALOGUE, family)
    rates = plain_rates(family, tier)
    compared = 0
    for number, raw in enumerate(samples):
        said = deriver.derive(tier, raw)
        assert said.restarted == (number == restart)
        assert bool(said.reset) == (number == reset)
        for key, each, source, field in rates:
            if number in (0, restart) or source in said.reset:
                assert not [k for k in said.values if k == key or k.startswith(f"{key}/")]
                continue
            for one, rate in by_hand(samples[number - 1], raw, key, each, source, field).items():
                if one in said.values:
                    assert said.values[one] == pytest.approx(float(rate), rel=1e-9)
                    assert said.values[one] >= 0
                    compared += 1
                else:
                    assert each, f"{one} is missing"
    assert compared >= 5


def test_a_skipped_sample_changes_no_rate_into_a_wrong_one() -> None:
    """What was asked for in vain leaves a longer interval, and the mean of that is told."""
    first, _second, third = recorded("mariadb-status")[:3]
    deriver = Deriver(CATALOGUE, Family.MARIADB)
    deriver.derive(Tier.STATUS, first)
    said = deriver.derive(Tier.STATUS, third)
    inserts = Fraction(22) / (Fraction(third.at) - Fraction(first.at))
    assert said.values["mysql.statement_mix/insert"] == pytest.approx(float(inserts))


def moved(raw: Raw, offset: float, uptime_offset: float = 0.0) -> Raw:
    uptime = None if raw.uptime is None else raw.uptime + uptime_offset
    return Raw(raw.at + offset, raw.fields, raw.tables, raw.boot, uptime)


def through(samples: list[Raw]) -> list[Derived]:
    deriver = Deriver(CATALOGUE, Family.REDIS)
    return [deriver.derive(Tier.STATUS, raw) for raw in samples]


@given(st.integers(-(10**6), 10**6), st.integers(1, 7), st.integers(-(10**6), -3600))
def test_a_step_of_the_servers_clock_changes_nothing(offset: int, since: int, step: int) -> None:
    """Its uptime jumps back, as it does when its clock is set; the same boot tells that it is."""
    samples = [moved(raw, offset, 10**7) for raw in recorded("redis-status")[:5]]
    expected = through(samples)
    stepped = [moved(r, 0, step if n >= since else 0) for n, r in enumerate(samples)]
    for said, right in zip(through(stepped), expected, strict=True):
        assert not said.restarted
        assert {k: v for k, v in said.values.items() if k != "redis.uptime"} == {
            k: v for k, v in right.values.items() if k != "redis.uptime"
        }


def test_where_this_computer_slept_there_is_no_rate() -> None:
    """CLOCK_MONOTONIC stands still in sleep: eight hours of work would be shown as of 2 s."""
    samples = recorded("redis-status")[:3]
    slept = [samples[0], samples[1], moved(samples[2], 0, 8 * 3600)]
    said = through(slept)[-1]
    assert not said.restarted
    assert "redis.network_bytes/received" not in said.values
    assert said.values["redis.uptime"] > 0, "what is of the moment is told"
