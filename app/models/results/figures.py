"""What the statistics of a column say, as fields. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.domain.console.result import ResultColumn
from app.i18n import N_
from app.models.fields import Align, Field
from app.models.formats import NULL, count, percent
from app.models.results.cells import shown
from app.results.statistics import Statistics


@dataclass(frozen=True, slots=True)
class ColumnFigures:
    """The statistics of a column, which knows how its values are written."""

    column: ResultColumn
    said: Statistics

    def text(self, value: Any) -> str | None:
        """A value as its column writes it; None where there is none."""
        if value is None:
            return None
        return f"{value:,.6g}" if isinstance(value, float) else shown(value, self.column)

    def share(self, number: int) -> str:
        """A number of rows, with its share of all."""
        if not number or not self.said.rows:
            return count(number)
        return f"{count(number)} ({percent(number / self.said.rows)})"

    def quantile(self, share: float) -> str | None:
        """The value that this share of all is not above."""
        return self.text(dict(self.said.quantiles).get(share))


def _told(name: str) -> Callable[[ColumnFigures], Any]:
    return lambda figures: figures.text(getattr(figures.said, name))


def _quantile(share: float) -> Callable[[ColumnFigures], Any]:
    return lambda figures: figures.quantile(share)


def _number(name: str) -> Callable[[ColumnFigures], Any]:
    def text(figures: ColumnFigures) -> str | None:
        number = getattr(figures.said, name)
        return None if number is None else count(number)

    return text


FIGURES: tuple[Field[ColumnFigures], ...] = (
    Field("rows", N_("Rows"), _number("rows")),
    Field("nulls", N_("NULLs"), lambda it: it.share(it.said.nulls)),
    Field("distinct", N_("Different values"), lambda it: it.share(it.said.distinct)),
    Field("least", N_("Least"), _told("least")),
    Field("most", N_("Greatest"), _told("most")),
    Field("total", N_("Sum"), _told("total")),
    Field("mean", N_("Mean"), _told("mean")),
    Field("deviation", N_("Standard deviation"), _told("deviation")),
    Field("p5", N_("5 % are at most"), _quantile(0.05)),
    Field("p25", N_("25 % are at most"), _quantile(0.25)),
    Field("p50", N_("Median"), _quantile(0.5)),
    Field("p75", N_("75 % are at most"), _quantile(0.75)),
    Field("p95", N_("95 % are at most"), _quantile(0.95)),
    Field("nan", N_("Not a number"),
          lambda it: count(it.said.not_numbers) if it.said.not_numbers else None),
    Field("shortest", N_("Shortest"), _number("shortest")),
    Field("longest", N_("Longest"), _number("longest")),
    Field("longest_value", N_("The longest value"), _told("longest_value")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TopValue:
    """A frequent value of a column."""

    place: int
    text: str | None
    rows: int
    share: float


TOP: tuple[Field[TopValue], ...] = (
    Field("value", N_("Value"), lambda it: it.text, none=NULL, stretch=True, code=True),
    Field("rows", N_("Rows"), lambda it: it.rows, count, align=Align.RIGHT, width=90),
    Field("share", N_("Share"), lambda it: it.share, percent, align=Align.RIGHT, width=70),
)


def top_values(figures: ColumnFigures) -> list[TopValue]:
    """The most frequent values."""
    rows = figures.said.rows or 1
    return [
        TopValue(place, figures.text(value), number, number / rows)
        for place, (value, number) in enumerate(figures.said.top)
    ]
