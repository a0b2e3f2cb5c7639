"""The live page: the fleet, and what opens from it."""

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QInputDialog, QStackedWidget, QVBoxLayout, QWidget

from app.domain.estate import Inventory
from app.domain.inventory import Instance
from app.domain.monitoring.alert import Alert
from app.domain.monitoring.feed import Delivery, FeedState
from app.flows.inventory_rows import InstanceRow, instance_rows
from app.i18n import N_, _
from app.models.preferences import Preferences
from app.views.actions import Command
from app.views.live.compare import CompareView
from app.views.live.fleet_view import FleetView
from app.views.live.foot import Foot
from app.views.live.instance import InstanceView
from app.views.live.kiosk import Kiosk
from app.views.live.recorder import RecorderView
from app.views.live.watching import Watching
from app.views.page import Page
from app.views.theme import LIGHT, Theme
from app.views.widgets.chart import Redraw
from app.workers.watch_keeper import WatchKeeper

_MENU = N_("&Live")


class LivePage(Page):
    """A stack: the fleet at its foot, charts of one instance, a comparison, the recorder.

    Signals:
        operate_wanted: the id of an instance, and the key of a panel of it or "".
        inventory_wanted: there is nothing to watch yet.
        alerts_wanted: the id of an instance, whose alerts shall be seen.
        alert_wanted: the id of an alert.
        said: a sentence for the notice bar.
    """

    title = N_("Live")
    icon = "live"
    operate_wanted = Signal(str, str)
    inventory_wanted = Signal()
    alerts_wanted = Signal(str)
    alert_wanted = Signal(str)
    said = Signal(str)

    def __init__(
        self, keeper: WatchKeeper[Any, Any], preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.keeper = keeper
        self.watching = Watching(keeper, preferences, self)
        self._rows: dict[str, InstanceRow] = {}
        self._theme = LIGHT
        self._kiosk: Kiosk | None = None
        self._redraw = Redraw(self)
        self.fleet = FleetView(keeper.catalogue)
        self.instance = InstanceView(keeper, self._redraw)
        self.compare = CompareView(keeper, self._redraw)
        self.recorder = RecorderView(keeper, self._redraw)
        self.hand_focus_to(self.fleet)
        self.views = (self.fleet, self.instance, self.compare, self.recorder)
        self.stack, self.foot = QStackedWidget(), Foot(keeper)
        for view in self.views:
            self.stack.addWidget(view)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self.stack, 1)
        down.addWidget(self.foot)
        self._connect()

    def _connect(self) -> None:
        self.keeper.delivered.connect(self._take)
        self.keeper.changed.connect(self._say_feed)
        self.keeper.failed.connect(self.failed)
        self.keeper.failed.connect(self.foot.ask_history)
        self.foot.said.connect(self.said)
        for view in (self.instance, self.compare, self.recorder):
            view.back_wanted.connect(self.show_fleet)
            view.failed.connect(self.failed)
        fleet = self.fleet
        fleet.open_wanted.connect(self.show_instance)
        fleet.operate_wanted.connect(lambda instance: self.operate_wanted.emit(instance, ""))
        fleet.compare_wanted.connect(self._compare)
        fleet.recorder_wanted.connect(self._record)
        fleet.watch_wanted.connect(self._watch)
        fleet.watch_all_wanted.connect(self._watch_all)
        fleet.inventory_wanted.connect(self.inventory_wanted)
        fleet.feed_wanted.connect(self._ask_feed)
        fleet.alerts_wanted.connect(self.alerts_wanted)
        self.instance.alert_wanted.connect(self.alert_wanted)
        self.instance.open_panel.connect(self.operate_wanted)
        self.instance.recorder_wanted.connect(lambda instance: self._record((instance,)))
        self.compare.open_wanted.connect(self.show_instance)

    def commands(self) -> tuple[Command, ...]:
        """Where one can go from everywhere on this page."""
        return (
            Command("live-fleet", N_("&Fleet"), self.show_fleet, ("Alt+Home",), _MENU, "live"),
            Command("live-kiosk", N_("&Kiosk"), self.show_kiosk, ("Ctrl+F11",), _MENU,
                    "full-screen", lambda: bool(self.watching.watched)),
        )  # fmt: skip

    # ------------------------------------------------------------------ what it is told

    @Slot(object)
    def set_inventory(self, inventory: Inventory) -> None:
        """Show who is in it, and go on watching those of them that are watched."""
        self._rows = {row.instance.id: row for row in instance_rows(inventory)}
        self.watching.take(inventory)
        self._tell_views()

    def _tell_views(self) -> None:
        watched = self.watching.watched
        self.fleet.set_instances(self._rows.values(), watched)
        seen = [row for id_, row in self._rows.items() if id_ in watched]
        self.compare.set_instances(seen)
        self.recorder.set_instances(seen)
        self.changed.emit()

    @Slot(object)
    def _take(self, delivery: Delivery) -> None:
        self.fleet.take(delivery)
        self._say_feed()

    @Slot(object)
    def take_alerts(self, alerts: tuple[Alert, ...]) -> None:
        """Alerts as they stood before anything was delivered."""
        self.fleet.take(Delivery(alerts=alerts))

    @Slot()
    def _say_feed(self) -> None:
        self.foot.set_feed(self.keeper.state if self.keeper.following is not None else FeedState())

    # ------------------------------------------------------------------ where one goes

    @Slot()
    def show_fleet(self) -> None:
        """Every instance."""
        self.stack.setCurrentWidget(self.fleet)
        self.fleet.setFocus()

    @Slot(str)
    def show_instance(self, instance: str) -> None:
        """The charts of one; of an id that is in no inventory any more, nothing."""
        if instance in self._rows:
            self.stack.setCurrentWidget(self.instance)
            self.instance.show_instance(self._rows[instance])
            self.instance.setFocus()

    @Slot(object)
    def _compare(self, ids: Sequence[str]) -> None:
        self.stack.setCurrentWidget(self.compare)
        self.compare.show_instances(ids)
        self.compare.setFocus()

    @Slot(object)
    def _record(self, ids: Sequence[str]) -> None:
        self.stack.setCurrentWidget(self.recorder)
        self.recorder.show_instances(ids)
        self.recorder.setFocus()

    @Slot(str, float, str)
    def show_moment(self, instance: str, at: float, key: str) -> None:
        """The recorder at a moment of an instance's past, the chart of `key` first."""
        if instance in self._rows:
            self.stack.setCurrentWidget(self.recorder)
            self.recorder.show_instances((instance,), at, key)
            self.recorder.setFocus()

    @Slot()
    def show_kiosk(self) -> None:
        """All that is watched, page by page, over the whole screen."""
        if self._kiosk is not None:
            return
        watched = self.watching.watched
        fleet = FleetView(self.keeper.catalogue, self.fleet.known)
        fleet.set_instances(self._rows.values(), watched)
        seen = [row for id_, row in self._rows.items() if id_ in watched]
        self._kiosk = Kiosk(self.keeper, self._redraw, seen, fleet)
        self._kiosk.apply_theme(self._theme)
        self._kiosk.failed.connect(self.failed)
        self._kiosk.left.connect(self._forget_kiosk)
        self._kiosk.showFullScreen()

    @Slot()
    def _forget_kiosk(self) -> None:
        self._kiosk = None

    # ------------------------------------------------------------------ who is watched

    @Slot(object, bool)
    def _watch(self, ids: Sequence[str], on: bool) -> None:
        self.watching.watch(ids, on)
        self._tell_views()

    @Slot()
    def _watch_all(self) -> None:
        self.watching.watch_all()
        self._tell_views()

    @Slot()
    def _ask_feed(self) -> None:
        places = {_("None: only what this console samples"): ""}
        for instance in self.watching.feeds:
            places[_feed_name(instance)] = instance.id
        dialog = QInputDialog(self)
        dialog.setWindowTitle(_("Team feed"))
        dialog.setLabelText(
            _("The Redis over which `mohist collect` publishes; choose one of the inventory.")
        )
        dialog.setComboBoxItems(list(places))
        heard = self.keeper.following
        if heard is not None:
            now = next((text for text, id_ in places.items() if id_ == heard.endpoint.id), "")
            dialog.setTextValue(now)
        dialog.textValueSelected.connect(lambda text: self.watching.hear(places[text]))
        dialog.open()

    # ------------------------------------------------------------- what the window passes on

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        kiosk = (self._kiosk,) if self._kiosk is not None else ()
        for view in (*self.views, self.foot, *kiosk):
            view.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        kiosk = (self._kiosk,) if self._kiosk is not None else ()
        for view in (*self.views, self.foot, *kiosk):
            view.apply_theme(theme)

    def state(self) -> dict[str, bytes]:
        """The columns of the fleet, and the charts that were chosen."""
        chosen = {"charts": self.instance.picking.chosen, "compared": self.compare.wanted}
        return {"fleet": self.fleet.state(), "live-chosen": json.dumps(chosen).encode()}

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange it as it was; what makes no sense changes nothing."""
        if kept := state.get("fleet"):
            self.fleet.restore(kept)
        charts, compared = _chosen(state.get("live-chosen", b""))
        self.instance.picking.chosen.update(charts)
        self.compare.wanted.update(compared)

    def shut(self) -> None:
        """The kiosk goes along; the keeper is closed by whoever made it."""
        if self._kiosk is not None:
            self._kiosk.close()


def _feed_name(instance: Instance) -> str:
    return f"{instance.name} ({instance.address}:{instance.port})"


def _chosen(kept: bytes) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """What was chosen by engine, as far as it makes sense."""
    try:
        found: Any = json.loads(kept or b"{}")
    except ValueError:
        return {}, {}
    parts = found if isinstance(found, dict) else {}
    charts, compared = parts.get("charts"), parts.get("compared")
    return (
        {k: tuple(map(str, v)) for k, v in charts.items() if isinstance(v, list)}
        if isinstance(charts, dict) else {},
        {k: v for k, v in compared.items() if isinstance(v, str)}
        if isinstance(compared, dict) else {},
    )  # fmt: skip
