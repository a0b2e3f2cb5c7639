"""How rows of the list of files are drawn."""

import os

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.models.desk import FileState, Input, Script
from app.models.files import FileColumn, FilesTable
from app.models.severities import FAILED, GOOD, STALE, STOPPED
from app.views.theme import LIGHT, Theme

_PADDING = 6
_INDENT = 12
_LEFT = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.AlignmentFlag.AlignRight)


class FilesDelegate(QStyledItemDelegate):
    """Draws a cell: counts in their colour and to the right, inputs in bold."""

    def __init__(self, view: QTableView, files: FilesTable) -> None:
        super().__init__(view)
        self._view, self._files = view, files
        self.apply_theme(LIGHT)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._text, self._muted = QColor(theme.text), QColor(theme.muted)
        self._selection, self._accent = QColor(theme.selection), QColor(theme.accent)
        self._failed = QColor(theme.error)
        self._marks = {
            FAILED: self._failed,
            STALE: QColor(theme.warning),
            GOOD: QColor(theme.good),
            STOPPED: self._muted,
        }
        self._counts = {
            FileColumn.ERRORS: QColor(theme.error),
            FileColumn.WARNINGS: QColor(theme.warning),
            FileColumn.NOTICES: QColor(theme.notice),
        }

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one cell."""
        rect: QRect = option.rect
        column = FileColumn(index.column())
        line = self._files.line(index.row())
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._selection)
        if column is FileColumn.NAME and index.row() == self._view.currentIndex().row():
            bar = self._accent if self._view.hasFocus() else self._selection
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), bar)
        painter.save()
        if not isinstance(line, Script):
            font = QFont(painter.font())
            font.setBold(True)
            painter.setFont(font)
        text = self._files.text(index.row(), column)
        indent = _INDENT if column is FileColumn.NAME and self._files.is_inside(index.row()) else 0
        inner = rect.adjusted(_PADDING + indent, 0, -_PADDING, 0)
        if column is FileColumn.NAME:
            self._draw_name(painter, inner, line, text)
        else:
            painter.setPen(self._counts[column])
            painter.drawText(inner, _RIGHT, text)
        painter.restore()

    def _draw_name(
        self, painter: QPainter, rect: QRect, line: Input | Script | None, text: str
    ) -> None:
        """Draw the mark, and of the name what tells files apart: the file before its folders,
        both of its ends before what is between them.
        """
        mark = self._files.mark(line) if isinstance(line, Script) else ""
        metrics = painter.fontMetrics()
        if mark:
            painter.setPen(self._marks[mark])
            painter.drawText(rect, _LEFT, mark)
            rect = rect.adjusted(metrics.horizontalAdvance(f"{mark} "), 0, 0, 0)
            text = text.removeprefix(f"{mark} ")
        painter.setPen(self._colour(line))
        where = Qt.TextElideMode.ElideRight
        if isinstance(line, Script):
            where = Qt.TextElideMode.ElideLeft
            own = text.rpartition(os.sep)[2]
            if metrics.horizontalAdvance(f"…{os.sep}{own}") > rect.width():
                text, where = own, Qt.TextElideMode.ElideMiddle
        painter.drawText(rect, _LEFT, metrics.elidedText(text, where, rect.width()))

    def _colour(self, line: Input | Script | None) -> QColor:
        if isinstance(line, Script) and line.failed:
            return self._failed
        if isinstance(line, Script) and line.state is FileState.WAITING:
            return self._muted
        return self._muted if isinstance(line, Input) and line.fruitless else self._text
