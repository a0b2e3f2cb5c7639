"""The servers of a cluster, as CLUSTER NODES lists them."""

from app.domain.inventory import TopologyRole
from app.domain.operating.replication import Replica


class ClusterNode:
    """A line of CLUSTER NODES."""

    def __init__(self, line: str, ours: str) -> None:
        parts = line.split(" ")
        self.id, place, flags, master, _ping, _pong, epoch, link = parts[:8]
        address, _colon, port = place.partition("@")[0].rpartition(":")
        self.address = f"{address or ours}:{port}"
        self.host_name = [*place.split(","), ""][1]
        self.flags = flags.split(",")
        self.master = "" if master == "-" else master
        self.epoch, self.link = epoch, link
        self.slots = " ".join(parts[8:])

    @property
    def role(self) -> TopologyRole:
        """Master or replica."""
        if "slave" in self.flags:
            return TopologyRole.CLUSTER_REPLICA
        return TopologyRole.CLUSTER_MASTER

    @property
    def healthy(self) -> bool:
        """Whether nobody says that it failed, and it can be spoken to."""
        return not {"fail", "fail?", "noaddr", "handshake"} & set(self.flags) and (
            self.link == "connected"
        )

    def shown(self) -> Replica:
        """As a member of the service."""
        facts = (("flags", ",".join(self.flags)), ("epoch", self.epoch), ("link", self.link),
                 ("host name", self.host_name), ("master", self.master))  # fmt: skip
        return Replica(
            self.address, self.role, ",".join(self.flags), id=self.id, slots=self.slots,
            healthy=self.healthy, facts=tuple(fact for fact in facts if fact[1]),
        )  # fmt: skip


def cluster_nodes(said: str, ours: str) -> list[ClusterNode]:
    """CLUSTER NODES; `ours` is the address of the server that said it, which it may leave out."""
    return [ClusterNode(line, ours) for line in said.splitlines() if line.count(" ") >= 7]
