"""Which servers a cluster has, how each is reached, and which holds which slots."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.engines.redis.cluster_nodes import cluster_nodes
from app.engines.redis.replies import pairs, text

Place = tuple[str, int]
"""Address or host name, and port."""


@dataclass(frozen=True, slots=True)
class Member:
    """A server of a cluster.

    `places` are where it may be reached, best first: what the cluster wants clients to use
    (cluster-preferred-endpoint-type), the host name it announces, its address. Empty where the
    cluster has lost its address.
    """

    id: str
    name: str
    """`host:port`: of the first place, or as we dialled it."""
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class ClusterMap:
    """What one server said of its cluster at one moment."""

    members: tuple[Member, ...] = ()
    """Masters in the order of their slots, then all others."""
    ranges: tuple[tuple[int, int, str], ...] = ()
    """First slot, last slot, name of the master; in order."""

    @property
    def masters(self) -> tuple[str, ...]:
        """Names of those that hold slots, in the order of their slots."""
        return tuple(dict.fromkeys(name for _first, _last, name in self.ranges))

    def owner(self, slot: int) -> str:
        """Name of the master that holds a slot; "" where none does."""
        place = bisect_right(self.ranges, slot, key=lambda held: held[0]) - 1
        if place < 0 or slot > self.ranges[place][1]:
            return ""
        return self.ranges[place][2]

    def member(self, name: str) -> Member | None:
        """The one of that name."""
        return next((each for each in self.members if each.name == name), None)

    def name_at(self, place: Place) -> str:
        """The name of the member that is reached there; the place itself where none is."""
        for each in self.members:
            if place in each.places:
                return each.name
        return f"{place[0]}:{place[1]}"


def read_map(slots: Any, nodes: str, asked: str, names: Mapping[str, str]) -> ClusterMap:
    """From CLUSTER SLOTS and CLUSTER NODES ("" where it is not granted).

    `asked` is the address of the server that said it: a server may not know its own, or be told
    not to say one. `names` are those of connections that stand, by the ids of their servers.
    """
    found: dict[str, Member] = {}
    ranges = []
    listed = {node.id: node for node in cluster_nodes(nodes, asked)}

    def learn(identity: str, places: Sequence[Place]) -> str:
        node = listed.get(identity)
        known = list(places)
        if node is not None and "noaddr" not in node.flags:
            address, _colon, port = node.address.rpartition(":")
            at = known[0][1] if known else int(port)
            known += [(node.host_name, at), (address, at)]
        known = list(dict.fromkeys(place for place in known if place[0] and place[1]))
        name = names.get(identity) or (f"{known[0][0]}:{known[0][1]}" if known else identity)
        found.setdefault(identity, Member(identity, name, tuple(known)))
        return found[identity].name

    ordered = sorted(slots, key=lambda held: int(held[0]))
    for first, last, master, *_replicas in ordered:
        identity, places = _endpoint(master, asked)
        ranges.append((int(first), int(last), learn(identity, places)))
    for _first, _last, _master, *replicas in ordered:
        for replica in replicas:
            learn(*_endpoint(replica, asked))
    for node in listed.values():
        if "handshake" not in node.flags:
            learn(node.id, ())
    return ClusterMap(tuple(found.values()), tuple(ranges))


def _endpoint(said: Sequence[Any], asked: str) -> tuple[str, list[Place]]:
    """Id and places of a server in CLUSTER SLOTS.

    Its endpoint is null where clients shall use the address they came by, and `?` where it should
    be a host name and none is set; what else is known stands behind the id (Redis 7 and newer).
    """
    endpoint, port, *rest = said
    identity = text(rest[0]) if rest else f"{text(endpoint)}:{port}"
    more = pairs(rest[1]) if len(rest) > 1 else {}
    preferred = text(endpoint)
    if preferred in ("", "?"):
        preferred = asked if not preferred else ""
    addresses = [preferred, text(more.get("hostname")), text(more.get("ip"))]
    places = [(address, int(port)) for address in addresses if address]
    return identity, places or [(asked, int(port))]
