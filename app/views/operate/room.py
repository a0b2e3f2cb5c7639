"""What a panel of an instance is given to work with."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.act import Act
from app.domain.endpoint import Endpoint
from app.models.preferences import Preferences
from app.workers.links import Links


@dataclass(frozen=True, slots=True)
class Room:
    """The needs of every panel, and no more.

    `propose` shows an act, asks for consent, and has it done and journalled. `audit` opens a
    text in the audit, under a name. `open_address` opens the page of another instance, by
    `host:port`, where the inventory knows it.
    """

    endpoint: Endpoint
    links: Links
    preferences: Preferences
    propose: Callable[[Act], object]
    audit: Callable[[str, str], object]
    open_address: Callable[[str], object]
