"""Values of a result as literals of SQL that give the same value again."""

from array import array
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite

from app.domain.console.result import Clipped, ResultColumn, ValueKind
from app.domain.dialect import Dialect
from app.domain.errors import BadInput
from app.i18n import _
from app.results.spatial import split_srid
from app.results.written import bits_of, span_of_days, written
from app.sql.quoting import text_literal

_RAW = 2000
"""Bytes of one RAW literal of Oracle."""


def literal(value: object, column: ResultColumn, dialect: Dialect) -> str:
    """What a statement of this dialect writes for a value of this column.

    It holds for sessions with the server's own default of sql_mode, or of NLS settings.

    Raises:
        BadInput: no literal has this value: it is clipped, or too long for Oracle.
    """
    if value is None:
        return "NULL"
    if isinstance(value, Clipped):
        raise BadInput(
            _("A value of {column} was not fetched whole: no statement can be made of it.").format(
                column=column.name
            ),
            hint=_("Fetch the whole value first, leave the column out, or export the result."),
        )
    if dialect is Dialect.ORACLE:
        return _oracle(value, column)
    return _mysql(value, column, dialect)


def _mysql(value: object, column: ResultColumn, dialect: Dialect) -> str:
    match value:
        case bool():
            return str(int(value))
        case bytes() | int() if column.kind is ValueKind.BITS:
            return f"b'{bits_of(value, column)}'"
        case bytes() if column.kind is ValueKind.SPATIAL:
            return _mysql_figure(value)
        case bytes():
            return f"0x{value.hex().upper()}" if value else "''"
        case float():
            return _mysql_float(value)
        case int():
            return str(value)
        case Decimal():
            return written(value, column)
        case array():
            maker = "VEC_FromText" if dialect is Dialect.MARIADB else "STRING_TO_VECTOR"
            return f"{maker}({text_literal(written(value, column), dialect)})"
    return text_literal(written(value, column), dialect)


def _mysql_float(value: float) -> str:
    """With an exponent: without one it would be a DECIMAL, exact and of other arithmetic."""
    if not isfinite(value):
        return "NULL"  # no column of the family can hold one
    digits = repr(value)
    return digits if "e" in digits else f"{digits}e0"


def _mysql_figure(value: bytes) -> str:
    """The servers store X and Y; MySQL 8 reads them in the system's own order unless told.

    The comment is for MySQL 8 alone: MariaDB and MySQL 5.7 know no third argument.
    """
    srid, binary = split_srid(value)
    order = " /*!80000 , 'axis-order=long-lat' */" if srid else ""
    return f"ST_GeomFromWKB(0x{binary.hex().upper()}, {srid}{order})"


def _oracle(value: object, column: ResultColumn) -> str:
    oracle = Dialect.ORACLE
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case Decimal():
            return written(value, column)
        case float():
            return _oracle_float(value, column)
        case bytes():
            return _oracle_raw(value, column)
        case datetime() if column.kind is ValueKind.DATE or _is_date(column):
            seconds = value.replace(microsecond=0, tzinfo=None).isoformat(" ")
            return f"TO_DATE('{seconds}', 'YYYY-MM-DD HH24:MI:SS')"
        case datetime():
            return f"TIMESTAMP '{_oracle_moment(value)}'"
        case date():
            return f"DATE '{value.isoformat()}'"
        case timedelta():
            return f"INTERVAL '{span_of_days(value)}' DAY(9) TO SECOND(9)"
        case str() if column.kind is ValueKind.INTERVAL:
            return f"INTERVAL '{value.lstrip('+')}' YEAR(9) TO MONTH"
        case time():
            return text_literal(value.isoformat(), oracle)
        case array():
            return f"TO_VECTOR({text_literal(written(value, column), oracle)})"
    return text_literal(written(value, column), oracle)


def _is_date(column: ResultColumn) -> bool:
    return column.type_name.upper() == "DATE"


def _oracle_float(value: float, column: ResultColumn) -> str:
    letter, kind = ("f", "FLOAT") if "FLOAT" in column.type_name.upper() else ("d", "DOUBLE")
    if value != value:
        return f"BINARY_{kind}_NAN"
    if not isfinite(value):
        return f"{'-' if value < 0 else ''}BINARY_{kind}_INFINITY"
    return repr(value) + (letter if "BINARY_" in column.type_name.upper() else "")


def _oracle_raw(value: bytes, column: ResultColumn) -> str:
    if len(value) > _RAW:
        raise BadInput(
            _("A value of {column} has {size} bytes: no literal of Oracle takes more than 2000.")
            .format(column=column.name, size=len(value)),
            hint=_("Leave the column out, or export the result as Parquet."),
        )  # fmt: skip
    return f"HEXTORAW('{value.hex().upper()}')" if value else "EMPTY_BLOB()"


def _oracle_moment(value: datetime) -> str:
    """`2024-01-31 10:00:00.5 +08:00`, as its literals have it."""
    local = value.replace(tzinfo=None).isoformat(" ")
    offset = value.utcoffset()
    if offset is None:
        return local
    minutes = offset // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"{local} {'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


def literals(row: Sequence[object], columns: Sequence[ResultColumn], dialect: Dialect) -> list[str]:
    """A literal for each value of a row."""
    return [literal(value, column, dialect) for value, column in zip(row, columns, strict=True)]
