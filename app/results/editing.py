"""Changes made to rows of a result, collected until they are run as one transaction.

    edits = Edits(reader.columns, key=("id",), dialect)     # BadInput where rows cannot be edited
    edits.set(7, row, 2, "paid")                            # cell by cell; nothing is sent
    edits.delete(9, row)
    place = edits.add({2: "new"})
    edits.changes()                                         # what would run, for the user to see

A row is found again by its primary key, and only while every value of it that was read is still
what the table holds: a row that somebody changed meanwhile is not overwritten, it is a conflict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from app.domain.console.result import Clipped, ResultColumn
from app.domain.dialect import Dialect
from app.domain.errors import BadInput
from app.i18n import _
from app.results.literals import literal
from app.results.matching import still
from app.results.typed import Expression
from app.sql.quoting import name_in


class Doing(Enum):
    """What is done to a row."""

    UPDATE = "update"
    INSERT = "insert"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Change:
    """One statement, and the question what its row is now."""

    doing: Doing
    row: int
    """Its number in the result; of a new one the number that `add` gave."""
    statement: str
    look: str = ""
    """A SELECT of the row by its key, in the columns of the result; "" for a new row."""


class Edits:
    """What the user wants changed in a result. Values may be an `Expression`."""

    def __init__(
        self, columns: Sequence[ResultColumn], key: Sequence[str], dialect: Dialect
    ) -> None:
        """`key` are the names of the columns of the table's whole primary key, by the server.

        Raises:
            BadInput: rows of this result cannot be found again; the sentence says why.
        """
        self._columns, self._dialect = tuple(columns), dialect
        self._keys = _key_places(columns, key)
        self._table = _table_of(columns[0], dialect)
        self._cells: dict[int, dict[int, object]] = {}
        self._rows: dict[int, Sequence[object]] = {}
        self._gone: dict[int, Sequence[object]] = {}
        self._new: dict[int, dict[int, object]] = {}
        self._added = 0

    def __len__(self) -> int:
        return len(self._cells.keys() | self._gone.keys()) + len(self._new)

    def set(self, row: int, read: Sequence[object], column: int, value: object) -> None:
        """Want another value in a cell; `read` is the row as the result has it.

        Raises:
            BadInput: the value that is there was not fetched whole, so nobody has seen it.
        """
        if row in self._new:
            self._new[row][column] = value
            return
        if isinstance(read[column], Clipped):
            raise BadInput(
                _("This value was not fetched whole."), hint=_("Fetch the whole value first.")
            )
        cells = self._cells.setdefault(row, {})
        self._rows[row] = read
        if type(value) is type(read[column]) and value == read[column]:
            cells.pop(column, None)
        else:
            cells[column] = value
        if not cells:
            del self._cells[row]

    def delete(self, row: int, read: Sequence[object]) -> None:
        """Want a row gone; a new one is forgotten."""
        if self._new.pop(row, None) is None:
            self._gone[row] = read

    def add(self, values: Mapping[int, object] = MappingProxyType({})) -> int:
        """Want a new row; columns without a value get their default. Its number, below 0."""
        self._added -= 1
        self._new[self._added] = dict(values)
        return self._added

    def undo(self, row: int, column: int | None = None) -> None:
        """Want a cell, or a whole row, as it is."""
        cells = self._new.get(row) or self._cells.get(row)
        if column is None:
            for kept in (self._cells, self._gone, self._new):
                kept.pop(row, None)
        elif cells is not None:
            cells.pop(column, None)
            if row in self._cells and not self._cells[row]:
                del self._cells[row]

    def clear(self) -> None:
        """Want nothing any more."""
        for kept in (self._cells, self._gone, self._new):
            kept.clear()

    @property
    def new_rows(self) -> Mapping[int, Mapping[int, object]]:
        """New rows by their numbers, the first first."""
        return self._new

    def cells(self, row: int) -> Mapping[int, object]:
        """The cells of a row that shall change, by column."""
        return self._cells.get(row, {})

    def is_gone(self, row: int) -> bool:
        """Whether the row shall go."""
        return row in self._gone

    def changes(self) -> list[Change]:
        """What runs: rows that go first, so that a key may move; new ones last.

        Raises:
            BadInput: a value has no literal.
        """
        found = [self._deletion(row, read) for row, read in sorted(self._gone.items())]
        found += [
            self._update(row, cells)
            for row, cells in sorted(self._cells.items())
            if row not in self._gone
        ]
        return found + [self._insertion(row, values) for row, values in self._new.items()]

    # ------------------------------------------------------------------ statements

    def _deletion(self, row: int, read: Sequence[object]) -> Change:
        statement = f"DELETE FROM {self._table}\n WHERE {self._same(read)}"
        return Change(Doing.DELETE, row, statement, self._look(read))

    def _update(self, row: int, cells: Mapping[int, object]) -> Change:
        read = self._rows[row]
        to_set = ", ".join(
            f"{self._name(place)} = {self._written(value, place)}"
            for place, value in sorted(cells.items())
        )
        statement = f"UPDATE {self._table}\n   SET {to_set}\n WHERE {self._same(read)}"
        return Change(Doing.UPDATE, row, statement, self._look(read))

    def _insertion(self, row: int, values: Mapping[int, object]) -> Change:
        places = sorted(values)
        names = ", ".join(map(self._name, places))
        told = ", ".join(self._written(values[place], place) for place in places)
        if not places:
            names, told = self._name(0), "DEFAULT"
        statement = f"INSERT INTO {self._table} ({names})\nVALUES ({told})"
        return Change(Doing.INSERT, row, statement)

    def _same(self, read: Sequence[object]) -> str:
        """That the row is there and as it was: its key, then all the rest that was read."""
        rest = [
            still(read[place], column, self._dialect)
            for place, column in enumerate(self._columns)
            if place not in self._keys
        ]
        return "\n   AND ".join([self._by_key(read), *rest])

    def _by_key(self, read: Sequence[object]) -> str:
        return " AND ".join(
            f"{self._name(place)} = {literal(read[place], self._columns[place], self._dialect)}"
            for place in self._keys
        )

    def _look(self, read: Sequence[object]) -> str:
        names = ", ".join(map(self._name, range(len(self._columns))))
        return f"SELECT {names} FROM {self._table} WHERE {self._by_key(read)}"

    def _name(self, place: int) -> str:
        return name_in(self._columns[place].origin, self._dialect)

    def _written(self, value: object, place: int) -> str:
        if isinstance(value, Expression):
            return value.text
        return literal(value, self._columns[place], self._dialect)


def _table_of(column: ResultColumn, dialect: Dialect) -> str:
    table = name_in(column.table, dialect)
    return f"{name_in(column.schema, dialect)}.{table}" if column.schema else table


def _key_places(columns: Sequence[ResultColumn], key: Sequence[str]) -> tuple[int, ...]:
    tables = {(column.schema, column.table) for column in columns}
    origins = [column.origin for column in columns]
    if len(tables) != 1 or ("", "") in tables or not all(origins):
        raise BadInput(
            _("These rows cannot be edited: not all columns come from one table."),
            hint=_("Select columns of one table, and no expressions."),
        )
    if len(set(origins)) != len(origins):
        raise BadInput(_("These rows cannot be edited: a column is there twice."))
    if not key:
        raise BadInput(
            _("These rows cannot be edited: {table} has no primary key.").format(
                table=columns[0].table
            )
        )
    missing = [name for name in key if name not in origins]
    if missing:
        raise BadInput(
            _("These rows cannot be edited: {columns} of the primary key is not selected.").format(
                columns=", ".join(missing)
            ),
            hint=_("Select the whole primary key as well."),
        )
    return tuple(origins.index(name) for name in key)
