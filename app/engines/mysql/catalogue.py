"""All names one may write into a statement, out of information_schema.

MySQL 8 answers from its dictionary, so each view is asked once. MySQL 5.7 and MariaDB open every
table to tell its columns, and look only into one schema where the statement names it: they are
asked schema by schema, so that no statement is long and the timeout of one costs only itself.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from sys import intern

from app.domain.errors import StatementFailed
from app.domain.schema.catalogue import (
    Catalogue,
    Column,
    ForeignKey,
    NumberSequence,
    Parameter,
    Relation,
    Routine,
    Shelf,
    Table,
    grouped,
)
from app.engines.mysql.plain import VALUES
from app.engines.mysql.session import MysqlSession
from app.i18n import _

MOST_COLUMNS = 300_000
"""15,000 tables of 20; beyond, tables are known by their names alone."""
_MOST_TABLES = 100_000
_MOST_ROUTINES = 50_000
_SYSTEM = ("information_schema", "mysql", "performance_schema", "sys")

_SCHEMAS = "SELECT schema_name FROM information_schema.schemata"
_TABLES = (
    "SELECT table_schema, table_name, table_type, table_comment FROM information_schema.tables"
    " WHERE table_schema IN ({in_}) LIMIT {most}"
)
_COLUMNS = (
    "SELECT table_schema, table_name, ordinal_position, column_name, column_type, is_nullable,"
    " column_comment FROM information_schema.columns WHERE table_schema IN ({in_}) LIMIT {most}"
)
_KEYS = (
    "SELECT table_schema, table_name, constraint_name, ordinal_position, column_name,"
    " referenced_table_schema, referenced_table_name, referenced_column_name"
    " FROM information_schema.key_column_usage"
    " WHERE (constraint_name = 'PRIMARY' OR referenced_table_name IS NOT NULL)"
    " AND table_schema IN ({in_}) LIMIT {most}"
)
_ROUTINES = (
    "SELECT routine_schema, routine_name, routine_type, dtd_identifier, routine_comment"
    " FROM information_schema.routines WHERE routine_schema IN ({in_}) LIMIT {most}"
)
_PARAMETERS = (
    "SELECT specific_schema, specific_name, routine_type, ordinal_position, parameter_mode,"
    " parameter_name, dtd_identifier FROM information_schema.parameters"
    " WHERE ordinal_position > 0 AND specific_schema IN ({in_}) LIMIT {most}"
)

Cells = list[str | None]


class TellsCatalogue(MysqlSession):
    """Reads the catalogue."""

    def catalogue(self) -> Catalogue:
        """What the account sees."""
        schemas = sorted(str(row[0]) for row in self.fetch_plain(_SCHEMAS).rows)
        own = [name for name in schemas if name.lower() not in _SYSTEM]
        system = [name for name in schemas if name.lower() in _SYSTEM]
        reading = _Reading(self, (*own, *system), at_once=self.server.mysql(8))
        tables = reading.rows(_TABLES, _MOST_TABLES, _("tables"))
        columns = reading.rows(_COLUMNS, MOST_COLUMNS, _("columns"))
        keys = reading.rows(_KEYS, MOST_COLUMNS, _("keys"))
        routines = reading.rows(_ROUTINES, _MOST_ROUTINES, _("routines"))
        parameters = reading.rows(_PARAMETERS, MOST_COLUMNS, _("parameters"))
        return Catalogue(
            tuple(schemas),
            tables=Shelf(_tables(tables, columns, keys)),
            routines=Shelf(_routines(routines, parameters)),
            sequences=Shelf(
                NumberSequence(_text(row[0]), _text(row[1]))
                for row in tables
                if row[2] == "SEQUENCE"
            ),
            lacking=tuple(reading.lacking),
        )


class _Reading:
    """Asks each view for the schemas, all at once or one by one, and notes what it did not get."""

    def __init__(self, session: MysqlSession, schemas: Sequence[str], *, at_once: bool) -> None:
        self._session = session
        self._asked = [schemas] if at_once and schemas else [(name,) for name in schemas]
        self.lacking: list[str] = []

    def rows(self, statement: str, most: int, what: str) -> list[Cells]:
        """At most so many rows; schemas of the users come before the server's own."""
        found: list[Cells] = []
        for schemas in self._asked:
            left = most - len(found)
            if left <= 0:
                break
            asked = statement.format(in_=VALUES, most=left)
            try:
                found += self._session.fetch_plain(asked, schemas).rows
            except StatementFailed as error:
                names = schemas[0] if len(schemas) == 1 else "*"
                self.lacking.append(
                    _("The {what} of {schema} could not be read: {why}").format(
                        what=what, schema=names, why=error
                    )
                )
        if len(found) >= most:
            self.lacking.append(
                _("Only the first {count} {what} were read.").format(count=f"{most:,}", what=what)
            )
        return found


def _tables(
    tables: Iterable[Cells], columns: Iterable[Cells], keys: Iterable[Cells]
) -> Iterator[Table]:
    of_columns, of_keys = grouped(columns, _first_two), grouped(keys, _first_two)
    for row in tables:
        schema, name = place = _first_two(row)
        if row[2] == "SEQUENCE":
            continue
        view = "VIEW" in _text(row[2])
        primary, foreign = _keys(of_keys.get(place, ()))
        yield Table(
            schema,
            name,
            Relation.VIEW if view else Relation.TABLE,
            tuple(map(_column, sorted(of_columns.get(place, ()), key=_number_at(2)))),
            # a view's comment says VIEW
            "" if view else _text(row[3]),
            primary,
            foreign,
        )


def _column(row: Cells) -> Column:
    return Column(_text(row[3]), _text(row[4]), row[5] == "YES", _text(row[6]))


def _keys(rows: Iterable[Cells]) -> tuple[tuple[str, ...], tuple[ForeignKey, ...]]:
    """The primary key, and the foreign ones."""
    primary: tuple[str, ...] = ()
    foreign = []
    for name, parts in grouped(rows, lambda row: _text(row[2])).items():
        parts.sort(key=_number_at(3))
        columns = tuple(_text(part[4]) for part in parts)
        if parts[0][6] is None:
            primary = columns if name == "PRIMARY" else primary
            continue
        to = tuple(_text(part[7]) for part in parts)
        foreign.append(ForeignKey(columns, _text(parts[0][5]), _text(parts[0][6]), to))
    return primary, tuple(foreign)


def _routines(routines: Iterable[Cells], parameters: Iterable[Cells]) -> Iterator[Routine]:
    of = grouped(parameters, lambda row: (*_first_two(row), _text(row[2])))
    for schema, name, kind, returns, comment in (map(_text, row) for row in routines):
        rows = sorted(of.get((schema, name, kind), ()), key=_number_at(3))
        listed = tuple(Parameter(_text(row[5]), _text(row[6]), _text(row[4])) for row in rows)
        yield Routine(schema, name, listed, returns if kind == "FUNCTION" else "", comment)


def _first_two(row: Cells) -> tuple[str, str]:
    return _text(row[0]), _text(row[1])


def _number_at(place: int) -> Callable[[Cells], int]:
    return lambda row: int(row[place] or 0)


def _text(value: str | None) -> str:
    """One copy of each: the same names and types come by the thousand."""
    return intern(value) if value else ""
