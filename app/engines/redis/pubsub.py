"""Listening to channels, on connections of their own."""

import selectors
import time
from collections.abc import Iterator, Sequence
from typing import Any

from app.domain.errors import ConsoleError, StatementFailed
from app.domain.operating.keyspace import HeardChannel, HeardChannels, Message
from app.engines.redis.asking import unasked
from app.engines.redis.node import Node
from app.engines.redis.reader import Cut
from app.engines.redis.replies import text
from app.engines.redis.servers import slot_of
from app.engines.redis.session import BaseSession

_WAIT = 0.25
"""Seconds between two looks at whether we are to stop."""


class Subscribes(BaseSession):
    """SUBSCRIBE, PSUBSCRIBE, SSUBSCRIBE and PUBSUB."""

    def listen(
        self, channels: Sequence[str], patterns: Sequence[str], sharded: Sequence[str] = ()
    ) -> Iterator[Message]:
        """Messages as they come, until the surrounding `during` is stopped.

        Channels and patterns are heard from any server of a cluster, sharded channels only from
        the one that holds their slot: when it moves, it is followed. Whoever takes messages slowly
        fills the server's buffer for us, and is cut off by it (client-output-buffer-limit pubsub);
        nothing piles up here.
        """
        ears = _Ears(self)
        try:
            if channels or patterns:
                node = ears.at(self.main.name)
                if channels:
                    node.send("SUBSCRIBE", *channels)
                if patterns:
                    node.send("PSUBSCRIBE", *patterns)
            for channel in sharded:
                ears.at(self.owner_of(channel.encode())).send("SSUBSCRIBE", channel)
            while not self.stop():
                for reply in ears.hear():
                    if (message := _message(reply)) is not None:
                        yield message
                    elif moved := _moved(reply, sharded):
                        self._follow(moved, ears)
            self.stop.check()
        finally:
            ears.close()

    def _follow(self, channels: Sequence[str], ears: "_Ears") -> None:
        if self.is_cluster:
            self.read_slots()
        for channel in channels:
            ears.at(self.owner_of(channel.encode())).send("SSUBSCRIBE", channel)

    def channels(self) -> HeardChannels:
        """Channels with a listener, and how many listen: on all servers of a cluster together."""
        counted: dict[tuple[str, bool], int] = {}
        troubles = []
        for name, said in self.ask_everywhere(_channels, replicas=True):
            if isinstance(said, ConsoleError):
                troubles.append(f"{name}: {unasked(said)}")
                continue
            found, trouble = said
            troubles += [trouble] if trouble else []
            for channel in found:
                place = channel.name, channel.sharded
                counted[place] = counted.get(place, 0) + channel.listeners
        heard = (HeardChannel(name, many, shard) for (name, shard), many in sorted(counted.items()))
        return HeardChannels(tuple(heard), tuple(dict.fromkeys(troubles)))


class _Ears:
    """Connections that listen, one to each server that is needed."""

    def __init__(self, session: BaseSession) -> None:
        self._session = session
        self._nodes: dict[str, Node] = {}
        self._selector = selectors.DefaultSelector()

    def at(self, name: str) -> Node:
        """The one to a server."""
        if name not in self._nodes:
            node = self._nodes[name] = self._session.another(name)
            self._selector.register(node.raw, selectors.EVENT_READ)
        return self._nodes[name]

    def hear(self) -> Iterator[Any]:
        """What was pushed, after a moment at most."""
        heard = False
        for node in tuple(self._nodes.values()):
            while node.has_news():
                heard = True
                yield node.receive()
        if not heard:  # TLS may hold what the socket no longer has: it is looked into first
            self._selector.select(_WAIT)

    def close(self) -> None:
        """Let go of all."""
        self._selector.close()
        for node in self._nodes.values():
            self._session.leave(node)


def _channels(node: Node) -> tuple[list[HeardChannel], str]:
    """Those of one server, and why its sharded ones are not among them."""
    found: list[HeardChannel] = []
    for listing, counting, sharded in (
        ("CHANNELS", "NUMSUB", False), ("SHARDCHANNELS", "SHARDNUMSUB", True),
    ):  # fmt: skip
        try:
            names = list(node.ask("PUBSUB", listing, "*"))
        except StatementFailed as error:
            if not sharded:
                raise
            # Redis before 7 has none, and does not know the word
            return found, "" if error.code == "ERR" else str(error)
        if not names:
            continue
        counted = node.ask("PUBSUB", counting, *names)
        flat = list(counted)
        if isinstance(counted, dict):
            flat = [part for pair in counted.items() for part in pair]
        for name, many in zip(flat[::2], flat[1::2], strict=True):
            found.append(HeardChannel(text(name), int(many), sharded))
    return found, ""


def _message(reply: Any) -> Message | None:
    if not isinstance(reply, list):
        return None
    kind, *parts = reply
    pattern = ""
    if text(kind) == "pmessage":
        pattern = text(parts.pop(0))
    elif text(kind) not in ("message", "smessage"):
        return None
    channel, data = parts
    size = data.whole if isinstance(data, Cut) else len(data)
    return Message(text(channel), bytes(data), pattern, time.time(), size)


def _moved(reply: Any, sharded: Sequence[str]) -> list[str]:
    """Sharded channels that this server hears no longer: it was told, or it never had them."""
    if isinstance(reply, StatementFailed):
        if reply.code != "MOVED":
            raise reply
        slot = int(str(reply).split(" ")[0])
        return [channel for channel in sharded if slot_of(channel.encode()) == slot]
    if isinstance(reply, list) and text(reply[0]) == "sunsubscribe":
        return [text(reply[1])]
    return []
