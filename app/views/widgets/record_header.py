"""The head of a table or tree: titles stand over their cells, the arrow never over a title."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from app.paths import resource
from app.views.theme import LIGHT, ROW, Theme

_PADDING = 8
_ARROW = 12
_GAP = 4


class RecordHeader(QHeaderView):
    """Draws its sections by itself; the style sheet cannot put an arrow before a title."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self._up, self._down = (QIcon(str(resource(f"style/{way}.svg"))) for way in ("up", "down"))
        self._take_font()
        self.apply_theme(LIGHT)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._behind, self._line = QColor(theme.window), QColor(theme.border)
        self._text, self._muted = QColor(theme.text), QColor(theme.muted)
        self.viewport().update()

    def _take_font(self) -> None:
        self._bold = QFont(self.font())
        self._bold.setWeight(QFont.Weight.DemiBold)
        self._metrics = QFontMetrics(self._bold)

    def changeEvent(self, event: QEvent) -> None:
        """Another font makes other titles fit."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._take_font()

    def sizeHint(self) -> QSize:
        """As high as a row and a line."""
        return QSize(super().sizeHint().width(), ROW + 2)

    def sorting_of(self, section: int) -> Qt.SortOrder | None:
        """Which way it is sorted by that section; None where it is not."""
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == section:
            return self.sortIndicatorOrder()
        return None

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        """Draw one title."""
        model = self.model()
        order = self.sorting_of(logicalIndex)
        sorted_by = order is not None
        title = str(model.headerData(logicalIndex, self.orientation()) or "")
        side = Qt.AlignmentFlag(
            model.headerData(logicalIndex, self.orientation(), Qt.ItemDataRole.TextAlignmentRole)
            or Qt.AlignmentFlag.AlignLeft
        )
        painter.save()
        painter.fillRect(rect, self._behind)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, self._line)
        inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        room = inner.width() - (_ARROW + _GAP if sorted_by else 0)
        text = self._metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
        if order is not None:
            self._draw_arrow(painter, inner, self._metrics.horizontalAdvance(text), side, order)
        painter.setPen(self._text if sorted_by else self._muted)
        painter.setFont(self._bold)
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def _draw_arrow(
        self,
        painter: QPainter,
        inner: QRect,
        width: int,
        side: Qt.AlignmentFlag,
        order: Qt.SortOrder,
    ) -> None:
        """Draw the arrow behind a title at the left, before one at the right."""
        if side & Qt.AlignmentFlag.AlignRight:
            left = inner.right() - width - _GAP - _ARROW
        elif side & Qt.AlignmentFlag.AlignHCenter:
            left = inner.center().x() + width // 2 + _GAP
        else:
            left = inner.left() + width + _GAP
        down = order == Qt.SortOrder.DescendingOrder
        place = QRect(left, inner.center().y() - _ARROW // 2 + 1, _ARROW, _ARROW)
        (self._down if down else self._up).paint(painter, place)
