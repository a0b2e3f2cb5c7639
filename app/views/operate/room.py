"""What a panel of an instance is given to work with."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.endpoint import Endpoint
from app.models.preferences import Preferences
from app.views.operate.histories import Histories
from app.views.operate.others import Others
from app.views.operate.proposing import Proposals
from app.workers.links import Links


@dataclass(frozen=True, slots=True)
class Room:
    """The needs of every panel, and no more.

    `proposals` show an act, ask for consent, and have it done and journalled; `histories` remember
    what outlives this run. `audit` opens a text in the audit, under a name. `open_address` opens
    the page of another instance, by `host:port`, where the inventory knows it. `others` are what
    it can be compared with.
    """

    endpoint: Endpoint
    links: Links
    preferences: Preferences
    proposals: Proposals
    histories: Histories
    audit: Callable[[str, str], object]
    open_address: Callable[[str], object]
    others: Others
