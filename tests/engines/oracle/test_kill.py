"""Ending sessions: what is shown, what is sent, what is left out."""

from typing import Any

import pytest

from app.domain.act import Consent
from app.domain.errors import BadInput, Refused, StatementFailed, Unsupported
from app.domain.operating.sessions import Kill, ServerSession
from app.engines.abilities import KillsSessions
from tests.engines.oracle.conftest import INSTANCE, Opens
from tests.engines.oracle.fake import Dictionary
from tests.servers.oracle.answers import OraError
from tests.servers.oracle.server import OracleServer

TARGET = ServerSession(
    "10,1010,@2", user="SHOP", client="web1", program="JDBC", command="ACTIVE", seconds=5.0,
    transaction_seconds=60.0, transaction_rows=20_000, statement="UPDATE   t", node="2",
    statement_id="0123456789abc",
)  # fmt: skip


def sent(act: Any) -> list[str]:
    return [command.text for command in act.commands]


def test_can_kill(open_session: Opens) -> None:
    assert isinstance(open_session(), KillsSessions)


def test_a_session_on_any_instance(open_session: Opens, database: OracleServer) -> None:
    session = open_session()
    assert session.kills == (Kill.STATEMENT, Kill.SESSION)
    act = session.plan_kill([TARGET], Kill.SESSION)
    assert sent(act) == ["ALTER SYSTEM KILL SESSION '10,1010,@2' IMMEDIATE"]
    (hit,) = act.hits
    assert "SHOP@web1" in hit
    assert "20000" in hit
    assert "UPDATE t" in hit
    assert any("20,000" in warning for warning in act.warnings)
    assert "KILL" not in database.log, "nothing is done by planning"
    session.perform(act.commands[0], Consent("dba"), lambda _id: None)
    assert "KILL SESSION '10,1010,@2' IMMEDIATE" in database.log
    assert sent(session.plan_kill([TARGET], Kill.STATEMENT)) == [
        "ALTER SYSTEM CANCEL SQL '10, 1010, @2, 0123456789abc'"
    ]


def test_before_18c_only_whole_sessions(dictionary: Dictionary, open_session: Opens) -> None:
    old = {name: value for name, value in INSTANCE.items() if name != "version_full"}
    dictionary.put("v$instance", old | {"version": "12.2.0.1.0"})
    session = open_session()
    assert session.kills == (Kill.SESSION,)
    with pytest.raises(Unsupported):
        session.plan_kill([TARGET], Kill.STATEMENT)


def test_amazon_has_procedures_of_its_own(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.put("all_users", {"username": "RDSADMIN"})
    session = open_session()
    (kill,) = sent(session.plan_kill([TARGET], Kill.SESSION))
    assert kill.startswith("BEGIN rdsadmin.rdsadmin_util.kill(sid => 10, serial => 1010")
    (cancel,) = sent(session.plan_kill([TARGET], Kill.STATEMENT))
    assert "rdsadmin_util.cancel" in cancel
    assert not any("ALTER SYSTEM" in sentence for sentence in session.facts.missing)


def test_what_is_left_out_and_warned_of(open_session: Opens) -> None:
    session = open_session()
    own = ServerSession(session.facts.session, own=True)
    with pytest.raises(Refused):
        session.plan_kill([own], Kill.SESSION)
    act = session.plan_kill([own, TARGET], Kill.SESSION)
    assert len(act.commands) == 1
    assert any("left out" in warning for warning in act.warnings)
    pmon = ServerSession("2,1,@1", background=True)
    assert any("instance" in w for w in session.plan_kill([pmon], Kill.SESSION).warnings)
    with pytest.raises(Refused, match="statement"):
        session.plan_kill([pmon], Kill.STATEMENT)


@pytest.mark.parametrize(
    "name", ["", "1", "1,2", "1,2,@1' IMMEDIATE --", "1,2,@x", "٣,2,@1", "9,?,@1"]
)
def test_only_numbers_get_into_a_command(open_session: Opens, name: str) -> None:
    session = open_session()
    with pytest.raises(BadInput):
        session.plan_kill([ServerSession(name)], Kill.SESSION)
    with pytest.raises(BadInput):
        session.plan_kill([ServerSession("1,2,@1", statement_id="x' --")], Kill.STATEMENT)


def test_a_session_that_is_gone(dictionary: Dictionary, open_session: Opens) -> None:
    def gone(*_arguments: Any) -> None:
        raise OraError(30, "User session ID does not exist.")

    dictionary.hooks["ALTER SYSTEM KILL"] = gone
    session = open_session()
    act = session.plan_kill([TARGET], Kill.SESSION)
    with pytest.raises(StatementFailed) as said:
        session.perform(act.commands[0], Consent("dba"), lambda _id: None)
    assert "refresh" in said.value.hint
