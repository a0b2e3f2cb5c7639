"""How many rows a condition leaves, by the statistics of a snapshot; always with the method.

What is used is what a person would read off SHOW INDEX: a whole unique key gives one row; the
leading columns of an index, compared by equality, give rows / distinct values of them. Everything
else narrows nothing here, so that an estimate errs towards more rows, never towards fewer, as far
as the statistics are right. (An optimizer also dives into indexes for ranges: EXPLAIN knows more.)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from app.audit.reading import is_constant
from app.domain.snapshot import IndexFacts, TableFacts
from app.sql import tree


class Method(Enum):
    """Where an estimate comes from."""

    WHOLE_TABLE = auto()
    """No index narrows it."""
    UNIQUE_KEY = auto()
    STATISTICS = auto()
    """Of an index, whose leading columns are compared by equality."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Rows, how that was found, and the index used."""

    rows: int
    method: Method
    index: str = ""


def estimated(
    table: TableFacts, called: str, where: tree.Expression | None, limit: int | None = None
) -> Estimate | None:
    """The rows of one table that `where` leaves; None where the snapshot has no number of rows.

    `called` is what the table is called in the statement; columns of others narrow nothing.
    """
    if table.rows is None:
        return None
    best = Estimate(table.rows, Method.WHOLE_TABLE)
    equal = dict(_equalities(where, called, table)) if where is not None else {}
    for index in table.indexes:
        found = _by_index(table.rows, index, equal)
        if found is not None and found.rows < best.rows:
            best = found
    if limit is not None and limit < best.rows:
        return Estimate(limit, best.method, best.index)
    return best


def equal_columns(where: tree.Expression | None, called: str, table: TableFacts) -> list[str]:
    """The columns of one table that must equal constants, in lower case."""
    return [name for name, _ in _equalities(where, called, table)] if where is not None else []


def is_known(value: tree.Expression, called: str, table: TableFacts) -> bool:
    """Whether a value is known before a row of the one table of a statement is read.

    What is no column of that table is a variable of the program around, or of a query around.
    """
    names = {column.name.lower() for column in table.columns}

    def variable(column: tree.Column) -> bool:
        name = column.name
        if name.qualifier:
            return name.qualifier.lower() not in {called, table.name.lower()}
        return bool(names) and name.name.lower() not in names

    return is_constant(value, variable)


def _by_index(rows: int, index: IndexFacts, equal: dict[str, int]) -> Estimate | None:
    """What equality on the leading columns of an index leaves."""
    values, distinct, used = 1, None, 0
    for part in index.parts:
        count = equal.get(part.column.lower())
        if not part.column or count is None or part.length is not None:
            break
        values, distinct, used = values * count, part.distinct, used + 1
    if not used:
        return None
    if used == len(index.parts) and index.kind in {"PRIMARY", "UNIQUE"}:
        return Estimate(min(rows, values), Method.UNIQUE_KEY, index.name)
    if not distinct:
        return None
    return Estimate(min(rows, -(-rows * values // distinct)), Method.STATISTICS, index.name)


def _equalities(
    where: tree.Expression, called: str, table: TableFacts
) -> Iterator[tuple[str, int]]:
    """Columns that must equal one of so many constants, in lower case."""
    match where:
        case tree.Logical(op="AND", operands=operands):
            for operand in operands:
                yield from _equalities(operand, called, table)
        case tree.Comparison(op="=" | "<=>", left=left, right=right, quantifier=""):
            for column, value in ((left, right), (right, left)):
                if (name := _column(column, called)) and is_known(value, called, table):
                    yield name, 1
        case tree.In(operand=operand, items=items, negated=False) if items:
            known = all(is_known(item, called, table) for item in items)
            if known and (name := _column(operand, called)):
                yield name, len(items)


def _column(value: tree.Expression, called: str) -> str:
    match value:
        case tree.Column(name=name) if name.qualifier.lower() in {"", called}:
            return name.name.lower()
    return ""
