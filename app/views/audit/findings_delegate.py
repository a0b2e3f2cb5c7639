"""How rows of findings are drawn.

All by itself: one call for a cell, where the standard delegate asks the model for seven roles
and the style sheet is worked out anew each time.
"""

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.models.findings import FindingsTable
from app.models.findings_order import Column, Group
from app.models.findings_store import SUPPRESSED
from app.models.severities import SHAPES, WORST_FIRST
from app.views.inks import colour_of
from app.views.theme import LIGHT, Theme

PADDING = 8
_FITTED = 4_096  # texts remembered as they fit into their cells
_LINE = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
_LEFT = _LINE | int(Qt.AlignmentFlag.AlignLeft)
_RIGHT = _LINE | int(Qt.AlignmentFlag.AlignRight)
_SELECTED = QStyle.StateFlag.State_Selected


class FindingsDelegate(QStyledItemDelegate):
    """Draws findings and the headlines of groups."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self._metrics = view.fontMetrics()
        self._fit = lru_cache(_FITTED)(self._elided)
        self.apply_theme(LIGHT)

    def take_font(self) -> None:
        """The view has another font."""
        self._metrics = self._view.fontMetrics()
        self._fit.cache_clear()

    def _elided(self, text: str, width: int, where: Qt.TextElideMode) -> str:
        return self._metrics.elidedText(text, where, width)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._text, self._muted = QColor(theme.text), QColor(theme.muted)
        self._selection, self._headline = QColor(theme.selection), QColor(theme.window)
        self._accent, self._warning = QColor(theme.accent), QColor(theme.warning)
        self._of_kind = {kind: QColor(colour_of(kind, theme)) for kind in SHAPES}

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one cell."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        model = self._view.model()
        assert isinstance(model, FindingsTable)
        row = index.row()
        group = model.group(row)
        if state & _SELECTED:
            painter.fillRect(rect, self._selection)
        elif group:
            painter.fillRect(rect, self._headline)
        if group:
            self._draw_headline(painter, rect, model, row, group)
        else:
            self._draw_cell(painter, rect, model, row, Column(index.column()))
        if row == self._view.currentIndex().row() and self._view.hasFocus():
            self._draw_focus(painter, rect, index.column())

    def _draw_cell(
        self, painter: QPainter, rect: QRect, model: FindingsTable, row: int, column: Column
    ) -> None:
        number = model.number(row)
        assert number is not None
        painter.setPen(self._colour(model, number, column))
        inner = rect.adjusted(PADDING, 0, -PADDING, 0)
        elide = Qt.TextElideMode.ElideRight
        if column is Column.FILE:  # its end is what tells files apart
            elide = Qt.TextElideMode.ElideLeft
        text = self._fit(model.text(row, column), inner.width(), elide)
        painter.drawText(inner, _RIGHT if column is Column.LINE else _LEFT, text)

    def _colour(self, model: FindingsTable, number: int, column: Column) -> QColor:
        kind = model.store.kind(number)
        if column is Column.SEVERITY:
            return self._of_kind[kind]
        if column is Column.FILE and model.store.path(number) in model.stale:
            return self._warning
        return self._text if column is Column.MESSAGE and kind is not SUPPRESSED else self._muted

    def _draw_headline(
        self, painter: QPainter, rect: QRect, model: FindingsTable, row: int, group: Group
    ) -> None:
        """Draw that part of the headline, which spans all columns, that falls into this cell."""
        painter.save()
        painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
        font = QFont(painter.font())
        font.setBold(True)
        painter.setFont(font)
        x = PADDING - self._view.horizontalHeader().offset()
        arrow = "▸" if model.folded(group) else "▾"
        for text, colour in self._pieces(model, arrow, group):
            painter.setPen(colour)
            width = QFontMetrics(font).horizontalAdvance(text)
            painter.drawText(QRect(x, rect.top(), width + 2, rect.height()), _LEFT, text)
            x += width
        painter.restore()

    def _pieces(self, model: FindingsTable, arrow: str, group: Group) -> list[tuple[str, QColor]]:
        pieces = [(f"{arrow}  {model.group_title(group)}    ", self._text)]
        pieces += [
            (f"{SHAPES[kind]} {group.counts[kind]:,}   ", self._of_kind[kind])
            for kind in WORST_FIRST
            if group.counts[kind]
        ]
        return pieces

    def _draw_focus(self, painter: QPainter, rect: QRect, column: int) -> None:
        """Draw a bar at the left: the whole row is current, not one cell."""
        if column == self._view.columnAt(0):
            painter.fillRect(QRect(0, rect.top(), 3, rect.height()), self._accent)
