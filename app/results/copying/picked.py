"""What is to be copied: some columns of some rows, and where they come from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from app.domain.console.result import ResultColumn
from app.domain.dialect import Dialect
from app.domain.errors import BadInput
from app.i18n import _


@dataclass(frozen=True, slots=True)
class Picked:
    """Rows are whole, in the order of `columns`; `chosen` are the places of those to be copied.

    What is not chosen is there for its keys: an UPDATE of one cell is found by them.
    """

    columns: Sequence[ResultColumn]
    rows: Iterable[Sequence[object]]
    chosen: Sequence[int] = ()
    """Nothing given is all of them."""
    dialect: Dialect = Dialect.MYSQL

    @property
    def places(self) -> Sequence[int]:
        """The places of the columns to be copied."""
        return self.chosen or range(len(self.columns))

    @property
    def copied(self) -> list[ResultColumn]:
        """The columns to be copied."""
        return [self.columns[place] for place in self.places]

    def values(self) -> Iterator[Sequence[object]]:
        """The rows, with the columns to be copied alone."""
        places = self.places
        if len(places) == 1:
            only = places[0]
            return ([row[only]] for row in self.rows)
        return map(itemgetter(*places), self.rows)


@dataclass(frozen=True, slots=True)
class Origin:
    """The one table that a result comes from."""

    schema: str
    table: str
    keys: tuple[int, ...]
    """The places of its primary key's columns in the result."""


def origin_of(columns: Sequence[ResultColumn]) -> Origin | None:
    """The table that every column with an origin comes from; None where there are several."""
    tables = {(column.schema, column.table) for column in columns if column.table}
    if len(tables) != 1:
        return None
    ((schema, table),) = tables
    keys = {column.origin: place for place, column in reversed(list(enumerate(columns)))
            if column.primary}  # fmt: skip
    return Origin(schema, table, tuple(sorted(keys.values())))


def keyed_origin(columns: Sequence[ResultColumn]) -> Origin:
    """The table and its key, for what must find a row again.

    Raises:
        BadInput: the rows come from several tables, or their primary key is not among the columns.
    """
    origin = origin_of(columns)
    if origin is None:
        raise BadInput(
            _("The rows come from no table, or from several: none can be named to change."),
            hint=_("Select from one table."),
        )
    if not origin.keys:
        raise BadInput(
            _("The primary key of {table} is not among the columns.").format(table=origin.table),
            hint=_("Select its primary key as well: rows are found again by it alone."),
        )
    return origin
