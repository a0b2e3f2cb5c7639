"""Asking, changing with consent, and what is never done."""

from decimal import Decimal
from typing import Any

import pytest

from app.domain.act import Command, Consent, Ending
from app.domain.endpoint import OracleAccess
from app.domain.errors import Refused, SecretUnavailable, SessionLost, StatementFailed
from app.engines.abilities import KeepsLedger
from app.engines.base import Session
from tests.engines.oracle.acts import cancelled_within_a_second, until
from tests.engines.oracle.conftest import Opens
from tests.engines.oracle.fake import Dictionary
from tests.servers.oracle.answers import OraError, Rows
from tests.servers.oracle.server import OracleServer


def nobody(_id: str) -> None:
    """No secret is known."""


@pytest.fixture
def session(dictionary: Dictionary, open_session: Opens) -> Any:
    dictionary.hooks["SELECT slow"] = lambda session, _sql, _binds: session.sleep(20)
    dictionary.hooks["SELECT many"] = lambda *_: Rows(
        ["N NUMBER", "T CLOB"], [(n, "text") for n in range(5000)]
    )
    dictionary.hooks["SELECT exact"] = lambda *_: Rows(
        ["A NUMBER", "B NUMBER"], [(10**30, Decimal("0.10000000000000000001"))]
    )
    return open_session()


def test_is_a_session_with_a_ledger(session: Any) -> None:
    assert isinstance(session, Session)
    assert isinstance(session, KeepsLedger)


def test_reads_in_a_transaction_that_is_undone(session: Any, database: OracleServer) -> None:
    database.statements.clear()
    found = session.run("SELECT many FROM t;", limit=1200)
    assert found.columns == ("N", "T")
    assert len(found.rows) == 1200
    assert found.rows[-1] == (1199, "text")
    assert found.more
    assert [sql for sql, _binds in database.statements] == [
        "/* mohist */ SET TRANSACTION READ ONLY",
        "/* mohist */ SELECT many FROM t",
        "ROLLBACK",
    ]
    assert not session.run("SELECT many FROM t", limit=5000).more
    assert session.run("SELECT exact FROM t").rows == ((10**30, Decimal("0.10000000000000000001")),)


def test_what_writes_never_reaches_the_server(session: Any, database: OracleServer) -> None:
    database.statements.clear()
    for statement in ("DELETE FROM t", "BEGIN p; END;", "SELECT s.NEXTVAL FROM dual"):
        with pytest.raises(Refused):
            session.run(statement)
    with pytest.raises(Refused, match="Diagnostics"):
        session.run("SELECT * FROM v$active_session_history")
    assert not database.statements
    views = {row[0]: row for row in session.ledger().rows}
    assert views["V$ACTIVE_SESSION_HISTORY"][3] == 1
    assert views["V$INSTANCE"][2] >= 1


def test_a_pack_may_be_used_where_it_is_licensed(
    dictionary: Dictionary, open_session: Opens
) -> None:
    dictionary.hooks["SELECT ash"] = lambda *_: Rows(["N NUMBER"], [(1,)])
    session = open_session(oracle=OracleAccess(service="testdb", packs_licensed=True))
    assert session.run("SELECT ash FROM v$active_session_history").rows == ((1,),)


def test_an_error_has_its_code_and_the_session_goes_on(session: Any) -> None:
    with pytest.raises(StatementFailed) as said:
        session.run("SELECT 1 FROM nowhere")
    assert said.value.code == "ORA-00942"
    assert said.value.hint
    session.ping()


def test_a_consented_command(dictionary: Dictionary, session: Any, database: OracleServer) -> None:
    database.statements.clear()
    outcome = session.perform(Command("ALTER SYSTEM CHECKPOINT"), Consent("dba"), nobody)
    assert outcome.ending is Ending.DONE
    assert outcome.rows == -1
    dictionary.hooks["DELETE"] = lambda *_: 3
    assert session.perform(Command("DELETE FROM t"), Consent("dba"), nobody).rows == 3
    assert [sql for sql, _binds in database.statements] == [
        "/* mohist */ ALTER SYSTEM CHECKPOINT", "/* mohist */ DELETE FROM t", "COMMIT",
    ]  # fmt: skip


def test_a_failed_command_is_undone(
    dictionary: Dictionary, session: Any, database: OracleServer
) -> None:
    def fail(*_arguments: Any) -> None:
        raise OraError(1031, "insufficient privileges")

    dictionary.hooks["ALTER SYSTEM"] = fail
    with pytest.raises(StatementFailed, match="ORA-01031") as said:
        session.perform(Command("ALTER SYSTEM CHECKPOINT"), Consent("dba"), nobody)
    assert said.value.hint
    assert database.log.endswith("ROLLBACK")


def test_nothing_is_done_without_consent(open_session: Opens, database: OracleServer) -> None:
    command = Command("ALTER SYSTEM CHECKPOINT")
    reading = open_session(read_only=True)
    with pytest.raises(Refused, match="read-only"):
        reading.perform(command, Consent("dba", "orders"), nobody)
    production = open_session(production=True)
    with pytest.raises(Refused, match="production"):
        production.perform(command, Consent("dba", "order"), nobody)
    assert "CHECKPOINT" not in database.log
    production.perform(command, Consent("dba", "orders"), nobody)
    assert "CHECKPOINT" in database.log
    with pytest.raises(Refused, match="Pack"):
        production.perform(
            Command("BEGIN dbms_workload_repository.create_snapshot; END;"),
            Consent("dba", "orders"), nobody,
        )  # fmt: skip


def test_secrets_are_filled_in_last_and_in_no_error(
    dictionary: Dictionary, session: Any, database: OracleServer
) -> None:
    def fail(_session: Any, sql: str, _binds: list[Any]) -> None:
        raise OraError(28003, f"password verification failed for {sql}")

    command = Command("ALTER USER u IDENTIFIED BY {secret:new}", secrets=("new",))
    session.perform(command, Consent("dba"), lambda _id: "Tiger;1")
    assert database.statements[-1][0].endswith('ALTER USER u IDENTIFIED BY "Tiger;1"')
    with pytest.raises(SecretUnavailable):
        session.perform(command, Consent("dba"), nobody)
    with pytest.raises(Refused):
        session.perform(command, Consent("dba"), lambda _id: 'a"b')
    dictionary.hooks["ALTER USER"] = fail
    with pytest.raises(StatementFailed) as said:
        session.perform(command, Consent("dba"), lambda _id: "Tiger;1")
    assert "Tiger" not in str(said.value)
    assert said.value.__cause__ is None


def test_a_plan_is_written_read_and_taken_out_again(
    dictionary: Dictionary, open_session: Opens, database: OracleServer
) -> None:
    show = "SELECT plan_table_output FROM TABLE(DBMS_XPLAN.DISPLAY('PLAN_TABLE', :plan))"
    dictionary.hooks["SELECT plan"] = lambda *_: Rows(["P VARCHAR2(300)"], [("| Id |",), (None,)])
    session = open_session()
    database.statements.clear()
    assert session.plan_of("SELECT * FROM t", "SHOP", show, "mohist1") == ["| Id |", ""]
    assert [sql for sql, _binds in database.statements] == [
        "/* mohist */ EXPLAIN PLAN SET STATEMENT_ID = 'mohist1' FOR SELECT * FROM t",
        f"/* mohist */ {show}",
        "ROLLBACK",
    ]
    with pytest.raises(Refused, match="Pack"):
        session.plan_of("SELECT * FROM v$sql_monitor", "", show, "mohist2")
    with pytest.raises(Refused, match="read-only"):
        open_session(read_only=True).plan_of("SELECT * FROM t", "", show, "mohist3")


def test_a_slow_statement_is_cancelled_and_the_session_kept(session: Any) -> None:
    cancelled_within_a_second(session, lambda: session.run("SELECT slow FROM t"))
    assert session.run("SELECT 1 FROM dual").rows == ((1,),)
    cancelled_within_a_second(session, lambda: session.fetch("SELECT slow FROM t"))
    session.ping()


def test_a_statement_may_take_only_so_long(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.hooks["SELECT slow"] = lambda session, _sql, _binds: session.sleep(20)
    session = open_session(statement_timeout=0.3)
    with pytest.raises(StatementFailed, match="longer than"):
        session.run("SELECT slow FROM t")
    session.ping()


def test_a_killed_session_is_lost(session: Any, database: OracleServer) -> None:
    database.sessions[0].kill()
    with pytest.raises(SessionLost):
        session.run("SELECT 1 FROM dual")
    with pytest.raises(SessionLost):
        session.ping()


def test_a_cancel_from_another_session_is_said_so(session: Any, database: OracleServer) -> None:
    import threading

    timer = threading.Timer(0.15, database.sessions[0].cancel_statement)
    timer.start()
    with pytest.raises(StatementFailed, match="cancelled at the server"):
        session.run("SELECT slow FROM t")
    timer.join()
    session.ping()


def test_what_watching_costs(session: Any) -> None:
    before = session.cost
    session.run("SELECT many FROM t", limit=100)
    assert session.cost.statements == before.statements + 1
    assert session.cost.rows == before.rows + 101


def test_a_session_whose_server_went_while_nobody_looked(
    session: Any, database: OracleServer
) -> None:
    database.stop()  # the driver itself would bring the process down here
    with pytest.raises(SessionLost):
        session.ping()
    session.close()
    session.close()


def test_close_logs_out(session: Any, database: OracleServer) -> None:
    session.close()
    until(lambda: not database.sessions)
    with pytest.raises(SessionLost):
        session.ping()
