"""Where an audit takes its facts from: nowhere, a snapshot file, or an instance."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.domain.endpoint import Endpoint
from app.domain.errors import BadInput
from app.domain.inventory import DatabaseType
from app.domain.stop import Stop
from app.flows.audit_at_instance import audit_there
from app.flows.audit_files import Request
from app.flows.connect import AskSecret
from app.flows.events import Event
from app.flows.rights import Warden
from app.i18n import _

_KNOW_TABLES = {DatabaseType.MYSQL, DatabaseType.MARIADB, DatabaseType.ORACLE}


@dataclass(frozen=True, slots=True)
class FactsChoice:
    """A file, or an instance by its id and name; neither where the text has to do."""

    file: Path | None = None
    instance: str = ""
    name: str = ""
    count_rows: float = 0.0
    """For how many seconds the instance may count the rows of a statement; 0 for none."""


NO_FACTS = FactsChoice()
COUNT_WITHIN = 5.0
"""Seconds for each statement, where rows are counted."""


@dataclass(frozen=True, slots=True)
class Instances:
    """What the window knows of servers: which there are, and how to log in at one."""

    all: Callable[[], Sequence[Endpoint]]
    ask: AskSecret
    warden: Warden

    def listed(self) -> list[Endpoint]:
        """Those an audit can ask."""
        return [at for at in self.all() if at.type in _KNOW_TABLES]

    def audit(
        self, choice: FactsChoice, tell: Callable[[str], object]
    ) -> Callable[[Request, Stop], Generator[Event, None, None]]:
        """An audit at the chosen instance, as it is in the inventory now.

        It raises BadInput where it is no longer there, and what `audit_there` does.
        """
        for endpoint in self.listed():
            if endpoint.id == choice.instance:
                return partial(audit_there, endpoint, self.ask, self.warden, tell)
        return partial(_gone, choice.name)


def _gone(name: str, _request: Request, _stop: Stop) -> Generator[Event, None, None]:
    yield from ()
    raise BadInput(
        _("The instance {name} is no longer in the inventory.").format(name=name),
        hint=_("Choose other facts for the audit, or none."),
    )
