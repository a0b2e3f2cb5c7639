"""Folding: lines go out of sight below the line in which a block begins.

What is folded is held by cursors of Qt's, which move with the text. Nobody edits what nobody sees:
where the cursor comes into folded lines, by a search or an undo, they come back in sight.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QTextBlock, QTextCursor

from app.sql.editing import Fold

if TYPE_CHECKING:
    from app.views.console.editor.editor import SqlEditor


class _Shut:
    """Some lines out of sight, from behind the line `first` is in to the one `last` is in."""

    def __init__(self, first: QTextBlock, last: QTextBlock) -> None:
        self.first, self.last = QTextCursor(first), QTextCursor(last)
        self.last.setPosition(last.position() + last.length() - 1)

    def hidden(self) -> Iterator[QTextBlock]:
        """Its lines out of sight."""
        block, end = self.first.block().next(), self.last.blockNumber()
        while block.isValid() and block.blockNumber() <= end:
            yield block
            block = block.next()

    def hides(self, line: int) -> bool:
        """Whether it hides that line."""
        return self.first.blockNumber() < line <= self.last.blockNumber()


class Folding(QObject):
    """What can be folded in an editor, and what is. Lines are counted from 0."""

    def __init__(self, editor: "SqlEditor") -> None:
        super().__init__(editor)
        self._editor = editor
        self._folds: dict[int, int] = {}
        self._shut: list[_Shut] = []
        self._lines = 1

    @Slot(object)
    def show_folds(self, found: list[Fold]) -> None:
        """Take what can be folded in the text of now."""
        self._folds = dict(found)
        self._editor.margin.update()

    def changed(self, first: QTextBlock, last: QTextBlock) -> None:
        """Those lines changed: what can be folded below has moved, and is open where they are."""
        lines, line = self._editor.blockCount(), first.blockNumber()
        by, self._lines = lines - self._lines, lines
        if by:
            self._folds = {
                (begin + by if begin > line else begin): (end + by if end > line else end)
                for begin, end in self._folds.items()
            }
        touched = [
            shut
            for shut in self._shut
            if shut.first.blockNumber() + (by == 0) <= last.blockNumber()
            and shut.last.blockNumber() >= line
        ]
        if touched:
            self._open(touched)

    @property
    def any_shut(self) -> bool:
        """Whether any lines are out of sight."""
        return bool(self._shut)

    # what the margin asks

    def folds_at(self, line: int) -> bool:
        """Whether something to fold begins in a line."""
        return line in self._folds or self.is_folded(line)

    def is_folded(self, line: int) -> bool:
        """Whether it is folded now."""
        return any(shut.first.blockNumber() == line for shut in self._shut)

    def toggle(self, line: int) -> None:
        """Fold what begins in a line, or unfold it."""
        if self.is_folded(line):
            self._open([shut for shut in self._shut if shut.first.blockNumber() == line])
        elif line in self._folds:
            self._fold(line)
            self._out_of_the_way(line)
            self._repaint()

    # what the keys mean

    def fold_here(self) -> None:
        """Fold the innermost block around the cursor that is not folded."""
        line = self._editor.textCursor().blockNumber()
        around = [
            first
            for first, last in self._folds.items()
            if first <= line <= last and not self.is_folded(first)
        ]
        if around:
            self.toggle(max(around))

    def unfold_here(self) -> None:
        """Unfold what is folded in this line."""
        line = self._editor.textCursor().blockNumber()
        if self.is_folded(line):
            self.toggle(line)

    def fold_all(self) -> None:
        """Fold every block there is."""
        for line in sorted(self._folds):
            if not self.is_folded(line):
                self._fold(line)
        outermost = [shut.first.blockNumber() for shut in self._shut]
        if outermost:
            self._out_of_the_way(min(outermost))
        self._repaint()

    def unfold_all(self) -> None:
        """Everything in sight."""
        self._open(list(self._shut))

    @Slot()
    def reveal(self) -> None:
        """Unfold what hides the cursor."""
        cursor = self._editor.textCursor()
        if self._shut and not cursor.block().isVisible():
            line = cursor.blockNumber()
            self._open([shut for shut in self._shut if shut.hides(line)])

    def _fold(self, line: int) -> None:
        document = self._editor.document()
        first = document.findBlockByNumber(line)
        last = document.findBlockByNumber(min(self._folds[line], self._editor.blockCount() - 1))
        if last.blockNumber() <= line:
            return
        shut = _Shut(first, last)
        self._shut.append(shut)
        for block in shut.hidden():
            block.setVisible(False)

    def _out_of_the_way(self, line: int) -> None:
        """The cursor goes to the line in which the fold begins that would hide it."""
        cursor = self._editor.textCursor()
        if cursor.block().isVisible():
            return
        starts = sorted(shut.first.blockNumber() for shut in self._shut)
        at = bisect_right(starts, cursor.blockNumber()) - 1
        block = self._editor.document().findBlockByNumber(starts[at] if at >= 0 else line)
        while block.isValid() and not block.isVisible():
            block = block.previous()
        cursor.setPosition(block.position() + block.length() - 1)
        self._editor.setTextCursor(cursor)

    def _open(self, which: list[_Shut]) -> None:
        opened = [block for shut in which for block in shut.hidden()]
        self._shut = [shut for shut in self._shut if shut not in which]
        for block in opened:
            block.setVisible(not self._is_hidden(block.blockNumber()))
        if which:
            self._repaint()

    def _is_hidden(self, line: int) -> bool:
        return any(shut.hides(line) for shut in self._shut)

    def paint(self, painter: QPainter) -> None:
        """Say behind each line in which a fold begins how many are out of sight."""
        editor, theme = self._editor, self._editor.theme
        for shut in self._shut:
            block = shut.first.block()
            if not block.isVisible():
                continue
            end = QTextCursor(block)
            end.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            place = editor.cursorRect(end)
            if place.bottom() < 0 or place.top() > editor.viewport().height():
                continue
            said = f" ⋯ {shut.last.blockNumber() - block.blockNumber():,} "
            width = editor.fontMetrics().horizontalAdvance(said)
            box = QRect(place.right() + 8, place.top() + 1, width, place.height() - 2)
            painter.setPen(QColor(theme.border))
            painter.setBrush(QColor(theme.hover))
            painter.drawRoundedRect(box, 3, 3)
            painter.setFont(editor.font())
            painter.setPen(QColor(theme.muted))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), said)

    def _repaint(self) -> None:
        """Measure all again: Qt does not look at the visibility of lines by itself."""
        document = self._editor.document()
        document.markContentsDirty(0, document.characterCount())
        self._editor.document().documentLayout().documentSizeChanged.emit(
            document.documentLayout().documentSize()
        )
        self._editor.viewport().update()
        self._editor.margin.update()
