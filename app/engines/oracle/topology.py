"""The instances of this database, and the databases of its Data Guard configuration.

GV$INSTANCE names the nodes of a RAC, GV$LISTENER_NETWORK where their listeners are. Every database
of the configuration, and who feeds whom, stands in V$DATAGUARD_CONFIG (12.1), whichever of them is
asked; how the servers reach one another in V$ARCHIVE_DEST and V$DG_BROKER_CONFIG. What those lead
to is looked up in the tnsnames.ora of this connection; a port that nobody tells is 0, not known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from app.domain.inventory import TopologyRole
from app.domain.operating.replication import FoundLink, FoundNode, FoundTopology, Replication
from app.domain.tnsnames import NetAddress, read_descriptor
from app.engines.oracle.replication import Replicating
from app.engines.oracle.rows import text
from app.engines.oracle.target import resolved
from app.i18n import _

INSTANCES = (
    "SELECT i.inst_id, i.instance_name, i.host_name, i.version, i.status FROM gv$instance i"
    " ORDER BY i.inst_id"
)
LISTENERS = "SELECT l.inst_id, l.type, l.value FROM gv$listener_network l"
MEMBERS = "SELECT c.db_unique_name, c.parent_dbun, c.dest_role FROM v$dataguard_config c"
BROKER = "SELECT b.database, b.connect_identifier FROM v$dg_broker_config b"
SHIPPING = (
    "SELECT d.db_unique_name AS database, d.destination AS connect_identifier"
    " FROM v$archive_dest d WHERE d.target = 'STANDBY' AND d.status <> 'INACTIVE'"
)
_STANDBYS = ("PHYSICAL", "LOGICAL", "SNAPSHOT")


class Topology(Replicating):
    """Finds the servers that belong to the same service."""

    def find_topology(self) -> FoundTopology:
        """Nodes of this database by their listeners, other databases by where they are reached."""
        seen, mine = self.replication(), self.server.unique_name
        listeners = self.fetch_if_allowed(LISTENERS)
        nodes = self._nodes(seen, listeners)
        members = self.fetch_if_allowed(MEMBERS)
        others = [_member(row) for row in members
                  if text(row["db_unique_name"]).lower() != mine.lower()]  # fmt: skip
        others = others or _named(seen)
        reached, looked_up = self._reached()
        located = [_located(node, reached.get(node.address.lower())) for node in others]
        places = {node.name.lower(): node.place for node in located} | {
            mine.lower(): nodes[0].place
        }
        return FoundTopology(
            (*nodes, *located),
            tuple(_links(members, mine, places, seen)),
            tuple(_notes(nodes, located, looked_up, listeners)),
        )

    def _nodes(self, seen: Replication, listeners: Iterable[Mapping[str, Any]]) -> list[FoundNode]:
        instances = self.fetch_if_allowed(INSTANCES)
        local = read_local(listeners, tls=self.encrypted != "")
        rac = len(instances) > 1
        also = (self.server.unique_name,)
        if not instances:
            return [
                FoundNode(self.endpoint.address, self.endpoint.port, seen.role, self.facts.name,
                          self.facts.version, also=also)
            ]  # fmt: skip
        role = TopologyRole.RAC_NODE if rac and seen.role is not TopologyRole.STANDBY else seen.role
        found = []
        for row in instances:
            host = text(row["host_name"])
            at = local.get(int(row["inst_id"])) or NetAddress(
                host, 0 if rac else self.endpoint.port
            )
            found.append(
                FoundNode(
                    at.host,
                    at.port,
                    role,
                    text(row["instance_name"]),
                    text(row["version"]),
                    text(row["status"]),
                    healthy=text(row["status"]) == "OPEN" or seen.role is TopologyRole.STANDBY,
                    also=(host, *also) if host != at.host else also,
                )
            )
        return found

    def _reached(self) -> tuple[dict[str, NetAddress], set[str]]:
        """Addresses of databases by unique name; and whose were looked up on this machine."""
        found: dict[str, NetAddress] = {}
        looked_up = set()
        rows = [*self.fetch_if_allowed(SHIPPING), *self.fetch_if_allowed(BROKER)]
        for row in rows:
            name, identifier = text(row["database"]).lower(), text(row["connect_identifier"])
            service = resolved(self.endpoint, identifier) if name and identifier else None
            if service is not None and service.addresses and name not in found:
                found[name] = service.addresses[0]
                if not {"(", "/", ":"} & set(identifier):
                    looked_up.add(name)
        return found, looked_up


def read_local(listeners: Iterable[Mapping[str, Any]], *, tls: bool) -> dict[int, NetAddress]:
    """The listener of each instance, of the kind this connection uses where there are both."""
    found: dict[int, NetAddress] = {}
    for row in listeners:
        if text(row["type"]).upper() != "LOCAL LISTENER":
            continue
        for address in _addresses(text(row["value"])):
            node = int(row["inst_id"])
            if node not in found or address.tls is tls:
                found[node] = address
    return found


def _addresses(value: str) -> tuple[NetAddress, ...]:
    if value.upper().startswith("(ADDRESS_LIST"):
        value = f"(DESCRIPTION={value})"
    service = read_descriptor(value) if value.startswith("(") else None
    return service.addresses if service else ()


def _notes(
    nodes: list[FoundNode],
    others: list[FoundNode],
    looked_up: set[str],
    listeners: Iterable[Mapping[str, Any]],
) -> Iterable[str]:
    scans = {text(row["value"]) for row in listeners
             if text(row["type"]).upper() == "REMOTE LISTENER" and row["value"]}  # fmt: skip
    if scans:
        yield _("The listener for all nodes: {addresses}.").format(
            addresses=", ".join(sorted(scans))
        )
    unknown = [node.name for node in (*nodes, *others) if not node.port]
    if unknown:
        yield _("Addresses that are not known here: {names}.").format(names=", ".join(unknown))
    if looked_up:
        yield _("By the tnsnames.ora of this machine, which may differ from the servers': {names}."
        ).format(names=", ".join(sorted(looked_up)))  # fmt: skip


def _member(row: Mapping[str, Any]) -> FoundNode:
    name, role = text(row["db_unique_name"]), text(row["dest_role"])
    found = TopologyRole.UNKNOWN
    if role.startswith("PRIMARY"):
        found = TopologyRole.PRIMARY
    elif role.startswith(_STANDBYS):
        found = TopologyRole.STANDBY
    return FoundNode(name, 0, found, name, state=role)


def _named(seen: Replication) -> list[FoundNode]:
    """Databases that only shipping tells of."""
    found = [
        FoundNode(each.address, 0, each.role, each.address, state=each.state, healthy=each.healthy)
        for each in seen.replicas
    ]
    found += [
        FoundNode(each.source, 0, TopologyRole.PRIMARY, each.source)
        for each in seen.channels
        if each.source
    ]
    return found


def _located(node: FoundNode, address: NetAddress | None) -> FoundNode:
    if address is None:
        return replace(node, also=(node.name,))
    return replace(node, address=address.host, port=address.port, also=(node.name,))


def _links(
    members: list[dict[str, Any]], mine: str, places: Mapping[str, str], seen: Replication
) -> list[FoundLink]:
    """Who feeds whom: from the configuration where it is there, else from what we see."""
    health = {each.address.lower(): each for each in seen.replicas}

    def end(name: str) -> str:
        return places.get(name.lower(), name)

    if members:
        links = []
        for row in members:
            name, parent = text(row["db_unique_name"]), text(row["parent_dbun"])
            if not parent or parent == "NONE":
                continue
            own = seen.channels[0] if name.lower() == mine.lower() and seen.channels else None
            shipped = health.get(name.lower()) if parent.lower() == mine.lower() else None
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
    links = [FoundLink(end(mine), end(r.address), None, r.healthy, r.state) for r in seen.replicas]
    links += [
        FoundLink(end(each.source), end(mine), each.lag, each.healthy)
        for each in seen.channels
        if each.source
    ]
    return links
