"""Plans: shown, never run; and of what a session on another instance runs."""

import pytest

from app.domain.errors import BadInput, Refused, Unsupported
from app.domain.operating.sessions import ServerSession
from tests.engines.oracle.conftest import CONTEXT, DATABASE, Opens
from tests.engines.oracle.fake import Dictionary
from tests.servers.oracle.server import OracleServer

PLAN = {"plan_table_output": "| 0 | SELECT STATEMENT |"}


@pytest.fixture(autouse=True)
def _plan(dictionary: Dictionary) -> None:
    dictionary.put("table", PLAN)


def test_a_statement_is_explained_and_nothing_stays(
    database: OracleServer, open_session: Opens
) -> None:
    session = open_session()
    for statement in (
        "SELECT * FROM t;",
        "DELETE FROM t WHERE id = 1",
        "WITH a AS (SELECT 1 n FROM dual) SELECT * FROM a",
    ):
        assert session.explain(statement).rows == ((PLAN["plan_table_output"],),)
    said = [sql for sql, _binds in database.statements]
    planned = [sql for sql in said if "EXPLAIN PLAN" in sql]
    assert len(planned) == 3
    assert not any(sql.removeprefix("/* mohist */ ").startswith("DELETE") for sql in said)
    assert "ROLLBACK" in said
    assert "COMMIT" not in said


def test_a_read_only_connection_writes_no_plan(database: OracleServer, open_session: Opens) -> None:
    with pytest.raises(Refused, match="read-only"):
        open_session(read_only=True).explain("SELECT 1 FROM t")
    assert "EXPLAIN PLAN" not in database.log


@pytest.mark.parametrize(
    "statement",
    ["DROP TABLE t", "SELECT 1 FROM dual; DELETE FROM t", "BEGIN p; END;", "SELECT 'a", ""],
)
def test_what_is_no_single_statement_is_refused(statement: str, open_session: Opens) -> None:
    with pytest.raises(Refused):
        open_session().explain(statement)


def test_a_standby_cannot_write_a_plan(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.put("dual", CONTEXT)
    dictionary.put("v$database", DATABASE | {"open_mode": "READ ONLY WITH APPLY"})
    with pytest.raises(Unsupported, match="read-only"):
        open_session().explain("SELECT 1 FROM t")


def test_what_another_session_runs(
    dictionary: Dictionary, database: OracleServer, open_session: Opens
) -> None:
    dictionary.put("gv$session", {"sql_id": "7h35uxf5uhmm1", "sql_child_number": 3})
    session = open_session()
    assert session.explain_running(ServerSession("42,7,@2")).rows
    assert "inst_id = 2 AND sql_id = ''7h35uxf5uhmm1'' AND child_number = 3" in database.log


def test_a_session_that_runs_nothing(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.put("gv$session", {"sql_id": None, "sql_child_number": None})
    session = open_session()
    with pytest.raises(Unsupported, match="runs nothing"):
        session.explain_running(ServerSession("42,7,@2"))
    with pytest.raises(BadInput):
        session.explain_running(ServerSession("42; DROP USER a"))
