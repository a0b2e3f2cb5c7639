"""What a column of a result is like, beside the grid."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from app.domain.errors import ConsoleError
from app.domain.stop import Stop
from app.i18n import N_, _
from app.models.records import RecordTable
from app.models.results.figures import FIGURES, TOP, ColumnFigures, TopValue, top_values
from app.results.arranging import Arrangement
from app.results.statistics import statistics_of
from app.results.store import ResultReader
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.details_panel import DetailsPanel
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.lane import Job, Lane

_HEIGHT = 56


class Histogram(QWidget):
    """Bars of how many values lie where, from the least to the greatest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[int, ...] = ()
        self._theme = LIGHT
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: tuple[int, ...]) -> None:
        """Draw these; none hides it."""
        self._bars = bars
        self.setVisible(bool(bars))
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """A strip."""
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bars from the foot, as high as the highest allows."""
        painter = QPainter(self)
        most, width = max(self._bars, default=0), self.width() / max(len(self._bars), 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.series[0]))
        for place, number in enumerate(self._bars):
            tall = max(round(number / most * (self.height() - 2)), 1 if number else 0)
            left = round(place * width)
            right = round((place + 1) * width) - 1
            painter.drawRect(left, self.height() - tall - 1, max(right - left, 1), tall)
        painter.setBrush(QColor(self._theme.border))
        painter.drawRect(0, self.height() - 1, self.width(), 1)
        painter.end()


class StatisticsPanel(QWidget):
    """Reckons the figures of one column in the lane, and shows them."""

    def __init__(self, lane: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._job: Job[ColumnFigures] | None = None
        self.head = QLabel()
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setProperty("role", "heading")
        self.histogram = Histogram()
        self.figures: DetailsPanel[ColumnFigures] = DetailsPanel(FIGURES, sparse=True)
        self.table: RecordTable[TopValue] = RecordTable(TOP, lambda it: it.place)
        self.top: TablePanel[TopValue] = TablePanel(
            self.table, N_("Most frequent values"), Empty(N_("No values"))
        )
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.figures)
        parts.addWidget(self.top)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(GAP)
        down.addWidget(self.head)
        down.addWidget(self.histogram)
        down.addWidget(parts, 1)
        self.histogram.hide()

    def show_column(
        self, reader: ResultReader, column: int, arrangement: Arrangement | None = None
    ) -> None:
        """Reckon with a column, over the rows that are shown; -1 for none."""
        self.close_column()
        if column < 0:
            return
        head = reader.columns[column]
        self.head.setText("  ".join(part for part in (head.name, head.type_name) if part))
        self.top.wait(_("Reckoning…"))

        def reckon(stop: Stop) -> ColumnFigures:
            return ColumnFigures(head, statistics_of(reader, column, stop, arrangement))

        self._job = self._lane.submit(reckon)
        self._job.succeeded.connect(self._show)
        self._job.failed.connect(self._fail)

    @Slot(object)
    def _show(self, figures: ColumnFigures) -> None:
        self._job = None
        self.figures.show_record(figures)
        self.histogram.show_bars(figures.said.histogram)
        self.top.show_records(top_values(figures))

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._job = None
        self.top.fail(error)

    def close_column(self) -> None:
        """Let go of what is reckoned."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.figures.retranslate()
        self.top.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        for part in (self.histogram, self.figures, self.top):
            part.apply_theme(theme)

    def set_code_font(self, font: QFont) -> None:
        """Use another font for values."""
        self.figures.set_code_font(font)
        self.top.set_code_font(font)
