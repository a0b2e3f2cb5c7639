"""What repeats never overlaps, and rests while nobody looks."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.errors import StatementFailed
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


def test_it_asks_again_by_itself_while_somebody_looks(qtbot: Any, link: Link) -> None:
    poller = Poller(link, FakeSession.sessions)
    poller.set_interval(0.01)
    poller.set_live(True)
    answers: list[object] = []
    poller.answered.connect(answers.append)
    qtbot.waitUntil(lambda: len(answers) >= 3)
    poller.set_live(False)
    qtbot.waitUntil(lambda: not poller.running)
    told = len(answers)
    with qtbot.assertNotEmitted(poller.began, wait=60):
        pass
    assert len(answers) == told
    assert poller.took is not None


def test_a_question_on_its_way_is_not_put_twice(qtbot: Any, link: Link) -> None:
    poller = Poller(link, FakeSession.sessions)
    began: list[int] = []
    poller.began.connect(lambda: began.append(1))
    with qtbot.waitSignal(poller.answered):
        poller.ask()
        poller.ask()
    assert began == [1]


def test_an_error_does_not_end_it(qtbot: Any, link: Link) -> None:
    errors = iter((StatementFailed("No."), None))

    def call(session: FakeSession) -> str:
        if error := next(errors):
            raise error
        return "yes"

    poller = Poller(link, call)
    poller.set_interval(0.01)
    poller.set_live(True)
    with qtbot.waitSignals([poller.failed, poller.answered]):
        pass
    poller.set_live(False)


def test_another_question_drops_the_answer_to_the_old(qtbot: Any, link: Link) -> None:
    poller = Poller(link, FakeSession.wait)
    poller.ask()
    with qtbot.waitSignal(poller.finished), qtbot.assertNotEmitted(poller.answered):
        poller.use(FakeSession.sessions)
    with qtbot.waitSignal(poller.answered):
        poller.ask()
