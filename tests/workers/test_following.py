"""A window that was closed goes on in the team's feed where it stopped, and nothing is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.domain.monitoring.alert import Alert
from app.domain.monitoring.feed import FeedStand
from app.domain.monitoring.sample import Sample
from app.flows.watch.positions import Positions
from app.workers.watch_keeper import WatchKeeper
from tests.fakes import warden
from tests.flows.watch.feeds import Feeds, feeds, quick
from tests.flows.watch.watching import Heard, catalogue, secret
from tests.monitor.bus.payloads import ALERT
from tests.servers.redis_servers import Redis

__all__ = ["feeds"]


class Window:
    """What a window hears, shows, and keeps."""

    def __init__(self, folder: Path, port: int) -> None:
        self.heard = Heard()
        self.keeper: WatchKeeper[Heard, Heard] = WatchKeeper(
            catalogue(), secret, warden(), lambda: self.heard, None, positions=Positions(folder)
        )
        self.samples: list[Sample] = []
        self.alerts: list[Alert] = []
        self.keeper.delivered.connect(lambda delivery: self.samples.extend(delivery.samples))
        self.keeper.delivered.connect(lambda delivery: self.alerts.extend(delivery.alerts))
        self.keeper.follow(quick(port))

    @property
    def kept(self) -> list[float]:
        """Of what is in the history."""
        return [sample.values["mysql.threads_running"] for sample in self.heard.written]

    @property
    def shown(self) -> list[float]:
        return [sample.values["mysql.threads_running"] for sample in self.samples]

    def is_live(self) -> bool:
        return self.keeper.state.stand is FeedStand.LIVE


@contextmanager
def window(folder: Path, port: int) -> Iterator[Window]:
    made = Window(folder, port)
    try:
        yield made
    finally:
        made.keeper.close()


def test_what_came_while_the_window_was_closed_is_in_the_history(
    qtbot: QtBot, tmp_path: Path, feeds: Feeds, redis_server: Redis
) -> None:
    tower = feeds.tower(redis_server.port)
    with window(tmp_path, redis_server.port) as first:
        qtbot.waitUntil(first.is_live)
        tower.say(1, 2, 3)
        tower.feed.publish(ALERT)
        qtbot.waitUntil(lambda: first.shown == [1, 2, 3] and first.alerts == [ALERT])
    assert first.kept == [1, 2, 3]
    tower.say(4, 5, 6)
    qtbot.waitUntil(tower.has_said_all)
    with window(tmp_path, redis_server.port) as second:
        qtbot.waitUntil(lambda: second.alerts == [ALERT])
        tower.say(7)
        qtbot.waitUntil(lambda: bool(second.shown) and second.shown[-1] == 7)
        assert second.keeper.state.missed == 0
    assert second.kept == [4, 5, 6, 7]
    assert second.alerts == [ALERT], "it stands still, and is told once"


def test_who_comes_back_is_shown_what_did_not_change_and_keeps_it_once(
    qtbot: QtBot, tmp_path: Path, feeds: Feeds, redis_server: Redis
) -> None:
    tower = feeds.tower(redis_server.port)
    with window(tmp_path, redis_server.port) as first:
        tower.say(1)
        qtbot.waitUntil(lambda: first.shown == [1])
    qtbot.waitUntil(lambda: bool(redis_server.command("HLEN", "mohist:1:now:{tower}") > 1))
    with window(tmp_path, redis_server.port) as second:
        qtbot.waitUntil(lambda: second.shown == [1])
    assert first.kept + second.kept == [1]
