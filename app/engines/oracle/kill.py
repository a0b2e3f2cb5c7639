"""Ending sessions and statements on any instance, or what Amazon offers instead.

KILL SESSION … IMMEDIATE lets the caller go on while the session rolls back; CANCEL SQL is there
from 18c on (SQL Language Reference 19c, ALTER SYSTEM).
"""

import re
from collections.abc import Sequence

from app.domain.act import Act
from app.domain.errors import BadInput, Refused, Unsupported
from app.domain.operating.sessions import Kill, ServerSession
from app.engines.killing import kill_act, line_of, running
from app.engines.oracle.rows import SQL_ID
from app.engines.oracle.session import OracleSession
from app.i18n import _

_ID = re.compile(r"([0-9]{1,10}),([0-9]{1,10}),@([0-9]{1,5})")
_MANY_RECORDS = 10_000


class Kills(OracleSession):
    """Ends sessions and statements."""

    @property
    def kills(self) -> tuple[Kill, ...]:
        """Statements from 18c on."""
        if self.server.at_least(18):
            return Kill.STATEMENT, Kill.SESSION
        return (Kill.SESSION,)

    def plan_kill(self, targets: Sequence[ServerSession], what: Kill) -> Act:
        """One command for each; this console's own session here is left out."""
        if what not in self.kills:
            raise Unsupported(
                _("Ending a statement alone takes Oracle 18c or later."),
                hint=_("End the session instead."),
            )
        hit = [target for target in targets if target.id != self.facts.session]
        if what is Kill.STATEMENT:
            hit = [target for target in hit if target.statement_id]
        if not hit:
            if what is Kill.STATEMENT and targets:
                raise Refused(_("None of them runs a statement."))
            raise Refused(_("A session cannot end itself from here."))
        return kill_act(
            hit, what, self._command, preview, _warnings(hit, what, len(hit) < len(targets))
        )

    def _command(self, target: ServerSession, what: Kill) -> str:
        sid, serial, node = parts_of(target.id)
        if what is Kill.STATEMENT:
            if not SQL_ID.fullmatch(target.statement_id):
                raise BadInput(
                    _("{id} is not the id of a statement.").format(id=target.statement_id)
                )
            if self.server.rds:
                return (
                    f"BEGIN rdsadmin.rdsadmin_util.cancel(sid => {sid}, serial => {serial},"
                    f" sql_id => '{target.statement_id}'); END;"
                )
            return f"ALTER SYSTEM CANCEL SQL '{sid}, {serial}, @{node}, {target.statement_id}'"
        if self.server.rds:
            return (
                f"BEGIN rdsadmin.rdsadmin_util.kill(sid => {sid}, serial => {serial},"
                " method => 'IMMEDIATE'); END;"
            )
        return f"ALTER SYSTEM KILL SESSION '{sid},{serial},@{node}' IMMEDIATE"


def parts_of(name: str) -> tuple[int, int, int]:
    """SID, serial number and instance of a session's id; BadInput where it is none."""
    found = _ID.fullmatch(name)
    if found is None:
        raise BadInput(_("{id} is not the number of a session.").format(id=name))
    return int(found[1]), int(found[2]), int(found[3])


def preview(target: ServerSession) -> str:
    """A session in a line: who, since when, what it would lose, what it runs."""
    transaction = ""
    if target.transaction_seconds is not None:
        transaction = _("transaction open for {seconds} s, {records} undo records").format(
            seconds=f"{target.transaction_seconds:.0f}", records=target.transaction_rows or 0
        )
    return line_of(target, target.program, running(target), transaction)


def _warnings(hit: Sequence[ServerSession], what: Kill, left_out: bool) -> list[str]:
    said = []
    records = max((target.transaction_rows or 0 for target in hit), default=0)
    if what is Kill.SESSION and records >= _MANY_RECORDS:
        said.append(
            _("Rolling back {records} undo records can take longer than making them took;"
              " their locks are held until then.").format(records=f"{records:,}")
        )  # fmt: skip
    if any(target.background for target in hit):
        said.append(
            _("One of them belongs to the instance itself: ending it can bring the instance down.")
        )
    if any(target.own for target in hit):
        said.append(_("One of them is this console's own."))
    if left_out:
        said.append(_("Sessions to which this cannot be done are left out."))
    return said
