"""Single slow commands, as Redis keeps them."""

from app.domain.operating.statements import SlowEntry
from app.engines.abilities import KeepsSlowLog
from app.i18n import N_
from app.models.operating.statements import SLOW
from app.models.record_order import Order
from app.views.operate.answers import AnswerPanel
from app.views.widgets.states import Empty


class SlowCommandsPanel(AnswerPanel):
    """Refreshed every ten seconds."""

    key = "slow-commands"
    title = N_("Slow commands")
    icon = "slow"
    needs = (KeepsSlowLog,)
    fields = SLOW
    record_key = staticmethod(lambda entry: entry.id)
    order = Order("at", descending=True)
    interval = 10
    empty = Empty(
        N_("No slow command is kept"),
        N_("The server keeps those that took longer than slowlog-log-slower-than."),
        N_("Refresh"),
        icon="slow",
    )

    def question(self, session: KeepsSlowLog) -> tuple[SlowEntry, ...]:
        """The newest."""
        return session.slow_log()
