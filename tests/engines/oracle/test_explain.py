"""Plans: shown, never run; and of what a session on another instance runs."""

import re

import pytest

from app.domain.errors import BadInput, Refused, StatementFailed, Unsupported
from app.domain.operating.sessions import ServerSession
from app.domain.plan import Access, Form, Step
from app.engines.oracle.explain import COUNTED
from tests.engines.oracle.conftest import CONTEXT, DATABASE, Opens
from tests.engines.oracle.fake import Dictionary
from tests.plans import samples
from tests.servers.oracle.answers import Rows
from tests.servers.oracle.server import OracleServer

COUNTED_COLUMNS = re.findall(r"p\.(\w+)", COUNTED.partition(" FROM ")[0])
LINES = [{"plan_table_output": line} for line in samples.XPLAN_CURSOR.splitlines()]


@pytest.fixture(autouse=True)
def _plan(dictionary: Dictionary) -> None:
    dictionary.put("table", *LINES)


def test_a_statement_is_explained_and_nothing_stays(
    database: OracleServer, open_session: Opens
) -> None:
    session = open_session()
    for statement in (
        "SELECT * FROM t;",
        "DELETE FROM t WHERE id = 1",
        "WITH a AS (SELECT 1 n FROM dual) SELECT * FROM a",
    ):
        plan = session.explain_plan(statement)
        assert plan.form is Form.ORACLE_TEXT
        assert plan.root.operation == "SELECT STATEMENT"
        assert plan.statement == statement.removesuffix(";")
    said = [sql for sql, _binds in database.statements]
    planned = [sql for sql in said if "EXPLAIN PLAN" in sql]
    assert len(planned) == 3
    assert not any(sql.removeprefix("/* mohist */ ").startswith("DELETE") for sql in said)
    assert "ROLLBACK" in said
    assert "COMMIT" not in said


def test_a_read_only_connection_writes_no_plan(database: OracleServer, open_session: Opens) -> None:
    with pytest.raises(Refused, match="read-only"):
        open_session(read_only=True).explain_plan("SELECT 1 FROM t")
    assert "EXPLAIN PLAN" not in database.log


@pytest.mark.parametrize(
    "statement",
    ["DROP TABLE t", "SELECT 1 FROM dual; DELETE FROM t", "BEGIN p; END;", "SELECT 'a", ""],
)
def test_what_is_no_single_statement_is_refused(statement: str, open_session: Opens) -> None:
    with pytest.raises(Refused):
        open_session().explain_plan(statement)


def test_a_standby_cannot_write_a_plan(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.put("dual", CONTEXT)
    dictionary.put("v$database", DATABASE | {"open_mode": "READ ONLY WITH APPLY"})
    with pytest.raises(Unsupported, match="read-only"):
        open_session().explain_plan("SELECT 1 FROM t")


def test_what_another_session_runs(
    dictionary: Dictionary, database: OracleServer, open_session: Opens
) -> None:
    dictionary.put("gv$session", {"sql_id": "7h35uxf5uhmm1", "sql_child_number": 3})
    session = open_session()
    plan = session.explain_running(ServerSession("42,7,@2", statement="SELECT 1 FROM t"))
    assert plan.statement == "SELECT 1 FROM t"
    assert "inst_id = 2 AND sql_id = ''7h35uxf5uhmm1'' AND child_number = 3" in database.log


def test_a_session_that_runs_nothing(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.put("gv$session", {"sql_id": None, "sql_child_number": None})
    session = open_session()
    with pytest.raises(Unsupported, match="runs nothing"):
        session.explain_running(ServerSession("42,7,@2"))
    with pytest.raises(BadInput):
        session.explain_running(ServerSession("42; DROP USER a"))


def test_a_statement_is_run_and_its_cursor_shown(
    dictionary: Dictionary, database: OracleServer, open_session: Opens
) -> None:
    dictionary.put("v$session", {"prev_sql_id": "7h35uxf5uhmm1", "prev_child_number": 3})
    dictionary.hooks["SELECT e.id"] = lambda *_asked: Rows(["ID NUMBER"], [(1,)] * 3)
    session = open_session(read_only=True)
    text = "SELECT e.id FROM employees E WHERE e.id = 1 ORDER BY e.id"
    plan = session.explain_plan(text, analyze=True)
    assert plan.analyzed
    places = {
        node.headline: text[slice(*node.span)] for node in plan.root.walk() if node.span is not None
    }
    assert places["TABLE ACCESS BY INDEX ROWID"] == "employees E"
    assert places["SORT ORDER BY"] == "ORDER BY e.id"
    [departments] = [n for n in plan.root.walk() if n.step is Step.ACCESS and n.name == "D"]
    assert departments.span is None
    said = [sql.removeprefix("/* mohist */ ") for sql, _binds in database.statements]
    begin = said.index("ALTER SESSION SET statistics_level = ALL")
    assert said[begin + 1 : begin + 3] == ["SET TRANSACTION READ ONLY", text]
    assert "ALTER SESSION SET statistics_level = TYPICAL" in said
    assert "DBMS_XPLAN.DISPLAY_CURSOR('7h35uxf5uhmm1', 3" in database.log
    assert not any("EXPLAIN PLAN" in sql or sql == "COMMIT" for sql in said)


def test_counts_are_taken_from_the_rows_of_the_cursor(
    dictionary: Dictionary, open_session: Opens
) -> None:
    dictionary.put("v$session", {"prev_sql_id": "7h35uxf5uhmm1", "prev_child_number": 0})
    dictionary.hooks["SELECT d.id"] = lambda *_asked: Rows(["ID NUMBER"], [(1,)])
    step = dict.fromkeys(COUNTED_COLUMNS) | {"depth": 0, "operation": "SELECT STATEMENT", "id": 0}
    scan = step | {
        "id": 1, "depth": 1, "operation": "TABLE ACCESS", "options": "FULL", "object_name": "DEPT",
        "object_alias": '"D"@"SEL$1"', "cardinality": 2, "last_starts": 4, "last_output_rows": 2000,
        "last_elapsed_time": 1234, "last_cr_buffer_gets": 7, "last_cu_buffer_gets": 1,
        "filter_predicates": '"D"."X">1',
    }  # fmt: skip
    dictionary.put("v$sql_plan_statistics_all", scan, step)
    text = "SELECT d.id FROM dept d WHERE d.x > 1"
    plan = open_session().explain_plan(text, analyze=True)
    assert plan.form is Form.ORACLE_ROWS
    assert plan.raw.startswith("SQL_ID")
    [node] = plan.root.children
    assert (node.name, node.access, node.loops) == ("D", Access.FULL_SCAN, 4)
    assert (node.actual_rows, node.factor, node.buffers) == (500, 250, 8)
    assert node.time == pytest.approx(0.001234)
    assert text[slice(*(node.span or ()))] == "dept d"


@pytest.mark.parametrize("statement", ["DELETE FROM t", "SELECT p.f(1) FROM t"])
def test_only_what_reads_is_run_for_its_plan(
    statement: str, database: OracleServer, open_session: Opens
) -> None:
    with pytest.raises(Refused):
        open_session().explain_plan(statement, analyze=True)
    assert "statistics_level" not in database.log


def test_what_oracle_says_instead_of_a_plan(dictionary: Dictionary, open_session: Opens) -> None:
    said = "User has no SELECT privilege on V$SESSION"
    dictionary.put("table", {"plan_table_output": said})
    with pytest.raises(StatementFailed, match="no SELECT privilege") as caught:
        open_session().explain_plan("SELECT 1 FROM t")
    assert "V$SQL_PLAN" in caught.value.hint
