"""Which rows of a result are shown, and in what order: the wish, and what came of it."""

from dataclasses import dataclass
from typing import Any

from app.results.conditions import Condition


@dataclass(frozen=True, slots=True)
class Order:
    """A column to sort by."""

    column: int
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Rows by the numbers they came with, in the order they are shown; never changed.

    `of` is how many rows the result had when it was made.
    """

    rows: Any
    """A numpy array of unsigned integers."""
    of: int
    order: tuple[Order, ...] = ()
    filters: tuple[Condition, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)
