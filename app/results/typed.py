"""What a user typed into a cell, as a value of its column."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from app.domain.console.result import ResultColumn, ValueKind
from app.domain.dialect import Dialect
from app.domain.errors import BadInput
from app.i18n import _
from app.sql.quoting import text_literal


@dataclass(frozen=True, slots=True)
class Expression:
    """SQL that stands where a value would: `NOW()`, `DEFAULT`."""

    text: str


DEFAULT = Expression("DEFAULT")


def value_of(text: str, column: ResultColumn, dialect: Dialect) -> object:
    """A value for the column, or an expression that gives one.

    What the server reads better than we do (a date of MySQL's, with zeros in it) stays text.

    Raises:
        BadInput: it is nothing this column can hold.
    """
    try:
        match column.kind:
            case ValueKind.INTEGER:
                return int(text)
            case ValueKind.DECIMAL:
                return _decimal(text)
            case ValueKind.FLOAT:
                return float(text)
            case ValueKind.BOOLEAN:
                return _TRUTHS[text.strip().lower()]
            case ValueKind.BINARY:
                return bytes.fromhex(text.strip().removeprefix("0x").removeprefix("0X"))
            case ValueKind.BITS:
                return int(text, 2)
            case ValueKind.SPATIAL:
                return _figure(text, dialect)
            case ValueKind.VECTOR:
                return Expression(_vector(text, dialect))
            case ValueKind.DATE | ValueKind.DATETIME | ValueKind.ZONED if dialect is Dialect.ORACLE:
                return _moment(text)
    except (ValueError, KeyError, InvalidOperation) as error:
        raise BadInput(
            _("“{text}” is no value for {column} ({type}).").format(
                text=text[:80], column=column.name, type=column.type_name or column.kind.value
            ),
            hint=_HINTS.get(column.kind, lambda: "")(),
        ) from error
    return text


_TRUTHS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_HINTS = {
    ValueKind.BINARY: lambda: _("Write the bytes in hexadecimal: 0x00FF."),
    ValueKind.BITS: lambda: _("Write the bits as digits: 0101."),
    ValueKind.SPATIAL: lambda: _("Write well-known text: SRID=4326;POINT(10 52)."),
}


def _decimal(text: str) -> Decimal:
    made = Decimal(text.strip())
    if not made.is_finite():
        raise ValueError(text)
    return made


def _moment(text: str) -> date | datetime:
    text = text.strip()
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def _figure(text: str, dialect: Dialect) -> Expression:
    """WKT as the viewer shows it: X, then Y, whatever the system's own order."""
    lead, _apart, figure = text.strip().rpartition(";")
    srid = int(lead.upper().removeprefix("SRID=")) if lead else 0
    if not figure[:1].isalpha():
        raise ValueError(text)
    order = " /*!80000 , 'axis-order=long-lat' */" if srid else ""
    return Expression(f"ST_GeomFromText({text_literal(figure, dialect)}, {srid}{order})")


def _vector(text: str, dialect: Dialect) -> str:
    numbers = [float(part) for part in text.strip().removeprefix("[").removesuffix("]").split(",")]
    maker = {Dialect.MARIADB: "VEC_FromText", Dialect.ORACLE: "TO_VECTOR"}.get(
        dialect, "STRING_TO_VECTOR"
    )
    return f"{maker}({text_literal(str(numbers), dialect)})"
