"""What a node shows at first glance, so that a rule is asked only where there is what it looks for.

Signs are words in capitals, as the node has them (the type and the attributes of a column, the
name of a function, an operator, a clause), and classes of the nodes right below it. A rule names
those it looks for with `only(tree.FunctionCall, "RAND")` in its `on`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

from app.sql import tree

Sign: TypeAlias = str | type
Signs: TypeAlias = Callable[[Any], Iterable[Sign]]


class Only(NamedTuple):
    """Stands in `on` for those nodes of a class that show one of some signs."""

    kind: type
    signs: frozenset[Sign]


def only(kind: type, *signs: Sign) -> Only:
    """Those nodes of class `kind` that show one of `signs`."""
    if kind not in _SIGNS:
        raise ValueError(f"nobody knows what signs a {kind.__name__} has")
    return Only(kind, frozenset(signs))


def each(kinds: Iterable[type], *signs: Sign) -> tuple[Only, ...]:
    """The same of several classes."""
    return tuple(only(kind, *signs) for kind in kinds)


def signs_of(kind: type) -> Signs | None:
    """How the signs of nodes of class `kind` are told; None where they have none."""
    return _SIGNS.get(kind)


def _of_column(column: tree.ColumnDefinition) -> Sequence[Sign]:
    """Its type, the kinds of its attributes, and what its type says of characters."""
    found: list[Sign] = [attribute.kind for attribute in column.attributes]
    made = column.type
    if made is not None:
        found.append(made.name)
        if made.charset is not None:
            found.append("CHARACTER SET")
        if made.collation is not None:
            found.append("COLLATE")
    return found


def _of_key(key: tree.Key) -> Sequence[Sign]:
    return (key.kind, *[option.kind for option in key.options])


def _of_create_table(node: tree.CreateTable) -> Sequence[Sign]:
    """The names of its options, TEMPORARY, and AS for a query."""
    found: list[Sign] = [option.name for option in node.options]
    if node.temporary:
        found.append("TEMPORARY")
    if node.query is not None:
        found.append("AS")
    return found


def _of_alter_table(node: tree.AlterTable) -> Sequence[Sign]:
    """The classes of its actions, and the names of options."""
    return [
        action.name if isinstance(action, tree.Option) else type(action) for action in node.actions
    ]


def _of_comparison(node: tree.Comparison) -> Sequence[Sign]:
    """The operator, and what stands on each side; COLUMNS where both are columns."""
    left, right = type(node.left), type(node.right)
    if left is right is tree.Column:
        return node.op, left, "COLUMNS"
    return node.op, left, right


def _of_test(node: tree.Between | tree.In | tree.Like) -> Sequence[Sign]:
    """NOT, and what is tested."""
    return (type(node.operand), "NOT") if node.negated else (type(node.operand),)


def _of_rows(node: tree.Select | tree.Update | tree.Delete) -> list[Sign]:
    """WHERE or NO WHERE, and JOIN."""
    found: list[Sign] = ["NO WHERE" if node.where is None else "WHERE"]
    if isinstance(node.tables, tree.Join):
        found.append("JOIN")
    return found


def _of_change(node: tree.Update | tree.Delete) -> Sequence[Sign]:
    """The same, ORDER BY and LIMIT."""
    found = _of_rows(node)
    if node.order_by:
        found.append("ORDER BY")
    if node.limit is not None:
        found.append("LIMIT")
    return found


def _of_select(node: tree.Select) -> Sequence[Sign]:
    """The same, DISTINCT, GROUP BY, HAVING, and its options."""
    found = _of_rows(node)
    if node.distinct:
        found.append("DISTINCT")
    if node.group_by is not None:
        found.append("GROUP BY")
    if node.having is not None:
        found.append("HAVING")
    if node.options:
        found += node.options
    return found


def _of_query(node: tree.Query) -> Sequence[Sign]:
    """ORDER BY and LIMIT, and the class of the node it stands in."""
    found: list[Sign] = [type(node.parent)]
    if node.order_by:
        found.append("ORDER BY")
    if node.limit is not None:
        found.append("LIMIT")
    return found


_SIGNS: dict[type, Signs] = {
    tree.AlterTable: _of_alter_table,
    tree.Between: _of_test,
    tree.ColumnAttribute: lambda attribute: (attribute.kind,),
    tree.ColumnDefinition: _of_column,
    tree.Comparison: _of_comparison,
    tree.CreateTable: _of_create_table,
    tree.DataType: lambda made: (made.name,),
    tree.Delete: _of_change,
    tree.DropKey: lambda action: (action.kind,),
    tree.FunctionCall: lambda call: (call.name,),
    tree.In: _of_test,
    tree.Key: _of_key,
    tree.Like: _of_test,
    tree.Literal: lambda literal: (literal.kind,),
    tree.Logical: lambda condition: (condition.op,),
    tree.Option: lambda option: (option.name,),
    tree.Query: _of_query,
    tree.Select: _of_select,
    tree.Update: _of_change,
}
