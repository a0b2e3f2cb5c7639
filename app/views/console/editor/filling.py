"""Putting a long text into an editor a few milliseconds at a time."""

from collections.abc import Generator
from itertools import islice

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from app.models.slices import Slices

_FIRST = 500  # lines put in at once
_PART = 150


class Filling(QObject):
    """Fills one editor. Undo is off and typing impossible until it is done.

    Signals:
        done: all of the text is there.
    """

    done = Signal()

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self._begun = False
        self._slices = Slices(self)
        self._slices.finished.connect(self._end)

    @property
    def busy(self) -> bool:
        """Whether some of the text is still to come."""
        return self._begun

    def start(self, text: str) -> None:
        """Show `text`; its beginning at once."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = _whole(text)
        self._slices.stop()
        self._begun = True
        self._editor.setReadOnly(True)
        self._editor.setUndoRedoEnabled(False)
        head, at = _lines(text, 0, _FIRST)
        self._editor.setPlainText(head)
        if at < len(text):
            self._slices.start(self._fill(text, at))
        else:
            self._end()

    def _fill(self, text: str, at: int) -> Generator[None, None, None]:
        cursor = QTextCursor(self._editor.document())
        while at < len(text):
            yield
            part, at = _lines(text, at, _PART)
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(part)

    @Slot()
    def _end(self) -> None:
        self._editor.setUndoRedoEnabled(True)
        self._editor.setReadOnly(False)
        self._editor.document().setModified(False)
        self._begun = False
        self.done.emit()


def _whole(text: str) -> str:
    """`text` without halves of letters, which Qt cannot hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _lines(text: str, at: int, most: int) -> tuple[str, int]:
    """So many lines from a place on, with their ends, and where the next begins."""
    end = at
    for _line in islice(range(most), most):
        end = text.find("\n", end) + 1
        if end == 0:
            return text[at:], len(text)
    return text[at:end], end
