"""What a table and a tree have in common: filter, counts, age, menu, and the four states."""

from datetime import datetime
from typing import Generic, TypeAlias, TypeVar

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFont, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import Cancelled, ConsoleError
from app.i18n import _, ngettext
from app.models.formats import count
from app.views.actions import Command, CommandAction
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.action_bar import ActionBar
from app.views.widgets.age import Age
from app.views.widgets.copying import Copying
from app.views.widgets.exporting import Exporting
from app.views.widgets.filter_line import FilterLine
from app.views.widgets.handing import Handing
from app.views.widgets.record_tree_view import RecordTreeView
from app.views.widgets.record_view import RecordView
from app.views.widgets.states import Empty, States
from app.views.widgets.strip import Strip

T = TypeVar("T")
View: TypeAlias = RecordView[T] | RecordTreeView[T]


class RecordPanel(Handing, Generic[T]):
    """A view of records with all that belongs to one.

    Signals:
        activated: the record somebody pressed Enter on, or double-clicked.
        current_changed: the record the keyboard is on, or None; again when it was refreshed.
        selected: the records that are selected now, as a list.
        begin_wanted: the button of the empty state was pressed.
        cancel_wanted: what is waited for shall be given up.
        retry_wanted: what failed shall be tried again.
    """

    activated = Signal(object)
    current_changed = Signal(object)
    selected = Signal(object)
    begin_wanted = Signal()
    cancel_wanted = Signal()
    retry_wanted = Signal()

    view: View[T]

    def __init__(
        self, view: View[T], title: str, empty: Empty, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.view = view
        self._title = title
        self._theme = LIGHT
        self._offered: list[QAction] = []
        self._doing: tuple[str, bool] | None = None
        self._page_filters = False
        self.actions_bar = ActionBar(self)
        self.filter, self.counts, self.age = FilterLine(self), QLabel(self), Age(self)
        self.counts.setProperty("role", "muted")
        self._stack = QStackedWidget(self)
        self._rows = QWidget(self._stack)
        self.states, self.strip = States(empty, self._stack), Strip(self._rows)
        self.copying = Copying(view, lambda: view.columns.shown, lambda: view.selected_records)
        self.exporting = Exporting(view, lambda: _(self._title))
        self.bar = QHBoxLayout()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.bar.setSpacing(3 * GAP)
        self.bar.addWidget(self.filter, 1)
        self.bar.addWidget(self.counts)
        self.bar.addWidget(self.age)
        self._head = QWidget()
        self._head.setLayout(self.bar)
        self.bar.setContentsMargins(0, 0, 0, 0)
        inside = QVBoxLayout(self._rows)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.strip)
        inside.addWidget(self.view, 1)
        self._stack.addWidget(self._rows)
        self._stack.addWidget(self.states)
        self._stack.setCurrentWidget(self.states)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GAP)
        layout.addWidget(self.actions_bar)
        layout.addWidget(self._head)
        layout.addWidget(self.exporting.strip)
        layout.addWidget(self._stack, 1)
        self.hand_focus_to(self.view)

    def _connect(self) -> None:
        view = self.view
        view.opened.connect(self.activated)
        view.became_current.connect(self.current_changed)
        view.selected.connect(self.selected)
        view.selected.connect(self._count)
        view.selected.connect(self.refresh_actions)
        view.became_current.connect(self.refresh_actions)
        view.arranged.connect(self.refresh_actions)
        view.arranged.connect(self._show_what_there_is)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._open_menu)
        self.filter.wanted.connect(view.filter_by)
        self.filter.left.connect(self._go_to_rows)
        for part in (self.states, self.strip):
            part.cancel_wanted.connect(self.cancel_wanted)
            part.retry_wanted.connect(self.retry_wanted)
        self.states.begin_wanted.connect(self.begin_wanted)
        self.age.changed.connect(self.show_stale)
        for keys in ("/", "Ctrl+F"):
            QShortcut(
                QKeySequence(keys),
                self,
                self._go_to_filter,
                context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
            )

    # what the page tells

    def offer(self, *what: Command | QAction) -> None:
        """Put commands into the menu of the rows, above copying.

        A `Command` is a button over the rows, too, and its keys work in this panel; an action
        of the page, which has its button elsewhere, is shown as it is.
        """
        for one in what:
            action = one
            if isinstance(one, Command):
                action = CommandAction(one, self)
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                action.apply_theme(self._theme)
                self.addAction(action)
                self.actions_bar.offer([action])
            assert isinstance(action, QAction)
            self._offered.append(action)

    def begin_as(self, name: str) -> None:
        """Have the button of the empty state follow the command of that name, which is offered."""
        self.states.begin_as(next(each for each in self._offered if each.objectName() == name))

    def add_to_bar(self, widget: QWidget) -> None:
        """Put a control of the page beside the filter."""
        self.bar.addWidget(widget)

    def filter_by_page(self, line: FilterLine) -> None:
        """The page chooses what there is, with a line of its own: in place of the one over the rows
        stand the buttons.
        """
        self.filter.hide()
        self.filter.deleteLater()
        self.bar.insertWidget(0, self.actions_bar, 1)
        self.filter, self._page_filters = line, True
        self._head.setEnabled(True)

    def show_rows_only(self) -> None:
        """Nothing to click or to type in: for a screen on the wall."""
        self.actions_bar.hide()
        self._head.hide()

    def wait(self, doing: str, done: float | None = None, *, cancel: bool = True) -> None:
        """Say what is waited for: instead of rows where there are none, else above them."""
        self._doing = (doing, cancel)
        if self.view.counts[1]:
            self.strip.show_busy(doing, cancel=cancel)
        else:
            self.states.show_busy(doing, done, cancel=cancel)
            self._show(self.states)

    def fail(self, error: ConsoleError) -> None:
        """Say what went wrong; the rows there are stay, and grow old. A cancel is no failure."""
        self._doing = None
        if isinstance(error, Cancelled):
            self.settle()
        elif self.view.counts[1]:
            self.strip.show_failed(error)
        else:
            self.states.show_failed(error)
            self._show(self.states)

    def settle(self, sampled: datetime | None = None) -> None:
        """What was waited for is here; `sampled` is when it was so, with its time zone."""
        self._doing = None
        self.strip.rest()
        self.states.rest()
        self.age.show_sampled(sampled)
        self._show_what_there_is()

    def show_empty(self, empty: Empty) -> None:
        """Say something else while there are no rows."""
        self.states.show_empty(empty)
        self._show_what_there_is()

    @property
    def stale_after(self) -> float | None:
        """Seconds after which rows that were not refreshed are greyed; None for never."""
        return self.age.stale_after

    @stale_after.setter
    def stale_after(self, seconds: float | None) -> None:
        self.age.stale_after = seconds
        self.age.look()

    # what is shown

    @Slot()
    def _show_what_there_is(self) -> None:
        self._count()
        if self.view.counts[1]:
            self._show(self._rows)
            if self._doing is not None and not self.strip.waiting:  # the first rows came meanwhile
                self.strip.show_busy(self._doing[0], cancel=self._doing[1])
        elif self.states.now != "failed" and not self.states.waiting:
            if not self.view.arranging:
                self.states.show_empty()
            self._show(self.states)

    def _show(self, part: QWidget) -> None:
        """Show the rows or a state; the focus does not get lost on the way."""
        if self._stack.currentWidget() is part:
            return
        had_focus = self._stack.isAncestorOf(self.focusWidget() or self)
        self._stack.setCurrentWidget(part)
        if not self._page_filters:
            self._head.setEnabled(part is not self.states)
        if had_focus and part is not self.states:
            self.view.setFocus()

    @Slot()
    def _count(self) -> None:
        shown, total = self.view.counts
        selected = len(self.view.selected_records)
        parts = []
        if selected > 1:
            parts.append(_("{count} selected").format(count=count(selected)))
        if shown != total:
            parts.append(_("{shown} of {total}").format(shown=count(shown), total=count(total)))
        else:
            parts.append(ngettext("{count} row", "{count} rows", total).format(count=count(total)))
        self.counts.setText(" · ".join(parts))

    @Slot(object)
    def show_stale(self, stale: bool) -> None:
        """Draw what is shown as old, or as fresh."""
        self.view.delegate.painter.stale = stale
        self.view.viewport().update()

    # keys and menu

    @Slot()
    def _go_to_filter(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    @Slot()
    def _go_to_rows(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc in the rows takes the filter away."""
        if event.key() == Qt.Key.Key_Escape and self.filter.text():
            self.filter.clear()
            self.filter.want()
        else:
            super().keyPressEvent(event)

    @Slot()
    def refresh_actions(self) -> None:
        """Grey what cannot be done with what is chosen now."""
        for action in self._offered:
            if isinstance(action, CommandAction):
                action.refresh()

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.refresh_actions()
        menu.addActions(self._offered)
        if self._offered:
            menu.addSeparator()
        self.copying.fill(menu)
        menu.addSeparator()
        self.exporting.fill(menu)
        menu.addSeparator()
        self.view.columns.fill(menu.addMenu(_("Columns")))
        menu.popup(self.view.viewport().mapToGlobal(place))

    # words, colours, memory

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.view.setAccessibleName(_(self._title))
        self.view.placeholder = _("No row matches the filter. Esc takes it away.")
        self.view.retranslate()
        for part in (self.filter, self.age, self.states, self.strip, self.copying, self.exporting):
            part.retranslate()
        for action in self._offered:
            if isinstance(action, CommandAction):
                action.retranslate()
        self.actions_bar.setAccessibleName(_("What can be done here"))
        self._count()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        for part in (
            self.view, self.filter, self.states, self.strip, self.exporting, self.actions_bar,
        ):  # fmt: skip
            part.apply_theme(theme)
        for action in self._offered:
            if isinstance(action, CommandAction):
                action.apply_theme(theme)

    def set_code_font(self, font: QFont) -> None:
        """Use another font for statements."""
        self.view.delegate.painter.set_code_font(font)
        self.view.viewport().update()

    def state(self) -> bytes:
        """What to keep: the columns and what is sorted by."""
        return self.view.columns.state()

    def restore(self, state: bytes) -> None:
        """Arrange it as it was; a state that makes no sense changes nothing."""
        self.view.columns.restore(state)
