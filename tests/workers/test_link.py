"""A login that is made when asked, made anew when it broke, and let go of without a wait."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.errors import ConnectFailed, SessionLost
from app.workers.lane import wait_for_lanes
from app.workers.link import Link, LinkState
from tests.fakes import FakeServer, FakeSession


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def link(qapp: Any, server: FakeServer) -> Iterator[Link]:
    made = Link("test", server.connect)
    yield made
    made.close()
    wait_for_lanes()


def test_the_first_question_logs_in_and_tells_the_stages(
    qtbot: Any, link: Link, server: FakeServer
) -> None:
    with qtbot.waitSignals([link.staged, link.ask(FakeSession.ping).succeeded]):
        pass
    assert link.state is LinkState.READY
    assert link.session is server.sessions[0]
    assert link.answered_at is not None


def test_a_session_that_broke_is_made_anew_and_the_question_answered(
    qtbot: Any, link: Link, server: FakeServer
) -> None:
    with qtbot.waitSignal(link.ask(FakeSession.ping).succeeded):
        pass
    server.sessions[0].broken = True
    with qtbot.waitSignal(link.ask(FakeSession.ping).succeeded):
        pass
    assert server.sessions[0].closed
    assert link.session is server.sessions[1]
    assert link.state is LinkState.READY


def test_an_act_is_never_done_twice(qtbot: Any, link: Link, server: FakeServer) -> None:
    with qtbot.waitSignal(link.ask(FakeSession.ping).succeeded):
        pass
    server.sessions[0].broken = True
    with qtbot.waitSignal(link.ask(FakeSession.ping, again=False).failed) as heard:
        pass
    assert isinstance(heard.args[0], SessionLost)
    assert link.state is LinkState.LOST
    assert len(server.sessions) == 1
    assert link.session is server.sessions[0], "the page still knows what the server could do"


def test_a_login_that_fails_says_why_and_the_next_question_tries_again(
    qtbot: Any, link: Link, server: FakeServer
) -> None:
    server.refusal = ConnectFailed("Nothing listens there.")
    with qtbot.waitSignal(link.ask(FakeSession.ping).failed):
        pass
    assert link.state is LinkState.FAILED
    assert str(link.error) == "Nothing listens there."
    with qtbot.waitSignal(link.ask(FakeSession.ping).succeeded):
        pass
    assert link.error is None


def test_cancel_reaches_the_session(qtbot: Any, link: Link) -> None:
    begun = threading.Event()

    def wait(session: FakeSession) -> None:
        begun.set()
        session.wait()

    job = link.ask(wait)
    assert begun.wait(5)
    with qtbot.waitSignal(job.finished, timeout=1000):
        job.cancel()
    assert link.state is LinkState.READY


def test_closing_logs_out_in_the_background(qtbot: Any, link: Link, server: FakeServer) -> None:
    begun = threading.Event()

    def wait(session: FakeSession) -> None:
        begun.set()
        session.wait()

    link.ask(wait)
    assert begun.wait(5)
    link.close()
    assert link.ended
    wait_for_lanes()
    assert server.sessions[0].closed


def test_disconnecting_logs_out_and_the_next_question_logs_in(
    qtbot: Any, link: Link, server: FakeServer
) -> None:
    with qtbot.waitSignal(link.ask(FakeSession.ping).succeeded):
        pass
    with qtbot.waitSignal(link.disconnect_session().finished):
        pass
    assert server.sessions[0].closed
    assert link.state is LinkState.IDLE
    with qtbot.waitSignal(link.ask(FakeSession.ping).succeeded):
        pass
    assert len(server.sessions) == 2
