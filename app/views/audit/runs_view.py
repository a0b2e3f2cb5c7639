"""Kept runs of the audit: a list with a trend, and two of them beside each other."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFont, QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from app.domain.audit_run import AuditRun
from app.domain.errors import ConsoleError, UnreadableInput
from app.flows.list_runs import moment_of
from app.i18n import N_, _, ngettext
from app.models.formats import count
from app.models.record_order import Order
from app.models.records import RecordTable
from app.models.run_rows import FATES, MET, RUNS, Fate, MetRow, RunRow
from app.views.actions import Command
from app.views.audit.kept_runs import Comparison, Kept, KeptRuns, Series
from app.views.audit.runs_trend import RunsTrend
from app.views.theme import GAP, Theme
from app.views.widgets.ask import Ask
from app.views.widgets.handing import Handing
from app.views.widgets.segments import Segments
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.lane import Job

_NO_RUN = Empty(
    N_("No run is kept yet"),
    N_("Keep what an audit found, and see later what is new and what is gone."),
    N_("&Keep this run"),
    icon="recorder",
)
_NO_RUN_NOW = Empty(_NO_RUN.title, _NO_RUN.text, icon="recorder")
_NOTHING = Empty(N_("Nothing to compare"), N_("Choose a run, or two of them."), icon="compare")
_NONE = Empty(N_("None"), icon="good")
_LOOK = 2_000  # milliseconds between two looks whether another program kept or deleted runs


class RunsView(Handing):
    """Shows what is kept of the paths that are chosen, those of now first.

    Signals:
        wanted: an `AuditRun` and a `RunFinding` of it that the user wants to see.
    """

    wanted = Signal(object, object)

    def __init__(
        self, kept: KeptRuns, may_keep: Callable[[], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kept, self._may_keep = kept, may_keep
        self._all: dict[str, Series] = {}
        self._listing: Job[Kept] | None = None
        self._job: Job[Comparison] | None = None
        self._looking: Job[frozenset[int]] | None = None
        self._numbers = frozenset[int]()
        self._shown: tuple[int, int] | None = None
        self._could = False
        self.comparison: Comparison | None = None
        """The two runs that are compared."""
        self.asking: Ask | None = None
        """The question that is open."""
        self.series = QComboBox()
        self.trend = RunsTrend()
        self.runs: TablePanel[RunRow] = TablePanel(
            RecordTable(RUNS, lambda row: row.number, order=Order("number", descending=True)),
            N_("Runs"), _NO_RUN_NOW,
        )  # fmt: skip
        self.heading, self.note = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.heading.setProperty("role", "heading")
        self.note.setProperty("role", "muted")
        self.fates: Segments[Fate] = Segments(FATES)
        self.findings: TablePanel[MetRow] = TablePanel(
            RecordTable(MET, lambda row: row.place), N_("Findings"), _NOTHING
        )
        self._clock = QTimer(self, interval=_LOOK)
        self._clock.timeout.connect(self.look)
        self.hand_focus_to(self.runs)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show_series()

    def _lay_out(self) -> None:
        left = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self._above = QWidget()
        down = QVBoxLayout(self._above)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(2 * GAP)
        self.series.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        down.addWidget(self.series)
        down.addWidget(self.trend, 1)
        left.addWidget(self._above)
        left.addWidget(self.runs)
        left.setSizes([260, 400])
        self._right = QWidget()
        beside = QVBoxLayout(self._right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(2 * GAP)
        row = QHBoxLayout()
        row.addWidget(self.fates)
        row.addStretch(1)
        beside.addWidget(self.heading)
        beside.addWidget(self.note)
        beside.addLayout(row)
        beside.addWidget(self.findings, 1)
        across = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        across.addWidget(left)
        across.addWidget(self._right)
        across.setSizes([600, 680])
        for splitter in (left, across):
            splitter.setHandleWidth(2 * GAP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(across)

    def _connect(self) -> None:
        view = self.runs.view
        self.runs.offer(
            Command("keep-run", N_("&Keep this run"), self.keep, ("Ctrl+K",), icon="add",
                    enabled=self._may_keep),
            Command("delete-runs", N_("&Delete…"), self.ask_delete, ("Del",), icon="clear",
                    enabled=lambda: bool(view.selected_records)),
        )  # fmt: skip
        self.runs.begin_wanted.connect(self.keep)
        self.runs.retry_wanted.connect(self.refresh)
        self.runs.cancel_wanted.connect(self._cancel)
        self.runs.selected.connect(self._choose_runs)
        self.series.activated.connect(self._show_series)
        self.trend.picked.connect(lambda number: view.select(number))
        self.fates.chosen.connect(self._show_fate)
        self.findings.activated.connect(self._want)
        self.findings.cancel_wanted.connect(self._cancel)
        self.findings.retry_wanted.connect(self._compare_again)

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.series.setAccessibleName(_("What was audited"))
        for part in (self.trend, self.runs, self.fates, self.findings):
            part.retranslate()
        self._say()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        for part in (self.trend, self.runs, self.findings):
            part.apply_theme(theme)

    def set_code_font(self, font: QFont) -> None:
        """Use another font for the names of rules."""
        self.findings.set_code_font(font)

    def refresh_actions(self) -> None:
        """Grey what cannot be done now; whoever has no run is offered to keep one."""
        self.runs.refresh_actions()
        if self._could != self._may_keep():
            self._could = not self._could
            if not self.runs.table.total and self._listing is None:
                self.runs.show_empty(_NO_RUN if self._could else _NO_RUN_NOW)

    def showEvent(self, event: QShowEvent) -> None:
        """Look whether the list is still right for as long as somebody sees it."""
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no more."""
        super().hideEvent(event)
        self._clock.stop()

    # runs

    @Slot()
    def look(self) -> None:
        """Read the runs again if they are others: `mohist` in a terminal keeps and deletes, too."""
        if self._listing is None and self._looking is None:
            self._looking = job = self._kept.numbers()
            job.succeeded.connect(self._looked)
            job.finished.connect(self._forget_look)

    @Slot(object)
    def _looked(self, numbers: frozenset[int]) -> None:
        if numbers != self._numbers and self._listing is None:
            self.refresh()

    @Slot()
    def _forget_look(self) -> None:
        self._looking = None

    @Slot()
    def refresh(self) -> None:
        """Read what is kept."""
        if self._listing:
            self._listing.cancel()
        self.runs.wait(_("Reading the runs…"))
        self._listing = job = self._kept.listed()
        job.succeeded.connect(self._take)
        job.failed.connect(self.runs.fail)

    @Slot(object)
    def _take(self, kept: Kept) -> None:
        chosen = self.series.currentData()
        self._listing, self._all, self._numbers = None, kept.series, kept.numbers
        wanted = kept.now if chosen is None or kept.now in kept.series else chosen
        self.series.clear()
        for key, series in kept.series.items():
            self.series.addItem(", ".join(series.paths), key)
            self.series.setItemData(
                self.series.count() - 1, "\n".join(series.paths), Qt.ItemDataRole.ToolTipRole
            )
        self.series.setCurrentIndex(max(0, self.series.findData(wanted)))
        self._show_series()
        if kept.troubles:
            more = len(kept.troubles) - 1
            said = kept.troubles[0]
            if more:
                others = ngettext("{count} more cannot be read.", "{count} more cannot be read.",
                                  more)  # fmt: skip
                said = f"{said} {others.format(count=count(more))}"
            self.runs.strip.show_failed(UnreadableInput(said))

    @Slot()
    def _show_series(self) -> None:
        series = self._all.get(self.series.currentData())
        self.series.setToolTip(self.series.currentData(Qt.ItemDataRole.ToolTipRole) or "")
        self.runs.show_records(series.rows if series else ())
        if series is None:
            self.runs.show_empty(_NO_RUN if self._could else _NO_RUN_NOW)
        self.trend.show_series(series)
        for part in (self._above, self._right):
            part.setVisible(series is not None)
        self._shown = None
        view = self.runs.view
        if series and not view.selected_records:
            view.select(series.rows[-1].number)
        else:
            self._choose_runs()
        self.runs.refresh_actions()

    @Slot()
    def keep(self) -> None:
        """Keep what the audit found."""
        if not self._may_keep():
            return
        job = self._kept.keep()
        job.succeeded.connect(self._was_kept)
        job.failed.connect(self._refused)

    @Slot(object)
    def _was_kept(self, said: str) -> None:
        self.runs.view.clearSelection()  # the new one is looked at
        self.series.clear()
        self.refresh()
        self.runs.strip.show_done(said)

    @Slot()
    def ask_delete(self) -> None:
        """Ask before runs are deleted."""
        rows = self.runs.view.selected_records
        if not rows:
            return
        title = ngettext("Delete {count} run?", "Delete {count} runs?", len(rows))
        self.asking = Ask(
            title.format(count=count(len(rows))), (), [_title(row.run) for row in rows],
            [_("They do not come back.")], yes=_("Delete"), parent=self,
        )  # fmt: skip
        self.asking.agreed.connect(partial(self._delete, [row.number for row in rows]))
        self.asking.open()

    def _delete(self, numbers: Sequence[int]) -> None:
        job = self._kept.delete(numbers)
        job.succeeded.connect(self.refresh)
        job.failed.connect(self._refused)

    @Slot(object)
    def _refused(self, error: ConsoleError) -> None:
        self.refresh()
        self.runs.strip.show_failed(error)

    # two of them

    @Slot()
    def _choose_runs(self) -> None:
        """Compare the two runs that are selected, or the one with that before it."""
        chosen = sorted(row.number for row in self.runs.view.selected_records)
        series = self._all.get(self.series.currentData())
        numbers = [row.number for row in series.rows] if series else []
        pair = None
        if len(chosen) == 2:
            pair = chosen[0], chosen[1]
        elif len(chosen) == 1 and chosen[0] in numbers[1:]:
            pair = numbers[numbers.index(chosen[0]) - 1], chosen[0]
        if pair != self._shown:
            self._shown = pair
            self._compare()

    def _compare(self) -> None:
        self._cancel()
        if self._shown is None:
            self.comparison = None
            self.findings.show_empty(_NOTHING)
            self._show_fate()
            return
        self.findings.wait(_("Comparing…"))
        self._job = job = self._kept.compare(*self._shown)
        job.succeeded.connect(self._show)
        job.failed.connect(self._fail)

    @Slot()
    def _compare_again(self) -> None:
        self._compare()

    @Slot()
    def _cancel(self) -> None:
        if self._job:
            self._job.cancel()
            self._job = None
            self.findings.settle()

    @Slot(object)
    def _show(self, comparison: Comparison) -> None:
        self._job, self.comparison = None, comparison
        self.findings.show_empty(_NONE)
        self._show_fate()

    @Slot(object)
    def _fail(self, error: ConsoleError) -> None:
        self._job = self.comparison = None
        self.findings.show_records(())
        self.findings.fail(error)
        self._say()

    @Slot()
    def _show_fate(self) -> None:
        rows = self.comparison.rows[self.fates.now] if self.comparison else []
        self.findings.show_records(rows)
        self._say()

    def _say(self) -> None:
        """Which two runs it is, and what has to be known of them."""
        both = self.comparison
        self.fates.setVisible(both is not None)
        self.heading.setVisible(both is not None)
        self.note.setVisible(both is not None)
        if both is None:
            return
        self.fates.show_counts({fate: len(rows) for fate, rows in both.rows.items()})
        self.heading.setText(f"{_title(both.before)}  →  {_title(both.after)}")
        differ = both.before.profile != both.after.profile
        said = _("The profiles differ: other rules find other things.") if differ else ""
        self.note.setText(said or _("Enter on a finding goes to it."))

    @Slot(object)
    def _want(self, row: MetRow) -> None:
        both = self.comparison
        if both is not None:
            run = both.before if self.fates.now is Fate.GONE else both.after
            self.wanted.emit(run, row.finding)


def _title(run: AuditRun) -> str:
    return _("run {number}, {moment}").format(number=run.number, moment=moment_of(run))
