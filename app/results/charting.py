"""Two columns of a result as points of a chart. For a worker.

    chart = chart_of(reader, 0, 3, arrangement)
    chart.scale, chart.xs, chart.ys, chart.names, chart.left_out

A row is a point. Nothing is added up: whoever wants sums asks the server for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from math import isfinite, nan
from typing import TYPE_CHECKING, Any, TypeAlias

from app.domain.console.result import ResultColumn, ValueKind
from app.domain.stop import Stop
from app.i18n import _
from app.results.arranging import Arrangement
from app.results.store import ResultReader
from app.results.written import written

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[float64]

MOST = 10_000
"""Rows that are drawn: what is more, nobody sees on a screen."""
_MOMENTS = (ValueKind.DATE, ValueKind.DATETIME, ValueKind.ZONED)
_FIRST_YEAR, _LAST_YEAR = 2, 9998
"""Between them a clock can be asked in every time zone."""
_LONG = 60  # code points of a name


class Scale(Enum):
    """What stands along the foot of a chart."""

    NUMBERS = "numbers"
    MOMENTS = "moments"
    """In seconds since 1970; those without a zone as a clock of this workstation shows them."""
    NAMES = "names"
    """One place a row, in the order of the rows."""


@dataclass(frozen=True, slots=True, eq=False)
class ChartData:
    """Points of a chart, from left to right where its scale has an order."""

    scale: Scale
    xs: "Floats"
    ys: "Floats"
    """NaN where there is no value: a gap."""
    names: tuple[str, ...]
    """What each point is called at the foot."""
    x_name: str
    y_name: str
    rows: int
    """How many there are; of them the first `MOST` were looked at."""
    left_out: int = 0
    """Rows whose x is nowhere: NULL, no number, a date before all calendars."""

    @property
    def empty(self) -> bool:
        """Whether there is not one value to draw."""
        import numpy as np

        return not bool(np.isfinite(self.ys).any())


def measures(columns: Sequence[ResultColumn]) -> tuple[int, ...]:
    """Columns that have a height: numbers and truths."""
    return tuple(
        place
        for place, column in enumerate(columns)
        if column.kind.numeric or column.kind is ValueKind.BOOLEAN
    )


def first_choice(columns: Sequence[ResultColumn]) -> tuple[int | None, int | None]:
    """What to draw until somebody chooses: a time if there is one, else names, else row numbers.

    The height is a number that is no key; None where there is no number at all.
    """
    high = measures(columns)
    y = next((place for place in high if not columns[place].primary), high[0] if high else None)
    others = [place for place in range(len(columns)) if place != y]
    moments = [place for place in others if columns[place].kind in _MOMENTS]
    names = [place for place in others if place not in high]
    x = next(iter(moments or names), None)
    if y is not None and x is None and len(high) > 1:
        # Two numbers: the first is what the second is drawn over.
        return high[0], next(place for place in high if place != high[0])
    return x, y


def chart_of(
    reader: ResultReader, x: int | None, y: int, arrangement: Arrangement | None = None,
    stop: Stop | None = None,
) -> ChartData:  # fmt: skip
    """Column `y` over column `x`, or over the numbers of the rows; as they are shown.

    Raises:
        Cancelled: `stop` was set.
        UnreadableInput: somebody took our file away.
    """
    import numpy as np

    stop = stop or Stop()
    rows = reader.rows(0, MOST, arrangement)
    stop.check()
    whole = reader.count if arrangement is None else len(arrangement)
    ys = [_height(row[y]) for row in rows]
    column = None if x is None else reader.columns[x]
    scale = _scale_of(column)
    values = [None if x is None else row[x] for row in rows]
    if scale is Scale.NAMES or column is None:
        names = [_name(value, column) for value in values] if column else _numbers(len(rows))
        places = [float(place + (column is None)) for place in range(len(rows))]
    else:
        names = [_name(value, column) for value in values]
        places = [_place(value) for value in values]
    stop.check()
    xs, heights = np.array(places, float), np.array(ys, float)
    there = np.flatnonzero(np.isfinite(xs))
    order = there[np.argsort(xs[there], kind="stable")]
    return ChartData(
        scale, xs[order], heights[order], tuple(names[place] for place in order.tolist()),
        column.name if column else _("Number of the row"), reader.columns[y].name,
        whole, len(rows) - len(there),
    )  # fmt: skip


def _scale_of(column: ResultColumn | None) -> Scale:
    if column is None or column.kind.numeric:
        return Scale.NUMBERS
    return Scale.MOMENTS if column.kind in _MOMENTS else Scale.NAMES


def _height(value: Any) -> float:
    if not isinstance(value, bool | int | float | Decimal):
        return nan
    try:
        number = float(value)
    except (OverflowError, ValueError):  # an integer beyond all floats, a signalling NaN
        return nan
    return number if isfinite(number) else nan


def _place(value: Any) -> float:
    if not isinstance(value, date):
        return _height(value)
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    return moment.timestamp() if _FIRST_YEAR <= moment.year <= _LAST_YEAR else nan


def _name(value: Any, column: ResultColumn) -> str:
    if value is None:
        return "NULL"
    return " ".join(written(value, column)[:_LONG].split())


def _numbers(count: int) -> list[str]:
    return [f"{number:,}" for number in range(1, count + 1)]
