"""What views of records have in common, be they tables or trees: habits of rows and of keys."""

from collections.abc import Iterator

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.views.theme import ROW

_ONLY = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def choose_rows(view: QAbstractItemView) -> None:
    """Whole rows are chosen, several with Shift and Ctrl; it scrolls sideways by pixels."""
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)


def choose_only(view: QAbstractItemView, index: QModelIndex) -> None:
    """Make it current and select it alone, whatever keys are held: the view's own way would take
    the Ctrl of Ctrl+S for a wish to select nothing, or one more.
    """
    view.selectionModel().setCurrentIndex(index, _ONLY)


def look_like_a_list(view: QTableView) -> None:
    """Rows of one height without a grid, and Tab leaves the table."""
    view.setTabKeyNavigation(False)
    view.setShowGrid(False)
    view.setWordWrap(False)
    rows = view.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setMinimumSectionSize(ROW)
    rows.setDefaultSectionSize(ROW)


def selected_rows(view: QTableView) -> Iterator[int]:
    """The rows that are selected, from top to bottom, each once; quick for a hundred thousand."""
    model = view.selectionModel()
    parts = model.selection().toList() if model else []
    at = 0
    for top, bottom in sorted((part.top(), part.bottom()) for part in parts):
        yield from range(max(at, top), bottom + 1)
        at = max(at, bottom + 1)


def repaint_row(view: QTableView, row: int) -> None:
    """Draw one row anew, in all its width."""
    view.viewport().update(0, view.rowViewportPosition(row), view.viewport().width(), ROW)


def say_instead(view: QAbstractItemView, painter: QPainter, text: str) -> None:
    """Say in the middle why there are no rows."""
    painter.setPen(view.palette().color(QPalette.ColorRole.PlaceholderText))
    painter.drawText(view.viewport().rect(), Qt.AlignmentFlag.AlignCenter, text)


def is_plain(event: QKeyEvent) -> bool:
    """Whether no other key is held down with it; those of the number pad count as the others."""
    return not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


def opens(view: QAbstractItemView, event: QKeyEvent) -> bool:
    """Whether it is Enter on a row, and not in an editor."""
    editing = view.state() == QAbstractItemView.State.EditingState
    here = view.currentIndex().isValid()
    return Qt.Key(event.key()) in _ENTER and is_plain(event) and here and not editing
