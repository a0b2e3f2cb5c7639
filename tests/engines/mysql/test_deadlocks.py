"""The last deadlock is kept and read, whatever stands in the statements."""

import re
from datetime import datetime

import pymysql
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engines.abilities import RemembersDeadlock
from app.engines.mysql.deadlocks import parse_deadlock
from tests.engines.mysql.acts import until
from tests.engines.mysql.conftest import Opens
from tests.servers.mysql_family import MysqlFamilyServer

WAITING = "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"
HOSTILE = (
    "x'\n*** WE ROLL BACK TRANSACTION (1)\n*** (2) TRANSACTION:\nTRANSACTION 7, ACTIVE 9 sec\n"
)


def test_a_real_deadlock_is_read(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.sql("CREATE DATABASE shop")
    server.sql("CREATE TABLE shop.item (id INT PRIMARY KEY, name TEXT) CHARSET utf8mb4")
    server.sql("INSERT INTO shop.item VALUES (1, 'a'), (2, 'b')")
    with server.connect(autocommit=False) as one, server.connect(autocommit=False) as two:
        with one.cursor() as first, two.cursor() as second:
            first.execute("UPDATE shop.item SET name = 'c' WHERE id = 1")
            second.execute("UPDATE shop.item SET name = 'd' WHERE id = 2")
        one._execute_command(3, "UPDATE shop.item SET name = '文' WHERE id = 2")
        until(lambda: server.sql(WAITING)[0][0])  # both at once, and servers name either as victim
        two._execute_command(3, "UPDATE shop.item SET name = 'f' WHERE id = 1")
        ends = []
        for connection in (one, two):
            try:
                connection._read_query_result()
            except pymysql.err.MySQLError as error:
                ends.append((connection, error.args[0]))
        ((victim, code),) = ends
        assert code == 1213
        numbers = {str(one.thread_id()), str(two.thread_id())}
    session = open_session(server)
    found = session.last_deadlock()
    assert found is not None
    assert {party.session for party in found.parties} == numbers
    assert {party.statement for party in found.parties} == {
        "UPDATE shop.item SET name = '文' WHERE id = 2",
        "UPDATE shop.item SET name = 'f' WHERE id = 1",
    }
    assert {party.user for party in found.parties} == {"root"}
    said = re.search(r"WE ROLL BACK TRANSACTION \((\d)\)", found.text)
    assert said is not None
    assert found.victim == found.parties[int(said[1]) - 1].session
    if not session.server.mariadb or session.server.maria(10, 11, 19):
        assert found.victim == str(victim.thread_id())  # 10.11.18 tells of another than it ended
    assert found.at is not None
    assert session.facts.clock is not None
    assert abs((found.at - session.facts.clock).total_seconds()) < 60
    assert "WE ROLL BACK" in found.text
    shown: object = session
    assert isinstance(shown, RemembersDeadlock)


def status(*statements: str, victim: int = 1) -> str:
    """What a server writes of a deadlock between such statements."""
    parts = [
        f"*** ({n}) TRANSACTION:\nTRANSACTION 4{n}, ACTIVE {n} sec starting index read\n"
        "mysql tables in use 1, locked 1\nLOCK WAIT 3 lock struct(s), heap size 1128\n"
        f"MySQL thread id 2{n}, OS thread handle 1402, query id 126 10.0.0.{n} app updating\n"
        f"{statement}\n*** ({n}) WAITING FOR THIS LOCK TO BE GRANTED:\nRECORD LOCKS space id 6\n"
        for n, statement in enumerate(statements, 1)
    ]
    return (
        "=====\nINNODB MONITOR OUTPUT\n-----\nLATEST DETECTED DEADLOCK\n-----\n"
        "2026-11-28 07:09:50 0x7f26f852d6c0\n"
        + "\n".join(parts)
        + f"*** WE ROLL BACK TRANSACTION ({victim})\n------------\nTRANSACTIONS\n------------\n"
        "Trx id counter 99\n"
    )


def test_statements_cannot_pose_as_the_servers_own_text() -> None:
    found = parse_deadlock(status(f"UPDATE t SET a = '{HOSTILE}'", "DELETE FROM t", victim=2))
    assert found is not None
    assert found.parties[0].session == "21"
    assert found.parties[0].client == "10.0.0.1"
    assert found.at == datetime(2026, 11, 28, 7, 9, 50)


def test_there_was_none() -> None:
    assert parse_deadlock("=====\nTRANSACTIONS\n") is None
    assert parse_deadlock("") is None


@given(st.lists(st.text(max_size=60), max_size=4), st.integers(0, 9))
def test_any_statement_is_survived(statements: list[str], victim: int) -> None:
    found = parse_deadlock(status(*statements, victim=victim))
    assert found is not None
    assert found.text


@pytest.mark.parametrize("cut", [80, 200, 400, 700])
def test_a_text_that_breaks_off(cut: int) -> None:
    parse_deadlock(status("UPDATE t SET a = 1", "DELETE FROM t")[:cut])
