"""Spikes of latency, and what the server makes of them."""

from app.domain.operating.statements import Latency
from app.engines.abilities import WatchesLatency
from app.i18n import N_
from app.models.operating.statements import LATENCIES
from app.models.record_order import Order
from app.views.operate.answers import AnswerPanel
from app.views.widgets.states import Empty


class LatencyPanel(AnswerPanel):
    """Refreshed every ten seconds."""

    key = "latency"
    title = N_("Latency")
    icon = "latency"
    needs = (WatchesLatency,)
    fields = LATENCIES
    record_key = staticmethod(lambda each: (each.node, each.event))
    order = Order("worst", descending=True)
    interval = 10
    details_beside = False
    empty = Empty(
        N_("No spike was noted"),
        N_("The server notes what holds it up longer than latency-monitor-threshold says."),
        N_("Refresh"),
        icon="latency",
    )

    def question(self, session: WatchesLatency) -> tuple[tuple[Latency, ...], str]:
        """Spikes and advice."""
        return session.latency(), session.latency_advice()

    def shown(self, answer: tuple[tuple[Latency, ...], str]) -> tuple[Latency, ...]:
        """Spikes in the table, the advice below."""
        found, advice = answer
        self.show_text(advice)
        return found
