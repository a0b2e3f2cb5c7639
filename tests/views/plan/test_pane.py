"""Explaining at an instance: asked on production, cancelled, told when the plan is another one."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.domain.connecting import Tell
from app.domain.endpoint import Endpoint
from app.domain.errors import StatementFailed
from app.domain.plan import Plan
from app.domain.stop import Stop
from app.i18n import install
from app.plans import read_plan
from app.plans.identity import digest_of
from app.store.console.plans import PlanStore
from app.views.plan.pane import PlanPane
from app.views.plan.view import Part
from app.workers.lane import wait_for_lanes
from app.workers.link import Link
from app.workers.plan_keeper import PlanKeeper
from tests.fakes import FakeSession, endpoint

STATEMENT = "SELECT * FROM orders WHERE id = 7"
LOOKS_UP = "-> Index lookup on orders using PRIMARY (id = 7)  (cost=1 rows=1)\n"
SCANS = "-> Table scan on orders  (cost=900 rows=20000)\n"


class Explaining(FakeSession):
    """A server whose plans a test gives."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, str, bool]] = []
        self.text = LOOKS_UP
        self.slow = False

    def explain_plan(self, statement: str, schema: str = "", *, analyze: bool = False) -> Plan:
        self.asked.append((statement, schema, analyze))
        if self.slow:
            self.wait()
        if not self.text:
            raise StatementFailed("No such table.")
        plan = read_plan(self.text)
        digest = digest_of(statement, plan.dialect)
        return replace(plan, statement=statement, schema=schema, digest=digest, version="MySQL 9")


class Stage:
    """A pane with its server."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.session = Explaining()
        self.keeper = PlanKeeper(PlanStore(folder))
        self.pane = PlanPane(self.keeper)
        self.link = Link("plans", self._connect)
        qtbot.addWidget(self.pane)
        self.pane.resize(1200, 700)
        self.pane.show()

    def _connect(self, _stop: Stop, _tell: Tell) -> Any:
        return self.session

    def explain(self, at: Endpoint | None = None, *, analyze: bool = False) -> None:
        self.pane.explain(self.link, at or endpoint(), STATEMENT, "shop", analyze=analyze)


@pytest.fixture
def stage(tmp_path: Path, qtbot: QtBot) -> Iterator[Stage]:
    made = Stage(tmp_path, qtbot)
    yield made
    made.link.close()
    made.keeper.close()
    with suppress(RuntimeError):
        made.pane.close()
    wait_for_lanes()


def test_a_change_of_plan_is_said_and_shown(stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.keeper.recalled):
        stage.explain()
    view = stage.pane.view
    assert not view.change.isVisible()
    stage.session.text = SCANS
    with qtbot.waitSignal(stage.keeper.recalled):
        stage.explain()
    qtbot.waitUntil(view.change.isVisible)
    assert "whole table instead of lookup (PRIMARY)" in view.change.text()
    view.parts.choose(Part.COMPARISON)
    assert len(view.comparison.table.records) == 1
    menu = view._past.button.menu() if view._past else None
    assert menu is not None
    [earlier] = menu.actions()
    assert "seen once" in earlier.text()
    view.comparison.clear()
    earlier.trigger()
    qtbot.waitUntil(lambda: len(view.comparison.table.records) == 1)
    install("zh_CN")
    view.retranslate()
    assert "earlier" not in (view._past.button.text() if view._past else "")


def test_running_it_on_production_is_asked_first(stage: Stage, qtbot: QtBot) -> None:
    at = endpoint(production=True)
    stage.explain(at, analyze=True)
    assert stage.pane.question is not None
    assert STATEMENT in stage.pane.question.statements
    with qtbot.waitSignal(stage.pane.question.refused):
        stage.pane.question.no.click()
    assert stage.session.asked == []
    stage.explain(at, analyze=True)
    assert stage.pane.question is not None
    with qtbot.waitSignal(stage.pane.explained):
        stage.pane.question.yes.click()
    assert stage.session.asked == [(STATEMENT, "shop", True)]
    with qtbot.waitSignal(stage.pane.explained):
        stage.explain(at)  # not to run it is no question
    assert stage.session.asked[-1] == (STATEMENT, "shop", False)


def test_a_cancel_reaches_the_session_and_a_failure_is_said(stage: Stage, qtbot: QtBot) -> None:
    stage.session.slow = True
    stage.explain()
    qtbot.waitUntil(lambda: bool(stage.session.asked))
    qtbot.waitUntil(stage.pane.view.steps.states.cancel.isVisible)
    stage.pane.view.steps.states.cancel.click()
    qtbot.waitUntil(lambda: not stage.pane.busy)
    assert stage.session.stop()
    assert stage.pane.view.steps.states.now == "empty"
    stage.session.slow, stage.session.text = False, ""
    stage.explain()
    qtbot.waitUntil(lambda: stage.pane.view.steps.states.now == "failed")
    stage.session.text = LOOKS_UP
    with qtbot.waitSignal(stage.pane.explained):
        stage.pane.view.steps.states.retry.click()


def test_plans_that_cannot_be_kept_are_shown_all_the_same(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "file").write_text("no folder")
    made = Stage(tmp_path / "file", qtbot)
    made.explain()
    qtbot.waitUntil(made.pane.view.change.isVisible)
    assert "kept plans" in made.pane.view.change.text()
    assert made.pane.view.plan is not None
    made.link.close()
    made.keeper.close()
    wait_for_lanes()
