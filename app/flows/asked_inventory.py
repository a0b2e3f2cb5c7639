"""The inventory's store as flows and the window change it: asked for, and in the journal."""

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

from app.domain.estate import Inventory
from app.domain.journal import Deed
from app.domain.rights import Ability
from app.domain.validation import Record
from app.flows.ours import announce, changing, listed
from app.flows.rights import Warden
from app.i18n import _
from app.store.inventory.store import InventoryStore, Password
from app.store.people.store import People

_DECIDE = frozenset({"stake", "environment", "service", "product", "type"})
"""Fields by which rights decide: of an environment, an instance, a service."""


class AskedInventory(InventoryStore):
    """An `InventoryStore` whose changes ask the warden; to look at it needs no right.

    What is remembered of servers (parameters, deadlocks) changes nothing that anybody wrote.
    """

    def __init__(
        self, where: Path | str, warden: Warden, password: Password = lambda: None
    ) -> None:
        super().__init__(where, password)
        self.warden = warden

    @property
    def author(self) -> str:
        """Whoever sits in front."""
        return self.warden.user.shown

    def save(self, records: Iterable[Record], seen: Inventory) -> Inventory:
        """As that of the store.

        Raises:
            Refused: whoever sits in front may not.
            Unwritable: the journal could not be written; nothing was changed.
        """
        wanted = list(records)
        changes = listed(_change(each, seen) for each in wanted)
        with changing(
            self.warden, Ability.CHANGE_INVENTORY, Deed.INVENTORY_CHANGED,
            _("{user} writes into the inventory: {names}."),
            facts=[("store", self.where), ("records", changes)],
            names=listed(each.name for each in wanted),
        ):  # fmt: skip
            self._ask_the_team()
            return super().save(wanted, seen)

    def delete(self, ids: Iterable[str], seen: Inventory, *, below: bool = False) -> Inventory:
        """As that of the store, and raises as `save` does."""
        wanted = list(ids)
        known = [seen.records[each] for each in wanted if each in seen.records]
        text = (
            _("{user} deletes from the inventory, with what belongs to it: {names}.")
            if below
            else _("{user} deletes from the inventory: {names}.")
        )
        with changing(
            self.warden, Ability.CHANGE_INVENTORY, Deed.INVENTORY_CHANGED, text,
            facts=[("store", self.where), ("records", listed(map(_named, known)))],
            names=listed(each.name for each in known),
        ):  # fmt: skip
            self._ask_the_team()
            return super().delete(wanted, seen, below=below)

    def _ask_the_team(self) -> None:
        """What the console heard of a team's rights may be old; the store itself has them."""
        if not isinstance(self.place, Path):
            People(self).require(self.warden.user, Ability.CHANGE_INVENTORY)

    def restore(self, copy: Path) -> Path | None:
        """As that of the store, and raises as `save` does."""
        with changing(
            self.warden, Ability.CHANGE_STORE, Deed.STORE_CHANGED,
            _("{user} puts a copy in the place of the inventory: {copy}."),
            facts=[("store", self.where), ("copy", str(copy))], copy=str(copy),
        ):  # fmt: skip
            return super().restore(copy)


def choose_inventory(where: str, warden: Warden) -> None:
    """Before another inventory is worked with; `where` is as it may be shown. Raises as `save`."""
    announce(
        warden, Ability.CHANGE_STORE, Deed.STORE_CHANGED,
        _("{user} chooses another inventory: {store}."), facts=[("store", where)], store=where,
    )  # fmt: skip


def _change(record: Record, seen: Inventory) -> str:
    """Which fields are others; of what rights go by, also from what to what."""
    before = seen.records.get(record.id)
    if before is None:
        return f"+ {_named(record)}"
    others: list[str] = []
    for each in fields(record):
        old, new = getattr(before, each.name, None), getattr(record, each.name)
        if old != new:
            others.append(f"{each.name} {old} -> {new}" if each.name in _DECIDE else each.name)
    return f"{_named(record)} ({', '.join(others)})"


def _named(record: Record) -> str:
    return f"{type(record).__name__.lower()} {record.name}"
