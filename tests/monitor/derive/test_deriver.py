"""What samples become, through restarts, resets, wraps, sleep and missing fields."""

from collections.abc import Mapping

from app.domain.monitoring.metric import Family, Tier
from app.domain.monitoring.sample import Raw, Row, Scalar
from app.monitor.catalogue import load
from app.monitor.derive import Derived, Deriver


def raw(
    at: float,
    fields: Mapping[str, Scalar],
    tables: Mapping[str, Mapping[str, Row]] | None = None,
    *,
    uptime: float | None = None,
    boot: str = "",
) -> Raw:
    return Raw(at, fields, tables or {}, boot, uptime)


def derived(*samples: Raw, family: Family = Family.MYSQL, tier: Tier = Tier.STATUS) -> Derived:
    """What the last of the samples says."""
    deriver = Deriver(load(), family)
    return [deriver.derive(tier, sample) for sample in samples][-1]


def test_a_rate_is_what_a_counter_rose_by_in_a_second() -> None:
    first = raw(100.0, {"status.Com_select": 1000, "status.Com_insert": 7}, uptime=50)
    second = raw(110.0, {"status.Com_select": 1500, "status.Com_insert": 7}, uptime=60)
    assert "mysql.statement_mix/select" not in derived(first).values
    values = derived(first, second).values
    assert values["mysql.statement_mix/select"] == 50
    assert values["mysql.statement_mix/insert"] == 0
    assert "mysql.statement_mix/delete" not in values, "a field that is missing is not 0"


def test_after_a_restart_nothing_is_said_of_that_interval() -> None:
    first = raw(100.0, {"status.Com_select": 1000}, uptime=5000)
    second = raw(110.0, {"status.Com_select": 1200}, uptime=4)
    said = derived(first, second)
    assert said.restarted
    assert "mysql.statement_mix/select" not in said.values
