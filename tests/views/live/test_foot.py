"""The line under the live views: what watching costs, the feed, and the history on the disk."""

import time
from typing import Any

import pytest

from app.domain.errors import StoreTrouble
from app.domain.monitoring.feed import FeedStand, FeedState
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Sample
from app.views.live.foot import Foot
from app.views.theme import LIGHT
from tests.views.live.watching import FakeKeeper, FakePast, sample

OURS = {
    "console.statements_per_sec": 2.5, "console.busy_ms_per_sec": 4.0,
    "console.bytes_per_sec": 2048.0,
}  # fmt: skip


class Disk(FakePast):
    """A history as the foot asks it."""

    size = 3 * 1024**2
    trouble: StoreTrouble | None = None
    notices: tuple[str, ...] = ()
    is_writer = True


def costing(instance: str, **more: Any) -> Sample:
    return sample(instance, time.time(), OURS, tier=Tier.STATUS, **more)


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def foot(qtbot: Any, disk: Disk) -> Foot:
    keeper = FakeKeeper()
    keeper.past = disk
    keeper.latest = {
        ("orders", Tier.STATUS): costing("orders"), ("cache", Tier.STATUS): costing("cache"),
        ("far", Tier.STATUS): costing("far", by="collector"),
        ("gone", Tier.STATUS): sample("gone", time.time() - 600, OURS, tier=Tier.STATUS),
    }  # fmt: skip
    made = Foot(keeper)
    qtbot.addWidget(made)
    made.apply_theme(LIGHT)
    made.show()
    return made


def test_the_cost_is_that_of_what_is_sampled_here_and_now(foot: Foot) -> None:
    said = "watching 2 instances: 5 statements/s, 8 ms/s, 4.0 KiB/s"
    assert foot.cost.text() == said


def test_the_feed_says_how_old_it_is(foot: Foot) -> None:
    assert foot.feed.text() == ""
    foot.set_feed(FeedState(FeedStand.LOST, time.monotonic() - 65, missed=3, trouble="refused"))
    assert foot.feed.text() == "feed: lost, tried again · 1 m 05 s old · 3 messages lost"
    assert foot.feed.toolTip() == "refused"


def test_what_happens_to_the_history_is_said_once_and_stays_to_be_seen(
    qtbot: Any, foot: Foot, disk: Disk
) -> None:
    qtbot.waitUntil(lambda: foot.history.text() == "history: 3.0 MiB")
    said: list[str] = []
    foot.said.connect(said.append)
    disk.notices = ("A file was damaged and set aside.",)
    disk.trouble = StoreTrouble("The disk is full.", hint="Make room.")
    foot.ask_history()
    shown = "history: 3.0 MiB · 1 notice · ▲ nothing is written"
    qtbot.waitUntil(lambda: foot.history.text() == shown)
    assert foot.history.toolTip().splitlines() == [
        "The disk is full.", "Make room.", "A file was damaged and set aside.",
    ]  # fmt: skip
    foot.ask_history()
    disk.trouble = None
    qtbot.waitUntil(lambda: foot.history.text() == "history: 3.0 MiB · 1 notice")
    assert said == ["A file was damaged and set aside."]
