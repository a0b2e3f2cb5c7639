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
    replicas = info.get("connected_slaves", "0")
    return TopologyRole.STANDALONE if replicas == "0" else TopologyRole.MASTER
