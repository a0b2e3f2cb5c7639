"""Replication: what this server takes, who takes from it, and how it is started and stopped."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QInputDialog, QLabel, QWidget

from app.domain.inventory import ROLE_NAMES
from app.domain.operating.replication import (
    OF_A_CHANNEL,
    Channel,
    Replica,
    Replication,
    ReplicationStep,
)
from app.engines.abilities import ControlsReplication, ShowsReplication
from app.i18n import N_, _
from app.models.operating.replication import CHANNELS, REPLICAS
from app.models.operating.wording import columns_for
from app.models.records import RecordTable
from app.views.actions import Command
from app.views.operate.answers import AnswerPanel
from app.views.operate.room import Room
from app.views.theme import Theme
from app.views.widgets.states import Empty
from app.views.widgets.table_panel import TablePanel

_STEPS = {
    ReplicationStep.START: (N_("&Start replication…"), "start"),
    ReplicationStep.STOP: (N_("S&top replication…"), "pause"),
    ReplicationStep.SKIP: (N_("S&kip what it stopped at…"), "skip"),
    ReplicationStep.FOLLOW: (N_("Follow a&nother server…"), "connect"),
    ReplicationStep.FAILOVER: (N_("&Fail over…"), "replication"),
    ReplicationStep.JOIN: (N_("&Join the group…"), "start"),
    ReplicationStep.LEAVE: (N_("&Leave the group…"), "pause"),
    ReplicationStep.PROMOTE: (N_("Make the member the &primary…"), "replication"),
    ReplicationStep.SEMI_SYNC_ON: (N_("Switch semi-sync o&n…"), "start"),
    ReplicationStep.SEMI_SYNC_OFF: (N_("Switch semi-sync o&ff…"), "pause"),
}


class ReplicationPanel(AnswerPanel):
    """Channels above, replicas and members below, both refreshed every ten seconds."""

    key = "replication"
    title = N_("Replication")
    icon = "replication"
    needs = (ShowsReplication,)
    fields = CHANNELS
    record_key = staticmethod(lambda channel: (channel.name, channel.source))
    interval = 10
    empty = Empty(
        N_("This server replicates from nobody"),
        N_("Who replicates from it is shown below."),
        N_("Refresh"),
        icon="replication",
    )

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        self.replicas: TablePanel[Replica] = TablePanel(
            RecordTable(
                columns_for(REPLICAS, room.endpoint.type),
                lambda replica: (replica.address, replica.role),
            ),
            N_("Replicas and members"),
            Empty(N_("Nobody is known to replicate from this server"), icon="replication"),
        )
        self.summary = QLabel(wordWrap=True)
        self._last: Replication | None = None
        super().__init__(room, parent)
        self.column.insertWidget(0, self.summary)
        self.column.addWidget(self.replicas, 1)
        self.replicas.current_changed.connect(self.changed)
        self.column.setStretch(1, 1)

    def question(self, session: ShowsReplication) -> Replication:
        """All of it."""
        return session.replication()

    def shown(self, answer: Replication) -> tuple[Channel, ...]:
        """The channels; the rest goes into the other parts."""
        self._last = answer
        self.replicas.show_records(answer.replicas)
        self._say()
        self.show_text(_sets(answer))
        return answer.channels

    def commands(self) -> tuple[Command, ...]:
        """What the server can be told."""
        session = self.session
        if not isinstance(session, ControlsReplication):
            return ()
        return tuple(
            Command(f"replication-{step}", _STEPS[step][0], partial(self._plan, step), (), "",
                    _STEPS[step][1], self._can(step),
                    why_not=self.room.why_not(f"replication-{step}"))
            for step in session.replication_steps
        )  # fmt: skip

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.replicas.retranslate()
        self._say()
        super().retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """Take its colours."""
        self.replicas.apply_theme(theme)
        super().apply_theme(theme)

    def _can(self, step: ReplicationStep) -> Callable[[], bool] | None:
        if step in OF_A_CHANNEL:
            return self._has_channel
        return self._has_member if step is ReplicationStep.PROMOTE else None

    def _has_member(self) -> bool:
        return self.replicas.view.current is not None

    def _has_channel(self) -> bool:
        return self._last is not None and bool(self._last.channels)

    def _say(self) -> None:
        if self._last is None:
            return
        parts = [_("Role: {role}").format(role=_(ROLE_NAMES[self._last.role]))]
        if self._last.group:
            parts.append(self._last.group)
        parts += [f"{name} {value}" for name, value in self._last.facts[:6]]
        self.summary.setText(" · ".join(parts))

    def _plan(self, step: ReplicationStep) -> None:
        if step is ReplicationStep.PROMOTE:
            channel = self._member()
        elif step is ReplicationStep.FOLLOW:
            channel = self._asked()
            if not channel:
                return
        else:
            channel = self._channel()
        session = self.session
        assert isinstance(session, ControlsReplication)
        self.ask_beside(
            lambda there: there.plan_replication(step, channel),
            lambda act: self.room.proposals.propose(act, self),
        )

    def _channel(self) -> str:
        chosen = self.selected
        if not chosen and self._last is not None:
            chosen = list(self._last.channels[:1])
        return chosen[0].name if chosen else ""

    def _asked(self) -> str:
        """Whom to follow; "" where the user thought better of it."""
        typed, agreed = QInputDialog.getText(
            self, _("Follow another server"), _("Host and port of the server to follow")
        )
        return typed.strip() if agreed else ""

    def _member(self) -> str:
        current = self.replicas.view.current
        return current.address if current is not None else ""


def _sets(replication: Replication) -> str:
    """The GTID sets, which are too long for cells, and every fact."""
    parts = []
    if replication.executed:
        parts.append(_("Executed: {gtids}").format(gtids=replication.executed))
    if replication.purged:
        parts.append(_("Purged: {gtids}").format(gtids=replication.purged))
    default = _("default")
    parts += [
        f"{channel.name or default}: {channel.behind}"
        for channel in replication.channels
        if channel.behind
    ]
    parts += [f"{name}: {value}" for name, value in replication.facts]
    return "\n".join(parts)
