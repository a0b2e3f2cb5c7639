"""The console's page over real servers."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject

from app.domain.act import Outcome
from app.domain.console.ran import Ran
from app.domain.endpoint import Access, Endpoint
from app.domain.people import Role
from app.domain.stop import Stop
from app.models.preferences import Preferences
from app.store.console.ran import Asked
from app.views.console.making import ConsoleMaker
from app.views.console.page import ConsolePage
from app.views.console.sheet import Sheet
from app.workers.lane import Job, Lane, wait_for_lanes
from app.workers.standing import Standing
from tests.fakes import FakeJournal, warden


class Journal(FakeJournal):
    """An act may be noted within another: that a transaction was lost."""

    def conclude(self, intent: str, outcomes: Sequence[Outcome]) -> None:
        assert int(intent) <= len(self.intents)
        self.outcomes.append(tuple(outcomes))


class Opened:
    """Opens pages over one folder, one after another, and holds what they told."""

    def __init__(self, qtbot: Any, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.preferences = Preferences(folder / "settings.json")
        self.journal = Journal()
        self.endpoints: list[Endpoint] = []
        self.failures: list[Exception] = []
        self.said: list[str] = []
        self._lane = Lane("secrets of a test")
        self._owner = QObject()
        self.page = self.begin()

    def begin(self, role: Role = Role.OWNER) -> ConsolePage:
        """A page, as a new start of the program makes it."""
        self.standing = Standing(warden(self.journal, role))
        maker = ConsoleMaker(
            self.folder / "console", self.preferences, self.standing, self.journal,
            lambda _name, _stop: None, self._keep, lambda: self.endpoints,
        )  # fmt: skip
        page = self.page = maker(self._owner)
        self.qtbot.addWidget(page)
        page.failed.connect(self.failures.append)
        page.said.connect(lambda text, _hint: self.said.append(text))
        page.resize(1200, 760)
        page.show()
        page.begin()
        self.qtbot.waitUntil(lambda: page._restored)
        return page

    def _keep(self, secret: str, value: str, *, run_only: bool = False) -> Job[None]:
        return self._lane.submit(lambda _stop: None)

    def add(self, port: int, type_: str = "mariadb", **more: Any) -> Endpoint:
        """One more instance of the inventory."""
        access = Access(**{"user": "root", "connect_timeout": 5.0, **more.pop("access", {})})
        number = len(self.endpoints)
        at = Endpoint(f"{number:032}", f"orders-{number}", type_, "127.0.0.1", port, access, **more)
        self.endpoints.append(at)
        self.page.set_inventory()
        return at

    def sheet(self, endpoint: Endpoint, text: str = "") -> Sheet:
        """A tab, logged in."""
        sheet = self.page.open_console(endpoint, text)
        self.qtbot.waitUntil(lambda: sheet.session.ready, timeout=10_000)
        return sheet

    def run(self, sheet: Sheet, text: str = "", *, whole: bool = True) -> None:
        """Run it, and wait until it is over."""
        if text:
            sheet.editor.selectAll()
            sheet.insert(text)
        sheet.run(whole=whole)
        self.qtbot.waitUntil(lambda: not sheet.running.busy, timeout=10_000)

    @property
    def history(self) -> list[Ran]:
        """What the history holds, the newest first."""
        return [*self.page.room.history.page(Asked(), None, 100, Stop())]

    def close(self) -> None:
        """End the program."""
        self.page.shut()
        wait_for_lanes()
        self.page.room.history.close()

    def end(self) -> None:
        self.close()
        self._lane.close()
        self.preferences.finish()


@pytest.fixture
def console(qtbot: Any, tmp_path: Path) -> Iterator[Opened]:
    made = Opened(qtbot, tmp_path)
    yield made
    made.end()


Open = Callable[..., ConsolePage]
