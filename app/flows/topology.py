"""A service as its servers see it, against how it is recorded."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.endpoint import Access, Endpoint
from app.domain.estate import Inventory
from app.domain.inventory import ROLE_NAMES, ROLES, Host, Instance, Service, TopologyRole, new_id
from app.domain.operating.replication import FoundLink, FoundNode, FoundTopology
from app.domain.stop import Stop
from app.engines.abilities import FindsTopology
from app.engines.base import Session
from app.engines.mysql.gtid import errant
from app.flows.endpoints import endpoint_of
from app.i18n import _

Connected = Callable[[Endpoint, Stop], Session]


def merged(found: Iterable[FoundTopology]) -> FoundTopology:
    """What several servers know, as one picture: who asked knows its own role best.

    A server that others only name (it has no version) is the one that tells of itself by that name.
    """
    found = _told_once(tuple(found))
    nodes: dict[str, FoundNode] = {}
    links: dict[tuple[str, str], FoundLink] = {}
    notes: list[str] = []
    for each in found:
        for node in each.nodes:
            place = node.place
            known = nodes.get(place)
            if known is None or (known.role is TopologyRole.UNKNOWN or not known.version):
                nodes[place] = node
        for link in each.links:
            known_link = links.get((link.source, link.replica))
            if known_link is None or known_link.lag is None:
                links[link.source, link.replica] = link
        notes += each.notes
    notes += _errant(nodes, links.values())
    return FoundTopology(tuple(nodes.values()), tuple(links.values()), tuple(dict.fromkeys(notes)))


def _errant(nodes: Mapping[str, FoundNode], links: Iterable[FoundLink]) -> list[str]:
    """Of each link whose two ends were asked: what the replica wrote and its source lacks."""
    notes = []
    for link in links:
        source, replica = nodes.get(link.source), nodes.get(link.replica)
        if source and replica and (lacking := errant(replica.wrote, source.has)):
            notes.append(
                _("{replica} wrote transactions that its source {source} lacks: {gtids}. If it"
                  " becomes the source, replicas fail or differ; compare the data first.").format(
                    replica=link.replica, source=link.source, gtids=lacking)
            )  # fmt: skip
    return notes


def _told_once(found: Sequence[FoundTopology]) -> list[FoundTopology]:
    everybody = [node for each in found for node in each.nodes]
    telling: dict[str, str] = {}
    for node in everybody:
        if node.version and node.port:
            for name in node.also:
                telling.setdefault(name.lower(), node.place)
    instead: dict[str, str] = {}
    for node in everybody:
        names = (node.address, *node.also)
        told = next((telling[name.lower()] for name in names if name.lower() in telling), None)
        if told is not None and not (node.version and node.port):
            instead[node.place] = told
    return [
        replace(
            each,
            nodes=tuple(node for node in each.nodes if node.place not in instead),
            links=tuple(
                replace(
                    link,
                    source=instead.get(link.source, link.source),
                    replica=instead.get(link.replica, link.replica),
                )
                for link in each.links
            ),
        )
        for each in found
    ]


def ask(inventory: Inventory, instance: Instance, connect: Connected, stop: Stop) -> FoundTopology:
    """What one server knows of its service; nothing where its kind cannot tell."""
    session = connect(endpoint_of(inventory, instance), stop)
    try:
        if not isinstance(session, FindsTopology):
            return FoundTopology()
        with session.during(stop):
            return session.find_topology()
    finally:
        session.close()


class Kind(StrEnum):
    """How a record and the servers differ."""

    NEW = "new"
    ROLE = "role"
    VERSION = "version"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Difference:
    """One of them; `record` is what the inventory would hold if it is accepted."""

    kind: Kind
    place: str
    text: str
    record: Instance
    healthy: bool = True


def differences(
    inventory: Inventory, service: Service, found: FoundTopology, waiting: Container[str] = ()
) -> tuple[Difference, ...]:
    """What was found and is not recorded so, to be accepted one by one.

    `waiting` are ids of instances that may still answer: none of them is said to be gone.
    """
    recorded = inventory.below(service, Instance)
    by_place = {place: each for each in recorded for place in _places(inventory, each)}
    by_name: dict[str, dict[str, Instance]] = {}
    for place, each in by_place.items():
        for name in (place.rpartition(":")[0], each.name):
            by_name.setdefault(name.lower(), {})[each.id] = each
    seen: set[str] = set()
    result: list[Difference] = []
    for node in found.nodes:
        place = node.place
        known = _recorded(node, by_place, by_name)
        if known is None and not node.port:
            continue  # a record without a port would be a wrong one
        if known is None:
            fresh = Instance(
                new_id(), node.name or place, service.type, node.address, node.port, service.id,
                version=node.version, role=_role(service, node.role),
                environment=service.environment,
                access=recorded[0].access if recorded else Access(),
            )  # fmt: skip
            text = _("not recorded; it is {role}").format(role=_(ROLE_NAMES[node.role]))
            result.append(Difference(Kind.NEW, place, text, fresh, node.healthy))
            continue
        seen.add(known.id)
        role = _role(service, node.role)
        if role not in (TopologyRole.UNKNOWN, known.role):
            text = _("recorded as {old}, it is {new}").format(
                old=_(ROLE_NAMES[known.role]), new=_(ROLE_NAMES[role])
            )
            result.append(
                Difference(Kind.ROLE, place, text, replace(known, role=role), node.healthy)
            )
        if node.version and node.version != known.version:
            text = _("recorded with version {old}, it has {new}").format(
                old=known.version or "–", new=node.version
            )
            result.append(
                Difference(Kind.VERSION, place, text, replace(known, version=node.version))
            )
    if found.nodes and all(node.port for node in found.nodes):  # else one may be at a record's
        result += [
            Difference(Kind.GONE, f"{each.address}:{each.port}",
                       _("recorded, and no server of the service knows it"), each, False)
            for each in recorded if each.id not in seen and each.id not in waiting
        ]  # fmt: skip
    return tuple(result)


def accepted(differences_: Sequence[Difference]) -> tuple[tuple[Instance, ...], tuple[str, ...]]:
    """What is to be saved, and the ids of what is to be deleted; changes to one are joined."""
    save: dict[str, Instance] = {}
    gone: list[str] = []
    for each in differences_:
        if each.kind is Kind.GONE:
            gone.append(each.record.id)
            continue
        before = save.get(each.record.id, each.record)
        if each.kind is Kind.ROLE:
            before = replace(before, role=each.record.role)
        elif each.kind is Kind.VERSION:
            before = replace(before, version=each.record.version)
        save[each.record.id] = before
    return tuple(save.values()), tuple(gone)


def _recorded(
    node: FoundNode,
    by_place: Mapping[str, Instance],
    by_name: Mapping[str, Mapping[str, Instance]],
) -> Instance | None:
    """The record of a node; where its port is not known, the only one that goes by its name."""
    names = (node.address, *node.also)
    if node.port:
        return next((by_place[at] for at in (f"{n}:{node.port}" for n in names) if at in by_place),
                    None)  # fmt: skip
    called = [by_name[name.lower()] for name in (*names, node.name) if name.lower() in by_name]
    alone = next((each for each in called if len(each) == 1), {})
    return next(iter(alone.values()), None)


def _places(inventory: Inventory, instance: Instance) -> set[str]:
    """Every way its server may be called by the others; what has another name is not gone."""
    host = inventory.get(Host, instance.host)
    names = (instance.address, instance.vip, instance.domain)
    machine = (host.name, host.business_ip, host.management_ip) if host else ()
    return {f"{name}:{instance.port}" for name in (*names, *machine) if name}


def _role(service: Service, role: TopologyRole) -> TopologyRole:
    return role if role in ROLES[service.type] else TopologyRole.UNKNOWN
