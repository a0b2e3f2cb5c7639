"""A session reads, changes nothing without consent, and can be broken off whatever happens."""

import re
import threading
import time
import traceback
from typing import Any

import pytest

from app.domain.act import Command, Consent, Ending
from app.domain.errors import Cancelled, Refused, SessionLost, StatementFailed
from app.domain.stop import Stop
from tests.engines.mysql.conftest import Opens
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer

PAGES = """sessions transactions lock_waits replication parameters digests space index_issues
    last_deadlock accounts find_topology"""
HARMLESS = re.compile(
    r"(/\* mohist \*/ )?(SELECT|SHOW|SET SESSION|SET NAMES|SET AUTOCOMMIT)\b", re.I
)


def stopped_after(seconds: float, session: Any, call: Any) -> float:
    """How long after the stop was set the call ended, with Cancelled."""
    stop, at = Stop(), []

    def end() -> None:
        at.append(time.monotonic())
        stop.set()

    timer = threading.Timer(seconds, end)
    timer.start()
    with pytest.raises(Cancelled), session.during(stop):
        call()
    ended = time.monotonic()
    timer.join()
    return ended - at[0]


def nothing(_id: str) -> None:
    return None


def test_runs_what_reads_and_says_when_there_is_more(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    session = open_session(server)
    found = session.run("SELECT 1 AS one, '文' AS text UNION ALL SELECT 2, NULL", limit=1)
    assert found.columns == ("one", "text")
    assert found.rows == ((1, "文"),)
    assert found.more
    many = session.run("SELECT a.table_name FROM information_schema.columns a,"
                       " information_schema.columns b", limit=10)  # fmt: skip
    assert len(many.rows) == 10
    assert many.more
    assert session.run("SHOW DATABASES").rows
    assert session.cost.statements >= 3


def test_marks_its_statements(server: MysqlFamilyServer, open_session: Opens) -> None:
    session = open_session(server)
    running = session.run("SHOW FULL PROCESSLIST").rows
    assert any("/* mohist */ SHOW FULL" in str(row) for row in running)


def test_a_failure_is_told_in_a_sentence_with_the_servers_code(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    session = open_session(server)
    with pytest.raises(StatementFailed, match="nowhere") as caught:
        session.run("SELECT * FROM mysql.nowhere")
    assert caught.value.code == "1146"
    session.ping()


def test_a_slow_statement_is_ended_on_the_server_within_a_second(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    session = open_session(server)
    assert stopped_after(0.2, session, lambda: session.fetch("SELECT SLEEP(20)")) < 1
    session.ping()
    assert not server.sql(
        "SELECT id FROM information_schema.processlist WHERE info LIKE '%SLEEP(20)%'"
        " AND id <> CONNECTION_ID()"
    )


def test_a_late_kill_does_not_hit_the_next_statement(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    session = open_session(server)
    for _again in range(5):
        stop = Stop()
        with session.during(stop):
            session.ping()
            stop.set()
        assert session.run("SELECT 1").rows == ((1,),)


def test_a_black_hole_is_left_within_a_second(
    server: MysqlFamilyServer, open_session: Opens, fault_proxy: Any
) -> None:
    proxy: FaultProxy = fault_proxy(server.port)
    session = open_session(server, port=proxy.port)
    proxy.black_hole = True
    assert stopped_after(0.2, session, session.ping) < 1
    with pytest.raises(SessionLost):
        session.ping()
    begun = time.monotonic()
    session.close()
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("fault", ["reset", "hang_up"])
def test_a_broken_connection_is_a_lost_session(
    server: MysqlFamilyServer, open_session: Opens, fault_proxy: Any, fault: str
) -> None:
    proxy: FaultProxy = fault_proxy(server.port)
    session = open_session(server, port=proxy.port)
    getattr(proxy, fault)()
    with pytest.raises(SessionLost) as caught:
        session.ping()
    assert "Connect again" in caught.value.hint
    with pytest.raises(SessionLost):
        session.run("SELECT 1")


def test_a_killed_session_is_lost(server: MysqlFamilyServer, open_session: Opens) -> None:
    session = open_session(server)
    server.sql(f"KILL {session.facts.session}")
    with pytest.raises(SessionLost):
        session.ping()


def test_a_statement_has_its_time(server: MysqlFamilyServer, open_session: Opens) -> None:
    session = open_session(server, statement_timeout=0.3)
    with pytest.raises(StatementFailed, match=r"longer than 0\.3 s"):
        session.run("SELECT COUNT(*) FROM information_schema.columns a,"
                    " information_schema.columns b, information_schema.columns c")  # fmt: skip
    session.ping()


def test_a_read_only_session_writes_nothing(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.sql("CREATE DATABASE shop")
    server.sql("CREATE TABLE shop.item (id INT PRIMARY KEY)")
    before = server.position()
    server.sql("SET GLOBAL log_output = 'TABLE'")
    server.sql("SET GLOBAL general_log = ON")
    session = open_session(server, read_only=True)
    for page in PAGES.split():
        getattr(session, page)()
    for write in ("INSERT INTO shop.item VALUES (1)", "DROP TABLE shop.item", "SET GLOBAL x = 1"):
        with pytest.raises(Refused):
            session.run(write)
        with pytest.raises(Refused, match="read-only"):
            session.perform(Command(write), Consent("dba"), nothing)
    with pytest.raises(StatementFailed):  # and past our own guard the server says no
        session.fetch("INSERT INTO shop.item VALUES (1)")
    assert server.position() == before
    assert server.sql("SELECT COUNT(*) FROM shop.item") == [(0,)]
    server.sql("SET GLOBAL general_log = OFF")
    said = server.sql(
        "SELECT argument FROM mysql.general_log WHERE command_type = 'Query' AND thread_id = %s",
        int(session.facts.session),
    )
    texts = [bytes(row[0]).decode() if isinstance(row[0], bytes) else row[0] for row in said]
    assert len(texts) > 20
    harmless = re.compile(
        r"(/\* mohist \*/ )?(SELECT|SHOW|SET SESSION|SET NAMES|SET AUTOCOMMIT) ?", re.I
    )
    assert [text for text in texts if not harmless.match(text)] == [
        "/* mohist */ INSERT INTO shop.item VALUES (1)"
    ]


def test_production_wants_the_name_typed(server: MysqlFamilyServer, open_session: Opens) -> None:
    session = open_session(server, production=True)
    command = Command("CREATE DATABASE shop")
    with pytest.raises(Refused, match="production"):
        session.perform(command, Consent("dba", "order"), nothing)
    assert session.perform(command, Consent("dba", "orders"), nothing).ending is Ending.DONE
    assert server.sql("SHOW DATABASES LIKE 'shop'")
    with pytest.raises(StatementFailed):  # and is back in its read-only transaction
        session.fetch("DROP DATABASE shop")


def test_secrets_are_filled_in_last_and_never_told(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    session = open_session(server)
    secret = "pä'ss\\w"
    command = Command("CREATE USER x IDENTIFIED BY {secret:pw}", secrets=("pw",))
    session.perform(command, Consent("dba"), lambda _id: secret)
    server.connect(user="x", password=secret.encode()).close()
    broken = Command("CREATE USER y IDENTIFIEDD BY {secret:pw}", secrets=("pw",))
    with pytest.raises(StatementFailed) as caught:
        session.perform(broken, Consent("dba"), lambda _id: secret)
    assert "ss" not in str(caught.value).replace("***", "").split("near")[1]
    assert "pä" not in "".join(traceback.format_exception(caught.value))


def test_text_that_is_no_text_does_not_fail(server: MysqlFamilyServer, open_session: Opens) -> None:
    session = open_session(server)
    assert session.run("SELECT _utf8mb4'ok', 0xFFFE AS bytes").rows == (("ok", b"\xff\xfe"),)


def test_a_command_may_take_longer_than_a_statement(mysql9: MySQL, open_session: Opens) -> None:
    """Leaving a group without a majority takes half a minute; what reads stays bounded."""
    session = open_session(mysql9, statement_timeout=0.5)
    mysql9.sql("CREATE DATABASE shop")
    mysql9.sql("CREATE PROCEDURE shop.slow() DO SLEEP(4.5)")
    before = session._connection._read_timeout
    assert before < 4.5
    patient = Command("CALL shop.slow()", seconds=20)
    assert session.perform(patient, Consent("dba"), lambda _id: None).seconds > 4
    assert session._connection._read_timeout == before
