"""The objects of the server, and the comparison of its schemas with others."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.engines.dictionary import ListsObjects, ReadsDefinitions
from app.i18n import N_, _
from app.views.operate.panel import Panel
from app.views.operate.room import Room
from app.views.schema.compare_view import CompareView
from app.views.schema.view import SchemaView
from app.views.theme import GAP, Theme, code_font


class SchemaPanel(Panel):
    """The browser; the comparison takes its place when it is wanted."""

    key = "schema"
    title = N_("Schema")
    icon = "tag"
    needs = (ListsObjects,)

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        links = room.links
        self.view = SchemaView(room.endpoint, links.watch, links.heavy, room.preferences)
        self.comparison = CompareView(room.others.connect)
        self.compare = QPushButton()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.comparison)
        self.view.objects.panel.add_to_bar(self.compare)
        down = QVBoxLayout(self)
        down.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        down.addWidget(self._stack)
        self.compare.clicked.connect(self._begin_comparison)
        self.comparison.left.connect(self._show_objects)
        self.view.failed.connect(self.failed)
        self.view.open_wanted.connect(self._open)
        self.comparison.open_wanted.connect(self._open)
        room.preferences.changed.connect(self.apply_font)
        self.apply_font()
        self.retranslate()

    def begin(self) -> None:
        """Ask for the schemas."""
        self.compare.setVisible(isinstance(self.session, ReadsDefinitions))
        self.view.begin(self.room.endpoint.access.database)

    @Slot()
    def refresh(self) -> None:
        """Ask anew."""
        self.view.refresh()

    def shut(self) -> None:
        """End what runs."""
        self.comparison.stop()
        self.view.shut()

    @Slot()
    def _begin_comparison(self) -> None:
        own = [line.schema for line in self.view.objects.schemas if not line.system]
        here = self.room.endpoint
        self.comparison.offer(here, self.room.others.like(here), own, self.view.objects.schema)
        self._stack.setCurrentWidget(self.comparison)
        self.comparison.there.schema.setFocus()

    @Slot()
    def _show_objects(self) -> None:
        self._stack.setCurrentWidget(self.view)
        self.view.setFocus()

    @Slot(str)
    def _open(self, text: str) -> None:
        self.room.audit(text, self.room.endpoint.name)

    @Slot()
    def apply_font(self) -> None:
        """Take the user's font for SQL."""
        now = self.room.preferences.now
        self.comparison.set_code_font(code_font(now.code_font, now.code_size))

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.compare.setText(_("Compare…"))
        self.view.retranslate()
        self.comparison.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.view.apply_theme(theme)
        self.comparison.apply_theme(theme)

    def state(self) -> dict[str, bytes]:
        """How it is divided."""
        return {"operate-schema": self.view.state()}

    def restore(self, state: dict[str, bytes]) -> None:
        """Divide it as it was."""
        if kept := state.get("operate-schema"):
            self.view.restore(kept)
