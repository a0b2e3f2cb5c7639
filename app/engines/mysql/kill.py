"""Ending sessions and statements: KILL, or what a managed cloud offers instead of it."""

from collections.abc import Sequence

from app.domain.act import Act
from app.domain.errors import BadInput, Refused
from app.domain.operating.sessions import Kill, ServerSession
from app.engines.killing import kill_act, line_of, running
from app.engines.mysql.server import Cloud
from app.engines.mysql.session import MysqlSession
from app.i18n import _

_PROCEDURES = {
    (Cloud.RDS, Kill.SESSION): "CALL mysql.rds_kill({id})",
    (Cloud.RDS, Kill.STATEMENT): "CALL mysql.rds_kill_query({id})",
    (Cloud.AURORA, Kill.SESSION): "CALL mysql.rds_kill({id})",
    (Cloud.AURORA, Kill.STATEMENT): "CALL mysql.rds_kill_query({id})",
    (Cloud.AZURE, Kill.SESSION): "CALL mysql.az_kill({id})",
    (Cloud.AZURE, Kill.STATEMENT): "CALL mysql.az_kill_query({id})",
}
"""Where nobody but the provider has SUPER. Google's and Alibaba's servers take plain KILL."""
_MANY_ROWS = 10_000


class Kills(MysqlSession):
    """Ends sessions and statements."""

    @property
    def kills(self) -> tuple[Kill, ...]:
        """Both are known to every MySQL."""
        return Kill.STATEMENT, Kill.SESSION

    def plan_kill(self, targets: Sequence[ServerSession], what: Kill) -> Act:
        """One KILL for each; this console's own session here is left out."""
        hit = [target for target in targets if target.id != self.facts.session]
        if not hit:
            raise Refused(_("A session cannot end itself from here."))
        return kill_act(
            hit, what, self._command, preview, _warnings(hit, what, len(hit) < len(targets))
        )

    def _command(self, target: ServerSession, what: Kill) -> str:
        if not target.id.isdecimal():
            raise BadInput(_("{id} is not the number of a session.").format(id=target.id))
        procedure = _PROCEDURES.get((self.server.cloud, what))
        if procedure:
            return procedure.format(id=target.id)
        if what is Kill.SESSION:
            return f"KILL CONNECTION {target.id}"
        if self.server.mariadb and target.statement_id.isdecimal():
            # never hits the statement after the one that was seen
            return f"KILL QUERY ID {target.statement_id}"
        return f"KILL QUERY {target.id}"


def preview(target: ServerSession) -> str:
    """A session in a line: who, since when, what it would lose, what it runs."""
    transaction = ""
    if target.transaction_seconds is not None:
        transaction = _("transaction open for {seconds} s, {rows} rows changed").format(
            seconds=f"{target.transaction_seconds:.0f}", rows=target.transaction_rows or 0
        )
    return line_of(target, target.database, running(target), transaction)


def _warnings(hit: Sequence[ServerSession], what: Kill, left_out: bool) -> list[str]:
    said = []
    rows = max((target.transaction_rows or 0 for target in hit), default=0)
    if what is Kill.SESSION and rows >= _MANY_ROWS:
        said.append(
            _("Rolling back {rows} changed rows can take longer than making them took.").format(
                rows=f"{rows:,}"
            )
        )
    if any("Binlog Dump" in target.command for target in hit):
        said.append(_("A replica reads the binary log through one of them, and will reconnect."))
    if any(target.background and "Binlog Dump" not in target.command for target in hit):
        said.append(_("One of them belongs to the server itself."))
    if any(target.own for target in hit):
        said.append(_("One of them is this console's own."))
    if left_out:
        said.append(_("The session this is sent through is left out."))
    return said
