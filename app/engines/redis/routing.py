"""Which keys a command has, as the server itself tells, and where in a cluster it belongs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.endpoint import Endpoint
from app.domain.errors import BadInput, StatementFailed
from app.engines.redis.asking import Asks
from app.engines.redis.node import Node
from app.engines.redis.replies import text
from app.engines.redis.servers import Opener, slot_of
from app.i18n import _
from app.sql.redis import words


@dataclass(frozen=True, slots=True)
class CommandFacts:
    """What COMMAND INFO says: flags, and where the keys stand (0 for none, or for "ask me")."""

    flags: frozenset[str]
    first: int = 0
    last: int = 0
    step: int = 0
    movable: bool = False
    """Whether only COMMAND GETKEYS can tell."""


class Routes(Asks):
    """COMMAND INFO, asked once for each command, and COMMAND GETKEYS."""

    def __init__(self, endpoint: Endpoint, main: Node, open_another: Opener) -> None:
        super().__init__(endpoint, main, open_another)
        self._known: dict[str, CommandFacts | StatementFailed | None] = {}

    def command_facts(self, command: Sequence[bytes]) -> CommandFacts | None:
        """What the server says of a command; None where it does not know it.

        Raises StatementFailed where this account may not ask (NOPERM).
        """
        name = words.shown(command[0]).upper()
        if name not in self._known:
            try:
                self._known[name] = _facts(self.ask_any("COMMAND", "INFO", name)[0])
            except StatementFailed as error:
                self._known[name] = error
        found = self._known[name]
        if isinstance(found, StatementFailed):
            raise found
        return found

    def keys_of(self, command: Sequence[bytes]) -> tuple[bytes, ...]:
        """The keys of a command; none where it has none, or where nobody tells.

        Nothing is lost then: sent to the wrong server of a cluster, it comes back with MOVED.
        """
        if len(command) < 2:
            return ()
        try:
            facts = self.command_facts(command)
            if facts is None:
                return ()
            if not facts.movable:
                return _standing(command, facts)
            return tuple(self.ask_any("COMMAND", "GETKEYS", *command))
        except StatementFailed:  # not granted, or there are none
            return ()

    def place_of(self, command: Sequence[bytes]) -> str:
        """The name of the server that a command is for.

        Raises BadInput where its keys lie in several slots of a cluster: no server has them all.
        """
        if not self.is_cluster:
            return self.main.name
        keys = self.keys_of(command)
        if not keys:
            return self.main.name
        if len({slot_of(key) for key in keys}) > 1:
            raise several_slots(words.shown(command[0]).upper())
        return self.owner_of(keys[0])


def several_slots(name: str) -> BadInput:
    """What no server of a cluster can do."""
    return BadInput(
        _("The keys of {command} lie in several slots of the cluster.").format(command=name),
        hint=_("Give them the same part in braces, like {user1}.a and {user1}.b, or send a"
               " command for each."),
    )  # fmt: skip


def _facts(said: Any) -> CommandFacts | None:
    if said is None:
        return None
    flags = frozenset(text(flag) for flag in said[2])
    inner = said[9] if len(said) > 9 else ()
    # from Redis 7 on each subcommand has keys of its own: MEMORY USAGE has one, MEMORY STATS none
    movable = bool(inner) or "movablekeys" in flags
    return CommandFacts(flags, int(said[3]), int(said[4]), int(said[5]), movable)


def _standing(command: Sequence[bytes], facts: CommandFacts) -> tuple[bytes, ...]:
    if facts.first < 1:
        return ()
    end = facts.last if facts.last >= 0 else len(command) + facts.last
    return tuple(command[facts.first : end + 1 : max(facts.step, 1)])
