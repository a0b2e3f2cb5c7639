"""The schema browser: objects at one side, what they are made of at the other.

view = SchemaView(endpoint, link, heavy, preferences)
view.insert_wanted.connect(editor.insert)          # a name, as it must be written
view.open_wanted.connect(page.open_text)           # SQL for a new editor
view.begin("shop")
"""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.domain.dialect import Dialect
from app.domain.endpoint import Endpoint
from app.domain.schema.objects import ObjectName
from app.i18n import N_
from app.models.preferences import Preferences
from app.sql.quoting import dotted, written
from app.views.actions import Command
from app.views.schema.details import ObjectDetails
from app.views.schema.objects_pane import ObjectsPane
from app.views.schema.sizes_pane import SizesPane
from app.views.theme import Theme, code_font
from app.views.widgets.handing import Handing
from app.workers.link import Link

_DIALECTS = {
    "mysql": Dialect.MYSQL, "mariadb": Dialect.MARIADB, "oracle": Dialect.ORACLE,
}  # fmt: skip
_ROWS = 200
"""Rows that "show its rows" asks for."""


def dialect_of(endpoint: Endpoint) -> Dialect:
    """The SQL an instance speaks."""
    return _DIALECTS.get(endpoint.type, Dialect.MYSQL)


class SchemaView(Handing):
    """Browses the objects of one instance; asks nothing before `begin`.

    `link` answers quickly, `heavy` is searched through: a search holds up nothing else. Both are
    those of whoever made the view. With `upright` the details are below, for a narrow place.

    Signals:
        insert_wanted: a name as a statement takes it, to stand at the cursor.
        open_wanted: SQL to be opened in an editor.
        failed: a ConsoleError.
    """

    insert_wanted = Signal(str)
    open_wanted = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        endpoint: Endpoint,
        link: Link,
        heavy: Link,
        preferences: Preferences,
        parent: QWidget | None = None,
        *,
        upright: bool = False,
    ) -> None:
        super().__init__(parent)
        self._dialect = dialect_of(endpoint)
        self._preferences = preferences
        self.objects = ObjectsPane(link, heavy)
        self.details = ObjectDetails(link, self._dialect)
        self.sizes = SizesPane(heavy)
        self.beside = QStackedWidget()
        self.beside.addWidget(self.details)
        self.beside.addWidget(self.sizes)
        way = Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal
        self.splitter = QSplitter(way, childrenCollapsible=False)
        self.splitter.addWidget(self.objects)
        self.splitter.addWidget(self.beside)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([420, 420] if upright else [380, 820])
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(self.splitter)
        self.hand_focus_to(self.objects)
        self._connect()
        self.apply_font()

    def _connect(self) -> None:
        self.objects.chosen.connect(self._choose)
        self.sizes.show_wanted.connect(self.objects.reveal)
        self.objects.opened.connect(self._insert)
        self.objects.failed.connect(self.failed)
        self.details.open_wanted.connect(self.open_wanted)
        self.details.show_wanted.connect(self.objects.reveal)
        self.details.insert_wanted.connect(self._insert_column)
        self._preferences.changed.connect(self.apply_font)
        self.objects.panel.offer(*self.commands())

    def commands(self) -> tuple[Command, ...]:
        """What can be done with an object."""
        return (
            Command("schema-insert", N_("&Insert name"), self._insert_current, (),
                    "", "edit", self._has_object),
            Command("schema-rows", N_("Show its &rows"), self._show_rows, ("Alt+Return",),
                    "", "run", self._has_columns),
            Command("schema-copy-name", N_("Copy &name"), self._copy_name, ("Ctrl+Shift+N",), "",
                    "copy", self._has_object),
            Command("schema-sizes", N_("&Sizes of its tables"), self._show_sizes, (), "", "space",
                    lambda: bool(self.objects.schema)),
            Command("schema-refresh", N_("Re&fresh"), self.refresh, ("F5",), "", "refresh"),
        )  # fmt: skip

    # ------------------------------------------------------------------ what it does

    def begin(self, schema: str = "") -> None:
        """Ask for the schemas; open the tables of this one."""
        self.objects.begin(schema)

    @Slot()
    def refresh(self) -> None:
        """Ask anew for what is shown."""
        self.objects.refresh()
        self.details.refresh()

    def show_object(self, name: ObjectName) -> None:
        """Show an object in the tree and beside it."""
        self.objects.reveal(name)
        self.details.show_object(name)

    def shut(self) -> None:
        """End what runs; the links are left to who made them."""
        self.objects.shut()
        self.details.shut()
        self.sizes.stop()

    @Slot(object)
    def _choose(self, name: ObjectName | None) -> None:
        self.beside.setCurrentWidget(self.details)
        self.details.show_object(name)

    @Slot()
    def _show_sizes(self) -> None:
        self.sizes.show_schema(self.objects.schema)
        self.beside.setCurrentWidget(self.sizes)

    def _has_object(self) -> bool:
        return self.objects.name is not None

    def _has_columns(self) -> bool:
        name = self.objects.name
        return name is not None and name.kind.has_columns

    @Slot()
    def _insert_current(self) -> None:
        if (name := self.objects.name) is not None:
            self._insert(name)

    @Slot(object)
    def _insert(self, name: ObjectName) -> None:
        self.insert_wanted.emit(dotted(name.schema, name.name, self._dialect))

    @Slot(str)
    def _insert_column(self, column: str) -> None:
        self.insert_wanted.emit(written(column, self._dialect))

    @Slot()
    def _show_rows(self) -> None:
        if (name := self.objects.name) is not None:
            place = dotted(name.schema, name.name, self._dialect)
            oracle = self._dialect is Dialect.ORACLE
            end = f"FETCH FIRST {_ROWS} ROWS ONLY" if oracle else f"LIMIT {_ROWS}"
            self.open_wanted.emit(f"SELECT *\nFROM {place}\n{end};\n")

    @Slot()
    def _copy_name(self) -> None:
        if (name := self.objects.name) is not None:
            QGuiApplication.clipboard().setText(dotted(name.schema, name.name, self._dialect))

    # ------------------------------------------------------------------ words, colours, memory

    @Slot()
    def apply_font(self) -> None:
        """Take the user's font for SQL."""
        now = self._preferences.now
        self.details.set_code_font(code_font(now.code_font, now.code_size))

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.objects.retranslate()
        self.details.retranslate()
        self.sizes.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.objects.apply_theme(theme)
        self.details.apply_theme(theme)
        self.sizes.apply_theme(theme)

    def state(self) -> bytes:
        """What to keep of how it is arranged."""
        return bytes(self.splitter.saveState().data())

    def restore(self, state: bytes) -> None:
        """Arrange it as it was."""
        self.splitter.restoreState(state)
