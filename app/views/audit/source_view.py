"""The source of a script: line numbers, severities in the margin, colours, the span of a finding.

Colours are put on the lines in sight, when they come in sight: putting them on all lines of a
large script would hold up the window.
"""

from collections.abc import Generator, Iterable, Mapping
from itertools import accumulate, chain

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextLayout,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.domain.finding import Finding
from app.i18n import _
from app.models.findings_store import Kind, kind_of
from app.models.severities import SHAPES
from app.models.slices import Slices
from app.models.source_colours import Colours, Ink
from app.models.source_text import SourceText
from app.views.inks import colour_of, ink_of
from app.views.style import set_font
from app.views.theme import LIGHT, Theme

_TAB = 4  # columns
_PART = 1_000  # lines put in at once: a few milliseconds
_TINT = 40  # of 255: how strongly a span is coloured behind
_EMPTY = SourceText(("",))


class SourceView(QPlainTextEdit):
    """Shows a `SourceText`, read only.

    Signals:
        picked: the number of a line whose mark in the margin was clicked.
    """

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._source = _EMPTY
        self._starts: list[int] = [0]
        self._colours: Colours | None = None
        self._inked: set[int] = set()
        self.marks: Mapping[int, Kind] = {}
        """The worst severity of each line with findings."""
        self._finding: Finding | None = None
        self._formats: dict[Ink, QTextCharFormat] = {}
        self._margin = _Margin(self)
        self._filling = Slices(self)
        self._filling.finished.connect(self._filled)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.updateRequest.connect(self._scrolled)
        self.retranslate()
        self.apply_theme(LIGHT)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.setAccessibleName(_("Source"))

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._formats = {ink: _foreground(ink_of(ink, theme)) for ink in Ink}
        self._inked.clear()
        self._ink_what_is_seen()
        self._select_finding()
        self._margin.update()

    def set_font(self, font: QFont) -> None:
        """Use another font."""
        set_font(self, font)
        self.ensurePolished()
        self.setTabStopDistance(_TAB * self.fontMetrics().horizontalAdvance(" "))
        self._fit_margin()

    # what is shown

    @property
    def source(self) -> SourceText:
        """What is shown."""
        return self._source

    def show_source(self, source: SourceText) -> None:
        """Show another text, without colours and marks; a long one comes in slices."""
        self._source = source
        self._starts = [0, *accumulate(len(line) + 1 for line in source.lines)]
        self._colours, self._finding = None, None
        self._inked.clear()
        self.marks = {}
        parts = source.parts(_PART)
        self._filling.stop()
        self.setPlainText(next(parts))
        self._fit_margin()
        if (second := next(parts, None)) is not None:
            self._filling.start(self._fill(chain([second], parts)))

    def _fill(self, parts: Iterable[str]) -> Generator[None, None, None]:
        cursor = QTextCursor(self.document())
        for part in parts:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(f"\n{part}")
            yield

    @Slot()
    def _filled(self) -> None:
        self.show_finding(self._finding)
        self._ink_what_is_seen()

    @property
    def filling(self) -> bool:
        """Whether there is still some of the text to come."""
        return self._filling.busy

    def show_colours(self, colours: Colours) -> None:
        """Colour the text; offsets are those of its lines joined by LF."""
        self._colours = colours
        self._inked.clear()
        self._ink_what_is_seen()

    def show_marks(self, marks: Mapping[int, Kind]) -> None:
        """Mark lines in the margin, each with its worst severity."""
        self.marks = marks
        self._margin.update()

    def show_finding(self, finding: Finding | None) -> None:
        """Mark the span of a finding and bring it in sight; None marks nothing."""
        self._finding = finding
        if self.filling:
            return  # it is done when all of the text is there
        self._select_finding()
        if finding is None:
            self.setAccessibleDescription("")
            return
        self.setAccessibleDescription(_("Marked: {text}").format(text=self.marked_text))
        block = self._block(finding.start.line)
        if block.isValid():
            cursor = QTextCursor(block)
            cursor.setPosition(self._position(finding.start.line, finding.start.column))
            self.setTextCursor(cursor)
            self.centerCursor()

    @property
    def marked_text(self) -> str:
        """The text that is marked as the span of the finding, with LF for line ends."""
        selections = self.extraSelections()
        cursor: QTextCursor = selections[-1].cursor if selections else self.textCursor()
        return cursor.selectedText().replace("\u2029", "\n")

    def _select_finding(self) -> None:
        finding = self._finding
        if finding is None or not self._source.shows(finding.start):
            self.setExtraSelections([])
            return
        colour = QColor(colour_of(kind_of(finding), self._theme))
        span = QTextEdit.ExtraSelection()
        span.cursor = self._cursor(finding)
        span.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        span.format.setUnderlineColor(colour)
        tint = QColor(colour)
        tint.setAlpha(_TINT)
        span.format.setBackground(tint)
        line = QTextEdit.ExtraSelection()
        line.cursor = QTextCursor(span.cursor)
        line.cursor.setPosition(span.cursor.anchor())
        line.format.setBackground(QColor(self._theme.window))
        line.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        self.setExtraSelections([line, span])

    def _cursor(self, finding: Finding) -> QTextCursor:
        start, end = finding.start, finding.end
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._position(start.line, start.column))
        if end.line > self._source.last:
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        else:
            place = self._position(end.line, end.column)
            cursor.setPosition(place, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _block(self, line: int) -> QTextBlock:
        return self.document().findBlockByNumber(line - self._source.first)

    def _position(self, line: int, column: int) -> int:
        """The place of a line and column in the document, in UTF-16 units."""
        block = self._block(line)
        return block.position() + min(self._source.unit(line, column), block.length() - 1)

    # colours

    @Slot(QRect, int)
    def _scrolled(self, rect: QRect, dy: int) -> None:
        if dy:
            self._margin.scroll(0, dy)
        else:
            self._margin.update(0, rect.y(), self._margin.width(), rect.height())
        self._ink_what_is_seen()

    def _ink_what_is_seen(self) -> None:
        if self._colours is None:
            return
        first = self.firstVisibleBlock()
        seen = self.viewport().height() // self.fontMetrics().height() + 2  # no line is lower
        block, end = first, 0
        for _line in range(seen):
            if not block.isValid():
                break
            if block.blockNumber() not in self._inked:
                self._inked.add(block.blockNumber())
                self._ink(block, self._colours)
                end = block.position() + block.length()
            block = block.next()
        if end:
            self.document().markContentsDirty(first.position(), end - first.position())

    def _ink(self, block: QTextBlock, colours: Colours) -> None:
        line = block.blockNumber() + self._source.first
        start = self._starts[block.blockNumber()]
        first, last = self._source.span(line)
        formats = []
        for begin, stop, ink in colours.within(start + first, start + last):
            part = QTextLayout.FormatRange()
            part.start = self._source.unit(line, begin - start + 1)
            part.length = self._source.unit(line, stop - start + 1) - part.start
            part.format = self._formats[ink]
            formats.append(part)
        block.layout().setFormats(formats)

    # margin

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margin as high as the text."""
        super().resizeEvent(event)
        self._fit_margin()

    def _fit_margin(self) -> None:
        width = self.margin_width()
        self.setViewportMargins(width, 0, 0, 0)
        inside = self.contentsRect()
        self._margin.setGeometry(QRect(inside.left(), inside.top(), width, inside.height()))

    def margin_width(self) -> int:
        """What line numbers and marks take, in pixels."""
        digits = max(3, len(str(self._source.last)))
        return self.fontMetrics().horizontalAdvance("9" * digits + "▲") + 20

    def line_at(self, y: int) -> int | None:
        """The number of the line at a height of the viewport."""
        block = self.cursorForPosition(QPoint(0, y)).block()
        bottom = self.blockBoundingGeometry(block).translated(self.contentOffset()).bottom()
        return block.blockNumber() + self._source.first if y <= bottom else None

    def pick(self, y: int) -> None:
        """Tell that the mark at a height was clicked, if there is one."""
        line = self.line_at(y)
        if line in self.marks:
            self.picked.emit(line)

    def paint_margin(self, painter: QPainter, rect: QRect) -> None:
        """Draw numbers and marks."""
        theme = self._theme
        painter.setFont(self.font())
        painter.fillRect(rect, QColor(theme.window))
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top <= rect.bottom():
            height = self.blockBoundingRect(block).height()
            if block.isVisible() and top + height >= rect.top() and self._source.lines:
                self._paint_line(painter, block, int(top), int(height))
            top += height
            block = block.next()

    def _paint_line(self, painter: QPainter, block: QTextBlock, top: int, height: int) -> None:
        line = block.blockNumber() + self._source.first
        width = self._margin.width()
        current = self._finding is not None and self._finding.start.line == line
        painter.setPen(QColor(self._theme.text if current else self._theme.muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(0, top, width - 8, height), int(right), str(line))
        if line in self.marks:
            kind = self.marks[line]
            painter.setPen(QColor(colour_of(kind, self._theme)))
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRect(6, top, width, height), int(left), SHAPES[kind])


class _Margin(QWidget):
    """The strip at the left of the source."""

    def __init__(self, view: SourceView) -> None:
        super().__init__(view)
        self._view = view
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """As wide as the numbers need."""
        return QSize(self._view.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let the view draw it."""
        painter = QPainter(self)
        self._view.paint_margin(painter, event.rect())
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Wait for the button to come up."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell the view which line was clicked."""
        self._view.pick(int(event.position().y()))


def _foreground(colour: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    return made
