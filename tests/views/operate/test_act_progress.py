"""Acts of many commands: how far, ended half way, and every error beside its command."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from app.domain.act import Act, Command, Ending, Outcome
from app.domain.errors import StatementFailed
from app.models.operating.acts import COMMANDS, commands_of
from app.views.operate.act_progress import ActProgress
from app.views.operate.proposing import Proposals
from app.workers.lane import wait_for_lanes
from app.workers.links import Links
from app.workers.standing import Standing
from tests.fakes import FakeJournal, FakeServer, endpoint, warden
from tests.workers.test_acting import Gate

KILLS = Act(
    "session-kill", "End 200 sessions", tuple(Command(f"KILL {n}") for n in range(1, 201)),
    tuple(f"{n} app@10.0.0.7" for n in range(1, 201)), stop_at_error=False,
)  # fmt: skip


class Scene:
    """A page that proposes acts to a server that is none."""

    def __init__(self, qtbot: Any) -> None:
        self.server, self.journal = FakeServer(), FakeJournal()
        self.links = Links(endpoint(), self.server.connect)
        self.page = QWidget()
        qtbot.addWidget(self.page)
        self.proposals = Proposals(
            self.links, Standing(warden(self.journal)), self.journal, lambda _id, _stop: None
        )
        self.failures: list[Any] = []
        self.proposals.failed.connect(self.failures.append)
        with qtbot.waitSignal(self.links.act.ask(lambda session: session.ping()).succeeded):
            pass

    def agree(self, act: Act) -> ActProgress:
        self.proposals.propose(act, self.page)
        assert self.proposals.ask is not None
        self.proposals.ask.yes.click()
        [progress] = self.proposals.progress
        return progress

    def close(self) -> None:
        self.links.close()
        wait_for_lanes()


@pytest.fixture
def scene(qtbot: Any) -> Iterator[Scene]:
    made = Scene(qtbot)
    yield made
    made.close()


def test_it_is_seen_how_far_it_is_and_it_stops_half_way(qtbot: Any, scene: Scene) -> None:
    gate = Gate("KILL 37")
    scene.server.sessions[0].outcome = gate
    progress = scene.agree(KILLS)
    qtbot.waitUntil(progress.isVisible)
    qtbot.waitUntil(lambda: progress.said.text() == "36 of 200 commands")
    progress.stop.click()
    assert "stopping" in progress.said.text()
    gate.open.set()
    with qtbot.waitSignal(scene.proposals.done) as heard:
        pass
    assert len(heard.args[0].outcomes) == 38
    assert str(scene.failures[-1]) == "End 200 sessions: 37 of 200 commands were done."
    assert progress.isVisible()
    assert "162 not tried" in progress.said.text()
    assert [each.ending for each in scene.journal.outcomes[0]].count(Ending.DONE) == 37
    progress.leave.click()


def test_every_error_stands_beside_its_command(qtbot: Any, scene: Scene) -> None:
    def fail_some(command: Command) -> Outcome:
        number = int(command.text.split()[1])
        if number % 50 == 0:
            raise StatementFailed(f"Unknown thread id: {number}")
        return Outcome(Ending.DONE)

    scene.server.sessions[0].outcome = fail_some
    progress = scene.agree(KILLS)
    qtbot.waitUntil(progress.isVisible)
    qtbot.waitUntil(lambda: progress.table.total == 4)
    assert progress.wrong_only.isChecked()
    assert {row.outcome.text for row in progress.table.records.values() if row.outcome} == {
        f"Unknown thread id: {number}" for number in (50, 100, 150, 200)
    }
    progress.wrong_only.setChecked(False)
    assert progress.table.total == 200
    hint = scene.failures[-1].hint
    assert "50" in hint
    assert "150" in hint
    assert "200" not in hint, "the notice says some, the list has them all"
    progress.leave.click()


def test_what_works_at_once_is_not_seen_at_all(qtbot: Any, scene: Scene) -> None:
    progress = scene.agree(Act("session-kill", "End two", KILLS.commands[:2]))
    with qtbot.waitSignal(progress.destroyed):
        pass
    assert scene.proposals.progress == []
    assert scene.failures == []


def test_closing_the_window_stops_nothing(qtbot: Any, scene: Scene) -> None:
    gate = Gate("KILL 3")
    scene.server.sessions[0].outcome = gate
    progress = scene.agree(KILLS)
    qtbot.waitUntil(progress.isVisible)
    progress.leave.click()
    gate.open.set()
    with qtbot.waitSignal(scene.proposals.done) as heard:
        pass
    assert heard.args[0].worked


def test_a_command_is_shown_with_whom_it_hits() -> None:
    [first, *_others] = commands_of(KILLS)
    texts = {field.key: field.shown(first) for field in COMMANDS}
    assert texts["statement"] == "KILL 1"
    assert texts["hit"] == "1 app@10.0.0.7"
    assert texts["ending"] == "–"
