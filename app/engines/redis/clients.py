"""Clients of a Redis server as sessions, and how one is ended."""

from collections.abc import Sequence
from dataclasses import replace

from app.domain.act import Act, Command
from app.domain.errors import ConsoleError
from app.domain.operating.sessions import Kill, ServerSession
from app.engines.redis.asking import unasked
from app.engines.redis.node import Node, our_name
from app.engines.redis.replies import fields, number, seconds, text
from app.engines.redis.session import BaseSession
from app.i18n import _, ngettext
from app.sql.redis.words import join

_IDLE = 1.0
"""Seconds without a command after which a client counts as idle: Redis' commands take less."""


class ListsClients(BaseSession):
    """CLIENT LIST of every server, and CLIENT KILL."""

    kills = (Kill.SESSION,)

    def sessions(self) -> tuple[ServerSession, ...]:
        """Every client of every server, replicas of a cluster too.

        A server that could not be asked has a row without id whose state says why.
        """
        found: list[ServerSession] = []
        for name, said in self.ask_everywhere(_clients, replicas=True):
            if isinstance(said, ConsoleError):
                found.append(ServerSession("", node=name, state=unasked(said)))
            else:
                found += (replace(each, node=name) for each in said)
        return tuple(found)

    def plan_kill(self, targets: Sequence[ServerSession], what: Kill) -> Act:
        """CLIENT KILL ID for each. What a client was doing is not undone."""
        commands = []
        targets = [target for target in targets if target.id]
        for target in targets:
            words = ("CLIENT", "KILL", "ID", target.id)
            commands.append(Command(join(words), words, target.node or self.main.name))
        warnings = []
        if any(target.own for target in targets):
            warnings.append(_("One of them is this console's own."))
        if any("replica" in target.state or "master" in target.state for target in targets):
            warnings.append(_("One of them is a server of the same service: it will come back."))
        return Act(
            "session-kill",
            ngettext("End a client", "End {count} clients", len(targets)).format(
                count=len(targets)
            ),
            tuple(commands),
            tuple(
                f"{each.id}  {each.user}  {each.client}  {each.program}  {each.command}".strip()
                for each in targets
            ),
            tuple(warnings),
            stop_at_error=False,
        )


FLAGS = {
    "S": "replica", "M": "master", "P": "pub/sub", "x": "MULTI", "b": "blocked", "t": "tracking",
    "O": "MONITOR", "e": "no-evict", "T": "no-touch", "u": "unblocked", "c": "closing",
    "r": "cluster, read-only", "A": "closing now",
}  # fmt: skip
"""Of CLIENT LIST; see the manual page of the command."""


def _clients(node: Node) -> list[ServerSession]:
    found, ours = [], our_name()
    for line in text(node.ask("CLIENT", "LIST")).splitlines():
        said = fields(line)
        idle = seconds(said.get("idle"))
        flags = said.get("flags", "N")
        blocked = "b" in flags
        found.append(
            ServerSession(
                id=said.get("id", ""),
                user=said.get("user", ""),
                client=said.get("addr", ""),
                program=" ".join(filter(None, (said.get("name"), said.get("lib-name")))),
                database=said.get("db", ""),
                command=said.get("cmd", "").upper().replace("|", " "),
                state=", ".join(FLAGS[flag] for flag in flags if flag in FLAGS),
                seconds=idle,
                memory=number(said.get("tot-mem") or said.get("omem")),
                idle=idle is not None and idle >= _IDLE and not blocked,
                background=bool({"S", "M"} & set(flags)),
                own=said.get("name") == ours or said.get("id") == node.client,
            )
        )
    return found
