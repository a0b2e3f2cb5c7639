"""The status bar: what is being done, how late the window is, which version this is."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from app import __version__
from app.i18n import _
from app.views.lateness import Lateness


class Status(QStatusBar):
    """An honest line at the foot of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doing: dict[object, str] = {}
        self._late: float | None = None
        self._busy, self._health, self._version = QLabel(), QLabel(), QLabel()
        self.addWidget(self._busy, 1)
        self.addPermanentWidget(self._health)
        self.addPermanentWidget(self._version)
        self.setSizeGripEnabled(False)
        self._lateness = Lateness(self)
        self._lateness.measured.connect(self._show_late)
        self.retranslate()

    def show_busy(self, who: object, text: str) -> None:
        """Say what `who` is doing; an empty text when it is over."""
        self._doing.pop(who, None)
        if text:
            self._doing[who] = text
        self._show_doing()

    @property
    def text(self) -> str:
        """What is being done, as it is shown."""
        return self._busy.text()

    def retranslate(self) -> None:
        """Say it in the language spoken now."""
        self._version.setText(_("Mohist {version}").format(version=__version__))
        self._health.setToolTip(
            _("What 99 of 100 reactions of the window stayed below, in the last ten seconds")
        )
        self._show_doing()
        self._show_health()

    def _show_doing(self) -> None:
        ready = _("Ready")
        self._busy.setText(" · ".join(self._doing.values()) or ready)

    @Slot(float)
    def _show_late(self, late: float) -> None:
        self._late = late
        self._show_health()

    def _show_health(self) -> None:
        self._health.setVisible(self._late is not None)
        self._health.setText(_("Reacts within {late} ms").format(late=round(self._late or 0)))

    def showEvent(self, event: QShowEvent) -> None:
        """Measure while somebody can see it."""
        super().showEvent(event)
        self._lateness.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Cost nothing while nobody can."""
        super().hideEvent(event)
        self._lateness.stop()
