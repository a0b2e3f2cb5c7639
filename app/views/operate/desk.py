"""One instance: its header, the list of what it offers, and the panel that is open."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _
from app.views.icons import icon
from app.views.operate.connecting import Connecting
from app.views.operate.header import DeskHeader
from app.views.operate.panel import Panel
from app.views.operate.room import Room
from app.views.theme import LIGHT, ROW, Theme
from app.workers.link import LinkState

_LIST = 168  # pixels


class Desk(QWidget):
    """Connects, finds out what the server can do, and shows a panel for each.

    Signals:
        failed: an exception to present in the notice bar.
        changed: another panel is in front, or what can be done is another.
    """

    failed = Signal(object)
    changed = Signal()

    def __init__(
        self, room: Room, kinds: Sequence[type[Panel]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.room, self._kinds = room, kinds
        self._theme = LIGHT
        self._kept: dict[str, bytes] = {}
        self.panels: dict[str, Panel] = {}
        self.header = DeskHeader(room.links)
        self.connecting = Connecting(room.links)
        self.list, self.stack, self._body = QListWidget(), QStackedWidget(), QStackedWidget()
        self._lay_out()
        self.list.currentItemChanged.connect(self._show_chosen)
        self.header.reconnect_wanted.connect(self.connect_now)
        self.connecting.wanted.connect(self.connect_now)
        room.links.changed.connect(self._follow)
        room.standing.changed.connect(self._follow_rights)
        self.retranslate()

    def _lay_out(self) -> None:
        self.list.setFixedWidth(_LIST)
        self.list.setIconSize(QSize(16, 16))
        self.list.setProperty("pane", True)
        self.list.setProperty("role", "side")
        panels = QWidget()
        across = QHBoxLayout(panels)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.list)
        across.addWidget(self.stack, 1)
        self._body.addWidget(self.connecting)
        self._body.addWidget(panels)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self.header)
        down.addWidget(self._body, 1)

    @property
    def panel(self) -> Panel | None:
        """The panel in front."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Panel) else None

    @Slot()
    def connect_now(self) -> None:
        """Log in (anew); a lost login leaves the panels as they are while it is made."""
        self.connecting.begin()

    def open_panel(self, key: str) -> None:
        """Bring a panel to the front, where there is one of that key."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == key:
                self.list.setCurrentRow(row)

    @Slot()
    def _follow(self) -> None:
        session = self.room.links.session
        if session is not None and not self.panels:
            self._make_panels()
        if session is not None and self.room.links.watch.state is not LinkState.FAILED:
            self._body.setCurrentIndex(1)
        elif not self.panels:
            self._body.setCurrentIndex(0)
        self.changed.emit()

    @Slot()
    def _follow_rights(self) -> None:
        """Whoever may not look any more is logged out; commands are greyed, or are not."""
        if not self.room.may_look:
            self.room.links.log_out()
        for panel in self.panels.values():
            panel.changed.emit()
        self.changed.emit()

    def _make_panels(self) -> None:
        session = self.room.links.session
        for kind in self._kinds:
            if kind.needs and not any(isinstance(session, need) for need in kind.needs):
                continue
            panel = kind(self.room)
            panel.failed.connect(self.failed)
            panel.changed.connect(self.changed)
            panel.restore(self._kept)
            panel.apply_theme(self._theme)
            self.panels[kind.key] = panel
            self.stack.addWidget(panel)
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, kind.key)
            item.setSizeHint(QSize(0, ROW + 4))
            self.list.addItem(item)
        self.retranslate()
        self.apply_theme(self._theme)
        self.list.setCurrentRow(0)

    @Slot()
    def _show_chosen(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.stack.setCurrentWidget(self.panels[item.data(Qt.ItemDataRole.UserRole)])
            self.changed.emit()

    # ------------------------------------------------------------- what the page passes on

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.header.retranslate()
        self.connecting.retranslate()
        self.list.setAccessibleName(_("What this server offers"))
        for row, panel in enumerate(self.panels.values()):
            self.list.item(row).setText(_(panel.title))
            panel.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        self.header.apply_theme(theme)
        self.connecting.apply_theme(theme)
        self.room.proposals.apply_theme(theme)
        for row, panel in enumerate(self.panels.values()):
            self.list.item(row).setIcon(icon(panel.icon, theme))
            panel.apply_theme(theme)

    def state(self) -> dict[str, bytes]:
        """How its panels are arranged."""
        kept = dict(self._kept)
        for panel in self.panels.values():
            kept |= panel.state()
        return kept

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange the panels as they were."""
        self._kept = state
        for panel in self.panels.values():
            panel.restore(state)

    def shut(self) -> None:
        """The tab closes: end what runs, log out in the background."""
        for panel in self.panels.values():
            panel.shut()
        self.room.links.close()
