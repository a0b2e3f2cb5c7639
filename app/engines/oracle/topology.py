"""The instances of this database, and the databases of its Data Guard configuration.

GV$INSTANCE names the nodes of a RAC; V$DATAGUARD_CONFIG (12.1) names every database of the
configuration and who feeds whom, whichever of them is asked. A database that is only named has no
address here: its own name stands for it, with port 0, until somebody accepts it by hand.
"""

from collections.abc import Mapping
from typing import Any

from app.domain.inventory import TopologyRole
from app.domain.operating.replication import FoundLink, FoundNode, FoundTopology, Replication
from app.engines.oracle.replication import Replicating
from app.engines.oracle.rows import text
from app.i18n import _

INSTANCES = (
    "SELECT i.inst_id, i.instance_name, i.host_name, i.version, i.status FROM gv$instance i"
    " ORDER BY i.inst_id"
)
MEMBERS = "SELECT c.db_unique_name, c.parent_dbun, c.dest_role FROM v$dataguard_config c"


class Topology(Replicating):
    """Finds the servers that belong to the same service."""

    def find_topology(self) -> FoundTopology:
        """Nodes of this database by host and port, other databases by their unique name."""
        seen = self.replication()
        port, notes = self.endpoint.port, []
        instances = self.fetch_if_allowed(INSTANCES)
        rac = len(instances) > 1
        nodes = [
            FoundNode(
                text(row["host_name"]),
                port,
                TopologyRole.RAC_NODE
                if rac and seen.role is not TopologyRole.STANDBY
                else seen.role,
                text(row["instance_name"]),
                text(row["version"]),
                text(row["status"]),
                healthy=text(row["status"]) == "OPEN" or seen.role is TopologyRole.STANDBY,
            )
            for row in instances
        ] or [
            FoundNode(self.endpoint.address, port, seen.role, self.facts.name, self.facts.version)
        ]
        here = f"{nodes[0].address}:{port}"
        if rac:
            notes.append(_("The port of the other nodes is taken to be {port}.").format(port=port))
        mine = self.server.unique_name.lower()
        members = [
            row for row in self.fetch_if_allowed(MEMBERS)
            if text(row["db_unique_name"]).lower() != mine
        ]  # fmt: skip
        others = [_member(row) for row in members] or _destinations(seen)
        links = _links(self.fetch_if_allowed(MEMBERS), mine, here, seen)
        if others:
            notes.append(
                _("Addresses of the other databases are not known here: {names}.").format(
                    names=", ".join(node.address for node in others)
                )
            )
        return FoundTopology((*nodes, *others), tuple(links), tuple(notes))


def _member(row: Mapping[str, Any]) -> FoundNode:
    name, role = text(row["db_unique_name"]), text(row["dest_role"])
    found = TopologyRole.UNKNOWN
    if role.startswith("PRIMARY"):
        found = TopologyRole.PRIMARY
    elif role.endswith("STANDBY"):
        found = TopologyRole.STANDBY
    return FoundNode(name, 0, found, name, state=role)


def _destinations(seen: Replication) -> list[FoundNode]:
    return [
        FoundNode(each.address, 0, each.role, each.address, state=each.state, healthy=each.healthy)
        for each in seen.replicas
    ]


def _links(
    members: list[dict[str, Any]], mine: str, here: str, seen: Replication
) -> list[FoundLink]:
    """Who feeds whom: from the configuration where it is there, else from what we see."""
    health = {each.address.lower(): each for each in seen.replicas}

    def end(name: str) -> str:
        return here if name.lower() == mine else f"{name}:0"

    if members:
        links = []
        for row in members:
            name, parent = text(row["db_unique_name"]), text(row["parent_dbun"])
            if not parent or parent == "NONE":
                continue
            own = seen.channels[0] if name.lower() == mine and seen.channels else None
            shipped = health.get(name.lower()) if parent.lower() == mine else None
            links.append(
                FoundLink(
                    end(parent),
                    end(name),
                    own.lag if own else None,
                    own.healthy if own else shipped.healthy if shipped else True,
                    shipped.state if shipped else "",
                )
            )
        return links
    links = [FoundLink(here, f"{r.address}:0", None, r.healthy, r.state) for r in seen.replicas]
    links += [
        FoundLink(f"{each.source}:0", here, each.lag, each.healthy)
        for each in seen.channels
        if each.source
    ]
    return links
