"""Deadlocks: the server remembers its last one, this console those it has seen."""

from app.domain.operating.locks import Deadlock
from app.engines.abilities import RemembersDeadlock
from app.i18n import N_
from app.models.operating.locks import DEADLOCKS
from app.models.record_order import Order
from app.views.operate.answers import AnswerPanel
from app.views.operate.room import Room
from app.views.widgets.states import Empty


class DeadlocksPanel(AnswerPanel):
    """Refreshed every ten seconds, so that one is rarely missed while the page is open."""

    key = "deadlocks"
    title = N_("Deadlocks")
    icon = "deadlock"
    needs = (RemembersDeadlock,)
    fields = DEADLOCKS
    record_key = staticmethod(lambda deadlock: deadlock.text)
    order = Order("at", descending=True)
    interval = 10
    details_beside = False
    empty = Empty(
        N_("No deadlock is known"),
        N_("The server remembers its last one only; those seen from here are kept."),
        N_("Refresh"),
        icon="deadlock",
    )

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.records.current_changed.connect(self._show)

    def question(self, session: RemembersDeadlock) -> tuple[Deadlock, ...]:
        """The server's last, behind those that were kept; asked in the lane, kept there too."""
        found = session.last_deadlock()
        kept = self.room.histories.keep_deadlock(self.room.endpoint.id, found)
        return tuple(kept)

    def _show(self, deadlock: Deadlock | None) -> None:
        self.show_text(deadlock.text if deadlock else "")
