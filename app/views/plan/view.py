"""A plan on the screen: its tree, what is said against it, its text, and another one beside it.

view = PlanView()
view.place_wanted.connect(editor.mark_clause)       # (start, end) in the statement, or None
view.wait(_("Explaining…")); view.show_plan(plan); view.fail(error)
"""

from enum import Enum

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.dialect import Dialect
from app.domain.errors import ConsoleError
from app.domain.plan import Plan
from app.i18n import N_, _
from app.models.plan import PLAN, WARNINGS, PlanRow, ShownPlan, row_key, shown, warning_key
from app.models.record_tree import Path, RecordTree
from app.models.records import RecordTable
from app.plans import PlanWarning
from app.plans.text import as_markdown, as_text, heading
from app.plans.warnings import summary
from app.views.actions import Command
from app.views.plan.comparison import ComparisonView
from app.views.plan.past import Past
from app.views.style import set_font
from app.views.theme import GAP, Theme
from app.views.widgets.details_panel import DetailsPanel
from app.views.widgets.handing import Handing
from app.views.widgets.segments import Segments
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.views.widgets.tree_panel import TreePanel
from app.workers.plan_keeper import PlanKeeper

EMPTY = Empty(
    N_("No plan yet"),
    N_("Explain a statement to see how the server would run it, step by step."),
    icon="explain",
)


_INDENT = 12
"""Pixels a step: plans go deep."""


class Part(Enum):
    """What is shown of a plan."""

    TREE = "tree"
    TEXT = "text"
    RAW = "raw"
    COMPARISON = "comparison"


class PlanView(Handing):
    """Shows one plan.

    Signals:
        place_wanted: start and end in the statement of what a step comes from, to be marked; None
            where nothing is to be marked any more.
        begin_wanted, cancel_wanted, retry_wanted: buttons of the states.
    """

    place_wanted = Signal(object)
    begin_wanted = Signal()
    cancel_wanted = Signal()
    retry_wanted = Signal()

    def __init__(
        self,
        empty: Empty = EMPTY,
        parent: QWidget | None = None,
        *,
        keeper: PlanKeeper | None = None,
    ) -> None:
        super().__init__(parent)
        self._past = None if keeper is None else Past(keeper, self)
        self._shown: ShownPlan | None = None
        self._text = ""
        self._told: tuple[int, int] | None = None
        self.tree: RecordTree[PlanRow] = RecordTree(PLAN, row_key)
        self.steps = TreePanel(self.tree, N_("Plan"), empty)
        self.remarks: RecordTable[PlanWarning] = RecordTable(WARNINGS, warning_key)
        self.remarks_panel = TablePanel(
            self.remarks,
            N_("Remarks"),
            Empty(N_("Nothing to say against it"), icon="good"),
        )
        self.remarks_panel.show_rows_only()
        self.details: DetailsPanel[PlanRow] = DetailsPanel(PLAN, sparse=True)
        self.text, self.raw = QPlainTextEdit(readOnly=True), QPlainTextEdit(readOnly=True)
        for each in (self.text, self.raw):
            each.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.comparison = ComparisonView()
        self.heading = QLabel()
        self.heading.setProperty("role", "muted")
        self.heading.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.change = QLabel(wordWrap=True)
        self.change.setProperty("role", "warning")
        self.change.hide()
        self.parts: Segments[Part] = Segments(
            {
                Part.TREE: N_("Tree"),
                Part.TEXT: N_("Text"),
                Part.RAW: N_("As the server said it"),
                Part.COMPARISON: N_("Side by side"),
            }
        )
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show_part()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(3 * GAP)
        bar.addWidget(self.parts)
        bar.addWidget(self.heading, 1)
        if self._past is not None:
            bar.addWidget(self._past.button)
        self._down = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self._down.addWidget(self.steps)
        self._down.addWidget(self.remarks_panel)
        self._down.setStretchFactor(0, 1)
        self._down.setSizes([500, 130])
        self._across = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._across.addWidget(self._down)
        self._across.addWidget(self.details)
        self._across.setStretchFactor(0, 1)
        self._across.setSizes([1050, 280])
        self._stack = QStackedWidget()
        for part in (self._across, self.text, self.raw, self.comparison):
            self._stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GAP)
        self._head = QWidget()
        self._head.setLayout(bar)
        bar.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._head)
        layout.addWidget(self.change)
        layout.addWidget(self._stack, 1)
        self.hand_focus_to(self.steps)

    def _connect(self) -> None:
        for command in self.commands():
            self.steps.offer(command)
        steps = self.steps
        steps.current_changed.connect(self._show_details)
        steps.begin_wanted.connect(self.begin_wanted)
        steps.cancel_wanted.connect(self.cancel_wanted)
        steps.retry_wanted.connect(self.retry_wanted)
        steps.view.setIndentation(_INDENT)
        steps.view.setMouseTracking(True)
        steps.view.entered.connect(self._hover)
        steps.view.viewportEntered.connect(self._leave)
        self.remarks_panel.current_changed.connect(self._show_step_of)
        self.remarks_panel.activated.connect(self._show_step_of)
        self.parts.chosen.connect(self._show_part)
        if self._past is not None:
            self._past.changed_plan.connect(self.show_change)
            self._past.wanted.connect(self.compare_with)
            self._past.failed.connect(self._say_not_kept)

    def commands(self) -> tuple[Command, ...]:
        """What can be done with a plan."""
        return (
            Command("plan-copy-text", N_("Copy as &text"), self._copy_text, ("Ctrl+Alt+C",), "",
                    "copy", self.has_plan),
            Command("plan-copy-markdown", N_("Copy as &Markdown"), self._copy_markdown, (), "",
                    "copy", self.has_plan),
        )  # fmt: skip

    # what is shown

    @property
    def plan(self) -> Plan | None:
        """What is shown."""
        return None if self._shown is None else self._shown.plan

    def has_plan(self) -> bool:
        """Whether there is one."""
        return self._shown is not None

    def wait(self, doing: str) -> None:
        """Say what is waited for; a plan that is there stays."""
        self.steps.wait(doing)

    def fail(self, error: ConsoleError) -> None:
        """Say why there is no plan; the one that is there stays."""
        self.steps.fail(error)

    def settle(self) -> None:
        """Nothing is waited for any more, and nothing came of it."""
        self.steps.settle()

    def show_plan(self, plan: Plan | ShownPlan, instance: str = "") -> None:
        """Show a plan, all of it open, and begin at its top; a large one is best made ready.

        With the inventory's id of an instance it is kept, and compared with that of before.
        """
        found = shown(plan) if isinstance(plan, Plan) else plan
        plan = found.plan
        self._shown, self._text = found, found.text
        self.details.set_dialect(plan.dialect if plan.dialect is not Dialect.ORACLE else None)
        self.tree.clear()
        self.steps.show_branches(found.branches)
        self.steps.view.expandAll()
        self.remarks_panel.show_records(found.warnings)
        self.remarks_panel.setVisible(True)
        self.raw.setPlainText(plan.raw)
        self.comparison.clear()
        self.show_change("")
        self._say()
        if found.rows:
            self.steps.view.select((0,))
        self._show_part()
        if self._past is not None and instance:
            self._past.keep(plan, instance)

    @Slot()
    def clear(self) -> None:
        """Show none."""
        self._shown = None
        self.tree.clear()
        self.remarks_panel.show_records(())
        self.comparison.clear()
        self.show_change("")
        self.details.show_record(None)
        self.steps.settle()
        self._say()
        self._show_part()
        self._tell(None)

    @Slot(object)
    def show_change(self, words: str) -> None:
        """Say that the plan is another than the one before; "" for not."""
        self.change.setText(words)
        self.change.setVisible(bool(words))

    @Slot(object)
    def _say_not_kept(self, error: ConsoleError) -> None:
        self.show_change(f"{error} {error.hint}".strip())

    @Slot(object, object)
    def compare_with(self, before: Plan, names: tuple[str, str]) -> None:
        """Put another plan at the left of the one that is shown."""
        if self._shown is not None:
            self.comparison.show_plans(before, self._shown.plan, names)

    @Slot()
    def _show_part(self) -> None:
        there = self._shown is not None
        part = self.parts.now if there else Part.TREE
        self._head.setVisible(there)
        self.remarks_panel.setVisible(there)
        self.details.setVisible(there)
        pages = {
            Part.TREE: self._across, Part.TEXT: self.text, Part.RAW: self.raw,
            Part.COMPARISON: self.comparison,
        }  # fmt: skip
        if part is Part.TEXT and self.text.toPlainText() != self._text:
            self.text.setPlainText(self._text)
        self._stack.setCurrentWidget(pages[part])

    def _say(self) -> None:
        found = self._shown
        if found is None:
            self.heading.clear()
            return
        said = (heading(found.plan), summary(found.warnings))
        self.heading.setText(" · ".join(said))

    # from a step to its place

    @Slot(object)
    def _show_details(self, row: PlanRow | None) -> None:
        self.details.show_record(row)
        self._tell(None if row is None else row.node.span)

    @Slot(QModelIndex)
    def _hover(self, index: QModelIndex) -> None:
        self._tell(self.tree.record_at(index).node.span)

    @Slot()
    def _leave(self) -> None:
        row = self.steps.view.current
        self._tell(None if row is None else row.node.span)

    def _tell(self, span: tuple[int, int] | None) -> None:
        if span != self._told:
            self._told = span
            self.place_wanted.emit(span)

    @Slot(object)
    def _show_step_of(self, warning: PlanWarning | None) -> None:
        if warning is None or self._shown is None:
            return
        row = self._shown.row_of(warning.node)
        if row is not None:
            self.steps.view.select(_path(self.tree, row))

    # copying

    def _copy_text(self) -> None:
        if self._shown is not None:
            QGuiApplication.clipboard().setText(self._text)

    def _copy_markdown(self) -> None:
        if self._shown is not None:
            said = as_markdown(self._shown.plan, self._shown.warnings)
            QGuiApplication.clipboard().setText(said)

    # words, colours, memory

    def retranslate(self) -> None:
        """Speak the language of now."""
        for part in (self.steps, self.remarks_panel, self.details, self.parts, self.comparison):
            part.retranslate()
        if self._past is not None:
            self._past.retranslate()
        if self._shown is not None:
            self._text = as_text(self._shown.plan, self._shown.warnings)
            self._show_part()
        self.text.setAccessibleName(_("The plan as text"))
        self.raw.setAccessibleName(_("The plan as the server said it"))
        self._say()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        for part in (self.steps, self.remarks_panel, self.details, self.comparison):
            part.apply_theme(theme)

    def set_code_font(self, font: QFont) -> None:
        """Use another font for conditions and texts."""
        for part in (self.steps, self.remarks_panel, self.details, self.comparison):
            part.set_code_font(font)
        for text in (self.text, self.raw):
            set_font(text, font)

    def state(self) -> dict[str, bytes]:
        """How it is arranged, to be kept."""
        return {
            "plan-columns": self.steps.state(),
            "plan-across": bytes(self._across.saveState().data()),
            "plan-down": bytes(self._down.saveState().data()),
        }

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange it as it was."""
        if columns := state.get("plan-columns"):
            self.steps.restore(columns)
        for name, splitter in (("plan-across", self._across), ("plan-down", self._down)):
            if kept := state.get(name):
                splitter.restoreState(kept)


def _path(tree: RecordTree[PlanRow], row: PlanRow) -> Path:
    return next((node.path for node in tree.nodes() if node.record is row), ())
