"""The tabs of the console: moved, renamed in place, closed by the middle button."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QTabBar, QTabWidget, QToolButton, QWidget

from app.i18n import _
from app.models.fields import State
from app.views.console.binding_bar import environment_colour
from app.views.console.sheet import Sheet
from app.views.icons import icon
from app.views.theme import LIGHT, Theme


class _Name(QLineEdit):
    """A tab's name while it is changed. Enter takes it, Esc and leaving do not."""

    given = Signal(object)

    def __init__(self, bar: QTabBar, number: int, name: str) -> None:
        super().__init__(name, bar)
        self.setAccessibleName(_("Name of the tab"))
        self.setGeometry(bar.tabRect(number))
        self.selectAll()
        self.show()
        self.setFocus()
        self.editingFinished.connect(self.deleteLater)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take it, or leave it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.given.emit(self.text())
            self.deleteLater()
        elif event.key() == Qt.Key.Key_Escape:
            self.deleteLater()
        else:
            super().keyPressEvent(event)


class _Bar(QTabBar):
    """Tells of the middle button and of a double click."""

    close_wanted = Signal(int)
    rename_wanted = Signal(int)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Close by the middle button."""
        number = self.tabAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.MiddleButton and number >= 0:
            self.close_wanted.emit(number)
        else:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename by a double click."""
        number = self.tabAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and number >= 0:
            self.rename_wanted.emit(number)
        else:
            super().mouseDoubleClickEvent(event)


class SheetTabs(QTabWidget):
    """Holds the sheets.

    Signals:
        close_wanted: a Sheet that shall be closed.
        new_wanted: one more is wanted.
        arranged: their order is another, or another is in front.
    """

    close_wanted = Signal(object)
    new_wanted = Signal()
    arranged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        bar = _Bar()
        self.setTabBar(bar)
        self.setMovable(True)
        self.setTabsClosable(True)
        self.setDocumentMode(True)
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.setUsesScrollButtons(True)
        self._more = QToolButton()
        self._more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._more.clicked.connect(self.new_wanted)
        self.setCornerWidget(self._more, Qt.Corner.TopRightCorner)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        bar.customContextMenuRequested.connect(self._open_menu)
        bar.close_wanted.connect(self._close)
        bar.rename_wanted.connect(self.rename)
        bar.tabMoved.connect(self.arranged)
        self.tabCloseRequested.connect(self._close)
        self.currentChanged.connect(self.arranged)
        self.retranslate()

    def __iter__(self) -> Iterator[Sheet]:
        """Every sheet, in the order of the tabs."""
        for number in range(self.count()):
            sheet = self.widget(number)
            if isinstance(sheet, Sheet):
                yield sheet

    @property
    def front(self) -> Sheet | None:
        """The one in front."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Sheet) else None

    def add(self, sheet: Sheet, *, behind: bool = False) -> None:
        """One more; `behind`: it does not come to the front."""
        number = self.addTab(sheet, sheet.title)
        self.show_title(sheet)
        if not behind:
            self.setCurrentIndex(number)

    def show_title(self, sheet: Sheet) -> None:
        """Its name, its instance in the colour of the environment, and how it stands."""
        number = self.indexOf(sheet)
        if number < 0:
            return
        shape = sheet.state.shape if sheet.state is not State.NONE else ""
        if sheet.running.on_server:
            shape = "▶"
        self.setTabText(number, f"{shape} {sheet.title}".strip().replace("&", "&&"))
        at = sheet.endpoint
        lines = [sheet.binding.path or sheet.name]
        if at is not None:
            lines.append(_("{name}: production").format(name=at.name) if at.production else at.name)
        self.setTabToolTip(number, "\n".join(lines))
        production = at is not None and at.production
        ink = environment_colour(at, self._theme) if production else self._theme.text
        self.tabBar().setTabTextColor(number, QColor(ink))

    def step(self, by: int) -> None:
        """Bring the next one to the front, and round."""
        if self.count():
            self.setCurrentIndex((self.currentIndex() + by) % self.count())

    @Slot(int)
    def rename(self, number: int) -> None:
        """Change a name where it stands."""
        sheet = self.widget(number)
        if isinstance(sheet, Sheet):
            line = _Name(self.tabBar(), number, sheet.name)
            line.given.connect(sheet.rename)

    @Slot(int)
    def _close(self, number: int) -> None:
        sheet = self.widget(number)
        if isinstance(sheet, Sheet):
            self.close_wanted.emit(sheet)

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        number = self.tabBar().tabAt(place)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if number >= 0:
            sheet = self.widget(number)
            menu.addAction(_("Rename"), lambda: self.rename(number))
            menu.addAction(_("Close"), lambda: self._close(number))
            others = menu.addAction(_("Close the others"), lambda: self._close_others(sheet))
            others.setEnabled(self.count() > 1)
        menu.addAction(_("New tab"), self.new_wanted.emit)
        menu.popup(self.tabBar().mapToGlobal(place))

    def _close_others(self, stays: QWidget | None) -> None:
        for sheet in [*self]:
            if sheet is not stays:
                self.close_wanted.emit(sheet)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self._more.setToolTip(_("New tab"))
        self._more.setAccessibleName(_("New tab"))
        for sheet in self:
            sheet.retranslate()
            self.show_title(sheet)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._more.setIcon(icon("add", theme))
        for sheet in self:
            sheet.apply_theme(theme)
            self.show_title(sheet)
