"""Answers read as plain text are the driver's own, whatever their size."""

import threading
import time
from typing import Any

import pytest

from app.domain.errors import Cancelled, SessionLost, StatementFailed
from app.domain.stop import Stop
from app.engines.mysql.plain import VALUES
from tests.engines.mysql.conftest import Opens
from tests.servers.mariadb import MariaDB


def test_values_of_any_length(mariadb: Any, open_session: Opens) -> None:
    mariadb.sql("SET GLOBAL max_allowed_packet = 67108864")
    session = open_session(mariadb)
    for size in (0, 1, 250, 251, 252, 65_535, 65_536, (1 << 24) - 20, 1 << 24, (1 << 24) + 9):
        answer = session.fetch_plain(
            f"SELECT 1 AS One, REPEAT('x', {size}) AS t, NULL, 'é\u4e2d' e"
        )
        assert answer.columns == ("one", "t", "null", "e")
        ((one, text, none, other),) = answer.rows
        assert (one, none, other) == ("1", None, "é\u4e2d")
        assert text == "x" * size
        assert answer.size > size
    assert session.fetch_plain("SELECT 2").rows == [["2"]]


def test_rows_are_the_drivers_own(server: Any, open_session: Opens) -> None:
    session = open_session(server)
    statement = "SHOW GLOBAL VARIABLES WHERE Variable_name NOT LIKE '%gtid%'"
    driver = {row["variable_name"]: row["value"] for row in session.fetch(statement)}
    for _again in range(2):  # the columns are known the second time
        answer = session.fetch_plain(statement)
        assert {name: value or "" for name, value in answer.rows} == driver
        assert answer.columns == ("variable_name", "value")


def test_columns_that_change_are_noticed(server: Any, open_session: Opens) -> None:
    session = open_session(server)
    server.sql("CREATE DATABASE shop")
    server.sql("CREATE TABLE shop.item (id INT PRIMARY KEY)")
    assert session.fetch_plain("SELECT * FROM shop.item").columns == ("id",)
    server.sql("ALTER TABLE shop.item ADD n INT")
    assert session.fetch_plain("SELECT * FROM shop.item").columns == ("id", "n")


def test_values_are_quoted(server: Any, open_session: Opens) -> None:
    hard = ["it's", "back\\slash", "new\nline", "'; DROP"]
    session = open_session(server)
    statement = f"SELECT word FROM (SELECT 'it''s' AS word) AS w WHERE word IN ({VALUES})"
    assert session.fetch_plain(statement, hard).rows == [["it's"]]
    for word in hard:
        assert session.fetch_plain(f"SELECT {VALUES}", [word]).rows == [[word]]


def test_refusals_and_what_follows(server: Any, open_session: Opens) -> None:
    session = open_session(server)
    with pytest.raises(StatementFailed) as refused:
        session.fetch_plain("SELECT * FROM nowhere.nothing")
    assert refused.value.code in {"1146", "1049"}
    assert session.fetch_plain("SELECT 1").rows == [["1"]]
    with pytest.raises(StatementFailed):  # after the first row has begun to come
        session.fetch_plain("SELECT 1 UNION ALL SELECT (SELECT 1 UNION ALL SELECT 2)")
    assert session.fetch_plain("SELECT 1").rows == [["1"]]
    assert session.fetch_plain("SET @a = 1").rows == []


@pytest.mark.parametrize("frozen", [False, True])
def test_it_is_broken_off_like_any_other(
    mariadb: MariaDB, open_session: Opens, frozen: bool
) -> None:
    session, stop = open_session(mariadb), Stop()

    def sleep() -> None:
        with session.during(stop):
            timer.start()
            session.fetch_plain("SELECT SLEEP(30)")

    timer = threading.Timer(0.1, stop.set)
    if frozen:
        mariadb.freeze()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        sleep()
    assert time.monotonic() - begun < 2
    timer.join()


def test_a_server_that_ends_us_is_a_session_lost(server: Any, open_session: Opens) -> None:
    session = open_session(server)
    server.sql(f"KILL {session.facts.session}")
    with pytest.raises(SessionLost):
        session.fetch_plain("SELECT 1")
    with pytest.raises(SessionLost):
        session.fetch_plain("SELECT 1")
