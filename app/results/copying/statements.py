"""Rows as statements: INSERT, UPDATE by primary key, and the list of an IN."""

from collections.abc import Iterable, Iterator, Sequence

from app.domain.console.result import ResultColumn, ValueKind
from app.domain.dialect import Dialect
from app.domain.errors import BadInput
from app.i18n import _
from app.results.copying.picked import Picked, keyed_origin, origin_of
from app.results.literals import literal, literals
from app.sql.quoting import name_in

_TOGETHER = 100
"""Rows of one INSERT of the MySQL family; before 23ai Oracle takes one."""
_ENOUGH = 256 << 10
"""Characters after which an INSERT ends: below the least `max_allowed_packet`, 1 MiB, in UTF-8."""
_ORACLE_LIST = 1000
"""Members Oracle takes in one list (ORA-01795)."""
UNNAMED = "result"
"""The table of rows that come from none."""


def inserts(picked: Picked) -> Iterator[str]:
    """INSERT statements into the table the rows come from, of at most a hundred rows each."""
    origin = origin_of(picked.columns)
    table = origin.table if origin else UNNAMED
    return insert_statements(picked.values(), picked.copied, table, picked.dialect)


def insert_statements(
    rows: Iterable[Sequence[object]],
    columns: Sequence[ResultColumn],
    table: str,
    dialect: Dialect,
) -> Iterator[str]:
    """INSERT statements into `table`, a line a row; columns by their names in the table."""
    names = ", ".join(name_in(column.origin or column.name, dialect) for column in columns)
    lead = f"INSERT INTO {name_in(table, dialect)} ({names}) VALUES"
    if dialect is Dialect.ORACLE:
        for row in rows:
            yield f"{lead} ({', '.join(literals(row, columns, dialect))});\n"
        return
    lines: list[str] = []
    size = 0
    for row in rows:
        lines.append(f"({', '.join(literals(row, columns, dialect))})")
        size += len(lines[-1])
        if len(lines) == _TOGETHER or size > _ENOUGH:
            yield _insert(lead, lines)
            lines, size = [], 0
    if lines:
        yield _insert(lead, lines)


def _insert(lead: str, lines: Iterable[str]) -> str:
    return f"{lead}\n  " + ",\n  ".join(lines) + ";\n"


def updates(picked: Picked) -> Iterator[str]:
    """UPDATE statements that set the chosen columns, each row found by its primary key.

    Raises:
        BadInput: the rows come from several tables, or their key is not in the result.
    """
    origin, dialect = keyed_origin(picked.columns), picked.dialect
    columns = picked.columns
    places = [
        place for place in picked.places if place not in origin.keys and columns[place].origin
    ]
    if not places:
        raise BadInput(
            _("Only the primary key is selected: an UPDATE would have nothing to set."),
            hint=_("Select cells of other columns as well."),
        )
    table = name_in(origin.table, dialect)
    for row in picked.rows:
        to_set = ", ".join(_equal(row[place], columns[place], dialect) for place in places)
        key = " AND ".join(_equal(row[place], columns[place], dialect) for place in origin.keys)
        yield f"UPDATE {table} SET {to_set} WHERE {key};\n"


def _equal(value: object, column: ResultColumn, dialect: Dialect) -> str:
    return f"{name_in(column.origin, dialect)} = {literal(value, column, dialect)}"


def in_list(picked: Picked) -> Iterator[str]:
    """`id IN (1, 2, 3)` over the values of the chosen columns, each once, without NULL.

    NULL is in no list, and in a NOT IN it would take all rows away. Oracle takes a thousand in one
    list: more are several, joined by OR.

    Raises:
        BadInput: there is no value, or the kind of a column has none that compare.
    """
    columns, dialect = picked.copied, picked.dialect
    for column in columns:
        if column.kind in (ValueKind.JSON, ValueKind.SPATIAL, ValueKind.VECTOR):
            raise BadInput(
                _("Values of {column} cannot be compared in a list.").format(column=column.name)
            )
    found = list(dict.fromkeys(_members(picked.values(), columns, dialect)))
    if not found:
        raise BadInput(_("There is no value but NULL to make a list of."))
    name = ", ".join(name_in(column.origin or column.name, dialect) for column in columns)
    if len(columns) > 1:
        name = f"({name})"
    size = _ORACLE_LIST if dialect is Dialect.ORACLE else len(found)
    lists = [f"{name} IN ({', '.join(found[at : at + size])})" for at in range(0, len(found), size)]
    yield lists[0] if len(lists) == 1 else "(" + "\n OR ".join(lists) + ")"


def _members(
    rows: Iterable[Sequence[object]], columns: Sequence[ResultColumn], dialect: Dialect
) -> Iterator[str]:
    for row in rows:
        if any(value is None for value in row):
            continue
        told = literals(row, columns, dialect)
        yield told[0] if len(told) == 1 else f"({', '.join(told)})"
