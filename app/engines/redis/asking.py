"""Questions sent to the servers they belong to: of every server, of the one that has a key."""

import time
from collections.abc import Callable, ItemsView, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias, TypeVar

from app.domain.errors import ConnectFailed, ConsoleError, SessionLost, StatementFailed
from app.engines.redis.node import Node, Words
from app.engines.redis.servers import Servers, slot_of
from app.i18n import _

T = TypeVar("T")

Question: TypeAlias = tuple[bytes, Words]
"""A key, and a command about it."""
_Where: TypeAlias = tuple[str, bool]
"""The name of a server, and whether ASKING goes before the command."""

_ROUNDS = 4
"""How often a question is redirected, or put anew behind a failover."""
_AT_ONCE = 8


class Asks(Servers):
    """Knows where a question belongs, and follows where the servers point."""

    def ask_everywhere(
        self, ask: Callable[[Node], T], *, replicas: bool = False
    ) -> list[tuple[str, T | ConsoleError]]:
        """What each server of a cluster answers, by its name, or why it does not; all at once.

        Raises what the last of them raised where none answers. Elsewhere the one server is asked,
        its name is "" and what it raises comes through.
        """
        if not self.is_cluster:
            return [("", ask(self.main))]
        self.read_slots()
        masters = self._map.masters
        others = [each.name for each in self._map.members if each.name not in masters]
        names = [*masters, *others] if replicas else list(masters)

        def one(name: str) -> tuple[str, T | ConsoleError]:
            if self._rests(name):
                return name, self._silent[name][1]
            begun = time.monotonic()
            try:
                return name, ask(self.node(name))
            except (ConnectFailed, SessionLost) as error:
                self.stop.check()
                self._silence(name, error, time.monotonic() - begun)
                return name, error
            except StatementFailed as error:
                return name, error

        with ThreadPoolExecutor(_AT_ONCE, "redis-everywhere") as pool:
            found = list(pool.map(one, names))
        troubles = [said for _name, said in found if isinstance(said, ConsoleError)]
        if len(troubles) == len(found):
            raise troubles[-1]
        return found

    def ask_key(self, key: bytes, *command: bytes | str | int, each: int | None = None) -> Any:
        """A command that reads one key, sent where the key is; follows MOVED and ASK."""
        [reply] = self.ask_keys([(key, command)], each)
        if isinstance(reply, ConsoleError):
            raise reply
        return reply

    def ask_keys(self, questions: Sequence[Question], each: int | None = None) -> list[Any]:
        """Commands that read, with the key of each; replies in their order, errors among them.

        MOVED and ASK are followed, and the map is read anew where it proved old. What a server
        that cannot be reached would have said is the error of reaching it.
        """
        if not self.is_cluster:
            return self.main.ask_all([command for _key, command in questions], each)
        replies: list[Any] = [None] * len(questions)
        waiting: dict[int, _Where] = {}
        for number, (key, _command) in enumerate(questions):
            try:
                waiting[number] = self.owner_of(key), False
            except StatementFailed as error:
                replies[number] = error
        for _round in range(_ROUNDS):
            for name, numbers in _grouped(waiting):
                commands = [(questions[number][1], waiting[number][1]) for number in numbers]
                answers = self._ask_some(name, commands, each)
                replies_of = zip(numbers, answers, strict=True)
                for number, answer in replies_of:
                    replies[number] = answer
            waiting = self._to_ask_again(questions, replies, waiting)
            if not waiting:
                break
        return replies

    def _to_ask_again(
        self, questions: Sequence[Question], replies: Sequence[Any], asked: Mapping[int, _Where]
    ) -> dict[int, _Where]:
        """The questions that another server is to answer, or the same on a new connection."""
        again: dict[int, _Where] = {}
        lost, moved = [], ""
        for number, (name, _asking) in asked.items():
            reply = replies[number]
            if isinstance(reply, StatementFailed) and reply.code in ("MOVED", "ASK"):
                again[number] = self._redirected(reply, name), reply.code == "ASK"
                moved = again[number][0] if reply.code == "MOVED" else moved
            elif isinstance(reply, ConnectFailed | SessionLost):
                lost.append(number)
        if moved or lost:
            self.read_slots(moved)
        for number in lost:
            owner = self._map.owner(slot_of(questions[number][0]))
            if owner and (owner != asked[number][0] or isinstance(replies[number], SessionLost)):
                again[number] = owner, False
        return again

    def _ask_some(
        self, name: str, questions: list[tuple[Words, bool]], each: int | None
    ) -> list[Any]:
        commands: list[Words] = []
        for command, asking in questions:
            commands += [("ASKING",), command] if asking else [command]
        try:
            answers = iter(self.node(name).ask_all(commands, each))
        except (ConnectFailed, SessionLost) as error:
            self.stop.check()
            return [error] * len(questions)
        found = []
        for _command, asking in questions:
            if asking:
                next(answers)
            found.append(next(answers))
        return found

    def _redirected(self, error: StatementFailed, asked: str) -> str:
        """The name of the server that MOVED or ASK points to; its address may be left out."""
        address, _colon, port = str(error).rsplit(" ", 1)[-1].rpartition(":")
        if address in ("", "?"):
            address = self._nodes[asked].address
        return self._map.name_at((address, int(port)))

    def tell_key(self, name: str, *command: bytes) -> Any:
        """A command that changes, sent once to a server, and on to where it points with MOVED."""
        if self.is_cluster and not self._map.members:
            self.read_slots()  # it knows more than one address of a server
        node = self.node(name)
        for _round in range(_ROUNDS):
            try:
                return node.ask(*command)
            except StatementFailed as error:
                if not self.is_cluster or error.code not in ("MOVED", "ASK"):
                    raise
                following = self._redirected(error, node.name)
                if error.code == "MOVED":
                    self.read_slots(following)
                node = self.node(following)
                if error.code == "ASK":
                    node.ask("ASKING")
        return node.ask(*command)


def unasked(error: ConsoleError) -> str:
    """For the row of a server that did not answer."""
    return _("This server could not be asked: {reason}").format(reason=error)


def _grouped(waiting: Mapping[int, _Where]) -> ItemsView[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, (name, _asking) in waiting.items():
        found.setdefault(name, []).append(number)
    return found.items()
