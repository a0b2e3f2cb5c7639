"""What another session tells of one that is busy: how far it has come, and who waits for it."""

from typing import Any

from app.domain.console.transaction import Blocking, Progress
from app.domain.errors import StatementFailed
from app.engines.mysql.asking import DENIED, LACKING, Asking
from app.engines.mysql.locks import Locks
from app.engines.mysql.wire import text_of
from app.engines.weighing import blocked_by

_MARIADB = (
    "SELECT state, stage, max_stage, progress FROM information_schema.processlist WHERE id = %s"
)
_STATE = "SELECT state FROM information_schema.processlist WHERE id = %s"
_STAGE = (
    "SELECT s.event_name AS state, s.work_completed AS done, s.work_estimated AS whole"
    " FROM performance_schema.events_stages_current AS s"
    " JOIN performance_schema.threads AS t ON t.thread_id = s.thread_id"
    " WHERE t.processlist_id = %s"
)


class TellsOfProgress(Asking):
    """Says how far another session's statement has come."""

    def progress_of(self, session: str) -> Progress | None:
        """The stage it is at, with a share where the server has one; None where it does nothing.

        MariaDB counts the stages of ALTER, CREATE INDEX, LOAD DATA and its like. MySQL counts the
        work of a stage where its instruments and `events_stages_current` are switched on.
        """
        if self.server.mariadb:
            return _of_mariadb(self.fetch_if_allowed(_MARIADB, session))
        if self.server.performance_schema and (rows := self.fetch_if_allowed(_STAGE, session)):
            return _of_stage(rows[0])
        rows = self.fetch_if_allowed(_STATE, session)
        state = text_of(rows[0]["state"]) if rows else ""
        return Progress(state) if state else None


class TellsWhoIsBlocked(Locks):
    """Says who waits for another session."""

    def blocked_by(self, session: str) -> Blocking:
        """All who wait for it, those who wait for them included; nobody where it may not look."""
        try:
            waits = self.lock_waits()
        except StatementFailed as error:
            if error.code in DENIED | LACKING:
                return Blocking()
            raise
        return blocked_by(waits, session)


def _of_mariadb(rows: list[dict[str, Any]]) -> Progress | None:
    if not rows or not text_of(rows[0]["state"]):
        return None
    row = rows[0]
    stages = int(row["max_stage"] or 0)
    if not stages:
        return Progress(text_of(row["state"]))
    share = min(float(row["progress"] or 0) / 100, 1.0)
    return Progress(text_of(row["state"]), share, int(row["stage"] or 0), stages)


def _of_stage(row: dict[str, Any]) -> Progress:
    stage = text_of(row["state"]).rpartition("/")[2]
    whole = float(row["whole"] or 0)
    return Progress(stage, min(float(row["done"] or 0) / whole, 1.0) if whole else None)
