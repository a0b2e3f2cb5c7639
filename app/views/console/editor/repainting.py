"""An edit within one line draws that line anew, not all that is in sight.

Colours that are given to a line while Qt tells of an edit make Qt take the lines behind it for
changed, too, and draw everything anew: a key cost 6 ms of 8. Between telling of the edit and having
taken it in, what Qt's layout says is kept from the view; then the view is told of the one line.
"""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QTextBlock
from PySide6.QtWidgets import QPlainTextDocumentLayout, QPlainTextEdit


class Repainting(QObject):
    """Knows which line that is, from an edit to its end."""

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__(editor)
        self._document = editor.document()
        self._count = 1
        self._line: QTextBlock | None = None
        self._width = 0.0
        self._document.contentsChanged.connect(self._draw)

    def only(self, line: QTextBlock) -> None:
        """Of the edit that is told of just now nothing but this line is to be drawn anew."""
        layout = self._document.documentLayout()
        if self._document.blockCount() == self._count:
            self._line, self._width = line, layout.documentSize().width()
            layout.blockSignals(True)

    @Slot()
    def _draw(self) -> None:
        self._count = self._document.blockCount()
        line, self._line = self._line, None
        if line is None:
            return
        layout = self._document.documentLayout()
        assert isinstance(layout, QPlainTextDocumentLayout)
        layout.blockSignals(False)
        layout.updateBlock.emit(line)
        size = layout.documentSize()
        if size.width() != self._width:  # the scroll bar under the text hears of it
            layout.documentSizeChanged.emit(size)
