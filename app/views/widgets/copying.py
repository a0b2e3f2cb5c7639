"""Copying records from a table or tree, put together in small steps."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, Qt
from PySide6.QtWidgets import QAbstractItemView, QMenu

from app.i18n import N_, _
from app.models.fields import Field
from app.models.record_text import COPIES, Writer, tsv, tsv_with_headings
from app.models.slices import Slices

_KEYS: tuple[tuple[str, str, Writer], ...] = (
    (N_("Copy"), "Ctrl+C", tsv),
    (N_("Copy with headings"), "Ctrl+Shift+C", tsv_with_headings),
)


class Copying(QObject):
    """Copies the selected records of a view; its actions have their keys there.

    `fields` gives the columns that are shown, `records` what is selected, when asked.
    """

    def __init__(
        self,
        view: QAbstractItemView,
        fields: Callable[[], Sequence[Field[Any]]],
        records: Callable[[], Sequence[Any]],
    ) -> None:
        super().__init__(view)
        self._view, self._fields, self._records = view, fields, records
        self._slices = Slices(self)
        self._slices.finished.connect(_to_clipboard)
        self._actions: list[tuple[QAction, str]] = []
        for text, keys, writer in _KEYS:
            action = QAction(view)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(partial(self.copy, writer))
            view.addAction(action)
            self._actions.append((action, text))
        cell = QAction(view)
        cell.triggered.connect(self.copy_cell)
        self._actions.append((cell, N_("Copy this cell")))
        for text, writer in COPIES.items():
            action = QAction(view)
            action.triggered.connect(partial(self.copy, writer))
            self._actions.append((action, text))
        self.retranslate()

    def retranslate(self) -> None:
        """Speak the language of now."""
        for action, text in self._actions:
            action.setText(_(text))

    def fill(self, menu: QMenu) -> None:
        """Put all ways to copy into a menu."""
        some = bool(self._records())
        for action, _text in self._actions:
            action.setEnabled(some)
            menu.addAction(action)

    @Slot()
    def copy_cell(self) -> None:
        """Copy the cell that was clicked, or that the keyboard is on, in full."""
        text = self._view.currentIndex().data(Qt.ItemDataRole.EditRole)
        if text is not None:
            _to_clipboard(text)

    def copy(self, writer: Writer, _checked: bool = False) -> None:
        """Copy the selected records in that form; nothing where none is selected."""
        records = self._records()
        if records:
            self._slices.start(writer(self._fields(), records))


@Slot(object)
def _to_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
