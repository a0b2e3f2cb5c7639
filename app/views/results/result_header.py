"""The heads of a result's columns, sorted by several at once, and the numbers of its rows."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from app.results.arranging import Order
from app.views.theme import LIGHT, ROW, Theme, tabular
from app.views.widgets.record_header import RecordHeader

_AIR = 8  # left and right of a row's number, in pixels
_LEAST = 36


class ResultHeader(RecordHeader):
    """As everywhere; a click does nothing by itself, the grid sorts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._order: tuple[Order, ...] = ()
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(40)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def show_order(self, order: Sequence[Order]) -> None:
        """Draw arrows for these columns."""
        self._order = tuple(order)
        self.viewport().update()

    def sorting_of(self, section: int) -> Qt.SortOrder | None:
        """One of the columns that are sorted by."""
        for order in self._order:
            if order.column == section:
                down = order.descending
                return Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        return None


class RowNumbers(QHeaderView):
    """Numbers rows; wide enough for the last of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self._total: Callable[[], int] = self.count
        self.take_font(self.font())
        self.apply_theme(LIGHT)

    def take_font(self, font: QFont) -> None:
        """Write in this font, with figures of one width."""
        self._font = tabular(font)
        self._metrics = QFontMetrics(self._font)

    def take_count(self, total: Callable[[], int]) -> None:
        """Have room for so many, whatever a filter leaves of them."""
        self._total = total

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._behind, self._line = QColor(theme.window), QColor(theme.border)
        self._ink = QColor(theme.muted)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Room for the number of the last row, with its commas."""
        last = f"{max(self._total(), 1):,}"
        wide = self._metrics.horizontalAdvance("0" * len(last)) + 2 * _AIR
        return QSize(max(wide, _LEAST), ROW)  # Qt would measure the heads of 200 rows for more

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:  # noqa: N803
        """The same for all: nobody measures a million rows."""
        return QSize(self.sizeHint().width(), ROW)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        """Write one number."""
        painter.fillRect(rect, self._behind)
        painter.fillRect(rect.right(), rect.top(), 1, rect.height(), self._line)
        painter.setPen(self._ink)
        painter.setFont(self._font)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -_AIR, 0), side, f"{logicalIndex + 1:,}")
