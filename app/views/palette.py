"""The palette of Ctrl+K: every command, page and recent file, by a few letters of its name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.i18n import _

_MOST = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to choose: what it is called, what stands beside it, what it does."""

    title: str
    detail: str
    does: Callable[[], object]


def score(wanted: str, title: str) -> int:
    """How well `wanted` fits a title: 0 for not at all, the more the better.

    Every letter must be there in the same order; letters together and at the beginnings of words
    count more.
    """
    if not wanted:
        return 1
    text, points, at, before = title.lower(), 1, 0, -2
    for letter in wanted.lower().replace(" ", ""):
        at = text.find(letter, at)
        if at < 0:
            return 0
        points += 4 if at == before + 1 else 3 if at == 0 or not text[at - 1].isalnum() else 1
        before, at = at, at + 1
    return points


class CommandPalette(QDialog):
    """Asks which of `entries`; Enter does it, Escape goes back."""

    def __init__(self, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._entries = entries
        self.resize(560, 380)
        self._search = QLineEdit(placeholderText=_("What do you want to do?"))
        self._search.setAccessibleName(_("What do you want to do?"))
        self._search.textChanged.connect(self._show)
        self._search.installEventFilter(self)
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.itemActivated.connect(self._do)
        self._list.itemClicked.connect(self._do)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._search)
        layout.addWidget(self._list)
        self._show("")
        self._search.setFocus()

    @Slot(str)
    def _show(self, wanted: str) -> None:
        scored = [(score(wanted, entry.title), n) for n, entry in enumerate(self._entries)]
        best = sorted((-points, n) for points, n in scored if points)[:_MOST]
        self._list.clear()
        for _points, n in best:
            entry = self._entries[n]
            item = QListWidgetItem(f"{entry.title}    {entry.detail}".rstrip())
            item.setData(Qt.ItemDataRole.UserRole, n)
            self._list.addItem(item)
        self._list.setCurrentRow(0)

    @property
    def shown(self) -> list[str]:
        """The titles on the list, the best first."""
        rows = (self._list.item(row) for row in range(self._list.count()))
        return [self._entries[row.data(Qt.ItemDataRole.UserRole)].title for row in rows]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move in the list while the letters go into the search."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10,
                    Qt.Key.Key_PageUp: -10}.get(Qt.Key(event.key()))  # fmt: skip
            if step is not None:
                row = self._list.currentRow() + step
                self._list.setCurrentRow(max(0, min(self._list.count() - 1, row)))
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                if item := self._list.currentItem():
                    self._do(item)
                return True
        return super().eventFilter(watched, event)

    @Slot(QListWidgetItem)
    def _do(self, item: QListWidgetItem) -> None:
        chosen = self._entries[item.data(Qt.ItemDataRole.UserRole)]
        self.accept()
        chosen.does()
