"""What there is to say of one column of a result. For a worker: a million rows take a second."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, localcontext
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from app.domain.stop import Stop
from app.results.arranging import Arrangement
from app.results.store import ResultReader

Value: TypeAlias = (
    bool | int | float | Decimal | str | bytes | date | datetime | time | timedelta | None
)
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
_TOP = 20
_BARS = 24
_DIGITS = 6  # beyond those of the values, of a mean


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of one column. None where its values have no such thing, or there are none."""

    rows: int
    nulls: int
    distinct: int
    """Different values, NULL not among them."""
    top: tuple[tuple[Value, int], ...]
    """The most frequent with how often each is there, NULL among them."""
    least: Value = None
    most: Value = None
    total: Value = None
    """Exact, also where it is beyond what a column could hold."""
    mean: Value = None
    deviation: float | None = None
    """Of the whole, not of a sample."""
    quantiles: tuple[tuple[float, Value], ...] = ()
    """Values that are there, by the share that is not above."""
    not_numbers: int = 0
    """NaN among the floats; left out of the figures."""
    shortest: int | None = None
    """In characters, or bytes. So is the next."""
    longest: int | None = None
    longest_value: Value = None
    histogram: tuple[int, ...] = ()
    """How many lie in each of equal steps from least to most."""


def statistics_of(
    reader: ResultReader, number: int, stop: Stop, arrangement: Arrangement | None = None
) -> Statistics:
    """Of a column, over the rows of the arrangement, or over all there are so far.

    Raises:
        Cancelled: `stop` was set.
    """
    column = reader.column(number, arrangement)
    stop.check()
    counted = pc.value_counts(column)
    stop.check()
    nulls = column.null_count
    values = column.drop_null()
    said: dict[str, Any] = {}
    if len(values) and not pa.types.is_null(column.type):
        said = _figures(values, stop)
    return Statistics(
        rows=len(column),
        nulls=nulls,
        distinct=len(counted) - (1 if nulls else 0),
        top=_most_frequent(counted),
        **said,
    )


def _most_frequent(counted: Any) -> tuple[tuple[Value, int], ...]:
    counts = counted.field("counts")
    best = pc.select_k_unstable(
        pa.table([counts], names=["n"]), k=min(_TOP, len(counts)), sort_keys=[("n", "descending")]
    )
    values = counted.field("values").take(best).to_pylist()
    return tuple(zip(values, counts.take(best).to_pylist(), strict=True))


def _figures(values: Any, stop: Stop) -> dict[str, Any]:
    kind = values.type
    if pa.types.is_string(kind) or pa.types.is_binary(kind):
        return _range(values) | _lengths(values)
    if pa.types.is_boolean(kind):
        return _range(values)
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        return _range(values) | _exact(values, stop) | _spread(values, stop)
    if pa.types.is_floating(kind):
        return _floats(values, stop)
    return _temporal(values, stop)


def _range(values: Any) -> dict[str, Any]:
    found = pc.min_max(values).as_py()
    return {"least": found["min"], "most": found["max"]}


def _lengths(values: Any) -> dict[str, Any]:
    lengths = (
        pc.utf8_length(values) if pa.types.is_string(values.type) else pc.binary_length(values)
    )
    found = pc.min_max(lengths).as_py()
    place = pc.index(lengths, found["max"]).as_py()
    return {
        "shortest": found["min"], "longest": found["max"], "longest_value": values[place].as_py(),
    }  # fmt: skip


def _exact(values: Any, stop: Stop) -> dict[str, Any]:
    """The sum as Arrow has none: its own runs over without a word."""
    scale = values.type.scale if pa.types.is_decimal(values.type) else 0
    if pa.types.is_integer(values.type):
        values = values.cast(pa.decimal128(20, 0))
    total = pc.sum(values.cast(pa.decimal256(76, scale))).as_py()
    stop.check()
    with localcontext(prec=76 + _DIGITS):
        mean = (total / len(values)).quantize(Decimal((0, (1,), -scale - _DIGITS))).normalize()
    return {"total": total if scale else int(total), "mean": mean}


def _spread(values: Any, stop: Stop) -> dict[str, Any]:
    """Deviation, quantiles and histogram: by floats, save the quantiles, which are values."""
    floats = values.cast(pa.float64(), safe=False).to_numpy()
    stop.check()
    order = _places(len(floats))
    ranked = np.argpartition(floats, sorted(set(order)))[order]
    stop.check()
    picked = values.take(pa.array(ranked)).to_pylist()
    return {
        "deviation": float(np.std(floats)),
        "quantiles": tuple(zip(SHARES, picked, strict=True)),
        "histogram": _histogram(floats),
    }


def _places(count: int) -> list[int]:
    """Which of so many values in order each share ends at."""
    return [max(int(np.ceil(share * count)) - 1, 0) for share in SHARES]


def _histogram(floats: Any) -> tuple[int, ...]:
    least, most = float(floats.min()), float(floats.max())
    if not np.isfinite(most - least) or least == most:
        return ()
    return tuple(np.histogram(floats, bins=_BARS, range=(least, most))[0].tolist())


def _floats(values: Any, stop: Stop) -> dict[str, Any]:
    numbers = values.filter(pc.invert(pc.is_nan(values)))
    said: dict[str, Any] = {"not_numbers": len(values) - len(numbers)}
    if not len(numbers):
        return said
    with np.errstate(all="ignore"):  # infinity is a value here
        said |= _range(numbers) | _spread(numbers, stop)
        total = float(numbers.to_numpy().sum())
    return said | {"total": total, "mean": total / len(numbers)}


def _temporal(values: Any, stop: Stop) -> dict[str, Any]:
    """By whole numbers underneath; a mean of moments is a moment, a sum of them is nothing."""
    kind = values.type
    under = pa.int32() if pa.types.is_date32(kind) else pa.int64()
    numbers = values.cast(under)
    said = _spread(numbers.cast(pa.int64()), stop)
    ends = _range(numbers)  # Arrow knows no least of durations
    said["least"], said["most"] = (_again(ends[end], under, kind) for end in ("least", "most"))
    said["quantiles"] = tuple(
        (share, _again(number, under, kind)) for share, number in said["quantiles"]
    )
    said["deviation"] = None
    mean = int(_exact(numbers.cast(pa.int64()), stop)["mean"])
    said["mean"] = _again(mean, under, kind)
    if pa.types.is_duration(kind):
        said["total"] = _span(_exact(numbers, stop)["total"])
    return said


def _again(number: int, under: Any, kind: Any) -> Value:
    made: Value = pa.scalar(number, under).cast(kind).as_py()
    return made


def _span(micros: int) -> timedelta | None:
    try:
        return timedelta(microseconds=micros)
    except OverflowError:
        return None
