"""Frames in their order: what is new in one, what came before, and what is missing."""

from typing import NamedTuple

from app.monitor.bus.wire import Frame

_LONGEST_JUMP = 10_000_000
"""Messages that can be missed at once; who claims more is not a collector."""


class Position(NamedTuple):
    """How far somebody has read. An epoch is one run of a collector: when it began, in
    milliseconds since 1970, and later than the one before in any case. Numbers begin with 1.
    """

    epoch: int
    number: int


class Order:
    """Follows one collector."""

    def __init__(self, position: Position | None = None) -> None:
        self.position = position
        self.missed = 0
        """Messages that nobody has any more."""

    def continues(self, frame: Frame) -> bool:
        """Whether nothing lies between what is known and this frame."""
        if self.position is None or (frame.epoch, frame.last) <= self.position:
            return True
        return frame.epoch == self.position.epoch and frame.first <= self.position.number + 1

    def take(self, frame: Frame) -> tuple[bytes, ...]:
        """What is new in it; what lies between is counted as missed, for it is not to be had."""
        if self.position is None:
            # nobody can tell what there was before somebody listened
            self.position = Position(frame.epoch, frame.first - 1)
        elif frame.epoch > self.position.epoch:
            self.position = Position(frame.epoch, 0)
        if frame.epoch < self.position.epoch or frame.last < self.position.number:
            return ()
        gap = frame.first - self.position.number - 1
        if gap > _LONGEST_JUMP:
            return ()
        new = frame.messages[-gap:] if gap < 0 else frame.messages
        if gap < 0 and frame.last == self.position.number:
            new = ()
        self.missed += max(gap, 0)
        self.position = Position(frame.epoch, frame.last)
        return new
