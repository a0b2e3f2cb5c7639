"""The form in which the values of one column stand in one part of a result, without loss.

A form is chosen by the Python types that really came, never by what the server announced: where
every value fits an Arrow type they are an array of it, and where one does not they are `ODD`.
"""

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal, localcontext
from enum import Enum, auto
from functools import cache
from itertools import repeat
from operator import attrgetter
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from app.domain.console.result import Clipped
from app.results.odd import packed, unpacked
from app.results.text import text_of

_NOTHING = type(None)
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1)
_EPOCH_UTC = _EPOCH.replace(tzinfo=UTC)
_WIDEST = 76  # digits of Arrow's decimals
_zone_and_fold = attrgetter("tzinfo", "fold")
_OFTEN = 1_000  # values from which on a dictionary may be worth its while
_FAILS = (pa.ArrowException, OverflowError, UnicodeError)


class Form(Enum):
    """How values stand in an array; a NULL is a null in every one of them."""

    EMPTY = auto()
    """NULLs only, as Arrow's null."""
    BOOLEAN = auto()
    INTEGER = auto()
    """int64."""
    UNSIGNED = auto()
    """uint64: some are beyond int64, none is negative."""
    LARGE = auto()
    """Whole numbers beyond that, as decimals of no scale."""
    DECIMAL = auto()
    """Decimals that all have the same scale."""
    MIXED = auto()
    """Numbers of several scales, Oracle's NUMBER: the decimal, and the scale it came with."""
    FLOAT = auto()
    TEXT = auto()
    """Strings, or a dictionary of them where they repeat."""
    BYTES = auto()
    DATE = auto()
    MOMENT = auto()
    """timestamp[us] without a zone."""
    ZONED = auto()
    """The local timestamp, and the offset it came with."""
    TIME = auto()
    SPAN = auto()
    """duration[us]."""
    ODD = auto()
    """Anything: the value packed, its number if it has one, and its text."""

    @property
    def numeric(self) -> bool:
        """Whether it is ordered by number."""
        return self in _NUMERIC


_NUMERIC = frozenset(
    {Form.INTEGER, Form.UNSIGNED, Form.LARGE, Form.DECIMAL, Form.MIXED, Form.FLOAT}
)
_PLAIN: dict[type, tuple[Form, Any]] = {
    bool: (Form.BOOLEAN, pa.bool_()),
    float: (Form.FLOAT, pa.float64()),
    str: (Form.TEXT, pa.string()),
    bytes: (Form.BYTES, pa.binary()),
    date: (Form.DATE, pa.date32()),
    timedelta: (Form.SPAN, pa.duration("us")),
}
_ODD_TYPE = pa.struct([("exact", pa.binary()), ("number", pa.float64()), ("text", pa.string())])


class Held(NamedTuple):
    """The values of a column in a part."""

    form: Form
    array: Any

    def slice(self, first: int, count: int) -> "Held":
        """Some in a run, without copying."""
        return Held(self.form, self.array.slice(first, count))

    def take(self, numbers: Any) -> "Held":
        """Some by their numbers, in that order."""
        return Held(self.form, self.array.take(numbers))


def hold(values: Sequence[object]) -> Held:
    """Values as an array that gives back exactly them."""
    types = set(map(type, values))
    types.discard(_NOTHING)
    if not types:
        return Held(Form.EMPTY, pa.nulls(len(values)))
    try:
        held = _numbers(values, types) or _simple(values, types)
    except _FAILS:
        held = None
    return held or _odd(values)


def _simple(values: Sequence[Any], types: set[type]) -> Held | None:
    if len(types) > 1:
        return None
    (only,) = types
    if only is datetime:
        return _moments(values)
    if only is time:
        if set(map(_zone_and_fold, filter(None, values))) != {(None, 0)}:
            return None
        return Held(Form.TIME, pa.array(values, pa.time64("us")))
    if only not in _PLAIN:
        return None
    form, arrow = _PLAIN[only]
    made = pa.array(values, arrow, from_pandas=False)
    return Held(form, _shared(made) if form is Form.TEXT else made)


def _shared(texts: Any) -> Any:
    """Texts as a dictionary where few of them stand for many."""
    if len(texts) < _OFTEN or len(texts[:_OFTEN].dictionary_encode().dictionary) > _OFTEN // 2:
        return texts
    made = texts.dictionary_encode()
    return made if len(made.dictionary) <= len(texts) // 4 else texts


def _numbers(values: Sequence[Any], types: set[type]) -> Held | None:
    if types == {int}:
        return _integers(values)
    if types == {Decimal}:
        return _decimals(values) or _mixed(values)
    if types == {int, Decimal}:
        return _mixed(values)
    return None


def _integers(values: Sequence[Any]) -> Held:
    for form, arrow in ((Form.INTEGER, pa.int64()), (Form.UNSIGNED, pa.uint64())):
        try:
            return Held(form, pa.array(values, arrow))
        except OverflowError:
            continue
    return Held(Form.LARGE, _as_decimals(values, 0))


def _decimals(values: Sequence[Any]) -> Held | None:
    some: Decimal = next(value for value in values if value is not None)
    exponent = some.as_tuple().exponent
    if not isinstance(exponent, int) or not -38 <= exponent <= 0:
        return None
    if not all(map(some.same_quantum, filter(_is_value, values))):
        return None
    numbers = _as_decimals(values, -exponent)
    return None if _negative_zero(numbers, values) else Held(Form.DECIMAL, numbers)


def _as_decimals(values: Sequence[Any], scale: int) -> Any:
    try:
        return pa.array(values, pa.decimal128(38, min(scale, 38)))
    except pa.ArrowInvalid:
        return pa.array(values, pa.decimal256(_WIDEST, scale))


def _mixed(values: Sequence[Any]) -> Held | None:
    scales = [_scale(value) for value in values]
    if None in scales:
        return None
    numbers = _as_decimals(values, max(0, *(scale or 0 for scale in scales)))
    if _negative_zero(numbers, values):
        return None
    parts = [numbers, pa.array(scales, pa.int8())]
    made = pa.StructArray.from_arrays(parts, ["number", "scale"], mask=numbers.is_null())
    return Held(Form.MIXED, made)


def _scale(value: Any) -> int | None:
    """Digits behind the point, -1 for an int, -2 for a NULL; None for what has no such thing."""
    if value is None:
        return -2
    if isinstance(value, int):
        return -1
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and -_WIDEST <= exponent <= 0 else None


def _is_value(value: object) -> bool:
    return value is not None


def _negative_zero(numbers: Any, values: Sequence[Any]) -> bool:
    """Whether there is a -0 among them, which Arrow's decimals do not know."""
    if not pc.any(pc.equal(numbers, pa.scalar(0, numbers.type))).as_py():
        return False
    return any(type(value) is Decimal and not value and value.is_signed() for value in values)


def _moments(values: Sequence[Any]) -> Held | None:
    zones, folds = zip(*set(map(_zone_and_fold, filter(None, values))), strict=True)
    if any(folds):
        return None
    if set(zones) == {None}:
        return Held(Form.MOMENT, pa.array(values, pa.timestamp("us")))
    if not all(type(zone) is timezone for zone in zones):
        return None  # a zone with rules may know more than an offset
    offsets = [None if v is None else v.utcoffset() // _MICROSECOND for v in values]
    local = pa.array(
        [None if v is None else v.replace(tzinfo=None) for v in values], pa.timestamp("us")
    )
    parts = [local, pa.array(offsets, pa.int64()).cast(pa.duration("us"))]
    return Held(
        Form.ZONED, pa.StructArray.from_arrays(parts, ["local", "offset"], mask=local.is_null())
    )


def _odd(values: Sequence[object]) -> Held:
    exact = [None if value is None else packed(value) for value in values]
    texts = [None if value is None else _sound(text_of(value)) for value in values]
    parts = [
        pa.array(exact, pa.binary()),
        pa.array(list(map(number_of, values)), pa.float64(), from_pandas=False),
        pa.array(texts, pa.string()),
    ]
    fields = [_ODD_TYPE.field(n) for n in range(3)]
    return Held(Form.ODD, pa.StructArray.from_arrays(parts, fields=fields, mask=parts[0].is_null()))


def _sound(text: str) -> str:
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def number_of(value: object) -> float | None:
    """The number a value is ordered by beside others of its kind; None for what has none."""
    match value:
        case bool():
            return None
        case Decimal() if value.is_nan():
            return math.nan
        case int() | float() | Decimal():
            try:
                return float(value)
            except OverflowError:
                return math.inf if value > 0 else -math.inf
        case datetime() if value.tzinfo is not None:
            return (value - _EPOCH_UTC) / _MICROSECOND
        case timedelta():
            return value / _MICROSECOND
    return None


# back again


def values_of(held: Held) -> list[Any]:
    """The values as they came."""
    form, array = held
    match form:
        case Form.LARGE:
            return [None if value is None else int(value) for value in array.to_pylist()]
        case Form.MIXED:
            pairs = zip(
                array.field("number").to_pylist(), array.field("scale").to_pylist(), strict=True
            )
            return [_scaled(number, scale) for number, scale in pairs]
        case Form.ZONED:
            moments = zip(
                array.field("local").to_pylist(), array.field("offset").to_pylist(), strict=True
            )
            return [_zoned(local, offset) for local, offset in moments]
        case Form.ODD:
            exact = array.field("exact").to_pylist()
            return [None if content is None else unpacked(content) for content in exact]
    made: list[Any] = array.to_pylist()
    return made


def value_at(held: Held, row: int) -> Any:
    """One of them, which is quicker than a run of one."""
    if held.form in _BUILT:
        return values_of(held.slice(row, 1))[0]
    return held.array[row].as_py()


_BUILT = frozenset({Form.LARGE, Form.MIXED, Form.ZONED, Form.ODD})


def _scaled(number: Decimal | None, scale: int) -> int | Decimal | None:
    if number is None:
        return None
    if scale == -1:
        return int(number)
    with localcontext(prec=2 * _WIDEST):
        return number.quantize(Decimal((0, (1,), -scale)))


def _zoned(local: datetime | None, offset: timedelta) -> datetime | None:
    return None if local is None else local.replace(tzinfo=_fixed(offset))


@cache
def _fixed(offset: timedelta) -> timezone:
    return timezone(offset) if offset else UTC


# how much room they take before they are an array

_LONG = frozenset({str, bytes})


def weight(values: Sequence[Any]) -> int:
    """About how many bytes these values take, as fast as it can be told."""
    types = set(map(type, values))
    types.discard(_NOTHING)
    if types and types <= _LONG:
        return 8 * len(values) + sum(map(len, filter(None, values)))
    if types.isdisjoint(_LONG) and Clipped not in types and not types & _MANY:
        return 8 * len(values)
    return 8 * len(values) + sum(map(_length, values, repeat(3)))


_MANY = frozenset({list, tuple, dict, set, frozenset})


def _length(value: Any, deep: int) -> int:
    match value:
        case str() | bytes() | bytearray():
            return len(value)
        case Clipped():
            return len(value.head)
        case list() | tuple() | set() | frozenset() if deep:
            return sum(_length(part, deep - 1) for part in value)
        case dict() if deep:
            return sum(_length(k, deep - 1) + _length(v, deep - 1) for k, v in value.items())
    return 16
