"""A list, and beside it all of what is chosen, or the form in which it is edited."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from app.i18n import _
from app.views.theme import GAP, LIGHT, Theme
from app.views.widgets.ask import Ask
from app.views.widgets.details_panel import DetailsPanel
from app.views.widgets.edit_form import EditForm
from app.views.widgets.table_panel import TablePanel

F = TypeVar("F", bound=EditForm)
_SIZES = [760, 440]


class ListAndForm(QSplitter):
    """Holds one form at a time. It stays open while something in it is not kept, whatever is
    chosen in the list; what would put something else in its place asks first.

    Signals:
        form_changed: another form is open, or none.
    """

    form_changed = Signal()

    def __init__(self, panel: TablePanel[Any], details: DetailsPanel[Any]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._panel, self._details, self._theme = panel, details, LIGHT
        self.form: EditForm | None = None
        self._wire: Callable[[Any], object] | None = None
        self.question: Ask | None = None
        """What is being asked before something is lost."""
        self.beside = QStackedWidget()
        self.beside.addWidget(details)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(2 * GAP)
        self.addWidget(panel)
        self.addWidget(self.beside)
        self.setStretchFactor(0, 1)
        self.setSizes(_SIZES)
        panel.current_changed.connect(details.show_record)
        panel.current_changed.connect(self._follow)

    @property
    def dirty(self) -> bool:
        """Whether a form holds something that is not kept."""
        return self.form is not None and self.form.dirty

    def open(self, make: Callable[[], F], wire: Callable[[F], object]) -> None:
        """Show a form instead of what is there, after asking where something would be lost.

        `wire` connects it: the one that is made, and those that take its place when another
        language is spoken.
        """
        self.leave(lambda: self._put(make(), wire))

    def leave(self, then: Callable[[], object]) -> None:
        """Close what is edited, and go on; where something would be lost, ask first."""
        if not self.dirty:
            self.close_form()
            then()
            return
        if self.question is not None:
            return
        assert self.form is not None
        title = self.form.heading.text()
        self.question = Ask(
            _("Discard what was changed in “{title}”?").format(title=title), [],
            yes=_("Discard"), parent=self,
        )  # fmt: skip

        def go_on() -> None:
            self.close_form()
            then()

        self.question.agreed.connect(go_on)
        self.question.finished.connect(self._forget_question)
        self.question.open()

    def close_form(self) -> None:
        """Show what is chosen again."""
        form, self.form = self.form, None
        if form is None:
            return
        form.shut()
        had_focus = form.isAncestorOf(form.focusWidget() or form) and self.isActiveWindow()
        self.beside.setCurrentWidget(self._details)
        self.beside.removeWidget(form)
        form.hide()
        form.deleteLater()
        if had_focus:
            self._panel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.form_changed.emit()

    def show_beside(self, widget: QWidget) -> None:
        """Show something else there for a while; it belongs to whoever made it."""
        if self.beside.indexOf(widget) < 0:
            self.beside.addWidget(widget)
        self.beside.setCurrentWidget(widget)

    def show_again(self) -> None:
        """Show the form, or what is chosen."""
        self.beside.setCurrentWidget(self.form or self._details)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._panel.apply_theme(theme)
        self._details.apply_theme(theme)
        if self.form is not None:
            self.form.apply_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now; nothing that is typed is lost."""
        self._details.retranslate()
        old, wire = self.form, self._wire
        if old is None or wire is None:
            return
        typing = old.focusWidget() if old.isAncestorOf(old.window().focusWidget() or old) else None
        shown = self.beside.currentWidget() is old
        self.close_form()
        new = old.again()
        self._place(new, wire)
        if not shown:
            self.beside.setCurrentWidget(self._details)
        line = (
            new.findChild(QWidget, typing.objectName()) if typing and typing.objectName() else None
        )
        if line is not None:
            line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put(self, form: F, wire: Callable[[F], object]) -> None:
        self._place(form, wire)
        form.begin()
        self.form_changed.emit()

    def _place(self, form: F, wire: Callable[[F], object]) -> None:
        self.form, self._wire = form, wire
        wire(form)
        form.apply_theme(self._theme)
        form.left.connect(self.close_form)
        form.leave_wanted.connect(self._ask_to_leave)
        self.beside.addWidget(form)
        self.beside.setCurrentWidget(form)

    @Slot()
    def _ask_to_leave(self) -> None:
        self.leave(lambda: None)

    @Slot()
    def _forget_question(self) -> None:
        self.question = None

    @Slot(object)
    def _follow(self, record: Any) -> None:
        """What is chosen takes the place of a form in which nothing was changed."""
        if self.form is None or self.form.dirty or record is None:
            return
        if self._panel.table.key(record) != self.form.key and self._panel.view.hasFocus():
            self.close_form()
