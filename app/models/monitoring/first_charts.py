"""Which charts of an engine are shown before somebody chose. No Qt."""

from collections.abc import Iterable

from app.monitor.catalogue import Chart

MOST = 14
"""So many charts are shown then at the most: about a dozen have values on any one server."""
_TELLING = frozenset(
    """
    mysql.sessions_by_wait mysql.threads_running mysql.queries_per_sec mysql.statement_mix
    mysql.connections_used_pct mysql.slow_queries mysql.tmp_tables mysql.bp_hit_ratio
    mysql.redo_bytes_per_sec mysql.oldest_trx_age mysql.row_lock_current_waits mysql.replica_lag
    mysql.replica_threads

    oracle.sessions_by_wait oracle.average_active_sessions oracle.db_cpu_pct oracle.calls
    oracle.transactions oracle.single_block_read_ms oracle.row_lock_sessions oracle.sessions_pct
    oracle.io_bytes oracle.redo_bytes_per_sec oracle.tablespace_used_pct oracle.dataguard_lag

    redis.ops_per_sec redis.ops_by_command redis.command_latency redis.cpu_main_thread_pct
    redis.hit_ratio redis.keys redis.evicted_keys redis.memory redis.memory_used_pct
    redis.clients redis.rdb_changes redis.replica_lag_bytes
    """.split()
)
"""A metric of each chart that tells most: load, what is waited for, what fills up, replication."""


def first_charts(charts: Iterable[Chart]) -> list[Chart]:
    """The charts that tell most, in their order; the first there are where none of them is."""
    held = list(charts)
    telling = [c for c in held if any(metric.name in _TELLING for metric in c.metrics)]
    return (telling or held)[:MOST]
