"""A bar chart as SVG text, to stand in an HTML page whose style sheet colours it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_ROW, _BAR = 24, 14  # heights in pixels
_LABELS, _BARS, _FIGURES = 250, 300, 70  # widths
_FONT = 7.4  # width of a character of the label, which is set in 12 px


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length, and the class that colours it."""

    label: str
    value: int
    kind: str


def bars(title: str, rows: Sequence[Bar]) -> str:
    """Horizontal bars on a common scale, each with its label before it and its figure behind."""
    most = max((row.value for row in rows), default=0) or 1
    body = "".join(_bar(n, row, most) for n, row in enumerate(rows))
    height = _ROW * len(rows)
    return (
        f'<svg class="chart" role="img" viewBox="0 0 {_LABELS + _BARS + _FIGURES} {height}" '
        f'width="{_LABELS + _BARS + _FIGURES}" height="{height}">'
        f"<title>{escape(title)}</title>{body}</svg>"
    )


def _bar(n: int, row: Bar, most: int) -> str:
    top = n * _ROW
    middle = top + _ROW / 2
    length = max(2.0, row.value / most * _BARS) if row.value else 0.0
    return (
        f'<text class="label" x="{_LABELS - 8}" y="{middle}">{escape(_short(row.label))}</text>'
        f'<rect class="{row.kind}" x="{_LABELS}" y="{top + (_ROW - _BAR) / 2}" rx="2" '
        f'width="{length:.1f}" height="{_BAR}"/>'
        f'<text class="figure" x="{_LABELS + length + 6:.1f}" y="{middle}">{row.value:,}</text>'
    )


def _short(label: str) -> str:
    most = int((_LABELS - 8) / _FONT)
    return label if len(label) <= most else label[: most - 1] + "…"
