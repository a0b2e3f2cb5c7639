"""The inventory while the program runs: loaded, changed, and told of, without a wait."""

import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.conflict import Conflict
from app.domain.estate import Inventory
from app.domain.operating.locks import Deadlock
from app.domain.stop import Stop
from app.domain.validation import Record
from app.workers.lane import Job, Lane

T = TypeVar("T")
MakeStore = Callable[[], Any]
"""Makes an InventoryStore; called in the lane, for SQLAlchemy takes its time to import."""


class EstateKeeper(QObject):
    """The one place where the inventory is changed.

    Signals:
        changed: the Inventory as it is now.
        failed: a ConsoleError; what was shown stays as it was. With a Conflict it was brought up
            to date first.
        opened: whether the store can be used.
        reopened: another one was chosen, or its place taken by a copy.
    """

    changed = Signal(object)
    failed = Signal(object)
    opened = Signal(bool)
    reopened = Signal()

    def __init__(self, make: MakeStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now = Inventory()
        self.is_open = False
        self._make = make
        self._store: Any = None
        self._lock = threading.Lock()  # histories come from the lanes of sessions
        self._lane = Lane("inventory", self)

    def load(self) -> Job[Inventory]:
        """Read it (anew)."""
        return self._submit(lambda store: store.load())

    def save(self, records: Iterable[Record], seen: Inventory | None = None) -> Job[Inventory]:
        """Write records, all or none, against what the user saw: what is shown now, as a rule."""
        wanted, seen = tuple(records), seen or self.now
        return self._submit(lambda store: store.save(wanted, seen))

    def delete(self, ids: Iterable[str], *, below: bool = False) -> Job[Inventory]:
        """Take records out."""
        wanted, seen = tuple(ids), self.now
        return self._submit(lambda store: store.delete(wanted, seen, below=below))

    def reopen(self) -> Job[Inventory]:
        """Let go of the store, and load the one that is chosen by now."""
        self.is_open, self.now = False, Inventory()

        def work(_stop: Stop) -> None:
            with self._lock:
                self._hang_up()

        self._lane.submit(work)
        self.reopened.emit()
        return self.load()

    # ----------------------------------------------- ways out of a store that does not open

    def salvage(self) -> Job[Any]:
        """Show what can be read of it; nothing can be changed then. Gives a Salvage."""
        job = self._lane.submit(lambda _stop: self._make().salvage())
        job.succeeded.connect(self._show_salvage)
        return job

    def copies(self) -> Job[Any]:
        """The copies beside it; none beside a database of the team."""
        return self._lane.submit(lambda _stop: self._make().copies())

    def restore(self, copy: Path) -> Job[Any]:
        """Put a copy in its place; gives where what was there is kept."""

        def work(_stop: Stop) -> Any:
            with self._lock:
                self._hang_up()
                return self._make().restore(copy)

        return self._lane.submit(work)

    def look_up(self, call: Callable[[Stop], Any]) -> Job[Any]:
        """Something else that takes a while and belongs to the inventory (names of addresses)."""
        return self._lane.submit(call)

    def close(self) -> None:
        """Wait until everything is written, and let go of the store."""
        self._lane.close(self._hang_up)

    # -------------------------------------------------------- histories, from any lane

    def keep_parameters(self, instance: str, values: Sequence[tuple[str, str]]) -> None:
        """Remember values that are other than the last time."""
        if instance:
            with self._lock:
                self._opened().note_parameters(instance, values)

    def of_parameter(self, instance: str, name: str) -> Sequence[tuple[datetime, str]]:
        """Values of a parameter, the newest first."""
        with self._lock:
            found: Sequence[tuple[datetime, str]] = self._opened().parameter_history(instance, name)
        return found

    def of_all_parameters(self, instance: str) -> Sequence[tuple[datetime, str, str]]:
        """When each value of each parameter was seen first, its name and it; oldest first."""
        with self._lock:
            found: Sequence[tuple[datetime, str, str]] = self._opened().parameters_seen(instance)
        return found

    def keep_deadlock(self, instance: str, found: Deadlock | None) -> Sequence[Deadlock]:
        """Remember a deadlock; all that are known, the newest first."""
        with self._lock:
            store = self._opened()
            if found is not None:
                store.note_deadlock(instance, found.text)
            kept = [Deadlock(at, text) for at, text in store.deadlocks(instance)]
        return [found if found is not None and each.text == found.text else each for each in kept]

    # ----------------------------------------------------------- people, from any lane

    def with_people(self, call: Callable[[Any], T]) -> T:
        """What `call` makes of the `People` of the store, in the lane that asks."""
        from app.store.people.store import People

        with self._lock:
            return call(People(self._opened()))

    # --------------------------------------------------------------------------- within

    def _submit(self, call: Callable[[Any], Inventory]) -> Job[Inventory]:
        def work(_stop: Stop) -> Inventory:
            with self._lock:
                return call(self._opened())

        job = self._lane.submit(work)
        job.succeeded.connect(self._take)
        job.failed.connect(self._fail)
        return job

    def _opened(self) -> Any:
        if self._store is None:
            store = self._make()
            store.open()
            self._store = store
        return self._store

    def _hang_up(self) -> None:
        store, self._store = self._store, None
        if store is not None:
            store.close()

    @Slot(object)
    def _take(self, inventory: Inventory) -> None:
        self.now, self.is_open = inventory, True
        self.changed.emit(inventory)
        self.opened.emit(True)

    @Slot(object)
    def _show_salvage(self, salvage: Any) -> None:
        self.now = salvage.inventory
        self.changed.emit(self.now)

    @Slot(object)
    def _fail(self, error: object) -> None:
        if not self.is_open:
            self.opened.emit(False)
        if isinstance(error, Conflict):
            self._take(error.now)
        self.failed.emit(error)
