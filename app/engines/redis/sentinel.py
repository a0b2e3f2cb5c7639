"""What a Sentinel watches, and how it is told to fail over."""

from typing import Any

from app.domain.act import Act, Command
from app.domain.errors import BadInput, Refused, Unsupported
from app.domain.inventory import TopologyRole
from app.domain.operating.replication import (
    Channel,
    FoundLink,
    FoundNode,
    FoundTopology,
    Replica,
    Replication,
    ReplicationStep,
)
from app.engines.redis import replies
from app.engines.redis.replication import quorum
from app.engines.redis.session import BaseSession
from app.i18n import _
from app.sql.redis.words import join

_FACTS = (
    "quorum", "num-slaves", "num-other-sentinels", "down-after-milliseconds", "failover-timeout",
    "parallel-syncs", "config-epoch", "failover-state", "flags",
)  # fmt: skip


class Watches(BaseSession):
    """SENTINEL MASTERS, REPLICAS, SENTINELS and FAILOVER."""

    replication_steps = (ReplicationStep.FAILOVER,)

    def replication(self) -> Replication:
        """Each master it watches is a channel; its replicas and the other Sentinels are members."""
        channels: list[Channel] = []
        members: list[Replica] = []
        for master in self._masters():
            name = master.get("name", "")
            down = {"s_down", "o_down"} & set(master.get("flags", "").split(","))
            channels.append(
                Channel(
                    name=name,
                    source=_place(master),
                    receiving=master.get("flags", ""),
                    applying=master.get("failover-state", ""),
                    healthy=not down,
                    error=_("Sentinels think it is down.") if down else "",
                    facts=(
                        *((fact, master[fact]) for fact in _FACTS if fact in master),
                        ("ckquorum", quorum(self, name)),
                    ),
                )
            )
            members += self._members(name)
        return Replication(
            TopologyRole.SENTINEL, tuple(channels), tuple(members),
            group=", ".join(channel.name for channel in channels),
        )  # fmt: skip

    def plan_replication(self, step: ReplicationStep, channel: str) -> Act:
        """SENTINEL FAILOVER of the master called `channel`."""
        if step is not ReplicationStep.FAILOVER:
            raise Unsupported(_("A Sentinel can only fail over."))
        master = next((each for each in self._masters() if each.get("name") == channel), None)
        if master is None:
            raise BadInput(
                _("The Sentinel does not know a master called {name}.").format(name=channel),
                hint=_("Check the name: SENTINEL MASTERS lists those it watches."),
            )
        if "failover_in_progress" in master.get("flags", ""):
            raise Refused(
                _("{name} is being failed over already.").format(name=channel),
                hint=_("See on this page how far it has come."),
            )
        replicas = [each for each in self._members(channel) if each.role is TopologyRole.SLAVE]
        if not any(each.healthy and dict(each.facts)["priority"] != "0" for each in replicas):
            raise Refused(
                _("No replica of {name} could take over.").format(name=channel),
                hint=_("One must be up, and have a replica-priority other than 0."),
            )
        words = ("SENTINEL", "FAILOVER", channel)
        return Act(
            "replication-failover",
            _("Fail over {name} to one of its replicas").format(name=channel),
            (Command(join(words), words),),
            (
                _("{server}, the master now").format(server=_place(master)),
                *(
                    _("{server}, replica with priority {priority}: {flags}").format(
                        server=each.address, priority=dict(each.facts)["priority"],
                        flags=each.state,
                    )
                    for each in replicas
                ),
            ),
            (_("Clients are cut off from the old master; writes it has not passed on are lost."),),
            type_to_confirm=channel,
        )  # fmt: skip

    def find_topology(self) -> FoundTopology:
        """Masters, their replicas and the Sentinels."""
        nodes, links = [], []
        for master in self._masters():
            place = _place(master)
            healthy = "down" not in master.get("flags", "")
            nodes.append(_found(place, TopologyRole.MASTER, master, healthy))
            for member in self._members(master.get("name", "")):
                nodes.append(_found(member.address, member.role, {}, member.healthy))
                if member.role is TopologyRole.SLAVE:
                    links.append(FoundLink(place, member.address, member.lag, member.healthy))
                else:
                    links.append(FoundLink(member.address, place, None, member.healthy, "watches"))
            links.append(FoundLink(self.main.name, place, None, True, "watches"))
        nodes.append(FoundNode(self.main.address, self.main.port, TopologyRole.SENTINEL))
        return FoundTopology(tuple(nodes), tuple(links))

    def _masters(self) -> list[dict[str, str]]:
        return [_said(each) for each in self.main.ask("SENTINEL", "MASTERS")]

    def _members(self, name: str) -> list[Replica]:
        found = []
        for word, role in (("REPLICAS", TopologyRole.SLAVE), ("SENTINELS", TopologyRole.SENTINEL)):
            for said in map(_said, self.main.ask("SENTINEL", word, name)):
                flags = said.get("flags", "")
                found.append(
                    Replica(
                        _place(said), role, flags,
                        lag=replies.seconds(said.get("master-link-down-time"), 1000)
                        if role is TopologyRole.SLAVE else None,
                        id=said.get("runid", ""), healthy="down" not in flags,
                        facts=(("priority", said.get("slave-priority", "")),),
                    )
                )  # fmt: skip
        return found


def _said(reply: Any) -> dict[str, str]:
    return {name: replies.text(value) for name, value in replies.pairs(reply).items()}


def _place(said: dict[str, str]) -> str:
    return f"{said.get('ip', '')}:{said.get('port', '')}"


def _found(place: str, role: TopologyRole, said: dict[str, str], healthy: bool) -> FoundNode:
    address, _colon, port = place.rpartition(":")
    return FoundNode(address, int(port or 0), role, said.get("name", ""), healthy=healthy)
