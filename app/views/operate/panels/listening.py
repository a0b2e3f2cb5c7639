"""Messages of channels, as they are published."""

from collections import deque
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.operating.keyspace import HeardChannels, Message
from app.engines.abilities import Subscribes
from app.i18n import N_, _
from app.models.operating.keyspace import MESSAGES, Heard
from app.models.records import RecordTable
from app.views.operate.panel import Panel
from app.views.operate.room import Room
from app.views.theme import GAP, Theme, code_font
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.lane import Job
from app.workers.link import Link

KEPT = 5_000
"""Messages that are shown; older ones go."""
_BATCH = 50  # milliseconds between two deliveries: 20 a second


class ListeningPanel(Panel):
    """Listens on a login of its own until it is told to stop."""

    key = "listening"
    title = N_("Channels")
    icon = "pubsub"
    needs = (Subscribes,)

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        self.channels, self.button, self.said = QLineEdit(), QPushButton(), QLabel()
        self.sharded = QCheckBox()
        self._link: Link | None = None
        self._job: Job[Any] | None = None
        self._waiting: deque[Message] = deque(maxlen=KEPT)
        self._number = 0
        self.table: RecordTable[Heard] = RecordTable(MESSAGES, lambda heard: heard.number)
        self.panel: TablePanel[Heard] = TablePanel(
            self.table, N_("Messages"),
            Empty(N_("Nothing was heard"),
                  N_("Enter channels, or patterns with *, parted by blanks, and listen."),
                  icon="pubsub"),
        )  # fmt: skip
        self._clock = QTimer(self, interval=_BATCH)
        self._clock.timeout.connect(self._deliver)
        self.button.clicked.connect(self._listen_or_stop)
        self.channels.returnPressed.connect(self._listen_or_stop)
        above = QHBoxLayout()
        above.addWidget(self.channels, 1)
        above.addWidget(self.sharded)
        above.addWidget(self.button)
        above.addWidget(self.said)
        down = QVBoxLayout(self)
        down.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        down.setSpacing(2 * GAP)
        down.addLayout(above)
        down.addWidget(self.panel, 1)
        self.retranslate()

    def begin(self) -> None:
        """Say which channels somebody listens to."""
        self.refresh()

    def refresh(self) -> None:
        """Ask for the channels anew."""
        job = self.room.links.watch.ask(lambda session: session.channels())
        job.succeeded.connect(self._show_channels)
        job.failed.connect(self.failed)

    @Slot(object)
    def _show_channels(self, found: HeardChannels) -> None:
        shown = ", ".join(f"{each.name} ({each.listeners})" for each in found.channels[:8])
        said = [_("Heard by others: {channels}").format(channels=shown or "–"), *found.unasked]
        self.said.setText(said[0] if len(said) == 1 else f"{said[0]} ⚠")
        every = [
            _("{channel}, sharded: {count}").format(channel=each.name, count=each.listeners)
            if each.sharded
            else f"{each.name}: {each.listeners}"
            for each in found.channels
        ]
        self.said.setToolTip("\n".join([*found.unasked, *every[:100]]))

    @Slot()
    def _listen_or_stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            return
        names = self.channels.text().split()
        if not names:
            return
        patterns = [name for name in names if set(name) & set("*?[")]
        channels = [name for name in names if name not in patterns]
        sharded: list[str] = []
        if self.sharded.isChecked():
            channels, sharded = [], channels
        waiting = self._waiting

        def listen(session: Subscribes) -> None:
            for message in session.listen(channels, patterns, sharded):
                waiting.append(message)  # taken by the window's clock: nobody waits for anybody

        if self._link is None:
            self._link = self.room.links.another("listen")
        self._job = self._link.ask(listen)
        self._job.failed.connect(self.failed)
        self._job.finished.connect(self._end)
        self._clock.start()
        self.retranslate()

    @Slot()
    def _end(self) -> None:
        self._job = None
        self._deliver()
        self._clock.stop()
        self.retranslate()

    @Slot()
    def _deliver(self) -> None:
        fresh = []
        while self._waiting:
            self._number += 1
            fresh.append(Heard(self._number, self._waiting.popleft()))
        if not fresh:
            return
        self.table.append(fresh[-KEPT:])
        if self.table.total > KEPT + KEPT // 10:
            oldest = [heard.number for heard in self.table.records.values()]
            self.table.remove(oldest[: self.table.total - KEPT])
        self.panel.settle()

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.button.setText(_("Stop") if self._job is not None else _("Listen"))
        self.sharded.setText(_("Sharded"))
        self.sharded.setToolTip(
            _("Channels that belong to a slot of a cluster (SSUBSCRIBE); patterns never do.")
        )
        self.channels.setPlaceholderText(_("Channels and patterns: news weather.*"))
        self.channels.setAccessibleName(_("Channels"))
        self.panel.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        now = self.room.preferences.now
        self.panel.set_code_font(code_font(now.code_font, now.code_size))
        self.panel.apply_theme(theme)

    def shut(self) -> None:
        """Stop to listen."""
        if self._job is not None:
            self._job.cancel()
