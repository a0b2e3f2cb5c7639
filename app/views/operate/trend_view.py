"""What the digest that is chosen did since the page was opened: a sentence and two curves."""

import time

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.i18n import _
from app.models import formats
from app.models.operating.trends import Interval, Trend
from app.views.theme import GAP, Theme
from app.views.widgets.curve import Curve, CurveView, Stretch


class TrendView(QWidget):
    """Shows a trend, once there is something to see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trend: Trend | None = None
        self.sentence, self.curves = QLabel(wordWrap=True), CurveView()
        self.sentence.setProperty("role", "muted")
        self.curves.setProperty("pane", True)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, GAP, 0, 0)
        down.setSpacing(GAP)
        down.addWidget(self.sentence)
        down.addWidget(self.curves, 1)
        self.hide()

    def show_trend(self, trend: Trend | None) -> None:
        """Show this one, or none."""
        self._trend = trend
        self._fill()

    def _fill(self) -> None:
        trend = self._trend
        intervals = trend.intervals if trend else ()
        self.setVisible(bool(intervals))
        if trend is None or not intervals:
            return
        self.sentence.setText(_("Since it was opened: {trend}.").format(trend=trend.sentence))
        shift = time.time() - time.monotonic()
        self.curves.setAccessibleName(self.sentence.text())
        self.curves.show_curves(
            [_stretch(each, shift) for each in intervals],
            [
                Curve(_("Running at once"), _seen(intervals, [each.load for each in intervals]),
                      formats.number),
                Curve(_("Calls"), _seen(intervals, [each.calls for each in intervals]),
                      formats.rate),
                Curve(_("Average"), _seen(intervals, [each.average for each in intervals]),
                      formats.duration),
            ],
        )  # fmt: skip

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.curves.apply_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self._fill()


def _seen(intervals: tuple[Interval, ...], values: list[float | None]) -> list[float | None]:
    """What was counted while nobody asked is no shape: it is said, but not drawn."""
    return [value if each.watched else None for each, value in zip(intervals, values, strict=True)]


def _stretch(interval: Interval, shift: float) -> Stretch:
    mark = ""
    if interval.anew and interval.count is None:
        mark = _("the counters fell: what ran here is not known")
    elif interval.anew:
        mark = _("the server began to count anew")
    elif not interval.watched and interval.count is not None:
        mark = _("nobody asked for {time}: {calls} calls in all").format(
            time=formats.duration(interval.ends - interval.begins),
            calls=formats.count(interval.count),
        )
    return Stretch(interval.begins + shift, interval.ends + shift, mark)
