"""Beside the tabs: the objects of the instance in front, and the history of what ran."""

from typing import Any

from PySide6.QtCore import QByteArray, Signal, Slot
from PySide6.QtWidgets import QLabel, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from app.domain.dialect import Dialect
from app.domain.endpoint import Endpoint
from app.i18n import _
from app.views.console.history_panel import HistoryPanel
from app.views.console.room import ConsoleRoom, language_of
from app.views.schema.view import SchemaView
from app.views.theme import GAP, LIGHT, Theme
from app.workers.links import Links


class Beside(QTabWidget):
    """Makes the browser of an instance when it is first looked at; one for all of its tabs.

    Signals:
        insert_wanted: a name, to stand at the cursor.
        open_wanted: SQL for a tab of its own.
        failed: a ConsoleError.
    """

    insert_wanted = Signal(str)
    open_wanted = Signal(str)
    failed = Signal(object)

    def __init__(self, room: ConsoleRoom, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room, self._theme = room, LIGHT
        self._endpoint: Endpoint | None = None
        self._schema = ""
        self._state = b""
        self._views: dict[str, tuple[SchemaView, Links]] = {}
        self.setDocumentMode(True)
        self.history = HistoryPanel(room.history)
        self.objects = QStackedWidget()
        self._nothing = QLabel(wordWrap=True)
        self._nothing.setProperty("role", "muted")
        self._nothing.setMargin(4 * GAP)
        self.objects.addWidget(self._nothing)
        for part in (self.objects, self.history):
            holder = QWidget()
            inside = QVBoxLayout(holder)
            inside.setContentsMargins(GAP, GAP, GAP, GAP)
            inside.addWidget(part)
            self.addTab(holder, "")
        self.currentChanged.connect(self._look)
        self.retranslate()

    def show_endpoint(self, endpoint: Endpoint | None, schema: str) -> None:
        """Another tab is in front, or it is bound to another instance."""
        self.history.show_instance(endpoint.id if endpoint is not None else "")
        if endpoint != self._endpoint:
            self._endpoint, self._schema = endpoint, schema
            self._look()

    @property
    def view(self) -> SchemaView | None:
        """The browser that is shown."""
        shown = self.objects.currentWidget()
        return shown if isinstance(shown, SchemaView) else None

    @Slot()
    def _look(self) -> None:
        """Have the browser of the instance in front, once somebody sees it."""
        at = self._endpoint
        can = at is not None and isinstance(language_of(at, Dialect.MYSQL), Dialect)
        if at is None or not can:
            self.objects.setCurrentWidget(self._nothing)
            return
        if not self.isVisible() or self.currentIndex() != 0:
            return
        if at.id not in self._views:
            self._views[at.id] = self._made(at)
        self.objects.setCurrentWidget(self._views[at.id][0])

    def _made(self, endpoint: Endpoint) -> tuple[SchemaView, Links]:
        links = self._room.links(endpoint)
        view = SchemaView(endpoint, links.watch, links.heavy, self._room.preferences, upright=True)
        links.setParent(view)
        view.insert_wanted.connect(self.insert_wanted)
        view.open_wanted.connect(self.open_wanted)
        view.failed.connect(self.failed)
        view.apply_theme(self._theme)
        if self._state:
            view.restore(self._state)
        self.objects.addWidget(view)
        view.begin(self._schema)
        return view, links

    def showEvent(self, event: Any) -> None:
        """It was hidden: look at what is in front now."""
        super().showEvent(event)
        self._look()

    def forget(self, instances: frozenset[str]) -> None:
        """Log out where no tab is left."""
        for id_ in self._views.keys() - instances:
            view, links = self._views.pop(id_)
            self._drop(view, links)

    def _drop(self, view: SchemaView, links: Links) -> None:
        view.shut()
        links.close()
        self.objects.removeWidget(view)
        view.deleteLater()

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.setTabText(0, _("Objects"))
        self.setTabText(1, _("History"))
        self._nothing.setText(
            _("The tables, views and programs of the instance in front are shown here.")
        )
        self.history.retranslate()
        for view, _links in self._views.values():
            view.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.history.apply_theme(theme)
        for view, _links in self._views.values():
            view.apply_theme(theme)

    def state(self) -> dict[str, bytes]:
        """How it is arranged."""
        if self.view is not None:
            self._state = self.view.state()
        return {
            "console-objects": self._state,
            "console-history": self.history.panel.state(),
        }

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange it as it was."""
        self._state = bytes(QByteArray(state.get("console-objects", b"")).data())
        self.history.panel.restore(state.get("console-history", b""))

    def shut(self) -> None:
        """Log out everywhere."""
        self.history.shut()
        for view, links in self._views.values():
            view.shut()
            links.close()
