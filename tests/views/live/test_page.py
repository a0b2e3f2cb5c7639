"""The live page over real servers: who is watched stands in the fleet and opens from it."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.domain.endpoint import Access, Tls, TlsMode
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Instance
from app.domain.monitoring.metric import PERIODS, Tier
from app.domain.monitoring.sample import Health, MarkKind
from app.flows.endpoints import endpoint_of
from app.flows.watch.marking import Marking
from app.flows.watch.watch import Manner
from app.models.monitoring.fleet import FleetRow
from app.models.preferences import Preferences
from app.monitor.catalogue import load
from app.monitor.history import History
from app.store.journal import Journal
from app.views.live.page import LivePage
from app.workers.watch_keeper import WatchKeeper
from tests.fakes import warden
from tests.servers.mariadb import MariaDB
from tests.servers.redis_servers import Redis
from tests.views.tabbing import missed

PATIENCE = 20_000


def instance(name: str, type_: DatabaseType, port: int, user: str = "") -> Instance:
    access = Access(user, tls=Tls(TlsMode.OFF))
    return Instance(name, name, type_, "127.0.0.1", port, access=access)


@pytest.fixture
def page(qtbot: Any, tmp_path: Path) -> Iterator[LivePage]:
    preferences = Preferences(tmp_path / "settings.json")
    keeper: WatchKeeper[History, Any] = WatchKeeper(
        load(), lambda _id, _stop: None, warden(), lambda: History(tmp_path / "history"), None,
        manner=Manner(periods={**PERIODS, Tier.STATUS: 1.0}),
    )  # fmt: skip
    made = LivePage(keeper, preferences)
    qtbot.addWidget(made)
    made.resize(1300, 800)
    made.show()
    yield made
    made.shut()
    made.hide()
    keeper.close()
    preferences.finish()


@pytest.fixture
def inventory(mariadb: MariaDB, redis_server: Redis) -> Inventory:
    return Inventory.of(
        [
            instance("订单库", DatabaseType.MARIADB, mariadb.port, "root"),
            instance("cache", DatabaseType.REDIS, redis_server.port),
        ]
    )


def row(page: LivePage, name: str) -> FleetRow:
    table = page.fleet.table
    return next(r for r in map(table.record, range(table.shown)) if r.of.instance.name == name)


def test_the_keyboard_begins_on_the_fleet(qtbot: Any, page: LivePage, inventory: Inventory) -> None:
    page.set_inventory(inventory)
    with qtbot.waitExposed(page):
        page.activateWindow()
    page.setFocus()
    qtbot.waitUntil(page.fleet.panel.view.hasFocus)


def test_tab_comes_to_everything_and_goes_on(qtbot: Any, page: LivePage) -> None:
    with qtbot.waitActive(page):
        page.activateWindow()
    for view in page.views:
        page.stack.setCurrentWidget(view)
        assert not missed(page)


def test_all_is_watched_shown_and_left_again(
    qtbot: Any, page: LivePage, inventory: Inventory
) -> None:
    page.set_inventory(inventory)
    assert not page.keeper.watched
    page.fleet.watch_all_wanted.emit()

    def all_are_up() -> bool:
        page.fleet.refresh()
        names = ("订单库", "cache")
        return all(row(page, n).health is Health.UP and row(page, n).figures[0] for n in names)

    qtbot.waitUntil(all_are_up, timeout=PATIENCE)
    assert page.fleet.summary.accessibleName() == "✓ 2 good"
    page.fleet.open_wanted.emit("订单库")
    assert page.stack.currentWidget() is page.instance
    assert not page.instance.alerts.isVisible()  # nobody judges: it may not say that all is well
    qtbot.waitUntil(
        lambda: bool(page.instance.book.parts("订单库", "mysql.threads_running")), timeout=PATIENCE
    )
    page.show_fleet()
    page.fleet.watch_wanted.emit(("cache",), False)
    assert page.keeper.watched == {"订单库"}
    page.set_inventory(Inventory())
    assert not page.keeper.watched


def test_what_our_watching_costs_is_shown(
    qtbot: Any, page: LivePage, inventory: Inventory, redis_server: Redis
) -> None:
    page.set_inventory(inventory)
    page.fleet.watch_wanted.emit(("cache",), True)

    def costs() -> bool:
        page.fleet.refresh()
        return row(page, "cache").cost is not None

    qtbot.waitUntil(costs, timeout=2 * PATIENCE)


def test_our_acts_stand_on_the_time_axis(page: LivePage, inventory: Inventory, qtbot: Any,
                                         tmp_path: Path) -> None:  # fmt: skip
    page.set_inventory(inventory)
    [cache] = (each for each in inventory.all(Instance) if each.name == "cache")
    journal = Marking(Journal(tmp_path / "journal"), page.keeper.mark)
    with qtbot.waitSignal(page.keeper.delivered, timeout=PATIENCE) as got:
        noted = journal.intend(
            Act("kill", "End session 7", (Command("KILL 7"),)), Consent("lin"),
            endpoint_of(inventory, cache),
        )  # fmt: skip
    journal.conclude(noted, [Outcome(Ending.DONE)])
    [mark] = got.args[0].marks
    assert (mark.instance, mark.kind, mark.text) == ("cache", MarkKind.ACT, "End session 7")
    assert abs(mark.at - time.time()) < 60


def test_how_much_of_the_history_is_kept_is_chosen_while_it_is_written(
    qtbot: Any, page: LivePage
) -> None:
    held: list[History] = []
    page.keeper.ask(held.append)
    page.watching._preferences.change(history_raw_hours=24, history_days=30, history_most_mib=512)
    qtbot.waitUntil(lambda: bool(held) and held[0].keeping.raw == 24 * 3600)
    kept = held[0].keeping
    assert (kept.captures, kept.marks, kept.most_bytes) == (24 * 3600, 30 * 86_400, 512 * 1024**2)


def test_the_feed_is_chosen_among_redis_servers(
    qtbot: Any, page: LivePage, inventory: Inventory
) -> None:
    page.set_inventory(inventory)
    assert [each.name for each in page.watching.feeds] == ["cache"]
    page.watching.hear("cache")
    assert page.keeper.following is not None
    qtbot.waitUntil(lambda: "feed: live" in page.foot.feed.text(), timeout=PATIENCE)
    page.watching.hear("")
    assert page.keeper.following is None


def test_the_kiosk_comes_and_goes(qtbot: Any, page: LivePage, inventory: Inventory) -> None:
    page.set_inventory(inventory)
    page.fleet.watch_all_wanted.emit()
    page.show_kiosk()
    kiosk = page._kiosk
    assert kiosk is not None
    with qtbot.waitSignal(kiosk.left):
        qtbot.keyClick(kiosk, Qt.Key.Key_Escape)
    assert page._kiosk is None


def test_what_was_chosen_is_remembered_and_nonsense_is_not(page: LivePage) -> None:
    page.instance.picking.chosen["mysql"] = ("a", "b")
    page.compare.wanted["redis"] = "redis.ops_per_sec"
    kept = page.state()
    page.instance.picking.chosen.clear()
    page.compare.wanted.clear()
    page.restore(kept)
    assert page.instance.picking.chosen == {"mysql": ("a", "b")}
    assert page.compare.wanted == {"redis": "redis.ops_per_sec"}
    for nonsense in (b"\xff", b"[]", b'{"charts": 3, "compared": {"x": []}}'):
        page.restore({"live-chosen": nonsense})
    assert page.compare.wanted == {"redis": "redis.ops_per_sec"}
