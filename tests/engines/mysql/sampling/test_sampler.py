"""One look brings what the server itself says, in few statements, and bears being refused."""

from typing import Any

from app.domain.monitoring.sample import Ask
from app.engines.abilities import Samples
from tests.engines.mysql.conftest import Opens

NOTHING: frozenset[str] = frozenset()
STATUS = frozenset(
    "Uptime Threads_connected Innodb_buffer_pool_pages_total Com_select Innodb_page_size".split()
)
ALL = Ask(
    {
        "status": STATUS,
        "variable": frozenset({"max_connections", "read_only"}),
        "innodb": frozenset({"trx_rseg_history_len", "lock_deadlocks"}),
        "replica": frozenset({"lag", "gtid_gap"}),
        **dict.fromkeys(
            "trx mdl waits group autoinc space file_io digest binlog memory probe cost".split(),
            NOTHING,
        ),
    }
)


def test_fields_are_what_the_server_says(server: Any, open_session: Opens) -> None:
    session: Any = open_session(server)
    assert isinstance(session, Samples)
    assert set(ALL.wanted) == session.sample_sources
    raw: Any = session.sample(ALL)
    assert not raw.troubles
    said = dict(server.sql("SHOW GLOBAL STATUS"))
    for name in ("Innodb_buffer_pool_pages_total", "Innodb_page_size"):
        assert raw.fields[f"status.{name}"] == int(said[name])
    assert abs(raw.fields["status.Uptime"] - int(said["Uptime"])) <= 2
    assert raw.uptime == raw.fields["status.Uptime"]
    variables = dict(server.sql("SHOW GLOBAL VARIABLES"))
    assert raw.fields["variable.max_connections"] == int(variables["max_connections"])
    assert raw.fields["variable.read_only"] == variables["read_only"]
    logs = server.sql("SHOW BINARY LOGS")
    assert raw.fields["binlog.files"] == len(logs)
    assert raw.fields["binlog.bytes"] == sum(log[1] for log in logs)
    assert 0 < raw.fields["probe.ping_ms"] < 10_000
    assert raw.fields["memory.total"] > 1_000_000
    assert raw.fields["file_io.read_count"] > 0
    assert raw.fields["digest.lost"] == int(said["Performance_schema_digest_lost"])
    assert set(raw.fields) >= {"trx.count", "innodb.trx_rseg_history_len", "mdl.waiting"}
    assert raw.fields["cost.bytes"] >= raw.cost.bytes > 0
