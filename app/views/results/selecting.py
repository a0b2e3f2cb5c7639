"""Ranges of cells: from one to another over columns as they stand, and back into runs of rows."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionRange

from app.models.results.result_model import ResultModel

Cell = tuple[int, int]


def block(model: ResultModel, anchor: Cell, end: Cell, shown: Sequence[int]) -> QItemSelection:
    """All cells between two, row and column each; columns lie as `shown` says, left to right."""
    top, bottom = sorted((anchor[0], end[0]))
    left, right = sorted((shown.index(anchor[1]), shown.index(end[1])))
    chosen = QItemSelection()
    for first, last in _runs(sorted(shown[left : right + 1])):
        chosen.select(model.index(top, first), model.index(bottom, last))
    return chosen


def runs_of(
    parts: Iterable[QItemSelectionRange],
) -> tuple[tuple[tuple[int, int], ...], set[int]]:
    """The rows of some ranges, in runs whose end is not included, and their columns."""
    runs: list[tuple[int, int]] = []
    columns: set[int] = set()
    for first, last, left, right in sorted(
        (part.top(), part.bottom() + 1, part.left(), part.right() + 1) for part in parts
    ):
        columns.update(range(left, right))
        if runs and first <= runs[-1][1]:
            runs[-1] = runs[-1][0], max(runs[-1][1], last)
        else:
            runs.append((first, last))
    return tuple(runs), columns


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbours together, first and last."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return runs
