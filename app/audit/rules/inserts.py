"""Rules about INSERT: how many values, which, and from where."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from app.audit.given import column_names, described_table, given, given_to, targets_of
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import KnownTable
from app.audit.sources import in_program
from app.domain.dialect import Dialect
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.schema import Column, Table

_ORACLE = Dialect.ORACLE  # members of an enumeration are slow to get at in Python 3.11

_T = (
    "CREATE TABLE account (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20) NOT NULL,"
    " day DATE, made DATETIME);\n"
)
_WIDE = "INSERT INTO account (id, name) VALUES " + ", ".join(f"({n}, 'x')" for n in range(300))


@rule(
    Severity.ERROR,
    on=(tree.Insert,),
    dialects=EVERYWHERE,
    bad=["INSERT INTO account (id, name) VALUES (1)",
         "INSERT INTO account (id, name) VALUES (1, 'Li'), (2, 'Wang', 3)",
         "INSERT INTO account (id, name) SELECT id FROM old",
         _T + "INSERT INTO account VALUES (1, 'Li')",
         _WIDE.replace("(id, name)", "(id)", 1)],
    good=["INSERT INTO account (id, name) VALUES (1, 'Li')",
          "INSERT INTO account () VALUES ()",
          "INSERT INTO account (id, name) SELECT * FROM old WHERE id < 9",
          "INSERT INTO never_described VALUES (1, 2, 3)",
          _T + "INSERT INTO account VALUES (1, 'Li', NULL, NULL)", _WIDE],
    sources=["goInception er_wrong_value_count_on_row, er_with_insert_values",
             "SQLE precheck ColumnsValuesNotMatch", "MySQL error 1136"],
)  # fmt: skip
def insert_column_count(node: tree.Insert, scope: Scope) -> Hits:
    """There are more or fewer values than columns.

    Why: the statement fails with error 1136. Without a list of columns it is said where the schema
    knows them.

    Instead: a value for each column.
    """
    if node.columns == () or node.source is None or in_program(scope.parsed.tree):
        return
    if node.columns is None and isinstance(node.source, tree.Values):
        table = described_table(node, scope)
        wanted = len(table.columns) if table and not _hides(table) else None
    else:
        wanted = len(node.columns) if node.columns is not None else None
    if wanted is None:
        return
    for place, count in _counts(node.source, scope):
        if count != wanted:
            yield hit(place, N_("{count} values for {wanted} columns of {table}"), count=count,
                      wanted=wanted, table=node.table.dotted, about=node.table.dotted)  # fmt: skip
            return


def _hides(table: Table) -> bool:
    """Whether columns may be left out of the list: generated ones take DEFAULT."""
    return any(column.generated for column in table.columns.values())


def _counts(source: tree.Values | tree.Query, scope: Scope) -> Iterator[tuple[tree.Node, int]]:
    if isinstance(source, tree.Values):
        for row in source.rows:
            if isinstance(row, tree.LiteralRows):
                yield row, scope.values_in_first_row(row)
            elif row.items:
                yield row, len(row.items)
    elif isinstance(source.body, tree.Select):
        items = source.body.items
        if not any(isinstance(item.value, tree.Star) for item in items):
            yield source.body, len(items)


@rule(
    Severity.NOTICE,
    on=(tree.Insert,),
    having=(tree.Query,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=["INSERT INTO few (id) SELECT id FROM account WHERE region = 'north'"],
    good=["INSERT INTO few (id) VALUES (1)", "INSERT INTO few (id) SELECT 1"],
    sources=["SQLE dml_check_insert_select", "SQLE SQLE00089", "SOAR LCK.001"],
)
def insert_select(node: tree.Insert, scope: Scope) -> Hits:
    """INSERT takes its rows from a query.

    Why: with REPEATABLE READ the rows that are read are locked until the end, too, and how many are
    written nobody knows before.

    Instead: read first, insert in portions; READ COMMITTED locks less.
    """
    source = node.source
    if isinstance(source, tree.Query) and not (
        isinstance(source.body, tree.Select) and source.body.tables is None
    ):
        yield hit(source, N_("The rows that are read are locked, too"))


@rule(
    Severity.ERROR,
    on=(tree.Insert, tree.Update),
    having=(KnownTable,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[_T + "INSERT INTO account (id, name) VALUES (1, NULL)",
         _T + "INSERT INTO account VALUES (1, 'Li', NULL, NULL), (2, NULL, NULL, NULL)",
         _T + "UPDATE account SET name = NULL WHERE id = 7",
         _T + "INSERT INTO account SET id = 1, name = NULL",
         "-- dialect: oracle\n"
         "CREATE TABLE account (id NUMBER PRIMARY KEY, name VARCHAR2(9) NOT NULL);"
         " INSERT INTO account (id, name) VALUES (1, NULL)"],
    good=[_T + "INSERT INTO account (id, name, day) VALUES (NULL, 'Li', NULL)",
          "INSERT INTO never_described (name) VALUES (NULL)",
          "CREATE TABLE log (at TIMESTAMP NOT NULL, n INT); INSERT INTO log (at) VALUES (NULL)"],
    sources=["goInception er_bad_null_error", "Yearning DMLAllowInsertNull", "MySQL error 1048"],
)  # fmt: skip
def insert_null_into_not_null(node: tree.Insert | tree.Update, scope: Scope) -> Hits:
    """NULL is written to a column that is NOT NULL.

    Why: the statement fails with error 1048; without strict mode the column becomes 0 or empty, and
    nobody is told. A TIMESTAMP may take NULL for the time of now and is not reported.

    Instead: a value, or leave the column to its default.
    """
    for column, _wanted, value in given_to(node, scope, _refuses_null):
        if isinstance(value, tree.Literal) and value.kind == "null":
            yield hit(value, N_("{column} is NOT NULL"), column=column.name, about=column.name)


def _refuses_null(column: Column) -> bool:
    return not (column.nullable or column.auto_increment or column.type == "TIMESTAMP")


@rule(
    Severity.WARNING,
    on=(tree.Insert,),
    having=(
        "RAND",
        "UUID",
    ),
    bad=["INSERT INTO few (id) SELECT id FROM account ORDER BY RAND() LIMIT 10"],
    good=["INSERT INTO few (id) SELECT id FROM account ORDER BY id LIMIT 10"],
    sources=["goInception er_ordery_by_rand", "Bytebase STATEMENT_INSERT_DISALLOW_ORDER_BY_RAND"],
)
def insert_order_by_rand(node: tree.Insert, scope: Scope) -> Hits:
    """INSERT takes its rows in a random order.

    Why: with statement-based replication every replica takes other rows; and all rows are sorted
    for it, and locked.

    Instead: choose the keys in the program, and insert by them.
    """
    if isinstance(node.source, tree.Query):
        for item in node.source.order_by:
            if isinstance(item.value, tree.FunctionCall) and item.value.name in {"RAND", "UUID"}:
                yield hit(item, N_("Every replica may take other rows"))


@rule(
    Severity.ERROR,
    on=(tree.Insert,),
    dialects=EVERYWHERE,
    bad=["INSERT INTO account (id, name, ID) VALUES (1, 'Li', 2)",
         "INSERT INTO account SET id = 1, id = 2"],
    good=["INSERT INTO account (id, name) VALUES (1, 'Li')",
          "INSERT INTO account (id, n) VALUES (1, 2) ON DUPLICATE KEY UPDATE id = 1, n = 3"],
    sources=["goInception er_field_specified_twice", "MySQL error 1110"],
)  # fmt: skip
def insert_duplicate_column(node: tree.Insert, scope: Scope) -> Hits:
    """A column is given two values.

    Why: the statement fails with error 1110.

    Instead: name it once.
    """
    if not node.assignments and not _has_twice(column_names(node)):
        return
    seen: set[str] = set()
    for name in (*(node.columns or ()), *[each.column for each in node.assignments]):
        if name.name.lower() in seen:
            yield hit(name, N_("{column} is named twice"), column=name.name, about=name.name)
        seen.add(name.name.lower())


@lru_cache(maxsize=256)
def _has_twice(names: tuple[str, ...]) -> bool:
    return len({name.lower() for name in names}) < len(names)


_MOMENT = re.compile(
    r"\s*(\d{4})([-/.:^@]?)(\d\d?)\2(\d\d?)(?:[T ]+(\d\d?):(\d\d?)(?::(\d\d?)(?:\.\d*)?)?)?"
    r"(?:Z|[+-]\d\d:\d\d)?\s*"
)


@rule(
    Severity.ERROR,
    on=(tree.Insert, tree.Update),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    parameters={"zero_dates": 0},
    bad=[_T + "INSERT INTO account (name, day) VALUES ('Li', '2026-02-30')",
         _T + "UPDATE account SET made = '2026-01-01 25:00:00' WHERE id = 7",
         _T + "INSERT INTO account (name, day) VALUES ('Li', '0000-00-00')",
         _T + "INSERT INTO account (name, day) VALUES ('Li', 'soon')",
         "-- dialect: oracle\nINSERT INTO account (name, day) VALUES ('Li', DATE '2026-02-30')"],
    good=[_T + "INSERT INTO account (name, day, made) VALUES ('Li', '2026-2-3',"
          " '2026-01-01 23:59:59.5')",
          _T + "INSERT INTO account (name, day) VALUES ('2026-02-30', '20260203')",
          _T + "INSERT INTO account (name, day) VALUES ('Li', '26-02-03')",
          "-- zero_dates: 1\n" + _T + "UPDATE account SET day = '0000-00-00' WHERE id = 7",
          "-- dialect: mariadb\n" + _T + "UPDATE account SET day = '0000-00-00' WHERE id = 7",
          "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO';\n"
          + _T + "INSERT INTO account (name, day) VALUES ('Li', '0000-00-00')",
          "INSERT INTO never_described (day) VALUES ('2026-02-30')",
          "-- dialect: oracle\nINSERT INTO account (name, day) VALUES ('Li', DATE '2026-02-28')"],
    sources=["goInception er_incorrect_datetime_value", "MySQL error 1292"],
)  # fmt: skip
def insert_invalid_datetime(node: tree.Insert | tree.Update, scope: Scope) -> Hits:
    """A string that is no date is written to a column of dates.

    Why: in strict mode the statement fails with error 1292; without it the date becomes zero.
    zero_dates = 1 allows 0000-00-00, for servers whose sql_mode does. It is allowed, too, in
    MariaDB, whose own has no NO_ZERO_DATE, and where the file sets an sql_mode without it, as every
    dump does. In Oracle, whose strings are dates by the session's format only, DATE '…' is looked
    at.

    Instead: a date that there is, as year, month, day; NULL for none.
    """
    if scope.dialect is _ORACLE:
        yield from _impossible_dates(node, scope)
        return
    zero = scope.zero_dates or scope.number("zero_dates")
    is_moment = _is_moment_or_zero if zero else _is_moment
    for column, _wanted, value in given_to(node, scope, _is_of_moments):
        if not isinstance(value, tree.Literal) or value.kind != "string":
            continue
        if not scope.told(is_moment, value):
            yield hit(value, N_("{text} is no date for {column}"), text=scope.literal(value)[:30],
                      column=column.name, about=column.name)  # fmt: skip


def _is_of_moments(column: Column) -> bool:
    return column.type in {"DATE", "DATETIME", "TIMESTAMP"}


def _impossible_dates(node: tree.Insert | tree.Update, scope: Scope) -> Hits:
    """The dates of DATE '…' and TIMESTAMP '…' that no calendar has."""
    if isinstance(node, tree.Insert):
        pairs = [*given(node, scope)]
    else:
        pairs = [(each.column.name, each.value) for each in node.assignments]
    for name, value in pairs:
        if not isinstance(value, tree.Literal) or value.kind != "temporal":
            continue
        if not scope.told(_is_written_moment, value):
            text = _within_quotes(scope.literal(value))
            yield hit(value, N_("{text} is no date for {column}"), text=text[:30],
                      column=name, about=name)  # fmt: skip


def _within_quotes(written: str) -> str:
    return written.partition("'")[2].rstrip("'")


def _is_written_moment(written: str) -> bool:
    return _is_moment(_within_quotes(written))


def _is_moment_or_zero(text: str) -> bool:
    return _is_moment(text, zero=True)


def _is_moment(text: str, *, zero: bool = False) -> bool:
    """Whether the server takes it; two digits for a year and the like are given the doubt."""
    try:
        datetime.fromisoformat(text)  # quicker, and such a date is one to the server as well
        return True
    except ValueError:
        found = _MOMENT.fullmatch(text)
    if found is None:
        return bool(re.match(r"\s*\d", text))
    year, month, day, hour, minute, second = (
        int(found[n] or 0) for n in (1, 3, 4, 5, 6, 7)
    )  # fmt: skip
    if year == month == day == 0:
        return zero
    try:
        datetime(max(year, 1), month, day, hour, minute, second)
    except ValueError:
        return False
    return True


@rule(
    Severity.WARNING,
    on=(tree.Insert,),
    having=(KnownTable,),
    level=Level.SCHEMA,
    in_default=False,
    bad=[_T + "INSERT INTO account (id, name) VALUES (7, 'Li')",
         _T + "INSERT INTO account (id, name) SELECT id, name FROM old"],
    good=[_T + "INSERT INTO account (name) VALUES ('Li')",
          _T + "INSERT INTO account (id, name) VALUES (NULL, 'Li'), (DEFAULT, 'Wang')",
          "INSERT INTO never_described (id) VALUES (7)"],
    sources=["SQLE dml_not_allow_insert_autoincrement"],
)  # fmt: skip
def insert_no_auto_increment_value(node: tree.Insert, scope: Scope) -> Hits:
    """INSERT gives the AUTO_INCREMENT column a value.

    Why: the counter jumps behind it, and another session may get the same value first.

    Instead: leave the column out.
    """
    if isinstance(node.source, tree.Query):
        for _n, column, _wanted in targets_of(node, scope).places(_counts_by_itself):
            yield hit(node.table, _COUNTS, column=column.name, about=column.name)
            return
    for column, _wanted, value in given_to(node, scope, _counts_by_itself):
        null = isinstance(value, tree.Literal) and value.kind == "null"
        if not (null or isinstance(value, tree.Default)):
            yield hit(value, _COUNTS, column=column.name, about=column.name)
            return


_COUNTS = N_("{column} counts by itself")


def _counts_by_itself(column: Column) -> bool:
    return column.auto_increment


@rule(
    Severity.NOTICE,
    on=(tree.Insert,),
    having=("DUPLICATE",),
    in_default=False,
    bad=["INSERT INTO seen (id, n) VALUES (7, 1) ON DUPLICATE KEY UPDATE n = n + 1"],
    good=["INSERT INTO seen (id, n) VALUES (7, 1)"],
    sources=["SOAR LCK.002"],
)
def insert_on_duplicate_key(node: tree.Insert, scope: Scope) -> Hits:
    """INSERT becomes an UPDATE where the key is there.

    Why: it locks the gap before the key, so that two of them easily meet in a deadlock; with
    several unique keys nobody knows which row it changes, and AUTO_INCREMENT values are lost.

    Instead: UPDATE first, and INSERT where it changed nothing.
    """
    if node.on_duplicate:
        yield hit(node.on_duplicate[0].first, N_("This locks gaps, and may change another row"),
                  last=node.on_duplicate[-1].last)  # fmt: skip
