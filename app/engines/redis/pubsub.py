"""Listening to channels, on a connection of its own."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from app.domain.operating.keyspace import Message
from app.engines.redis.node import Node
from app.engines.redis.replies import text
from app.engines.redis.session import BaseSession


class Subscribes(BaseSession):
    """SUBSCRIBE, PSUBSCRIBE and PUBSUB."""

    def listen(self, channels: Sequence[str], patterns: Sequence[str]) -> Iterator[Message]:
        """Messages as they come, until the surrounding `during` is stopped.

        Whoever takes them slowly fills the server's buffer for us, and is cut off by it
        (client-output-buffer-limit pubsub); nothing piles up here.
        """
        node = self._open(self.main.address, self.main.port, self.stop)
        try:
            with self.stop.telling(node.cut):
                if channels:
                    node.send("SUBSCRIBE", *channels)
                if patterns:
                    node.send("PSUBSCRIBE", *patterns)
                while not self.stop():
                    if (message := _message(node.receive())) is not None:
                        yield message
        finally:
            self._forget(node)

    def channels(self) -> tuple[tuple[str, int], ...]:
        """Channels with a listener, and how many listen."""
        names = list(self.main.ask("PUBSUB", "CHANNELS", "*"))
        if not names:
            return ()
        counted = self.main.ask("PUBSUB", "NUMSUB", *names)
        if isinstance(counted, dict):
            flat: list[Any] = [part for pair in counted.items() for part in pair]
        else:
            flat = list(counted)
        return tuple(
            sorted(
                (text(name), int(many)) for name, many in zip(flat[::2], flat[1::2], strict=True)
            )
        )

    def _forget(self, node: Node) -> None:
        asked, seconds = self._closed_cost
        self._closed_cost = (asked + node.asked, seconds + node.seconds)
        node.close()


def _message(reply: Any) -> Message | None:
    if not isinstance(reply, list):
        return None
    kind = text(reply[0])
    if kind == "message":
        return Message(text(reply[1]), bytes(reply[2]), at=time.time())
    if kind == "pmessage":
        return Message(text(reply[2]), bytes(reply[3]), text(reply[1]), time.time())
    return None
