"""Replication as this server sees it: its channels, its replicas, its group."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from app.domain.inventory import TopologyRole
from app.domain.operating.replication import Channel, Replica, Replication
from app.engines.mysql.channels import channel_of, old_names
from app.engines.mysql.facts import replica_status
from app.engines.mysql.group import APPLIER, KnowsGroup, group_line
from app.engines.mysql.gtid import own_transactions
from app.engines.mysql.semi_sync import PREFIX, STATUS, semi_sync_lines, semi_sync_status
from app.engines.mysql.wire import text_of
from app.i18n import _

_WORKERS = (
    "SELECT channel_name, worker_id, last_error_number, last_error_message"
    " FROM performance_schema.replication_applier_status_by_worker WHERE last_error_number <> 0"
)
_DUMPS = (
    "SELECT id, user, host, command, state, time FROM information_schema.processlist"
    " WHERE command LIKE 'Binlog Dump%'"
)


class Replicating(KnowsGroup):
    """Shows the server's place in replication."""

    def replication(self) -> Replication:
        """All of it; takes REPLICATION CLIENT or what MariaDB has for it."""
        variables = self._variables()
        channels = self._channels(variables)
        members = self.members()
        replicas = (*members, *self._replicas({member.id for member in members}))
        return Replication(
            role=self._role(channels, members, replicas, variables),
            channels=channels,
            replicas=replicas,
            executed=_oneline(variables.get("gtid_executed") or variables.get("gtid_current_pos")),
            purged=_oneline(variables.get("gtid_purged")),
            group=_group(variables, members),
            facts=(
                *((APPLIER, error) for error in self._worker_errors().get(APPLIER, ()) if members),
                *self._beside(variables, channels),
            ),
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
        errors = self._worker_errors()
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

    def _worker_errors(self) -> dict[str, list[str]]:
        """Channel to what its applier's threads failed at; MariaDB has no such table."""
        errors: dict[str, list[str]] = {}
        if not self.server.mariadb and self.server.performance_schema:
            for error in self.fetch_if_allowed(_WORKERS):
                words = f"{error['last_error_number']}: {text_of(error['last_error_message'])}"
                errors.setdefault(text_of(error["channel_name"]), []).append(words)
        return errors

    def _replicas(self, members: Collection[str]) -> list[Replica]:
        """Who reads our binary log: as registered, with what its dump thread says of it.

        A member of the group that fetched what it lacked from here stays registered: no replica.
        """
        words = "SHOW REPLICAS" if self.server.says_replica else "SHOW SLAVE HOSTS"
        known = [old_names(row) for row in self.fetch_if_allowed(words)]
        registered = [row for row in known if text_of(row.get("slave_uuid")) not in members]
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
        if not known:
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
            facts.insert(0, (_("Transactions this replica wrote itself"), own))
        semi = {name: value for name, value in variables.items() if name.startswith(PREFIX)}
        if semi:
            status = self.fetch(STATUS)
            lines = semi_sync_lines(variables, semi_sync_status(status))
            facts[:0] = [(_("Semi-sync"), line) for line in lines]
            facts += sorted(semi.items())
            facts += [(text_of(row["variable_name"]), text_of(row["value"])) for row in status]
        return facts

    def _own_transactions(self, variables: Mapping[str, str], channels: Sequence[Channel]) -> str:
        """What a replica wrote itself: errant, unless its source has it, as one that led before.

        Which of the two it is the topology tells, where its source is asked as well.
        """
        return own_transactions(variables) if channels else ""


def _dump_of(
    row: Mapping[str, Any], dumps: Sequence[Mapping[str, Any]], registered: Sequence[Any]
) -> Mapping[str, Any] | None:
    """The dump thread of a registered replica, where it can be told which that is."""
    if len(dumps) == len(registered) == 1:
        return dumps[0]
    host = text_of(row.get("host"))
    fits = [dump for dump in dumps if host and text_of(dump["host"]).rpartition(":")[0] == host]
    return fits[0] if len(fits) == 1 else None


def _group(variables: Mapping[str, str], members: Sequence[Replica]) -> str:
    name = variables.get("group_replication_group_name", "")
    if not name or not members:
        return ""
    return group_line(name, variables.get("server_uuid", ""), members)


def _oneline(text: str | None) -> str:
    return (text or "").replace("\n", "")
