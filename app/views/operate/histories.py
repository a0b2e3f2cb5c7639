"""What panels remember beyond this run: values of parameters, deadlocks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from app.domain.operating.locks import Deadlock


class Histories(Protocol):
    """Called in the lanes of sessions, never by the window."""

    def keep_parameters(self, instance: str, values: Sequence[tuple[str, str]]) -> object:
        """Remember values that are other than the last time."""

    def of_parameter(self, instance: str, name: str) -> Sequence[tuple[datetime, str]]:
        """Values of a parameter, the newest first."""

    def of_all_parameters(self, instance: str) -> Sequence[tuple[datetime, str, str]]:
        """When each value of each parameter was seen first, its name and it; oldest first."""

    def keep_deadlock(self, instance: str, found: Deadlock | None) -> Sequence[Deadlock]:
        """Remember a deadlock; all that are known of the instance, the newest first."""


class NoHistories:
    """For an instance that is in no inventory: what this run has seen."""

    def __init__(self) -> None:
        self._deadlocks: dict[str, list[Deadlock]] = {}

    def keep_parameters(self, instance: str, values: Sequence[tuple[str, str]]) -> None:
        """Nothing is kept."""

    def of_parameter(self, instance: str, name: str) -> Sequence[tuple[datetime, str]]:
        """Nothing is known."""
        return ()

    def of_all_parameters(self, instance: str) -> Sequence[tuple[datetime, str, str]]:
        """Nothing is known."""
        return ()

    def keep_deadlock(self, instance: str, found: Deadlock | None) -> Sequence[Deadlock]:
        """Of this run."""
        kept = self._deadlocks.setdefault(instance, [])
        if found is not None and found.text not in {each.text for each in kept}:
            kept.insert(0, found)
        return tuple(kept)
