"""What is shown says how old it is, and what takes long can be cancelled."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.errors import StatementFailed
from app.views.operate.refresh_bar import RefreshBar
from app.workers.lane import wait_for_lanes
from app.workers.link import Link
from app.workers.poller import Poller
from tests.fakes import FakeServer, FakeSession


@pytest.fixture
def link(qapp: Any) -> Iterator[Link]:
    made = Link("test", FakeServer().connect)
    yield made
    made.close()
    wait_for_lanes()


def bar_of(qtbot: Any, poller: Poller, seconds: int = 0) -> RefreshBar:
    bar = RefreshBar(poller, seconds)
    qtbot.addWidget(bar)
    bar.show()
    bar.set_live(True)
    return bar


def test_a_fresh_answer_is_of_now(qtbot: Any, link: Link) -> None:
    poller = Poller(link, FakeSession.sessions)
    bar = bar_of(qtbot, poller)
    with qtbot.waitSignal(poller.answered):
        bar.now.click()
    qtbot.waitUntil(lambda: bar.said.text() == "now")


def test_what_takes_long_is_said_and_can_be_cancelled(qtbot: Any, link: Link) -> None:
    poller = Poller(link, FakeSession.wait)
    bar = bar_of(qtbot, poller)
    poller.ask()
    qtbot.waitUntil(bar.cancel.isVisible)
    assert "asking" in bar.said.text()
    with qtbot.waitSignal(poller.finished):
        bar.cancel.click()
    qtbot.waitUntil(lambda: not bar.cancel.isVisible())


def test_an_error_marks_what_is_still_shown_as_old(qtbot: Any, link: Link) -> None:
    errors = iter((None, StatementFailed("No grant.", hint="Grant PROCESS.")))

    def call(_session: FakeSession) -> None:
        if error := next(errors):
            raise error

    poller = Poller(link, call)
    bar = bar_of(qtbot, poller)
    with qtbot.waitSignal(poller.answered):
        poller.ask()
    with qtbot.waitSignal(bar.stale):
        poller.ask()
    assert "No grant." in bar.said.text()
    assert bar.said.toolTip() == "Grant PROCESS."


def test_the_interval_is_the_pollers(qtbot: Any, link: Link) -> None:
    poller = Poller(link, FakeSession.sessions)
    bar = bar_of(qtbot, poller, 5)
    assert poller.interval == 5
    bar.set_interval(0)
    assert poller.interval == 0
