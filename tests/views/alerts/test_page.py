"""The Alerts page: what is wrong is seen at once, seen to, and told to whoever is not looking."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from app.domain.errors import ConsoleError
from app.domain.monitoring.feed import RequestKind
from app.domain.monitoring.forecast import Forecast
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.rule import Rule
from app.domain.monitoring.sample import Health, Sample
from app.models.alerts.rows import Show
from app.models.fields import State
from app.models.preferences import Preferences
from app.views.alerts.desktop import Desktop
from app.views.alerts.page import AlertsPage
from app.workers.standing import Standing
from tests.fakes import warden
from tests.models.alerts.alerts import CRITICAL, NOW, alert, cleared
from tests.views.alerts.alarm import INVENTORY, AlarmKeeper, FakeFeed
from tests.views.live.watching import LOAD, sessions
from tests.views.tabbing import missed


class Shouts(QObject):
    """Notes what the desktop would show."""

    clicked, refused = Signal(str), Signal()

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[tuple[str, str, str, bool]] = []

    def show(self, title: str, text: str, id_: str, *, critical: bool) -> None:
        """Note it."""
        self.shown.append((title, text, id_, critical))

    def close(self) -> None:
        """Nothing to close."""


class Stage:
    """A page over a fake keeper."""

    def __init__(self, qtbot: Any, tmp_path: Any) -> None:
        self.keeper = AlarmKeeper()
        self.shouts = Shouts()
        self.user = Standing(warden())
        self.foreseen: tuple[Forecast, ...] = ()
        self.preferences = Preferences(tmp_path / "settings.json")
        self.page = AlertsPage(
            self.keeper, self.user, lambda *_: self.foreseen,
            Desktop(self.preferences, lambda _parent: self.shouts),
        )  # fmt: skip
        qtbot.addWidget(self.page)
        self.page.resize(1300, 800)
        self.bot = qtbot

    def open(self, *alerts: Any) -> AlertsPage:
        """Everybody is watched and was heard of; the judge knows these alerts."""
        self.keeper.judge.alerts = alerts
        self.keeper.judge.rules = (Rule(LOAD.name, LOAD.name, dict(LOAD.thresholds), note="Ask"),)
        self.keeper.watched = frozenset({"orders", "cache"})
        self.page.set_inventory(INVENTORY)
        for name in ("orders", "cache"):
            self.keeper.deliver(Sample(name, Tier.STATUS, time.time(), Health.UP))
        with self.bot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()
        self.bot.waitUntil(
            lambda: len(self.page.book.rows()) == len(alerts) and bool(self.page._rules)
        )
        self.page.now.refresh()
        return self.page

    def press(self, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key in the table that is in front."""
        front: Any = self.page.tabs.currentWidget()
        view = front.panel.view
        view.setFocus()
        self.bot.keyClick(view, key, modifier)

    def names(self) -> list[str]:
        """The instances in the rows, from top to bottom."""
        table = self.page.now.table
        return [table.record(row).name for row in range(table.shown)]


@pytest.fixture
def stage(qtbot: Any, tmp_path: Any) -> Iterator[Stage]:
    made = Stage(qtbot, tmp_path)
    yield made
    made.page.shut()
    made.page.hide()
    made.preferences.finish()


def test_the_worst_is_first_with_all_of_it_beside(stage: Stage) -> None:
    keeper = stage.keeper
    keeper.past.ramp("orders", LOAD.name, seconds=900)
    keeper.past.taken.append(sessions("orders", NOW - 90, "app", "batch"))
    page = stage.open(alert("orders"), alert("cache", severity=CRITICAL))
    assert stage.names() == ["cache", "订单库"]
    assert page.now.summary.text() == "▲ 1 critical · ● 1 warning"
    page.now.panel.view.select("orders/mysql.threads_running")
    details = page.now.details
    assert details.isVisible()
    said = details.text.text.toPlainText()
    assert "Running threads are 83" in said
    assert "warning: > 60" in said
    assert "Ask" in said
    assert "Owner" not in said  # nobody is entered
    around = details.around
    stage.bot.waitUntil(lambda: around.captures[0].capture is not None)
    stage.bot.waitUntil(lambda: bool(around.book.parts("orders", LOAD.name)))
    assert around.axis.begin < NOW - 60 < around.axis.end
    assert around.history.view.counts[1] == 2


def test_it_is_acknowledged_with_a_key_and_taken_back(stage: Stage) -> None:
    page = stage.open(alert("orders"), alert("cache", severity=CRITICAL))
    now = page.now
    now.show_only.choose(Show.UNSEEN)
    now.panel.view.select("cache/mysql.threads_running")
    stage.press(Qt.Key.Key_A)
    stage.bot.waitUntil(lambda: stage.names() == ["订单库"])
    assert stage.keeper.judge.alerts[-1].acknowledged_by == "lin"
    assert now.summary.text() == "● 1 warning · ◦ 1 seen or silenced"
    now.show_only.choose(Show.FIRING)
    assert stage.names() == ["订单库", "cache"]
    now.panel.view.select("cache/mysql.threads_running")
    stage.press(Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    stage.bot.waitUntil(lambda: stage.names() == ["cache", "订单库"])


def test_it_is_silenced_below_the_list(stage: Stage) -> None:
    page = stage.open(alert("orders"))
    now = page.now
    now.panel.view.select("orders/mysql.threads_running")
    stage.press(Qt.Key.Key_S)
    form = now.details.form
    assert form.isVisible()
    stage.bot.keyClick(form.reason, Qt.Key.Key_Escape)
    assert not form.isVisible()
    stage.press(Qt.Key.Key_S)
    form.reason.setText("planned work")
    stage.bot.keyClick(form.reason, Qt.Key.Key_Return)
    stage.bot.waitUntil(lambda: bool(stage.keeper.judge.silences))
    [silence] = stage.keeper.judge.silences
    assert silence.scope.instances == {"orders"}
    assert (silence.rules, silence.keys) == ({LOAD.name}, {LOAD.name})
    assert silence.until is not None
    assert round(silence.until - silence.begin) == 3600
    assert (silence.reason, silence.by) == ("planned work", "lin")
    stage.bot.waitUntil(lambda: page.badge.number == 0 and page.book.unseen().alerts == 0)


def test_what_a_collector_judges_is_asked_of_the_collector(stage: Stage) -> None:
    page = stage.open()
    feed = stage.keeper.following = FakeFeed()
    stage.keeper.deliver(alerts=(alert("orders", by="site-2"),))
    stage.bot.waitUntil(lambda: stage.names() == ["订单库"])
    page.now.panel.view.select("orders/mysql.threads_running")
    stage.press(Qt.Key.Key_A)
    stage.bot.waitUntil(lambda: bool(feed.asked))
    [(collector, request)] = feed.asked
    assert (collector, request.kind, request.by) == ("site-2", RequestKind.ACKNOWLEDGE, "lin")
    stage.keeper.deliver(alerts=(alert("orders", by="site-2", acknowledged=1.0),))
    stage.bot.waitUntil(lambda: not page.book.unseen().alerts)
    page.now.seeing.take_back(page.book.rows())
    stage.bot.waitUntil(lambda: len(feed.asked) > 1)
    assert [(who, asked.kind) for who, asked in feed.asked[1:]] == [
        ("site-2", RequestKind.UNACKNOWLEDGE)
    ]
    stage.keeper.following = None
    with stage.bot.waitSignal(page.failed) as got:
        page.now.seeing.acknowledge(page.book.rows())
    assert "site-2" in str(got.args[0])
    stage.keeper.changed.emit()  # nobody says how theirs stand any more
    assert page.book.rows() == []


def test_selection_and_scroll_stay_while_alerts_come_and_go(stage: Stage) -> None:
    many = [alert("orders", f"mysql.own/{n:03}") for n in range(200)]
    page = stage.open(*many)
    view = page.now.panel.view
    view.select("orders/mysql.own/100")
    view.scrollTo(view.currentIndex())
    top = page.now.table.key_at(view.rowAt(0))
    stage.keeper.tell(
        alert("cache", severity=CRITICAL), *(alert("orders", f"mysql.own/{n:03}", value=84.0)
                                             for n in range(0, 200, 2)),
    )  # fmt: skip
    stage.bot.waitUntil(lambda: page.now.table.shown == 201)
    assert view.current is not None
    assert view.current.id == "orders/mysql.own/100"
    assert page.now.table.key_at(view.rowAt(0)) == top


def test_the_first_row_is_chosen_once_and_not_again(stage: Stage) -> None:
    worst, other = alert("cache", severity=CRITICAL), alert("orders")
    page = stage.open(worst, other)
    view = page.now.panel.view
    assert view.current is not None
    assert view.current.id == worst.id
    view.select(other.id)
    stage.keeper.tell(cleared("orders"))
    stage.bot.waitUntil(lambda: page.now.table.shown == 1)
    assert view.selected_records == [], "a key that was pressed twice must not hit the next one"


def test_ten_thousand_alerts_are_shown(stage: Stage) -> None:
    page = stage.open(*(alert("orders", f"mysql.own/{n}") for n in range(10_000)))
    stage.bot.waitUntil(lambda: page.now.table.shown == 10_000, timeout=5000)
    assert page.book.unseen().alerts == 10_000


def test_all_is_well_is_said_only_where_something_was_judged(stage: Stage) -> None:
    page = stage.page
    page.show()
    states = page.now.panel.states
    title = states._cards["empty"].title
    page.now.refresh()
    assert title.text() == "Nothing is watched yet"
    with stage.bot.waitSignal(page.live_wanted):
        states.begin.click()
    stage.keeper.watched = frozenset({"orders", "cache"})
    page.set_inventory(INVENTORY)
    page.now.refresh()
    assert title.text() == "Not judged yet"
    stage.keeper.judge.rules = (Rule("a", "a"), Rule("b", "b", enabled=False))
    page.ask()
    stage.keeper.deliver(Sample("orders", Tier.STATUS, time.time(), Health.UP))
    stage.bot.waitUntil(lambda: "1 of 2 instances, 1 rule, judged" in title.text())
    page._heard["orders"] -= 100
    page.now.refresh()
    assert title.text() == "Nobody knows how it stands"
    stage.keeper.judges = False
    page.now.refresh()
    assert title.text() == "Alerts are not judged here"


def test_a_judge_that_cannot_say_is_told_of(stage: Stage) -> None:
    stage.keeper.judge.refusal = ConsoleError("The file of alerts cannot be read.")
    stage.keeper.watched = frozenset({"orders"})
    stage.page.show()
    stage.page.set_inventory(INVENTORY)
    states = stage.page.now.panel.states
    stage.bot.waitUntil(lambda: states.now == "failed")
    assert states._cards["failed"].title.text() == "The file of alerts cannot be read."


def test_the_badge_says_how_many_nobody_saw(stage: Stage) -> None:
    page = stage.open(alert("orders"), alert("cache", severity=CRITICAL))
    with stage.bot.waitSignal(page.badged):
        pass
    assert (page.badge.number, page.badge.state) == (2, State.ERROR)
    assert page.badge.said == "2 alerts that nobody saw to, 1 of them critical"
    stage.keeper.tell(cleared("cache", severity=CRITICAL, id="cache/mysql.threads_running"))
    stage.bot.waitUntil(lambda: page.badge.state is State.WARNING)


def test_the_desktop_hears_of_what_begins_and_a_click_opens_it(stage: Stage) -> None:
    page = stage.open(alert("orders", severity=CRITICAL))
    shown = stage.shouts.shown
    assert shown == []  # it fired before the window was there
    stage.keeper.tell(alert("cache"), alert("cache", "redis.x", severity=CRITICAL, silenced=True))
    assert shown == []  # a warning, and a silenced one
    stage.keeper.tell(alert("cache", severity=CRITICAL))
    [(title, text, id_, critical)] = shown
    assert (title, id_, critical) == ("▲ critical", "cache/mysql.threads_running", True)
    assert text.startswith("cache: Running threads are 83")
    with stage.bot.waitSignal(page.front_wanted):
        stage.shouts.clicked.emit(id_)
    assert page.now.panel.view.current is not None
    assert page.now.panel.view.current.id == id_
    stage.preferences.change(desktop_alerts="none")
    stage.keeper.tell(alert("cache", "redis.y", severity=CRITICAL))
    assert len(shown) == 1
    stage.preferences.change(desktop_alerts="all")
    stage.keeper.tell(*(alert("orders", f"mysql.own/{n}") for n in range(9)))
    assert len(shown) == 1
    page.desktop._tell_gathered()  # two seconds later
    assert shown[1][0] == "● 9 alerts"
    assert "and 6 more" in shown[1][1]


def test_it_is_copied_for_a_ticket(stage: Stage) -> None:
    page = stage.open(alert("orders"))
    page.now.panel.view.select("orders/mysql.threads_running")
    stage.press(Qt.Key.Key_T)
    assert QGuiApplication.clipboard().text().startswith("● warning · 订单库: Running threads")
    stage.press(Qt.Key.Key_M)
    assert QGuiApplication.clipboard().text().startswith("### ● warning")


def test_it_opens_charts_and_the_panel_that_fits(stage: Stage) -> None:
    page = stage.open(alert("orders"))
    page.show_instance("orders")
    assert stage.names() == ["订单库"]
    page.now.panel.view.select("orders/mysql.threads_running")
    with stage.bot.waitSignal(page.moment_wanted) as got:
        stage.press(Qt.Key.Key_Return)
    assert got.args == ["orders", NOW - 60, LOAD.name]
    with stage.bot.waitSignal(page.operate_wanted) as got:
        stage.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert got.args == ["orders", "sessions"]
    page.show_instance("cache")
    assert stage.names() == []


def test_what_will_be_full_is_foreseen_when_somebody_looks(stage: Stage) -> None:
    day = 86_400.0
    soon = Forecast("orders", "mysql.own/a", NOW, 91.0, 100.0, 1.5, NOW + 6 * day, NOW + 5 * day)
    never = Forecast("orders", "mysql.own/b", NOW, 20.0, 100.0, -0.1, None)
    stage.foreseen = (soon, never)
    stage.keeper.past.ramp("orders", "mysql.own/a")
    page = stage.open()
    assert stage.keeper.errands == []
    page.tabs.setCurrentWidget(page.forecast)
    table = page.forecast.table
    stage.bot.waitUntil(lambda: table.shown == 2)
    cells = [field.shown(table.record(0)) for field in table.fields]
    assert cells[0] == "Own"
    assert any(cell.startswith("▲ ") for cell in cells)
    assert table.fields[6].shown(table.record(1)) == "not in sight"
    page.forecast.panel.view.setCurrentIndex(table.index(0, 0))
    with stage.bot.waitSignal(page.moment_wanted) as got:
        stage.press(Qt.Key.Key_C)
    assert got.args == ["orders", NOW, "mysql.own/a"]
    page.forecast.refresh()
    page.forecast._cancel()
    assert stage.keeper.errands[-1].cancelled


def test_the_judge_knows_those_that_are_watched(stage: Stage) -> None:
    stage.open()
    assert {subject.name for subject in stage.keeper.known} == {"订单库", "cache"}
    stage.keeper.watched = frozenset({"cache"})
    with stage.bot.waitSignal(stage.page.told_apart) as got:
        stage.keeper.changed.emit()
    assert [subject.name for subject in got.args[0]] == ["cache"]


def test_tables_keep_the_rules_of_models(stage: Stage, qtmodeltester: Any) -> None:
    page = stage.open(alert("orders"), cleared("cache", id="c", acknowledged=NOW))
    page.now.show_only.choose(Show.ALL)
    qtmodeltester.check(page.now.table, force_py=True)
    for number in range(page.now.table.shown):
        row = page.now.table.record(number)
        assert all(field.shown(row) for field in page.now.table.fields)


def test_the_table_of_forecasts_keeps_the_rules_of_models(stage: Stage, qtmodeltester: Any) -> None:
    stage.foreseen = (Forecast("orders", "mysql.own/a", NOW, 91.0, 100.0, 1.5, NOW + 6e5),)
    page = stage.open()
    page.tabs.setCurrentWidget(page.forecast)
    stage.bot.waitUntil(lambda: page.forecast.table.shown == 1)
    qtmodeltester.check(page.forecast.table, force_py=True)


@pytest.mark.parametrize("known", [(), (alert("orders"), alert("cache", severity=CRITICAL))])
def test_tab_comes_to_everything_and_goes_on(stage: Stage, known: tuple[Any, ...]) -> None:
    page = stage.open(*known)
    for number in range(page.tabs.count()):
        page.tabs.setCurrentIndex(number)
        assert not missed(page)
