"""The servers this one knows of: its sources, its replicas, the members of its group.

A server knows its own neighbours only. What is further along the chain is found by asking them,
which is the business of whoever may log into them.
"""

from collections.abc import Sequence

from app.domain.inventory import TopologyRole
from app.domain.operating.replication import Channel, FoundLink, FoundNode, FoundTopology, Replica
from app.engines.mysql.gtid import own_transactions
from app.engines.mysql.replication import Replicating
from app.i18n import _

_GROUP = frozenset({TopologyRole.GROUP_PRIMARY, TopologyRole.GROUP_SECONDARY})


class Topology(Replicating):
    """Finds the servers that belong to the same service."""

    def find_topology(self) -> FoundTopology:
        """This server and its neighbours; addresses are as the servers name one another."""
        seen = self.replication()
        here = f"{self.endpoint.address}:{self.endpoint.port}"
        mine = self.server.variables.get("server_uuid")
        own = next((each for each in seen.replicas if mine and each.id == mine), None)
        variables = self._variables()
        nodes = {
            here: FoundNode(
                self.endpoint.address,
                self.endpoint.port,
                seen.role,
                self.facts.name,
                self.facts.version,
                state=own.state if own else "",
                healthy=all(channel.healthy for channel in seen.channels)
                and (own is None or own.healthy),
                wrote=own_transactions(variables),
                has=variables.get("gtid_binlog_state") or variables.get("gtid_executed", ""),
            )
        }
        links: list[FoundLink] = []
        notes: list[str] = []
        for channel in seen.channels:
            self._source(channel, here, nodes, links)
        for replica in seen.replicas:
            self._replica(replica, here, nodes, links, notes)
        links += self._within_group(seen.replicas, here)
        return FoundTopology(tuple(nodes.values()), tuple(links), tuple(notes))

    def _source(
        self, channel: Channel, here: str, nodes: dict[str, FoundNode], links: list[FoundLink]
    ) -> None:
        host, _colon, port = channel.source.rpartition(":")
        nodes.setdefault(
            channel.source,
            FoundNode(host, _port(port), TopologyRole.MASTER, healthy=channel.receiving == "Yes"),
        )
        links.append(
            FoundLink(channel.source, here, channel.lag, channel.healthy, channel.name or "")
        )

    def _replica(
        self,
        replica: Replica,
        here: str,
        nodes: dict[str, FoundNode],
        links: list[FoundLink],
        notes: list[str],
    ) -> None:
        host, _colon, port = replica.address.rpartition(":")
        if not host:
            notes.append(
                _("A replica does not say where it is; report_host on it would tell: {id}").format(
                    id=replica.id or replica.address
                )
            )
            return
        if replica.id == self.server.variables.get("server_uuid"):
            return  # a member of a group sees itself, too
        nodes.setdefault(
            replica.address,
            FoundNode(
                host, _port(port), replica.role, state=replica.state, healthy=replica.healthy
            ),
        )
        if replica.role not in _GROUP:
            links.append(FoundLink(here, replica.address, replica.lag, replica.healthy))

    def _within_group(self, members: Sequence[Replica], here: str) -> list[FoundLink]:
        """The primary feeds every other member; this server is called as it is called here."""
        mine = self.server.variables.get("server_uuid")
        place = {each.id: here if each.id == mine else each.address for each in members}
        return [
            FoundLink(place[leads.id], place[each.id], each.lag, each.healthy, _("group"))
            for leads in members if leads.role is TopologyRole.GROUP_PRIMARY
            for each in members if each.role is TopologyRole.GROUP_SECONDARY
        ]  # fmt: skip


def _port(text: str) -> int:
    return int(text) if text.isdecimal() else 0
