"""The servers behind a session: one, or all of a cluster, and how each is reached."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from app.domain.endpoint import Endpoint
from app.domain.errors import Cancelled, ConnectFailed, ConsoleError, SessionLost, StatementFailed
from app.domain.operating.server import WatchCost
from app.domain.stop import Stop
from app.engines.redis.cluster_map import ClusterMap, Place, read_map
from app.engines.redis.cluster_nodes import cluster_nodes
from app.engines.redis.node import Node
from app.engines.redis.replies import text
from app.i18n import _

T = TypeVar("T")

Opener = Callable[[str, int, Stop], Node]
"""Opens another server of the same service, by the same way and with the same login."""

_PAUSE = 15.0
"""Seconds for which a server that could not be reached is not tried again by a page."""
_REST = 6
"""Or so many times as long as it took to find out: a silent one would hold every page up."""


class Servers:
    """Connections by name, and the map of a cluster."""

    def __init__(self, endpoint: Endpoint, main: Node, open_another: Opener) -> None:
        self.endpoint = endpoint
        self.main = main
        self.stop = Stop()
        self._open = open_another
        self._nodes: dict[str, Node] = {main.name: main}
        self._beside: set[Node] = set()
        self._names: dict[str, str] = {}
        self._map = ClusterMap()
        self._silent: dict[str, tuple[float, ConsoleError]] = {}
        self._closed_cost = (0, 0.0, 0)

    @property
    def cost(self) -> WatchCost:
        """Commands, seconds and bytes over all connections."""
        asked, took, received = self._closed_cost
        for node in tuple(self._nodes.values()):
            asked, took = asked + node.asked, took + node.seconds
            received += node.received
        return WatchCost(asked, took, bytes=received)

    @property
    def is_cluster(self) -> bool:
        """Whether keys are spread over several servers."""
        return self.endpoint.access.redis.cluster

    # ----------------------------------------------------------------------- connections

    def node(self, name: str) -> Node:
        """The connection to a server of the service, `host:port`; made when first used.

        Raises ConnectFailed. In a cluster one that broke is made anew; elsewhere it is the session
        that is lost.
        """
        held = self._nodes.get(name)
        if held is not None and not (held.gone and self.is_cluster):
            return held
        if held is not None:
            self.leave(held)
        fresh = self._reach(name)
        fresh.name = name
        self._nodes[name] = fresh
        if held is self.main:
            self.main = fresh
        return fresh

    def _reach(self, name: str) -> Node:
        member = self._map.member(name)
        address, _colon, port = name.rpartition(":")
        places: tuple[Place, ...] = ((address, int(port)),) if port.isdigit() else ()
        if member is not None:
            places = tuple(dict.fromkeys((*places, *member.places)))
        failed: ConsoleError = ConnectFailed(
            _("The cluster has lost the address of {name}.").format(name=name),
            hint=_("See the replication page: CLUSTER FORGET removes a server that is no more."),
        )
        for number, (host, at) in enumerate(places):
            try:
                return self._open(host, at, self.stop)
            except (ConnectFailed, SessionLost) as error:
                self.stop.check()
                if not number:
                    failed = ConnectFailed(str(error), hint=error.hint)
        raise failed

    def another(self, name: str) -> Node:
        """One more connection to a server, for what fills one; `leave` it."""
        fresh = self._reach(name)
        fresh.name = name
        try:
            self.stop.check()
        except Cancelled:
            fresh.close()
            raise
        self._beside.add(fresh)
        return fresh

    def leave(self, node: Node) -> None:
        """Close it, and keep what it cost."""
        self._beside.discard(node)
        asked, seconds, received = self._closed_cost
        self._closed_cost = (
            asked + node.asked, seconds + node.seconds, received + node.received
        )  # fmt: skip
        node.close()

    def _cut(self) -> None:
        for node in (*tuple(self._nodes.values()), *tuple(self._beside)):
            node.cut()

    def close(self) -> None:
        """Let go of every connection."""
        for node in (*self._nodes.values(), *self._beside):
            node.close()

    # ------------------------------------------------------------------ the cluster's map

    def read_slots(self, first: str = "") -> None:
        """Learn who is there and holds which slots, from the first server that tells."""

        def ask(node: Node) -> tuple[Node, Any, Any]:
            slots, nodes = node.ask_all((("CLUSTER", "SLOTS"), ("CLUSTER", "NODES")))
            if isinstance(slots, StatementFailed):
                raise slots
            return node, slots, nodes

        node, slots, nodes = self._first_that(ask, first)
        listed = "" if isinstance(nodes, StatementFailed) else text(nodes)
        for each in cluster_nodes(listed, node.address):
            if "myself" in each.flags:
                self._names[each.id] = node.name
        self._map = read_map(slots, listed, node.address, self._names)

    def ask_any(self, *words: bytes | str | int) -> Any:
        """What any server of the service can tell: the main one, else the first that answers."""
        return self._first_that(lambda node: node.ask(*words))

    def _first_that(self, ask: Callable[[Node], T], first: str = "") -> T:
        if not self.is_cluster:
            return ask(self.main)
        known = [self.main.name, *self._nodes, *(each.name for each in self._map.members)]
        names = list(dict.fromkeys(([first] if first else []) + known))
        names.sort(key=self._rests)
        failed: ConsoleError | None = None
        for name in names:
            begun = time.monotonic()
            try:
                return ask(self.node(name))
            except (ConnectFailed, SessionLost) as error:
                self.stop.check()
                self._silence(name, error, time.monotonic() - begun)
                failed = failed or error
            except StatementFailed as error:
                if error.code != "LOADING":
                    raise
                failed = failed or error
        assert failed is not None
        raise failed

    def _rests(self, name: str) -> bool:
        return self._silent.get(name, (0.0, None))[0] > time.monotonic()

    def _silence(self, name: str, error: ConsoleError, took: float) -> None:
        """Let it rest; the longer it kept us waiting, the longer."""
        self._silent[name] = time.monotonic() + max(_PAUSE, _REST * took), error

    def masters(self) -> list[Node]:
        """Every server that holds keys of its own."""
        return [self.node(name) for name in self.master_names()]

    def master_names(self) -> tuple[str, ...]:
        """What they are called; in a cluster by the order of their slots."""
        if not self.is_cluster:
            return (self.main.name,)
        if not self._map.ranges:
            self.read_slots()
        return self._map.masters

    def owner_of(self, key: bytes) -> str:
        """The name of the server that holds a key."""
        if not self.is_cluster:
            return self.main.name
        slot = slot_of(key)
        if not (found := self._map.owner(slot)):
            self.read_slots()
            found = self._map.owner(slot)
        if not found:
            raise StatementFailed(
                _("No server of the cluster holds slot {slot}.").format(slot=slot),
                hint=_("The cluster is not whole: see its replication page."),
                code="CLUSTERDOWN",
            )
        return found


def slot_of(key: bytes) -> int:
    """The slot of a key: of the part in braces, where it has one."""
    from redis.crc import key_slot

    return int(key_slot(key))
