"""InnoDB's own counters and its open transactions: one statement, for both take PROCESS."""

import time
from functools import lru_cache

from app.engines.mysql.sampling.look import Look, Wanted, listed, scalar
from app.engines.mysql.sessions import SYSTEM_NOW

_TRX = (
    "SELECT '', COUNT(*), COALESCE(SUM(trx_state = 'LOCK WAIT'), 0),"
    f" COALESCE(MAX(TIMESTAMPDIFF(MICROSECOND, trx_started, {SYSTEM_NOW})), 0) / 1e6"
    " FROM information_schema.innodb_trx WHERE trx_mysql_thread_id <> CONNECTION_ID()"
)
"""The count stands where that of a metric stands; a metric's other columns are empty."""
_METRICS = (
    "SELECT name, `count`, '', '' FROM information_schema.innodb_metrics"
    " WHERE name IN {names} AND {enabled}"
)

_OFF_KEEP = 600.0
"""Seconds for which it is believed that a counter is not enabled."""


@lru_cache(maxsize=64)
def _statement(names: frozenset[str], enabled: str, *, trx: bool) -> str:
    parts = [_METRICS.format(names=listed(names), enabled=enabled)] if names else []
    return " UNION ALL ".join([*parts, *([_TRX] if trx else [])])


class Innodb:
    """Remembers which counters are not enabled: to have any of them told takes as long as all."""

    def __init__(self) -> None:
        self._off: dict[str, float] = {}

    def take(self, look: Look, wanted: Wanted) -> None:
        """`innodb`, without counters that are not enabled, for they stand still; and `trx`."""
        enabled = "enabled = 1" if look.server.maria(10, 5) else "status = 'enabled'"
        now = time.monotonic()
        names = frozenset(
            name
            for name in wanted.get("innodb", ())
            if now - self._off.get(name, float("-inf")) > _OFF_KEEP
        )
        statement = _statement(names, enabled, trx="trx" in wanted)
        found = set()
        for name, count, waiting, oldest in look.rows("innodb", statement) if statement else ():
            if name:
                look.fields[f"innodb.{name}"] = scalar(count)
                found.add(name)
            else:
                look.fields["trx.count"] = scalar(count)
                look.fields["trx.lock_waiting"] = int(float(waiting or 0))
                look.fields["trx.oldest_age"] = max(float(oldest or 0), 0.0)
        self._off |= dict.fromkeys(names - found, now)
