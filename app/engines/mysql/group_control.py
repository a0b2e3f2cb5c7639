"""Joining and leaving a replication group, and choosing its primary."""

from app.domain.act import Act, Command
from app.domain.errors import BadInput, Refused
from app.domain.inventory import TopologyRole
from app.domain.operating.replication import Replica, ReplicationStep
from app.engines.mysql.control import ControlsChannels
from app.engines.mysql.group import ONLINE, UNREACHABLE
from app.engines.mysql.wire import quoted
from app.i18n import _

_JOIN, _LEAVE, _PROMOTE = ReplicationStep.JOIN, ReplicationStep.LEAVE, ReplicationStep.PROMOTE
_PATIENCE = 300.0
"""Seconds to join or leave: without a majority leaving takes half a minute, and joining waits for
the others as long as group_replication_components_stop_timeout has it by default."""
_STOP = Command("STOP GROUP_REPLICATION", seconds=_PATIENCE)


class ControlsGroup(ControlsChannels):
    """Controls this server's place in its group. It never bootstraps one: that forks data."""

    @property
    def replication_steps(self) -> tuple[ReplicationStep, ...]:
        """Those of the group where the server is set up for one."""
        steps = super().replication_steps
        if not self.server.variables.get("group_replication_group_name"):
            return steps
        single = self.server.on("group_replication_single_primary_mode")
        promotes = (_PROMOTE,) if single and self.server.mysql(8, 0, 13) else ()
        return (*steps, _JOIN, _LEAVE, *promotes)

    def plan_replication(self, step: ReplicationStep, channel: str) -> Act:
        """Of a step in the group; reads the members to say whom it hits."""
        if step not in (_JOIN, _LEAVE, _PROMOTE):
            return super().plan_replication(step, channel)
        members = self.members()
        if step is _PROMOTE:
            return self._promote(members, channel)
        own = next((each for each in members if each.id == self._uuid()), None)
        inside = own is not None and own.role is not TopologyRole.UNKNOWN
        if step is _JOIN:
            return self._join(own, inside=inside)
        if own is None or not (inside or own.state == "ERROR"):
            raise Refused(_("This server is not in its group, so it cannot leave it."))
        return self._leave(own, members)

    def _uuid(self) -> str:
        return self.server.variables.get("server_uuid", "")

    def _join(self, own: Replica | None, *, inside: bool) -> Act:
        if inside and own is not None:
            raise Refused(
                _("This server is in its group already ({state}).").format(state=own.state)
            )
        name = self.server.variables["group_replication_group_name"]
        seeds = self.server.variables.get("group_replication_group_seeds", "")
        commands = [Command("START GROUP_REPLICATION", seconds=_PATIENCE)]
        if own is not None and own.state == "ERROR":
            commands.insert(0, _STOP)
        return Act(
            "replication-join",
            _("Join the group {name}").format(name=name),
            tuple(commands),
            (
                own.address if own else self._here(),
                _("Asked to let it in: {seeds}").format(seeds=seeds),
            ),
            (
                _("What it lacks is fetched from a member first; until then it is RECOVERING."),
                _("It is refused where it has transactions of its own, and where no member is up:"
                  " a group that is gone is bootstrapped by hand, on the member that has most."),
            ),
        )  # fmt: skip

    def _leave(self, own: Replica, members: tuple[Replica, ...]) -> Act:
        others = [each for each in members if each.id != own.id and each.state == ONLINE]
        warnings = [_("The server becomes read-only, and falls behind until it joins again.")]
        inside = own.role is not TopologyRole.UNKNOWN  # else it knows nothing of the others
        leads = own.role is TopologyRole.GROUP_PRIMARY
        if leads and others:
            warnings.append(_("It is the primary: the others elect another, who takes the writes."))
        if others:
            warnings.append(_left(len(others)))
        elif inside:
            warnings.append(
                _("No other member is online: the group ends, and must be bootstrapped by hand.")
            )
        return Act(
            "replication-leave",
            _("Leave the group {name}").format(
                name=self.server.variables["group_replication_group_name"]
            ),
            (_STOP,),
            (member_line(own), *(_("stays: {member}").format(member=member_line(each))
                                 for each in others)),
            tuple(warnings),
            type_to_confirm=own.address if leads or (inside and not others) else "",
        )  # fmt: skip

    def _promote(self, members: tuple[Replica, ...], address: str) -> Act:
        chosen = next((each for each in members if address in (each.address, each.id)), None)
        if chosen is None:
            raise BadInput(_("There is no member {name} in the group.").format(name=repr(address)))
        if chosen.role is TopologyRole.GROUP_PRIMARY:
            raise Refused(_("{member} is the primary already.").format(member=chosen.address))
        if chosen.state != ONLINE:
            raise Refused(
                _("{member} is {state}; only a member that is ONLINE can be the primary.").format(
                    member=chosen.address, state=chosen.state
                )
            )
        if lost := [each.address for each in members if each.state == UNREACHABLE]:
            raise Refused(
                _("While {members} cannot be reached, no primary can be chosen.").format(
                    members=", ".join(lost)
                ),
                hint=_("Wait until the group has expelled it, or bring it back."),
            )
        leads = [each for each in members if each.role is TopologyRole.GROUP_PRIMARY]
        return Act(
            "replication-promote",
            _("Make {member} the primary of its group").format(member=chosen.address),
            (Command(f"SELECT group_replication_set_as_primary({quoted(chosen.id)})"),),
            tuple(member_line(each) for each in (*leads, chosen)),
            (
                _("The primary until now becomes read-only; applications must write to the new"
                  " one."),
                _("It waits for transactions that are open on the primary until now."),
            ),
            type_to_confirm=chosen.address,
        )  # fmt: skip

    def _here(self) -> str:
        return f"{self.endpoint.address}:{self.endpoint.port}"


def member_line(member: Replica) -> str:
    """A member in a line."""
    facts = dict(member.facts)
    waiting = ", ".join(
        f"{name} {facts[name]}"
        for name in ("certifying", "applying")
        if facts.get(name, "0") != "0"
    )
    return "  ".join(part for part in (member.address, member.state, waiting) if part)


def _left(online: int) -> str:
    if online > 2:
        return _("{count} members stay; they bear the loss of {more} more.").format(
            count=online, more=(online - 1) // 2
        )
    return _("{count} members stay; the group bears no further loss.").format(count=online)
