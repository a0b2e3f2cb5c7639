"""What a server is within its service, from INFO."""

from collections.abc import Mapping

from app.domain.inventory import TopologyRole


def role_of(info: Mapping[str, str]) -> TopologyRole:
    """From the sections server and replication; UNKNOWN where they were refused."""
    if info.get("redis_mode") == "sentinel":
        return TopologyRole.SENTINEL
    slave = info.get("role") == "slave"
    if info.get("redis_mode") == "cluster":
        return TopologyRole.CLUSTER_REPLICA if slave else TopologyRole.CLUSTER_MASTER
    if slave:
        return TopologyRole.SLAVE
    if "role" not in info:
        return TopologyRole.UNKNOWN
    if info.get("connected_slaves", "0") != "0" or _has_had_replicas(info):
        return TopologyRole.MASTER
    return TopologyRole.STANDALONE


def _has_had_replicas(info: Mapping[str, str]) -> bool:
    """A master whose replicas are away, or that was a replica a moment ago: it keeps for an hour
    (`repl-backlog-ttl`) what they lack. While it loads its data it keeps an empty one.
    """
    if info.get("repl_backlog_active") != "1":
        return False
    sent = info.get("master_repl_offset", "0") != "0"
    return sent or info.get("second_repl_offset", "-1") != "-1"
