"""The replication group a server is, or was, a member of.

A member sees the others as the group agreed on; one that fell out sees itself alone, OFFLINE or in
ERROR. Sources: MySQL Reference, "The replication_group_members Table" and "Group Replication
Server States"; the applier's error that put a member into ERROR is told by its worker alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.inventory import TopologyRole
from app.domain.operating.replication import Replica
from app.engines.mysql.asking import Asking
from app.engines.mysql.wire import text_of
from app.i18n import _

APPLIER = "group_replication_applier"
"""The channel by which a member takes what the others wrote; SHOW REPLICA STATUS leaves it out."""
ONLINE, RECOVERING, UNREACHABLE = "ONLINE", "RECOVERING", "UNREACHABLE"
_INSIDE = frozenset({ONLINE, RECOVERING, UNREACHABLE})
_MEMBERS = "SELECT * FROM performance_schema.replication_group_members"
_MEMBER_STATS = (
    "SELECT member_id, count_transactions_in_queue AS certifying,"
    " count_transactions_remote_in_applier_queue AS applying, count_conflicts_detected AS conflicts"
    " FROM performance_schema.replication_group_member_stats"
)
_PRIMARY_OF_57 = "SHOW GLOBAL STATUS LIKE 'group_replication_primary_member'"


class KnowsGroup(Asking):
    """Reads the members of the group."""

    def members(self) -> tuple[Replica, ...]:
        """As this server sees them, itself among them; none where there is no group."""
        if self.server.mariadb or not self.server.performance_schema:
            return ()
        rows = [row for row in self.fetch_if_allowed(_MEMBERS) if text_of(row["member_id"])]
        if not rows:
            return ()
        if "member_role" not in rows[0]:
            self._add_roles(rows)
        stats = {text_of(row["member_id"]): row for row in self.fetch_if_allowed(_MEMBER_STATS)}
        return tuple(_member(row, stats.get(text_of(row["member_id"]), {})) for row in rows)

    def _add_roles(self, rows: Sequence[dict[str, Any]]) -> None:
        """MySQL 5.7 tells the primary in a variable; with several primaries it is empty."""
        said = self.fetch_if_allowed(_PRIMARY_OF_57)
        primary = text_of(said[0]["value"]) if said else ""
        for row in rows:
            leads = text_of(row["member_id"]) == primary or not primary
            row["member_role"] = "PRIMARY" if leads else "SECONDARY"


def _member(row: Mapping[str, Any], stats: Mapping[str, Any]) -> Replica:
    state = text_of(row["member_state"])
    return Replica(
        address=f"{text_of(row['member_host'])}:{text_of(row['member_port'])}",
        role=_role(text_of(row.get("member_role")), state),
        state=state,
        id=text_of(row["member_id"]),
        healthy=state == ONLINE,
        facts=tuple(
            (name, text_of(value))
            for name, value in (("member_version", row.get("member_version")), *stats.items())
            if value is not None and name != "member_id"
        ),
    )


def _role(said: str, state: str) -> TopologyRole:
    """One that is out of the group has no role in it, whatever it had."""
    if state not in _INSIDE:
        return TopologyRole.UNKNOWN
    return TopologyRole.GROUP_PRIMARY if said == "PRIMARY" else TopologyRole.GROUP_SECONDARY


def group_line(name: str, mine: str, members: Sequence[Replica]) -> str:
    """Name and state of the group in a sentence; `mine` is the id of this server."""
    own = next((member for member in members if member.id == mine), None)
    if own is not None and own.state not in _INSIDE:
        return _("{name}: this server is out of the group ({state})").format(
            name=name, state=own.state
        )
    online = sum(member.healthy for member in members)
    said = _("{name}: {online} of {all} members online").format(
        name=name, online=online, all=len(members)
    )
    if is_blocked(members):
        said += " · " + _("no majority: nothing can be committed")
    return said


def is_blocked(members: Sequence[Replica]) -> bool:
    """Whether so many are out of reach that the rest cannot decide anything."""
    return 2 * sum(member.state == UNREACHABLE for member in members) >= len(members) > 0
