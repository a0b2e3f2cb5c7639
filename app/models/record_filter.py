"""What somebody types into the filter of a table, and which records it admits. No Qt.

    orders                a shown column has it, in whatever case
    "wait for"            with the blank in it
    -sleep                no shown column has it
    user:app  -user:app   that column has it, shown or not
    time>60  size>=1.5G   that column is such a number; K M G T, and s m h d for times
    state=running         that column is exactly this

Every term must hold. What names no column is a word like any other (10.0.0.7:3306).
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Generic, TypeVar

from app.models.fields import Field

T = TypeVar("T")

_TERM = re.compile(r'(-?)(?:([^\s":<>=]+)(:|>=|<=|>|<|=))?("[^"]*"?|\S+)')
_NUMBER = re.compile(r"([-+]?[\d,_]*\.?\d+)\s*(?:([KMGTP])i?B?|([smhd])|%)?", re.ASCII)
_SIZES = {letter: 1024.0 ** (n + 1) for n, letter in enumerate("KMGTP")}
_TIMES = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
    "=": operator.eq,
}


@dataclass(frozen=True, slots=True)
class _Term(Generic[T]):
    """One condition: on a field, or with None on all that is shown."""

    field: Field[T] | None
    sign: str
    text: str
    number: float | None
    refused: bool

    def holds(self, record: T, shown: Callable[[T], str]) -> bool:
        return self._found(record, shown) is not self.refused

    def _found(self, record: T, shown: Callable[[T], str]) -> bool:
        if self.field is None:
            return self.text in shown(record)
        if self.sign == ":":
            return self.text in self.field.words(record)
        value = self.field.value(record)
        if self.number is not None and (measured := _measured(value)) is not None:
            return _COMPARE[self.sign](measured, self.number)
        if value is None:
            return self.sign == "=" and self.text in ("", "null")
        return _COMPARE[self.sign](self.field.text(value).casefold(), self.text)


@dataclass(frozen=True, slots=True)
class RecordFilter(Generic[T]):
    """The conditions somebody typed; without any, everything is admitted."""

    terms: tuple[_Term[T], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    def admits(self, record: T, shown: Callable[[T], str]) -> bool:
        """Whether every term holds; `shown` gives the case-folded text of a record's cells."""
        return all(term.holds(record, shown) for term in self.terms)


def filter_of(text: str, fields: Sequence[Field[T]]) -> RecordFilter[T]:
    """The filter that `text` means for a table of these fields."""
    named = {
        _bare(name): field
        for field in fields
        for name in (field.title, field.heading, field.key)  # in English, too: it was learnt so
    }
    terms = (_term(found, named) for found in _TERM.finditer(text))
    return RecordFilter(tuple(term for term in terms if term is not None))


def _term(found: re.Match[str], named: Mapping[str, Field[T]]) -> _Term[T] | None:
    minus, name, sign, value = found.groups()
    field = named.get(_bare(name)) if name else None
    if name and field is None:
        value = f"{name}{sign}{value}"
    wanted = value.strip('"').casefold()
    if field is None:
        return _Term(None, ":", wanted, None, bool(minus)) if wanted else None
    return _Term(field, sign, wanted, number_of(value), bool(minus))


def _bare(name: str) -> str:
    """A column's name as it may be typed: without blanks, in whatever case."""
    return "".join(name.split()).casefold()


def number_of(text: str) -> float | None:
    """The number somebody typed, with its unit: 1,000, 1.5G, 90m; None where it is none."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    figures, size, time = found.groups()
    number = float(figures.replace(",", "").replace("_", ""))
    if text.endswith("%"):
        return number / 100
    return number * _SIZES.get(size, 1.0) * _TIMES.get(time, 1.0)


def _measured(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value if isinstance(value, int | float | Decimal) else None
