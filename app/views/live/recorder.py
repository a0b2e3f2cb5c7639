"""The flight recorder: charts of a moment of the last 72 hours, and who was at work at it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from app.domain.monitoring.feed import Delivery
from app.domain.monitoring.metric import Kind, split_key
from app.domain.monitoring.sample import CaptureKind
from app.flows.inventory_rows import InstanceRow
from app.models.monitoring.first_charts import first_charts
from app.models.monitoring.past_moments import KEPT, PastMoments
from app.models.monitoring.time_axis import RANGES, TimeAxis
from app.monitor.catalogue import Chart as Drawn
from app.views.live.board import Plan
from app.views.live.charts_view import ChartsView
from app.views.live.choose_menu import InstanceMenu
from app.views.live.keeper import Keeper, Past
from app.views.live.moment_view import MomentView, Seen
from app.views.live.scenes import scene_of
from app.views.live.timeline import Timeline
from app.views.theme import GAP
from app.views.widgets.chart import Redraw, Scene

ALONE, TOGETHER = 6, 1
"""Charts of an instance that is shown alone, and of each of several."""


class RecorderView(ChartsView):
    """Looks back. A click on a chart (or Enter) looks at that moment."""

    def __init__(
        self,
        keeper: Keeper,
        redraw: Redraw,
        axis: TimeAxis | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(keeper, redraw, axis, parent, span=RANGES[2])
        self.past = PastMoments()
        self.moment: float | None = None
        """What is looked at; None is now."""
        self._first = ""  # a metric whose chart was asked for
        self._plans: dict[str, tuple[InstanceRow, Drawn]] = {}
        self.menu, self.timeline = InstanceMenu(), Timeline(self.axis)
        self.seen = MomentView(self)
        self.parts += [self.timeline, self.seen]
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * GAP)
        head.addWidget(self.home)
        head.addWidget(self.menu)
        head.addWidget(self.bar, 1)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.addWidget(self.board)
        self.split.addWidget(self.seen)
        self.split.setSizes([400, 260])
        self.down.addLayout(head)
        self.down.addWidget(self.timeline)
        self.down.addWidget(self.split, 1)
        self.hand_focus_to(self.timeline)

    def _connect(self) -> None:
        self.menu.changed.connect(self._plan)
        self.seen.whose_changed.connect(self._look_again)
        self.seen.step_wanted.connect(self.step)
        self.board.picked.connect(self.look_at)
        self.axis.pointed.connect(self._keep_pointing)

    # ------------------------------------------------------------------ whose past

    def set_instances(self, rows: Iterable[InstanceRow]) -> None:
        """Take who can be looked back at."""
        self.menu.set_instances(rows)

    def show_instances(
        self, ids: Sequence[str], moment: float | None = None, key: str = ""
    ) -> None:
        """Show the past of these, and look at a moment of it; first comes the chart of `key`."""
        before, self._first = self._first, split_key(key)[0]
        self.menu.choose(ids)
        if before != self._first:
            self._plan()
        if moment is not None:
            self.axis.show_around(moment)
            self.look_at(moment)

    @property
    def looked_at(self) -> tuple[str, ...]:
        """Those whose past is shown."""
        return tuple(row.instance.id for row in self.menu.chosen)

    @Slot()
    def _plan(self) -> None:
        rows = self.menu.chosen
        each = ALONE if len(rows) == 1 else TOGETHER
        self._plans = {
            f"{row.instance.id}/{drawn.group}/{drawn.title}": (row, drawn)
            for row in rows
            for drawn in self._drawn(row)[:each]
        }
        metrics = {m.name for _row, drawn in self._plans.values() for m in drawn.metrics}
        self.book.follow(self.looked_at, metrics)
        self.board.show_plans([Plan(key, partial(self._scene, key)) for key in self._plans])
        self.seen.set_instances(rows)
        self.loading.want(self.looked_at, metrics)
        self._ask_past()
        self._look_again()
        self._look()

    def _drawn(self, row: InstanceRow) -> list[Drawn]:
        """The charts of an instance that tell most."""
        charts = [
            drawn for drawn in self._keeper.catalogue.charts(row.instance.type)
            if any(m.kind is not Kind.TEXT for m in drawn.metrics)
        ]  # fmt: skip
        asked = [d for d in charts if any(m.name == self._first for m in d.metrics)]
        return [*asked, *(drawn for drawn in first_charts(charts) if drawn not in asked)]

    def _scene(self, key: str, begin: float, end: float) -> Scene:
        row, drawn = self._plans[key]
        scene = scene_of(
            drawn, row.instance.id, self.book, begin, end, self._marks, row.instance.role.value
        )
        return (
            scene
            if len(self.menu.chosen) == 1
            else replace(scene, title=f"{row.instance.name}  {scene.title}", group="")
        )

    # ------------------------------------------------------------------ what comes

    @Slot(object)
    def take(self, delivery: Delivery) -> None:
        """Take what was delivered of those that are shown."""
        changed = self.book.take(delivery.samples)
        if changed:
            self.touch(changed)
        shown = set(self.looked_at)
        new = [mark for mark in delivery.marks if not mark.instance or mark.instance in shown]
        self._take_marks(tuple(new))
        times = [c.at for c in delivery.captures if c.instance == self.seen.instance]
        if new or times:
            self.past = self.past.joined(times, new, self.axis.now)
            self.timeline.show_past(self.past)
        if times and self.moment is None:
            self._look_again()
        if delivery.skipped:
            self.loading.again()

    def touch(self, changed: Iterable[tuple[str, str]]) -> None:
        """Redraw the charts of these metrics of these instances."""
        told = set(changed)
        self.board.touch([
            key for key, (row, drawn) in self._plans.items()
            if any((row.instance.id, metric.name) in told for metric in drawn.metrics)
        ])  # fmt: skip

    # ------------------------------------------------------------------ a moment

    @Slot(object)
    def look_at(self, moment: float | None) -> None:
        """Look at a moment: it is pointed at everywhere, and the tables are of it."""
        self.moment = moment
        if moment is not None and self.axis.live:
            self.axis.pause()
        if moment is not None and not self.axis.begin <= moment <= self.axis.end:
            self.axis.show_around(moment)
        self.axis.point(moment)
        self.timeline.show_moment(moment)
        self._look_again()

    @Slot()
    def _keep_pointing(self) -> None:
        """The mouse pointed elsewhere and left: what is looked at is pointed at again."""
        if self.axis.cursor is None and self.moment is not None:
            self.axis.point(self.moment)

    @Slot(str, bool)
    def step(self, what: str, forward: bool) -> None:
        """To the next capture or mark; where there is none further on, to now."""
        at = self.moment if self.moment is not None else self.axis.now
        find = self.past.capture_from if what == "capture" else self.past.mark_from
        found = find(at, forward=forward)
        if found is not None:
            self.look_at(found)
        elif forward and self.moment is not None and what == "capture":
            self.look_at(None)
            self.axis.resume()

    @Slot()
    def _look_again(self) -> None:
        instance = self.seen.instance
        moment = self.moment if self.moment is not None else self.axis.now

        def captured(past: Past) -> Seen:
            found = [past.capture_at(instance, kind, moment) for kind in CaptureKind]
            return Seen(instance, moment, tuple(found))

        if not instance:
            self.seen.show_seen(Seen("", moment, (None, None)), pinned=self.moment is not None)
            return
        asked = self._keeper.ask(captured)
        asked.succeeded.connect(self._show)
        asked.failed.connect(self.seen.show_failed)

    @Slot(object)
    def _show(self, seen: Seen) -> None:
        if self.moment is None or seen.moment == self.moment:  # else another one is by now
            self.seen.show_seen(seen, pinned=self.moment is not None)

    def _ask_past(self) -> None:
        """What there is to go to."""
        shown = self.looked_at
        end = self.axis.now
        begin = end - KEPT

        def moments(past: Past) -> PastMoments:
            captures = [
                at for instance in shown for kind in CaptureKind
                for at in past.captures(instance, kind, begin, end)
            ]  # fmt: skip
            marks = [m for m in past.marks(begin, end) if not m.instance or m.instance in shown]
            return PastMoments.of(captures, marks)

        asked = self._keeper.ask(moments)
        asked.succeeded.connect(self._take_past)
        asked.failed.connect(self.failed)

    @Slot(object)
    def _take_past(self, past: PastMoments) -> None:
        self.past = past
        self.timeline.show_past(past)

    # ------------------------------------------------------------------ the widget

    def showEvent(self, event: QShowEvent) -> None:
        """What there is to go to is another by now."""
        super().showEvent(event)
        self._ask_past()

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        super().retranslate()
        self.menu.retranslate()
