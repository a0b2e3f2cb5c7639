"""What every node of a syntax tree is, and the walk over it.

A node knows its first and its last token (indexes into `Tokens`, the last one included), so
whatever is said about it can point at exactly its text.
"""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeAlias, TypeVar, dataclass_transform

T = TypeVar("T", bound=type)


@dataclass_transform(eq_default=False, field_specifiers=(dataclasses.field,))
def node(cls: T) -> T:
    """Make `cls` a node: a dataclass with slots, equal only to itself."""
    return dataclass(slots=True, eq=False)(cls)  # type: ignore[return-value]


@node
class Node:
    """Anything the grammar recognises. `parent` is set by `walk`, `top` is for `ancestors`."""

    first: int
    last: int
    parent: "Node | None" = dataclasses.field(init=False, default=None, repr=False)
    top: "Node | None" = dataclasses.field(init=False, default=None, repr=False)


@node
class Expression(Node):
    """Anything that has a value."""


@node
class Statement(Node):
    """Anything a server executes by itself."""


@node
class Opaque(Statement):
    """A statement no grammar recognised: its tokens are all there is.

    `kind` is what its first words say it is ("CREATE SPATIAL REFERENCE SYSTEM"); `reason` is what
    was wanted where it stopped: a phrase, or kinds of tokens with ` | ` between them.
    """

    kind: str
    reason: str = ""


@node
class Unparsed(Expression):
    """The part of a statement the grammar skipped in order to understand the rest.

    It stopped at the token `stopped` (at the first where that is not told), where it wanted
    `reason`: a phrase, or kinds of tokens with ` | ` between them.
    """

    reason: str = ""
    stopped: int = -1


_NEVER_NODES = frozenset({
    str, int, bool, "str", "int", "bool", "str | None", "int | None", "tuple[str, ...]",
})  # fmt: skip
_Read: TypeAlias = Callable[[Node], tuple["Node | tuple[Node, ...] | None", ...]]


class _Readers(dict[type, _Read | None]):
    """What reads the fields that may hold nodes, the last first; None for a class without any."""

    def __missing__(self, kind: type[Node]) -> _Read | None:
        names = [
            field.name
            for field in dataclasses.fields(kind)
            if field.name not in {"first", "last", "parent", "top"}
            and field.type not in _NEVER_NODES
            and str(field.type) not in _NEVER_NODES
        ]
        self[kind] = _reader(names[::-1]) if names else None
        return self[kind]


def _reader(names: list[str]) -> _Read:
    """What gives the values of some fields as a tuple."""
    read = attrgetter(*names)
    return read if len(names) > 1 else lambda node: (read(node),)


_readers = _Readers()


def children(parent: Node) -> list[Node]:
    """The nodes directly below `parent`, in the order of the fields."""
    read, found = _readers[type(parent)], list[Node]()
    for value in read(parent)[::-1] if read is not None else ():
        if isinstance(value, tuple):
            found += value
        elif value is not None:
            found.append(value)
    return found


def walk(root: Node) -> list[Node]:
    """Every node from `root` down, parents before children, without recursion.

    Half of all nodes have none below them, and most fields of the others are empty.
    """
    found: list[Node] = []
    todo = [root]
    readers = _readers
    while todo:
        current = todo.pop()
        found.append(current)
        read = readers[type(current)]
        if read is None:
            continue
        for value in read(current):
            if not value:
                continue
            if isinstance(value, tuple):
                for child in value:
                    child.parent = current
                todo += value[::-1]
            else:
                value.parent = current
                todo.append(value)
    return found


def ancestors(start: Node) -> Iterator[Node]:
    """The nodes above `start`, the nearest first; known once `walk` has passed.

    Of a chain of one kind, `a + b + c …`, which may have thousands of links, the lowest and the
    topmost are given: each of its columns asks, and all of it each time would take hours.
    """
    above, links = start.parent, 0
    while above is not None:
        yield above
        up = above.parent
        if type(up) is not type(above):
            links = 0
        elif links < _LINKS:
            links += 1
        else:
            up = _top(above)
        above = up


_LINKS = 64


def _top(link: Node) -> Node:
    """The topmost of the chain that `link` is in; whoever asks next gets there in one step."""
    passed: list[Node] = []
    top = link
    while top.top is None and (up := top.parent) is not None and type(up) is type(top):
        passed.append(top)
        top = up
    top = top.top or top
    for below in passed:
        below.top = top
    return top
