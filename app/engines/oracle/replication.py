"""Data Guard as this database sees it: what it receives and applies, or where it ships to.

Views: V$DATABASE, V$ARCHIVE_DEST, V$ARCHIVE_DEST_STATUS, V$DATAGUARD_STATS, V$DATAGUARD_PROCESS
(12.2; V$MANAGED_STANDBY before), V$ARCHIVE_GAP. A lag is the standby's own word, and only as good
as what it last heard from the primary: where that is old, the lag is not known.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.domain.inventory import TopologyRole
from app.domain.operating.replication import Channel, Replica, Replication
from app.engines.oracle.rows import interval, text
from app.engines.oracle.session import OracleSession
from app.i18n import _

DATABASE = "SELECT * FROM v$database"
DESTINATIONS = (
    "SELECT d.dest_id, d.destination, d.status, d.error, d.db_unique_name, d.transmit_mode,"
    " d.affirm, d.delay_mins, d.valid_now, s.type, s.database_mode, s.recovery_mode,"
    " s.archived_thread#, s.archived_seq#, s.applied_seq#, s.synchronization_status, s.gap_status"
    " FROM v$archive_dest d JOIN v$archive_dest_status s ON s.dest_id = d.dest_id"
    " WHERE d.target = 'STANDBY' AND d.status <> 'INACTIVE' ORDER BY d.dest_id"
)
STATISTICS = "SELECT t.name, t.value, t.time_computed, t.datum_time FROM v$dataguard_stats t"
PROCESSES = (
    "SELECT p.name, p.role, p.action, p.thread#, p.sequence#, p.delay_mins"
    " FROM v$dataguard_process p"
)
OLD_PROCESSES = (
    "SELECT p.process AS name, p.client_process AS role, p.status AS action, p.thread#,"
    " p.sequence#, p.delay_mins FROM v$managed_standby p"
)
GAPS = "SELECT g.thread#, g.low_sequence#, g.high_sequence# FROM v$archive_gap g"

STALE = timedelta(seconds=60)
"""Older than this, what the primary last said tells nothing of now."""
_DATUM = "%m/%d/%Y %H:%M:%S"
_WELL = frozenset({"NO GAP", "RESOLVABLE GAP", ""})
_FACTS = (
    "open_mode", "protection_mode", "protection_level", "switchover_status", "dataguard_broker",
    "force_logging", "flashback_on", "log_mode", "fs_failover_mode", "fs_failover_status",
    "fs_failover_current_target", "current_scn",
)  # fmt: skip


class Replicating(OracleSession):
    """Shows the database's place in Data Guard."""

    def replication(self) -> Replication:
        """Of a standby its channel, of a primary its destinations; a cascade has both."""
        (database,) = self.fetch_needing("SELECT ON SYS.V_$DATABASE", DATABASE)
        replicas = tuple(map(_replica, self.fetch_if_allowed(DESTINATIONS)))
        standby = text(database["database_role"]).endswith("STANDBY")
        role = self.facts.role
        if replicas and not standby:
            role = TopologyRole.PRIMARY
        return Replication(
            TopologyRole.STANDBY if standby else role,
            (self._channel(database),) if standby else (),
            replicas,
            executed=_("SCN {number}").format(number=text(database["current_scn"])),
            group=text(database["db_unique_name"]),
            facts=tuple(
                (name, text(database.get(name)))
                for name in _FACTS
                if database.get(name) is not None
            ),
        )

    def _channel(self, database: Mapping[str, Any]) -> Channel:
        old = not self.server.at_least(12, 2)
        return read_channel(
            database,
            self.fetch_if_allowed(STATISTICS),
            self.fetch_if_allowed(OLD_PROCESSES if old else PROCESSES),
            self.fetch_if_allowed(GAPS),
        )


def read_channel(
    database: Mapping[str, Any],
    statistics: Iterable[Mapping[str, Any]],
    processes: Sequence[Mapping[str, Any]],
    gaps: Iterable[Mapping[str, Any]],
) -> Channel:
    """What a standby receives, and how far it has applied it."""
    known = {text(row["name"]): row for row in statistics}
    receivers = [row for row in processes if text(row["name"]).upper().startswith("RFS")]
    appliers = [row for row in processes if text(row["name"]).upper().startswith(("MRP", "LSP"))]
    received = max((row for row in receivers if row["sequence#"]), key=_sequence, default=None)
    applying = text(appliers[0]["action"]) if appliers else _("not running")
    missing = "; ".join(
        _("thread {thread}: logs {first} to {last} are missing").format(
            thread=row["thread#"], first=row["low_sequence#"], last=row["high_sequence#"]
        )
        for row in gaps
    )
    lag = known_lag(known.get("apply lag"))
    delay = max((float(row["delay_mins"] or 0) for row in appliers), default=0.0) * 60
    transport = known_lag(known.get("transport lag"))
    return Channel(
        name=text(database["db_unique_name"]),
        source=text(database.get("primary_db_unique_name")),
        receiving=_("{count} receivers").format(count=len(receivers)) if receivers else "",
        applying=applying,
        healthy=bool(receivers and appliers) and lag is not None and not missing,
        lag=lag,
        delay=delay,
        received=_place(received),
        applied=_place(appliers[0] if appliers else None),
        behind=missing,
        error=missing,
        facts=(
            (_("Transport lag"), "-" if transport is None else f"{transport:g} s"),
            *((name, text(row["value"])) for name, row in sorted(known.items())),
        ),
    )


def known_lag(row: Mapping[str, Any] | None) -> float | None:
    """Seconds; None where the standby does not say, or has heard nothing for a while."""
    if row is None:
        return None
    try:
        computed = datetime.strptime(text(row["time_computed"]), _DATUM)
        heard = datetime.strptime(text(row["datum_time"]), _DATUM)
    except ValueError:
        return None
    return None if computed - heard > STALE else interval(text(row["value"]))


def _sequence(row: Mapping[str, Any]) -> int:
    return int(row["sequence#"])


def _place(row: Mapping[str, Any] | None) -> str:
    if row is None or not row["sequence#"]:
        return ""
    return _("thread {thread}, log {sequence}").format(
        thread=row["thread#"], sequence=row["sequence#"]
    )


def _replica(row: Mapping[str, Any]) -> Replica:
    """A destination. A primary does not know a standby's lag in seconds, but in logs."""
    error, gap = text(row["error"]), text(row["gap_status"])
    facts = [
        (_("Gap"), gap),
        (_("Last log archived"), text(row["archived_seq#"])),
        (_("Last log applied"), text(row["applied_seq#"])),
        (_("Transport"), f"{text(row['transmit_mode'])}, AFFIRM {text(row['affirm'])}"),
        (_("Recovery"), text(row["recovery_mode"])),
        (_("Opened as"), text(row["database_mode"])),
        (_("Synchronization"), text(row["synchronization_status"])),
        (_("Delay"), f"{row['delay_mins']} min" if row["delay_mins"] else ""),
        (_("Destination"), text(row["destination"])),
    ]
    return Replica(
        address=text(row["db_unique_name"]) or text(row["destination"]),
        role=TopologyRole.STANDBY,
        state=error or text(row["status"]),
        id=text(row["dest_id"]),
        healthy=text(row["status"]) == "VALID" and not error and gap in _WELL,
        facts=tuple((name, value) for name, value in facts if value),
    )
