"""What stands on the sides of a condition, and what the condition stands in."""

from collections.abc import Iterator

from app.audit.reading import columns_in, filters, joins_of
from app.audit.rewrites.registry import Where
from app.sql import tree

_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "="}


def constant(value: tree.Node, kind: str = "") -> bool:
    """A number or string of one token, which means the same wherever it stands."""
    if not isinstance(value, tree.Literal) or value.first != value.last:
        return False
    return value.kind in {"number", "string"} and kind in {"", value.kind}


def whole(value: tree.Node, where: Where) -> int | None:
    """The whole number that `value` is, of 15 digits at most; None where it is anything else."""
    negative = isinstance(value, tree.Unary) and value.op == "-"
    said = value.operand if isinstance(value, tree.Unary) and negative else value
    if not constant(said, "number"):
        return None
    digits = where.source(said)
    if not digits.isdecimal() or len(digits) > 15:
        return None
    return -int(digits) if negative else int(digits)


def like(node: tree.Node, text: str, where: Where) -> str:
    """`text` in parentheses where the node is."""
    return f"({text})" if where.tokens.kinds[node.first] == "(" else text


def each_way(node: tree.Comparison) -> Iterator[tuple[tree.Expression, str, tree.Expression]]:
    """`a < b`, and `b > a`."""
    if not node.quantifier and node.op in _TURNED:
        yield node.left, node.op, node.right
        yield node.right, _TURNED[node.op], node.left


def only_true_counts(node: tree.Expression) -> bool:
    """Whether it stands in WHERE or ON, below nothing but AND and OR."""
    top = node
    while isinstance(top.parent, tree.Logical) and top.parent.op in {"AND", "OR"}:
        top = top.parent
    return isinstance(top.parent, tree.Select | tree.Join) and filters(top)


def may_lack_rows(source: tree.Node | None) -> bool:
    """Whether an outer join may make NULL of what is not."""
    return any(join.kind not in {"INNER", "CROSS", ",", "STRAIGHT"} for join in joins_of(source))


def may_be_lacking(node: tree.Node) -> bool:
    """Whether an outer join, also one written with `(+)`, may do so where `node` stands."""
    return any(
        may_lack_rows(up.tables)
        or (up.where is not None and any(column.outer for column in columns_in(up.where)))
        for up in tree.ancestors(node)
        if isinstance(up, tree.Select | tree.Update | tree.Delete)
    )
