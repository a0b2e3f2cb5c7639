"""A screen on the wall: one page after the other, large, without anything to click."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.flows.inventory_rows import InstanceRow
from app.i18n import _
from app.models.formats import count
from app.models.monitoring.time_axis import RANGES, TimeAxis
from app.views.live.fleet_view import FleetView
from app.views.live.instance import InstanceView
from app.views.live.keeper import Keeper
from app.views.theme import GAP, Theme
from app.views.widgets.chart import Redraw

PERIOD = 20_000
"""Milliseconds a page is shown."""
_LARGER = 1.35
"""By how much texts are larger than in the window."""


class Kiosk(QWidget):
    """A window of its own, over the whole screen. It cycles by itself; ← → go on by hand, Space
    stops and goes on, Esc leaves.

    Signals:
        left: it was closed.
        failed: a ConsoleError that is to be shown to the user.
    """

    left = Signal()
    failed = Signal(object)

    def __init__(
        self,
        keeper: Keeper,
        redraw: Redraw,
        rows: Sequence[InstanceRow],
        fleet: FleetView | None = None,
        period: int = PERIOD,
    ) -> None:
        """`fleet` is shown before the instances; it is given to this window."""
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._rows, self._fleet, self._place = tuple(rows), fleet, 0
        self.axis = TimeAxis(RANGES[2], parent=self)
        self.instance = InstanceView(keeper, redraw, self.axis)
        self.instance.set_plain()
        self.instance.failed.connect(self.failed)
        if fleet is not None:
            fleet.set_plain(_LARGER)
        self.stack, self.foot = QStackedWidget(), QLabel()
        self.foot.setProperty("role", "muted")
        self.keys = QLabel()
        self.keys.setProperty("role", "muted")
        if fleet is not None:
            self.stack.addWidget(fleet)
        self.stack.addWidget(self.instance)
        line = QHBoxLayout()
        line.setContentsMargins(2 * GAP, 0, 2 * GAP, GAP)
        line.addWidget(self.foot, 1)
        line.addWidget(self.keys)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(self.stack, 1)
        down.addLayout(line)
        size = self.font().pointSizeF() * _LARGER
        self.setStyleSheet(f"* {{ font-size: {size:.2f}pt; }}")
        self._cycle = QTimer(self, interval=period)
        self._cycle.timeout.connect(self.go_on)
        self._cycle.start()
        for part in self.findChildren(QWidget):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.retranslate()

    @property
    def pages(self) -> int:
        """How many pages it goes through."""
        return len(self._rows) + (self._fleet is not None)

    @property
    def cycling(self) -> bool:
        """Whether it goes on by itself."""
        return self._cycle.isActive()

    @Slot()
    def go_on(self) -> None:
        """The next page."""
        self._go(1)

    def _go(self, by: int) -> None:
        if self.pages:
            self._place = (self._place + by) % self.pages
        if self.cycling:
            self._cycle.start()  # a page that was gone to by hand is shown for its whole time
        self._show()

    def _show(self) -> None:
        name = _("Fleet")
        number = self._place - (self._fleet is not None)
        if number >= 0 and number < len(self._rows):
            row = self._rows[number]
            name = row.instance.name
            self.instance.show_instance(row)
            self.stack.setCurrentWidget(self.instance)
        elif self._fleet is not None:
            self.stack.setCurrentWidget(self._fleet)
        said = _("{name}, page {number} of {pages}").format(
            name=name, number=count(self._place + 1), pages=count(max(self.pages, 1))
        )
        stopped = "" if self.cycling else _("stopped")
        self.foot.setText(" · ".join(filter(None, (said, stopped))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave, stop, or go on by hand."""
        match event.key():
            case Qt.Key.Key_Escape:
                self.close()
            case Qt.Key.Key_Right:
                self._go(1)
            case Qt.Key.Key_Left:
                self._go(-1)
            case Qt.Key.Key_Space:
                if self.cycling:
                    self._cycle.stop()
                else:
                    self._cycle.start()
                self._show()
            case _:
                super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """It is over."""
        self._cycle.stop()
        super().closeEvent(event)
        self.left.emit()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.instance.apply_theme(theme)
        if self._fleet is not None:
            self._fleet.apply_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.setWindowTitle(_("Mohist: on the wall"))
        self.keys.setText(_("← → page · Space stop or go on · Esc leave"))
        self.instance.retranslate()
        if self._fleet is not None:
            self._fleet.retranslate()
        self._show()
