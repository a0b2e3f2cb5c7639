"""What every node of a syntax tree is, and the walk over it.

A node knows its first and its last token (indexes into `Tokens`, the last one included), so
whatever is said about it can point at exactly its text.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar, dataclass_transform

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


_links: dict[type, tuple[str, ...]] = {}


def _fields(kind: type[Node]) -> tuple[str, ...]:
    """The names of the fields in which a node of `kind` may hold other nodes."""
    plain = {"first", "last", "parent", "top"}
    names = tuple(
        f.name
        for f in dataclasses.fields(kind)
        if f.name not in plain and f.type not in _NEVER_NODES and str(f.type) not in _NEVER_NODES
    )
    _links[kind] = names
    return names


_NEVER_NODES: set[Any] = {
    str, int, bool, "str", "int", "bool", str | None, int | None, "str | None", "int | None",
}  # fmt: skip


def children(parent: Node) -> list[Node]:
    """The nodes directly below `parent`, in the order of the fields."""
    names = _links.get(type(parent))
    if names is None:
        names = _fields(type(parent))
    found: list[Node] = []
    for name in names:
        value = getattr(parent, name)
        if type(value) is tuple:
            if value:
                found += [item for item in value if isinstance(item, Node)]
        elif value is not None and isinstance(value, Node):
            found.append(value)
    return found


def walk(root: Node) -> Iterator[Node]:
    """Every node from `root` down, parents before children, without recursion."""
    todo = [root]
    while todo:
        current = todo.pop()
        if below := children(current):
            for child in below:
                child.parent = current
            yield current
            below.reverse()
            todo += below
        else:
            yield current


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
