"""What is computed of a column, computed of what it is compared with: an index is of use then."""

import re
from collections.abc import Iterator

from app.audit.described import described
from app.audit.rewrites.registry import Where, rewrites
from app.audit.rewrites.sides import (
    constant,
    each_way,
    like,
    may_be_lacking,
    only_true_counts,
    whole,
)
from app.domain.fix import Fix
from app.i18n import N_
from app.sql import tree
from app.sql.schema import Column

_SMALL = frozenset({"TINYINT", "SMALLINT", "MEDIUMINT", "INT"})
_DIGITS = 18  # of an Oracle NUMBER, which computes exactly with 38


def _known(value: tree.Node, where: Where) -> Column | None:
    """What the schema knows of the column that `value` is."""
    found = described(value, where.schema) if isinstance(value, tree.Column) else None
    return found[1] if found else None


def _is_whole(column: Column | None, where: Where) -> bool:
    """Whether it holds whole numbers, so few that adding to them never overflows."""
    if column is None or column.unsigned:
        return False
    if where.of_oracle:
        return column.type == "NUMBER" and (column.length or 99) <= _DIGITS and not column.decimals
    return column.type in _SMALL


@rewrites(
    "query-expression-on-column",
    tree.Comparison,
    equal=[
        "SELECT id FROM t WHERE a + 1 > 2",
        "SELECT id FROM t WHERE (b - 2 = -1) IS NOT TRUE",
        "SELECT id FROM t WHERE 5 >= 3 + b AND a <> 7",
        "SELECT id FROM t WHERE NOT (a - -1 <= 2)",
    ],
    oracle=["SELECT id FROM t WHERE a + 1 > 2"],
    refused=[
        "SELECT id FROM t WHERE n + 1 > 2",
        "SELECT id FROM t WHERE 5 - a > 2",
        "SELECT id FROM t WHERE a + 1 > 2.5",
        "SELECT id FROM t WHERE a + 1 > '2'",
        "SELECT id FROM t WHERE a * 2 > 2",
        "SELECT id FROM t WHERE a + 1 > 9999999999999999",
        "SELECT id FROM t WHERE p - 1 > 2",
        "SELECT id FROM t WHERE k + 1 > 2",
    ],
)
@rewrites(
    "query-function-on-indexed-column",
    tree.Comparison,
    equal=["SELECT id FROM t WHERE id + 1 = 3", "SELECT id FROM u WHERE t_id - 1 < 2"],
    refused=["SELECT id FROM t WHERE id DIV 2 = 3"],
)
def other_side(node: tree.Comparison, where: Where) -> Iterator[Fix]:
    """What is added to a whole number on one side is taken from the other."""
    for side, op, value in each_way(node):
        if not isinstance(side, tree.Arithmetic) or side.op not in {"+", "-"}:
            continue
        column, added = side.left, side.right
        if side.op == "+" and isinstance(added, tree.Column):
            column, added = added, column
        more, compared = whole(added, where), whole(value, where)
        if more is None or compared is None or not _is_whole(_known(column, where), where):
            continue
        result = compared - more if side.op == "+" else compared + more
        text = f"{where.source(column)} {op} {result}"
        yield where.put(N_("Write {text}"), like(node, text, where), node, text=text)


@rewrites(
    "query-function-on-column",
    tree.Comparison,
    equal=[
        "SELECT id FROM t WHERE IFNULL(b, 0) = 1",
        "SELECT id FROM t WHERE COALESCE(b, 1) = 1 AND a > 0",
        "SELECT id FROM t WHERE IFNULL(b, -1) = 0 OR IFNULL(b, 2) = 2",
        "SELECT t.id FROM t JOIN u ON u.t_id = t.id AND 2 = IFNULL(u.x, 1)",
        "SELECT id FROM t WHERE IFNULL(s, '') = 'a'",
        "SELECT id FROM t WHERE IFNULL(g, 'b') = 'b'",
        "SELECT id FROM t WHERE IFNULL(a, 0) > 1",
    ],
    oracle=[
        "SELECT id FROM t WHERE NVL(b, 0) = 1",
        "SELECT id FROM t WHERE NVL(b, 0) = 0",
        "SELECT id FROM t WHERE COALESCE(a, 0) < 5",
    ],
    refused=[
        "SELECT id FROM t WHERE IFNULL(b, 0) > 1",
        "SELECT id FROM t WHERE NOT IFNULL(b, 0) = 1",
        "SELECT id, IFNULL(b, 0) = 1 FROM t",
        "SELECT id FROM t WHERE IFNULL(b, a) = 1",
        "SELECT id FROM t WHERE IFNULL(b, 0) = 1.0",
        "SELECT id FROM t WHERE IFNULL(s, 'ss') = 'ß'",
        "SELECT id FROM t WHERE IFNULL(n, 0) = 1",
        "SELECT id FROM t WHERE NVL(n, 0) = 1",
        "SELECT t.id FROM t LEFT JOIN u ON u.t_id = t.id WHERE IFNULL(u.t_id, 0) > 1",
        "SELECT t.id FROM t, u WHERE u.t_id (+) = t.id AND NVL(u.t_id, 0) > 1",
    ],
)
def null_apart(node: tree.Comparison, where: Where) -> Iterator[Fix]:
    """A value in the place of NULL is equal to what is asked for, or it is not."""
    for side, op, value in each_way(node):
        if not isinstance(side, tree.FunctionCall) or len(side.arguments) != 2:
            continue
        if side.name not in {"IFNULL", "COALESCE", "NVL"}:
            continue
        column, instead = side.arguments
        known, name = _known(column, where), where.source(column)
        same = _same(known, instead, value, where)
        if known is None or same is None:
            continue
        text = f"{name} {op} {where.source(value)}"
        if not known.nullable and not may_be_lacking(node):
            yield where.put(N_("Write {text}"), like(node, text, where), node, text=text)
        elif op == "=" and only_true_counts(node):
            text = f"({text} OR {name} IS NULL)" if same else like(node, text, where)
            yield where.put(N_("Write {text}"), text, node, text=text)


def _same(column: Column | None, one: tree.Node, other: tree.Node, where: Where) -> bool | None:
    """Whether two constants are equal in the column's type; None where it is not certain."""
    if _is_whole(column, where):
        numbers = whole(one, where), whole(other, where)
        return None if None in numbers else numbers[0] == numbers[1]
    if column is None or column.type != "VARCHAR" or where.of_oracle:
        return None
    if not constant(one, "string") or not constant(other, "string"):
        return None
    texts = where.source(one), where.source(other)
    if texts[0] == texts[1]:
        return True
    return False if "''" in texts and any(_SOME.fullmatch(text) for text in texts) else None


_SOME = re.compile(r"'[A-Za-z0-9 ]*[A-Za-z0-9][A-Za-z0-9 ]*'")  # equal to '' in no collation


_PREFIX = re.compile(r"'[A-Za-z0-9 .:/-]*[A-Za-z0-9.:/-]'")


@rewrites(
    "query-function-on-column",
    tree.Comparison,
    equal=[
        "SELECT id FROM t WHERE LEFT(c, 2) = 'ab'",
        "SELECT id FROM t WHERE SUBSTRING(c, 1, 1) = 'a' OR SUBSTR(g, 1, 1) = 'a'",
        "SELECT id FROM t WHERE (LEFT(g, 2) = 'AB') IS NULL",
        "SELECT id FROM t WHERE NOT ('1' = LEFT(c, 1))",
    ],
    refused=[
        "SELECT id FROM t WHERE LEFT(s, 2) = 'ab'",
        "SELECT id FROM t WHERE LEFT(c, 3) = 'ab'",
        "SELECT id FROM t WHERE LEFT(c, 2) = 'a '",
        "SELECT id FROM t WHERE LEFT(c, 2) = 'a%'",
        "SELECT id FROM t WHERE LEFT(c, 1) = 1",
        "SELECT id FROM t WHERE SUBSTRING(c, 2, 1) = 'b'",
        "SELECT id FROM t WHERE LEFT(c, 2) > 'ab'",
    ],
)
def like_for_left(node: tree.Comparison, where: Where) -> Iterator[Fix]:
    """The first characters are those, or it is like them and anything behind.

    LIKE compares character by character. Where several together may equal one ('ss' and 'ß') the
    two differ, so the collation must be binary or one of the simple ones.
    """
    for side, op, value in each_way(node):
        if op != "=" or not constant(value, "string") or not isinstance(side, tree.FunctionCall):
            continue
        said, arguments = where.source(value), side.arguments
        if side.name in {"SUBSTRING", "SUBSTR"} and len(arguments) == 3:
            arguments = arguments[::2] if whole(arguments[1], where) == 1 else ()
        elif side.name != "LEFT":
            continue
        if len(arguments) != 2 or not _PREFIX.fullmatch(said):
            continue
        known = _known(arguments[0], where)
        if known is None or known.type not in {"CHAR", "VARCHAR"} or not _is_simple(known):
            continue
        if whole(arguments[1], where) == len(said) - 2:
            text = f"{where.source(arguments[0])} LIKE '{said[1:-1]}%'"
            yield where.put(N_("Write {text}"), like(node, text, where), node, text=text)


def _is_simple(column: Column) -> bool:
    """Whether its collation compares one character with one, and leaves none out."""
    return column.collation.startswith("utf8") and column.collation.endswith(
        ("_bin", "_general_ci")
    )
