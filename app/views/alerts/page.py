"""The Alerts page: what is wrong, what will be, and how both are judged and told."""

import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple, Protocol, runtime_checkable

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.domain.errors import ConsoleError
from app.domain.estate import Inventory
from app.domain.monitoring.alert import Alert
from app.domain.monitoring.feed import Delivery
from app.domain.monitoring.rule import Rule, Subject
from app.flows.inventory_rows import InstanceRow, instance_rows
from app.flows.watch.subjects import subjects_of
from app.i18n import N_, _, ngettext
from app.models.alerts.book import AlertBook
from app.models.alerts.rows import AlertRow
from app.models.alerts.standing import Standing
from app.models.fields import State
from app.models.formats import count
from app.views.actions import Command
from app.views.alerts.desktop import Desktop
from app.views.alerts.forecast_view import ForecastView, Foresees, LongReader
from app.views.alerts.keeper import AlertKeeper, Judge
from app.views.alerts.now_view import NowView
from app.views.alerts.seeing import Seeing
from app.views.page import Badge, Page
from app.views.theme import GAP, Theme
from app.views.widgets.chart import Redraw
from app.workers.standing import Standing as UserStanding

_MENU = N_("&Alerts")
_SOON = 500
"""Milliseconds for which news are gathered before the badge is another."""


_RULES_SOON = 1000
"""Milliseconds after which rules that may be others are read anew, for tickets and channels."""


class Section(Protocol):
    """What the page asks of the view behind a tab: it is a QWidget as well."""

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""

    def state(self) -> dict[str, bytes]:
        """What to keep of how it is arranged."""
        ...

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange it as it was."""


@runtime_checkable
class SaysFailures(Protocol):
    """A section that leaves it to the window to show errors."""

    failed: Any


@runtime_checkable
class KnowsSubjects(Protocol):
    """A section that names instances, tags and environments to choose from."""

    def set_subjects(self, subjects: Iterable[Subject], /) -> None:
        """Who is watched."""


@runtime_checkable
class TriesRules(Protocol):
    """A section in which alerts of the past are opened, and rules become others."""

    changed: Any

    open_wanted: Any
    dry_run: Any


@runtime_checkable
class Edits(Protocol):
    """A section in which something is typed that is not kept at once."""

    @property
    def dirty(self) -> bool:
        """Whether something is not kept."""
        ...

    def leave(self, then: Callable[[], object], /) -> None:
        """Go on once nothing is lost by it, or the user lets go of it."""


class PageKeeper(AlertKeeper, LongReader, Protocol):
    """Who watches, judges and reads: see `WatchKeeper`."""


class Known(NamedTuple):
    """What the judge says of itself."""

    alerts: tuple[Alert, ...]
    rules: tuple[Rule, ...]
    troubles: tuple[ConsoleError, ...] = ()


class AlertsPage(Page):
    """Tabs: now and forecast, and whatever `add_section` brings.

    Signals:
        live_wanted: nothing is watched yet.
        moment_wanted: the id of an instance, a moment, and a key: its charts then.
        operate_wanted: the id of an instance, and the key of a panel of it.
        front_wanted: the window, and this page in it, shall come to the front.
        learned: the Alerts the judge had before anything was delivered.
        told_apart: the Subjects that are watched and the Rules that hold are others.
    """

    title = N_("Alerts")
    icon = "alerts"
    live_wanted = Signal()
    moment_wanted = Signal(str, float, str)
    operate_wanted = Signal(str, str)
    front_wanted = Signal()
    learned = Signal(object)
    told_apart = Signal(object, object)

    def __init__(
        self,
        keeper: PageKeeper,
        user: UserStanding,
        foresee: Foresees,
        desktop: Desktop,
        parent: QWidget | None = None,
    ) -> None:
        """`user` is whose name stands beside what was seen."""
        super().__init__(parent)
        self.keeper, self.desktop = keeper, desktop
        self.book = AlertBook(keeper.catalogue.metrics)
        self._rows: Mapping[str, InstanceRow] = {}
        self._subjects: tuple[Subject, ...] = ()
        self._known: tuple[Subject, ...] = ()
        self._rules: tuple[Rule, ...] = ()
        self._heard: dict[str, float] = {}
        self._asked = self._said = False
        self.now = NowView(
            keeper, self.book, self.standing, Seeing(keeper, lambda: user.user.shown, self),
            Redraw(self), user,
        )  # fmt: skip
        self.forecast = ForecastView(keeper, foresee)
        self.sections: dict[str, Any] = {}
        self.tabs = QTabWidget(documentMode=True)
        down = QVBoxLayout(self)
        down.setContentsMargins(2 * GAP, GAP, 2 * GAP, 2 * GAP)
        down.addWidget(self.tabs)
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._show_badge)
        self._rules_soon = QTimer(self, singleShot=True, interval=_RULES_SOON)
        self._rules_soon.timeout.connect(self.ask)
        self.add_section(N_("Now"), self.now)
        self.add_section(N_("Forecast"), self.forecast)
        self._connect()

    def _connect(self) -> None:
        self.keeper.delivered.connect(self._take)
        self.keeper.changed.connect(self._follow)
        self.now.open_wanted.connect(self._open_row)
        self.now.panel_wanted.connect(self.operate_wanted)
        self.now.live_wanted.connect(self.live_wanted)
        self.forecast.open_wanted.connect(self.moment_wanted)
        self.desktop.failed.connect(self.failed)
        self.desktop.opened.connect(self._open_told)

    def add_section(self, title: str, section: Section) -> None:
        """Put a view behind a tab; `title` is declared with N_()."""
        assert isinstance(section, QWidget)
        self.sections[title] = section
        self.tabs.addTab(section, _(title))
        if isinstance(section, SaysFailures):
            section.failed.connect(self.failed)
        if isinstance(section, KnowsSubjects):
            self.told_apart.connect(lambda subjects, _rules: section.set_subjects(subjects))
        if isinstance(section, TriesRules):
            section.open_wanted.connect(self._open_tried)
            section.changed.connect(self._rules_soon.start)

    def commands(self) -> tuple[Command, ...]:
        """A key for each tab, and a try of the desktop's notifications."""
        tabs = (
            Command(f"alerts-{number}", title, partial(self.show_section, title),
                    (f"Alt+{number}",), _MENU)
            for number, title in enumerate(self.sections, start=1)
        )  # fmt: skip
        return (
            *tabs,
            Command("alerts-desktop-test", N_("Try &desktop notifications"), self.desktop.test, (),
                    _MENU, "alerts"),
        )  # fmt: skip

    # ------------------------------------------------------------------ what it is told

    @Slot()
    def ask(self) -> None:
        """Ask the judge which alerts and rules there are; told of the rest by deliveries."""
        if not self.keeper.judges:
            self.desktop.know(())
            return
        job = self.keeper.judge_do(_known)
        job.succeeded.connect(self._learn)
        job.failed.connect(self._fail)

    @Slot(object)
    def _learn(self, known: Known) -> None:
        self._rules = known.rules
        self.book.set_rules(known.rules)
        self.book.replace(known.alerts)
        self.desktop.know(known.alerts)
        self.told_apart.emit(self._known, self._rules)
        self.learned.emit(known.alerts)
        for trouble in known.troubles if not self._said else ():
            self.failed.emit(trouble)
        self._said = True
        self._touch()

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self.desktop.know(())
        self.now.fail(error)

    @Slot(object)
    def set_inventory(self, inventory: Inventory) -> None:
        """Take the names, and whom to call."""
        self._rows = {row.instance.id: row for row in instance_rows(inventory)}
        self._subjects = subjects_of(inventory)
        self.book.set_instances(self._rows.values(), self._subjects)
        self.keeper.know(self._subjects)
        self.desktop.set_names({id_: row.instance.name for id_, row in self._rows.items()})
        self._follow()
        self._touch()

    @Slot()
    def _follow(self) -> None:
        """Who is watched may be another; the keeper tells the judge."""
        watched = self.keeper.watched
        known = tuple(subject for subject in self._subjects if subject.instance in watched)
        self._heard = {id_: at for id_, at in self._heard.items() if id_ in self._rows}
        if self.keeper.following is None:
            self.book.forget_others()
            self._heard = {id_: at for id_, at in self._heard.items() if id_ in watched}
        if known != self._known or not self._asked:
            self._asked, self._known = True, known
            self.forecast.set_instances(known, self._rows)
            self.ask()
        self._touch()

    @Slot(object)
    def _take(self, delivery: Delivery) -> None:
        for sample in delivery.samples:
            if self.keeper.judges or sample.by:
                self._heard[sample.instance] = time.time()
        if delivery.alerts:
            self.desktop.take(delivery.alerts)
            if self.book.take(delivery.alerts):
                self._touch()

    def _touch(self) -> None:
        self.now.touch()
        if not self._soon.isActive():
            self._soon.start()

    def standing(self) -> Standing:
        """What is known of the judging."""
        newest = max(self._heard.values(), default=None)
        return Standing(
            self.keeper.judges or self.keeper.following is not None,
            len(self.keeper.watched), len(self._heard),
            sum(rule.enabled for rule in self._rules),
            None if newest is None else max(0.0, time.time() - newest),
        )  # fmt: skip

    @Slot()
    def _show_badge(self) -> None:
        unseen = self.book.unseen()
        state = State.ERROR if unseen.critical else State.WARNING if unseen.alerts else State.NONE
        said = ngettext(
            "{count} alert that nobody saw to", "{count} alerts that nobody saw to", unseen.alerts
        ).format(count=count(unseen.alerts))
        if unseen.critical:
            said = _("{alerts}, {critical} of them critical").format(
                alerts=said, critical=count(unseen.critical)
            )
        self.show_badge(Badge(unseen.alerts, state, said if unseen.alerts else ""))

    # ------------------------------------------------------------------ where one goes

    def show_section(self, title: str) -> None:
        """Bring a tab to the front."""
        self.tabs.setCurrentWidget(self.sections[title])
        self.sections[title].setFocus()

    @Slot(str)
    def _open_told(self, id_: str) -> None:
        """A notification was clicked: of one alert, or of several."""
        self.front_wanted.emit()
        if id_:
            self.show_alert(id_)
        else:
            self.tabs.setCurrentWidget(self.now)

    @Slot(str)
    def show_alert(self, id_: str) -> None:
        """Show one alert."""
        self.tabs.setCurrentWidget(self.now)
        self.now.choose(id_)

    @Slot(str)
    def show_instance(self, instance: str) -> None:
        """Show what fires of one instance."""
        self.tabs.setCurrentWidget(self.now)
        row = self._rows.get(instance)
        self.now.show_instance(row.instance.name if row is not None else instance)

    @Slot(object)
    def _open_tried(self, alert: Alert) -> None:
        """An alert there would have been: the charts of its moment."""
        self.moment_wanted.emit(alert.instance, alert.fired or alert.since, alert.key)

    @Slot(object)
    def _open_row(self, row: AlertRow) -> None:
        self.moment_wanted.emit(row.alert.instance, row.begun, row.alert.key)

    # ------------------------------------------------------------- what the window passes on

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        for number, (title, section) in enumerate(self.sections.items()):
            self.tabs.setTabText(number, _(title))
            section.retranslate()
        self._show_badge()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        for section in self.sections.values():
            section.apply_theme(theme)

    def state(self) -> dict[str, bytes]:
        """How its tabs are arranged."""
        return {k: v for section in self.sections.values() for k, v in section.state().items()}

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange them as they were."""
        for section in self.sections.values():
            section.restore(state)

    def may_close(self) -> bool:
        """Ask about what was typed and is not kept; the window closes once it is let go."""
        for title, section in self.sections.items():
            if isinstance(section, Edits) and section.dirty:
                self.front_wanted.emit()
                self.show_section(title)
                section.leave(self.window().close)
                return False
        return True

    def shut(self) -> None:
        """End what runs."""
        self.forecast.shut()
        self.desktop.shut()


def _known(judge: Judge) -> Known:
    return Known(tuple(judge.alerts), tuple(judge.rules), tuple(judge.troubles))
