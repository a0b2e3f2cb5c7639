"""Conditions written otherwise: lists, negations, symbols."""

from collections.abc import Iterator

from app.audit.rewrites.registry import Where, rewrites
from app.audit.rewrites.sides import constant, like, only_true_counts
from app.domain.fix import Fix
from app.i18n import N_
from app.sql import tree

_SIMPLE = (tree.Column, tree.Literal, tree.FunctionCall, tree.Parameter, tree.Variable)


@rewrites(
    "query-or-could-be-in",
    tree.Logical,
    equal=[
        "SELECT id FROM t WHERE a = 1 OR a = 2",
        "SELECT id FROM t WHERE (b = 0 OR b = -1 OR b = 1) AND a > 0",
        "SELECT id, (s = 'A' OR s = 'ß' OR s = '') FROM t",
        "SELECT id FROM t WHERE NOT (n = 0.5 OR n = 1 OR n = 2.50)",
        "SELECT id FROM t WHERE d = '2024-01-01' OR d = '2024-12-31'",
        "SELECT id FROM t WHERE a = '1' OR a = '02'",
        "SELECT id FROM t WHERE s = 1 OR s = 2",
    ],
    oracle=[
        "SELECT id FROM t WHERE a = 1 OR a = -2",
        "SELECT id FROM t WHERE (s = 'a' OR s = 'b') AND a > 0",
    ],
    refused=[
        "SELECT id FROM t WHERE s = 1 OR s = 'b'",
        "SELECT id FROM t WHERE a = 1 OR b = 2",
        "SELECT id FROM t WHERE a = 1 OR a > 2",
        "SELECT id FROM t WHERE a = 1 OR a = NULL",
        "SELECT id FROM t WHERE s = _latin1'a' OR s = 'b'",
    ],
)
def in_for_or(node: tree.Logical, where: Where) -> Iterator[Fix]:
    """IN compares with one value after the other, as OR does: alike where all are of one kind."""
    values: list[tree.Expression] = []
    name = ""
    for part in node.operands:
        if not isinstance(part, tree.Comparison) or part.op != "=" or part.quantifier:
            return
        left, value = part.left, part.right
        if not isinstance(left, tree.Column) or name not in {"", where.source(left.name)}:
            return
        name = where.source(left.name)
        values.append(value)
    kinds = {_kind(value) for value in values}
    if node.op == "OR" and len(kinds) == 1 and "" not in kinds:
        text = f"{name} IN ({', '.join(where.source(value) for value in values)})"
        yield where.put(N_("Write {text}"), like(node, text, where), node, text=text)


def _kind(value: tree.Expression) -> str:
    if isinstance(value, tree.Unary) and value.op == "-" and constant(value.operand, "number"):
        return "number"
    return value.kind if isinstance(value, tree.Literal) and constant(value) else ""


@rewrites(
    "query-in-used",
    tree.In,
    equal=[
        "SELECT id FROM t WHERE a IN (1)",
        "SELECT id FROM t WHERE s IN ('a')",
        "SELECT id FROM t WHERE b NOT IN (0)",
        "SELECT id FROM t WHERE NOT (b NOT IN (1))",
        "SELECT id FROM t WHERE s IN (0)",
        "SELECT id FROM t WHERE d NOT IN ('2024-02-29')",
    ],
    oracle=[
        "SELECT id FROM t WHERE a IN (1)",
        "SELECT id FROM t WHERE s NOT IN ('a')",
    ],
    refused=[
        "SELECT id FROM t WHERE a IN (1, 2)",
        "SELECT id FROM t WHERE a + 1 IN (2)",
        "SELECT id FROM t WHERE a IN (SELECT 1)",
    ],
)
def equal_for_in(node: tree.In, where: Where) -> Iterator[Fix]:
    """A list of one is that one."""
    if isinstance(node.operand, tree.Column) and len(node.items) == 1 and constant(node.items[0]):
        op = "<>" if node.negated else "="
        text = f"{where.source(node.operand)} {op} {where.source(node.items[0])}"
        yield where.put(N_("Write {text}"), like(node, text, where), node, text=text)


@rewrites(
    "query-in-null",
    tree.In,
    equal=[
        "SELECT id FROM t WHERE b IN (1, NULL)",
        "SELECT id FROM t WHERE b IN (NULL, 0, NULL, 1) OR a = 1",
        "SELECT t.id FROM t JOIN u ON u.t_id = t.id AND t.s IN ('a', NULL)",
    ],
    oracle=[
        "SELECT id FROM t WHERE b IN (1, NULL)",
    ],
    refused=[
        "SELECT id FROM t WHERE b NOT IN (1, NULL)",
        "SELECT id FROM t WHERE NOT b IN (1, NULL)",
        "SELECT id, b IN (1, NULL) FROM t",
        "SELECT id FROM t WHERE b IN (NULL)",
        "SELECT id FROM t WHERE (b IN (1, NULL)) IS NULL",
    ],
)
def no_null_in(node: tree.In, where: Where) -> Iterator[Fix]:
    """Where a condition must be true, unknown is as good as false: NULL in the list adds no row."""
    kept = [i for i in node.items if not (isinstance(i, tree.Literal) and i.kind == "null")]
    if node.negated or len(kept) in {0, len(node.items)} or not only_true_counts(node):
        return
    operand = where.source(node.operand)
    text = f"{operand} IN ({', '.join(where.source(item) for item in kept)})"
    yield where.put(N_("Write {text}"), like(node, text, where), node, text=text)


@rewrites(
    "query-not-equal-symbol",
    tree.Comparison,
    equal=["SELECT id FROM t WHERE a != 1", "SELECT id, s != 'a' FROM t WHERE (a+1)!=b"],
    oracle=[
        "SELECT id FROM t WHERE a != 1",
    ],
    refused=["SELECT id FROM t WHERE a <> 1"],
)
def standard_symbol(node: tree.Comparison, where: Where) -> Iterator[Fix]:
    """Two spellings of one operator."""
    between = range(node.left.last + 1, node.right.first)
    if node.op == "!=" and [where.tokens.source(at, at) for at in between] == ["!="]:
        yield where.put(N_("Write {text}"), "<>", between[0], text="<>")


_OPPOSITE = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}


@rewrites(
    "query-negated-condition",
    tree.Unary,
    equal=[
        "SELECT id FROM t WHERE NOT a > 1",
        "SELECT id FROM t WHERE (NOT (b <= 1)) IS NULL",
        "SELECT id FROM t WHERE NOT s < 'b' AND NOT (d >= '2024-02-29')",
        "SELECT id FROM t WHERE NOT n < f",
    ],
    oracle=[
        "SELECT id FROM t WHERE NOT a > 1",
        "SELECT id FROM t WHERE NOT (d <= DATE '2024-02-29')",
    ],
    refused=[
        "SELECT id FROM t WHERE NOT a > ALL (SELECT x FROM u)",
        "SELECT id FROM t WHERE NOT (a, b) > (1, 2)",
    ],
)
def opposite(node: tree.Unary, where: Where) -> Iterator[Fix]:
    """What is not less is equal or greater; what is unknown stays so."""
    compared = node.operand
    if node.op != "NOT" or not isinstance(compared, tree.Comparison) or compared.quantifier:
        return
    op = _OPPOSITE.get(compared.op)
    if op and isinstance(compared.left, _SIMPLE) and isinstance(compared.right, _SIMPLE):
        text = f"{where.source(compared.left)} {op} {where.source(compared.right)}"
        yield where.put(N_("Write {text}"), like(node, text, where), node, text=text)
