"""Slow SQL by shape, from wherever the server counts it, without what the console itself asks."""

from typing import Any

import pytest

from app.domain.errors import StatementFailed
from app.domain.operating.statements import Digest
from app.engines.abilities import CountsDigests
from tests.engines.mysql.conftest import Opens
from tests.servers.mysql_family import MysqlFamilyServer


def work(server: MysqlFamilyServer) -> None:
    server.sql("CREATE DATABASE shop")
    server.sql("CREATE TABLE shop.item (id INT PRIMARY KEY, name VARCHAR(20))")
    with server.connect(database="shop") as connection, connection.cursor() as cursor:
        for number in range(5):
            cursor.execute(f"INSERT INTO item VALUES ({number}, 'x')")
            cursor.execute(f"SELECT name FROM item WHERE id < {number} AND name = 'y'")
        cursor.execute("SELECT i.id, SLEEP(0.01) FROM item AS i JOIN shop.item AS j USING (id)")


def find(digests: tuple[Digest, ...], *words: str) -> list[Digest]:
    return [each for each in digests if all(word in each.text for word in words)]


def test_counts_by_shape(server: MysqlFamilyServer, open_session: Opens) -> None:
    work(server)
    session = open_session(server)
    report = session.digests()
    (insert,) = [each for each in find(report.digests, "INSERT") if each.schema == "shop"]
    assert insert.count == 5
    assert insert.rows_changed == 5
    assert insert.tables == ("item",)
    (join,) = find(report.digests, "JOIN", "SLEEP")
    assert set(join.tables) == {"item", "shop.item"}
    assert join.seconds >= 0.05
    assert join.slowest == pytest.approx(join.seconds)
    assert join.last_seen is not None
    assert session.facts.clock is not None
    assert abs((join.last_seen - session.facts.clock).total_seconds()) < 60
    assert report.source
    assert report.since is not None
    session.sessions()
    again = session.digests().digests
    assert not find(again, "trx_operation_state")
    assert not find(again, "FROM", "session_connect_attrs")
    shown: object = session
    assert isinstance(shown, CountsDigests)


def test_without_counting_the_slow_log_serves(start_mariadb: Any, open_session: Opens) -> None:
    server = start_mariadb("--performance-schema=OFF")
    session = open_session(server)
    nothing = session.digests()
    assert nothing.digests == ()
    assert "performance_schema = ON" in nothing.hint
    assert "slow_query_log = ON" in nothing.hint
    for setting in ("log_output = 'TABLE'", "long_query_time = 0", "slow_query_log = ON"):
        server.sql(f"SET GLOBAL {setting}")
    work(server)
    session = open_session(server)
    report = session.digests()
    (insert,) = find(report.digests, "INSERT INTO item")
    assert (insert.count, insert.schema, insert.tables) == (5, "shop", ("item",))
    assert insert.text == "INSERT INTO item VALUES (?, …)"
    assert not find(report.digests, "innodb_trx")
    assert "slow log" in report.source


def test_a_missing_grant_is_named(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.create_user("watcher", "x")
    session = open_session(server, user="watcher", password="x")
    with pytest.raises(StatementFailed, match="performance_schema"):
        session.digests()
