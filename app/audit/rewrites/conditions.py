"""Conditions written otherwise: lists, negations, calendars."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from app.audit.described import described
from app.audit.reading import filters
from app.audit.rewrites.registry import Where, rewrites
from app.domain.fix import Fix
from app.i18n import N_
from app.sql import tree

_SIMPLE = (tree.Column, tree.Literal, tree.FunctionCall, tree.Parameter, tree.Variable)


def _constant(value: tree.Node, kind: str = "") -> bool:
    """A number or string of one token, which means the same wherever it stands."""
    if not isinstance(value, tree.Literal) or value.first != value.last:
        return False
    return value.kind in {"number", "string"} and kind in {"", value.kind}


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
        yield where.put(N_("Write {text}"), _like(node, text, where), node, text=text)


def _kind(value: tree.Expression) -> str:
    if isinstance(value, tree.Unary) and value.op == "-" and _constant(value.operand, "number"):
        return "number"
    return value.kind if isinstance(value, tree.Literal) and _constant(value) else ""


def _like(node: tree.Node, text: str, where: Where) -> str:
    """In parentheses where the node is."""
    return f"({text})" if where.tokens.kinds[node.first] == "(" else text


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
    refused=[
        "SELECT id FROM t WHERE a IN (1, 2)",
        "SELECT id FROM t WHERE a + 1 IN (2)",
        "SELECT id FROM t WHERE a IN (SELECT 1)",
    ],
)
def equal_for_in(node: tree.In, where: Where) -> Iterator[Fix]:
    """A list of one is that one."""
    if isinstance(node.operand, tree.Column) and len(node.items) == 1 and _constant(node.items[0]):
        op = "<>" if node.negated else "="
        text = f"{where.source(node.operand)} {op} {where.source(node.items[0])}"
        yield where.put(N_("Write {text}"), _like(node, text, where), node, text=text)


@rewrites(
    "query-in-null",
    tree.In,
    equal=[
        "SELECT id FROM t WHERE b IN (1, NULL)",
        "SELECT id FROM t WHERE b IN (NULL, 0, NULL, 1) OR a = 1",
        "SELECT t.id FROM t JOIN u ON u.t_id = t.id AND t.s IN ('a', NULL)",
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
    if node.negated or len(kept) in {0, len(node.items)} or not _only_true_counts(node):
        return
    operand = where.source(node.operand)
    text = f"{operand} IN ({', '.join(where.source(item) for item in kept)})"
    yield where.put(N_("Write {text}"), _like(node, text, where), node, text=text)


def _only_true_counts(node: tree.Expression) -> bool:
    """Whether it stands in WHERE or ON, below nothing but AND and OR."""
    top = node
    while isinstance(top.parent, tree.Logical) and top.parent.op in {"AND", "OR"}:
        top = top.parent
    return isinstance(top.parent, tree.Select | tree.Join) and filters(top)


@rewrites(
    "query-not-equal-symbol",
    tree.Comparison,
    equal=["SELECT id FROM t WHERE a != 1", "SELECT id, s != 'a' FROM t WHERE (a+1)!=b"],
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
        yield where.put(N_("Write {text}"), _like(node, text, where), node, text=text)


_YEAR = re.compile(r"(?!9999)[1-9]\d{3}", re.ASCII)
_DATES = frozenset({"DATE", "DATETIME"})


@rewrites(
    "query-function-on-indexed-column",
    tree.Comparison,
    equal=[
        "SELECT id FROM t WHERE YEAR(d) = 2024",
        "SELECT id FROM t WHERE YEAR(m) = 1999 OR YEAR(m) > 2024",
        "SELECT id FROM t WHERE (YEAR(d) <= 2023) IS NOT TRUE",
        "SELECT id FROM t WHERE NOT YEAR(d) < 2024",
        "SELECT id FROM t WHERE YEAR(m) >= 2025",
        "SELECT id FROM t WHERE DATE(m) = '2024-02-29'",
        "SELECT id FROM t WHERE NOT (DATE(m) = '2023-12-31')",
        "SELECT id FROM t WHERE DATE(m) = '2024-12-31' AND b IS NULL",
    ],
    refused=[
        "SELECT id FROM t WHERE YEAR(m) = 9999",
        "SELECT id FROM t WHERE YEAR(m) = '2024'",
        "SELECT id FROM t WHERE YEAR(m) <> 2024",
        "SELECT id FROM t WHERE DATE(m) = '2023-02-29'",
        "SELECT id FROM t WHERE DATE(m) > '2024-02-29'",
        "SELECT id FROM t WHERE MONTH(d) = 2",
        "SELECT id FROM t WHERE YEAR(s) = 2024",
    ],
)
def range_for_calendar(node: tree.Comparison, where: Where) -> Iterator[Fix]:
    """A year, and a day, is all from its beginning to before the next one's.

    It is so of dates that there are: `2024-00-00`, which MariaDB and an old MySQL may keep, is in
    no range and still in a year. So the title says it.
    """
    call = node.left
    if not isinstance(call, tree.FunctionCall) or len(call.arguments) != 1 or node.quantifier:
        return
    column, bounds = call.arguments[0], _bounds(call.name, node, where)
    if bounds is None or not isinstance(column, tree.Column):
        return
    known = described(column, where.schema)
    if known is None or known[1].type not in _DATES:
        return
    name = where.source(column)
    texts = {
        "=": f"({name} >= '{bounds[0]}' AND {name} < '{bounds[1]}')",
        "<": f"{name} < '{bounds[0]}'",
        ">=": f"{name} >= '{bounds[0]}'",
        "<=": f"{name} < '{bounds[1]}'",
        ">": f"{name} >= '{bounds[1]}'",
    }
    if node.op in texts:
        title = N_("Write {text}, if no date has a month or day of zero")
        yield where.put(title, texts[node.op], node, text=texts[node.op])


def _bounds(function: str, node: tree.Comparison, where: Where) -> tuple[date, date] | None:
    """The first day of what is compared with, and the first behind it."""
    said = where.source(node.right)
    try:
        if function == "YEAR" and _constant(node.right, "number") and _YEAR.fullmatch(said):
            return date(int(said), 1, 1), date(int(said) + 1, 1, 1)
        if function == "DATE" and node.op == "=" and _constant(node.right, "string"):
            day = date.fromisoformat(said[1:-1])
            if str(day) == said[1:-1] and 1000 <= day.year <= 9998:
                return day, day + timedelta(days=1)
    except ValueError:
        pass
    return None
