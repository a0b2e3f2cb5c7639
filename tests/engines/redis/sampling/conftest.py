"""What is asked for, said shortly."""

from app.domain.monitoring.sample import Ask


def ask(**wanted: str) -> Ask:
    """Names by source, parted by blanks."""
    return Ask({source: frozenset(names.split()) for source, names in wanted.items()})


EVERYTHING = ask(
    info="role used_memory loading master_link_status uptime_in_seconds",
    commandstats="calls usec", errorstats="count", keyspace="keys expires",
    replica="offset_lag lag state online", cluster="cluster_state cluster_slots_ok",
    sentinel="status num_slaves num_other_sentinels quorum ckquorum",
    slowlog="last_id length", latency="latest max", config="maxmemory maxmemory-policy",
    probe="ping_ms", cost="statements seconds bytes rows",
)  # fmt: skip
