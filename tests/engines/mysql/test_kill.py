"""Ending sessions: shown first, then done exactly so."""

import pymysql
import pytest

from app.domain.errors import BadInput, Refused, StatementFailed
from app.domain.operating.sessions import Kill, ServerSession
from app.engines.abilities import KillsSessions
from app.engines.mysql.kill import Kills
from app.engines.mysql.server import recognise
from tests.engines.mysql.acts import do, until
from tests.engines.mysql.conftest import Opens
from tests.servers.mysql_family import MysqlFamilyServer


def test_ends_a_session_by_the_plan(server: MysqlFamilyServer, open_session: Opens) -> None:
    session = open_session(server)
    assert session.kills == (Kill.STATEMENT, Kill.SESSION)
    with server.connect(autocommit=False) as other, other.cursor() as cursor:
        number = str(other.thread_id())
        cursor.execute("CREATE DATABASE shop")
        cursor.execute("CREATE TABLE shop.item (id INT)")
        cursor.execute("INSERT INTO shop.item VALUES (1)")
        (target,) = until(
            lambda: [
                each for each in session.sessions() if each.id == number and each.transaction_rows
            ]
        )
        act = session.plan_kill([target], Kill.SESSION)
        assert [command.text for command in act.commands] == [f"KILL CONNECTION {number}"]
        assert "root@127.0.0.1" in act.hits[0]
        assert "1 rows changed" in act.hits[0]
        do(session, act)
        with pytest.raises(pymysql.err.Error):
            cursor.execute("SELECT 1")
        with pytest.raises(StatementFailed) as caught:
            until(lambda: do(session, act) and False)
        assert caught.value.code == "1094"
        assert "refresh" in caught.value.hint


def test_ends_only_the_statement(server: MysqlFamilyServer, open_session: Opens) -> None:
    session = open_session(server)
    with server.connect() as other, other.cursor() as cursor:
        other._execute_command(3, "SELECT 'long', SLEEP(30) FROM information_schema.tables")
        (target,) = until(
            lambda: [each for each in session.sessions() if "'long'" in each.statement]
        )
        act = session.plan_kill([target], Kill.STATEMENT)
        assert "KILL QUERY" in act.commands[0].text
        assert "SLEEP(30)" in act.hits[0]
        do(session, act)
        with pytest.raises(pymysql.err.OperationalError, match="interrupted"):
            other._read_query_result()
        cursor.execute("SELECT 1")


def test_never_its_own_session(server: MysqlFamilyServer, open_session: Opens) -> None:
    session = open_session(server)
    mine = [each for each in session.sessions() if each.id == session.facts.session]
    with pytest.raises(Refused):
        session.plan_kill(mine, Kill.SESSION)
    other = ServerSession("4711", user="x")
    act = session.plan_kill([*mine, other], Kill.SESSION)
    assert isinstance(session, KillsSessions)
    assert [command.text for command in act.commands] == ["KILL CONNECTION 4711"]
    assert any("left out" in warning for warning in act.warnings)


def planned(version: str, what: Kill, target: ServerSession, **variables: str) -> str:
    """The statement for a server of that kind, which need not be there."""
    kills = Kills.__new__(Kills)
    kills.server = recognise(version, variables)
    text: str = kills._command(target, what)
    return text


def test_managed_clouds_have_procedures_instead() -> None:
    target = ServerSession("7")
    rds = {"basedir": "/rdsdbbin/mysql-8.0.36.R1/"}
    assert planned("8.0.36", Kill.SESSION, target, **rds) == "CALL mysql.rds_kill(7)"
    assert planned("8.0.36", Kill.STATEMENT, target, **rds) == "CALL mysql.rds_kill_query(7)"
    aurora = {"aurora_version": "3.04.0"}
    assert planned("8.0.28", Kill.SESSION, target, **aurora) == "CALL mysql.rds_kill(7)"
    azure = {"azure_server_name": "x"}
    assert planned("8.0.35", Kill.SESSION, target, **azure) == "CALL mysql.az_kill(7)"
    assert planned("8.0.31-google", Kill.SESSION, target) == "KILL CONNECTION 7"


def test_mariadb_ends_exactly_the_statement_that_was_seen() -> None:
    target = ServerSession("7", statement_id="991")
    assert planned("10.11.4-MariaDB", Kill.STATEMENT, target) == "KILL QUERY ID 991"
    assert planned("9.1.0", Kill.STATEMENT, target) == "KILL QUERY 7"


@pytest.mark.parametrize("id_", ["7; DROP TABLE x", "", "7 OR 1", "٧x"])
def test_an_id_is_a_number(id_: str) -> None:
    with pytest.raises(BadInput):
        planned("9.1.0", Kill.SESSION, ServerSession(id_))
