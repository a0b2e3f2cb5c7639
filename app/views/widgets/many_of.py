"""A button that says what is chosen of many, and opens a list in which to tick them."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _
from app.views.theme import GAP

_NAMED = 4
"""Chosen ones that are named on the button before they are only counted."""
_SIZE = 320, 300
_ID = Qt.ItemDataRole.UserRole


class ManyOf(QPushButton):
    """Chooses any number of texts, known by ids. What is chosen and gone stays chosen.

    `nobody` is what the button says where none is chosen, in the language of now.

    Signals:
        chosen: the ids that are ticked now, after the user changed them.
    """

    chosen = Signal(object)

    def __init__(self, nobody: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._nobody = nobody
        self._names: dict[str, str] = {}
        self._ids: frozenset[str] = frozenset()
        self._words = nobody
        self.setAutoDefault(False)
        self.setProperty("role", "choice")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open)
        self._show()

    @property
    def ids(self) -> frozenset[str]:
        """Who is chosen."""
        return self._ids

    def offer(self, names: Mapping[str, str]) -> None:
        """Let these be chosen: ids and how they are called."""
        self._names = dict(sorted(names.items(), key=lambda item: item[1].casefold()))
        self._show()

    def retitle(self, nobody: str) -> None:
        """Say this where none is chosen."""
        self._nobody = nobody
        self._show()

    def choose(self, ids: Iterable[str]) -> None:
        """Show these as chosen, without telling anybody."""
        self._ids = frozenset(ids)
        self._show()

    @Slot()
    def open(self) -> None:
        """Open the list below the button."""
        gone = {id_: _("{name} (gone)").format(name=id_) for id_ in self._ids - self._names.keys()}
        popup = _Popup(self._names | gone, self._ids, self)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.ticked.connect(self._take)
        popup.resize(max(_SIZE[0], self.width()), _SIZE[1])
        popup.move(self.mapToGlobal(QPoint(0, self.height())))
        popup.show()
        popup.filter.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and the arrow down open the list, as of any box of choices."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.open()
        else:
            super().keyPressEvent(event)

    @Slot(object)
    def _take(self, ids: frozenset[str]) -> None:
        self._ids = ids
        self._show()
        self.chosen.emit(ids)

    def _show(self) -> None:
        named = [self._names.get(id_, id_) for id_ in self._ids]
        named.sort(key=str.casefold)
        text = ", ".join(named[:_NAMED])
        if len(named) > _NAMED:
            text = _("{names} and {count} more").format(names=text, count=len(named) - _NAMED)
        self._words = text or self._nobody
        self.setToolTip("\n".join(named[:40]))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What does not fit is cut where it can be seen that it was."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 10 * GAP
        cut = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(cut.replace("&", "&&"))


class _Popup(QFrame):
    """The list; what is ticked holds at once, and closing it is all there is to do.

    Signals:
        ticked: all that are ticked now.
    """

    ticked = Signal(object)

    def __init__(self, names: Mapping[str, str], ids: frozenset[str], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("many-of")
        self.setProperty("role", "card")
        self.filter, self.list, self.none = QLineEdit(), QListWidget(), QLabel(wordWrap=True)
        self.filter.setPlaceholderText(_("Filter…"))
        self.filter.setAccessibleName(_("Filter…"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._filter)
        self.filter.installEventFilter(self)
        self.none.setText(_("There is nothing to choose from yet."))
        self.none.setProperty("role", "muted")
        self.none.setVisible(not names)
        self.list.setAccessibleName(_("What to choose from"))
        for id_, name in names.items():
            item = QListWidgetItem(name)
            item.setData(_ID, id_)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = id_ in ids
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemChanged.connect(self._tell)
        down = QVBoxLayout(self)
        down.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        down.setSpacing(GAP)
        down.addWidget(self.filter)
        down.addWidget(self.none)
        down.addWidget(self.list, 1)

    @Slot(str)
    def _filter(self, text: str) -> None:
        """Show what has all words in it; the first of them is where the keys go."""
        words = text.casefold().split()
        first: QListWidgetItem | None = None
        for row in range(self.list.count()):
            item = self.list.item(row)
            there = all(word in item.text().casefold() for word in words)
            item.setHidden(not there)
            if there and first is None:
                first = item
        if first is not None:
            self.list.setCurrentItem(first)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the filter, the arrow goes into the list, and Enter ticks what is found first."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._flip(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the list closes it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)

    def _flip(self, item: QListWidgetItem | None) -> None:
        if item is not None and not item.isHidden():
            on = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    @Slot()
    def _tell(self) -> None:
        items = (self.list.item(row) for row in range(self.list.count()))
        self.ticked.emit(
            frozenset(
                str(item.data(_ID)) for item in items
                if item.checkState() == Qt.CheckState.Checked
            )
        )  # fmt: skip
