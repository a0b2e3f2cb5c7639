"""What a table holds, as a session of the console tells it."""

from typing import Any

from pymysql.constants import FIELD_TYPE, FLAG

from app.domain.console.result import ResultColumn, ValueKind

_KINDS = {
    FIELD_TYPE.TINY: ValueKind.INTEGER, FIELD_TYPE.SHORT: ValueKind.INTEGER,
    FIELD_TYPE.LONG: ValueKind.INTEGER, FIELD_TYPE.INT24: ValueKind.INTEGER,
    FIELD_TYPE.LONGLONG: ValueKind.INTEGER, FIELD_TYPE.YEAR: ValueKind.INTEGER,
    FIELD_TYPE.NEWDECIMAL: ValueKind.DECIMAL, FIELD_TYPE.DOUBLE: ValueKind.FLOAT,
    FIELD_TYPE.FLOAT: ValueKind.FLOAT, FIELD_TYPE.DATE: ValueKind.DATE,
    FIELD_TYPE.TIME: ValueKind.TIME, FIELD_TYPE.DATETIME: ValueKind.DATETIME,
    FIELD_TYPE.TIMESTAMP: ValueKind.DATETIME, FIELD_TYPE.BIT: ValueKind.BITS,
    FIELD_TYPE.JSON: ValueKind.JSON, FIELD_TYPE.GEOMETRY: ValueKind.SPATIAL,
}  # fmt: skip


def read(connection: Any, statement: str) -> tuple[list[ResultColumn], list[tuple[Any, ...]]]:
    """Columns and rows of a query over PyMySQL."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        fields, rows = cursor._result.fields, cursor.fetchall()
    return [_column(field) for field in fields], list(rows)


def _column(field: Any) -> ResultColumn:
    binary = field.charsetnr == 63
    kind = _KINDS.get(field.type_code, ValueKind.BINARY if binary else ValueKind.TEXT)
    type_name = f"bit({field.length})" if kind is ValueKind.BITS else ""
    return ResultColumn(
        field.name, kind, type_name, field.db, field.org_table, field.org_name,
        primary=bool(field.flags & FLAG.PRI_KEY),
    )  # fmt: skip
