"""Below the editor: the results of the last run and those that were pinned, plans, and messages."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from app.domain.dialect import Language
from app.engines.console import Order
from app.i18n import _
from app.models.fields import State
from app.results.store import ResultReader
from app.views.console.again import Again
from app.views.console.editor.editor import SqlEditor
from app.views.console.messages_panel import MessagesPanel
from app.views.console.running import Running
from app.views.plan.pane import PlanPane
from app.views.results.result_columns import Shapes
from app.views.results.results_tabs import ResultTabs
from app.views.results.uses import ResultUses
from app.views.theme import GAP, Theme
from app.views.widgets.handing import Handing
from app.workers.lane import Lane
from app.workers.plan_keeper import PlanKeeper


class Below(Handing):
    """Shows the messages while there is nothing else to show, and when something failed.

    Signals:
        failed: a ConsoleError for the notice bar.
    """

    failed = Signal(object)

    def __init__(
        self, lane: Lane, shapes: Shapes, plans: PlanKeeper, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.messages = MessagesPanel()
        self.tabs, self.plan = ResultTabs(lane, shapes), PlanPane(plans)
        self.uses = ResultUses(self.tabs, lane)
        self._headed = False
        self._add_tab(self.messages)
        self.plan.hide()
        self.messages.worst_changed.connect(self._name)
        down = QVBoxLayout(self)
        down.setContentsMargins(2 * GAP, 0, 2 * GAP, 0)
        down.setSpacing(0)
        down.addWidget(self.uses.strip)
        down.addWidget(self.uses.parts, 1)  # strips take no more than they need
        self.hand_focus_to(self.tabs)
        self.retranslate()

    def _add_tab(self, widget: QWidget) -> None:
        """A tab that is no result, and stays."""
        number = self.tabs.addTab(widget, "")
        for side in (QTabBar.ButtonPosition.LeftSide, QTabBar.ButtonPosition.RightSide):
            self.tabs.tabBar().setTabButton(number, side, None)

    def follow(self, running: Running, editor: SqlEditor, language: Callable[[], Language]) -> None:
        """Have results whose rows were edited read anew by what runs statements."""
        Again(running, self.tabs, self.uses, editor, language)

    def show_plan(self) -> None:
        """Bring the plan to the front."""
        if self.tabs.indexOf(self.plan) < 0:
            self._add_tab(self.plan)
            self._name()
        self.tabs.setCurrentWidget(self.plan)

    def begin(self) -> None:
        """A run begins."""
        self._headed = False
        self.tabs.begin_run()

    @Slot(object, object, object)
    def add_result(self, reader: ResultReader, _statement: object, order: Order) -> None:
        """Rows of a statement begin to come."""
        self._headed = True
        self.tabs.add(reader, order.text, order.binds)

    def tell_seconds(self, reader: ResultReader, seconds: float) -> None:
        """The server took so long for that result."""
        self.tabs.tell_seconds(reader, seconds)

    def end(self) -> None:
        """The run is over: where it gave no rows, or an error, that is what is looked for."""
        if not self._headed or self.messages.worst is State.ERROR:
            self.tabs.setCurrentWidget(self.messages)

    @Slot()
    def _name(self) -> None:
        shape, title = self.messages.worst.shape, _("Messages")
        shown = f"{shape} {title}".strip()
        self.tabs.setTabText(self.tabs.indexOf(self.messages), shown)
        if (number := self.tabs.indexOf(self.plan)) >= 0:
            self.tabs.setTabText(number, _("Plan"))

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.messages.retranslate()
        self.plan.view.retranslate()
        self.tabs.retranslate()
        self.uses.retranslate()
        self._name()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.messages.apply_theme(theme)
        self.plan.view.apply_theme(theme)
        self.tabs.apply_theme(theme)
        self.uses.apply_theme(theme)

    def set_code_font(self, font: QFont) -> None:
        """Use another font for values."""
        self.tabs.set_code_font(font)
        self.plan.view.set_code_font(font)
        self.uses.set_code_font(font)

    def shut(self) -> None:
        """Let go of all results."""
        self.plan.cancel()
        self.uses.shut()
        self.tabs.shut()
