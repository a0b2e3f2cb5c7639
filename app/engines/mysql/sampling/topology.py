"""Replication: the channels this server follows, and its group."""

import time
from collections.abc import Mapping

from app.domain.inventory import TopologyRole
from app.domain.monitoring.sample import Scalar
from app.domain.operating.replication import Replica
from app.engines.mysql.channels import lag_of, old_names
from app.engines.mysql.facts import DUMPS, replica_status
from app.engines.mysql.gtid import parse_list, parse_set
from app.engines.mysql.sampling.look import Look, Missing, Wanted, scalar
from app.engines.mysql.server import Server
from app.i18n import _

_LONGEST = 20_000
"""Characters of a set of GTIDs beyond which nobody reckons with it every ten seconds."""
_FOLLOWED_KEEP = 60.0  # seconds
_OF_MEMBERS = frozenset({"certifying", "applying", "conflicts"})


class Place:
    """Takes `replica` and `group`, and tells by them what role the server has now."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._followed = False
        self._followed_asked = float("-inf")

    def take_channels(self, look: Look, wanted: Wanted) -> None:
        """`replica`: takes REPLICATION CLIENT, or what MariaDB has for it."""
        columns, rows = look.named_rows("replica", replica_status(self._server))
        found: dict[str, dict[str, Scalar]] = {}
        for values in rows:
            row = old_names(dict(zip(columns, values, strict=True)))
            channel = row.get("connection_name") or row.get("channel_name") or ""
            found[channel] = _channel(row)
            if "gtid_gap" in wanted["replica"]:
                found[channel]["gtid_gap"] = _gap(row, mariadb=self._server.mariadb)
        look.tables["replica"] = dict(found)
        if found:
            look.role = TopologyRole.SLAVE
        else:
            look.role = TopologyRole.MASTER if self._is_followed(look) else TopologyRole.STANDALONE

    def _is_followed(self, look: Look) -> bool:
        """Whether anybody reads its binary log, or did: who lost its replicas is a master still."""
        now = time.monotonic()
        if not self._followed and now - self._followed_asked > _FOLLOWED_KEEP:
            self._followed_asked = now
            rows = look.attempt(DUMPS)
            self._followed = bool(rows) and rows != [["0"]]
        return self._followed

    def take_members(self, look: Look, members: tuple[Replica, ...]) -> None:
        """`group`, as this server sees it: a member sees itself at least."""
        if not members:
            raise Missing(_("The account may not see the replication group this server is in."))
        look.tables["group"] = {
            member.address: {
                "state": member.state,
                "online": int(member.healthy),
                "role": member.role.value,
                **{name: scalar(value) for name, value in member.facts if name in _OF_MEMBERS},
            }
            for member in members
        }
        mine = self._server.variables.get("server_uuid")
        for member in members:
            if member.id == mine and member.role is not TopologyRole.UNKNOWN:
                look.role = member.role


def _channel(row: Mapping[str, str | None]) -> dict[str, Scalar]:
    return {
        "io_running": row.get("slave_io_running"),
        "sql_running": row.get("slave_sql_running"),
        "lag": lag_of(row),
        "delay": float(row.get("sql_delay") or 0),
        "last_errno": int(row.get("last_sql_errno") or 0) or int(row.get("last_io_errno") or 0),
        "last_error": row.get("last_sql_error") or row.get("last_io_error") or "",
    }


def _gap(row: dict[str, str | None], *, mariadb: bool) -> int | None:
    """Transactions received and not applied; None without GTIDs, or with too many to reckon."""
    got = row.get("gtid_io_pos" if mariadb else "retrieved_gtid_set") or ""
    have = row.get("gtid_slave_pos" if mariadb else "executed_gtid_set") or ""
    if not got or len(got) + len(have) > _LONGEST:
        return None
    try:
        if mariadb:
            return sum(parse_list(have).behind(parse_list(got)).values())
        return len(parse_set(got) - parse_set(have))
    except ValueError:
        return None
