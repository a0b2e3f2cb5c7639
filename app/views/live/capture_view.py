"""A capture as a table, and when it was taken."""

from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import ConsoleError
from app.domain.monitoring.sample import Capture, CaptureKind
from app.i18n import N_
from app.models.monitoring.capture_fields import FIELDS, CaptureRow, capture_rows
from app.models.record_order import Order
from app.models.records import RecordTable
from app.views.theme import Theme
from app.views.widgets.handing import Handing
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel

TITLES = {
    CaptureKind.SESSIONS: N_("Sessions at work"),
    CaptureKind.STATEMENTS: N_("Statements that took most"),
}
_EMPTY = {
    CaptureKind.SESSIONS: Empty(
        N_("Nobody was seen at work"),
        N_("Who is at work is noted while the instance is watched, and kept for 72 hours."),
        icon="sessions",
    ),
    CaptureKind.STATEMENTS: Empty(
        N_("No statements were noted"),
        N_("What took most time is noted while the instance is watched, and kept for 72 hours."),
        icon="slow",
    ),
}


class CaptureView(Handing):
    """Shows the capture it is given.

    Signals:
        activated: somebody opened a row.
    """

    activated = Signal()

    def __init__(
        self,
        kind: CaptureKind,
        stale_after: float | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self.capture: Capture | None = None
        table: RecordTable[CaptureRow] = RecordTable(
            FIELDS[kind], _number, order=Order("seconds", descending=True)
        )
        self.panel = TablePanel(table, TITLES[kind], _EMPTY[kind])
        self.panel.stale_after = stale_after
        self.panel.activated.connect(lambda _row: self.activated.emit())
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(self.panel)
        self.hand_focus_to(self.panel)

    def show_capture(self, capture: Capture | None) -> None:
        """Show this one; None is that there is none."""
        self.capture = capture
        taken = datetime.fromtimestamp(capture.at, UTC) if capture is not None else None
        self.panel.show_records(capture_rows(capture), taken)

    def show_failed(self, error: ConsoleError) -> None:
        """Say why it cannot be read."""
        self.panel.fail(error)

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.panel.apply_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.panel.retranslate()


def _number(row: CaptureRow) -> int:
    return row.number
