"""What somebody selected of a result, for whoever copies, exports or reckons with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.console.result import ResultColumn
from app.results.arranging import Arrangement
from app.results.store import ResultReader

_STRIDE = 1_024  # rows that are read at a time


@dataclass(frozen=True, slots=True)
class Selection:
    """Some rows of a result, as they are shown, and the columns that count of them."""

    reader: ResultReader
    arrangement: Arrangement | None
    """The order they are shown in; None for that in which they came."""
    runs: tuple[tuple[int, int], ...]
    """Rows as they are shown, from one to another that is not included; from top to bottom."""
    columns: tuple[int, ...]
    """Numbers of columns, as they stand from left to right."""

    @property
    def count(self) -> int:
        """How many rows."""
        return sum(last - first for first, last in self.runs)

    @property
    def heads(self) -> tuple[ResultColumn, ...]:
        """The heads of the columns that count."""
        return tuple(self.reader.columns[number] for number in self.columns)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows, whole, from top to bottom; read as they are asked for, in whatever thread."""
        for first, last in self.runs:
            for at in range(first, last, _STRIDE):
                yield from self.reader.rows(at, min(at + _STRIDE, last), self.arrangement)

    def numbers(self) -> Any:
        """The numbers these rows came with, as a numpy array."""
        import numpy as np

        runs = [np.arange(first, last, dtype=np.uint32) for first, last in self.runs]
        shown = np.concatenate(runs) if runs else np.empty(0, dtype=np.uint32)
        return shown if self.arrangement is None else self.arrangement.rows[shown]
