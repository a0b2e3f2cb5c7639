"""Schemas and their objects as a tree, and a line above that searches all of them."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import ConsoleError
from app.domain.schema.objects import Hit, ListedObject, ListedSchema, ObjectKind, ObjectName
from app.engines.dictionary import ListsObjects
from app.i18n import N_, _
from app.models.record_tree import Node, RecordTree
from app.models.schema.tree import TREE, Line, object_branches, schema_branches
from app.views.schema.search_pane import SearchPane
from app.views.theme import GAP, Theme
from app.views.widgets.filter_line import FilterLine
from app.views.widgets.handing import Handing
from app.views.widgets.states import Empty
from app.views.widgets.tree_panel import TreePanel
from app.workers.lane import Job
from app.workers.link import Link


class SearchLine(FilterLine):
    """What is looked for in names, columns, comments and code."""

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.setPlaceholderText(_("Search names, columns, comments, code"))
        self.setAccessibleName(_("Search everywhere"))
        self.setToolTip(_("Esc goes back to the tree."))


class ObjectsPane(Handing):
    """The tree, or what a search found in its place.

    Signals:
        chosen: the ObjectName the keyboard is on, or None.
        opened: the ObjectName somebody pressed Enter on, or double-clicked.
        failed: a ConsoleError, where rows are shown nevertheless.
    """

    chosen = Signal(object)
    opened = Signal(object)
    failed = Signal(object)

    def __init__(self, link: Link, heavy: Link, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._kinds: tuple[ObjectKind, ...] = ()
        self._wanted: ObjectName | None = None
        self._start = ""
        self._listed_last: object = None
        self._listing: Job[Any] | None = None
        self.tree: RecordTree[Line] = RecordTree(TREE, lambda line: line.key)
        self.panel: TreePanel[Line] = TreePanel(
            self.tree,
            N_("Objects"),
            Empty(N_("No schema is seen"), N_("This account sees none."), N_("Refresh")),
        )
        self.line = SearchLine()
        self.panel.filter_by_page(self.line)
        self.found = SearchPane(heavy)
        self.found.panel.filter_by_page(self.line)
        self.panel.counts.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.panel)
        self._stack.addWidget(self.found)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(2 * GAP)
        down.addWidget(self.line)
        down.addWidget(self._stack, 1)
        self.hand_focus_to(self.panel)
        self._connect()

    def _connect(self) -> None:
        self.tree.wanted.connect(self._open)
        self.panel.begin_wanted.connect(self.refresh)
        self.panel.retry_wanted.connect(self.refresh)
        self.panel.cancel_wanted.connect(self._cancel)
        self.panel.current_changed.connect(self._choose)
        self.panel.activated.connect(self._activate)
        self.line.wanted.connect(self._search)
        self.line.left.connect(self._go_to_rows)
        self.found.chosen.connect(self._choose_hit)
        self.found.opened.connect(self.reveal)

    @property
    def name(self) -> ObjectName | None:
        """The object the keyboard is on."""
        if self._stack.currentWidget() is self.found:
            hit = self.found.panel.view.current
            return None if hit is None else hit.id
        line = self.panel.view.current
        return None if line is None or line.object is None else line.object.id

    @property
    def schema(self) -> str:
        """The schema the keyboard is in."""
        name = self.name
        line = self.panel.view.current
        return name.schema if name is not None else line.schema if line is not None else ""

    @property
    def schemas(self) -> list[Line]:
        """The schemas that are listed."""
        return [node.record for node in self.tree.every() if node.record and not node.path[1:]]

    # ------------------------------------------------------------------ the tree

    def begin(self, schema: str = "") -> None:
        """Ask for the schemas, and open the tables of one where it is named."""
        self._start = schema
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Ask anew for the schemas and for every branch that is open."""
        if self._listing is not None:
            return
        self.panel.wait(_("Asking for the schemas…"))
        job = self._link.ask(_schemas)
        self._listing = job
        job.succeeded.connect(self._show_schemas)
        job.failed.connect(self.panel.fail)
        job.finished.connect(self._listed)

    @Slot()
    def _cancel(self) -> None:
        if self._listing is not None:
            self._listing.cancel()
            self.panel.settle()

    @Slot()
    def _listed(self) -> None:
        self._listing = None

    @Slot(object)
    def _show_schemas(self, found: tuple[tuple[ListedSchema, ...], tuple[ObjectKind, ...]]) -> None:
        schemas, self._kinds = found
        known = [node for node in self.tree.every() if self._is_listed(node)]
        if found == self._listed_last and known:
            self.panel.settle()
        else:
            self.panel.show_branches(schema_branches(schemas, self._kinds))
        self._listed_last = found
        for node in known:
            self._open(node)
        if self._start:
            self.open_schema(self._start)
            self._start = ""
        elif self._wanted is None and not known:
            own = [schema for schema in schemas if not schema.system]
            if len(own) == 1:
                self.open_schema(own[0].name)

    def _is_listed(self, node: Node[Line]) -> bool:
        line = node.record
        return (
            line is not None
            and line.kind is not None
            and line.object is None
            and (node.branches is not None)
        )

    def open_schema(self, schema: str) -> None:
        """Open the tables of a schema."""
        for path in ((schema,), (schema, self._kinds[0].value if self._kinds else "")):
            node = self.tree.node_of(path)
            if node is not None:
                self.panel.view.expand(self.tree.index_of(node))
        self.panel.view.select((schema,))

    @Slot(object)
    def _open(self, node: Node[Line]) -> None:
        line = node.record
        assert line is not None
        assert line.kind is not None
        schema, kind = line.schema, line.kind
        job = self._link.ask(lambda session: session.objects(schema, kind))

        def fill(found: tuple[ListedObject, ...]) -> None:
            if self.tree.node_of(node.path) is not node:
                return
            branches = object_branches(found)
            node.record = Line(schema, kind, count=len(found))
            known = None if node.branches is None else [each.record for each in node.branches]
            if known == [branch.record for branch in branches]:
                self.tree.give_up(node)  # nothing is new: 10,000 lines need not be put in order
            else:
                self.tree.fill(node, branches)
            self._go_to_wanted()

        def give_up(error: ConsoleError) -> None:
            self.tree.give_up(node)
            self.failed.emit(error)

        job.succeeded.connect(fill)
        job.failed.connect(give_up)

    @Slot(object)
    def reveal(self, name: ObjectName) -> None:
        """Show an object in the tree, opening what is above it."""
        self.line.clear()
        self.line.want()
        self._wanted = name
        group = self.tree.node_of((name.schema, name.kind.value))
        if group is None:
            return
        for path in ((name.schema,), (name.schema, name.kind.value)):
            self.panel.view.expand(self.tree.index_of(self._node(path)))
        if group.branches is not None:
            self._go_to_wanted()

    def _node(self, path: tuple[str, ...]) -> Node[Line]:
        node = self.tree.node_of(path)
        assert node is not None
        return node

    def _go_to_wanted(self) -> None:
        name = self._wanted
        if name is not None and self.panel.view.select((name.schema, name.kind.value, name.name)):
            self._wanted = None
            self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _choose(self, line: Line | None) -> None:
        self.chosen.emit(None if line is None or line.object is None else line.object.id)

    @Slot(object)
    def _activate(self, line: Line) -> None:
        if line.object is not None:
            self.opened.emit(line.object.id)
            return
        index = self.panel.view.currentIndex()
        self.panel.view.setExpanded(index, not self.panel.view.isExpanded(index))

    # ------------------------------------------------------------------ the search

    @Slot(object)
    def _search(self, text: str) -> None:
        wanted = text.strip()
        self.found.look_for(wanted)
        self._stack.setCurrentWidget(self.found if wanted else self.panel)
        self.chosen.emit(self.name)

    @Slot(object)
    def _choose_hit(self, hit: Hit | None) -> None:
        self.chosen.emit(None if hit is None else hit.id)

    @Slot()
    def _go_to_rows(self) -> None:
        pane = self.found.panel if self._stack.currentWidget() is self.found else self.panel
        pane.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def shut(self) -> None:
        """End what runs."""
        self._cancel()
        self.found.shut()

    # ------------------------------------------------------------------ words and colours

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.panel.retranslate()
        self.found.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.panel.apply_theme(theme)
        self.found.apply_theme(theme)


def _schemas(session: Any) -> tuple[tuple[ListedSchema, ...], tuple[ObjectKind, ...]]:
    if not isinstance(session, ListsObjects):
        return (), ()
    return session.schemas(), session.object_kinds
