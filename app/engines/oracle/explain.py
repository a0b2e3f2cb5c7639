"""Plans: of a statement that is not run, and of what another session runs, on any instance.

DBMS_XPLAN.DISPLAY and DISPLAY_CURSOR need no pack (DISPLAY_AWR would). DISPLAY_CURSOR sees its own
instance only, so the cursor of another is shown by DISPLAY over GV$SQL_PLAN_STATISTICS_ALL.
"""

import re
import secrets

from app.domain.dialect import Dialect
from app.domain.errors import BadInput, Refused, Unsupported
from app.domain.operating.server import ResultSet
from app.domain.operating.sessions import ServerSession
from app.engines.oracle.rows import SQL_ID
from app.engines.oracle.session import OracleSession
from app.i18n import _
from app.sql.kinds import kind_of
from app.sql.oracle import tokenize_oracle
from app.sql.tokens import BAD

PLANNED = "SELECT plan_table_output FROM TABLE(DBMS_XPLAN.DISPLAY('PLAN_TABLE', :plan, 'TYPICAL'))"
RUNNING = (
    "SELECT s.sql_id, s.sql_child_number FROM gv$session s"
    " WHERE s.inst_id = :node AND s.sid = :sid AND s.serial# = :serial"
)
CURSOR = (
    "SELECT plan_table_output FROM TABLE(DBMS_XPLAN.DISPLAY('GV$SQL_PLAN_STATISTICS_ALL', NULL,"
    " 'TYPICAL', 'inst_id = {node} AND sql_id = ''{sql_id}'' AND child_number = {child}'))"
)
_ID = re.compile(r"(\d+),(\d+),@(\d+)")
_EXPLAINED = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"})


class Explains(OracleSession):
    """Shows plans."""

    def explain(self, statement: str, schema: str = "") -> ResultSet:
        """How it would run; only its plan is written, into a table of this session, and undone."""
        text = statement.strip().removesuffix(";")
        tokens = tokenize_oracle(text)
        if kind_of(tokens, Dialect.ORACLE) not in _EXPLAINED or {";", BAD} & set(tokens.kinds):
            raise Refused(
                _("Only one SELECT, INSERT, UPDATE, DELETE or MERGE can be explained at a time.")
            )
        if self.server.open_mode.startswith("READ ONLY"):
            raise Unsupported(
                _("The database is open read-only, and Oracle must write a plan to show it."),
                hint=_("Explain it at the primary."),
            )
        plan = f"mohist{secrets.token_hex(6)}"
        return _shown(self.plan_of(text, schema, PLANNED, plan))

    def explain_running(self, target: ServerSession) -> ResultSet:
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
        return _shown([str(row["plan_table_output"] or "") for row in shown])


def _shown(lines: list[str]) -> ResultSet:
    return ResultSet((_("Plan"),), tuple((line,) for line in lines))
