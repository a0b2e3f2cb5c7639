"""What the window asks of a page."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.views.actions import Command
from app.views.theme import Theme


class Page(QWidget):
    """A page of the rail.

    Signals:
        failed: an exception to present in the notice bar.
        busy: what is being done, for the status bar; an empty text when it is over.
    """

    failed = Signal(object)
    busy = Signal(object)

    title = ""
    """Declared with N_()."""
    icon = ""
    """The name of a file in resources/icons."""

    def commands(self) -> tuple[Command, ...]:
        """What can be done on this page."""
        return ()

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours that the palette does not bring."""

    def state(self) -> dict[str, bytes]:
        """What to keep of how it is arranged: splitters, columns."""
        return {}

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange it as it was."""

    def shut(self) -> None:
        """End what runs; the window closes."""
