"""Which charts of an engine are shown: chosen in a menu, and remembered by engine."""

from collections.abc import Collection, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from app.i18n import _
from app.models.monitoring.first_charts import first_charts
from app.monitor.catalogue import Chart
from app.views.widgets.staying_menu import StayingMenu


class Picking(QObject):
    """The charts of one engine at a time.

    Signals:
        changed: others are shown.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = ""
        self.charts: Mapping[str, Chart] = {}
        """All there are of the engine, by their key."""
        self.chosen: dict[str, tuple[str, ...]] = {}
        """By engine, the keys that somebody chose."""

    def take(self, engine: str, charts: Mapping[str, Chart]) -> None:
        """Choose from these now."""
        self._engine, self.charts = engine, charts

    @property
    def shown(self) -> tuple[str, ...]:
        """The keys of what is shown, group by group."""
        chosen = self.chosen.get(self._engine)
        if chosen is None:
            first = first_charts(self.charts.values())
            chosen = tuple(key for key, chart in self.charts.items() if chart in first)
        groups: dict[str, list[str]] = {}
        for key, chart in self.charts.items():
            if key in chosen:
                groups.setdefault(chart.group, []).append(key)
        return tuple(key for keys in groups.values() for key in keys)

    def pick(self, key: str, on: bool) -> None:
        """Show a chart, or do not."""
        wanted = set(self.shown) | {key} if on else set(self.shown) - {key}
        self.chosen[self._engine] = tuple(each for each in self.charts if each in wanted)
        self.changed.emit()

    def fill(self, menu: QMenu, absent: Collection[str] = ()) -> None:
        """Every chart there is in a menu by group, with a tick where it is shown.

        It stays open, for one seldom chooses only one. Of those `absent` nothing is measured.
        """
        menu.clear()
        usual = menu.addAction(_("The usual charts"), self.forget)
        usual.setEnabled(self._engine in self.chosen)
        menu.addSeparator()
        groups: dict[str, StayingMenu] = {}
        shown = set(self.shown)
        for key, chart in self.charts.items():
            if chart.group not in groups:
                groups[chart.group] = StayingMenu(_(chart.group), menu)
                menu.addMenu(groups[chart.group])
            text = _(chart.title)
            if key in absent:
                text = _("{chart} (not measured here)").format(chart=text)
            action = groups[chart.group].addAction(text)
            action.setCheckable(True)
            action.setChecked(key in shown)
            action.setEnabled(key not in absent)
            action.toggled.connect(partial(self.pick, key))

    def forget(self) -> None:
        """Show what is shown where nobody chose."""
        self.chosen.pop(self._engine, None)
        self.changed.emit()
