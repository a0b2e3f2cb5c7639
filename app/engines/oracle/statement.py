"""One statement of the shared pool in full: all its text, the plans in use, and what they read.

V$SQLSTATS.SQL_TEXT ends after 1000 characters and has lost its line breaks, so that a `--` in it
hides the rest. Columns: Database Reference, V$SQLSTATS, V$SQL, V$SQL_PLAN; no pack is needed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.errors import BadInput, Unsupported
from app.domain.operating.statements import StatementDetails
from app.engines.oracle.explain import CURSOR, Explains
from app.engines.oracle.rows import SQL_ID, text
from app.i18n import _

MOST = 100_000
"""Characters of a statement that are read."""
WHOLE = (
    f"SELECT SUBSTR(s.sql_fulltext, 1, {MOST + 1}) AS whole FROM gv$sqlstats s"
    " WHERE s.sql_id = :sql_id AND ROWNUM = 1"
)
CURSORS = (
    "SELECT q.inst_id, q.child_number, q.plan_hash_value, q.executions, q.elapsed_time"
    " FROM gv$sql q WHERE q.sql_id = :sql_id ORDER BY q.last_active_time DESC NULLS LAST"
)
OBJECTS = (
    "SELECT DISTINCT p.object_owner, p.object_name, p.object_type FROM gv$sql_plan p"
    " WHERE p.sql_id = :sql_id AND p.object_name IS NOT NULL"
)
_PLANS = 3
"""Plans that are shown; a statement that has more has flipped among them."""


class Statements(Explains):
    """Tells all of a statement that was counted."""

    def statement_details(self, statement_id: str) -> StatementDetails:
        """Its text as it was sent, and its plans by when they were last used."""
        sql_id = statement_id
        if not SQL_ID.fullmatch(sql_id):
            raise BadInput(_("{id} is not the id of a statement.").format(id=sql_id))
        found = self.fetch_needing("SELECT ON SYS.GV_$SQLSTATS", WHOLE, sql_id=sql_id)
        if not found:
            raise Unsupported(
                _("Statement {id} is no longer in the shared pool.").format(id=sql_id),
                hint=_("Refresh the list; what was pushed out cannot be read any more."),
            )
        whole = text(found[0]["whole"])
        cursors = by_plan(self.fetch_if_allowed(CURSORS, sql_id=sql_id))
        objects = {
            ".".join(filter(None, (text(row["object_owner"]), text(row["object_name"]))))
            + (f" ({text(row['object_type'])})" if row["object_type"] else "")
            for row in self.fetch_if_allowed(OBJECTS, sql_id=sql_id)
        }
        return StatementDetails(
            whole[:MOST],
            len(whole) > MOST,
            tuple(self._plan(sql_id, cursor) for cursor in cursors[:_PLANS]),
            tuple(sorted(objects)),
        )

    def _plan(self, sql_id: str, cursor: Mapping[str, Any]) -> str:
        node, child = int(cursor["inst_id"]), int(cursor["child_number"])
        calls, seconds = int(cursor["executions"] or 0), float(cursor["elapsed_time"] or 0) / 1e6
        head = _("Plan {plan}, instance {node}, child {child}: {calls} calls").format(
            plan=text(cursor["plan_hash_value"]), node=node, child=child, calls=f"{calls:,}"
        )
        if calls:
            head += ", " + _("{seconds} s each").format(seconds=f"{seconds / calls:.4g}")
        shown = self.fetch_if_allowed(CURSOR.format(node=node, sql_id=sql_id, child=child))
        return "\n".join((head, *(text(row["plan_table_output"]) for row in shown)))


def by_plan(cursors: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of each plan the cursor used last, with what all its cursors took."""
    found: dict[str, dict[str, Any]] = {}
    for cursor in cursors:
        known = found.setdefault(
            text(cursor["plan_hash_value"]), {**cursor, "executions": 0, "elapsed_time": 0}
        )
        for name in ("executions", "elapsed_time"):
            known[name] += cursor[name] or 0
    return list(found.values())
