"""What one ability of a server looks like: the part that all panels share."""

from typing import Any, ClassVar

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.views.actions import Command
from app.views.operate.room import Room
from app.views.theme import Theme


class Panel(QWidget):
    """One ability of one instance. Asks nothing before it is seen for the first time.

    Signals:
        failed: an exception to present in the notice bar.
        changed: what can be done here is another now.
    """

    failed = Signal(object)
    changed = Signal()

    key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    """Declared with N_()."""
    icon: ClassVar[str] = ""
    needs: ClassVar[tuple[type, ...]] = ()
    """Protocols of `engines.abilities`; the panel is there where the session has any of them."""

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.room = room
        self._begun = False

    @property
    def session(self) -> Any:
        """To ask with isinstance() what the server can do, and to plan; None before the login."""
        return self.room.links.session

    def begin(self) -> None:
        """Somebody looks for the first time."""

    def set_live(self, live: bool) -> None:
        """Whether somebody looks: what refreshes by itself rests while nobody does."""

    def refresh(self) -> None:
        """Ask the server anew."""

    def commands(self) -> tuple[Command, ...]:
        """What can be done here, for the context menu, the bar and the palette."""
        return ()

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours that the palette does not bring."""

    def state(self) -> dict[str, bytes]:
        """What to keep of how it is arranged."""
        return {}

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange it as it was."""

    def shut(self) -> None:
        """End what runs: the tab closes."""

    def showEvent(self, event: QShowEvent) -> None:
        """Begin the first time, behind the painting of it."""
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            QTimer.singleShot(0, self, self._begin)
        self.set_live(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self.set_live(False)

    @Slot()
    def _begin(self) -> None:
        self.begin()
