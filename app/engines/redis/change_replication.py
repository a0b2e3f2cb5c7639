"""Who follows whom: planned with what it destroys, refused where it would go round in a ring."""

from app.domain.act import Act, Command
from app.domain.errors import BadInput, ConsoleError, Refused, Unsupported
from app.domain.inventory import TopologyRole
from app.domain.operating.replication import ReplicationStep
from app.engines.redis import replies
from app.engines.redis.cluster_nodes import ClusterNode, cluster_nodes
from app.engines.redis.following import FollowsSentinels
from app.i18n import _, ngettext
from app.sql.redis.words import join

_FURTHEST = 8
"""Masters of masters that are asked, one behind the other."""
_OF_CLUSTER = (TopologyRole.CLUSTER_MASTER, TopologyRole.CLUSTER_REPLICA)


class ControlsReplication(FollowsSentinels):
    """REPLICAOF and FAILOVER; in a cluster CLUSTER REPLICATE and CLUSTER FAILOVER."""

    @property
    def in_cluster(self) -> bool:
        """Whether this server is one of a cluster, however it was logged into."""
        return self.is_cluster or self.facts.role in _OF_CLUSTER

    @property
    def replication_steps(self) -> tuple[ReplicationStep, ...]:
        """Stop to be a replica, become one, let one take over; Sentinels decide that themselves."""
        if self.sentinel is not None:
            return ()
        if self.in_cluster:
            return ReplicationStep.FOLLOW, ReplicationStep.PROMOTE
        return ReplicationStep.STOP, ReplicationStep.FOLLOW, ReplicationStep.PROMOTE

    def plan_replication(self, step: ReplicationStep, channel: str) -> Act:
        """`channel` is the `host:port` of the master to follow, or of the replica to promote."""
        if self.sentinel is not None:
            raise Refused(
                _("Sentinels decide here who follows whom."),
                hint=_("Fail over on the page of one of the Sentinels."),
            )
        if step is ReplicationStep.STOP and not self.in_cluster:
            words = ("REPLICAOF", "NO", "ONE")
            return Act(
                "replication-stop", _("Make this replica a master of its own"),
                (Command(join(words), words, self.main.name),), (self.main.name,),
                (_("From then on the two hold different data."), _not_kept()),
                type_to_confirm="REPLICAOF NO",
            )  # fmt: skip
        if step is ReplicationStep.FOLLOW:
            place = _place(channel)
            return (
                self._follow_in_cluster(place) if self.in_cluster else self._follow_outside(place)
            )
        if step is ReplicationStep.PROMOTE:
            return self._promote_in_cluster(channel) if self.in_cluster else self._promote(channel)
        raise Unsupported(_("Redis replicas start and go on by themselves."))

    # --------------------------------------------------------------------- outside a cluster

    def _follow_outside(self, place: str) -> Act:
        ours = replies.info(self.main.ask("INFO"))
        if f"{ours.get('master_host')}:{ours.get('master_port')}" == place:
            raise BadInput(
                _("This server follows {server} already.").format(server=place),
                hint=_("Its link is shown on this page."),
            )
        address, _colon, port = place.rpartition(":")
        words = ("REPLICAOF", address, port)
        return Act(
            "replication-follow",
            _("Make this server a replica of {server}").format(server=place),
            (Command(join(words), words, self.main.name),),
            (self.main.name, *_databases(ours), *_fed(ours)),
            (
                _("All data of this server is thrown away, and that of {server} is copied.").format(
                    server=place
                ),
                *self._about_master(place, ours),
                _not_kept(),
            ),
            type_to_confirm=self.main.name,
        )

    def _about_master(self, place: str, ours: dict[str, str]) -> list[str]:
        """What to know of it before; Refused where it is this server, or takes its data from it."""
        said: list[str] = []
        at = place
        theirs: dict[str, str] = {}
        for step in range(_FURTHEST):
            try:
                found = replies.info(self.node(at).ask("INFO"))
            except ConsoleError as error:
                self.stop.check()
                said.append(
                    _("{server} could not be asked from here: {reason} Whether it takes its data"
                      " from this server is not known.").format(server=at, reason=error)
                )  # fmt: skip
                break
            if found.get("run_id") == ours.get("run_id"):
                raise _ring(place, own=not step)
            if found.get("redis_mode") == "cluster":
                raise Refused(
                    _("{server} is part of a cluster, and has no replica outside it.").format(
                        server=at
                    ),
                    hint=_("A server joins a cluster with CLUSTER MEET and CLUSTER REPLICATE."),
                )
            theirs = theirs or found
            if found.get("role") != "slave":
                break
            at = f"{found.get('master_host', '')}:{found.get('master_port', '')}"
        return self._compared(place, ours, theirs) + said if theirs else said

    def _compared(self, place: str, ours: dict[str, str], theirs: dict[str, str]) -> list[str]:
        said = [
            _("{server} holds {data}.").format(
                server=place, data=", ".join(_databases(theirs)) or _("no key at all")
            )
        ]
        if theirs.get("role") == "slave":
            said.append(_("{server} is a replica itself.").format(server=place))
        if _release(theirs) > _release(ours):
            said.append(
                _("It is newer ({theirs}) than this server ({ours}), which may not be able to read"
                  " its data.").format(
                    theirs=theirs.get("redis_version"), ours=ours.get("redis_version")
                )
            )  # fmt: skip
        return said

    def _promote(self, place: str) -> Act:
        """FAILOVER TO, of 6.2: no write is lost, for the master waits until the replica has all."""
        info = replies.info(self.main.ask("INFO", "replication"))
        fed = _fed(info)
        if place not in fed:
            raise BadInput(
                _("{server} is no replica of this server.").format(server=place),
                hint=_("Choose one of the replicas that are shown."),
            )
        if fed[place] != "online":
            raise Refused(
                _("{server} does not have all data yet: {state}.").format(
                    server=place, state=fed[place]
                ),
                hint=_("Wait until its state is online."),
            )
        if self.facts.release < (6, 2):
            raise Unsupported(_("Redis hands over by itself from version 6.2 on."))
        address, _colon, port = place.rpartition(":")
        words = ("FAILOVER", "TO", address, port, "TIMEOUT", "10000")
        return Act(
            "replication-promote",
            _("Let {replica} take over from this server").format(replica=place),
            (Command(join(words), words, self.main.name),),
            (self.main.name, place),
            (
                _("Writes wait until the replica has everything, 10 seconds at most; then this"
                  " server becomes its replica."),
                _("Other replicas stay with this server; clients must be told."),
            ),
            type_to_confirm="FAILOVER",
        )  # fmt: skip

    # ------------------------------------------------------------------------- in a cluster

    def _members(self) -> list[ClusterNode]:
        said = replies.text(self.main.ask("CLUSTER", "NODES"))
        return cluster_nodes(said, self.main.address)

    def _follow_in_cluster(self, place: str) -> Act:
        members = self._members()
        own = next(each for each in members if "myself" in each.flags)
        wanted = next((each for each in members if each.address == place), None)
        if wanted is None:
            raise BadInput(
                _("{server} is not part of this cluster.").format(server=place),
                hint=_("A server joins a cluster with CLUSTER MEET and CLUSTER REPLICATE."),
            )
        if wanted is own:
            raise _ring(place, own=True)
        if wanted.master == own.id:
            raise _ring(place, own=False)
        if wanted.role is TopologyRole.CLUSTER_REPLICA:
            raise Refused(
                _("{server} is a replica itself, and in a cluster only masters are followed."
                  ).format(server=place),
                hint=_("Choose its master."),
            )  # fmt: skip
        if own.slots:
            raise Refused(
                _("This server holds slots, and would leave them to nobody."),
                hint=_("Promote one of its replicas first, or move its slots elsewhere."),
            )
        words = ("CLUSTER", "REPLICATE", wanted.id)
        return Act(
            "replication-follow",
            _("Make this server a replica of {server}").format(server=place),
            (Command(join(words), words, self.main.name),),
            (self.main.name,),
            (_("All data of this server is thrown away, and that of {server} is copied.").format(
                server=place),),
            type_to_confirm=self.main.name,
        )  # fmt: skip

    def _promote_in_cluster(self, place: str) -> Act:
        members = self._members()
        wanted = next((each for each in members if each.address == place), None)
        if wanted is None or wanted.role is not TopologyRole.CLUSTER_REPLICA:
            raise BadInput(
                _("{server} is no replica of this cluster.").format(server=place),
                hint=_("Choose one of the replicas that are shown."),
            )
        master = next((each for each in members if each.id == wanted.master), None)
        down = master is None or not master.healthy
        words = ("CLUSTER", "FAILOVER", "FORCE") if down else ("CLUSTER", "FAILOVER")
        if down:
            warning = _("Its master does not answer: what it has not passed on is lost.")
        else:
            warning = _("Writes wait while the two change places; none is lost.")
        hits = [place]
        if master is not None:
            hits.append(_("{server}, slots {slots}").format(
                server=master.address, slots=master.slots or "-"))  # fmt: skip
        return Act(
            "replication-promote",
            _("Let {replica} take over from its master").format(replica=place),
            (Command(join(words), words, place),),
            tuple(hits),
            (warning,),
            type_to_confirm="CLUSTER FAILOVER",
        )


def _place(typed: str) -> str:
    """`host:port`, as it was meant: 6379 where no port is said."""
    address, colon, port = typed.strip().rpartition(":")
    if not colon:
        address, port = port, "6379"
    if not address or " " in address or not (port.isdigit() and 0 < int(port) < 65536):
        raise BadInput(
            _("{text} is no server.").format(text=typed or '""'),
            hint=_("Write host and port: 10.0.0.7:6379."),
        )
    return f"{address.strip('[]')}:{int(port)}"


def _ring(place: str, *, own: bool) -> Refused:
    if own:
        return Refused(
            _("{server} is this server itself.").format(server=place),
            hint=_("Enter the server that it shall follow."),
        )
    return Refused(
        _("{server} takes its data from this server: they would follow each other.").format(
            server=place
        ),
        hint=_("Make that one a master of its own first."),
    )


def _not_kept() -> str:
    return _("redis.conf does not change: after a restart what stands there holds again.")


def _databases(info: dict[str, str]) -> tuple[str, ...]:
    """What a server holds, a line each, from INFO keyspace."""
    found = []
    for name, line in info.items():
        if name.startswith("db") and name[2:].isdigit():
            keys = replies.number(line.partition("keys=")[2].partition(",")[0]) or 0
            found.append(
                ngettext("{database}: one key", "{database}: {count} keys", keys).format(
                    database=name, count=f"{keys:,}"
                )
            )
    return tuple(found)


def _fed(info: dict[str, str]) -> dict[str, str]:
    """The replicas of a server with their states, from INFO replication."""
    found = {}
    for name, line in info.items():
        if name.startswith("slave") and name[5:].isdigit():
            said = dict(part.partition("=")[::2] for part in line.split(","))
            found[f"{said.get('ip', '')}:{said.get('port', '')}"] = said.get("state", "")
    return found


def _release(info: dict[str, str]) -> tuple[int, ...]:
    return tuple(int(part) for part in info.get("redis_version", "").split(".") if part.isdigit())
