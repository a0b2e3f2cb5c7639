"""A chart that has no values on a server takes no room there, once that is clear."""

from typing import Any

import pytest

from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Health
from app.models.monitoring.book import Book
from app.models.monitoring.presence import Presence
from app.monitor.catalogue import Chart
from tests.views.live.watching import LAG, LOAD, NOW, QUERIES, sample

LAGS, QUERIED = Chart("Replication", "Lag", (LAG,), False), Chart("Load", "Q", (QUERIES,), False)


class Stand:
    def __init__(self) -> None:
        self.book = Book({metric.name: metric for metric in (LAG, LOAD, QUERIES)})
        self.book.follow(["orders"])
        self.presence = Presence(self.book)
        self.presence.follow("orders", ())

    def take(self, after: float, values: dict[str, float], **more: Any) -> None:
        came = sample("orders", NOW + after, values, tier=Tier.STATUS, **more)
        self.book.take([came])
        self.presence.take([came])

    def absent(self) -> tuple[bool, bool]:
        return self.presence.absent(LAGS), self.presence.absent(QUERIED)


@pytest.fixture
def stand() -> Stand:
    return Stand()


def test_a_rate_needs_two_samples_before_it_is_said_to_be_absent(stand: Stand) -> None:
    assert stand.absent() == (False, False)
    stand.take(0, {})
    assert stand.absent() == (True, False)
    assert stand.presence.wait(QUERIED) == 20.0
    stand.take(10, {})
    assert stand.absent() == (True, True)
    assert stand.presence.wait(QUERIED) is None


def test_it_is_there_when_data_comes_and_stays(stand: Stand) -> None:
    stand.take(0, {})
    stand.take(10, {LAG.name: 3.0})
    assert stand.absent()[0] is False
    stand.take(20, {})  # the replica broke: this is what one wants to see
    assert stand.absent()[0] is False


@pytest.mark.parametrize("more", [{"health": Health.DOWN}, {"restarted": True}])
def test_who_says_nothing_has_nothing_absent(stand: Stand, more: dict[str, Any]) -> None:
    for after in (0, 10, 20):
        stand.take(after, {}, **more)
    assert stand.absent() == (False, False)
    assert stand.presence.wait(LAGS) is None


def test_who_was_watched_before_is_known(stand: Stand) -> None:
    stand.presence.follow("orders", [sample("orders", NOW, {}, tier=Tier.STATUS)])
    assert stand.absent() == (True, True)
