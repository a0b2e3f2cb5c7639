"""Desks over real servers and over fakes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.endpoint import Access, Endpoint
from app.domain.stop import Stop
from app.models.preferences import Preferences
from app.views.operate.desk import Desk
from app.views.operate.histories import NoHistories
from app.views.operate.making import DeskMaker
from app.workers.lane import Job, Lane, wait_for_lanes
from app.workers.standing import Standing
from tests.fakes import FakeJournal, warden


class Opened:
    """Opens desks, and holds what they told."""

    def __init__(self, qtbot: Any, folder: Path) -> None:
        self.qtbot = qtbot
        self.preferences = Preferences(folder / "settings.json")
        self.journal = FakeJournal()
        self.said: list[str] = []
        self.audited: list[str] = []
        self.failures: list[Exception] = []
        self.desks: list[Desk] = []
        self.secrets: dict[str, str] = {}
        self.lasting: dict[str, bool] = {}
        self._lane = Lane("secrets of a test")
        self.standing = Standing(warden(self.journal))
        self._maker = DeskMaker(
            self.preferences, self.standing, self.journal,
            lambda name, _stop: self.secrets.get(name), self.keep, NoHistories(),
            lambda text, _hint: self.said.append(text), lambda text, _n: self.audited.append(text),
            print,
        )  # fmt: skip

    def use(self, **parts: Any) -> None:
        """Make desks of other parts from now on."""
        self._maker = replace(self._maker, **parts)

    def keep(self, secret: str, value: str, *, run_only: bool = False) -> Job[None]:
        def work(_stop: Stop) -> None:
            self.secrets[secret] = value
            self.lasting[secret] = not run_only

        return self._lane.submit(work)

    def __call__(
        self, type_: str, port: int, *, production: bool = False, wait: bool = True, **access: Any
    ) -> Desk:
        made = Access(**{"user": "root" if type_ != "redis" else "", **access})
        at = Endpoint("i" * 32, "orders-db", type_, "127.0.0.1", port, made, production=production)
        desk = self._maker(at)
        self.desks.append(desk)
        self.qtbot.addWidget(desk)
        desk.failed.connect(self.failures.append)
        desk.resize(1200, 700)
        desk.show()
        desk.connect_now()
        if wait:
            self.qtbot.waitUntil(lambda: bool(desk.panels), timeout=10_000)
        return desk

    def close(self) -> None:
        for desk in self.desks:
            desk.shut()
        self._lane.close()
        wait_for_lanes()
        self.preferences.finish()


@pytest.fixture
def opened(qtbot: Any, tmp_path: Path) -> Iterator[Opened]:
    made = Opened(qtbot, tmp_path)
    yield made
    made.close()


Open = Callable[..., Desk]
