"""Keeps plans on the disk and brings those of before, while the window goes on."""

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.domain.console.kept_plan import KeptPlan, Remembered
from app.domain.errors import BadInput
from app.domain.plan import Plan
from app.plans.kept import plan_of
from app.store.console.plans import PlanStore
from app.workers.lane import Job, Lane


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known of a plan's past."""

    plan: Plan
    """The one that was kept just now."""
    remembered: Remembered
    all: tuple[KeptPlan, ...]
    """Every plan of the statement there, the newest first."""
    before: Plan | None
    """The plan until now, where this one is another; None, too, where it cannot be read."""


class PlanKeeper(QObject):
    """Lives in the GUI thread; the file is read and written in a lane.

    Signals:
        recalled: a `Recalled`, for every plan that was kept.
        failed: a ConsoleError: the file cannot be read or written.
    """

    recalled = Signal(object)
    failed = Signal(object)

    def __init__(self, store: PlanStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._lane = Lane("plans", self)

    def keep(self, plan: Plan, instance: str) -> None:
        """Keep a plan of an instance, by the inventory's id; `recalled` tells what came of it."""
        store, at = self._store, time.time()
        job = self._lane.submit(lambda _stop: _kept(store, plan, instance, at))
        job.succeeded.connect(self._tell)
        job.failed.connect(self.failed)

    def read(self, kept: KeptPlan) -> Job[Plan]:
        """One that was kept, as a plan."""
        return self._lane.submit(lambda _stop: plan_of(kept))

    def close(self) -> None:
        """Write what waits, and end."""
        self._lane.close()

    def _tell(self, found: Recalled | None) -> None:
        if found is not None:
            self.recalled.emit(found)


def _kept(store: PlanStore, plan: Plan, instance: str, at: float) -> Recalled | None:
    remembered = store.keep(plan, instance, at)
    if remembered is None:
        return None
    before = None
    if remembered.before is not None:
        try:
            before = plan_of(remembered.before)
        except BadInput:
            before = None
    return Recalled(plan, remembered, store.of(plan.digest, instance, plan.schema), before)
