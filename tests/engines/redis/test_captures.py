"""Who is at work on a real server, and what took its time between two looks."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.monitoring.sample import (
    SESSION_COLUMNS,
    STATEMENT_COLUMNS,
    Captured,
    CaptureKind,
)
from app.engines.abilities import Captures
from app.engines.redis import captures
from tests.engines.redis.conftest import Log, endpoint
from tests.engines.redis.ways import until
from tests.servers.redis_servers import Redis


def rows(said: Captured) -> dict[str, dict[str, Any]]:
    """By statement."""
    made = [dict(zip(said.columns, row, strict=True)) for row in said.rows]
    return {str(row["statement"]): row for row in made}


def test_who_waits_is_seen_and_we_are_not(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    assert isinstance(session, Captures)
    waiting = redis_server.connect()
    waiter = threading.Thread(target=lambda: waiting.blpop(["jobs"], 0))
    waiter.start()
    said = until(lambda: "BLPOP" in rows(found := session.capture(CaptureKind.SESSIONS)) and found)
    assert said.columns == SESSION_COLUMNS
    row = rows(said)["BLPOP"]
    assert (row["wait_class"], row["state"], row["database"]) == ("Blocked", "blocked", "0")
    assert row["seconds"] >= 0
    assert not any("CLIENT" in str(each) for each in rows(said))
    redis_server.command("LPUSH", "jobs", "x")
    waiter.join()
    waiting.close()


def test_a_crowd_is_not_listed(
    log_in: Log, redis_server: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(captures, "_CLIENTS", 0)
    session = log_in(redis_server.port)
    redis_server.command("PING")
    assert session.capture(CaptureKind.SESSIONS) == Captured(SESSION_COLUMNS, ())


def test_what_commands_took_since_the_last_look(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    redis_server.command("SET", "k", "x")
    assert session.capture(CaptureKind.STATEMENTS) == Captured(STATEMENT_COLUMNS, ())
    for _time in range(3):
        redis_server.command("GET", "k")
    with pytest.raises(Exception, match="WRONGTYPE"):
        redis_server.command("LPUSH", "k", "x")
    redis_server.command("EVAL", "local i=0 while i<2000000 do i=i+1 end", 0)
    said = session.capture(CaptureKind.STATEMENTS)
    found = rows(said)
    assert "SET" not in found
    assert found["GET"]["count"] == 3
    assert 0 < found["GET"]["seconds"] < 1
    assert found["LPUSH"]["errors"] == 1
    slow = [row for row in found.values() if str(row["id"]).startswith("slow/")]
    assert [row["statement"][:10] for row in slow] == ['EVAL "loca']
    assert "EVAL" in said.rows[0][2], "the dearest first"
    assert not any(
        name.startswith("EVAL") for name in rows(session.capture(CaptureKind.STATEMENTS))
    )


def test_no_password_is_kept_and_ours_is_left_out(
    log_in: Log, start_redis: Callable[..., Redis]
) -> None:
    server = start_redis("--slowlog-log-slower-than", "0")
    session = log_in(server.port)
    session.capture(CaptureKind.STATEMENTS)
    session.main.ask("GET", "of-our-own")
    server.command("CONFIG", "SET", "masterauth", "pl4nted")
    server.command("ACL", "SETUSER", "joe", ">pl4nted")
    server.command("SET", "key", "y" * 5000)
    said = session.capture(CaptureKind.STATEMENTS)
    assert "pl4nted" not in repr(said)
    assert "of-our-own" not in repr(said)
    slow = [row for row in rows(said).values() if str(row["id"]).startswith("slow/")]
    assert any(row["statement"].startswith("SET key") for row in slow)


def test_after_the_counters_were_reset(log_in: Log, redis_server: Redis) -> None:
    session = log_in(redis_server.port)
    for _time in range(5):
        redis_server.command("GET", "k")
    session.capture(CaptureKind.STATEMENTS)
    redis_server.command("CONFIG", "RESETSTAT")
    redis_server.command("GET", "k")
    assert rows(session.capture(CaptureKind.STATEMENTS))["GET"]["count"] == 1


def test_without_rights_there_are_no_rows(log_in: Log, redis_server: Redis) -> None:
    redis_server.command("ACL", "SETUSER", "poor", "on", ">x", "+ping")
    session = log_in(endpoint(redis_server.port, user="poor"), password="x")
    for kind in CaptureKind:
        assert session.capture(kind).rows == ()
        assert session.capture(kind).rows == ()
