"""A year, month or day of a date, written as all from its beginning to before the next one's."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from app.audit.described import described
from app.audit.rewrites.registry import Where, rewrites
from app.audit.rewrites.sides import constant, each_way
from app.domain.fix import Fix
from app.i18n import N_
from app.sql import tree

_YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)
_OF_YEAR = re.compile(r"EXTRACT\s*\(\s*YEAR\b", re.I)
_FORMATS = {"'%Y-%m-%d'": "day", "'%Y-%m'": "month", "'%Y'": "year"}
_MOMENTS = frozenset({"DATE", "DATETIME"})  # a TIMESTAMP is kept in UTC, where hours are repeated
_MOMENTS_OF_ORACLE = frozenset({"DATE", "TIMESTAMP"})


class _Part(NamedTuple):
    """What is taken of a column: its year, month or day; `quoted` where it is a text or a date."""

    column: tree.Column
    unit: str
    quoted: bool


class _Range(NamedTuple):
    """The first day of a year, month or day, and the first behind it."""

    first: date
    after: date


_TITLE = N_("Write {text}, if no date has a month or day of zero")
_EQUAL = [
    "SELECT id FROM t WHERE YEAR(d) = 2024",
    "SELECT id FROM t WHERE YEAR(m) = 1999 OR YEAR(m) > 2024",
    "SELECT id FROM t WHERE (YEAR(d) <= 2023) IS NOT TRUE",
    "SELECT id FROM t WHERE NOT YEAR(d) < 2024",
    "SELECT id FROM t WHERE 2025 <= YEAR(m)",
    "SELECT id FROM t WHERE EXTRACT(YEAR FROM m) = 2024",
    "SELECT id FROM t WHERE DATE(m) = '2024-02-29'",
    "SELECT id FROM t WHERE NOT (DATE(m) = '2023-12-31')",
    "SELECT id FROM t WHERE DATE(m) = '2024-12-31' AND b IS NOT NULL",
    "SELECT id FROM t WHERE DATE(m) > '2024-02-29' AND DATE(d) <= '2024-12-31'",
    "SELECT id FROM t WHERE CAST(m AS DATE) < '2024-12-31'",
    "SELECT id FROM t WHERE DATE_FORMAT(m, '%Y-%m') = '2024-02'",
    "SELECT id FROM t WHERE DATE_FORMAT(m, '%Y-%m-%d') >= '2024-12-31'",
    "SELECT id FROM t WHERE DATE_FORMAT(d, '%Y') < '2024'",
]
_REFUSED = [
    "SELECT id FROM t WHERE YEAR(m) = 9999",
    "SELECT id FROM t WHERE YEAR(m) = '2024'",
    "SELECT id FROM t WHERE YEAR(m) <> 2024",
    "SELECT id FROM t WHERE DATE(m) = '2023-02-29'",
    "SELECT id FROM t WHERE DATE(m) = '24-2-29'",
    "SELECT id FROM t WHERE MONTH(d) = 2",
    "SELECT id FROM t WHERE YEAR(s) = 2024",
    "SELECT id FROM t WHERE EXTRACT(YEAR_MONTH FROM m) = 202402",
    "SELECT id FROM t WHERE DATE_FORMAT(m, '%m-%Y') = '02-2024'",
    "SELECT id FROM t WHERE DATE_FORMAT(m, '%Y-%m') = '2024-2'",
    "SELECT id FROM t WHERE DATE_FORMAT(m, '%Y-%m') = 2024",
    "SELECT id FROM t WHERE TRUNC(z) = DATE '2024-02-29'",
    "SELECT id FROM t WHERE TRUNC(d, 'MM') = DATE '2024-02-29'",
]
_ORACLE = [
    "SELECT id FROM t WHERE TRUNC({}) = DATE '2024-02-29'",
    "SELECT id FROM t WHERE EXTRACT(YEAR FROM {}) >= 2024",
]


@rewrites(
    "query-function-on-indexed-column",
    tree.Comparison,
    equal=_EQUAL,
    refused=_REFUSED,
    oracle=[sql.format("d") for sql in _ORACLE],
)
@rewrites(
    "query-function-on-column",
    tree.Comparison,
    equal=[
        "SELECT id FROM u WHERE YEAR(m) = 2024",
        "SELECT id FROM u WHERE DATE(m) < '2024-02-29'",
    ],
    refused=["SELECT id FROM unknown_table WHERE YEAR(m) = 2024"],
    oracle=[sql.format("m") for sql in _ORACLE],
)
def range_for_calendar(node: tree.Comparison, where: Where) -> Iterator[Fix]:
    """A comparison with a year, a month or a day is one with where it begins or ends.

    It is so of dates that there are: `2024-00-00`, which MariaDB and an old MySQL may keep, is in
    no range and still in a year. So the title says it.
    """
    for side, op, value in each_way(node):
        part = _part(side, where)
        found = _range(part, value, where) if part else None
        if part is None or found is None:
            continue
        name, sign = where.source(part.column), _sign(where)
        first, after = (f"{sign}'{day}'" for day in found)
        text = {
            "=": f"({name} >= {first} AND {name} < {after})",
            "<": f"{name} < {first}",
            ">=": f"{name} >= {first}",
            "<=": f"{name} < {after}",
            ">": f"{name} >= {after}",
        }[op]
        yield where.put(_TITLE, text, node, text=text)


@rewrites(
    "query-function-on-indexed-column",
    tree.Between,
    equal=[
        "SELECT id FROM t WHERE YEAR(m) BETWEEN 2000 AND 2024",
        "SELECT id FROM t WHERE DATE(m) NOT BETWEEN '2024-01-01' AND '2024-02-29'",
        "SELECT id FROM t WHERE (YEAR(d) BETWEEN 2024 AND 2023) IS NOT NULL",
        "SELECT id FROM t WHERE NOT (YEAR(d) BETWEEN 2024 AND 2024)",
    ],
    refused=["SELECT id FROM t WHERE YEAR(m) BETWEEN 2000 AND b"],
)
def range_for_calendars(node: tree.Between, where: Where) -> Iterator[Fix]:
    """From the beginning of the first to before what follows the last."""
    part = _part(node.operand, where)
    low, high = (_range(part, v, where) if part else None for v in (node.low, node.high))
    if part and low and high:
        name, sign = where.source(part.column), _sign(where)
        first, after = f"{sign}'{low.first}'", f"{sign}'{high.after}'"
        text = f"({name} >= {first} AND {name} < {after})"
        if node.negated:
            text = f"({name} < {first} OR {name} >= {after})"
        yield where.put(_TITLE, text, node, text=text)


def _part(value: tree.Expression, where: Where) -> _Part | None:
    """What `value` takes of a column that is a date or a moment by the schema."""
    found: _Part | None = None
    match value:
        case tree.FunctionCall(name="YEAR", arguments=(tree.Column() as column,)):
            found = _Part(column, "year", quoted=False)
        case tree.FunctionCall(name="EXTRACT", arguments=(tree.Column() as column,)):
            if _OF_YEAR.match(where.source(value)):
                found = _Part(column, "year", quoted=False)
        case tree.FunctionCall(name="DATE" | "TRUNC", arguments=(tree.Column() as column,)):
            found = _Part(column, "day", quoted=True)
        case tree.FunctionCall(name="DATE_FORMAT", arguments=(tree.Column() as column, form)):
            if (unit := _FORMATS.get(where.source(form))) is not None:
                found = _Part(column, unit, quoted=True)
        case tree.Cast(operand=tree.Column() as column, type=tree.DataType(name="DATE")):
            if not value.further and not where.of_oracle:
                found = _Part(column, "day", quoted=True)
    known = described(found.column, where.schema) if found else None
    moments = _MOMENTS_OF_ORACLE if where.of_oracle else _MOMENTS
    return found if known and known[1].type in moments else None


def _sign(where: Where) -> str:
    """What makes a date of a text: Oracle's would depend on the session's format."""
    return "DATE " if where.of_oracle else ""


def _range(part: _Part, value: tree.Expression, where: Where) -> _Range | None:
    """The year, month or day that `value` writes, from the year 1000 to 9998."""
    said = where.source(value)
    if part.quoted:
        wanted = "temporal" if where.of_oracle else "string"
        if not isinstance(value, tree.Literal) or value.kind != wanted:
            return None
        said = re.sub(r"^DATE\s*", "", said, flags=re.I) if where.of_oracle else said
        if not (said.startswith("'") and said.endswith("'")):
            return None
        said = said[1:-1]
    elif not constant(value, "number"):
        return None
    return _written(said, part.unit)


def _written(said: str, unit: str) -> _Range | None:
    """`2024`, `2024-02` or `2024-02-29`, whichever the unit is."""
    missing = {"year": "-01-01", "month": "-01", "day": ""}[unit]
    try:
        first = date.fromisoformat(said + missing)
    except ValueError:
        return None
    if str(first) != said + missing or not _YEAR.fullmatch(said[:4]) or first.year == 9999:
        return None
    if unit == "year":
        return _Range(first, first.replace(year=first.year + 1))
    if unit == "month":
        return _Range(first, (first + timedelta(days=31)).replace(day=1))
    return _Range(first, first + timedelta(days=1))
