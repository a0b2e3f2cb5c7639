"""One object beside the tree, in tabs that ask the server when somebody looks."""

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from app.domain.dialect import Dialect
from app.domain.errors import ConsoleError
from app.domain.schema.objects import ObjectName
from app.i18n import N_, _
from app.models.records import RecordTable
from app.models.schema.tree import KIND_NAMES
from app.views.schema.ddl_view import DdlView
from app.views.schema.tabs import (
    TABS,
    Asked,
    Tab,
    asks_of,
    first_of,
    lacking_of,
    question,
)
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.elided import Elided
from app.views.widgets.states import Empty, States
from app.views.widgets.table_panel import TablePanel
from app.workers.lane import Job
from app.workers.link import Link

_REST = 120
"""Milliseconds an object must stay chosen before the server is asked: arrow keys run through."""


class ObjectDetails(QWidget):
    """Shows an object; each question is put once, and again after `refresh`.

    Signals:
        open_wanted: SQL to be opened in an editor.
        show_wanted: the ObjectName of another object, which somebody pressed Enter on.
        insert_wanted: the name of a column, as it is.
    """

    open_wanted = Signal(str)
    show_wanted = Signal(object)
    insert_wanted = Signal(str)

    def __init__(self, link: Link, dialect: Dialect, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link, self._dialect = link, dialect
        self._theme, self._font = LIGHT, QFont()
        self.name: ObjectName | None = None
        self._answers: dict[Asked, Any] = {}
        self._errors: dict[Asked, ConsoleError] = {}
        self._jobs: dict[Asked, Job[Any]] = {}
        self._pages: dict[str, TablePanel[Any] | DdlView] = {}
        self._rooms: dict[str, QWidget] = {}
        self._shown: tuple[Tab, ...] = ()
        self._chosen = ""
        self.title, self.kind = Elided(), QLabel()
        self.title.setProperty("role", "title")
        self.kind.setProperty("role", "muted")
        self.said = QLabel(wordWrap=True)
        self.said.setProperty("role", "muted")
        self.tabs = QTabWidget(documentMode=True)
        self.nothing = States(
            Empty(
                N_("No object is chosen"),
                N_("Columns, indexes, keys, grants, dependencies and the DDL are shown here."),
                icon="search",
            )
        )
        down = QVBoxLayout(self)
        down.setContentsMargins(2 * GAP, 0, 0, 0)
        down.setSpacing(GAP)
        for widget, stretch in (
            (self.title, 0), (self.kind, 0), (self.said, 0), (self.tabs, 1), (self.nothing, 1),
        ):  # fmt: skip
            down.addWidget(widget, stretch)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._want)
        self.tabs.currentChanged.connect(self._turn)
        link.changed.connect(self._meet)
        self.show_object(None)
        self.retranslate()

    # ------------------------------------------------------------------ what is shown

    def show_object(self, name: ObjectName | None) -> None:
        """Show another object, at the tab that was looked at where it has that."""
        self._forget()
        self.name = name
        for widget in (self.title, self.kind, self.tabs):
            widget.setVisible(name is not None)
        self.said.hide()
        self.nothing.setVisible(name is None)
        self.nothing.show_empty()
        if name is None:
            return
        self.title.say(name.dotted)
        self.kind.setText(_(KIND_NAMES[name.kind]))
        self._lay_tabs(name)
        self._show_current()
        self._rest.start()

    @Slot()
    def _meet(self) -> None:
        """There is a session now, which knows what it can tell."""
        if self.name is not None and not self._shown and self._link.session is not None:
            self.show_object(self.name)

    @Slot()
    def refresh(self) -> None:
        """Ask anew for what is looked at."""
        if self.name is not None:
            self._forget()
            self._want()

    def shut(self) -> None:
        """End what runs."""
        self._forget()

    def _forget(self) -> None:
        self._rest.stop()
        for job in self._jobs.values():
            job.cancel()
        self._jobs.clear()
        self._answers.clear()
        self._errors.clear()

    def _lay_tabs(self, name: ObjectName) -> None:
        """Have the tabs such an object has; those that stay are not made anew."""
        wanted = tuple(tab for tab in TABS if tab.is_for(name, self._link.session))
        self.tabs.blockSignals(True)
        if wanted != self._shown:
            while self.tabs.count():
                self.tabs.removeTab(0)
            for tab in wanted:
                self.tabs.addTab(self._room(tab), _(tab.title))
            self._shown = wanted
        names = [tab.name for tab in wanted]
        chosen = self._chosen if self._chosen in names else first_of(name.kind)
        if chosen in names:
            self.tabs.setCurrentIndex(names.index(chosen))
        self.tabs.blockSignals(False)
        for page in self._pages.values():
            if isinstance(page, DdlView):
                page.clear()
            else:
                page.table.clear()

    def _room(self, tab: Tab) -> QWidget:
        """Where its page will stand once somebody looks: eight tables at once take a while."""
        room = self._rooms.get(tab.name)
        if room is None:
            room = self._rooms[tab.name] = QWidget()
            inside = QVBoxLayout(room)
            inside.setContentsMargins(0, 0, 0, 0)
        return room

    def page(self, tab: Tab) -> TablePanel[Any] | DdlView:
        """What a tab shows."""
        page = self._pages.get(tab.name)
        if page is not None:
            return page
        if not tab.fields:
            page = DdlView()
            page.open_wanted.connect(self.open_wanted)
        else:
            table: RecordTable[Any] = RecordTable(tab.fields, tab.key)
            page = TablePanel(table, tab.title, tab.empty)
            page.activated.connect(self._follow)
        page.cancel_wanted.connect(self._cancel)
        page.retry_wanted.connect(self.refresh)
        page.apply_theme(self._theme)
        page.set_code_font(self._font)
        self._pages[tab.name] = page
        inside = self._room(tab).layout()
        assert inside is not None
        inside.addWidget(page)
        return page

    @property
    def tab(self) -> Tab | None:
        """The tab that is looked at."""
        at = self.tabs.currentIndex()
        return self._shown[at] if 0 <= at < len(self._shown) else None

    @Slot(int)
    def _turn(self, _at: int) -> None:
        if self.tab is not None and self.name is not None:
            self._chosen = self.tab.name
            self._want()

    @property
    def waiting(self) -> bool:
        """Whether an answer is on its way, or about to be asked for."""
        return bool(self._jobs) or self._rest.isActive()

    def show_tab(self, name: str) -> None:
        """Look at another tab."""
        for at, tab in enumerate(self._shown):
            if tab.name == name:
                self.tabs.setCurrentIndex(at)

    # ---------------------------------------------------------------- asking

    @Slot()
    def _want(self) -> None:
        """Ask for what the tab needs and nobody has asked for."""
        if self.tab is None or self.name is None:
            return
        for asked in asks_of(self.tab, self.name):
            if asked not in self._answers and asked not in self._jobs:
                self._errors.pop(asked, None)
                job = self._link.ask(question(asked, self.name, self._dialect))
                self._jobs[asked] = job
                job.succeeded.connect(partial(self._take, self.name, asked))
                job.failed.connect(partial(self._fail, self.name, asked))
        self._show_current()

    def _take(self, name: ObjectName, asked: Asked, answer: Any) -> None:
        if name == self.name and self._jobs.pop(asked, None) is not None:
            self._answers[asked] = answer
            self._show_current()

    def _fail(self, name: ObjectName, asked: Asked, error: ConsoleError) -> None:
        if name == self.name and self._jobs.pop(asked, None) is not None:
            self._errors[asked] = error
            self._show_current()

    @Slot()
    def _cancel(self) -> None:
        for job in self._jobs.values():
            job.cancel()
        self._jobs.clear()
        self._show_current()

    def _show_current(self) -> None:
        tab, name = self.tab, self.name
        if tab is None or name is None:
            return
        page = self.page(tab)
        asks = asks_of(tab, name)
        error = next((self._errors[a] for a in asks if a in self._errors), None)
        if error is not None:
            page.fail(error)
        elif any(asked not in self._answers for asked in asks):
            if self.waiting:
                page.wait(_("Asking for {name}…").format(name=name.dotted))
        elif isinstance(page, DdlView):
            page.show_script(self._answers[Asked.DDL])
        else:
            page.show_records(tab.records(self._answers))
        lacking = [
            said for a in asks if a in self._answers for said in lacking_of(self._answers[a])
        ]
        self.said.setText("\n".join(lacking))
        self.said.setVisible(bool(lacking))

    @Slot(object)
    def _follow(self, record: Any) -> None:
        """Enter on a dependency or a foreign key shows the other end; on a column inserts it."""
        other = getattr(record, "other", None) or getattr(record, "id", None)
        if isinstance(other, ObjectName):
            self.show_wanted.emit(other)
        elif self.tab is not None and self.tab.name == "columns":
            self.insert_wanted.emit(record.name)

    # ---------------------------------------------------------------- words, colours, memory

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.nothing.retranslate()
        self.tabs.setAccessibleName(_("Details of the object"))
        for at, tab in enumerate(self._shown):
            self.tabs.setTabText(at, _(tab.title))
        for page in self._pages.values():
            page.retranslate()
        if self.name is not None:
            self.kind.setText(_(KIND_NAMES[self.name.kind]))

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._theme = theme
        self.nothing.apply_theme(theme)
        for page in self._pages.values():
            page.apply_theme(theme)

    def set_code_font(self, font: QFont) -> None:
        """Use another font for SQL."""
        self._font = font
        for page in self._pages.values():
            page.set_code_font(font)
