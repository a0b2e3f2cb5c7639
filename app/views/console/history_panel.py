"""The history beside the editor: everything that ran, searched in the file, a page at a time."""

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QFont, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.domain.console.ran import Ran
from app.i18n import N_, _
from app.models.console.ran import RAN
from app.models.records import RecordTable
from app.store.console.ran import Asked, RanHistory
from app.views.actions import Command
from app.views.theme import Theme
from app.views.widgets.ask import Ask
from app.views.widgets.details_panel import DetailsPanel
from app.views.widgets.filter_line import FilterLine
from app.views.widgets.handing import Handing
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.lane import Job, Lane

_PAGE = 200
_AGAIN = 300  # milliseconds after something ran
_NOTHING = Empty(
    N_("Nothing ran yet"),
    N_("Every statement you run is kept here with its time, rows and outcome, also across"
       " restarts."),
    icon="recorder",
)  # fmt: skip
_NOT_FOUND = Empty(
    N_("Nothing like that ran"), N_("Words are looked for in statements, errors and names of"
                                    " instances; each must be there."), icon="search",
)  # fmt: skip


class HistoryPanel(Handing):
    """Signals:
    open_wanted: a Ran whose statement shall come into a tab.
    """

    open_wanted = Signal(object)

    def __init__(self, history: RanHistory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._lane = Lane("history", self)
        self._job: Job[Any] | None = None
        self._whole = False
        self.instance = ""
        """The id of the instance in front."""
        self.search, self.here = FilterLine(), QCheckBox()
        self.table: RecordTable[Ran] = RecordTable(RAN, lambda ran: ran.number)
        self.panel: TablePanel[Ran] = TablePanel(self.table, N_("History"), _NOTHING)
        self.panel.filter_by_page(self.search)
        self.panel.exporting.beyond = lambda: partial(history.each, self.asked)
        self.details: DetailsPanel[Ran] = DetailsPanel(RAN, sparse=True)
        self.details.hide()
        self.asking: Ask | None = None
        """The question that is open."""
        self._offer()
        self._soon = QTimer(self, singleShot=True, interval=_AGAIN)
        self._soon.timeout.connect(self.refresh)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        for part in (self.search, self.here):
            down.addWidget(part)
        down.addWidget(self.panel, 3)
        down.addWidget(self.details, 2)
        self.hand_focus_to(self.search)
        self._connect()
        self.retranslate()

    def _offer(self) -> None:
        def chosen() -> bool:
            return bool(self._chosen)

        self.panel.offer(
            Command("history-open", N_("&Open in a new tab"), self._open, (), icon="add-file",
                    enabled=chosen),
            Command("history-copy", N_("Copy &statement"), self._copy, (), icon="copy",
                    enabled=chosen),
            Command("history-forget", N_("&Forget"), self._ask_forget, ("Del",), icon="clear",
                    enabled=chosen),
            Command("history-clear", N_("Forget &everything…"), self.ask_clear, (), icon="reset"),
        )  # fmt: skip

    def _connect(self) -> None:
        self.search.wanted.connect(self.refresh)
        self.search.left.connect(self.panel.view.setFocus)
        self.here.toggled.connect(self.refresh)
        self.panel.activated.connect(self.open_wanted)
        self.panel.current_changed.connect(self._show_details)
        self.panel.retry_wanted.connect(self.refresh)
        self.panel.cancel_wanted.connect(self._cancel)
        self.panel.view.verticalScrollBar().valueChanged.connect(self._look_for_the_end)

    @property
    def asked(self) -> Asked:
        """Which lines are wanted."""
        return Asked(self.search.text(), self.instance if self.here.isChecked() else "")

    @property
    def _chosen(self) -> list[Ran]:
        return self.panel.view.selected_records

    def showEvent(self, event: QShowEvent) -> None:
        """Read what ran since."""
        super().showEvent(event)
        self.refresh()

    def ran_more(self) -> None:
        """Something ran."""
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def show_instance(self, instance: str) -> None:
        """Another instance is in front."""
        if instance != self.instance:
            self.instance = instance
            if self.here.isChecked():
                self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read from the newest on."""
        self._whole = False
        self._read(None)

    def _read(self, before: int | None) -> None:
        self._cancel()
        asked, history = self.asked, self._history
        self.panel.wait(_("Reading the history…"))
        job = self._lane.submit(lambda stop: history.page(asked, before, _PAGE, stop))
        self._job = job
        job.succeeded.connect(self._show if before is None else self._add)
        job.failed.connect(self.panel.fail)
        job.finished.connect(lambda: self._rest(job))

    @Slot(object)
    def _show(self, found: tuple[Ran, ...]) -> None:
        self._whole = len(found) < _PAGE
        self.table.replace(found)
        narrowed = bool(self.search.text().strip()) or self.here.isChecked()
        self.panel.show_empty(_NOT_FOUND if narrowed else _NOTHING)
        self.panel.settle()

    @Slot(object)
    def _add(self, found: tuple[Ran, ...]) -> None:
        self._whole = len(found) < _PAGE
        self.table.append(found)
        self.panel.settle()

    def _rest(self, job: Job[Any]) -> None:
        if self._job is job:
            self._job = None

    @Slot()
    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    @Slot(int)
    def _look_for_the_end(self, place: int) -> None:
        bar = self.panel.view.verticalScrollBar()
        if self._job is None and not self._whole and place >= bar.maximum() - bar.pageStep():
            last = min((ran.number for ran in self.table.records.values()), default=None)
            if last is not None:
                self._read(last)

    @Slot(object)
    def _show_details(self, ran: Ran | None) -> None:
        self.details.setVisible(ran is not None)
        self.details.show_record(ran)

    # ------------------------------------------------------------------ what the commands do

    def _open(self) -> None:
        for ran in self._chosen:
            self.open_wanted.emit(ran)

    def _copy(self) -> None:
        texts = [ran.running.statement for ran in self._chosen]
        QGuiApplication.clipboard().setText(";\n".join(texts))

    def _ask_forget(self) -> None:
        numbers = [ran.number for ran in self._chosen]
        self._ask(_("Forget {count} lines of the history").format(count=len(numbers)), numbers)

    @Slot()
    def ask_clear(self) -> None:
        """Forget everything, once the user agrees."""
        self._ask(_("Forget the whole history of the console"), None)

    def _ask(self, title: str, numbers: list[int] | None) -> None:
        warnings = (_("It cannot be brought back. The journal of changes is not touched by that."),)
        self.asking = Ask(title, (), (), warnings, yes=_("Forget it"), parent=self)
        self.asking.agreed.connect(lambda: self._forget(numbers))
        self.asking.open()

    def _forget(self, numbers: list[int] | None) -> None:
        history = self._history
        job = self._lane.submit(lambda _stop: history.forget(numbers))
        job.succeeded.connect(self.refresh)
        job.failed.connect(self.panel.fail)

    # ------------------------------------------------------------------ words and colours

    def retranslate(self) -> None:
        """Speak the language of now."""
        self.here.setText(_("Only of this instance"))
        self.panel.retranslate()
        self.search.setPlaceholderText(_("Search everything that ran"))
        self.search.setToolTip("")  # columns are not asked for here
        self.details.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.panel.apply_theme(theme)
        self.details.apply_theme(theme)

    def set_code_font(self, font: QFont) -> None:
        """Use another font for statements."""
        self.panel.set_code_font(font)
        self.details.set_code_font(font)

    def shut(self) -> None:
        """Read no more."""
        self._lane.leave()
