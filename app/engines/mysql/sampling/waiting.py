"""What the active sessions do right now, by wait class, and who waits for locks.

The server tells a session's state in words, and InnoDB who waits for a row; where waits are
instrumented and consumed (neither server does by default), the wait itself is known and counts.
Sources: MySQL Reference, "General Thread States"; MariaDB, "General Thread States"; the classes are
Oracle's in spirit, so that both can be drawn alike.
"""

import time
from enum import StrEnum

from app.engines.mysql.sampling.activity import Activity
from app.engines.mysql.sampling.look import Look, Wanted


class WaitClass(StrEnum):
    """What an active session spends its time on."""

    CPU = "CPU"
    LOCK = "Lock"
    METADATA_LOCK = "Metadata lock"
    IO = "IO"
    LOG = "Log"
    NETWORK = "Network"
    OTHER = "Other"


_EVENTS = (
    ("wait/lock/metadata/", WaitClass.METADATA_LOCK),
    ("wait/lock/", WaitClass.LOCK),
    ("wait/io/file/innodb/innodb_log", WaitClass.LOG),
    ("wait/io/file/sql/binlog", WaitClass.LOG),
    ("wait/io/file/sql/relaylog", WaitClass.LOG),
    ("wait/io/file/", WaitClass.IO),
    ("wait/io/socket/", WaitClass.NETWORK),
    ("wait/io/table/", WaitClass.CPU),
    ("wait/synch/", WaitClass.OTHER),
)
"""By how an instrument begins. A table's handler at work is the CPU, or IO of its own name."""
_STATES = (
    (WaitClass.METADATA_LOCK, ("metadata lock", "global read lock", "commit lock", "backup lock",
                               "for table flush")),
    (WaitClass.LOCK, ("table level lock", "system lock", "user lock", "waiting for lock",
                      "row lock", "table lock", "locking service")),
    (WaitClass.LOG, ("handler commit", "semi-sync", "semisync", "binlog", "prior transaction",
                     "query end", "commit", "flushing relay log")),
    (WaitClass.NETWORK, ("sending to client", "writing to net", "reading from net",
                         "receiving from client", "waiting for client", "login")),
    (WaitClass.IO, ("on disk", "to ondisk", "heap to", "discard", "removing tmp table",
                    "repair", "opening tables", "closing tables", "flushing tables",
                    "reading file", "checking permissions on file")),
    (WaitClass.OTHER, ("sleep", "waiting", "killed", "debug", "queued")),
)  # fmt: skip
"""By what a state says, in small letters; the first that fits. All other states are work."""


_FRESH = 2.5  # seconds; the live tier looks every two


def class_of(state: str, *, row_lock: bool = False, event: str = "") -> WaitClass:
    """The class of an active session."""
    if row_lock:
        return WaitClass.LOCK
    for prefix, found in _EVENTS:
        if event.startswith(prefix):
            return found
    said = state.lower()
    for found, words in _STATES:
        if any(word in said for word in words):
            return found
    return WaitClass.CPU


class Waiting:
    """Takes `waits` and `mdl` out of one answer."""

    def __init__(self, activity: Activity) -> None:
        self._activity = activity
        self._metadata_locks = 0
        self._counted = float("-inf")

    def take(self, look: Look, wanted: Wanted) -> None:
        """Both are counted together; where the live tier has just done so, `mdl` is of then."""
        if "waits" in wanted or time.monotonic() - self._counted > _FRESH:
            self._count(look, wanted)
        if "mdl" in wanted:
            look.fields["mdl.waiting"] = self._metadata_locks

    def _count(self, look: Look, wanted: Wanted) -> None:
        sessions = dict.fromkeys(WaitClass, 0)
        for state, row_lock, event, count in self._activity.rows(
            look, "waits", "{state}, {row_lock}, {event}, COUNT(*)", "GROUP BY 1, 2, 3"
        ):
            found = class_of(state or "", row_lock=bool(row_lock), event=event or "")
            sessions[found] += int(count or 0)
        self._metadata_locks = sessions[WaitClass.METADATA_LOCK]
        self._counted = time.monotonic()
        if "waits" in wanted:
            look.tables["waits"] = {each.value: {"sessions": sessions[each]} for each in WaitClass}
