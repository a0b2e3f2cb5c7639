"""What is wrong now: alerts as a table, the worst first, and all of one beside it."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from app.domain.errors import ConsoleError
from app.domain.inventory import DatabaseType
from app.i18n import N_, _
from app.models.alerts.book import AlertBook
from app.models.alerts.fields import ALERTS
from app.models.alerts.rows import AlertRow, Show, Stand
from app.models.alerts.standing import Judged, Standing, in_a_line, well
from app.models.alerts.ticket import as_markdown, as_text
from app.models.monitoring.places import OVERVIEW, panel_of
from app.models.record_order import Order
from app.models.records import RecordTable
from app.views.actions import Command
from app.views.alerts.alert_details import AlertDetails
from app.views.alerts.keeper import AlertKeeper
from app.views.alerts.needed import NEEDED
from app.views.alerts.seeing import Seeing
from app.views.alerts.silence_form import Quiet
from app.views.by_right import by_right
from app.views.theme import GAP, Theme
from app.views.widgets.chart import Redraw
from app.views.widgets.handing import Handing
from app.views.widgets.segments import Segments
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.standing import Standing as UserStanding

_BEAT = 1000
"""Milliseconds between two looks at how long all of it lasts."""
_SOON = 250
"""Milliseconds for which changes are gathered before they are shown."""
_SHOWS = {
    Show.UNSEEN: N_("Unseen"), Show.FIRING: N_("Firing"), Show.CLEARED: N_("Cleared"),
    Show.ALL: N_("All"),
}  # fmt: skip
_NOTHING = {
    Judged.NOWHERE: Empty(
        N_("Alerts are not judged here"),
        N_("Neither this console nor a collector of the team tells of alerts."), icon="alerts",
    ),
    Judged.NOBODY: Empty(
        N_("Nothing is watched yet"),
        N_("Alerts are told of instances that are watched. Choose them on the Live page."),
        N_("Open the Live page"), icon="live",
    ),
    Judged.NOT_YET: Empty(
        N_("Not judged yet"),
        N_("Nothing was heard of the instances that are watched so far."), icon="alerts",
    ),
    Judged.OLD: Empty(
        N_("Nobody knows how it stands"),
        N_("Nothing was judged for more than a minute. The Live page says who is not heard."),
        N_("Open the Live page"), icon="warning",
    ),
}  # fmt: skip


class NowView(Handing):
    """Shows the alerts of a book.

    Signals:
        open_wanted: an AlertRow whose charts at its moment shall be seen.
        panel_wanted: the id of an instance, and the key of the panel that tells more.
        live_wanted: nothing is watched yet.
        failed: a ConsoleError that is to be shown to the user.
    """

    open_wanted = Signal(object)
    panel_wanted = Signal(str, str)
    live_wanted = Signal()
    failed = Signal(object)

    def __init__(
        self,
        keeper: AlertKeeper,
        book: AlertBook,
        standing: Callable[[], Standing],
        seeing: Seeing,
        redraw: Redraw,
        user: UserStanding,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._book, self._standing, self.seeing = book, standing, seeing
        self._failure: ConsoleError | None = None
        self.summary = QLabel()
        self.summary.setProperty("role", "heading")
        self.table: RecordTable[AlertRow] = RecordTable(
            ALERTS, lambda row: row.id, order=Order("severity", descending=True)
        )
        self.panel: TablePanel[AlertRow] = TablePanel(
            self.table, N_("Alerts"), _NOTHING[Judged.NOT_YET]
        )
        self.panel.view.takes_first = True
        self.show_only: Segments[Show] = Segments(_SHOWS)
        self.show_only.choose(Show.FIRING)
        self.panel.add_to_bar(self.show_only)
        self.panel.offer(*by_right(self._commands(), NEEDED, user))
        user.changed.connect(self.panel.refresh_actions)
        self.details = AlertDetails(keeper, redraw)
        self.details.hide()
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self.refresh)
        self._clock = QTimer(self, interval=_BEAT)
        self._clock.timeout.connect(self._go_on)
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.split = QSplitter(childrenCollapsible=False)
        self.split.addWidget(self.panel)
        self.split.addWidget(self.details)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.split.setSizes([860, 400])
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(2 * GAP)
        down.addWidget(self.summary)
        down.addWidget(self.split, 1)
        self.hand_focus_to(self.panel)

    def _connect(self) -> None:
        panel, details = self.panel, self.details
        self.show_only.chosen.connect(self.refresh)
        panel.activated.connect(self.open_wanted)
        panel.current_changed.connect(self._show_details)
        panel.begin_wanted.connect(self.live_wanted)
        details.silence_agreed.connect(self._silence)
        details.form_left.connect(lambda: panel.view.setFocus())
        details.chart_chosen.connect(self._open)
        details.failed.connect(self.failed)
        self.seeing.failed.connect(self.failed)

    def _commands(self) -> tuple[Command, ...]:
        return (
            Command("alert-acknowledge", N_("&Acknowledge"), self._acknowledge, ("A",), "", "good",
                    lambda: bool(self._stands(Stand.UNSEEN))),
            Command("alert-take-back", N_("&Take it back"), self._take_back, ("Shift+A",), "",
                    "reset", lambda: any(row.alert.acknowledged for row in self._chosen())),
            Command("alert-silence", N_("&Silence…"), self._ask_silence, ("S",), "", "suppress",
                    lambda: bool(self._chosen())),
            Command("alert-charts", N_("Show &charts"), self._open, ("C",), "", "recorder",
                    lambda: self._one() is not None),
            Command("alert-panel", N_("&Open the instance"), self._open_panel, ("Ctrl+Return",), "",
                    "instances", lambda: self._one() is not None),
            Command("alert-copy", N_("Copy for a tic&ket"), self._copy_text, ("T",), "", "copy",
                    lambda: bool(self._chosen())),
            Command("alert-markdown", N_("Copy as &Markdown"), self._copy_markdown, ("M",), "",
                    "copy", lambda: bool(self._chosen())),
        )  # fmt: skip

    # ------------------------------------------------------------------ what is shown

    @Slot()
    def touch(self) -> None:
        """There is something new in the book."""
        self._failure = None
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    @Slot()
    def refresh(self) -> None:
        """Show what is wanted of it now."""
        rows = self._book.rows(self.show_only.now)
        self.panel.states.show_empty(self._empty())
        if self._failure is not None and not rows:
            self.panel.fail(self._failure)
        else:
            self.panel.show_records(rows)
        self._say()

    def fail(self, error: ConsoleError) -> None:
        """The judge cannot say which alerts there are."""
        self._failure = error
        self.panel.fail(error)

    def _empty(self) -> Empty:
        standing, show = self._standing(), self.show_only.now
        if show is Show.CLEARED:
            return Empty(N_("Nothing cleared in the last seven days"), icon="alerts")
        if standing.how is not Judged.NOW:
            return _NOTHING[standing.how]
        if self._book.counts()[Show.FIRING]:
            return Empty(
                N_("Everything was seen to"),
                N_("What fires still, and was seen or silenced, is under “Firing”."), icon="good",
            )  # fmt: skip
        return Empty(well(standing), icon="good")

    @Slot()
    def _go_on(self) -> None:
        """Another second: how long it lasts is drawn anew, and the sentence said again."""
        self.panel.view.viewport().update()
        if not self.table.total:
            self.panel.show_empty(self._empty())
        self._say()

    def _say(self) -> None:
        counts = dict(self._book.counts())
        self.show_only.show_counts(counts)
        said = in_a_line(self._standing(), self._book.unseen(), counts)
        if said != self.summary.text():
            self.summary.setText(said)
        self.summary.setVisible(bool(said) and bool(self.table.total))

    @Slot(object)
    def _show_details(self, row: AlertRow | None) -> None:
        if row is None:  # it went out of what is wanted: it is shown until another is chosen
            row = self._book.row(self.details.text.record.id) if self.details.text.record else None
        self.details.show_row(row)
        self.details.setVisible(row is not None)

    def choose(self, id_: str) -> None:
        """Show this alert, whatever was filtered for."""
        row = self._book.row(id_)
        if row is None:
            return
        self.panel.filter.clear()
        self.panel.filter.want()
        if not row.wanted(self.show_only.now):
            self.show_only.choose(Show.ALL)
        self.refresh()
        self.panel.view.select(id_)
        self.panel.view.setFocus()

    def show_instance(self, name: str) -> None:
        """Show those of one instance."""
        self.show_only.choose(Show.FIRING)
        self.panel.filter.setText(f'instance="{name}"')
        self.panel.filter.want()
        self.refresh()
        self.panel.view.setFocus()

    # ------------------------------------------------------------------ what can be done

    def _chosen(self) -> Sequence[AlertRow]:
        return self.panel.view.selected_records

    def _stands(self, *stands: Stand) -> list[AlertRow]:
        return [row for row in self._chosen() if row.stand in stands]

    def _one(self) -> AlertRow | None:
        """The one that is chosen, of an instance of the inventory."""
        chosen = self._chosen()
        return chosen[0] if len(chosen) == 1 and chosen[0].of is not None else None

    def _acknowledge(self) -> None:
        self.seeing.acknowledge(self._stands(Stand.UNSEEN))

    def _take_back(self) -> None:
        self.seeing.take_back(row for row in self._chosen() if row.alert.acknowledged is not None)

    def _ask_silence(self) -> None:
        self.details.show()
        self.details.ask_silence(self._chosen())

    @Slot(object, object)
    def _silence(self, rows: Iterable[AlertRow], quiet: Quiet) -> None:
        self.seeing.silence(rows, quiet)

    @Slot()
    def _open(self) -> None:
        row = self.details.text.record if self._one() is None else self._one()
        if row is not None and row.of is not None:
            self.open_wanted.emit(row)

    def _open_panel(self) -> None:
        row = self._one()
        if row is not None and row.of is not None:
            self.panel_wanted.emit(row.alert.instance, panel_for(row, row.of.instance.type))

    def _copy_text(self) -> None:
        self._copy(as_text(self._chosen()))

    def _copy_markdown(self) -> None:
        self._copy(as_markdown(self._chosen()))

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.panel.strip.show_done(_("Copied."))

    # ------------------------------------------------------------- what the page passes on

    def showEvent(self, event: QShowEvent) -> None:
        """Show how it stands, and go on with the clock."""
        super().showEvent(event)
        self.refresh()
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._clock.stop()
        self._soon.stop()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.panel.apply_theme(theme)
        self.details.apply_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.panel.retranslate()
        self.show_only.retranslate()
        self.details.retranslate()
        self.refresh()

    def state(self) -> dict[str, bytes]:
        """Its columns, and how wide the details are."""
        return {"alerts": self.panel.state(), "alerts-split": bytes(self.split.saveState().data())}

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange it as it was."""
        if kept := state.get("alerts"):
            self.panel.restore(kept)
        if kept := state.get("alerts-split"):
            self.split.restoreState(kept)


def panel_for(row: AlertRow, kind: DatabaseType) -> str:
    """The panel of the instance that tells more of what is wrong."""
    return panel_of(row.metric, kind) if row.metric is not None else OVERVIEW
