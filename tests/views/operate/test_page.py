"""Servers are opened in tabs; one that cannot be reached says why, and one that breaks goes on."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.connecting import Stage, StageReport, StageState
from app.domain.endpoint import Endpoint
from app.domain.errors import ConnectFailed
from app.engines.abilities import BrowsesKeys, ListsSessions
from app.i18n import install
from app.models.preferences import Preferences
from app.views.operate.desk import Desk
from app.views.operate.histories import NoHistories
from app.views.operate.others import InventoryOthers
from app.views.operate.overview import OverviewPanel
from app.views.operate.page import OperatePage
from app.views.operate.panel import Panel
from app.views.operate.proposing import Proposals
from app.views.operate.room import Room
from app.views.theme import DARK
from app.workers.lane import wait_for_lanes
from app.workers.link import LinkState
from app.workers.links import Links
from app.workers.standing import Standing
from tests.fakes import FakeJournal, FakeServer, endpoint, warden


class _Sessions(Panel):
    key, title, icon = "sessions", "Sessions", "sessions"
    needs = (ListsSessions,)

    begun = 0
    refreshed = 0

    def begin(self) -> None:
        self.begun += 1

    def refresh(self) -> None:
        self.refreshed += 1


class _Keys(Panel):
    key, title, icon = "keys", "Keys", "keys"
    needs = (BrowsesKeys,)


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def page(qtbot: Any, tmp_path: Any, server: FakeServer) -> Iterator[OperatePage]:
    preferences = Preferences(tmp_path / "settings.json")

    def make(at: Endpoint) -> Desk:
        server.endpoint = at
        links, standing = Links(at, server.connect), Standing(warden())
        proposals = Proposals(links, standing, FakeJournal(), lambda _id, _stop: None)
        others = InventoryOthers(tuple, lambda _id, _stop: None, standing.warden)
        room = Room(
            at, links, preferences, proposals, NoHistories(), print, print, others, standing
        )
        return Desk(room, (OverviewPanel, _Sessions, _Keys))

    made = OperatePage(make)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.shut()
    wait_for_lanes()
    preferences.finish()


def opened(qtbot: Any, page: OperatePage, at: Endpoint) -> Desk:
    desk = page.open(at)
    qtbot.waitUntil(lambda: desk.room.links.watch.state is LinkState.READY)
    return desk


def test_an_instance_shows_a_panel_for_what_its_server_can_do_and_no_other(
    qtbot: Any, page: OperatePage
) -> None:
    desk = opened(qtbot, page, endpoint())
    assert list(desk.panels) == ["overview", "sessions"]
    assert "8.0.36" in desk.header.texts
    assert "not encrypted" in desk.header.texts


def test_a_panel_begins_when_it_is_looked_at(qtbot: Any, page: OperatePage) -> None:
    desk = opened(qtbot, page, endpoint())
    sessions = desk.panels["sessions"]
    assert isinstance(sessions, _Sessions)
    assert sessions.begun == 0
    desk.open_panel("sessions")
    qtbot.waitUntil(lambda: sessions.begun == 1)
    page.command_actions["instance-refresh"].trigger()
    assert sessions.refreshed == 1


def test_one_that_cannot_be_reached_says_at_which_stage_and_why_and_may_be_tried_again(
    qtbot: Any, page: OperatePage, server: FakeServer
) -> None:
    server.refusal = ConnectFailed("Nothing listens there.", hint="Is the server running?")
    desk = page.open(endpoint())
    qtbot.waitUntil(lambda: desk.room.links.watch.state is LinkState.FAILED)
    qtbot.waitUntil(desk.connecting.again.isVisible)
    said = " ".join(label.text() for label in desk.connecting.findChildren(type(desk.header._name)))
    assert "Nothing listens there." in said
    assert "Is the server running?" in said
    assert desk.connecting.stages.texts == ["✓ TCP"]
    desk.connecting.again.click()
    qtbot.waitUntil(lambda: bool(desk.panels))


def test_a_lost_connection_leaves_the_panels_and_can_be_made_anew(
    qtbot: Any, page: OperatePage, server: FakeServer
) -> None:
    desk = opened(qtbot, page, endpoint())
    server.sessions[0].broken = True
    with qtbot.waitSignal(desk.room.links.watch.ask(lambda s: s.ping(), again=False).failed):
        pass
    assert "connection lost" in desk.header.texts
    assert list(desk.panels) == ["overview", "sessions"]
    page.command_actions["instance-reconnect"].trigger()
    qtbot.waitUntil(lambda: desk.room.links.watch.state is LinkState.READY)
    assert len(server.sessions) == 2


def test_the_same_instance_is_opened_once(qtbot: Any, page: OperatePage) -> None:
    desk = opened(qtbot, page, endpoint())
    assert page.open(endpoint()) is desk
    assert len(page.desks) == 1


def test_production_is_never_in_doubt(qtbot: Any, page: OperatePage) -> None:
    desk = opened(qtbot, page, endpoint(production=True))
    assert "PRODUCTION" in desk.header.texts
    assert page.tabs.tabText(0).startswith("▲")


def test_closing_the_tab_logs_out(qtbot: Any, page: OperatePage, server: FakeServer) -> None:
    opened(qtbot, page, endpoint())
    page.command_actions["instance-close"].trigger()
    wait_for_lanes()
    assert server.sessions[0].closed
    assert page.desks == []
    with qtbot.waitSignal(page.inventory_wanted):
        page._choose.click()


def test_it_speaks_chinese_and_takes_the_dark_theme(qtbot: Any, page: OperatePage) -> None:
    desk = opened(qtbot, page, endpoint(production=True))
    install("zh_CN")
    page.retranslate()
    page.apply_theme(DARK)
    assert "生产环境" in desk.header.texts
    assert desk.list.item(0).text() == "概览"


def test_stages_keep_their_places(qtbot: Any, page: OperatePage) -> None:
    desk = opened(qtbot, page, endpoint())
    desk.connecting.stages.report(
        StageReport(Stage.LOGIN, StageState.FAILED, 0.25, "Wrong password.", "Type it again.")
    )
    assert desk.connecting.stages.texts[-1] == "▲ Login Wrong password.\nType it again."
