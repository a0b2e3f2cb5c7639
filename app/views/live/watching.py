"""Who is watched, whose feed is heard, how much is kept: chosen, remembered, told to the keeper."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QObject, Slot

from app.domain.endpoint import Endpoint
from app.domain.errors import BadInput
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Instance
from app.flows.endpoints import endpoint_of
from app.flows.watch.keeping import keeping_of
from app.models.preferences import Preferences
from app.store.settings import Settings
from app.workers.watch_keeper import WatchKeeper

ALL = "*"
"""Stands in the settings for every instance, those entered later among them."""


class Watching(QObject):
    """Keeps the keeper at it."""

    def __init__(
        self, keeper: WatchKeeper[Any, Any], preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._keeper, self._preferences = keeper, preferences
        self._inventory = Inventory()
        self._endpoints: dict[str, Endpoint] = {}
        self._heard: Endpoint | None = None
        self._keeping = keeping_of(preferences.now)
        preferences.changed.connect(self._keep)

    @property
    def watched(self) -> frozenset[str]:
        """The ids of those that are watched: chosen, and to be dialled."""
        chosen = self._preferences.now.watched
        if ALL in chosen:
            return frozenset(self._endpoints)
        return frozenset(chosen) & frozenset(self._endpoints)

    @property
    def feeds(self) -> tuple[Instance, ...]:
        """The Redis servers a team's feed may come from."""
        found = (each for each in self._inventory.all(Instance) if each.type is DatabaseType.REDIS)
        return tuple(sorted(found, key=lambda instance: instance.name))

    def take(self, inventory: Inventory) -> None:
        """The inventory is another: watch who is in it under the addresses of now."""
        self._inventory, self._endpoints = inventory, {}
        for instance in inventory.all(Instance):
            try:
                self._endpoints[instance.id] = endpoint_of(inventory, instance)
            except BadInput:  # it has no such address; the inventory's own page says so
                continue
        self.apply()

    def watch(self, ids: Iterable[str], on: bool) -> None:
        """Watch these as well, or no more."""
        wanted = self.watched | frozenset(ids) if on else self.watched - frozenset(ids)
        self._preferences.change(watched=tuple(sorted(wanted)))
        self.apply()

    def watch_all(self) -> None:
        """Watch every instance, now and later."""
        self._preferences.change(watched=(ALL,))
        self.apply()

    def hear(self, instance: str) -> None:
        """Hear the feed on this Redis; "" for none."""
        self._preferences.change(feed=instance)
        self.apply()

    def apply(self) -> None:
        """Tell the keeper, where it is not as chosen."""
        watched = self.watched
        self._keeper.watch(end for id_, end in self._endpoints.items() if id_ in watched)
        feed = self._endpoints.get(self._preferences.now.feed)
        if feed != self._heard:
            self._heard = feed
            self._keeper.follow(feed)

    @Slot(object)
    def _keep(self, settings: Settings) -> None:
        """Tell the history where another length or size is chosen; obeyed within a minute."""
        keeping = keeping_of(settings)
        if keeping != self._keeping:
            self._keeping = keeping
            self._keeper.ask(lambda history: history.keep(keeping))
