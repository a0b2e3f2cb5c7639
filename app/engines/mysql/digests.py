"""Slow SQL by shape: out of performance_schema, or of the slow log where it goes to a table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.operating.statements import Digest, DigestReport
from app.engines.mysql.asking import Asking
from app.engines.mysql.gathering import Entry, Gathering
from app.engines.mysql.session import OWN_STATEMENTS
from app.engines.mysql.shapes import is_ours, signature, signatures
from app.engines.mysql.tables import tables_in
from app.engines.mysql.wire import text_of
from app.i18n import _

_MOST = 1000
"""Digests shown, by their share of the load; the table may hold ten thousand."""
_ENTRIES = 20_000
_PICO = 1e12

_CONSUMER = (
    "SELECT enabled FROM performance_schema.setup_consumers WHERE name = 'statements_digest'"
)
_DIGESTS = (
    "SELECT * FROM performance_schema.events_statements_summary_by_digest"
    " ORDER BY sum_timer_wait DESC LIMIT %s"
)
_SINCE = (
    "SELECT MIN(first_seen) AS since, SUM(digest IS NULL) AS full"
    " FROM performance_schema.events_statements_summary_by_digest"
)
_SLOW_TABLE = (
    "SELECT start_time, user_host, TIME_TO_SEC(query_time) AS seconds,"
    " TIME_TO_SEC(lock_time) AS locked, rows_sent, rows_examined, db, sql_text"
    " FROM mysql.slow_log WHERE start_time > NOW() - INTERVAL 7 DAY"
    " ORDER BY start_time DESC LIMIT %s"
)


class Digests(Asking):
    """Counts statements by shape."""

    def digests(self) -> DigestReport:
        """The heaviest first; without our own statements."""
        if self.server.performance_schema:
            consumer = self.fetch_needing("SELECT ON performance_schema.*", _CONSUMER)
            if consumer and consumer[0]["enabled"] == "YES":
                return self._counted()
        return self._logged()

    def _counted(self) -> DigestReport:
        rows = self.fetch(_DIGESTS, _MOST)
        since, full = self.fetch(_SINCE)[0].values()
        ours = signatures(OWN_STATEMENTS)
        digests = tuple(
            self._digest(row) for row in rows if row["digest"] is not None and not _own(row, ours)
        )
        hint = ""
        if full:
            hint = _(
                "The server's table of digests is full: new statements are not counted. TRUNCATE"
                " performance_schema.events_statements_summary_by_digest, or raise"
                " performance_schema_digests_size."
            )
        return DigestReport(digests, _("Counted by performance_schema."), hint, self._zoned(since))

    def _digest(self, row: Mapping[str, Any]) -> Digest:
        text = text_of(row["digest_text"])
        sample = text_of(row.get("query_sample_text"))
        cpu = row.get("sum_cpu_time")
        return Digest(
            id=f"{text_of(row['schema_name'])}/{text_of(row['digest'])}",
            text=text,
            schema=text_of(row["schema_name"]),
            count=int(row["count_star"]),
            seconds=float(row["sum_timer_wait"]) / _PICO,
            slowest=float(row["max_timer_wait"]) / _PICO,
            lock_seconds=float(row["sum_lock_time"]) / _PICO,
            cpu_seconds=float(cpu) / _PICO if cpu else None,
            rows_read=int(row["sum_rows_examined"]),
            rows_sent=int(row["sum_rows_sent"]),
            rows_changed=int(row["sum_rows_affected"]),
            errors=int(row["sum_errors"]),
            without_index=int(row["sum_no_index_used"]),
            disk_tables=int(row["sum_created_tmp_disk_tables"]),
            sorts=int(row["sum_sort_scan"]) + int(row["sum_sort_range"]),
            first_seen=self._zoned(row["first_seen"]),
            last_seen=self._zoned(row["last_seen"]),
            sample=sample,
            tables=self._touched(sample, text),
        )

    def _touched(self, sample: str, text: str) -> tuple[str, ...]:
        """Of the sample where the server kept it whole, else of the digest."""
        found = tables_in(sample, self.server.dialect) if sample else ()
        return found or tables_in(text.replace("...", "?"), self.server.dialect)

    def _logged(self) -> DigestReport:
        to_table = "TABLE" in self.server.variables.get("log_output", "")
        if not (to_table and self._slow_log_is_on()):
            return DigestReport((), _("The server counts no statements."), self._how_to())
        gathering = Gathering(self.server.dialect)
        rows = self.fetch_needing("SELECT ON mysql.slow_log", _SLOW_TABLE, _ENTRIES)
        for row in rows:
            gathering.add(
                Entry(
                    statement=text_of(row["sql_text"]),
                    seconds=float(row["seconds"]),
                    lock_seconds=float(row["locked"]),
                    rows_sent=int(row["rows_sent"]),
                    rows_read=int(row["rows_examined"]),
                    schema=text_of(row["db"]),
                    at=self._zoned(row["start_time"]),
                )
            )
        source = _("From the slow log's table: the last {count} slow statements of seven days.")
        return DigestReport(
            gathering.digests(), source.format(count=len(rows)), self._how_to(), gathering.since
        )

    def _slow_log_is_on(self) -> bool:
        rows = self.fetch("SHOW GLOBAL VARIABLES LIKE 'slow_query_log'")
        return bool(rows) and text_of(rows[0]["value"]).upper() in {"ON", "1"}

    def _how_to(self) -> str:
        return _(
            "All statements are counted with performance_schema = ON in the option file and a"
            " restart. Without one: SET GLOBAL log_output = 'TABLE'; SET GLOBAL long_query_time ="
            " 1; SET GLOBAL slow_query_log = ON. A slow log file can be opened from disk."
        )

    def _zoned(self, at: object) -> datetime | None:
        """Times come in the zone of the session."""
        if not isinstance(at, datetime) or self.facts.clock is None:
            return None
        return at.replace(tzinfo=self.facts.clock.tzinfo)


def _own(row: Mapping[str, Any], ours: frozenset[str]) -> bool:
    """Ours by the sample's mark, where the server keeps samples, or by the words."""
    if is_ours(text_of(row.get("query_sample_text"))):
        return True
    return signature(text_of(row["digest_text"])) in ours
