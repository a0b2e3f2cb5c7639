"""The palette of Ctrl+K: every command, page and recent file, by a few letters of its name."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Slot
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsDropShadowEffect,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.i18n import _
from app.views.palette_list import ROW_HEIGHT, Entry, PaletteDelegate, PaletteList
from app.views.theme import Theme

_WIDTH = 620
_MOST_ROWS = 12
_TOP = 64
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _MOST_ROWS,
    Qt.Key.Key_PageUp: -_MOST_ROWS,
}


class CommandPalette(QFrame):
    """Asks which of `entries`: Enter does it, Escape or a click elsewhere goes back.

    It lies in the window and is no window of its own, so that input methods work in it.
    """

    def __init__(
        self, entries: Sequence[Entry], theme: Theme, parent: QWidget, asks: str = ""
    ) -> None:
        """`asks` stands in the empty line, where it is another question."""
        super().__init__(parent)
        self.setObjectName("palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = parent
        self._before = QApplication.focusWidget()
        self.found = PaletteList(entries)
        self.search = QLineEdit(placeholderText=asks or _("What do you want to do?"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self._list = QListView()
        self._list.setModel(self.found)
        self._delegate = PaletteDelegate(theme)
        self._list.setItemDelegate(self._delegate)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setUniformItemSizes(True)
        self._list.setMouseTracking(True)
        self._list.setAccessibleName(_("What fits"))
        self._list.clicked.connect(self._do)
        self._nothing = QLabel(_("Nothing is called like that."))
        self._nothing.setProperty("role", "muted")
        self._nothing.setContentsMargins(12, 8, 12, 12)
        self._lay_out(theme)

    def _lay_out(self, theme: Theme) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        for part in (self.search, self._list, self._nothing):
            layout.addWidget(part)
        shadow = QGraphicsDropShadowEffect(self, blurRadius=32, xOffset=0, yOffset=8)
        shadow.setColor(QColor(0, 0, 0, 160 if theme.is_dark else 70))
        self.setGraphicsEffect(shadow)

    def open(self) -> None:
        """Come up over the upper middle of the window."""
        self._filter("")
        self.show()
        self.raise_()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def shown(self) -> list[str]:
        """The titles on the list, the best first."""
        return [self.found.hit(row).entry.title for row in range(self.found.rowCount())]

    @Slot(str)
    def _filter(self, wanted: str) -> None:
        self.found.filter(wanted)
        self._list.setCurrentIndex(self.found.index(0, 0))
        rows = self.found.rowCount()
        self._list.setVisible(rows > 0)
        self._nothing.setVisible(rows == 0)
        self._list.setFixedHeight(min(rows, _MOST_ROWS) * ROW_HEIGHT + 10)
        width = min(_WIDTH, self._window.width() - 32)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((self._window.width() - width) // 2, min(_TOP, self._window.height() // 8))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move in the list while the letters go into the search."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # no shortcut of the window behind: Escape is ours
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take_key(Qt.Key(event.key()))
        if isinstance(event, QFocusEvent) and event.lostFocus():
            self._lost_focus(event)
        return super().eventFilter(watched, event)

    def _take_key(self, key: Qt.Key) -> bool:
        if key in _STEPS:
            self._step(_STEPS[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._do(self._list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self._go_back()
        else:
            return key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
        return True

    def _step(self, by: int) -> None:
        row = self._list.currentIndex().row() + by
        last = self.found.rowCount() - 1
        if abs(by) == 1:  # round from the last to the first
            row %= last + 1 if last >= 0 else 1
        self._list.setCurrentIndex(self.found.index(max(0, min(last, row)), 0))

    def _lost_focus(self, event: QFocusEvent) -> None:
        elsewhere = {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason}
        if event.reason() not in elsewhere:
            self.close()

    def _go_back(self) -> None:
        before = self._before
        self.close()
        if before is not None and isValid(before):
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot(QModelIndex)
    def _do(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        chosen = self.found.hit(index.row()).entry
        self._go_back()
        chosen.does()
