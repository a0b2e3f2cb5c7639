"""The places of a tree of records, and what is counted of them. No Qt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from app.models.record_order import Key

T = TypeVar("T")
Path: TypeAlias = tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Branch(Generic[T]):
    """A record and what is below it; None where that is asked for when it is opened."""

    record: T
    children: "Sequence[Branch[T]] | None" = ()


class Node(Generic[T]):
    """A place in the tree; indexes point at it, so it stays while its record is there.

    `asked` tells that its children are on their way.
    """

    __slots__ = ("asked", "branches", "key", "parent", "record", "row", "shown")

    def __init__(self, record: T | None, key: Key, parent: "Node[T] | None") -> None:
        self.record, self.key, self.parent = record, key, parent
        self.branches: list[Node[T]] | None = []
        self.shown: list[Node[T]] = []
        self.row = 0
        self.asked = False

    @property
    def path(self) -> Path:
        """The keys from the top down to here: the name of the place."""
        above = self.parent.path if self.parent and self.parent.record is not None else ()
        return (*above, self.key)


def count(node: Node[T]) -> int:
    """How many are below, as far as they were fetched."""
    below = node.branches or ()
    return len(below) + sum(count(child) for child in below if child.branches)


def shown(node: Node[T]) -> int:
    """How many are shown below."""
    return len(node.shown) + sum(shown(child) for child in node.shown if child.shown)


def upwards(node: Node[T]) -> Iterator[Node[T]]:
    """A node and those above it, without the root."""
    above: Node[T] | None = node
    while above is not None and above.record is not None:
        yield above
        above = above.parent
