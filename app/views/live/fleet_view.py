"""The fleet: every instance a row, the worst first."""

import time
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.domain.monitoring.feed import Delivery
from app.domain.monitoring.sample import Health
from app.flows.inventory_rows import InstanceRow
from app.i18n import N_, _, ngettext
from app.models.fields import State
from app.models.formats import count
from app.models.monitoring.fleet import Fleet, FleetRow, Knows
from app.models.monitoring.fleet_fields import FLEET
from app.models.record_order import Order
from app.models.records import RecordTable
from app.views.actions import Command
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.handing import Handing
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel

_PERIOD = 1000
"""Milliseconds between two looks at what changed."""


class FleetView(Handing):
    """Shows rows while somebody looks; notes deliveries always.

    Signals:
        open_wanted: the id of an instance, whose charts shall be shown.
        operate_wanted: the id of one whose sessions, locks and so on shall be shown.
        compare_wanted: ids of instances to be drawn on one chart.
        recorder_wanted: ids of instances whose past shall be looked at.
        watch_wanted: ids, and whether they shall be watched.
        watch_all_wanted: all of them, those added later among them.
        inventory_wanted: there is nothing to watch yet.
        feed_wanted: the team's feed shall be chosen.
        alerts_wanted: the id of an instance, whose alerts shall be seen.
    """

    open_wanted = Signal(str)
    operate_wanted = Signal(str)
    compare_wanted = Signal(object)
    recorder_wanted = Signal(object)
    watch_wanted = Signal(object, bool)
    watch_all_wanted = Signal()
    inventory_wanted = Signal()
    feed_wanted = Signal()
    alerts_wanted = Signal(str)

    def __init__(
        self, catalogue: Knows, known: Fleet | None = None, parent: QWidget | None = None
    ) -> None:
        """With what another view knows already it shows the same; that one takes deliveries."""
        super().__init__(parent)
        self.known = known if known is not None else Fleet(catalogue)
        self._watched: frozenset[str] = frozenset()
        self._theme = LIGHT
        self._ids: tuple[str, ...] = ()
        self._first = ""  # who is chosen because it stands first, and for no other reason
        self._plain = False
        self.summary = QLabel()
        self.table: RecordTable[FleetRow] = RecordTable(
            FLEET, lambda row: row.id, order=Order("state", descending=True)
        )
        self.panel: TablePanel[FleetRow] = TablePanel(
            self.table, N_("Fleet"),
            Empty(N_("There is nothing to watch yet"),
                  N_("Enter the servers you look after in the inventory, or import them there."
                     " Then every one of them is a row here, the worst first."),
                  N_("Open the inventory"), icon="live"),
        )  # fmt: skip
        self.panel.offer(*self._commands())
        self.panel.activated.connect(self._open)
        self.panel.begin_wanted.connect(self.inventory_wanted)
        self.panel.view.clicked.connect(self._click)
        self.panel.view.arranged.connect(self._choose_first)
        down = QVBoxLayout(self)
        down.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        down.setSpacing(2 * GAP)
        down.addWidget(self.summary)
        down.addWidget(self.panel, 1)
        self.hand_focus_to(self.panel)
        self._clock = QTimer(self, interval=_PERIOD)
        self._clock.timeout.connect(self.refresh)
        self.retranslate()

    def _commands(self) -> tuple[Command, ...]:
        return (
            Command("fleet-charts", N_("Show &charts"), self._open_chosen, (), "", "live",
                    self._one_watched),
            Command("fleet-operate", N_("&Open the instance"), self._operate, ("Ctrl+Return",), "",
                    "instances", self._one),
            Command("fleet-alerts", N_("Show its &alerts"), self._show_alerts, ("A",), "", "alerts",
                    lambda: self._one() and bool(self._chosen()[0].firing)),
            Command("fleet-compare", N_("Co&mpare"), self._compare, (), "", "compare",
                    self._some_watched),
            Command("fleet-recorder", N_("&Flight recorder"), self._record, (), "", "recorder",
                    lambda: bool(self._watched)),
            Command("fleet-watch", N_("&Watch"), self._watch, ("W",), "", "start",
                    lambda: any(not row.watched for row in self._chosen())),
            Command("fleet-unwatch", N_("&Stop watching"), self._unwatch, ("Shift+W",), "", "stop",
                    self._some_watched),
            Command("fleet-watch-all", N_("Watch &all"), self.watch_all_wanted.emit, (), "",
                    "start", lambda: len(self._watched) < len(self._ids)),
            Command("fleet-feed", N_("&Team feed…"), self.feed_wanted.emit, (), "", "pubsub"),
        )  # fmt: skip

    def set_plain(self, wider: float = 1.0) -> None:
        """Show the rows only: nobody clicks here. Columns may be so many times `wider`."""
        self._plain = True
        self.panel.view.columns.enlarge(wider)
        self.panel.show_rows_only()
        self.panel.view.setCurrentIndex(QModelIndex())

    # ------------------------------------------------------------------ what it is told

    def set_instances(self, rows: Iterable[InstanceRow], watched: frozenset[str]) -> None:
        """Take the inventory, and who is watched."""
        held = tuple(rows)
        self._ids = tuple(row.instance.id for row in held)
        self._watched = watched & frozenset(self._ids)
        self.known.set_instances(held, self._watched)
        self.refresh()

    def take(self, delivery: Delivery) -> None:
        """Note what came; it is shown within a second."""
        self.known.take(delivery)

    @Slot()
    def refresh(self) -> None:
        """Show how everything stands now."""
        rows = self.known.rows(time.time())
        self.panel.show_records(rows)
        self.panel.refresh_actions()
        self._summarise(rows)

    # ------------------------------------------------------------------ what is chosen

    @Slot()
    def _choose_first(self) -> None:
        """The first row is chosen until somebody chooses, so that all can be done at once.

        While it is looked at the worst may become another: then that one is. Where the keyboard
        merely came to, none is selected.
        """
        view = self.panel.view
        current = view.current if view.selected_records else None
        if self._plain or not self.table.shown or (current and current.id != self._first):
            return
        first = self.table.record(0).id
        if current is None or current.id != first:
            self._first = first
            view.select(first)  # it alone, though somebody is just about to press Ctrl+Return

    def _chosen(self) -> Sequence[FleetRow]:
        return self.panel.view.selected_records

    def _one(self) -> bool:
        return len(self._chosen()) == 1

    def _one_watched(self) -> bool:
        return self._one() and self._chosen()[0].watched

    def _some_watched(self) -> bool:
        return any(row.watched for row in self._chosen())

    def _open(self, row: FleetRow) -> None:
        if row.watched:
            self.open_wanted.emit(row.id)
        else:
            self.operate_wanted.emit(row.id)

    def _open_chosen(self) -> None:
        self.open_wanted.emit(self._chosen()[0].id)

    def _operate(self) -> None:
        self.operate_wanted.emit(self._chosen()[0].id)

    def _show_alerts(self) -> None:
        self.alerts_wanted.emit(self._chosen()[0].id)

    @Slot(QModelIndex)
    def _click(self, index: QModelIndex) -> None:
        """A click on how many alerts there are shows them."""
        row = self.table.record_at(index)
        if self.table.fields[index.column()].key == "alerts" and row.firing:
            self.alerts_wanted.emit(row.id)

    def _compare(self) -> None:
        self.compare_wanted.emit(tuple(row.id for row in self._chosen() if row.watched))

    def _record(self) -> None:
        self.recorder_wanted.emit(tuple(row.id for row in self._chosen() if row.watched))

    def _watch(self) -> None:
        self.watch_wanted.emit(tuple(row.id for row in self._chosen()), True)

    def _unwatch(self) -> None:
        self.watch_wanted.emit(tuple(row.id for row in self._chosen()), False)

    # ------------------------------------------------------------------ what is said

    def _summarise(self, rows: Sequence[FleetRow]) -> None:
        watched = [row for row in rows if row.watched]
        if not watched:
            self.summary.setText(
                _("Nothing is watched yet. Choose instances and press Watch: each is asked a few"
                  " short questions, on a connection of its own.")
                if rows else ""
            )  # fmt: skip
            return
        away = (Health.DOWN, Health.STALLED, Health.REFUSED)
        down = sum(row.health in away for row in watched)
        ill = sum(row.health not in away and row.state is State.ERROR for row in watched)
        weak = sum(row.state is State.WARNING for row in watched)
        good = sum(row.state is State.GOOD for row in watched)
        new = sum(row.state is State.NONE for row in watched)
        rest = len(rows) - len(watched)
        theme = self._theme
        parts = (
            (down, theme.error, ngettext("▲ {count} away", "▲ {count} away", down)),
            (ill, theme.error, ngettext("▲ {count} critical", "▲ {count} critical", ill)),
            (weak, theme.warning, ngettext("● {count} warning", "● {count} warnings", weak)),
            (good, theme.good, ngettext("✓ {count} good", "✓ {count} good", good)),
            (new, theme.muted, ngettext("{count} not seen yet", "{count} not seen yet", new)),
            (rest, theme.muted, ngettext("{count} not watched", "{count} not watched", rest)),
        )
        shown = [(ink, text.format(count=count(many))) for many, ink, text in parts if many]
        self.summary.setAccessibleName(" · ".join(text for _ink, text in shown))
        self.summary.setText(
            f" <span style='color:{theme.muted}'>·</span> ".join(
                f"<span style='color:{ink}'>{text}</span>" for ink, text in shown
            )
        )

    # ------------------------------------------------------------- what the page passes on

    def showEvent(self, event: QShowEvent) -> None:
        """Show how it stands, now and every second."""
        super().showEvent(event)
        self.refresh()
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest. Who was chosen when somebody went on from here is it when they come back."""
        super().hideEvent(event)
        self._first = ""
        self._clock.stop()

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.panel.retranslate()
        self.refresh()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        self.panel.apply_theme(theme)
        self.refresh()

    def state(self) -> bytes:
        """Its columns."""
        return self.panel.state()

    def restore(self, state: bytes) -> None:
        """Arrange them as they were."""
        self.panel.restore(state)
