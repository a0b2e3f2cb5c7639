"""A widget that hands the focus on to the part of it that matters."""

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget


class Handing(QWidget):
    """Whoever comes to it by its keys, or by `setFocus()`, is at its heart.

    It is no focus proxy: with one Tab goes past what stands around the heart, and some of it is
    never reached.
    """

    _heart: QWidget | None = None

    def hand_focus_to(self, heart: QWidget) -> None:
        """Let this part be the heart from now on."""
        self._heart = heart

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand it on."""
        super().focusInEvent(event)
        if self._heart is not None:
            self._heart.setFocus(event.reason())
