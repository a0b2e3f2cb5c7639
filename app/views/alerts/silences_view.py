"""Silences and maintenance windows: what is kept quiet now, later, and was."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.inventory import new_id
from app.domain.monitoring.feed import Delivery
from app.domain.monitoring.rule import Rule, Silence, Subject
from app.i18n import N_, _, ngettext
from app.models.alerts.rules import title_of
from app.models.alerts.silence_draft import SilenceDraft, draft_of
from app.models.alerts.silences import SILENCES, Phase, SilenceRow, silence_rows, silenced_now
from app.models.fields import State
from app.models.formats import count
from app.models.record_order import Order
from app.models.records import RecordTable
from app.views.actions import Command
from app.views.alerts.judged_list import JudgedList
from app.views.alerts.judging import JudgeKeeper, Judging
from app.views.alerts.needed import NEEDED
from app.views.alerts.silence_editor import SilenceEditor
from app.views.by_right import by_right
from app.views.widgets.ask import Ask
from app.views.widgets.edit_form import EditForm
from app.views.widgets.states import Empty
from app.workers.standing import Standing

_TICK = 15_000
"""Milliseconds between two looks at which of them hold: windows open and close by the clock."""
_EMPTY = Empty(
    N_("Nothing is silenced"),
    N_("Alerts that fit a silence are shown and told to nobody: planned work, a known fault. A "
       "maintenance window does the same every week."),
    N_("New silence"), icon="suppress",
)  # fmt: skip
_NOT_JUDGED = Empty(
    N_("Alerts are not judged here"),
    N_("Silences hold where servers are watched."), icon="suppress",
)  # fmt: skip


class Known(NamedTuple):
    """What the judge says."""

    silences: tuple[Silence, ...] = ()
    rules: tuple[Rule, ...] = ()


def _known(judge: Judging) -> Known:
    return Known(tuple(judge.silences), tuple(judge.rules))


class SilencesView(JudgedList[SilenceRow, Known]):
    """All silences; `who` is the name that stands behind new ones."""

    def __init__(
        self, keeper: JudgeKeeper, standing: Standing,
        clock: Callable[[], float] = time.time, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        table: RecordTable[SilenceRow] = RecordTable(
            SILENCES, lambda row: row.silence.id, order=Order("phase")
        )
        empty = _EMPTY if keeper.judges else _NOT_JUDGED
        super().__init__(keeper, _known, "silences", table, N_("Silences"), empty, parent)
        self._standing, self._clock = standing, clock
        self._subjects: tuple[Subject, ...] = ()
        self._known = Known()
        self._rows: tuple[SilenceRow, ...] = ()
        self.now = QLabel(wordWrap=True)
        self.down.insertWidget(0, self.now)
        self._clockwork = QTimer(self, interval=_TICK)
        self._clockwork.timeout.connect(self._show)
        keeper.delivered.connect(self._take)
        self.panel.offer(*by_right(self._commands(), NEEDED, standing))
        self.panel.begin_as("add-silence")
        standing.changed.connect(self.panel.refresh_actions)

    def _commands(self) -> tuple[Command, ...]:
        return (
            Command("add-silence", N_("&New silence…"), self.add, ("Ins",), icon="add",
                    enabled=lambda: self._keeper.judges),
            Command("add-window", N_("New maintenance &window…"), self.add_window,
                    enabled=lambda: self._keeper.judges),
            Command("edit-silence", N_("&Edit…"), self.edit, ("F2",), icon="edit",
                    enabled=lambda: self.panel.view.current is not None),
            Command("end-silence", N_("End &now"), self.end, icon="stop",
                    enabled=lambda: bool(self._of(Phase.NOW))),
            Command("remove-silence", N_("&Remove…"), self.remove, ("Del",), icon="close",
                    enabled=lambda: bool(self.panel.view.selected_records)),
        )  # fmt: skip

    # what there is

    def set_subjects(self, subjects: Iterable[Subject]) -> None:
        """Who is watched: names for whom they are about."""
        self._subjects = tuple(subjects)
        self._show()

    def _waiting(self) -> str:
        return _("Reading the silences…")

    def _fill(self, known: Known) -> None:
        self._known = known
        self._show()

    @Slot()
    def _show(self) -> None:
        metrics = self._keeper.catalogue.metrics
        names = {subject.instance: subject.name for subject in self._subjects}
        self._rows = silence_rows(
            self._known.silences, self._known.rules, metrics, names, self._clock()
        )
        holds = any(row.phase is Phase.NOW for row in self._rows)
        self.now.setText(f"{State.NOTICE.shape} " * holds + silenced_now(self._rows))
        self.now.setVisible(self._keeper.judges)
        if self._keeper.judges:
            self.panel.show_records(self._rows)
        self.changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """What was not looked at is behind."""
        super().showEvent(event)
        self._clockwork.start()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._clockwork.stop()

    @Slot(object)
    def _take(self, delivery: Delivery) -> None:
        if delivery.alerts and self.isVisible():
            self.refresh()

    # what can be done

    @Slot()
    def add(self) -> None:
        """A new silence, from now on."""
        self._open(self._fresh(), known=False)

    @Slot()
    def add_window(self) -> None:
        """A new weekly window."""
        self._open(replace(self._fresh(), weekly=True), known=False)

    def _fresh(self) -> SilenceDraft:
        return SilenceDraft(new_id(), by=self._standing.user.shown, begin=self._clock())

    @Slot()
    def edit(self) -> None:
        """Open the form of the current one."""
        row = self.panel.view.current
        if row is None:
            return
        form = self.split.form
        if form is not None and form.key == row.silence.id:
            form.begin()
        else:
            self._open(draft_of(row.silence), known=True)

    def _open(self, draft: SilenceDraft, *, known: bool) -> None:
        metrics = self._keeper.catalogue.metrics
        titles = {rule.id: title_of(rule, metrics) for rule in self._known.rules}

        self.split.open(
            lambda: SilenceEditor(draft, titles, self._subjects, known),
            lambda form: form.save_wanted.connect(self._save),
        )

    @Slot(object)
    def _save(self, silence: Silence) -> None:
        form = self.split.form
        assert form is not None
        form.wait()
        job = self._do(lambda judge: judge.silence(silence))
        job.succeeded.connect(lambda: self._kept(form))
        job.failed.connect(form.refuse)

    def _kept(self, form: EditForm) -> None:
        if self.split.form is form:
            self.split.close_form()
        self.panel.strip.show_done(_("It holds from now on."))

    def _of(self, phase: Phase) -> list[SilenceRow]:
        return [row for row in self.panel.view.selected_records if row.phase is phase]

    @Slot()
    def end(self) -> None:
        """Those that hold now hold no longer; a window opens again next week."""
        now = self._clock()
        ended = [
            replace(row.silence, until=now) if row.silence.weekly is None
            else replace(row.silence, begin=row.next or now)
            for row in self._of(Phase.NOW)
        ]  # fmt: skip

        job = self._do(lambda judge: [a for each in ended for a in judge.silence(each)])
        job.failed.connect(self._fail)

    @Slot()
    def remove(self) -> None:
        """Have those that are selected no more, after asking."""
        rows = self.panel.view.selected_records
        if not rows:
            return
        ids = [row.silence.id for row in rows]

        title = ngettext("Remove {count} silence?", "Remove {count} silences?", len(rows))
        ask = Ask(
            title.format(count=count(len(rows))), [],
            hits=[f"{row.for_whom} · {row.which}" for row in rows], yes=_("Remove"), parent=self,
        )  # fmt: skip
        ask.agreed.connect(lambda: self._remove(ids))
        ask.open()

    def _remove(self, ids: list[str]) -> None:
        job = self._do(lambda judge: [alert for id_ in ids for alert in judge.unsilence(id_)])
        job.failed.connect(self._fail)
        form = self.split.form
        if form is not None and form.key in ids:
            job.succeeded.connect(self.split.close_form)
