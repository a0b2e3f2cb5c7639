"""A label that gives way: what does not fit is cut at its end, and told by the mouse."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

_LEAST = 4
"""Letters there is room for at least: less says nothing."""


class Elided(QLabel):
    """One line of plain text, as wide as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = self._more = ""
        self.setTextFormat(Qt.TextFormat.PlainText)

    @property
    def words(self) -> str:
        """All of the text."""
        return self._words

    def say(self, words: str) -> None:
        """Show another text."""
        if words != self._words:
            self._words = words
            self.setAccessibleName(words)
            self.updateGeometry()
            self._fit()

    def add(self, more: str) -> None:
        """Have the mouse tell more than the words."""
        if more != self._more:
            self._more = more
            self.setAccessibleDescription(more)
            self._fit()

    def sizeHint(self) -> QSize:
        """Room for all of it."""
        return QSize(self._wide(self._words), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Room for its beginning."""
        least = self._wide(self._words[:_LEAST] + "…") if self._words else 0
        return QSize(min(least, self._wide(self._words)), super().minimumSizeHint().height())

    def _wide(self, text: str) -> int:
        margins = self.contentsMargins()
        return self.fontMetrics().horizontalAdvance(text) + margins.left() + margins.right() + 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut it anew."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Another font makes another text fit."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        room = max(0, self.contentsRect().width())
        cut = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(cut)
        whole = self._words if cut != self._words or self._more else ""
        self.setToolTip("\n".join(filter(None, (whole, self._more))))
