"""Which panel of an instance tells more about a metric. No Qt."""

from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import Metric

OVERVIEW = "overview"
"""The panel every instance has."""

_SQL = (
    ("deadlock", "deadlocks"), ("lock", "locks"), ("blocked", "locks"), ("mdl", "locks"),
    ("trx", "transactions"), ("history_list", "transactions"), ("transactions", "transactions"),
    ("repl", "replication"), ("lag", "replication"), ("dataguard", "replication"),
    ("group_", "replication"), ("galera", "replication"), ("tablespace", "space"),
    ("autoinc", "space"), ("space", "space"), ("fra_", "space"), ("asm_", "space"),
    ("slow", "slow"), ("digest", "slow"), ("statement", "slow"), ("queries", "slow"),
    ("calls", "slow"), ("parse", "slow"), ("tmp", "slow"), ("sort", "slow"), ("scan", "slow"),
    ("index", "indexes"),
)  # fmt: skip
_REDIS = (
    ("slow", "slow-commands"), ("latency", "latency"), ("eventloop", "latency"),
    ("fork", "latency"), ("replica", "replication"), ("resync", "replication"),
    ("backlog", "replication"), ("sentinel", "replication"), ("cluster", "replication"),
    ("memory", "big-keys"), ("fragment", "big-keys"), ("keys", "keys"), ("hit_", "keys"),
    ("evicted", "keys"), ("pubsub", "listening"), ("acl", "accounts"), ("ops", "slow-commands"),
    ("command", "slow-commands"), ("client", "sessions"), ("reject", "sessions"),
)  # fmt: skip
_ANY = (
    ("session", "sessions"), ("thread", "sessions"), ("connect", "sessions"),
    ("logon", "sessions"), ("process", "sessions"), ("wait", "sessions"), ("cpu", "sessions"),
)  # fmt: skip


def panel_of(metric: Metric, kind: DatabaseType) -> str:
    """The key of the panel (see `views/operate/panels`) where one looks next.

    By what the metric is called: the first word that is found decides.
    """
    name = metric.name.partition(".")[2]
    own = _REDIS if kind is DatabaseType.REDIS else _SQL
    return next((panel for word, panel in (*own, *_ANY) if word in name), OVERVIEW)
