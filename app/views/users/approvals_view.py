"""Acts on production that wait for a second person, and what became of those of the last days."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from app.domain.rights import Ability, Approval, Rights
from app.flows.ours import ExportRight
from app.i18n import N_, _
from app.models.record_order import Order
from app.models.records import RecordTable
from app.models.users.approvals import APPROVALS, ApprovalRow, Phase, approval_rows, parts_of
from app.views.actions import Command
from app.views.theme import GAP, Theme
from app.views.widgets.ask import Ask
from app.views.widgets.details_panel import DetailsPanel
from app.views.widgets.handing import Handing
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel
from app.workers.people_keeper import PeopleKeeper

_EMPTY = Empty(
    N_("Nothing waits for a second person"),
    N_("Where the rule of two persons is on, acts on production wait here until somebody else who "
       "may do them has agreed."),
    icon="accounts",
)  # fmt: skip


class ApprovalsView(Handing):
    """What was asked for, exactly as it is sent, and the answer.

    Signals:
        failed: a ConsoleError to be shown.
    """

    failed = Signal(object)

    def __init__(self, people: PeopleKeeper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people, self._standing = people, people.standing
        self._known: tuple[Approval, ...] = ()
        self.rule = QLabel(wordWrap=True)
        self.table: RecordTable[ApprovalRow] = RecordTable(
            APPROVALS, lambda row: row.approval.id, order=Order("phase")
        )
        self.panel: TablePanel[ApprovalRow] = TablePanel(self.table, N_("Second person"), _EMPTY)
        self.panel.view.takes_first = True
        self.panel.exporting.right = ExportRight(
            self._standing.warden, Ability.EXPORT_INVENTORY,
            N_("{user} exports the list of what a second person was asked for to {file}."),
        )  # fmt: skip
        self.panel.offer(*self._commands())
        self.details: DetailsPanel[ApprovalRow] = DetailsPanel(APPROVALS)
        self.split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self.split.setHandleWidth(2 * GAP)
        self.split.addWidget(self.panel)
        self.split.addWidget(self.details)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([760, 440])
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(2 * GAP)
        down.addWidget(self.rule)
        down.addWidget(self.split, 1)
        self.panel.current_changed.connect(self.details.show_record)
        self.panel.retry_wanted.connect(self.refresh)
        people.changed.connect(self._follow)
        self._standing.changed.connect(self._show)
        self.hand_focus_to(self.panel)
        self._show()

    def _commands(self) -> tuple[Command, ...]:
        return (
            Command("approve", N_("&Agree…"), self.agree, icon="good", enabled=self._waits,
                    why_not=self._why_not),
            Command("deny", N_("Say &no"), partial(self._answer, agreed=False), icon="close",
                    enabled=self._waits, why_not=self._why_not),
            Command("refresh-approvals", N_("&Read anew"), self.refresh, ("F5",), icon="refresh"),
        )  # fmt: skip

    def _waits(self) -> bool:
        row = self.panel.view.current
        return row is not None and row.phase is Phase.WAITING

    def _why_not(self) -> str:
        """Why whoever sits in front cannot be the second person of what is chosen."""
        row = self.panel.view.current
        if row is None or row.phase is not Phase.WAITING:
            return ""
        if row.mine:
            return _("Nobody agrees to what they asked for themselves.")
        return self._standing.reason(row.approval.ability, row.approval.place, act=True)

    # what there is

    def showEvent(self, event: QShowEvent) -> None:
        """Read what came since."""
        super().showEvent(event)
        self.refresh()

    @Slot()
    def _follow(self) -> None:
        if self.isVisible():
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read them anew."""
        self.panel.wait(_("Reading what waits…"), cancel=False)
        job = self._people.ask(lambda directory: directory.approvals())
        job.succeeded.connect(self._take)
        job.failed.connect(self.panel.fail)

    @Slot(object)
    def _take(self, known: tuple[Approval, ...]) -> None:
        self._known = known
        self._show()
        self.panel.settle()

    @Slot()
    def _show(self) -> None:
        self.rule.setText(_rule(self._standing.rights))
        now, me = self._standing.warden.now, self._standing.user.id
        self.panel.show_records(approval_rows(self._known, now, me))
        self.panel.refresh_actions()

    # what can be done

    @Slot()
    def agree(self) -> None:
        """Agree to it, after all of it was shown once more."""
        row = self.panel.view.current
        if row is None:
            return
        title, hits, sent = parts_of(row.approval)
        ask = Ask(
            _("Agree that {user} does this: {what}?").format(
                user=row.approval.asked_name, what=title
            ),
            sent,
            hits,
            warnings=[
                _(
                    "You answer for it as they do: it can be done once, until {time}, on {name}."
                ).format(time=_clock(row.approval.until), name=row.approval.place.name)
            ],
            yes=_("Agree"),
            parent=self,
        )
        ask.agreed.connect(partial(self._answer, agreed=True))
        ask.open()

    def _answer(self, *, agreed: bool) -> None:
        row = self.panel.view.current
        if row is None:
            return
        job = self._people.ask(lambda directory: directory.answer(row.approval, agreed=agreed))
        job.failed.connect(self.failed)
        job.finished.connect(self.refresh)
        job.finished.connect(self._people.refresh)

    # what a page asks

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.panel.retranslate()
        self.details.retranslate()
        self._show()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.panel.apply_theme(theme)
        self.details.apply_theme(theme)

    def state(self) -> dict[str, bytes]:
        """What to keep of how it is arranged."""
        split = bytes(self.split.saveState().data())
        return {"approvals": self.panel.state(), "approvals-split": split}

    def restore(self, state: dict[str, bytes]) -> None:
        """Arrange it as it was."""
        if "approvals" in state:
            self.panel.restore(state["approvals"])
        if "approvals-split" in state:
            self.split.restoreState(state["approvals-split"])


def _rule(rights: Rights) -> str:
    if rights.two_persons:
        return _("Acts on production need the word of a second person who may do them too.")
    return _("The rule of two persons is off: acts on production need nobody else's word.")


def _clock(at: float) -> str:
    return f"{datetime.fromtimestamp(at):%H:%M}"
