"""The question for one value of a result that was not fetched whole, by the key of its row."""

from collections.abc import Sequence

from app.domain.console.result import Clipped, ResultColumn
from app.domain.dialect import Dialect
from app.domain.errors import BadInput
from app.i18n import _
from app.results.literals import literal
from app.sql.quoting import name_in

MOST = 256 << 20
"""Characters or bytes of a value that is fetched for a window; more belongs into a file."""


def whole_statement(
    columns: Sequence[ResultColumn],
    key: Sequence[str],
    row: Sequence[object],
    place: int,
    dialect: Dialect,
) -> str:
    """A SELECT of the value at `place` of `row` alone; `key` is its table's whole primary key.

    Other columns may come from elsewhere: what is needed of a row is the key of this table.

    Raises:
        BadInput: the row cannot be found again, or the value is too long; the sentence says why.
    """
    column, value = columns[place], row[place]
    if isinstance(value, Clipped) and value.size > MOST:
        raise BadInput(
            _("This value is too long to be fetched for the window."),
            hint=_("Export the result: a file takes values of any length."),
        )
    if not column.table or not column.origin:
        raise BadInput(
            _("The whole value cannot be fetched: {column} comes from no table's column.").format(
                column=column.name
            ),
            hint=_("Select the column itself, with the primary key of its table."),
        )
    where = [_same(columns, row, column, name, dialect) for name in key]
    if not where:
        raise BadInput(
            _("The whole value cannot be fetched: {table} has no primary key.").format(
                table=column.table
            ),
            hint=_("Export the result: a file takes values of any length."),
        )
    table = name_in(column.table, dialect)
    source = f"{name_in(column.schema, dialect)}.{table}" if column.schema else table
    return f"SELECT {name_in(column.origin, dialect)} FROM {source} WHERE {' AND '.join(where)}"


def _same(
    columns: Sequence[ResultColumn],
    row: Sequence[object],
    column: ResultColumn,
    name: str,
    dialect: Dialect,
) -> str:
    """That a column of the key is as in the row."""
    found = [
        (each, value)
        for each, value in zip(columns, row, strict=True)
        if (each.schema, each.table, each.origin) == (column.schema, column.table, name)
    ]
    if len(found) != 1:
        raise BadInput(
            _("The whole value cannot be fetched: {column} of the primary key is not there, or"
              " more than once.").format(column=name),
            hint=_("Select the whole primary key of one row as well."),
        )  # fmt: skip
    [(of_key, value)] = found
    return f"{name_in(name, dialect)} = {literal(value, of_key, dialect)}"
