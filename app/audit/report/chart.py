"""A bar chart as SVG text, to stand in an HTML page whose style sheet colours it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from app.domain.display import head, width

_ROW, _BAR = 24, 14  # heights in pixels
_BARS, _FIGURES, _GAP = 300, 70, 8  # widths
_LABEL_MOST = 32  # columns
_COLUMN = 7.4  # pixels of a column of the label, which is set in 12 px


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length, and the class that colours it."""

    label: str
    value: int
    kind: str


def bars(title: str, rows: Sequence[Bar]) -> str:
    """Horizontal bars on a common scale, each with its label before it and its figure behind."""
    labels = [head(row.label, _LABEL_MOST) for row in rows]
    left = max((width(label) for label in labels), default=0) * _COLUMN + _GAP
    most = max((row.value for row in rows), default=0) or 1
    body = "".join(
        _bar(n, label, row, left, row.value / most * _BARS)
        for n, (label, row) in enumerate(zip(labels, rows, strict=True))
    )
    across, down = f"{left + _BARS + _FIGURES:.0f}", _ROW * len(rows)
    return (
        f'<svg class="chart" role="img" viewBox="0 0 {across} {down}" '
        f'width="{across}" height="{down}"><title>{escape(title)}</title>{body}</svg>'
    )


def _bar(n: int, label: str, row: Bar, left: float, length: float) -> str:
    top = n * _ROW
    middle = top + _ROW / 2
    shown = max(2.0, length) if row.value else 0.0
    return (
        f'<text class="label" x="{left - _GAP:.1f}" y="{middle}">{escape(label)}</text>'
        f'<rect class="{row.kind}" x="{left:.1f}" y="{top + (_ROW - _BAR) / 2}" rx="2" '
        f'width="{shown:.1f}" height="{_BAR}"/>'
        f'<text class="figure" x="{left + shown + _GAP:.1f}" y="{middle}">{row.value:,}</text>'
    )
