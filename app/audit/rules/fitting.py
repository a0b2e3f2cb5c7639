"""Rules about values that a column cannot hold, as the simulated schema knows it."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from app.audit.given import given_to
from app.audit.registry import Hit, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import KnownTable
from app.audit.sources import in_program
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.schema import Column

_BITS = {"TINYINT": 8, "BOOLEAN": 8, "SMALLINT": 16, "MEDIUMINT": 24, "INT": 32, "BIGINT": 64}
_DIGITS = {
    "TINYINT": 2, "BOOLEAN": 2, "SMALLINT": 4, "MEDIUMINT": 6, "INT": 9, "BIGINT": 18, "FLOAT": 40,
    "DOUBLE": 40,
}  # fmt: skip
_NUMBERS = frozenset({*_BITS, "DECIMAL", "FLOAT", "DOUBLE"})
_TEXTS = frozenset({"CHAR", "VARCHAR"})
_NUMBER = re.compile(r"\s*[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?\s*")
_PLAIN = re.compile(r"[-+]?\d{1,40}(?:\.\d*)?")
_READABLE = frozenset({"number", "string"})
_SHORT = 40
_NO_NUMBER = N_("{value} is no number for {column}, which is {type}")
_OUT = N_("{value} is out of the range of {column}, which is {type}")
_LONG = N_("The value has {length} characters, {column} holds {max}")
_TABLE = (
    "CREATE TABLE item (id INT PRIMARY KEY, n TINYINT UNSIGNED, price DECIMAL(5,2),"
    " code VARCHAR(3));\n"
)


@rule(
    Severity.ERROR,
    on=(tree.Insert, tree.Update),
    having=(KnownTable,),
    level=Level.SCHEMA,
    bad=[
        _TABLE + "INSERT INTO item (id, n) VALUES (1, 'many')",
        _TABLE + "INSERT INTO item (id, n) VALUES (1, 256)",
        _TABLE + "INSERT INTO item (id, n) VALUES (1, -1)",
        _TABLE + "INSERT INTO item VALUES (1, 2, 1000, 'abc')",
        _TABLE + "INSERT INTO item (id) VALUES (1); UPDATE item SET code = 'abcd' WHERE id = 1",
        _TABLE + "INSERT INTO item SET id = 3000000000",
    ],
    good=[
        _TABLE + "INSERT INTO item (id, n, price, code) VALUES (1, '255', 999.99, '订单号')",
        _TABLE + "INSERT INTO item (id, price, code) VALUES (1, 1.005, 'abc  ')",
        _TABLE + "INSERT INTO item (id, n) VALUES (1, NULL), (?, DEFAULT), (2, 1 + 300)",
        _TABLE + "UPDATE item SET code = CONCAT(code, 'abcd'), n = TRUE WHERE id = 1",
        "INSERT INTO unheard (id, n) VALUES (1, 'many')",
        _TABLE + "INSERT IGNORE INTO item (id, n) VALUES (1, 256)",
    ],
    sources=[
        "goInception er_implicit_type_conversion, er_warn_data_out_of_range",
        "MySQL errors 1264, 1366, 1406",
    ],
)
def dml_value_does_not_fit(node: tree.Insert | tree.Update, scope: Scope) -> Hits:
    """A value does not fit the column it is written to.

    Why: the statement fails in strict mode with error 1264, 1366 or 1406; without it the server
    writes the nearest number, 0 or the beginning of the text, and says so in a warning nobody
    reads. The column must be known from this file, --schema or a snapshot; of long lists of rows
    that hold constants only, and of IGNORE, nothing is said.

    Instead: a value of the column's type, or a column that holds it.
    """
    if scope.schema.is_empty() or in_program(scope.parsed.tree) or "IGNORE" in node.options:
        return
    for column, room, value in given_to(node, scope, _room, whole_rows=True):
        if (
            isinstance(value, tree.Literal)
            and value.kind == room.kind
            and not scope.is_longer(value, room.size)
        ):
            continue
        said = _trouble(column, value, scope)
        if said is not None:
            yield said


class _Room(NamedTuple):
    """A literal of this kind that is written with no more characters certainly fits."""

    kind: str
    size: int


def _room(column: Column) -> _Room | None:
    """The room a column has; None of one that refuses nothing we could tell of."""
    if column.type in _TEXTS:
        return _Room("string", (column.length or 1) + len("''"))
    if column.type not in _NUMBERS:
        return None
    digits = (column.length or 10) - (column.decimals or 0)
    return _Room("number", _DIGITS.get(column.type, digits))


def _trouble(column: Column, value: tree.Expression, scope: Scope) -> Hit | None:
    literal, sign = value, ""
    if isinstance(value, tree.Unary) and value.op in "+-":
        literal, sign = value.operand, value.op
    if not isinstance(literal, tree.Literal) or literal.kind not in _READABLE:
        return None
    if column.type in _NUMBERS:
        said = scope.told(_trouble_of(column, sign), literal)
        if said == _NO_NUMBER:
            return hit(value, said, value=scope.source(value), column=column.name,
                       type=column.type, about=column.name)  # fmt: skip
        if said:
            return hit(value, said, value=sign + scope.literal(literal), column=column.name,
                       type=column.type, about=column.name)  # fmt: skip
    elif column.type in _TEXTS and literal.kind == "string" and not sign:
        most = column.length or 1
        if scope.told(_does_not_fit(most), literal):
            length = len(scope.literal(literal).rstrip(" "))
            return hit(value, _LONG, length=length, column=column.name, max=most,
                       about=column.name)  # fmt: skip
    return None


@lru_cache(maxsize=1024)
def _trouble_of(column: Column, sign: str) -> Callable[[str], str]:
    """The question what is to be said of a number that is written to `column`."""

    def trouble(text: str) -> str:
        text = sign + text
        if not (_is_digits(text) or _NUMBER.fullmatch(text)):
            return _NO_NUMBER
        return "" if _in_range(column, text.strip()) else _OUT

    return trouble


@lru_cache(maxsize=1024)
def _does_not_fit(most: int) -> Callable[[str], bool]:
    """The question whether a text is longer than that, blanks at its end left out."""
    return lambda text: len(text.rstrip(" ")) > most


def _is_digits(text: str) -> bool:
    """Whether it is a whole number as most are written."""
    return text.isdecimal() and text.isascii() and len(text) <= _SHORT


def _in_range(column: Column, text: str) -> bool:
    """Whether a column holds a number; what is not written plainly is taken to be held."""
    number: int | Decimal
    if _is_digits(text):
        number = int(text)
    elif _PLAIN.fullmatch(text):
        number = Decimal(text)
    else:
        return True
    if column.type in _BITS:
        whole, most = round(number), 1 << (_BITS[column.type] - (not column.unsigned))
        return (0 if column.unsigned else -most) <= whole < most
    if column.type == "DECIMAL":
        digits = (column.length or 10) - (column.decimals or 0)
        return abs(number) < 10**digits and not (column.unsigned and number < 0)
    return True
