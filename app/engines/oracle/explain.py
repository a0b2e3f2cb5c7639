"""Plans: of a statement that is not run, of one that is, and of what another session runs.

DBMS_XPLAN.DISPLAY and DISPLAY_CURSOR need no pack (DISPLAY_AWR would). DISPLAY_CURSOR sees its own
instance only, so the cursor of another is shown by DISPLAY over GV$SQL_PLAN_STATISTICS_ALL.

EXPLAIN PLAN writes: into PLAN_TABLE, which is private to the session, and what it wrote is rolled
back. A read-only connection refuses it all the same. To run a statement for its plan writes
nothing: the counts stand in the shared pool, for the cursor is made with STATISTICS_LEVEL = ALL.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from app.domain.dialect import Dialect
from app.domain.errors import BadInput, Refused, StatementFailed, Unsupported
from app.domain.operating.sessions import ServerSession
from app.domain.plan import Form, Plan
from app.engines.oracle.failures import driver_errors
from app.engines.oracle.guard import refuse_unless_reading
from app.engines.oracle.rows import SQL_ID
from app.engines.oracle.session import MARK, OracleSession
from app.i18n import _
from app.plans.identity import digest_of
from app.plans.oracle_rows import read_plan_rows
from app.plans.oracle_text import is_xplan
from app.plans.places import with_places
from app.plans.reading import read_plan
from app.sql.kinds import kind_of
from app.sql.oracle import tokenize_oracle
from app.sql.tokens import BAD

PLANNED = (
    "SELECT plan_table_output FROM TABLE(DBMS_XPLAN.DISPLAY('PLAN_TABLE', :plan, 'TYPICAL +ALIAS'))"
)
RAN = (
    "SELECT plan_table_output FROM TABLE(DBMS_XPLAN.DISPLAY_CURSOR('{sql_id}', {child},"
    " 'ALLSTATS LAST +COST +PARTITION +PREDICATE +ALIAS +NOTE'))"
)
COUNTED = (
    "SELECT p.id, p.depth, p.operation, p.options, p.object_owner, p.object_name, p.object_alias,"
    " p.qblock_name, p.cardinality, p.cost, p.bytes, p.temp_space, p.partition_start,"
    " p.partition_stop, p.access_predicates, p.filter_predicates, p.last_starts,"
    " p.last_output_rows, p.last_elapsed_time, p.last_cr_buffer_gets, p.last_cu_buffer_gets,"
    " p.last_disk_reads, p.last_memory_used, p.last_tempseg_size, p.last_execution"
    " FROM v$sql_plan_statistics_all p"
    " WHERE p.sql_id = :sql_id AND p.child_number = :child ORDER BY p.id"
)
LAST = (
    "SELECT s.prev_sql_id, s.prev_child_number FROM v$session s"
    " WHERE s.sid = SYS_CONTEXT('USERENV', 'SID')"
)
RUNNING = (
    "SELECT s.sql_id, s.sql_child_number FROM gv$session s"
    " WHERE s.inst_id = :node AND s.sid = :sid AND s.serial# = :serial"
)
CURSOR = (
    "SELECT plan_table_output FROM TABLE(DBMS_XPLAN.DISPLAY('GV$SQL_PLAN_STATISTICS_ALL', NULL,"
    " 'TYPICAL +ALIAS', 'inst_id = {node} AND sql_id = ''{sql_id}'' AND child_number = {child}'))"
)
_BATCH = 1000  # rows a round trip
_ID = re.compile(r"(\d+),(\d+),@(\d+)")
_EXPLAINED = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"})


class Explains(OracleSession):
    """Shows plans."""

    def explain_plan(self, statement: str, schema: str = "", *, analyze: bool = False) -> Plan:
        """How it would run; or how it ran, for with `analyze` it is, and all its rows are read."""
        text = statement.strip().removesuffix(";")
        tokens = tokenize_oracle(text)
        if kind_of(tokens, Dialect.ORACLE) not in _EXPLAINED or {";", BAD} & set(tokens.kinds):
            raise Refused(
                _("Only one SELECT, INSERT, UPDATE, DELETE or MERGE can be explained at a time.")
            )
        if not analyze:
            return self._known(self._planned(text, schema), text, schema)
        lines, rows = self._ran(text, schema)
        return self._known(lines, text, schema, rows)

    def explain_running(self, target: ServerSession) -> Plan:
        """The plan of what a session runs now, with the optimizer's estimates."""
        found = _ID.fullmatch(target.id)
        if not found:
            raise BadInput(_("{id} is not the number of a session.").format(id=target.id))
        sid, serial, node = map(int, found.groups())
        rows = self.fetch(RUNNING, node=node, sid=sid, serial=serial)
        sql_id = str(rows[0]["sql_id"] or "") if rows else ""
        if not SQL_ID.fullmatch(sql_id):
            raise Unsupported(
                _("Session {id} runs nothing now that has a plan.").format(id=target.id),
                hint=_("It may have ended in the meantime; refresh the list."),
            )
        child = int(rows[0]["sql_child_number"] or 0)
        shown = self.fetch(CURSOR.format(node=node, sql_id=sql_id, child=child))
        lines = [str(row["plan_table_output"] or "") for row in shown]
        return self._known(lines, target.statement, target.database)

    def _planned(self, text: str, schema: str) -> list[str]:
        if self.server.open_mode.startswith("READ ONLY"):
            raise Unsupported(
                _("The database is open read-only, and Oracle must write a plan to show it."),
                hint=_("Explain it at the primary."),
            )
        return self.plan_of(text, schema, PLANNED, f"mohist{secrets.token_hex(6)}")

    def _ran(self, text: str, schema: str) -> tuple[list[str], list[dict[str, Any]]]:
        """What DBMS_XPLAN prints of the run, and its rows, which are more exact."""
        refuse_unless_reading(text)
        self._ledger.pass_through(text)
        self._ledger.pass_through(LAST)
        sql_id, child = self._call(lambda: self._count_run(text, schema))
        if not SQL_ID.fullmatch(sql_id):
            raise StatementFailed(
                _("The statement ran, and the server does not say which cursor it was."),
                hint=_("The account needs SELECT on V$SESSION."),
            )
        shown = self.fetch(RAN.format(sql_id=sql_id, child=child))
        rows = self.fetch_if_allowed(COUNTED, sql_id=sql_id, child=child)
        return [str(row["plan_table_output"] or "") for row in shown], rows

    async def _count_run(self, statement: str, schema: str) -> tuple[str, int]:
        """Run a statement and throw its rows away; its cursor, "" where nobody says."""
        before = await self._schema()
        try:
            if schema:
                self._connection.current_schema = schema
            with self._connection.cursor() as cursor:
                await cursor.execute(MARK + "ALTER SESSION SET statistics_level = ALL")
                await cursor.execute(MARK + "SET TRANSACTION READ ONLY")
                cursor.arraysize = cursor.prefetchrows = _BATCH
                await cursor.execute(MARK + statement, fetch_lobs=False)
                while await cursor.fetchmany(_BATCH):
                    self._stop.check()
            with self._connection.cursor() as cursor:
                await cursor.execute(MARK + LAST)
                row = await cursor.fetchone()
            return (str(row[0] or ""), int(row[1] or 0)) if row else ("", 0)
        finally:
            with suppress(*driver_errors()):
                await self._connection.rollback()
                with self._connection.cursor() as cursor:
                    await cursor.execute(MARK + "ALTER SESSION SET statistics_level = TYPICAL")
                if schema:
                    self._connection.current_schema = before

    def _known(
        self,
        lines: list[str],
        statement: str,
        schema: str,
        rows: Sequence[Mapping[str, Any]] = (),
    ) -> Plan:
        text = "\n".join(lines)
        if not is_xplan(text):
            said = " ".join(line.strip() for line in lines if line.strip())
            raise StatementFailed(
                _("The server shows no plan: {said}").format(said=said[:500]),
                hint=_(
                    "The account needs SELECT on V$SESSION, V$SQL, V$SQL_PLAN and"
                    " V$SQL_PLAN_STATISTICS_ALL; a cursor may also have left the shared pool."
                ),
            )
        plan = replace(
            read_plan(text, Dialect.ORACLE),
            version=f"Oracle {self.facts.version}",
            statement=statement,
            schema=schema,
            digest=digest_of(statement, Dialect.ORACLE) if statement else "",
        )
        if rows:
            plan = replace(plan, root=read_plan_rows(rows), form=Form.ORACLE_ROWS)
        return with_places(plan)
