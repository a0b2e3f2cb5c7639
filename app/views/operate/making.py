"""How a desk is put together for an endpoint."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.endpoint import Endpoint, secret_id
from app.flows.connect import AskSecret, connector
from app.flows.operate import Keeps
from app.models.preferences import Preferences
from app.views.operate.desk import Desk
from app.views.operate.histories import Histories
from app.views.operate.others import InventoryOthers
from app.views.operate.panels import PANELS
from app.views.operate.proposing import Proposals
from app.views.operate.room import Room
from app.workers.lane import Job
from app.workers.links import Links
from app.workers.standing import Standing


class Keep(Protocol):
    """Keeps a secret by its id, in the background; gives the job."""

    def __call__(self, secret: str, value: str, *, run_only: bool = False) -> Job[None]:
        """`run_only`: not for longer than this program runs."""
        ...


@dataclass(frozen=True, slots=True)
class DeskMaker:
    """Makes the desk of an instance. `say` shows a sentence and a hint in the notice bar."""

    preferences: Preferences
    standing: Standing
    journal: Keeps
    reveal: AskSecret
    keep: Keep
    histories: Histories
    say: Callable[[str, str], object]
    audit: Callable[[str, str], object]
    open_address: Callable[[str], object]
    known: Callable[[], Sequence[Endpoint]] = tuple
    """Every instance of the inventory."""
    console: Callable[[Endpoint, str, str], object] = lambda _at, _text, _schema: None
    """Opens a text in the SQL console, on an instance, with names of that schema."""

    def __call__(self, endpoint: Endpoint) -> Desk:
        """A desk that has not connected yet."""
        links = Links(endpoint, connector(endpoint, self.reveal, self.standing.warden))
        proposals = Proposals(links, self.standing, self.journal, self.reveal, links)
        room = Room(
            endpoint, links, self.preferences, proposals, self.histories, self.audit,
            self.open_address, InventoryOthers(self.known, self.reveal, self.standing.warden),
            self.standing, self.console,
        )  # fmt: skip
        desk = Desk(room, PANELS)
        proposals.failed.connect(desk.failed)
        proposals.said.connect(self.say)
        links.setParent(desk)

        def keep(password: str, lasting: bool) -> None:
            job = self.keep(secret_id(endpoint.id), password, run_only=not lasting)
            job.failed.connect(desk.failed)
            job.succeeded.connect(desk.connect_now)

        desk.connecting.password_given.connect(keep)
        return desk
