"""Switching semi-synchronous replication on and off, on the sides this server has."""

from collections.abc import Mapping, Sequence

from app.domain.act import Act, Command
from app.domain.errors import Refused
from app.domain.inventory import TopologyRole
from app.domain.operating.replication import Channel, ReplicationStep
from app.engines.mysql.control import ControlsChannels, preview
from app.engines.mysql.semi_sync import OLD, PREFIX, STATUS, semi_sync_status, timeout_of
from app.i18n import _

_ON, _OFF = ReplicationStep.SEMI_SYNC_ON, ReplicationStep.SEMI_SYNC_OFF


class ControlsSemiSync(ControlsChannels):
    """Switches this server's sides of it on and off."""

    @property
    def replication_steps(self) -> tuple[ReplicationStep, ...]:
        """Where the server has it, or a plugin for it."""
        has_it = not self.server.mariadb or any(PREFIX in name for name in self.server.variables)
        return (*super().replication_steps, *((_ON, _OFF) if has_it else ()))

    def plan_replication(self, step: ReplicationStep, channel: str) -> Act:
        """A server with sources is a replica, one with replicas a source; some are both."""
        if step not in (_ON, _OFF):
            return super().plan_replication(step, channel)
        seen = self.replication()
        on = step is _ON
        replicas = [each for each in seen.replicas if each.role is TopologyRole.SLAVE]
        if seen.role in (TopologyRole.GROUP_PRIMARY, TopologyRole.GROUP_SECONDARY):
            raise Refused(
                _("Within a group every commit is agreed on; semi-sync adds nothing to that.")
            )
        commands: list[str] = []
        if seen.channels:
            commands += self._switch("replica", on=on)
            commands += self._reconnect(seen.channels)
        if replicas or not seen.channels:
            commands += self._switch("source", on=on)
        variables = self._variables()
        lines = [text.partition(" GLOBAL ")[2] for text in commands if " GLOBAL " in text]
        return Act(
            f"replication-{step}",
            _("Switch semi-sync on") if on else _("Switch semi-sync off"),
            tuple(Command(text) for text in commands),
            (
                *(preview(each) for each in seen.channels),
                *(f"{each.address}  {each.state}" for each in replicas),
            ),
            (
                *self._warnings(variables, on=on, sources=bool(replicas or not seen.channels)),
                *(_("It holds until the server restarts; for good, write {line} into the section"
                    " [mysqld] of its option file.").format(line=line) for line in lines),
            ),
        )  # fmt: skip

    def _side(self, side: str) -> str:
        """`source` or `replica` as this server calls it."""
        if self.server.mysql(8, 0, 26) and f"{PREFIX}{OLD[side]}_enabled" not in (
            self.server.variables
        ):
            return side
        return OLD[side]

    def _switch(self, side: str, *, on: bool) -> list[str]:
        called = self._side(side)
        name = f"{PREFIX}{called}_enabled"
        scope = "PERSIST" if self.server.mysql(8) else "GLOBAL"
        commands = [f"SET {scope} {name} = {'ON' if on else 'OFF'}"]
        if name not in self._variables():
            if not on:
                raise Refused(_("Semi-sync is not loaded on this server, so it is off."))
            windows = "win" in self.server.variables.get("version_compile_os", "").lower()
            library = f"semisync_{called}.{'dll' if windows else 'so'}"
            commands.insert(0, f"INSTALL PLUGIN rpl_semi_sync_{called} SONAME '{library}'")
        return commands

    def _reconnect(self, channels: Sequence[Channel]) -> list[str]:
        """A receiver says whether it acknowledges when it connects, and not again."""
        return [
            f"{self._words(verb, each, ' IO_THREAD')}"
            for each in channels
            if each.receiving != "No"
            for verb in ("STOP", "START")
        ]

    def _warnings(self, variables: Mapping[str, str], *, on: bool, sources: bool) -> list[str]:
        if not sources:
            return [_("The receiver reconnects to its source.")]
        if not on:
            return [_("A commit is answered before any replica has it; a crash may lose it.")]
        said = [
            _("Each commit waits for a replica, at most {seconds} s; after that the source goes on"
              " without, until one has caught up.").format(
                seconds=timeout_of(variables))
        ]  # fmt: skip
        status = semi_sync_status(self.fetch(STATUS))
        if not int(status.get("source_clients", "0") or 0):
            said.append(
                _("No replica acknowledges yet: switch it on on a replica first, or the next commit"
                  " waits all that time.")
            )  # fmt: skip
        return said
