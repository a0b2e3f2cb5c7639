"""An act is told command by command, and ended between two without being forgotten."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.flows.operate import Done
from app.workers.acting import Acting
from app.workers.lane import wait_for_lanes
from app.workers.link import Link
from tests.fakes import FakeJournal, FakeServer, FakeSession, warden

KILLS = Act("session-kill", "End five", tuple(Command(f"KILL {n}") for n in range(1, 6)))


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def link(qtbot: Any, server: FakeServer) -> Iterator[Link]:
    made = Link("test", server.connect)
    with qtbot.waitSignal(made.ask(FakeSession.ping).succeeded):
        pass
    yield made
    made.close()
    wait_for_lanes()


def begun(link: Link, journal: FakeJournal) -> Acting:
    return Acting(link, KILLS, Consent("lin"), warden(journal), journal, lambda _id, _stop: None)


class Gate:
    """Lets commands through until one, at which it waits to be opened."""

    def __init__(self, at: str) -> None:
        self.at, self.reached, self.open = at, threading.Event(), threading.Event()

    def __call__(self, command: Command) -> Outcome:
        if command.text == self.at:
            self.reached.set()
            assert self.open.wait(10)
        return Outcome(Ending.DONE)


def test_every_command_is_told(qtbot: Any, link: Link) -> None:
    journal, told = FakeJournal(), []
    acting = begun(link, journal)
    acting.told.connect(lambda number, outcome: told.append((number, outcome.ending)))
    with qtbot.waitSignal(acting.ended) as heard:
        pass
    assert told == [(number, Ending.DONE) for number in range(1, 6)]
    assert heard.args[0].worked
    assert acting.over


def test_cancelled_between_two_commands_the_rest_is_never_sent_and_the_journal_knows(
    qtbot: Any, link: Link, server: FakeServer
) -> None:
    gate, journal = Gate("KILL 3"), FakeJournal()
    server.sessions[0].outcome = gate
    acting = begun(link, journal)
    qtbot.waitUntil(gate.reached.is_set)
    acting.cancel()
    gate.open.set()
    with qtbot.waitSignal(acting.ended) as heard:
        pass
    done: Done = heard.args[0]
    assert [each.ending for each in done.outcomes] == [Ending.DONE] * 3 + [Ending.CANCELLED]
    assert "Not sent" in done.outcomes[-1].text
    assert [each.text for each in server.sessions[0].performed] == ["KILL 1", "KILL 2", "KILL 3"]
    assert journal.outcomes == [done.outcomes]


def test_cancelled_before_its_turn_nothing_is_done_or_noted(qtbot: Any, link: Link) -> None:
    journal, free = FakeJournal(), threading.Event()
    link.ask(lambda _session: free.wait(10))
    acting = begun(link, journal)
    acting.cancel()
    free.set()
    with qtbot.waitSignal(acting.ended) as heard:
        pass
    assert heard.args[0].outcomes == ()
    assert journal.intents == []


def test_a_journal_that_cannot_be_written_fails_it(qtbot: Any, link: Link) -> None:
    journal = FakeJournal()
    journal.full = True
    acting = begun(link, journal)
    with qtbot.waitSignals([acting.failed, acting.finished]):
        pass
    assert acting.done is None


def test_a_link_that_closes_in_the_middle_still_notes_what_was_done(
    qtbot: Any, link: Link, server: FakeServer
) -> None:
    gate, journal = Gate("KILL 2"), FakeJournal()
    server.sessions[0].outcome = gate
    acting = begun(link, journal)
    qtbot.waitUntil(gate.reached.is_set)
    acting.cancel()
    link.close()
    gate.open.set()
    wait_for_lanes()
    [outcomes] = journal.outcomes
    assert [each.ending for each in outcomes] == [Ending.DONE, Ending.DONE, Ending.CANCELLED]
