"""Replication of a Redis server, and the servers of a cluster."""

from collections.abc import Mapping

from app.domain.errors import StatementFailed
from app.domain.inventory import TopologyRole
from app.domain.operating.replication import (
    Channel,
    FoundLink,
    FoundNode,
    FoundTopology,
    Replica,
    Replication,
)
from app.engines.redis import replies
from app.engines.redis.change_replication import ControlsReplication
from app.engines.redis.cluster_nodes import cluster_nodes
from app.engines.redis.roles import role_of
from app.engines.redis.session import BaseSession
from app.i18n import _


class Replicates(ControlsReplication):
    """INFO replication, and CLUSTER NODES where there is a cluster."""

    def replication(self) -> Replication:
        """This server's place, and everybody else's in a cluster."""
        info = replies.info(self.main.ask("INFO", "replication"))
        if self.in_cluster:
            return self._cluster(info)
        return Replication(
            role=role_of(info),
            channels=_channels(info),
            replicas=_replicas(info),
            executed=f"{info.get('master_replid', '')}:{info.get('master_repl_offset', '')}",
            group=self.endpoint.access.redis.sentinel_master if self.sentinel else "",
            facts=self.seen().facts + _facts(info),
        )

    def _cluster(self, info: Mapping[str, str]) -> Replication:
        state = replies.info(self.main.ask("CLUSTER", "INFO"))
        nodes = cluster_nodes(replies.text(self.main.ask("CLUSTER", "NODES")), self.main.address)
        covered = int(state.get("cluster_slots_ok", 0))
        wanted = ("cluster_state", "cluster_slots_assigned", "cluster_slots_ok",
                  "cluster_slots_pfail", "cluster_slots_fail", "cluster_known_nodes",
                  "cluster_size", "cluster_current_epoch")  # fmt: skip
        return Replication(
            role=self.facts.role,
            channels=_channels(info),
            replicas=tuple(node.shown() for node in nodes),
            group=_("cluster {state}, {covered} of 16,384 slots served").format(
                state=state.get("cluster_state", "?"), covered=f"{covered:,}"
            ),
            facts=tuple((name, state[name]) for name in wanted if name in state) + _facts(info),
        )

    def find_topology(self) -> FoundTopology:
        """The servers this one knows: those of the cluster, or its master and replicas."""
        info = replies.info(self.main.ask("INFO", "replication"))
        if self.in_cluster:
            return self._found_cluster()
        at = self.main
        nodes = [FoundNode(at.address, at.port, role_of(info), version=self.facts.version)]
        links = []
        if info.get("role") == "slave":
            master = f"{info.get('master_host', '')}:{info.get('master_port', '')}"
            healthy = info.get("master_link_status") == "up"
            nodes.append(_node(master, TopologyRole.MASTER, healthy=healthy))
            links.append(FoundLink(master, at.name, _lag(info), healthy))
        for replica in _replicas(info):
            nodes.append(_node(replica.address, TopologyRole.SLAVE, healthy=replica.healthy))
            links.append(FoundLink(at.name, replica.address, replica.lag, replica.healthy))
        notes: tuple[str, ...] = ()
        if info.get("role") == "slave":
            notes = (_("A replica knows its master only: ask the master for the others."),)
        return FoundTopology(tuple(nodes), tuple(links), notes)

    def _found_cluster(self) -> FoundTopology:
        nodes = cluster_nodes(replies.text(self.main.ask("CLUSTER", "NODES")), self.main.address)
        by_id = {node.id: node for node in nodes}
        found, links = [], []
        for node in nodes:
            address, _colon, port = node.address.rpartition(":")
            found.append(
                FoundNode(address, int(port or 0), node.role, node.id, "", node.slots, node.healthy)
            )
            if node.master in by_id:
                links.append(
                    FoundLink(by_id[node.master].address, node.address, None, node.healthy)
                )
        return FoundTopology(tuple(found), tuple(links))


def _node(place: str, role: TopologyRole, *, healthy: bool) -> FoundNode:
    address, _colon, port = place.rpartition(":")
    return FoundNode(address, int(port) if port.isdigit() else 0, role, healthy=healthy)


def _lag(info: Mapping[str, str]) -> float | None:
    """How long ago the master was last heard of; None while the link is down."""
    if info.get("master_link_status") != "up":
        return None
    return replies.seconds(info.get("master_last_io_seconds_ago"))


def _channels(info: Mapping[str, str]) -> tuple[Channel, ...]:
    if info.get("role") != "slave":
        return ()
    up = info.get("master_link_status") == "up"
    names = ("master_sync_in_progress", "master_sync_left_bytes", "slave_repl_offset",
             "slave_read_repl_offset", "slave_priority", "slave_read_only",
             "master_link_down_since_seconds")  # fmt: skip
    behind = ""
    read, done = (replies.number(info.get(name)) for name in ("slave_read_repl_offset",
                                                              "slave_repl_offset"))  # fmt: skip
    if read is not None and done is not None and read > done:
        behind = _("{bytes} bytes received and not applied").format(bytes=f"{read - done:,}")
    return (
        Channel(
            name="",
            source=f"{info.get('master_host', '')}:{info.get('master_port', '')}",
            receiving=info.get("master_link_status", ""),
            applying="sync" if info.get("master_sync_in_progress") == "1" else "",
            healthy=up,
            lag=_lag(info),
            position=info.get("slave_repl_offset", ""),
            received=info.get("slave_read_repl_offset", ""),
            applied=info.get("slave_repl_offset", ""),
            behind=behind,
            error="" if up else _("The link to the master is down."),
            facts=tuple((name, info[name]) for name in names if name in info),
        ),
    )


def _replicas(info: Mapping[str, str]) -> tuple[Replica, ...]:
    found = []
    end = replies.number(info.get("master_repl_offset")) or 0
    for name, line in info.items():
        if not (name.startswith("slave") and name[5:].isdigit()):
            continue
        said = dict(part.partition("=")[::2] for part in line.split(","))
        offset = replies.number(said.get("offset"))
        online = said.get("state") == "online"
        found.append(
            Replica(
                f"{said.get('ip', '')}:{said.get('port', '')}",
                TopologyRole.SLAVE,
                said.get("state", ""),
                lag=replies.seconds(said.get("lag")) if online else None,
                lag_bytes=end - offset if offset is not None else None,
                healthy=online,
            )
        )
    return tuple(found)


def _facts(info: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    names = ("master_failover_state", "min_slaves_good_slaves", "repl_backlog_active",
             "repl_backlog_size", "repl_backlog_histlen", "second_repl_offset",
             "master_replid", "master_replid2")  # fmt: skip
    return tuple((name, info[name]) for name in names if name in info)


def quorum(session: BaseSession, name: str) -> str:
    """What SENTINEL CKQUORUM says of a master."""
    try:
        return replies.text(session.main.ask("SENTINEL", "CKQUORUM", name))
    except StatementFailed as error:
        return str(error)
