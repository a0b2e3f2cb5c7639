"""Where everything of a chart stands, and its lines in pixels: reckoned once for each picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from app.models.monitoring.columns import Band, Path, band, path, stack, stepped
from app.models.monitoring.scale import Span, bounds, values_span
from app.views.theme import GAP, Theme
from app.views.widgets.chart.scene import Scene

if TYPE_CHECKING:
    from app.models.monitoring.points import Floats

_WIDE = 360
"""Pixels from which on there is room for words at the ends of lines."""
_NEAR = 1.5
"""A threshold is shown if it is at most so many times what is measured."""


@dataclass(frozen=True, slots=True)
class Look:
    """How it is drawn: colours, the font, and smooth or quick."""

    theme: Theme
    font: QFont
    smooth: bool = False
    """For files; on the screen it takes ten times as long."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A line of the scene in pixels across and values up; `fill` lies behind or below it."""

    line: Path
    fill: Band | None


class Layout:
    """A scene in a rectangle."""

    def __init__(self, scene: Scene, rect: QRectF, look: Look) -> None:
        self.scene, self.rect, self.look = scene, rect, look
        self.metrics = QFontMetricsF(look.font)
        line = self.metrics.height()
        self.header = QRectF(
            rect.left() + 2 * GAP,
            rect.top() + GAP,
            rect.width() - 4 * GAP,
            line * (2 if len(scene.lines) > 1 else 1),
        )
        left = self.metrics.horizontalAdvance("0,000 MiB/s") + 2 * GAP
        right = self.metrics.horizontalAdvance("metadata lock") + 2 * GAP
        self.labelled = rect.width() >= _WIDE
        self.plot = QRectF(
            rect.left() + left,
            self.header.bottom() + 2 * GAP,
            max(8.0, rect.width() - left - (right if self.labelled else 2 * GAP)),
            max(8.0, rect.bottom() - line - 2 * GAP - self.header.bottom() - 2 * GAP),
        )

    @property
    def slack(self) -> float:
        """Seconds that are four pixels."""
        return 4 * (self.scene.end - self.scene.begin) / self.plot.width()

    def x(self, moment: float) -> float:
        """Where a moment stands."""
        scene = self.scene
        share = (moment - scene.begin) / max(scene.end - scene.begin, 1e-9)
        return self.plot.left() + share * self.plot.width()

    def moment(self, x: float) -> float:
        """The moment that stands there; not outside of what is shown."""
        share = min(max((x - self.plot.left()) / self.plot.width(), 0.0), 1.0)
        return self.scene.begin + share * (self.scene.end - self.scene.begin)

    def y(self, value: float) -> float:
        """Where a value stands."""
        low, high, _ticks = self.span
        return self.plot.bottom() - (value / (high - low) - low / (high - low)) * self.plot.height()

    def ys(self, values: Floats) -> Floats:
        """Where values stand."""
        import numpy as np

        low, high, _ticks = self.span
        with np.errstate(over="ignore", invalid="ignore"):
            shares: Floats = values / (high - low) - low / (high - low)
        return self.plot.bottom() - shares * self.plot.height()

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """Of each line, in the scene's order; the rest of a stack is one."""
        scene, width = self.scene, self.plot.width()
        if scene.stacked:
            reach = 2.5 * max((line.period for line in scene.lines), default=0.0)
            reach = max(reach, *(2.0 * line.points.step for line in scene.lines), 0.0)
            bands = stack(
                [line.points for line in scene.lines], scene.begin, scene.end, width, reach
            )
            kept = len(scene.named)
            if scene.rest:
                bands = [*bands[:kept], Band(bands[kept].xs, bands[kept].lows, bands[-1].highs)]
            return tuple(Shape(Path(each.xs, each.highs), each) for each in bands)
        shapes = []
        for line in scene.lines:
            drawn = path(line.points, scene.begin, scene.end, width)
            shapes.append(
                Shape(
                    stepped(drawn) if scene.stepped else drawn,
                    band(line.points, scene.begin, scene.end, width),
                )
            )
        return tuple(shapes)

    @cached_property
    def span(self) -> Span:
        """The values that are shown, and the grid between them."""
        pairs = [_extremes(shape) for shape in self.shapes]
        low, high = bounds(pair for pair in pairs if pair is not None)
        for limit in self.scene.limits:
            if 0 < limit.value <= _NEAR * high:
                high = max(high, limit.value)
        lines = max(2, min(5, int(self.plot.height() // (2 * self.metrics.height()))))
        return values_span(low, high, self.scene.unit, lines, whole=self.scene.whole)

    def placed(self, line: Path) -> Path:
        """A line in pixels both ways."""
        return Path(line.xs + self.plot.left(), self.ys(line.ys))

    def placed_band(self, area: Band) -> Band:
        """An area in pixels both ways."""
        return Band(area.xs + self.plot.left(), self.ys(area.lows), self.ys(area.highs))


def _extremes(shape: Shape) -> tuple[float, float] | None:
    import numpy as np

    rows = [shape.line.ys] if shape.fill is None else [shape.fill.lows, shape.fill.highs]
    there = [row[np.isfinite(row)] for row in rows]
    if not all(len(row) for row in there):
        return None
    return min(float(row.min()) for row in there), max(float(row.max()) for row in there)
