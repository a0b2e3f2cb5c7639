"""Samples through the real driver, of the Oracle server of the tests: never seen on a real one."""

import time
from typing import Any

import pytest

from app.domain.errors import SessionLost
from app.domain.inventory import TopologyRole
from app.domain.monitoring.sample import Ask, Raw
from app.engines.abilities import Samples
from app.engines.oracle.sampling import sampler
from app.engines.oracle.sampling.views import grant_for
from tests.engines.oracle.acts import cancelled_within_a_second
from tests.engines.oracle.conftest import Opens
from tests.engines.oracle.fake import Dictionary
from tests.engines.oracle.sampling import day
from tests.servers.oracle.answers import OraError
from tests.servers.oracle.server import OracleServer

WANTED = {
    "sysstat": "user_commits parse_count_hard workarea_executions_multipass sorts_disk nonsense",
    "time_model": "db_time db_cpu", "osstat": "num_cpus busy_time load",
    "pga": "total_pga_allocated pga_aggregate_limit over_allocation_count",
    "sga": "shared_pool_size shared_pool_free_memory",
    "wait_class": "time_waited total_waits", "event": "time_waited_micro total_waits",
    "waits": "sessions", "blocked": "sessions longest", "instance": "status startup",
    "database": "role open_mode", "resource": "current limit",
    "tablespace": "used_percent used_bytes size_bytes", "temp": "used_percent",
    "fra": "used_percent", "undo": "ssolderrcnt", "librarycache": "gets gethits",
    "log_history": "last_hour", "asm": "used_percent state", "archive_dest": "status error",
    "dataguard": "lag", "probe": "ping_ms", "cost": "statements bytes rows seconds",
}  # fmt: skip


def ask(**wanted: str) -> Ask:
    return Ask({source: frozenset(names.split()) for source, names in wanted.items()})


EVERYTHING = ask(**WANTED)


@pytest.fixture
def session(dictionary: Dictionary, open_session: Opens) -> Any:
    day.begin(dictionary)
    return open_session()


def test_every_source_is_answered(session: Any) -> None:
    assert isinstance(session, Samples)
    assert session.sample_sources == WANTED.keys()
    raw: Raw = session.sample(EVERYTHING)
    assert raw.troubles == {}
    fields: dict[str, Any] = dict(raw.fields)
    assert 0 < fields.pop("probe.ping_ms") < 1000
    assert fields.pop("cost.statements") >= raw.cost.statements
    assert fields.pop("cost.bytes") >= raw.cost.bytes > 1000
    assert fields.pop("cost.rows") >= raw.cost.rows > 40
    assert fields.pop("cost.seconds") >= raw.cost.seconds
    assert fields == {
        "sysstat.user_commits": 5_204_118, "sysstat.parse_count_hard": 1_200_456,
        "sysstat.workarea_executions_multipass": 2, "sysstat.sorts_disk": 14,
        "time_model.db_time": 77_120_440_118, "time_model.db_cpu": 40_118_220_001,
        "osstat.num_cpus": 16, "osstat.busy_time": 220_114_220, "osstat.load": 4.25,
        "pga.total_pga_allocated": 4_204_118_016, "pga.over_allocation_count": 3,
        "pga.pga_aggregate_limit": 17_179_869_184, "sga.shared_pool_size": 6_442_450_944,
        "sga.shared_pool_free_memory": 1_204_118_016, "blocked.sessions": 2,
        "blocked.longest": 412, "instance.status": "OPEN",
        "instance.startup": "2026-11-01T08:00:00", "database.role": "PRIMARY",
        "database.open_mode": "READ WRITE", "temp.used_percent": 3.5, "fra.used_percent": 37.44,
        "undo.ssolderrcnt": 0, "librarycache.gets": 44_021_118,
        "librarycache.gethits": 43_121_118, "log_history.last_hour": 7,
    }  # fmt: skip
    tables = raw.tables
    assert tables["waits"] == {
        "CPU": {"sessions": 4}, "User I/O": {"sessions": 3}, "Application": {"sessions": 2}
    }  # fmt: skip
    assert tables["wait_class"]["Commit"] == {"total_waits": 5_204_118, "time_waited": 99_118}
    assert tables["event"]["log file sync"] == {
        "total_waits": 5_204_118, "time_waited_micro": 991_180_000
    }  # fmt: skip
    assert tables["resource"]["processes"] == {"current": 412, "limit": 640}
    assert tables["resource"]["dml_locks"] == {"current": 12, "limit": None}
    assert tables["tablespace"]["LEDGER_DATA"]["used_percent"] == 86.4
    assert tables["archive_dest"]["LOG_ARCHIVE_DEST_2"]["status"] == "ERROR"
    assert tables["asm"]["DATA"] == {"used_percent": 85.0, "state": "CONNECTED"}
    assert tables["dataguard"] == {}


def test_a_restart_shows_and_how_long_it_is_up(session: Any) -> None:
    raw = session.sample(ask(waits="sessions"))
    assert raw.boot == "1/2026-11-01T08:00:00"
    up = raw.uptime or 0.0
    assert up == pytest.approx(21 * 86400 + 19 * 3600 + 245, abs=3600 * 24)
    assert session.sample(ask(waits="sessions")).uptime > up


def test_few_statements_and_only_what_is_wanted(session: Any, database: OracleServer) -> None:
    live = ask(time_model="db_time", osstat="num_cpus", sysstat="user_commits", waits="sessions",
               blocked="sessions", wait_class="time_waited", event="total_waits")  # fmt: skip
    session.sample(live)  # learns the names
    assert session.sample(live).cost.statements == 3
    some = Ask(live.wanted, {}, {"event": frozenset({"log file sync"})})
    assert session.sample(some).tables["event"].keys() == {"log file sync"}
    before = len(database.log)
    assert session.sample(ask()).fields == {}
    assert len(database.log) == before


def test_what_may_not_be_read_is_left_out_with_the_grant_and_asked_again_later(
    session: Any, dictionary: Dictionary, monkeypatch: pytest.MonkeyPatch
) -> None:
    dictionary.hidden |= {"v$osstat", "dba_tablespace_usage_metrics"}
    wanted = ask(time_model="db_time", osstat="num_cpus", tablespace="used_percent")
    raw = session.sample(wanted)
    assert raw.fields == {"time_model.db_time": 77_120_440_118}
    assert raw.troubles.keys() == {"osstat", "tablespace"}
    assert "SELECT ON SYS.V_$OSSTAT" in raw.troubles["osstat"]
    assert "SYSTEM" in raw.troubles["osstat"]
    again = session.sample(wanted)
    assert (again.troubles, again.cost.statements) == (raw.troubles, 1)
    dictionary.hidden.clear()
    assert "osstat" in session.sample(wanted).troubles
    monkeypatch.setattr(sampler, "_REFUSED_REST", -1.0)
    session._refused.clear()
    dictionary.hidden.add("v$osstat")
    assert "osstat" in session.sample(wanted).troubles
    dictionary.hidden.clear()
    healed = session.sample(wanted)
    assert healed.troubles == {}
    assert healed.fields["osstat.num_cpus"] == 16


def test_a_grant_is_named_by_what_the_statement_reads() -> None:
    assert grant_for("SELECT 1 FROM v$archive_dest d JOIN v$archive_dest_status s ON 1 = 1") == (
        "SELECT ON SYS.V_$ARCHIVE_DEST, SYS.V_$ARCHIVE_DEST_STATUS"
    )


def test_a_database_that_is_not_open_tells_what_it_can(
    session: Any, dictionary: Dictionary
) -> None:
    def shut(*_asked: object) -> Any:
        raise OraError(1219, "database or pluggable database not open")

    dictionary.hooks["SELECT m.tablespace_name"] = shut
    wanted = ask(instance="status", tablespace="used_percent")
    raw = session.sample(wanted)
    assert raw.fields["instance.status"] == "OPEN"
    assert "not open" in raw.troubles["tablespace"]
    del dictionary.hooks["SELECT m.tablespace_name"]
    assert session.sample(wanted).troubles == {}, "it opens by and by: asked each time"


def test_what_takes_too_long_is_ended_and_left_alone(
    session: Any, dictionary: Dictionary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampler, "LONGEST", 0.2)
    dictionary.hooks["SELECT COUNT(*) AS last_hour"] = lambda held, _sql, _binds: held.sleep(20)
    dictionary.hooks["SELECT own"] = lambda held, _sql, _binds: held.sleep(20)
    wanted = Ask(
        ask(log_history="last_hour", instance="status").wanted, {"own": "SELECT own FROM dual"}
    )
    begun = time.monotonic()
    raw = session.sample(wanted)
    assert time.monotonic() - begun < 2
    assert raw.fields == {"instance.status": "OPEN"}
    assert raw.troubles.keys() == {"log_history", "own"}
    assert all("too long" in said for said in raw.troubles.values())
    again = session.sample(wanted)
    assert (again.cost.statements, again.troubles) == (1, raw.troubles)


def test_a_sample_is_left_at_once_and_what_held_it_up_is_left_out_of_the_next(
    session: Any, dictionary: Dictionary
) -> None:
    dictionary.hooks["SELECT COUNT(*) AS last_hour"] = lambda held, _sql, _binds: held.sleep(20)
    wanted = ask(log_history="last_hour", instance="status")
    cancelled_within_a_second(session, lambda: session.sample(wanted))
    raw = session.sample(wanted)
    assert raw.fields["instance.status"] == "OPEN"
    assert "too long" in raw.troubles["log_history"]


def test_an_instance_that_goes_down_ends_the_session(
    session: Any, dictionary: Dictionary, database: OracleServer
) -> None:
    def down(*_asked: object) -> Any:
        raise OraError(1034, "ORACLE not available")

    dictionary.hooks["SELECT 'time_model'"] = down
    with pytest.raises(SessionLost):
        session.sample(ask(time_model="db_time"))
    with pytest.raises(SessionLost):
        session.sample(ask(instance="status"))


def test_the_ledger_has_each_view_and_no_pack_is_touched(session: Any) -> None:
    session.sample(EVERYTHING)
    noted = {row[0]: row for row in session.ledger().rows}
    for view in ("V$SYSSTAT", "V$SYSTEM_EVENT", "V$SESSION", "DBA_TABLESPACE_USAGE_METRICS"):
        assert noted[view][1:4] == ("", noted[view][2], 0)
    before = noted["V$SYSTEM_EVENT"][2]
    session.sample(EVERYTHING)
    noted = {row[0]: row for row in session.ledger().rows}
    assert noted["V$SYSTEM_EVENT"][2] == before + 1


def test_statements_of_the_users_own_are_read_only_and_licensed(
    session: Any, dictionary: Dictionary, open_session: Opens
) -> None:
    dictionary.put("dba_objects", {"invalid": 3})
    queries = {
        "invalid": "SELECT COUNT(*) AS invalid FROM dba_objects o WHERE o.status = 'INVALID'",
        "ash": "SELECT COUNT(*) AS n FROM v$active_session_history",
        "change": "DELETE FROM t",
    }
    raw = session.sample(Ask({}, queries))
    assert raw.fields == {"invalid.invalid": 3}
    assert raw.troubles.keys() == {"ash", "change"}
    assert "Diagnostics Pack" in raw.troubles["ash"]


def test_a_standby_tells_its_lag_and_none_where_it_heard_nothing(
    session: Any, dictionary: Dictionary
) -> None:
    row = {"time_computed": "11/23/2026 10:04:05", "datum_time": "11/23/2026 10:04:03"}
    dictionary.put(
        "v$dataguard_stats",
        {"name": "apply lag", "value": "+00 00:00:12"} | row,
        {"name": "transport lag", "value": "+00 00:00:00"}
        | row | {"datum_time": "11/23/2026 09:00:00"},
    )  # fmt: skip
    raw = session.sample(ask(dataguard="lag", database="role"))
    assert raw.role == TopologyRole.STANDALONE
    dictionary.chosen["v$database"] = lambda _sql, _binds: [{"role": "PHYSICAL STANDBY"}]
    assert session.sample(ask(database="role")).role == TopologyRole.STANDBY
    tables = raw.tables
    assert tables["dataguard"] == {"apply lag": {"lag": 12}, "transport lag": {"lag": None}}
