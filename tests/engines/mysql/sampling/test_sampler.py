"""One look brings what the server itself says, in few statements, and bears being refused."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.monitoring.sample import Ask, CaptureKind, Raw
from app.engines.abilities import Samples
from app.engines.mysql.sampling.look import Look, Missing
from app.engines.mysql.session import OWN_STATEMENTS
from app.engines.mysql.wire import text_of
from tests.engines.mysql.acts import application, shop, until
from tests.engines.mysql.conftest import Opens
from tests.servers.mariadb import MariaDB

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


def only(*sources: str) -> Ask:
    return Ask({source: ALL.wanted[source] for source in sources})


def number(raw: Raw, field: str) -> float:
    value = raw.fields[field]
    assert isinstance(value, int | float)
    return value


def test_fields_are_what_the_server_says(server: Any, open_session: Opens) -> None:
    session = open_session(server)
    assert isinstance(session, Samples)
    assert set(ALL.wanted) == session.sample_sources
    raw = session.sample(ALL)
    assert not raw.troubles
    said = dict(server.sql("SHOW GLOBAL STATUS"))
    for name in ("Innodb_buffer_pool_pages_total", "Innodb_page_size"):
        assert raw.fields[f"status.{name}"] == int(said[name])
    assert abs(number(raw, "status.Uptime") - int(said["Uptime"])) <= 2
    assert raw.uptime == number(raw, "status.Uptime")
    variables = dict(server.sql("SHOW GLOBAL VARIABLES"))
    assert raw.fields["variable.max_connections"] == int(variables["max_connections"])
    assert raw.fields["variable.read_only"] == variables["read_only"]
    logs = server.sql("SHOW BINARY LOGS")
    assert raw.fields["binlog.files"] == len(logs)
    assert raw.fields["binlog.bytes"] == sum(log[1] for log in logs)
    assert 0 < number(raw, "probe.ping_ms") < 10_000
    assert number(raw, "memory.total") > 1_000_000
    assert number(raw, "file_io.read_count") > 0
    assert raw.fields["digest.lost"] == int(said["Performance_schema_digest_lost"])
    assert set(raw.fields) >= {"trx.count", "innodb.trx_rseg_history_len", "mdl.waiting"}
    assert number(raw, "cost.bytes") >= raw.cost.bytes > 0
    assert raw.tables["group"] == raw.tables["replica"] == {}


def test_only_what_is_wanted_is_there(server: Any, open_session: Opens) -> None:
    raw = open_session(server).sample(
        Ask({"status": frozenset({"Queries", "No_such_status"}), "innodb": frozenset({"nonsense"})})
    )
    assert set(raw.fields) == {"status.Queries"}
    assert not raw.tables
    assert not raw.troubles


def test_few_statements_and_all_marked(server: Any, open_session: Opens) -> None:
    session = open_session(server)
    session.sample(ALL)
    server.sql("SET GLOBAL log_output = 'TABLE'")
    server.sql("TRUNCATE mysql.general_log")
    server.sql("SET GLOBAL general_log = ON")
    try:
        seen = session.sample(only("status", "variable", "replica", "innodb", "trx", "cost", "mdl"))
    finally:
        server.sql("SET GLOBAL general_log = OFF")
    logged = [
        text_of(row[0])
        for row in server.sql(
            "SELECT argument FROM mysql.general_log WHERE thread_id = %s", session.facts.session
        )
    ]
    assert len(logged) == seen.cost.statements == 3  # settings, and who waits, are still fresh
    assert all(statement.startswith("/* mohist */ S") for statement in logged)


def test_looking_makes_no_slow_statements(server: Any, open_session: Opens) -> None:
    server.sql("SET GLOBAL log_queries_not_using_indexes = ON")
    server.sql("SET GLOBAL slow_query_log = ON")
    session = open_session(server)
    slow = Ask({"status": frozenset({"Slow_queries"})})
    before, logged = session.sample(slow).fields, server.slow_log.read_text()
    session.sample(ALL)
    session.capture(CaptureKind.SESSIONS)
    assert session.sample(slow).fields == before
    assert server.slow_log.read_text() == logged


def test_sessions_by_what_they_wait_for(server: Any, open_session: Opens) -> None:
    shop(server)
    session = open_session(server)
    ask = only("waits", "mdl", "trx", "status")
    quiet = session.sample(ask)
    assert {row["sessions"] for row in quiet.tables["waits"].values()} == {0}  # not even ours
    with (
        application(server, "UPDATE shop.item SET n = 2 WHERE id = 1"),
        application(server, waits="UPDATE shop.item SET n = 3 WHERE id = 1"),
        application(server, waits="ALTER TABLE shop.item ADD c INT"),
        application(server, waits="SELECT SLEEP(100)"),
        application(server, waits="/* mohist */ SELECT SLEEP(100)"),
    ):

        def piled() -> Any:
            raw = session.sample(ask)
            by_class = {name: row["sessions"] for name, row in raw.tables["waits"].items()}
            fits = by_class["Lock"] and by_class["Metadata lock"] and by_class["Other"]
            return (raw, by_class) if fits else None

        raw, by_class = until(piled)
        assert by_class == {
            "CPU": 0, "Lock": 1, "Metadata lock": 1, "IO": 0, "Log": 0, "Network": 0, "Other": 1,
        }  # fmt: skip
        assert raw.fields["mdl.waiting"] == 1
        assert raw.fields["trx.lock_waiting"] == 1
        assert number(raw, "trx.count") >= 2
        assert 0 <= number(raw, "trx.oldest_age") < 30


def test_waits_that_are_consumed_count(server: Any, open_session: Opens) -> None:
    server.sql(
        "UPDATE performance_schema.setup_consumers SET enabled = 'YES'"
        " WHERE name = 'events_waits_current'"
    )
    server.sql(
        "UPDATE performance_schema.setup_instruments SET enabled = 'YES', timed = 'YES'"
        " WHERE name LIKE 'wait/%'"
    )
    session = open_session(server)
    shop(server)
    with (
        application(server, "UPDATE shop.item SET n = 2 WHERE id = 1"),
        application(server, waits="ALTER TABLE shop.item ADD c INT"),
    ):
        until(lambda: session.sample(only("waits")).tables["waits"]["Metadata lock"]["sessions"])
        assert "events_waits_current" in " ".join(OWN_STATEMENTS)


def test_refused_sources_are_left_out_and_not_asked_for_again(
    server: Any, open_session: Opens
) -> None:
    server.create_user("poor", "secret", "USAGE ON *.*")
    session = open_session(server, user="poor", password="secret")
    raw = session.sample(ALL)
    refused = {"innodb", "trx", "replica", "waits", "mdl", "file_io", "binlog", "space"}
    assert refused <= set(raw.troubles)
    assert all(raw.troubles.values())
    assert not refused & {name.partition(".")[0] for name in raw.fields}
    assert not refused & set(raw.tables)
    assert raw.fields["status.Innodb_page_size"] == 16384
    again = session.sample(only(*refused, "status"))
    assert again.cost.statements == 1
    assert {source: again.troubles[source] for source in refused} == {
        source: raw.troubles[source] for source in refused
    }


def test_threads_can_be_read_without_process(server: Any, open_session: Opens) -> None:
    server.create_user("seer", "secret", "SELECT ON performance_schema.*")
    session = open_session(server, user="seer", password="secret")
    with application(server, waits="SELECT SLEEP(100)"):
        until(lambda: session.sample(only("waits")).tables["waits"]["Other"]["sessions"] == 1)


def test_the_same_boot_for_all_sessions(server: Any, open_session: Opens) -> None:
    one, other = (open_session(server).sample(only("status")).boot for _session in range(2))
    assert one == other


def test_a_boot_that_was_broken_off_is_asked_for_again(
    mariadb: MariaDB, open_session: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_session(mariadb)

    def broken_off(*_statement: Any) -> None:
        raise Missing("It took too long.")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Look, "attempt", broken_off)
        assert session.sample(only("status")).boot == ""
    assert session.sample(only("status")).boot == open_session(mariadb).sample(only("status")).boot


def test_another_boot_after_a_restart(mariadb: MariaDB, open_session: Opens) -> None:
    before = open_session(mariadb).sample(only("status"))
    until(lambda: mariadb.sql("SHOW GLOBAL STATUS LIKE 'Uptime'")[0][1] != "0")
    mariadb.restart()
    after = open_session(mariadb).sample(only("status"))
    assert after.boot != before.boot
    assert after.boot.partition("/")[0] == before.boot.partition("/")[0]
    assert after.uptime is not None
    assert after.uptime < 10


def test_mariadb_without_performance_schema(
    start_mariadb: Callable[..., MariaDB], open_session: Opens
) -> None:
    server = start_mariadb("--performance-schema=OFF")
    session = open_session(server)
    raw = session.sample(ALL)
    assert set(raw.troubles) == {"file_io"}
    with application(server, waits="SELECT SLEEP(100)"):
        until(lambda: session.sample(only("waits")).tables["waits"]["Other"]["sessions"] == 1)


def test_the_users_own_statement(server: Any, open_session: Opens) -> None:
    session = open_session(server)
    raw = session.sample(
        Ask(
            {"orders": frozenset({"open"})},
            {
                "orders": "SELECT 7 AS open, SUM(2) AS sum, 1.5 AS half, NULL AS none, 'x' AS word",
                "writes": "DELETE FROM mysql.user",
                "gone": "SELECT * FROM nowhere.nothing",
            },
        )
    )
    assert raw.fields == {
        "orders.open": 7, "orders.sum": 2, "orders.half": 1.5, "orders.none": None,
        "orders.word": "x",
    }  # fmt: skip
    assert set(raw.troubles) == {"writes", "gone"}
    asked = session.cost.statements
    session.sample(Ask({}, {"gone": "SELECT * FROM nowhere.nothing"}))
    assert session.cost.statements == asked


def test_the_users_own_statement_may_not_take_long(
    server: Any, open_session: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.engines.mysql.sampling.sampler._QUERY_WITHIN", 0.3)
    slow = "select count(*) from information_schema.columns a, information_schema.columns b"
    session = open_session(server)
    begun = time.monotonic()
    raw = session.sample(Ask({"status": STATUS}, {"slow": f"{slow}, information_schema.columns c"}))
    assert time.monotonic() - begun < 3
    assert raw.troubles["slow"].startswith("It took too long")
    assert "status.Uptime" in raw.fields
