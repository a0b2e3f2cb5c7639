"""A login to a Redis server, or to all servers of a cluster."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from app.domain.act import Command, Consent, Ending, Outcome
from app.domain.endpoint import Endpoint
from app.domain.errors import Cancelled, Refused, SessionLost, StatementFailed
from app.domain.operating.server import ResultSet, ServerFacts, WatchCost
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.consent import require
from app.engines.network import Breaker
from app.engines.redis import guard, words
from app.engines.redis.node import Node
from app.engines.redis.replies import flat, text
from app.i18n import _

_REDIRECTIONS = 3

Opener = Callable[[str, int, Stop], Node]
"""Opens another server of the same service, with the same login."""


class BaseSession:
    """What every Redis session has. Abilities are mixed in, a module each."""

    def __init__(
        self, endpoint: Endpoint, main: Node, facts: ServerFacts, open_another: Opener
    ) -> None:
        self.endpoint, self.facts = endpoint, facts
        self.main = main
        self._open = open_another
        self._nodes: dict[str, Node] = {main.name: main}
        self._slots: list[tuple[int, int, str]] = []
        self._closed_cost = (0, 0.0)
        self.stop = Stop()
        self._flags: dict[str, frozenset[str] | None] = {}

    @property
    def cost(self) -> WatchCost:
        """Commands and seconds over all connections."""
        asked, took = self._closed_cost
        for node in tuple(self._nodes.values()):
            asked, took = asked + node.asked, took + node.seconds
        return WatchCost(asked, took)

    @property
    def is_cluster(self) -> bool:
        """Whether keys are spread over several servers."""
        return self.endpoint.access.redis.cluster

    # ------------------------------------------------------------------ ending what runs

    @contextlib.contextmanager
    def during(self, stop: Stop) -> Iterator[None]:
        """Cut the connections once `stop` is set: Redis has no way to end a command from beside."""
        breaker = Breaker(None, self._cut)
        self.stop = stop
        try:
            with breaker.around(stop):
                yield
        except SessionLost as error:
            if stop():
                raise Cancelled("") from error
            raise
        finally:
            self.stop = Stop()

    def _cut(self) -> None:
        for node in tuple(self._nodes.values()):
            node.cut()

    def close(self) -> None:
        """Let go of every connection."""
        for node in self._nodes.values():
            node.close()

    def ping(self) -> None:
        """Ask for a sign of life."""
        self.main.ask("PING")

    # ------------------------------------------------------------------ servers and keys

    def node(self, name: str) -> Node:
        """The connection to a server of the service, `host:port`; made when first used."""
        if name not in self._nodes:
            address, _colon, port = name.rpartition(":")
            self._nodes[name] = self._open(address, int(port), self.stop)
        return self._nodes[name]

    def masters(self) -> list[Node]:
        """Every server that holds keys of its own."""
        if not self.is_cluster:
            return [self.main]
        if not self._slots:
            self.read_slots()
        names = dict.fromkeys(name for _first, _last, name in self._slots)
        return [self.node(name) for name in names]

    def read_slots(self) -> None:
        """Learn which server holds which slots (CLUSTER SLOTS: every version has it)."""
        found = []
        for first, last, master, *_replicas in self.main.ask("CLUSTER", "SLOTS"):
            address = text(master[0]) or self.main.address
            found.append((int(first), int(last), f"{address}:{int(master[1])}"))
        self._slots = found

    def node_of(self, key: bytes) -> Node:
        """The server that holds a key."""
        if not self.is_cluster:
            return self.main
        from redis.crc import key_slot

        if not self._slots:
            self.read_slots()
        slot = key_slot(key)
        for first, last, name in self._slots:
            if first <= slot <= last:
                return self.node(name)
        raise StatementFailed(
            _("No server of the cluster holds slot {slot}.").format(slot=slot),
            hint=_("The cluster is not whole: see its replication page."),
            code="CLUSTERDOWN",
        )

    def ask_key(self, key: bytes, *command: bytes | str | int) -> Any:
        """A command about one key, sent where the key is; follows MOVED and ASK."""
        node = self.node_of(key)
        for _round in range(_REDIRECTIONS):
            try:
                return node.ask(*command)
            except StatementFailed as error:
                if error.code not in ("MOVED", "ASK"):
                    raise
                node = self._redirected(error, node)
        return node.ask(*command)

    def _redirected(self, error: StatementFailed, asked: Node) -> Node:
        address = str(error).rsplit(" ", 1)[-1]
        if address.startswith(":"):
            address = asked.address + address
        if error.code == "MOVED":
            self.read_slots()
        node = self.node(address)
        if error.code == "ASK":
            node.ask("ASKING")
        return node

    def by_node(self, keys: Sequence[bytes]) -> dict[str, list[bytes]]:
        """Keys by the server that holds them."""
        found: dict[str, list[bytes]] = {}
        for key in keys:
            found.setdefault(self.node_of(key).name, []).append(key)
        return found

    # --------------------------------------------------------------------- free commands

    def run(self, statement: str, *, limit: int = 1000) -> ResultSet:
        """One command as redis-cli takes it, where it only reads."""
        command = words.split(statement)
        if not command:
            return ResultSet()
        guard.refuse_forbidden(command)
        if guard.kind_of(command, self.flags(command)) is not guard.Kind.READ:
            raise Refused(
                _("{command} may change something, and only reading is done here.").format(
                    command=words.shown(command[0]).upper()
                ),
                hint=_("Have it done as an act: it is shown first, and kept in the journal."),
            )
        self._refuse_endless(command)
        key = command[1] if len(command) > 1 else b""
        reply = self.ask_key(key, *command) if self._has_key(command) else self.main.ask(*command)
        rows = [(place, _cell(value)) for place, value in flat(reply, limit + 1)]
        return ResultSet(("", _("Reply")), tuple(rows[:limit]), len(rows) > limit)

    def flags(self, command: tuple[bytes, ...]) -> frozenset[str] | None:
        """What the server says of a command; asked once."""
        name = words.shown(command[0]).upper()
        if name not in self._flags:
            try:
                [found] = self.main.ask("COMMAND", "INFO", name)
            except (StatementFailed, ValueError):
                found = None
            self._flags[name] = (
                frozenset(text(flag) for flag in found[2]) if found is not None else None
            )
        return self._flags[name]

    def _has_key(self, command: tuple[bytes, ...]) -> bool:
        name = words.shown(command[0]).upper()
        try:
            [found] = self.main.ask("COMMAND", "INFO", name)
        except (StatementFailed, ValueError):
            return False
        return found is not None and int(found[3]) == 1 and len(command) > 1

    def _refuse_endless(self, command: tuple[bytes, ...]) -> None:
        question = guard.size_question(command)
        if question is None:
            return
        name, key, most = question
        try:
            size = int(self.ask_key(key, name, key) or 0)
        except StatementFailed:
            return
        if size > most:
            raise Refused(
                _("The answer may have {size} parts, and {most} are read at once.").format(
                    size=f"{size:,}", most=f"{most:,}"
                ),
                hint=_("Open the key in the key browser: it reads in pages."),
            )

    # ---------------------------------------------------------------------------- acting

    def perform(self, command: Command, consent: Consent, reveal: Reveal) -> Outcome:
        """Do one command of an act."""
        require(self.endpoint, consent)
        sent = [_filled(word, command.secrets, reveal) for word in command.words]
        guard.refuse_forbidden(tuple(sent))
        begun = time.perf_counter()
        node = self.node(command.target) if command.target else self.main
        reply = node.ask(*sent)
        return Outcome(Ending.DONE, text(_short(reply)), time.perf_counter() - begun, _rows(reply))


def _filled(word: str | bytes, secrets: Sequence[str], reveal: Reveal) -> bytes:
    raw = word.encode() if isinstance(word, str) else word
    for secret in secrets:
        raw = raw.replace(f"{{secret:{secret}}}".encode(), (reveal(secret) or "").encode())
    return raw


def _cell(value: Any) -> object:
    return words.shown(value) if isinstance(value, bytes) else value


def _short(reply: Any) -> Any:
    return reply if not isinstance(reply, list | dict | set) else f"({len(reply)})"


def _rows(reply: Any) -> int:
    return reply if isinstance(reply, int) and not isinstance(reply, bool) else -1
