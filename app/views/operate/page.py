"""The page of servers that are open: a tab for each."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from app.domain.endpoint import Endpoint
from app.i18n import N_, _
from app.views.actions import Command
from app.views.operate.desk import Desk
from app.views.page import Page
from app.views.theme import LIGHT, Theme

_MENU = N_("&Instance")


class OperatePage(Page):
    """Opens a desk for an instance, or brings the one that is open to the front.

    Signals:
        inventory_wanted: nothing is open, and the user wants to choose.
        console_wanted: the Endpoint on which SQL shall be written.
    """

    title = N_("Instances")
    icon = "instances"
    inventory_wanted = Signal()
    console_wanted = Signal(object)

    def __init__(
        self,
        make: Callable[[Endpoint], Desk],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._make = make
        self._theme = LIGHT
        self._kept: dict[str, bytes] = {}
        self.tabs = QTabWidget(movable=True, tabsClosable=True, documentMode=True)
        self.tabs.tabCloseRequested.connect(self._close_tab)
        self.tabs.currentChanged.connect(self.changed)
        self._nothing, self._choose = QLabel(wordWrap=True), QPushButton()
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._choose.setProperty("primary", True)
        self._choose.clicked.connect(self.inventory_wanted)
        self._stack = QStackedWidget()
        self._lay_out()
        for keys, step in (("Ctrl+Tab", 1), ("Ctrl+Shift+Tab", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self._step(step))
        self.retranslate()

    def _lay_out(self) -> None:
        empty = QWidget()
        inside = QVBoxLayout(empty)
        inside.addStretch(1)
        inside.addWidget(self._nothing)
        inside.addSpacing(12)
        inside.addWidget(self._choose, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch(2)
        self._stack.addWidget(empty)
        self._stack.addWidget(self.tabs)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    @property
    def desks(self) -> Sequence[Desk]:
        """Every open instance, in the order of the tabs."""
        found = (self.tabs.widget(number) for number in range(self.tabs.count()))
        return [desk for desk in found if isinstance(desk, Desk)]

    @property
    def desk(self) -> Desk | None:
        """The one in front."""
        shown = self.tabs.currentWidget()
        return shown if isinstance(shown, Desk) else None

    def open(self, endpoint: Endpoint, panel: str = "") -> Desk:
        """Open an instance, at one of its panels; one that is open comes to the front."""
        for desk in self.desks:
            if desk.room.endpoint.id == endpoint.id and endpoint.id:
                self.tabs.setCurrentWidget(desk)
                desk.open_panel(panel)
                return desk
        desk = self._make(endpoint)
        desk.failed.connect(self.failed)
        desk.changed.connect(self._refresh_tabs)
        desk.restore(self._kept)
        desk.apply_theme(self._theme)
        number = self.tabs.addTab(desk, endpoint.name)
        self.tabs.setCurrentIndex(number)
        self._refresh_tabs()
        desk.connect_now()
        return desk

    def commands(self) -> tuple[Command, ...]:
        """What can be done with the instance in front."""

        def is_open() -> bool:
            return self.desk is not None

        return (
            Command("instance-refresh", N_("&Refresh"), self._refresh, ("F5",), _MENU,
                    "refresh", is_open),
            Command("instance-reconnect", N_("&Connect anew"), self._reconnect,
                    ("Ctrl+Shift+R",), _MENU, "connect", is_open),
            Command("instance-console", N_("&Open a console"), self._open_console,
                    ("Ctrl+Shift+Q",), _MENU, "console", is_open),
            Command("instance-close", N_("C&lose the instance"), self._close_front,
                    ("Ctrl+W",), _MENU, "close", is_open),
        )  # fmt: skip

    # ------------------------------------------------------------------ what the commands do

    def _refresh(self) -> None:
        if self.desk and self.desk.panel:
            self.desk.panel.refresh()

    def _reconnect(self) -> None:
        if self.desk:
            self.desk.connect_now()

    def _open_console(self) -> None:
        if self.desk:
            self.console_wanted.emit(self.desk.room.endpoint)

    def _close_front(self) -> None:
        self._close_tab(self.tabs.currentIndex())

    def _step(self, step: int) -> None:
        if self.tabs.count():
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + step) % self.tabs.count())

    @Slot(int)
    def _close_tab(self, number: int) -> None:
        desk = self.tabs.widget(number)
        if isinstance(desk, Desk):
            self._kept |= desk.state()
            self.tabs.removeTab(number)
            desk.shut()
            desk.deleteLater()
        self._refresh_tabs()

    @Slot()
    def _refresh_tabs(self) -> None:
        for number, desk in enumerate(self.desks):
            at = desk.room.endpoint
            self.tabs.setTabText(number, f"▲ {at.name}" if at.production else at.name)
            self.tabs.setTabToolTip(
                number,
                _("{name}: production").format(name=at.name) if at.production else at.name,
            )
        self._stack.setCurrentIndex(1 if self.tabs.count() else 0)
        self.changed.emit()

    # ------------------------------------------------------------- what the window passes on

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self._nothing.setText(
            _("No instance is open. Choose one in the inventory: its sessions, locks, slow SQL,"
              " parameters and space are shown here.")
        )  # fmt: skip
        self._choose.setText(_("Open the inventory"))
        for desk in self.desks:
            desk.retranslate()
        self._refresh_tabs()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        for desk in self.desks:
            desk.apply_theme(theme)

    def state(self) -> dict[str, bytes]:
        """How the panels are arranged."""
        for desk in self.desks:
            self._kept |= desk.state()
        return dict(self._kept)

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange the panels as they were."""
        self._kept = dict(state)

    def shut(self) -> None:
        """Log out everywhere."""
        for desk in self.desks:
            desk.shut()
