"""What the tabs of the console share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.dialect import Commands, Dialect, Language
from app.domain.endpoint import Endpoint
from app.domain.inventory import DatabaseType
from app.models.preferences import Preferences
from app.store.console.binds import RememberedBinds
from app.store.console.ran import RanHistory
from app.store.console.snippets import SnippetFile
from app.views.results.result_columns import Shapes
from app.workers.catalogue_keeper import KnownCatalogue
from app.workers.console_line import ConsoleLine
from app.workers.draft_keeper import DraftKeeper
from app.workers.lane import Job, Lane
from app.workers.links import Links
from app.workers.plan_keeper import PlanKeeper
from app.workers.standing import Standing

_LANGUAGES: dict[str, Language] = {
    DatabaseType.MYSQL: Dialect.MYSQL, DatabaseType.MARIADB: Dialect.MARIADB,
    DatabaseType.ORACLE: Dialect.ORACLE, DatabaseType.REDIS: Commands.REDIS,
}  # fmt: skip


class KeepPassword(Protocol):
    """Keeps the password of an instance."""

    def __call__(self, endpoint: Endpoint, password: str, *, lasting: bool) -> Job[None]:
        """`lasting`: for longer than this program runs."""
        ...


@dataclass(frozen=True, slots=True)
class ConsoleRoom:
    """Made once, in `main`."""

    preferences: Preferences
    standing: Standing
    endpoints: Callable[[], Sequence[Endpoint]]
    """Every instance of the inventory, by name."""
    line: Callable[[Endpoint], ConsoleLine]
    """A line of its own for a tab."""
    links: Callable[[Endpoint], Links]
    """Logins to look at what an instance holds."""
    keep_password: KeepPassword
    keeper: DraftKeeper
    history: RanHistory
    binds: RememberedBinds
    lane: Lane
    """For what reads files and long scripts."""
    plans: PlanKeeper
    """The plans that were seen, for when one is another than before."""
    catalogue: Callable[[Endpoint], KnownCatalogue]
    """What an instance holds, for completion; read in the background when first asked for."""
    snippets: SnippetFile
    shapes: Shapes
    """How the columns of results were left."""

    def endpoint(self, instance: str) -> Endpoint | None:
        """The instance of that id, as the inventory has it now."""
        return next((each for each in self.endpoints() if each.id == instance), None)


def language_of(endpoint: Endpoint | None, otherwise: Language) -> Language:
    """What is typed for an instance."""
    return otherwise if endpoint is None else _LANGUAGES[endpoint.type]
