"""Which dictionary views this login has read, and which of them a licence is needed for."""

from operator import itemgetter
from typing import Any

from app.engines.abilities import KeepsLedger
from app.i18n import N_
from app.models.fields import Align, Field, State
from app.models.formats import count, stamp
from app.models.record_order import Order
from app.views.operate.answers import AnswerPanel
from app.views.widgets.states import Empty

LEDGER: tuple[Field[tuple[Any, ...]], ...] = (
    Field("view", N_("Dictionary view"), itemgetter(0), width=320, code=True),
    Field("times", N_("Queried"), itemgetter(2), count, align=Align.RIGHT, width=90),
    Field("refused", N_("Refused"), lambda row: row[3] or None, count, align=Align.RIGHT,
          width=90, state=lambda row: State.WARNING if row[3] else State.NONE),
    Field("last", N_("Last"), itemgetter(4), stamp, width=190),
    Field("pack", N_("Pack it belongs to"), itemgetter(1), stretch=True),
)  # fmt: skip


class LedgerPanel(AnswerPanel):
    """For auditors: refreshed when asked, and copied or exported from its menu."""

    key = "ledger"
    title = N_("Licence ledger")
    icon = "ledger"
    needs = (KeepsLedger,)
    fields = LEDGER
    record_key = staticmethod(itemgetter(0))
    order = Order("view")
    interval = 10
    details_beside = False
    empty = Empty(
        N_("No dictionary view was read"),
        N_("Every view that is read is noted here, with the pack it belongs to."),
        N_("Refresh"),
        icon="ledger",
    )

    def question(self, session: KeepsLedger) -> tuple[tuple[Any, ...], ...]:
        """What was noted so far."""
        return session.ledger().rows
