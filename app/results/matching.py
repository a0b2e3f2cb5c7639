"""Conditions that hold while a value is still the one that was read, NULL included."""

from array import array
from decimal import Decimal

from app.domain.console.result import Clipped, ResultColumn, ValueKind
from app.domain.dialect import Dialect
from app.results.literals import literal
from app.sql.quoting import name_in

_SIX_DIGITS = Decimal("0.000001")
"""What MySQL shows of a FLOAT; the rest nobody saw."""


def still(value: object, column: ResultColumn, dialect: Dialect) -> str:
    """A condition on a column that nobody changed meanwhile.

    Texts are compared to the byte, which a collation of the server's would not: `a` is not `A`.
    Of a clipped value only its size is known, and compared.
    """
    name = name_in(column.origin or column.name, dialect)
    if value is None:
        return f"{name} IS NULL"
    if dialect is Dialect.ORACLE:
        return _oracle(name, value, column)
    return _mysql(name, value, column, dialect)


def _mysql(name: str, value: object, column: ResultColumn, dialect: Dialect) -> str:
    match value:
        case Clipped(head=str()):
            return f"CHAR_LENGTH({name}) = {value.size}"
        case Clipped():
            return f"OCTET_LENGTH({name}) = {value.size}"
        case float() if column.type_name.startswith("float"):
            return _about(name, value)
        case bytes() if column.kind is ValueKind.SPATIAL:
            return f"HEX({name}) = '{value.hex().upper()}'"
        case array():
            return f"HEX({name}) = '{value.tobytes().hex().upper()}'"
        case str() if column.kind is ValueKind.JSON and dialect is Dialect.MYSQL:
            return f"{name} = CAST({literal(value, column, dialect)} AS JSON)"
        case str() if column.kind in (ValueKind.TEXT, ValueKind.JSON, ValueKind.OTHER):
            text = literal(value, column, dialect)
            return f"CAST(CONVERT({name} USING utf8mb4) AS BINARY) = {text}"
    return f"{name} = {literal(value, column, dialect)}"


def _about(name: str, value: float) -> str:
    if not value:
        return f"{name} = 0"
    exact = Decimal(repr(value))
    near = abs(exact) * _SIX_DIGITS
    return f"{name} BETWEEN {exact - near:e} AND {exact + near:e}"


def _oracle(name: str, value: object, column: ResultColumn) -> str:
    kind = column.type_name.upper()
    if isinstance(value, Clipped):
        return f"DBMS_LOB.GETLENGTH({name}) = {value.size}"
    if value == "":
        return f"{name} IS NULL"  # what Oracle makes of it
    told = literal(value, column, Dialect.ORACLE)
    if kind in ("CLOB", "NCLOB"):
        return f"DBMS_LOB.COMPARE({name}, TO_CLOB({told})) = 0"
    if kind == "BLOB":
        return f"DBMS_LOB.COMPARE({name}, TO_BLOB({told})) = 0"
    if kind == "JSON":
        return f"JSON_EQUAL({name}, {told})"
    return f"{name} = {told}"
