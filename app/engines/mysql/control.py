"""Starting, stopping and skipping in a channel, planned in the words of the server's version."""

import re

from app.domain.act import Act, Command
from app.domain.errors import BadInput, Refused, Unsupported
from app.domain.operating.replication import Channel, ReplicationStep
from app.engines.mysql.gtid import parse_list, parse_set
from app.engines.mysql.replication import Replicating
from app.engines.mysql.wire import quoted
from app.i18n import _

_AUTOMATIC = "AUTOMATIC"
_FAILED = re.compile(r"\bGtid (\d+-\d+-\d+)")


class ControlsChannels(Replicating):
    """Controls replication."""

    @property
    def replication_steps(self) -> tuple[ReplicationStep, ...]:
        """There is no failover within a server's own means."""
        return ReplicationStep.START, ReplicationStep.STOP, ReplicationStep.SKIP

    def plan_replication(self, step: ReplicationStep, channel: str) -> Act:
        """What would be said to the channel of that name; reads its state to plan a skip."""
        found = next((each for each in self._now() if each.name == channel), None)
        if found is None:
            raise BadInput(_("There is no channel {name} here.").format(name=repr(channel)))
        if step is ReplicationStep.START:
            return self._simple("START", found, _("Start replication from {source}"))
        if step is ReplicationStep.STOP:
            return self._simple(
                "STOP", found, _("Stop replication from {source}"),
                _("The replica falls behind until replication is started again."),
            )  # fmt: skip
        if step is ReplicationStep.SKIP:
            return self._skip(found)
        raise Unsupported(_("A MySQL server cannot fail over by itself."))

    def _now(self) -> tuple[Channel, ...]:
        return self.replication().channels

    def _words(self, verb: str, channel: Channel, thread: str = "") -> str:
        if self.server.mariadb:
            name = f" {quoted(channel.name)}" if channel.name else ""
            return f"{verb} SLAVE{name}{thread}"
        word = "REPLICA" if self.server.says_replica else "SLAVE"
        return f"{verb} {word}{thread}{self._for(channel)}"

    def _for(self, channel: Channel) -> str:
        return f" FOR CHANNEL {quoted(channel.name)}" if channel.name or self._several() else ""

    def _several(self) -> bool:
        """Whether a statement without a channel would mean more than the unnamed one."""
        return not self.server.mariadb and len(self._now()) > 1

    def _simple(self, verb: str, channel: Channel, title: str, *warnings: str) -> Act:
        return Act(
            f"replication-{verb.lower()}",
            title.format(source=channel.source),
            (Command(self._words(verb, channel)),),
            (preview(channel),),
            warnings,
        )

    def _skip(self, channel: Channel) -> Act:
        if channel.applying == "Yes":
            raise Refused(
                _("The channel applies without an error; there is nothing to skip."),
                hint=_("Skipping is for a transaction that the replica stopped at."),
            )
        skipped, commands = self._skipping(channel)
        return Act(
            "replication-skip",
            _("Skip one transaction from {source}").format(source=channel.source),
            tuple(Command(text) for text in commands),
            (preview(channel), _("Skipped: {gtid}").format(gtid=skipped)),
            (
                _("What the transaction would have changed will be missing on this replica;"
                  " compare the data afterwards."),
            ),
            type_to_confirm=channel.source,
        )  # fmt: skip

    def _skipping(self, channel: Channel) -> tuple[str, list[str]]:
        start = self._words("START", channel)
        if self.server.mariadb:
            return self._skipping_of_mariadb(channel, start)
        if self.server.variables.get("gtid_mode", "").upper() not in {"ON", "ON_PERMISSIVE"}:
            word = "replica" if self.server.mysql(8, 0, 26) else "slave"
            return (
                channel.position,
                [f"SET GLOBAL sql_{word}_skip_counter = 1", start],
            )
        gtid = self._next(channel)
        return gtid, [
            f"SET SESSION gtid_next = {quoted(gtid)}",
            "BEGIN",
            "COMMIT",
            f"SET SESSION gtid_next = {quoted(_AUTOMATIC)}",
            start,
        ]

    def _next(self, channel: Channel) -> str:
        """The GTID the applier stopped at: an empty transaction takes its place.

        With several workers the failed one is in the error's text; else it is the first received
        and not executed.
        """
        try:
            waiting = parse_set(channel.received) - parse_set(channel.applied)
        except ValueError:
            waiting = parse_set("")
        for word in channel.error.replace("'", " ").replace(",", " ").split():
            try:
                named = parse_set(word)
            except ValueError:
                continue
            if len(named) == 1 and not (named - waiting):
                return named.first()
        if not waiting:
            raise Refused(
                _("Nothing that was received waits to be applied, so nothing can be skipped."),
                hint=_("See whether it is the receiver that stopped."),
            )
        return waiting.first()

    def _skipping_of_mariadb(self, channel: Channel, start: str) -> tuple[str, list[str]]:
        """By the counter, or by position: with parallel appliers the counter is refused."""
        stopped = stopped_at(channel)
        if self.server.variables.get("slave_parallel_threads", "0") != "0" and stopped:
            return stopped, self._past(stopped)
        skipped = stopped or _("the next transaction of the relay log")
        skip = "SET GLOBAL sql_slave_skip_counter = 1"
        if not channel.name:
            return skipped, [skip, start]
        # the counter is that of the connection the session has as its default
        named = f"SET SESSION default_master_connection = {quoted(channel.name)}"
        return skipped, [named, skip, start, "SET SESSION default_master_connection = ''"]

    def _past(self, gtid: str) -> list[str]:
        """Set the position of one domain behind `gtid`; all channels stand still meanwhile.

        The rest of the position is taken from the server when it is done, not when it is planned:
        other channels go on until then.
        """
        domain = gtid.partition("-")[0]
        rest = (
            f"TRIM(BOTH ',' FROM REGEXP_REPLACE(@@GLOBAL.gtid_slave_pos,"
            f" '(^|,){domain}-[0-9]+-[0-9]+', ''))"
        )
        moving = [each for each in self._now() if {each.receiving, each.applying} != {"No"}]
        return [
            *(self._words("STOP", each) for each in moving),
            f"SET GLOBAL gtid_slave_pos = CONCAT_WS(',', NULLIF({rest}, ''), '{gtid}')",
            *(self._words("START", each) for each in moving),
        ]


def stopped_at(channel: Channel) -> str:
    """The GTID a channel of MariaDB stopped at: named in the error, or the next it has received.

    "" where it cannot be told: without GTID, or with several domains waiting.
    """
    if named := _FAILED.search(channel.error):
        return named[1]
    try:
        applied, received = parse_list(channel.applied), parse_list(channel.received)
    except ValueError:
        return ""
    ahead = applied.behind(received)
    if len(ahead) != 1:
        return ""
    (domain,) = ahead
    return f"{domain}-{received.domains[domain][0]}-{applied.domains.get(domain, (0, 0))[1] + 1}"


def preview(channel: Channel) -> str:
    """A channel in a line."""
    said = [
        f"{channel.name or '-'}  {channel.source}",
        f"{channel.receiving}/{channel.applying}",
        _("lag {seconds} s").format(seconds=f"{channel.lag:.0f}")
        if channel.lag is not None
        else "",
        channel.behind,
        channel.error,
    ]
    return "  ".join(part for part in said if part)
