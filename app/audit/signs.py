"""What a node shows at first glance, so that a rule is asked only where there is what it looks for.

The signs of a node are words in capitals: the type and the attributes of a column, the name of a
function, the kind of a key, an operator. A rule names the ones it looks for with
`only(tree.FunctionCall, "RAND")` in its `on`.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

from app.sql import tree

Signs: TypeAlias = Callable[[Any], Iterable[str]]


class Only(NamedTuple):
    """Stands in `on` for those nodes of a class that show one of some signs."""

    kind: type
    signs: frozenset[str]


def signs_of(kind: type) -> Signs | None:
    """How the signs of nodes of class `kind` are told; None where they have none."""
    return _SIGNS.get(kind)


def only(kind: type, *signs: str) -> Only:
    """Those nodes of class `kind` that show one of `signs`, in capitals."""
    if kind not in _SIGNS:
        raise ValueError(f"nobody knows what signs a {kind.__name__} has")
    return Only(kind, frozenset(signs))


def _of_column(column: tree.ColumnDefinition) -> Iterable[str]:
    """Its type, the kinds of its attributes, and what its type says of characters."""
    found = [attribute.kind for attribute in column.attributes]
    made = column.type
    if made is not None:
        found.append(made.name)
        if made.charset is not None:
            found.append("CHARACTER SET")
        if made.collation is not None:
            found.append("COLLATE")
    return found


_SIGNS: dict[type, Signs] = {
    tree.ColumnDefinition: _of_column,
    tree.ColumnAttribute: lambda attribute: (attribute.kind,),
    tree.Comparison: lambda comparison: (comparison.op,),
    tree.DataType: lambda made: (made.name,),
    tree.DropKey: lambda action: (action.kind,),
    tree.FunctionCall: lambda call: (call.name,),
    tree.Key: lambda key: (key.kind,),
    tree.Literal: lambda literal: (literal.kind,),
    tree.Logical: lambda condition: (condition.op,),
    tree.Option: lambda option: (option.name,),
}
