"""Replication as this server sees it: its channels, its replicas, its group."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.inventory import TopologyRole
from app.domain.operating.replication import Channel, Replica, Replication
from app.engines.mysql.asking import Asking
from app.engines.mysql.channels import channel_of, old_names
from app.engines.mysql.facts import replica_status
from app.engines.mysql.gtid import parse_set
from app.engines.mysql.wire import text_of
from app.i18n import _

_WORKERS = (
    "SELECT channel_name, worker_id, last_error_number, last_error_message"
    " FROM performance_schema.replication_applier_status_by_worker WHERE last_error_number <> 0"
)
_MEMBERS = "SELECT * FROM performance_schema.replication_group_members"
_MEMBER_STATS = (
    "SELECT member_id, count_transactions_in_queue AS certifying,"
    " count_transactions_remote_in_applier_queue AS applying, count_conflicts_detected AS conflicts"
    " FROM performance_schema.replication_group_member_stats"
)
_DUMPS = (
    "SELECT id, user, host, command, state, time FROM information_schema.processlist"
    " WHERE command LIKE 'Binlog Dump%'"
)
_SEMI_SYNC = ("rpl_semi_sync_", "rpl_semi_sync")


class Replicating(Asking):
    """Shows the server's place in replication."""

    def replication(self) -> Replication:
        """All of it; takes REPLICATION CLIENT or what MariaDB has for it."""
        variables = self._variables()
        channels = self._channels(variables)
        members = self._members()
        replicas = (*members, *self._replicas())
        return Replication(
            role=self._role(channels, members, replicas, variables),
            channels=channels,
            replicas=replicas,
            executed=_oneline(variables.get("gtid_executed") or variables.get("gtid_current_pos")),
            purged=_oneline(variables.get("gtid_purged")),
            group=self._group(variables, members),
            facts=tuple(self._beside(variables, channels)),
        )

    def _variables(self) -> dict[str, str]:
        rows = self.fetch(
            "SHOW GLOBAL VARIABLES WHERE variable_name LIKE 'gtid%' OR variable_name LIKE"
            " 'rpl_semi_sync%' OR variable_name LIKE 'group_replication%' OR variable_name IN"
            " ('server_id', 'server_uuid', 'read_only', 'super_read_only', 'log_bin',"
            " 'log_slave_updates', 'log_replica_updates', 'binlog_format')"
        )
        return {text_of(row["variable_name"]).lower(): text_of(row["value"]) for row in rows}

    def _channels(self, variables: Mapping[str, str]) -> tuple[Channel, ...]:
        grant = "REPLICATION CLIENT ON *.*"
        if self.server.maria(10, 5, 9):
            grant = "SLAVE MONITOR ON *.*"
        rows = self.fetch_needing(grant, replica_status(self.server))
        if not rows:
            return ()
        errors: dict[str, list[str]] = {}
        if not self.server.mariadb and self.server.performance_schema:
            for error in self.fetch_if_allowed(_WORKERS):
                words = f"{error['last_error_number']}: {text_of(error['last_error_message'])}"
                errors.setdefault(text_of(error["channel_name"]), []).append(words)
        executed = variables.get("gtid_executed", "")
        return tuple(
            channel_of(
                old_names(row),
                executed,
                mariadb=self.server.mariadb,
                workers=errors.get(text_of(row.get("channel_name")), ()),
            )
            for row in rows
        )

    def _members(self) -> tuple[Replica, ...]:
        """Members of a replication group; none where there is none."""
        if self.server.mariadb or not self.server.performance_schema:
            return ()
        rows = [row for row in self.fetch_if_allowed(_MEMBERS) if text_of(row["member_id"])]
        if not rows:
            return ()
        stats = {text_of(row["member_id"]): row for row in self.fetch_if_allowed(_MEMBER_STATS)}
        return tuple(_member(row, stats.get(text_of(row["member_id"]), {})) for row in rows)

    def _replicas(self) -> list[Replica]:
        """Who reads our binary log: as registered, with what its dump thread says of it."""
        words = "SHOW REPLICAS" if self.server.says_replica else "SHOW SLAVE HOSTS"
        registered = [old_names(row) for row in self.fetch_if_allowed(words)]
        dumps = self.fetch_if_allowed(_DUMPS)
        found = []
        for row in registered:
            host, port = text_of(row.get("host")), text_of(row.get("port"))
            dump = _dump_of(row, dumps, registered)
            if not host and dump:
                host = text_of(dump["host"]).rpartition(":")[0] or text_of(dump["host"])
            found.append(
                Replica(
                    address=f"{host}:{port}",
                    role=TopologyRole.SLAVE,
                    state=text_of(dump["state"]) if dump else "",
                    id=text_of(row.get("server_id")),
                    facts=tuple(
                        (name, text_of(row[name])) for name in ("slave_uuid",) if row.get(name)
                    ),
                )
            )
        if not registered:
            found = [
                Replica(
                    text_of(dump["host"]), TopologyRole.SLAVE, text_of(dump["state"]),
                    id=text_of(dump["id"]),
                )
                for dump in dumps
            ]  # fmt: skip
        return found

    def _role(
        self,
        channels: Sequence[Channel],
        members: Sequence[Replica],
        replicas: Sequence[Replica],
        variables: Mapping[str, str],
    ) -> TopologyRole:
        mine = variables.get("server_uuid")
        for member in members:
            if member.id == mine:
                return member.role
        if channels:
            return TopologyRole.SLAVE
        return TopologyRole.MASTER if replicas else TopologyRole.STANDALONE

    def _group(self, variables: Mapping[str, str], members: Sequence[Replica]) -> str:
        name = variables.get("group_replication_group_name", "")
        if not name or not members:
            return ""
        online = sum(member.healthy for member in members)
        return _("{name}: {online} of {all} members online").format(
            name=name, online=online, all=len(members)
        )

    def _beside(
        self, variables: Mapping[str, str], channels: Sequence[Channel]
    ) -> list[tuple[str, str]]:
        names = (
            "server_id", "server_uuid", "read_only", "super_read_only", "log_bin", "binlog_format",
            "log_replica_updates", "log_slave_updates", "gtid_mode", "gtid_domain_id",
            "gtid_binlog_pos", "gtid_slave_pos", "gtid_strict_mode",
        )  # fmt: skip
        facts = [(name, variables[name]) for name in names if variables.get(name)]
        if own := self._own_transactions(variables, channels):
            facts.append((_("Transactions only this replica has"), own))
        semi = {name: value for name, value in variables.items() if name.startswith(_SEMI_SYNC)}
        facts += sorted(semi.items())
        if semi:
            facts += [
                (text_of(row["variable_name"]), text_of(row["value"]))
                for row in self.fetch(
                    "SHOW GLOBAL STATUS WHERE variable_name REGEXP"
                    " '^Rpl_semi_sync_.*(status|clients|yes_tx|no_tx|no_times|avg_wait_time)$'"
                )
            ]
        return facts

    def _own_transactions(self, variables: Mapping[str, str], channels: Sequence[Channel]) -> str:
        """What a replica wrote itself: errant, for a source promoted later will lack it."""
        if not channels or self.server.mariadb or not variables.get("server_uuid"):
            return ""
        try:
            own = parse_set(variables.get("gtid_executed", "")).of([variables["server_uuid"]])
        except ValueError:
            return ""
        return str(own)


def _dump_of(
    row: Mapping[str, Any], dumps: Sequence[Mapping[str, Any]], registered: Sequence[Any]
) -> Mapping[str, Any] | None:
    """The dump thread of a registered replica, where it can be told which that is."""
    if len(dumps) == len(registered) == 1:
        return dumps[0]
    host = text_of(row.get("host"))
    fits = [dump for dump in dumps if host and text_of(dump["host"]).rpartition(":")[0] == host]
    return fits[0] if len(fits) == 1 else None


def _member(row: Mapping[str, Any], stats: Mapping[str, Any]) -> Replica:
    state = text_of(row["member_state"])
    primary = text_of(row.get("member_role")) == "PRIMARY"
    return Replica(
        address=f"{text_of(row['member_host'])}:{text_of(row['member_port'])}",
        role=TopologyRole.GROUP_PRIMARY if primary else TopologyRole.GROUP_SECONDARY,
        state=state,
        id=text_of(row["member_id"]),
        healthy=state == "ONLINE",
        facts=tuple(
            (name, text_of(value))
            for name, value in (("member_version", row.get("member_version")), *stats.items())
            if value is not None and name != "member_id"
        ),
    )


def _oneline(text: str | None) -> str:
    return (text or "").replace("\n", "")
