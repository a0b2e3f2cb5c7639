"""A panel that puts one question to its server and shows the answer as a table or a tree."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from app.domain.dialect import Dialect
from app.domain.errors import ConsoleError
from app.i18n import _
from app.models.fields import Field
from app.models.operating.wording import columns_for
from app.models.plan import ShownPlan
from app.models.record_order import Order
from app.models.record_tree import Branch, RecordTree
from app.models.records import RecordTable
from app.views.operate.panel import Panel
from app.views.operate.refresh_bar import RefreshBar
from app.views.operate.room import Room
from app.views.plan.view import PlanView
from app.views.style import set_font
from app.views.theme import GAP, LIGHT, Theme, code_font
from app.views.widgets.details_panel import DetailsPanel
from app.views.widgets.record_panel import RecordPanel
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.views.widgets.tree_panel import TreePanel
from app.workers.poller import Poller

_DETAILS = 340  # pixels


class AnswerPanel(Panel):
    """Asks `question` and shows what comes back; the parts are declared by the class."""

    fields: ClassVar[Sequence[Field[Any]]] = ()
    empty: ClassVar[Empty]
    order: ClassVar[Order] = Order()
    interval: ClassVar[int] = 0
    """Seconds between an answer and the next question at first; the user may choose another."""
    heavy: ClassVar[bool] = False
    """Whether the answer may take long: it gets a login of its own."""
    as_tree: ClassVar[bool] = False
    details_beside: ClassVar[bool] = True

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        kind = type(self)
        self.link = room.links.heavy if kind.heavy else room.links.watch
        self.poller = Poller(self.link, self.question, self)
        columns = columns_for(kind.fields, room.endpoint.type)
        self.records: RecordPanel[Any]
        if kind.as_tree:
            self.tree: RecordTree[Any] = RecordTree(columns, kind.record_key)
            self.records = TreePanel(self.tree, kind.title, kind.empty)
        else:
            self.table: RecordTable[Any] = RecordTable(columns, kind.record_key, order=kind.order)
            self.records = TablePanel(self.table, kind.title, kind.empty)
        self.refreshing = RefreshBar(self.poller, kind.interval)
        self.records.add_to_bar(self.refreshing)
        self.details: DetailsPanel[Any] = DetailsPanel(columns, self._dialect())
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.hide()
        self.plan: PlanView | None = None
        """Below the rows, once a plan was shown."""
        self._dressed = LIGHT
        self._answered = False
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.down = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self.down.addWidget(self.records)
        self.down.addWidget(self.text)
        self.down.setStretchFactor(0, 3)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self.splitter.addWidget(self.down)
        self.splitter.addWidget(self.details)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([1000, _DETAILS])
        self.details.hide()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        self.column.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        self.poller.began.connect(self._wait)
        self.poller.answered.connect(self._take)
        self.poller.failed.connect(self._fail)
        self.poller.finished.connect(self.changed)
        self.changed.connect(self.records.refresh_actions)
        self.refreshing.stale.connect(self._show_stale)
        self.records.current_changed.connect(self._show_details)
        self.records.selected.connect(self.changed)
        self.records.cancel_wanted.connect(self.poller.cancel)
        self.records.retry_wanted.connect(self.refresh)
        self.records.begin_wanted.connect(self.refresh)
        self.room.proposals.done.connect(self._after_act)
        for command in self.commands():
            self.records.offer(command)
        self.apply_font()
        self.room.preferences.changed.connect(self.apply_font)

    # ------------------------------------------------------------- what each panel says

    @staticmethod
    def record_key(record: Any, /) -> Any:
        """Tells records apart, from one answer to the next."""
        raise AssertionError("every panel says how")

    def question(self, session: Any) -> Any:
        """Ask; runs in the lane."""
        raise AssertionError("every panel asks something")

    def shown(self, answer: Any) -> Iterable[Any]:
        """Of an answer: the records of a table, the branches of a tree."""
        found: Iterable[Any] = answer
        return found

    # ----------------------------------------------------------------------- the shared

    @property
    def selected(self) -> list[Any]:
        """What is selected; else what the keyboard is on."""
        chosen: list[Any] = self.records.view.selected_records
        current = self.records.view.current
        return chosen or ([current] if current is not None else [])

    def has_selection(self) -> bool:
        """For greying commands, which happens at every step of a selection of 20,000 rows."""
        view = self.records.view
        return view.selectionModel().hasSelection() or view.currentIndex().isValid()

    def begin(self) -> None:
        """Ask for the first time."""
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Ask anew."""
        self.poller.ask()

    def set_live(self, live: bool) -> None:
        """Ask by itself only while somebody looks."""
        self.refreshing.set_live(live)

    def shut(self) -> None:
        """End what runs."""
        self.poller.set_live(False)
        self.poller.cancel()

    def show_text(self, text: str) -> None:
        """Show a report below the table."""
        self.text.setPlainText(text)
        self.text.setVisible(bool(text))
        if self.plan is not None:
            self.plan.hide()

    def show_plan(self, plan: ShownPlan) -> None:
        """Show a plan below the table."""
        self.show_text("")
        if self.plan is None:
            self.plan = PlanView()
            self.down.addWidget(self.plan)
            self.down.setStretchFactor(self.down.count() - 1, 3)
            self.plan.apply_theme(self._dressed)
            self.apply_font()
        self.plan.show_plan(plan)
        self.plan.show()

    def ask_beside(self, call: Callable[[Any], Any], show: Callable[[Any], object]) -> None:
        """Put another question, and show its answer; an error goes to the notice bar."""
        job = self.link.ask(call)
        job.succeeded.connect(show)
        job.failed.connect(self.failed)

    def _dialect(self) -> Dialect | None:
        kind = self.room.endpoint.type
        return {
            "mysql": Dialect.MYSQL, "mariadb": Dialect.MARIADB, "oracle": Dialect.ORACLE,
        }.get(kind)  # fmt: skip

    @Slot()
    def _wait(self) -> None:
        if not self._answered:
            self.records.wait(_("Asking {name}…").format(name=self.room.endpoint.name))

    @Slot(object)
    def _take(self, answer: Any) -> None:
        self._answered = True
        found = self.shown(answer)
        if isinstance(self.records, TreePanel):
            self.records.show_branches(found)
        elif isinstance(self.records, TablePanel):
            self.records.show_records(found)

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        if not self._answered:
            self.records.fail(error)

    @Slot(float)
    def _show_stale(self, age: float) -> None:
        self.records.show_stale(age > 0)

    @Slot(object)
    def _show_details(self, record: Any) -> None:
        self.details.show_record(record)
        self.details.setVisible(record is not None and type(self).details_beside)

    @Slot()
    def _after_act(self) -> None:
        if self._answered and self.isVisible():
            self.refresh()

    @Slot()
    def apply_font(self) -> None:
        """Take the user's font for SQL."""
        now = self.room.preferences.now
        font = code_font(now.code_font, now.code_size)
        self.records.set_code_font(font)
        self.details.set_code_font(font)
        set_font(self.text, font)
        if self.plan is not None:
            self.plan.set_code_font(font)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.records.retranslate()
        self.details.retranslate()
        self.refreshing.retranslate()
        if self.plan is not None:
            self.plan.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self._dressed = theme
        if self.plan is not None:
            self.plan.apply_theme(theme)
        self.records.apply_theme(theme)
        self.details.apply_theme(theme)
        self.refreshing.apply_theme(theme)

    def state(self) -> dict[str, bytes]:
        """Columns, order and interval."""
        key = type(self).key
        interval = str(self.refreshing.interval).encode()
        return {f"operate-{key}": self.records.state(), f"operate-{key}-interval": interval}

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange it as it was."""
        key = type(self).key
        if kept := state.get(f"operate-{key}"):
            self.records.restore(kept)
        interval = state.get(f"operate-{key}-interval", b"")
        if interval.isdigit():
            self.refreshing.set_interval(int(interval))


def branches(records: Iterable[Any], children: Callable[[Any], Iterable[Any]]) -> list[Branch[Any]]:
    """Records with what is below them, all the way down."""
    return [Branch(record, branches(children(record), children)) for record in records]
