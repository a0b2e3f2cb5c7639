"""Every metric of the catalogue leads to a panel that its engine has."""

import pytest

from app.domain.inventory import DatabaseType
from app.models.monitoring.places import panel_of
from app.monitor.catalogue import load

PANELS = {
    DatabaseType.REDIS: {
        "overview", "sessions", "replication", "slow-commands", "latency", "keys", "big-keys",
        "listening", "accounts", "parameters",
    },
}  # fmt: skip
SQL = {
    "overview", "sessions", "locks", "transactions", "deadlocks", "replication", "slow", "space",
    "indexes", "parameters", "accounts",
}  # fmt: skip


@pytest.mark.parametrize("kind", DatabaseType)
def test_each_leads_somewhere(kind: DatabaseType) -> None:
    found = {metric.name: panel_of(metric, kind) for metric in load().of(kind)}
    assert set(found.values()) <= PANELS.get(kind, SQL)


def test_where_one_looks_next() -> None:
    metrics = load().metrics
    assert panel_of(metrics["mysql.replica_lag"], DatabaseType.MYSQL) == "replication"
    assert panel_of(metrics["mysql.threads_running"], DatabaseType.MYSQL) == "sessions"
    assert panel_of(metrics["redis.slow_commands"], DatabaseType.REDIS) == "slow-commands"
    assert panel_of(metrics["oracle.tablespace_used_pct"], DatabaseType.ORACLE) == "space"
