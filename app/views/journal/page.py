"""The journal's page: what this console did, by whom, where, and how it ended."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.domain.journal import Verdict
from app.i18n import N_, _, ngettext
from app.models.journal import ACTS
from app.models.preferences import Preferences
from app.models.record_order import Order
from app.models.records import RecordTable
from app.store.journal import Journal, Wanted
from app.store.journal import Page as Acts
from app.views.actions import Command
from app.views.page import Page
from app.views.theme import GAP, Theme, code_font
from app.views.widgets.ask import Ask
from app.views.widgets.details_panel import DetailsPanel
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.lane import Job, Lane

_MENU = N_("&Journal")


class JournalPage(Page):
    """The newest acts first; older ones are read when they are asked for."""

    title = N_("Journal")
    icon = "journal"

    def __init__(
        self, journal: Journal, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._journal, self._preferences = journal, preferences
        self._lane = Lane("journal", self)
        self._job: Job[Any] | None = None
        self._last: Acts | None = None
        self.search, self.older, self.verdict = QLineEdit(), QPushButton(), QLabel(wordWrap=True)
        self.table: RecordTable[Any] = RecordTable(
            ACTS, lambda act: act.entry.id, order=Order("at", descending=True)
        )
        self.panel: TablePanel[Any] = TablePanel(
            self.table, self.title,
            Empty(N_("Nothing was done yet"),
                  N_("Whatever is changed on a server from here is noted before and after."),
                  icon="journal"),
        )  # fmt: skip
        self.details: DetailsPanel[Any] = DetailsPanel(ACTS)
        self.details.hide()
        self.panel.add_to_bar(self.older)
        across = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        across.addWidget(self.panel)
        across.addWidget(self.details)
        across.setSizes([1000, 380])
        down = QVBoxLayout(self)
        down.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        down.setSpacing(2 * GAP)
        down.addWidget(self.search)
        down.addWidget(self.verdict)
        down.addWidget(across, 1)
        self.verdict.hide()
        self.search.returnPressed.connect(self.refresh)
        self.older.clicked.connect(self._read_on)
        self.panel.current_changed.connect(self._show_details)
        self.panel.cancel_wanted.connect(self._cancel)
        self.panel.retry_wanted.connect(self.refresh)
        preferences.changed.connect(self._take_font)
        self._take_font()
        self.retranslate()

    def commands(self) -> tuple[Command, ...]:
        """Read anew, check the chain, begin another."""
        return (
            Command("journal-refresh", N_("&Read anew"), self.refresh, ("F5",), _MENU, "refresh"),
            Command("journal-verify", N_("&Verify the chain"), self.verify, (), _MENU, "good"),
            Command("journal-set-aside", N_("Set it a&side…"), self._ask_aside, (), _MENU, "clear"),
        )  # fmt: skip

    def showEvent(self, event: Any) -> None:
        """Read what came since."""
        super().showEvent(event)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the newest."""
        self._last = None
        self.table.clear()
        self._read_on()

    @Slot()
    def _read_on(self) -> None:
        self._cancel()
        before, wanted = self._last, Wanted(text=self.search.text().strip())
        self.panel.wait(_("Reading the journal…"))
        job = self._lane.submit(lambda stop: self._journal.read(before, wanted=wanted, stop=stop))
        self._job = job
        job.succeeded.connect(self._show)
        job.failed.connect(self.panel.fail)

    @Slot(object)
    def _show(self, page: Acts) -> None:
        self._last = page
        self.table.append(page.acts)
        self.panel.settle()
        self.older.setVisible(page.more)

    @Slot()
    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    @Slot(object)
    def _show_details(self, act: Any) -> None:
        self.details.show_record(act)
        self.details.setVisible(act is not None)

    def verify(self) -> None:
        """Check every entry; the verdict stands above the table."""
        self.verdict.setText(_("Checking every entry…"))
        self.verdict.show()
        job = self._lane.submit(lambda stop: self._journal.verify(stop))
        job.succeeded.connect(self._judge)
        job.failed.connect(self.failed)

    @Slot(object)
    def _judge(self, verdict: Verdict) -> None:
        if verdict.fault is not None:
            said = f"▲ {verdict.fault.text}"
        else:
            said = "✓ " + ngettext(
                "{count} entry, the chain is whole.", "{count} entries, the chain is whole.",
                verdict.entries,
            ).format(count=f"{verdict.entries:,}")  # fmt: skip
        self.verdict.setText("\n".join((said, *(remark.text for remark in verdict.remarks))))
        self.verdict.setProperty("role", "error" if verdict.fault else "")
        self.verdict.style().polish(self.verdict)

    def _ask_aside(self) -> None:
        ask = Ask(
            _("Set the journal aside"), [],
            warnings=[
                _(
                    "A journal that cannot be gone on with is kept as it is, and a new one begun:"
                    " its first entry says so. `mohist journal verify --file` checks the old one."
                )
            ],
            yes=_("Set it aside"), parent=self,
        )  # fmt: skip
        ask.agreed.connect(self.set_aside)
        ask.open()

    @Slot()
    def set_aside(self) -> None:
        """Keep the journal there is, and begin a new one."""
        job = self._lane.submit(lambda _stop: self._journal.set_aside())
        job.succeeded.connect(self._say_aside)
        job.failed.connect(self.failed)

    @Slot(object)
    def _say_aside(self, kept: Path | None) -> None:
        if kept is not None:
            said = _("It is kept in {folder}; a new journal is begun.")
            self.verdict.setText("✓ " + said.format(folder=kept))
            self.verdict.setProperty("role", "")
            self.verdict.style().polish(self.verdict)
            self.verdict.show()
        self.refresh()

    @Slot()
    def _take_font(self) -> None:
        now = self._preferences.now
        font = code_font(now.code_font, now.code_size)
        self.panel.set_code_font(font)
        self.details.set_code_font(font)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.search.setPlaceholderText(
            _("Search statements, titles, names and answers, then Enter")
        )
        self.search.setAccessibleName(_("Search the journal"))
        self.older.setText(_("Older"))
        self.panel.retranslate()
        self.details.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.panel.apply_theme(theme)
        self.details.apply_theme(theme)

    def state(self) -> dict[str, bytes]:
        """Its columns."""
        return {"journal": self.panel.state()}

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange them as they were."""
        if kept := state.get("journal"):
            self.panel.restore(kept)

    def shut(self) -> None:
        """End what runs."""
        self._lane.close()
