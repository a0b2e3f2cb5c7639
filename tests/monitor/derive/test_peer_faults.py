"""Faults found in the metrics of other tools: each is written out here, gives the wrong answer, and
ours gives the right one of the same samples.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from app.domain.monitoring.metric import Family, Severity, Threshold, Tier
from app.domain.monitoring.sample import Raw, Row, Scalar
from app.monitor.catalogue import load
from app.monitor.derive import Deriver

CATALOGUE = load()
Fields = dict[str, Scalar]
Tables = Mapping[str, Mapping[str, Row]]


def ours(
    family: Family, *looks: Fields, tables: tuple[Tables, ...] = (), seconds: float = 10
) -> dict[str, float]:
    """The values after the last of looks ten seconds apart, of all tiers."""
    values: dict[str, float] = {}
    for tier in Tier:
        deriver = Deriver(CATALOGUE, family)
        for number, fields in enumerate(looks):
            rows = tables[number] if tables else {}
            at = 1000 + number * seconds
            said = deriver.derive(tier, Raw(at, fields, rows, "boot", at))
        values |= said.values
    return values


def beyond(name: str, value: float, role: str = "") -> set[Severity]:
    """Which thresholds of ours a value crosses, were it to last."""
    by_role = CATALOGUE.metrics[name].thresholds
    limits: tuple[Threshold, ...] = by_role.get(role, by_role.get("", ()))
    return {
        each.severity
        for each in limits
        if each.within is None and (value < each.limit if each.below else value > each.limit)
    }


# -------------------------------------------------------------------------------- lifetime averages


def test_the_table_cache_meter_of_workbench_is_a_lifetime_average() -> None:
    """Workbench (wb_admin_performance_dashboard.py) divides the counters as they stand."""
    year: Fields = {"status.Table_open_cache_hits": 10**9, "status.Table_open_cache_misses": 10**6}
    now: Fields = {
        "status.Table_open_cache_hits": 10**9 + 100,
        "status.Table_open_cache_misses": 10**6 + 900,
    }

    def faulty(fields: Mapping[str, Any]) -> float:
        hits, misses = (
            fields["status.Table_open_cache_hits"],
            fields["status.Table_open_cache_misses"],
        )
        return float(100 * hits / (hits + misses))

    assert faulty(now) > 99.8, "a cache that hits one time in ten looks perfect"
    value = ours(Family.MYSQL, year, now)["mysql.table_open_cache_hit_pct"]
    assert value == 10
    assert beyond("mysql.table_open_cache_hit_pct", value) == {Severity.WARNING}


def test_the_advisor_of_pmm_on_temporary_tables_is_a_lifetime_average() -> None:
    year: Fields = {"status.Created_tmp_tables": 10**8, "status.Created_tmp_disk_tables": 10**5}
    now: Fields = {
        "status.Created_tmp_tables": 10**8 + 1000, "status.Created_tmp_disk_tables": 10**5 + 600,
    }  # fmt: skip

    def faulty(fields: Mapping[str, Any]) -> float:
        return float(
            100 * fields["status.Created_tmp_disk_tables"] / fields["status.Created_tmp_tables"]
        )

    assert faulty(now) < 1, "no warning, while six of ten go to disk"
    value = ours(Family.MYSQL, year, now)["mysql.tmp_disk_tables_pct"]
    assert value == 60
    assert beyond("mysql.tmp_disk_tables_pct", value) == {Severity.WARNING, Severity.CRITICAL}


def test_flow_control_of_galera_is_an_average_since_the_last_flush() -> None:
    before: Fields = {
        "status.wsrep_cluster_size": 3, "status.wsrep_flow_control_paused": 0.001,
        "status.wsrep_flow_control_paused_ns": 10**9,
    }  # fmt: skip
    now: Fields = before | {
        "status.wsrep_flow_control_paused": 0.0011,
        "status.wsrep_flow_control_paused_ns": 10**9 + 5 * 10**9,
    }
    faulty = 100 * float(str(now["status.wsrep_flow_control_paused"]))
    assert faulty < 1, "half of the time all writers stand still"
    assert ours(Family.MYSQL, before, now)["mysql.galera_paused_pct"] == 50


def test_the_hit_ratio_of_redis_is_of_now() -> None:
    """redis_exporter's dashboards divide keyspace_hits as they stand."""
    before: Fields = {"info.keyspace_hits": 10**9, "info.keyspace_misses": 10**7}
    now: Fields = {"info.keyspace_hits": 10**9 + 2000, "info.keyspace_misses": 10**7 + 8000}
    faulty = 100 * (10**9 + 2000) / (10**9 + 10**7 + 10_000)
    assert faulty > 99
    value = ours(Family.REDIS, before, now)["redis.hit_ratio"]
    assert value == 20
    assert beyond("redis.hit_ratio", value) == {Severity.WARNING}


def test_a_percentile_since_the_start_is_no_latency_of_now() -> None:
    """PMM draws INFO latencystats as if live; no formula of ours reads them."""
    assert not [
        metric.name
        for metric in CATALOGUE.metrics.values()
        if any(field.startswith("latencystats.") for field in metric.fields)
    ]
    assert "command_percentiles" in CATALOGUE.elsewhere[Family.REDIS]


# --------------------------------------------------------------------------------------- no traffic


@pytest.mark.parametrize(
    ("family", "key", "fields"),
    [
        (Family.MYSQL, "mysql.bp_hit_ratio",
         ("status.Innodb_buffer_pool_reads", "status.Innodb_buffer_pool_read_requests")),
        (Family.MYSQL, "mysql.table_open_cache_hit_pct",
         ("status.Table_open_cache_hits", "status.Table_open_cache_misses")),
        (Family.MYSQL, "mysql.tmp_disk_tables_pct",
         ("status.Created_tmp_disk_tables", "status.Created_tmp_tables")),
        (Family.MYSQL, "mysql.thread_cache_miss_pct",
         ("status.Threads_created", "status.Connections")),
        (Family.MYSQL, "mysql.select_scan_pct", ("status.Select_scan", "status.Com_select")),
        (Family.MYSQL, "mysql.binlog_cache_disk_pct",
         ("status.Binlog_cache_disk_use", "status.Binlog_cache_use")),
        (Family.REDIS, "redis.hit_ratio", ("info.keyspace_hits", "info.keyspace_misses")),
        (Family.ORACLE, "oracle.buffer_cache_hit_pct",
         ("sysstat.physical_reads_cache", "sysstat.db_block_gets_from_cache",
          "sysstat.consistent_gets_from_cache")),
        (Family.ORACLE, "oracle.rollback_pct", ("sysstat.user_rollbacks", "sysstat.user_commits")),
        (Family.ORACLE, "oracle.library_cache_hit_pct",
         ("librarycache.gethits", "librarycache.gets")),
    ],
)  # fmt: skip
def test_no_traffic_is_no_ratio(family: Family, key: str, fields: tuple[str, ...]) -> None:
    """0/0 is neither 100 % (a green lamp) nor 0 % (an alert at night); one read says nothing."""
    idle: Fields = dict.fromkeys(fields, 5000)
    assert key not in ours(family, idle, idle)
    hardly: Fields = dict.fromkeys(fields, 5001)
    assert key not in ours(family, idle, hardly, seconds=100)
    busy: Fields = {name: 5000 + 10**6 + number for number, name in enumerate(fields)}
    assert key in ours(family, idle, busy)


def test_latency_without_requests_is_none() -> None:
    row = {"ios": 10**6, "time_ms": 10**7}
    tables = {"diskstats": {"sda": row}}
    assert "host.disk_latency/sda" not in ours(Family.HOST, {}, {}, tables=(tables, tables))
    reads = {"event": {"db file sequential read": {"time_waited_micro": 9, "total_waits": 5}}}
    values = ours(Family.ORACLE, {}, {}, tables=(reads, reads))
    assert "oracle.single_block_read_ms" not in values


# ---------------------------------------------------------------------------------------------- lag


def lag_of(**row: Scalar) -> dict[str, float]:
    return ours(Family.MYSQL, {}, {}, tables=({"replica": {"": row}}, {"replica": {"": row}}))


def test_a_lag_that_is_null_is_broken_and_not_0() -> None:
    row: dict[str, Any] = {"io_running": "Yes", "sql_running": "No", "lag": None, "delay": 0}
    faulty = float(row["lag"] or 0)
    assert faulty == 0, "the best lag there is, of a replica that stands still"
    values = lag_of(**row)
    assert "mysql.replica_lag" not in values
    assert values["mysql.replica_threads"] == 0
    assert beyond("mysql.replica_threads", values["mysql.replica_threads"]) == {Severity.CRITICAL}


def test_a_delay_that_is_wanted_is_no_lag() -> None:
    row: dict[str, Any] = {"io_running": "Yes", "sql_running": "Yes", "lag": 3603, "delay": 3600}
    faulty = float(row["lag"])
    assert beyond("mysql.replica_lag", faulty), "an alert for ever, as it was configured"
    assert lag_of(**row)["mysql.replica_lag"] == 3
    assert not beyond("mysql.replica_lag", 3)
    young = row | {"lag": 20}
    assert lag_of(**young)["mysql.replica_lag"] == 0, "less than none there is not"


def test_a_replica_of_redis_that_is_not_online_has_no_lag() -> None:
    tables: Tables = {"replica": {"10.0.0.1:6379": {"online": 0, "lag": None, "offset_lag": None}}}
    values = ours(Family.REDIS, {}, {}, tables=(tables, tables))
    assert not [key for key in values if key.startswith("redis.replica_lag")]
    assert values["redis.replicas/online"] == 0


# --------------------------------------------------------------------------------- wrong arithmetic


def test_key_efficiency_of_dbeaver_is_divided_by_three() -> None:
    """DBeaver's “Key Efficiency” shows a third of the misses. InnoDB's ratio is the one there is
    here; it says what was missed.
    """
    before: Fields = {
        "status.Innodb_buffer_pool_reads": 0, "status.Innodb_buffer_pool_read_requests": 0,
    }  # fmt: skip
    now: Fields = {
        "status.Innodb_buffer_pool_reads": 3000, "status.Innodb_buffer_pool_read_requests": 20_000,
    }  # fmt: skip
    faulty = 100 - (3000 / 20_000 * 100) / 3
    assert faulty == 95
    assert not beyond("mysql.bp_hit_ratio", faulty) & {Severity.CRITICAL}, "nobody is told"
    value = ours(Family.MYSQL, before, now)["mysql.bp_hit_ratio"]
    assert value == pytest.approx(85)
    assert Severity.CRITICAL in beyond("mysql.bp_hit_ratio", value)


def test_innodb_memory_of_dbeaver_reads_what_stock_mysql_has_not() -> None:
    """DBeaver's “InnoDB memory” reads Innodb_mem_…, which Percona had: a chart of nothing."""
    faulty = {"status.Innodb_mem_total", "status.Innodb_mem_dictionary"}
    read = {field for metric in CATALOGUE.of(Family.MYSQL) for field in metric.fields}
    assert not read & faulty
    assert ours(Family.MYSQL, {"memory.total": 512 * 2**20})["mysql.memory_by_event"] == 2**29


def test_temp_of_oracle_is_in_percent_as_the_other_tablespaces() -> None:
    """Oracle's own exporter gives a ratio for TEMP beside percents: 0.99 is never above 85."""
    used, size = 99, 100
    faulty = used / size
    assert not beyond("oracle.temp_used_pct", faulty)
    values = ours(Family.ORACLE, {"temp.used_percent": 100 * used / size})
    assert values["oracle.temp_used_pct"] == 99
    assert beyond("oracle.temp_used_pct", 99) == {Severity.WARNING, Severity.CRITICAL}
    units = {CATALOGUE.metrics[f"oracle.{name}"].unit for name in ("temp_used_pct", "fra_used_pct",
             "tablespace_used_pct", "asm_used_pct")}  # fmt: skip
    assert units == {"%"}


# ------------------------------------------------------------------------------------ faulty alerts


def redis_alerts(fields: Fields, tables: Tables | None = None) -> set[str]:
    """The metrics of an instance that are beyond a threshold."""
    rows = tables or {}
    values = ours(Family.REDIS, fields, fields, tables=(rows, rows))
    return {key for key, value in values.items() if beyond(key.partition("/")[0], value)}


MASTER: Fields = {
    "info.role": "master", "info.uptime_in_seconds": 10**6, "info.connected_slaves": 0,
    "info.rdb_last_bgsave_status": "ok", "info.loading": 0,
}  # fmt: skip
WELL: Fields = {
    "cluster.cluster_state": "ok", "cluster.cluster_slots_fail": 0,
    "cluster.cluster_slots_pfail": 0, "cluster.cluster_slots_assigned": 16384,
}  # fmt: skip
ILL: Fields = WELL | {"cluster.cluster_state": "fail", "cluster.cluster_slots_fail": 5461}


def samber_too_many_masters(fleet: list[Fields]) -> bool:
    """count(redis_instance_info{role="master"}) > 1"""
    return sum(fields["info.role"] == "master" for fields in fleet) > 1


def test_many_masters_are_no_fault() -> None:
    cluster = [MASTER | WELL for _node in range(3)]
    independent = [MASTER, MASTER]
    assert samber_too_many_masters(cluster), "it fires on every cluster"
    assert samber_too_many_masters(independent), "and where two have nothing to do with each other"
    assert not [redis_alerts(fields) for fields in (*cluster, *independent) if redis_alerts(fields)]
    assert redis_alerts(MASTER | ILL) == {"redis.cluster_state", "redis.cluster_slots/fail"}


def samber_disconnected_slaves(fleet: list[Fields]) -> bool:
    """count without (instance, job) (redis_connected_slaves)
    - sum without (instance, job) (redis_connected_slaves) - 1 > 0
    """
    slaves = [int(str(fields["info.connected_slaves"])) for fields in fleet]
    return len(slaves) - sum(slaves) - 1 > 0


def test_disconnected_replicas_are_told_by_the_replica_itself() -> None:
    up: Fields = MASTER | {
        "info.role": "slave", "info.master_link_status": "up", "info.master_last_io_seconds_ago": 1,
    }  # fmt: skip
    down: Fields = up | {"info.master_link_status": "down", "info.master_last_io_seconds_ago": -1}
    one = MASTER | {"info.connected_slaves": 1}
    two_pairs = [one, up, one, up]
    assert samber_disconnected_slaves(two_pairs), "it takes all to be one service"
    assert not [redis_alerts(fields) for fields in two_pairs if redis_alerts(fields)]
    # a replica nobody watches takes the place of the lost one in the sum
    hidden = [one, down]
    assert not samber_disconnected_slaves(hidden), "and a lost one may be hidden"
    assert [redis_alerts(fields) for fields in hidden] == [set(), {"redis.replica_link"}]


def test_a_hundred_clients_are_many_or_few() -> None:
    """redis-mixin alerts at 100 clients, whatever the server was given room for."""
    many: Fields = {"info.connected_clients": 150, "info.maxclients": 10_000}
    few: Fields = {"info.connected_clients": 95, "info.maxclients": 100}

    def faulty(fields: Fields) -> bool:
        return int(str(fields["info.connected_clients"])) > 100

    assert faulty(many)
    assert not faulty(few)
    assert not redis_alerts(MASTER | many)
    assert redis_alerts(MASTER | few) == {"redis.clients_pct"}


def test_a_cache_is_full_by_design() -> None:
    """Rules of evictions and full memory of all peers fire on caches for ever."""
    full: Fields = {"info.used_memory": 99, "info.maxmemory": 100, "info.evicted_keys": 0}
    values = ours(Family.REDIS, full, full | {"info.evicted_keys": 5000})
    for name in ("redis.memory_used_pct", "redis.evicted_keys"):
        assert beyond(name, values[name])
        assert not beyond(name, values[name], role="cache")


# ----------------------------------------------------------------------------- ours are not counted


def test_our_own_statements_do_not_count() -> None:
    """A tool that looks often makes an idle server busy, on its own chart."""
    before: Fields = {"status.Queries": 10**6, "status.Questions": 10**6, "cost.statements": 500}
    now: Fields = {
        "status.Queries": 10**6 + 70, "status.Questions": 10**6 + 70, "cost.statements": 570,
    }  # fmt: skip
    faulty = 70 / 10
    assert faulty == 7
    values = ours(Family.MYSQL, before, now)
    assert values["mysql.queries_per_sec"] == values["mysql.questions_per_sec"] == 0
    assert values["console.statements_per_sec"] == 7, "and what they are is told"


# ----------------------------------------------------------------------------------------- counters


def test_a_restart_gives_no_rate_of_the_new_counter() -> None:
    """Taking what the counter stands at for what it rose by (rate() of Prometheus does) is a guess:
    of an interval that was half gone, and of a counter that may have been another server's.
    """
    deriver = Deriver(CATALOGUE, Family.MYSQL)
    deriver.derive(Tier.STATUS, Raw(100, {"status.Com_select": 9000}, {}, "a/1", 500))
    said = deriver.derive(Tier.STATUS, Raw(110, {"status.Com_select": 9500}, {}, "b/2", 900))
    faulty = (9500 - 9000) / 10
    assert faulty == 50, "looks as right as can be, and is of two servers"
    assert said.restarted
    assert "mysql.statement_mix/select" not in said.values


def test_a_field_that_is_missing_is_not_0() -> None:
    """An exporter that fills 0 in shows a server without a fault where nobody looks."""
    values = ours(Family.MYSQL, {"status.Uptime": 5000}, {"status.Uptime": 5010})
    assert set(values) == {"mysql.uptime"}
    assert ours(Family.REDIS, {}, {}) == {}
    assert ours(Family.ORACLE, {}, {}) == {}
    assert ours(Family.HOST, {}, {}) == {}
