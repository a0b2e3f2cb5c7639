"""Big keys and what the keys are for, from a sample that takes half of the time at most."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.domain.operating.keyspace import BigKey, KeySample
from app.engines.abilities import BrowsesKeys
from app.i18n import N_, _
from app.models.operating.keyspace import BIG_KEYS, PATTERNS, PatternRow
from app.models.record_order import Order
from app.models.records import RecordTable
from app.views.operate.panel import Panel
from app.views.operate.room import Room
from app.views.theme import GAP, Theme, code_font
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.lane import Job

ENOUGH = 200_000
"""Keys that are looked at, at most."""


class BigKeysPanel(Panel):
    """Looks when it is told to: every key that is looked at costs the server a little."""

    key = "big-keys"
    title = N_("Big keys")
    icon = "space"
    needs = (BrowsesKeys,)
    _came = Signal(object)

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        self._job: Job[Any] | None = None
        self.button, self.said = QPushButton(), QLabel()
        self.keys: TablePanel[BigKey] = TablePanel(
            RecordTable(BIG_KEYS, lambda key: (key.node, key.key), order=Order("bytes", True)),
            self.title,
            Empty(N_("Nothing was sampled yet"),
                  N_("Up to 200,000 keys are weighed, in half of the time, until you stop it."),
                  N_("Weigh keys"), icon="space"),
        )  # fmt: skip
        self.patterns: TablePanel[PatternRow] = TablePanel(
            RecordTable(PATTERNS, lambda row: row.pattern, order=Order("bytes", True)),
            N_("Patterns"), Empty(N_("What keys have in common is shown here"), icon="keys"),
        )  # fmt: skip
        above = QHBoxLayout()
        above.addWidget(self.button)
        above.addWidget(self.said, 1)
        halves = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        halves.addWidget(self.keys)
        halves.addWidget(self.patterns)
        down = QVBoxLayout(self)
        down.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        down.setSpacing(2 * GAP)
        down.addLayout(above)
        down.addWidget(halves, 1)
        self.button.clicked.connect(self._start_or_stop)
        self.keys.begin_wanted.connect(self.refresh)
        self._came.connect(self._show)  # queued: emitted in the lane
        self.retranslate()

    @Slot()
    def refresh(self) -> None:
        """Sample anew."""
        if self._job is not None:
            return
        tell = self._came.emit
        database = self.room.endpoint.access.redis.first_database

        def weigh(session: BrowsesKeys) -> KeySample:
            session.use_database(database)
            return session.weigh_keys(tell, count=ENOUGH)

        self._job = self.room.links.heavy.ask(weigh)
        self._job.failed.connect(self.failed)
        self._job.finished.connect(self._end)
        self.retranslate()

    @Slot()
    def _start_or_stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
        else:
            self.refresh()

    @Slot(object)
    def _show(self, sample: KeySample) -> None:
        self.keys.show_records(sample.big)
        self.patterns.show_records(PatternRow(*row) for row in sample.by_pattern)
        said = _("{seen} of about {total} keys were looked at").format(
            seen=f"{sample.seen:,}", total=f"{sample.total:,}"
        )
        if sample.unread:
            said += " · " + _("{count} could not be read: {reason}").format(
                count=f"{sample.unread:,}", reason=sample.trouble
            )
        self.said.setText(said)

    @Slot()
    def _end(self) -> None:
        self._job = None
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.button.setText(_("Stop") if self._job is not None else _("Weigh keys"))
        self.keys.retranslate()
        self.patterns.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        now = self.room.preferences.now
        for panel in (self.keys, self.patterns):
            panel.set_code_font(code_font(now.code_font, now.code_size))
            panel.apply_theme(theme)

    def shut(self) -> None:
        """Stop."""
        if self._job is not None:
            self._job.cancel()
