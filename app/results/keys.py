"""What the values of a column are ordered and compared by, over parts of several forms."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from app.results.forms import Form, Held
from app.results.part import Part

_WIDE = 76  # digits
_WHOLE = {Form.INTEGER: 19, Form.UNSIGNED: 20}  # digits


def whole(parts: Sequence[Part], number: int) -> Any:
    """A column as one chunked array of comparable values; texts where it is of several kinds."""
    held = [part.columns[number] for part in parts]
    arrow = common(held)
    if arrow is None:
        return pa.chunked_array([texts(one) for one in held], pa.string())
    return pa.chunked_array([as_type(one, arrow) for one in held], arrow)


def keys_of(parts: Sequence[Part], number: int) -> list[Any]:
    """Chunked arrays that order a column: one, or number and text where it is of several kinds."""
    held = [part.columns[number] for part in parts]
    arrow = common(held)
    if arrow is None:
        numbers = pa.chunked_array([numbers_of(one) for one in held], pa.float64())
        lower = pa.chunked_array([pc.utf8_lower(texts(one)) for one in held], pa.string())
        return [numbers, lower]
    if pa.types.is_null(arrow):
        return []
    if pa.types.is_string(arrow):
        return [pa.chunked_array([_lower(one.array) for one in held], pa.string())]
    if pa.types.is_boolean(arrow):
        arrow = pa.uint8()
    return [pa.chunked_array([as_type(one, arrow) for one in held], arrow)]


def common(held: Sequence[Held]) -> Any:
    """The Arrow type that compares all of a column; None where it is of several kinds."""
    forms = {one.form for one in held} - {Form.EMPTY}
    if not forms:
        return pa.null()
    if Form.ODD in forms:
        return None
    if all(form.numeric for form in forms):
        return _number_type(held, forms)
    if forms <= {Form.DATE, Form.MOMENT} and len(forms) > 1:
        return pa.timestamp("us")
    if len(forms) > 1:
        return None
    (form,) = forms
    return _TYPES[form]


_TYPES = {
    Form.BOOLEAN: pa.bool_(),
    Form.TEXT: pa.string(),
    Form.BYTES: pa.binary(),
    Form.DATE: pa.date32(),
    Form.MOMENT: pa.timestamp("us"),
    Form.ZONED: pa.timestamp("us", "UTC"),
    Form.TIME: pa.time64("us"),
    Form.SPAN: pa.duration("us"),
}


def _number_type(held: Sequence[Held], forms: set[Form]) -> Any:
    if Form.FLOAT in forms:
        return pa.float64()
    if forms == {Form.INTEGER}:
        return pa.int64()
    if forms == {Form.UNSIGNED}:
        return pa.uint64()
    before = scale = 0
    for one in held:
        if one.form in _WHOLE:
            before = max(before, _WHOLE[one.form])
        elif one.form is not Form.EMPTY:
            arrow = _plain(one).type
            before, scale = max(before, arrow.precision - arrow.scale), max(scale, arrow.scale)
    if before + scale <= 38:
        return pa.decimal128(38, scale)
    return pa.decimal256(_WIDE, scale)


def _plain(held: Held) -> Any:
    """One array of what is compared, in a type of its own."""
    match held.form:
        case Form.MIXED:
            return pc.struct_field(held.array, "number")
        case Form.ZONED:
            local = pc.struct_field(held.array, "local")
            moment = pc.subtract(local, pc.struct_field(held.array, "offset"))
            return moment.cast(pa.int64()).cast(pa.timestamp("us", "UTC"))
    return held.array


def as_type(held: Held, arrow: Any) -> Any:
    """One array of a column as the type that `common` found for it."""
    if held.form is Form.EMPTY:
        return pa.nulls(len(held.array), arrow)
    made = _plain(held)
    if made.type == arrow:
        return made
    if pa.types.is_decimal(arrow) and pa.types.is_integer(made.type):
        made = made.cast(pa.decimal128(_WHOLE[held.form], 0))
    return made.cast(arrow)


def _lower(array: Any) -> Any:
    if pa.types.is_dictionary(array.type):
        return pc.utf8_lower(array.dictionary).take(array.indices)
    if pa.types.is_null(array.type):
        return pa.nulls(len(array), pa.string())
    return pc.utf8_lower(array)


def numbers_of(held: Held) -> Any:
    """The numbers of a column, null where a value has none."""
    if held.form is Form.ODD:
        return pc.struct_field(held.array, "number")
    if held.form.numeric:
        return _plain(held).cast(pa.float64(), safe=False)
    if held.form is Form.ZONED or held.form is Form.SPAN:
        return _plain(held).cast(pa.int64()).cast(pa.float64(), safe=False)
    return pa.nulls(len(held.array), pa.float64())


def texts(held: Held) -> Any:
    """The texts of a column as they are shown; bytes where they are UTF-8, else none."""
    array = held.array
    match held.form:
        case Form.EMPTY:
            return pa.nulls(len(array), pa.string())
        case Form.ODD:
            return pc.struct_field(array, "text")
        case Form.BYTES:
            return _utf8(array)
        case Form.MOMENT:
            return _moments(array)
        case Form.ZONED:
            return _moments(pc.struct_field(array, "local"))
        case Form.SPAN:
            return _clocks(array)
    return _plain(held).cast(pa.string())


def _moments(array: Any) -> Any:
    """Without a fraction where none of them has one."""
    try:
        return array.cast(pa.timestamp("s")).cast(pa.string())
    except pa.ArrowInvalid:
        return array.cast(pa.string())


def _clocks(array: Any) -> Any:
    """Spans of time as `text.clock` writes them."""
    spans = array.cast(pa.int64())
    positive = pc.abs(spans)
    seconds = pc.divide(positive, 1_000_000)
    minutes = pc.divide(seconds, 60)
    hours = pc.divide(minutes, 60)
    parts = [
        _padded(hours, 2),
        _padded(pc.subtract(minutes, pc.multiply(hours, 60)), 2),
        _padded(pc.subtract(seconds, pc.multiply(minutes, 60)), 2),
    ]
    rest = pc.subtract(positive, pc.multiply(seconds, 1_000_000))
    fraction = pc.if_else(
        pc.equal(rest, 0), "", pc.binary_join_element_wise(".", _padded(rest, 6), "")
    )
    sign = pc.if_else(pc.less(spans, 0), "-", "")
    clock = pc.binary_join_element_wise(*parts, ":")
    return pc.binary_join_element_wise(sign, clock, fraction, "")


def _padded(numbers: Any, width: int) -> Any:
    return pc.utf8_lpad(numbers.cast(pa.string()), width, "0")


def _utf8(array: Any) -> Any:
    try:
        return array.cast(pa.string())
    except pa.ArrowInvalid:
        return pa.nulls(len(array), pa.string())
