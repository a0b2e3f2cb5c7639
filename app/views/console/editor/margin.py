"""The strip at the left of the text: line numbers, marks, folds, the statement that is meant."""

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextBlock,
    QWheelEvent,
)
from PySide6.QtWidgets import QPlainTextEdit, QToolTip, QWidget

from app.models.findings_store import Kind
from app.models.severities import SHAPES
from app.views.inks import colour_of
from app.views.theme import LIGHT, Theme

_EDGE = 3  # pixels of the bar beside the statement that would run
_OPEN, _SHUT = "▾", "▸"
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class Folds(Protocol):
    """Who knows where the text can be folded."""

    def folds_at(self, line: int) -> bool:
        """Whether something to fold begins in a line, counted from 0."""

    def is_folded(self, line: int) -> bool:
        """Whether it is folded now."""

    def toggle(self, line: int) -> None:
        """Fold it, or unfold it."""


class _NoFolds:
    def folds_at(self, _line: int) -> bool:
        return False

    def is_folded(self, _line: int) -> bool:
        return False

    def toggle(self, _line: int) -> None:
        return


class Margin(QWidget):
    """Stands in the viewport margin of an editor. Lines are counted from 0.

    Signals:
        picked: the line whose mark was clicked.
    """

    picked = Signal(object)

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self._theme = LIGHT
        self.marks: Mapping[int, Kind] = {}
        """The worst severity of each line in which something is wrong."""
        self.said: Callable[[int], str] = lambda _line: ""
        """What is wrong in a line, as rich text."""
        self.statement: tuple[int, int] | None = None
        """First and last line of the statement that would run."""
        self.folds: Folds = _NoFolds()
        self._current = 0
        self._reserved = 0
        self.setMouseTracking(True)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def show_marks(self, marks: Mapping[int, Kind]) -> None:
        """Mark lines."""
        self.marks = marks
        self.update()

    def show_statement(self, lines: tuple[int, int] | None) -> None:
        """Mark the statement that would run."""
        if lines != self.statement:
            self.statement = lines
            self.update()

    def show_current(self, line: int) -> None:
        """Show which line the cursor is in."""
        if line != self._current:
            self._current = line
            self.update()

    def reserve(self, lines: int) -> None:
        """Have room for the numbers of so many lines before they come."""
        self._reserved = lines

    def wanted_width(self) -> int:
        """What numbers and marks take, in pixels."""
        digits = max(3, len(str(max(self._editor.blockCount(), self._reserved))))
        metrics = self._editor.fontMetrics()
        return metrics.horizontalAdvance("9" * digits + "▲") + self._fold_width() + _EDGE + 12

    def sizeHint(self) -> QSize:
        """As wide as the numbers need."""
        return QSize(self.wanted_width(), 0)

    def line_at(self, y: int) -> int | None:
        """The line at a height."""
        for block, top, height in self._blocks(QRect(0, y, 1, 1)):
            if top <= y < top + height:
                return block.blockNumber()
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is in sight."""
        painter = QPainter(self)
        painter.setFont(self._editor.font())
        painter.fillRect(event.rect(), QColor(self._theme.window))
        painter.setPen(QColor(self._theme.muted))
        text, fold = painter.fontMetrics().height(), self._fold_width()
        for block, top, height in self._blocks(event.rect()):
            row = QRect(0, top, self.width(), min(height, text))
            self._paint(painter, block.blockNumber(), row, height, fold)
        painter.end()

    def _blocks(self, rect: QRect) -> list[tuple[QTextBlock, int, int]]:
        """The lines within a rectangle, with top and height."""
        editor = self._editor
        block = editor.firstVisibleBlock()
        top = editor.blockBoundingGeometry(block).translated(editor.contentOffset()).top()
        found = []
        while block.isValid() and top <= rect.bottom():
            height = editor.blockBoundingRect(block).height() if block.isVisible() else 0
            if height and top + height >= rect.top():
                found.append((block, int(top), int(height)))
            top += height
            block = block.next()
        return found

    def _paint(self, painter: QPainter, line: int, row: QRect, height: int, fold: int) -> None:
        """A line of that height; its number and marks stand in `row`. The pen is muted."""
        theme = self._theme
        if self.statement and self.statement[0] <= line <= self.statement[1]:
            bar = QRect(row.right() - _EDGE + 1, row.top(), _EDGE, height)
            painter.fillRect(bar, QColor(theme.accent))
        numbers = QRect(0, row.top(), row.width() - fold - _EDGE - 4, row.height())
        if line == self._current:
            painter.setPen(QColor(theme.text))
        painter.drawText(numbers, _RIGHT, str(line + 1))
        if line in self.marks:
            kind = self.marks[line]
            painter.setPen(QColor(colour_of(kind, theme)))
            painter.drawText(row.adjusted(4, 0, 0, 0), _LEFT, SHAPES[kind])
        painter.setPen(QColor(theme.muted))
        if self.folds.folds_at(line):
            place = QRect(row.width() - fold - _EDGE - 1, row.top(), fold, row.height())
            painter.drawText(place, _CENTRE, _SHUT if self.folds.is_folded(line) else _OPEN)

    def _fold_width(self) -> int:
        return self._editor.fontMetrics().horizontalAdvance(_OPEN) + 2

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Wait for the button to come up."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Fold, or tell whose mark was clicked."""
        line = self.line_at(int(event.position().y()))
        if line is None:
            return
        on_fold = event.position().x() >= self.width() - self._fold_width() - _EDGE - 2
        if on_fold and self.folds.folds_at(line):
            self.folds.toggle(line)
        elif line in self.marks:
            self.picked.emit(line)

    def event(self, event: QEvent) -> bool:
        """Say what is wrong in the line under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            line = self.line_at(event.pos().y())
            said = self.said(line) if line is not None and line in self.marks else ""
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the text."""
        self._editor.wheelEvent(event)
