"""What a panel of an instance is given to work with."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.endpoint import Endpoint
from app.domain.rights import Ability
from app.flows.rights import place_of
from app.models.preferences import Preferences
from app.views.operate.histories import Histories
from app.views.operate.others import Others
from app.views.operate.proposing import Proposals
from app.workers.links import Links
from app.workers.standing import Standing


@dataclass(frozen=True, slots=True)
class Room:
    """The needs of every panel, and no more.

    `proposals` show an act, ask for consent, and have it done and journalled; `histories` remember
    what outlives this run. `audit` opens a text in the audit, under a name. `open_address` opens
    the page of another instance, by `host:port`, where the inventory knows it. `others` are what
    it can be compared with. `standing` tells what whoever sits in front may do. `console` opens a
    text in the SQL console on this instance, with names of that schema.
    """

    endpoint: Endpoint
    links: Links
    preferences: Preferences
    proposals: Proposals
    histories: Histories
    audit: Callable[[str, str], object]
    open_address: Callable[[str], object]
    others: Others
    standing: Standing
    console: Callable[[Endpoint, str, str], object] = lambda _at, _text, _schema: None

    def why_not(self, act: str) -> Callable[[], str]:
        """For commands that propose an act of that name: asks whether it may be done here."""
        place = place_of(self.endpoint)
        return lambda: self.standing.reason(act, place, act=True)

    @property
    def may_look(self) -> bool:
        """Whether the server may be logged in at."""
        return not self.standing.reason(Ability.CONNECT, place_of(self.endpoint))
