"""What was said of a view's current and selected records, so that nothing is said twice."""

from typing import Any

from PySide6.QtCore import QObject, Signal


class Told(QObject):
    """Compares what is with what was said; records count as others when they were refreshed.

    Signals:
        became_current: the record the keyboard is on, or None.
        selected: the records that are selected, as a list.
    """

    became_current = Signal(object)
    selected = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._current: Any = None
        self._selected: list[Any] = []

    def tell(self, current: Any, selected: list[Any]) -> None:
        """Say what is another now."""
        if current is not self._current:
            self._current = current
            self.became_current.emit(current)
        before, self._selected = self._selected, selected
        if len(before) != len(selected) or any(map(_other, before, selected)):
            self.selected.emit(selected)


def _other(one: Any, other: Any) -> bool:
    return one is not other
