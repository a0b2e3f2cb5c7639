"""How the page of the console is put together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject

from app.domain.endpoint import Endpoint, secret_id
from app.flows.connect import AskSecret, connector, console_connector
from app.flows.console.script import Means
from app.flows.operate import Keeps
from app.models.preferences import Preferences
from app.store.console.binds import RememberedBinds
from app.store.console.drafts import Drafts
from app.store.console.plans import PlanStore
from app.store.console.ran import RanHistory
from app.store.console.snippets import SnippetFile
from app.store.writer import Writer
from app.views.console.page import ConsolePage
from app.views.console.room import ConsoleRoom
from app.views.operate.making import Keep
from app.views.results.result_columns import Shapes
from app.workers.catalogue_keeper import CatalogueKeeper
from app.workers.console_line import ConsoleLine
from app.workers.draft_keeper import DraftKeeper
from app.workers.lane import Job, Lane
from app.workers.links import Links
from app.workers.plan_keeper import PlanKeeper
from app.workers.standing import Standing


@dataclass(frozen=True, slots=True)
class ConsoleMaker:
    """Makes the page over a folder of its own."""

    folder: Path
    preferences: Preferences
    standing: Standing
    journal: Keeps
    reveal: AskSecret
    keep: Keep
    endpoints: Callable[[], Sequence[Endpoint]]

    def __call__(self, parent: QObject) -> ConsolePage:
        """The page; its tabs are brought back by `begin`."""
        history = RanHistory(
            self.folder, lambda: self.preferences.now.console_history_mib,
            lambda trouble: page.failed.emit(trouble),
        )  # fmt: skip
        means = Means(self.standing.warden, self.journal, history)
        warden, reveal = self.standing.warden, self.reveal

        def line(endpoint: Endpoint) -> ConsoleLine:
            return ConsoleLine(
                endpoint.name, console_connector(endpoint, reveal, warden),
                connector(endpoint, reveal, warden), means,
            )  # fmt: skip

        def keep_password(endpoint: Endpoint, password: str, *, lasting: bool) -> Job[None]:
            return self.keep(secret_id(endpoint.id), password, run_only=not lasting)

        plans = PlanKeeper(PlanStore(self.folder), parent)
        catalogues = CatalogueKeeper(parent)
        writer = Writer(lambda _path, _error: None)  # worth little: given anew the next time
        room = ConsoleRoom(
            self.preferences, self.standing, self.endpoints, line,
            lambda endpoint: Links(endpoint, connector(endpoint, reveal, warden)), keep_password,
            DraftKeeper(Drafts(self.folder / "drafts"), parent), history,
            RememberedBinds(self.folder / "binds.json", writer), Lane("console", parent),
            plans, lambda endpoint: catalogues.of(endpoint, connector(endpoint, reveal, warden)),
            SnippetFile(self.folder / "snippets.json"), Shapes(),
        )  # fmt: skip
        page = ConsolePage(room)
        plans.failed.connect(page.failed)
        page.closing.connect(plans.close)
        page.closing.connect(catalogues.close)
        return page
