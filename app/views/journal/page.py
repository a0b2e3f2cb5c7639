"""The journal's page: what was done, by whom, where, how it ended, and whether that is whole."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.domain.journal import Verdict
from app.domain.rights import Ability
from app.domain.stop import Stop
from app.flows.keep_journal import verify_against
from app.flows.ours import ExportRight
from app.i18n import N_, _
from app.models.journal.entries import ENTRIES, Row
from app.models.preferences import Preferences
from app.models.records import AT_ONCE, RecordTable
from app.store.journal import Found, Journal, Wanted
from app.store.journal import Page as Read
from app.views.actions import Command
from app.views.journal.around import Around
from app.views.journal.exporting import JournalExporting
from app.views.journal.filter_bar import FilterBar
from app.views.journal.keeping import Keeping
from app.views.journal.verdict_panel import Place, VerdictPanel
from app.views.page import Page
from app.views.theme import GAP, Theme, code_font
from app.views.widgets.details_panel import DetailsPanel
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.errand import Errand
from app.workers.lane import Job, Lane
from app.workers.standing import Standing

_MENU = N_("&Journal")
_NOTHING = Empty(
    N_("Nothing was done yet"),
    N_("Whatever is changed on a server from here is noted before and after. So are sign-ins, and "
       "what was refused."),
    icon="journal",
)  # fmt: skip
_NOT_FOUND = Empty(
    N_("No entry is like that"), N_("Nothing in the journal fits what is chosen above."),
    N_("Show everything"), icon="search",
)  # fmt: skip
_AHEAD = 30
"""Newer entries that are shown with one that was jumped to."""


class JournalPage(Page):
    """The newest entries first; older ones are read when one comes to the end of them."""

    title = N_("Journal")
    icon = "journal"

    def __init__(
        self, journal: Journal, standing: Standing, preferences: Preferences,
        replace_key: Callable[[Stop], object], parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`replace_key` has another key sign from then on, and has it written down."""
        super().__init__(parent)
        self._journal, self._standing, self._preferences = journal, standing, preferences
        self._lane = Lane("journal", self)
        self._job: Job[Any] | None = None
        self._check: Errand | None = None
        self._read: Read | None = None
        self._last = 0  # the newest entry to show, where one was jumped to
        self._sought = 0
        self._said: dict[int, Place] = {}  # by the check, of entries by their numbers
        self.filters, self.verdict, self.around = FilterBar(), VerdictPanel(), Around()
        self.older = QPushButton()
        self.table: RecordTable[Row] = RecordTable(
            ENTRIES, lambda row: row.found.entry.sequence
        )  # as they are read: the newest first
        self.panel: TablePanel[Row] = TablePanel(self.table, self.title, _NOTHING)
        self.panel.filter_by_page(self.filters.text)
        self.panel.add_to_bar(self.older)
        self.details: DetailsPanel[Row] = DetailsPanel(ENTRIES, sparse=True)
        self.details.hide()
        self.exporting = JournalExporting(self, journal, standing.warden)
        self.panel.exporting.right = ExportRight(
            standing.warden, Ability.EXPORT_JOURNAL,
            N_("{user} exports rows of the journal to {file}."),
        )  # fmt: skip
        self.keeping = Keeping(
            journal, standing.warden, self._lane, replace_key, lambda: self._font, self
        )
        self._lay_out()
        self._connect()
        self._take_font()
        self.retranslate()

    def _lay_out(self) -> None:
        across = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        across.addWidget(self.panel)
        across.addWidget(self.details)
        across.setSizes([1000, 330])
        down = QVBoxLayout(self)
        down.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        down.setSpacing(2 * GAP)
        for part in (self.filters, self.verdict, self.around, self.exporting.strip):
            down.addWidget(part)
        down.addWidget(across, 1)
        actions = self.command_actions
        names = ("journal-verify", "journal-anchor", "journal-export")
        self.panel.actions_bar.offer([actions[name] for name in names])

    def _connect(self) -> None:
        self.filters.changed.connect(self._filter)
        self.filters.left.connect(self.panel.view.setFocus)
        self.older.clicked.connect(self._read_on)
        self.panel.view.verticalScrollBar().valueChanged.connect(self._look_for_the_end)
        self.panel.current_changed.connect(self._show_details)
        self.panel.cancel_wanted.connect(self._cancel)
        self.panel.retry_wanted.connect(self.refresh)
        self.panel.begin_wanted.connect(self.filters.reset)
        self.verdict.jump_wanted.connect(self.jump)
        self.verdict.cancel_wanted.connect(self._cancel_check)
        self.around.left.connect(self.show_newest)
        self.keeping.done.connect(self._say_done)
        self.keeping.failed.connect(self.failed)
        self._standing.changed.connect(self.changed)
        self._preferences.changed.connect(self._take_font)

    def commands(self) -> tuple[Command, ...]:
        """Read anew, check it, take an anchor, export, begin another."""
        may_export = partial(self._standing.reason, Ability.EXPORT_JOURNAL)
        may_set_aside = partial(self._standing.reason, Ability.CHANGE_STORE)
        may_replace = partial(self._standing.reason, Ability.MOVE_SECRETS)
        return (
            Command("journal-refresh", N_("&Read anew"), self.refresh, ("F5",), _MENU, "refresh"),
            Command("journal-verify", N_("&Verify"), self.verify, (), _MENU, "good"),
            Command("journal-verify-anchor", N_("Verify against an an&chor…"), self._ask_anchors,
                    (), _MENU),
            Command("journal-anchor", N_("&Anchor…"), self.keeping.take_anchor, (), _MENU, "tag"),
            Command("journal-export", N_("&Export…"), self.export, (), _MENU, "export",
                    why_not=may_export),
            Command("journal-replace-key", N_("Replace the &key…"), self.keeping.ask_key, (), _MENU,
                    "keys", why_not=may_replace),
            Command("journal-set-aside", N_("Set it a&side…"), self.keeping.ask_aside, (), _MENU,
                    "clear", why_not=may_set_aside),
        )  # fmt: skip

    # what is read

    def showEvent(self, event: QShowEvent) -> None:
        """Read what came since."""
        super().showEvent(event)
        self.refresh()

    @property
    def wanted(self) -> Wanted:
        """Which entries are wanted now."""
        wanted = self.filters.filters.wanted(datetime.now().astimezone())
        return replace(wanted, last=self._last)

    @Slot()
    def refresh(self) -> None:
        """Read from the newest on; what is chosen stays so where it is still there."""
        self._read = None
        if self._sought or self.table.total > AT_ONCE:
            self.table.clear()
        self._read_on()

    @Slot()
    def _filter(self) -> None:
        self._leave_place()
        self.refresh()

    @Slot()
    def show_newest(self) -> None:
        """No longer those around an entry."""
        self._leave_place()
        self.refresh()

    def _leave_place(self) -> None:
        self._last = self._sought = 0
        self.around.hide()

    @Slot()
    def _read_on(self) -> None:
        self._cancel()
        before, wanted = self._read, self.wanted
        self.panel.wait(_("Reading the journal…"))
        job = self._lane.submit(lambda stop: self._journal.read(before, wanted=wanted, stop=stop))
        self._job = job
        job.succeeded.connect(self._show)
        job.failed.connect(self.panel.fail)
        job.finished.connect(lambda: self._rest(job))

    @Slot(object)
    def _show(self, read: Read) -> None:
        rows = map(self._row, read.found)
        if self._read is None:
            self.table.replace(rows)
        else:
            self.table.append(rows)
        self._read = read
        self.panel.show_empty(_NOT_FOUND if self.filters.chosen else _NOTHING)
        self.panel.settle()
        self.older.setVisible(read.more)
        if self._sought:
            self._choose(self._sought)

    def _rest(self, job: Job[Any]) -> None:
        if job is self._job:
            self._job = None

    @Slot()
    def _look_for_the_end(self) -> None:
        bar = self.panel.view.verticalScrollBar()
        at_end = bar.maximum() > 0 and bar.value() == bar.maximum()
        if at_end and self._job is None and self._read is not None and self._read.more:
            self._read_on()

    @Slot()
    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.panel.settle()

    @Slot(object)
    def _show_details(self, row: Row | None) -> None:
        self.details.show_record(row)
        self.details.setVisible(row is not None)

    def _row(self, found: Found) -> Row:
        place = self._said.get(found.entry.sequence)
        return Row(found) if place is None else Row(found, place.state, place.text)

    # whether it is whole

    @Slot()
    def verify(self) -> None:
        """Check every entry; what it comes to stands above the rows."""
        self.verify_against(())

    def verify_against(self, anchors: Sequence[Path]) -> None:
        """The same, and hold it against anchors in these files."""
        self._cancel_check()
        self.verdict.begin()
        errand = Errand(
            "verify", lambda stop, tell: verify_against(self._journal, anchors, stop, tell)
        )
        self._check = errand
        errand.told.connect(self.verdict.show_share)
        errand.succeeded.connect(lambda verdict: self._judge(verdict, len(anchors)))
        errand.failed.connect(self._check_failed)

    def _judge(self, verdict: Verdict, anchors: int) -> None:
        self._check = None
        self.verdict.show_verdict(verdict, anchors)
        self._mark(self.verdict.places)

    def _mark(self, places: Iterable[Place]) -> None:
        """Have the rows show what the check said of their entries."""
        self._said = {place.sequence: place for place in reversed([*places]) if place.sequence}
        self.table.replace([self._row(row.found) for row in self.table.records.values()])

    @Slot(object)
    def _check_failed(self, error: Exception) -> None:
        self._check = None
        self.verdict.hide()
        self.failed.emit(error)

    @Slot()
    def _cancel_check(self) -> None:
        if self._check is not None:
            self._check.cancel()
            self._check = None
        self.verdict.hide()

    @Slot(object)
    def jump(self, place: Place) -> None:
        """Show the entry with that number, or what is left of those before it."""
        if self.table.row_of(place.sequence) is not None:
            self._choose(place.sequence)
            return
        self.filters.reset()
        self._last, self._sought = place.sequence + _AHEAD, place.sequence
        self.around.show_place(place.sequence)
        self.refresh()

    def _choose(self, sequence: int) -> None:
        keys = [key for key in self.table.keys if isinstance(key, int) and key <= sequence]
        if keys and self.panel.view.select(max(keys)):
            self._sought = 0
            self.panel.view.scrollTo(
                self.panel.view.currentIndex(), self.panel.view.ScrollHint.PositionAtCenter
            )
            self.panel.view.setFocus()

    # what leaves it

    def _ask_anchors(self) -> None:
        dialog = QFileDialog(self, _("Verify against an anchor"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([_("Anchors (*.json)"), _("All files (*)")])
        dialog.filesSelected.connect(lambda names: self.verify_against([*map(Path, names)]))
        dialog.open()

    @Slot()
    def export(self) -> None:
        """Write what is chosen above into a file: all of it, read or not."""
        self.exporting.ask(self.wanted)

    @Slot(object)
    def _say_done(self, said: str) -> None:
        self._mark(())
        self.verdict.hide()
        self.show_newest()
        if said:
            self.exporting.strip.show_done(said)

    # words, colours, memory

    @Slot()
    def _take_font(self) -> None:
        now = self._preferences.now
        self._font = code_font(now.code_font, now.code_size)
        self.panel.set_code_font(self._font)
        self.details.set_code_font(self._font)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.older.setText(_("Older"))
        for part in (self.panel, self.filters, self.verdict, self.around, self.details,
                     self.exporting):  # fmt: skip
            part.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        for part in (self.panel, self.filters, self.details, self.exporting):
            part.apply_theme(theme)

    def state(self) -> dict[str, bytes]:
        """Its columns."""
        return {"journal-entries": self.panel.state()}

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange them as they were."""
        if kept := state.get("journal-entries"):
            self.panel.restore(kept)

    def shut(self) -> None:
        """End what runs."""
        self._cancel_check()
        self.exporting.cancel()
        self._lane.close()
