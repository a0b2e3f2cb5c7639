"""Where a key leads in a grid of cells, as in a spreadsheet. No Qt widgets here, only numbers."""

from dataclasses import dataclass

from PySide6.QtCore import Qt

Key = Qt.Key


@dataclass(frozen=True, slots=True)
class Ground:
    """How far one can go: rows, places of columns from left to right, rows of a page."""

    rows: int
    places: int
    page: int


def moved(key: int, far: bool, row: int, place: int, ground: Ground) -> tuple[int, int] | None:
    """The row and the place that `key` leads to; with Ctrl (`far`) as far as it goes.

    None for a key that leads nowhere, and where there is nothing to go to.
    """
    if not ground.rows or not ground.places:
        return None
    last, end = ground.rows - 1, ground.places - 1
    match key:
        case Key.Key_Up:
            row = 0 if far else row - 1
        case Key.Key_Down:
            row = last if far else row + 1
        case Key.Key_Left:
            place = 0 if far else place - 1
        case Key.Key_Right:
            place = end if far else place + 1
        case Key.Key_Home:
            row, place = (0 if far else row), 0
        case Key.Key_End:
            row, place = (last if far else row), end
        case Key.Key_PageUp:
            row = 0 if far else row - ground.page
        case Key.Key_PageDown:
            row = last if far else row + ground.page
        case _:
            return None
    return min(max(row, 0), last), min(max(place, 0), end)
